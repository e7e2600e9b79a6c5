"""The package as others see it: its types, its licences, its versions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from conftest import ROOT, SOURCE, Collector, clean_environment

HERE = Path(__file__).resolve().parent


def mypy(path: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(home / "mypy"), str(path)]
    environment = {**clean_environment(home), "MYPYPATH": str(SOURCE)}
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=300)


def test_what_a_user_writes_passes_strict_checks(tmp_path: Path) -> None:
    checked = mypy(HERE / "typing_sample.py", tmp_path)
    assert checked.returncode == 0, checked.stdout
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from nemo_telemetry import NatCliCommand, Telemetry\n"
        'NatCliCommand(command="run", task_status="succes", python_version="3.12")\n'
        'NatCliCommand(command="run", task_status="success")\n'
        'NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms="5")\n'
        'Telemetry("agent-toolkit").enqueue("text")\n'
    )
    found = re.findall(r"wrong\.py:(\d+): error", mypy(wrong, tmp_path).stdout)
    assert found == ["2", "3", "4", "5"]


def test_the_licences_are_those_of_what_is_in_the_component() -> None:
    text = (HERE.parent / "licenses" / "THIRD-PARTY.txt").read_text()
    named = re.findall(r"={80}\n(\S+) (\S+)\n", text)
    lock = (ROOT / "Cargo.lock").read_text()
    for name, version in named:
        assert f'name = "{name}"\nversion = "{version}"\n' in lock, f"{name} {version} is not what is built"
    assert {"dlmalloc", "wasip2", "wit-bindgen"} <= {name for name, _ in named}


def test_the_first_program_of_the_readme_runs_in_a_fresh_process(collector: Collector, environment: Path) -> None:
    _, _, after = (ROOT / "host/python/README.md").read_text().partition("```python\n")
    program = after.partition("```")[0]
    address = "http://127.0.0.1:8787/v1.1/events/json"
    assert address in program
    out = fresh(environment, "-c", program.replace(address, collector.url))
    assert "delivered=1" in out and [event["parameters"]["command"] for event in collector.envelopes[0]["events"]] == ["run"]


def test_the_test_of_the_readme_passes_in_a_fresh_process(environment: Path) -> None:
    """As the first test of its process, whose component has to be compiled, which takes longer than an end may."""
    text = (ROOT / "host/python/README.md").read_text()
    _, _, after = text.partition("time stands still:\n\n")
    example = dedent(after.partition("\n\n")[0])
    assert example.startswith("def test_") and "nemo_telemetry" in example
    program = """
from nemo_telemetry import NatCliCommand, Telemetry

def main(arguments):
    with Telemetry(product="agent-toolkit", client_version="1.9.0") as telemetry:
        telemetry.enqueue(NatCliCommand(command=arguments[0], task_status="success", python_version="3.12.4"))

"""
    (environment / "test_theirs.py").write_text(program + example + "\n\n" + example.replace("def test_", "def test_again_"))
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "nemo_telemetry.pytest_plugin", "test_theirs.py"]
    assert "2 passed" in fresh(environment, *command)


def test_the_test_of_the_page_passes_in_a_fresh_process(environment: Path) -> None:
    _, _, part = (ROOT / "docs/python.md").read_text().partition("\n## Test\n")
    _, _, after = part.partition("```python\n")
    (environment / "test_send.py").write_text(after.partition("```")[0])
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "nemo_telemetry.pytest_plugin", "test_send.py"]
    assert "1 passed" in fresh(environment, *command)


def fresh(home: Path, *arguments: str) -> str:
    """Run Python as a person does who has just installed the package: nothing is loaded, compiled or set."""
    variables = {**clean_environment(home), "XDG_CACHE_HOME": str(home / "cache")}
    ended = subprocess.run([sys.executable, *arguments], cwd=home, env=variables, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    return ended.stdout


def test_no_module_imports_one_above_it() -> None:
    """Not in a function and not for types, either."""
    import ast

    folder, below = SOURCE / "nemo_telemetry", {}
    for path in folder.glob("*.py"):
        steps = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom) and node.level]
        named = {name.name for node in steps if not node.module for name in node.names}
        below[path.stem] = {node.module for node in steps if node.module} | {name for name in named if (folder / f"{name}.py").exists()}
    while below:
        floor = {name for name, needed in below.items() if not needed & below.keys()}
        assert floor, f"these import each other: {sorted(below)}"
        below = {name: needed for name, needed in below.items() if name not in floor}


def test_one_version() -> None:
    import nemo_telemetry

    workspace = re.search(r'\[workspace\.package\][^\[]*?version = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.DOTALL)
    assert workspace and workspace[1] == nemo_telemetry.__version__
