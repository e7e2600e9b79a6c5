"""`python -m nemo_telemetry`, and the function that a product mounts."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Collector, clean_environment, run

from nemo_telemetry import _runtime, command
from nemo_telemetry.testing import World

pytestmark = pytest.mark.usefixtures("loaded")

LINE = '{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}\n'


@pytest.fixture
def home(tmp_path: Path) -> Any:
    with World(enabled=None, home=str(tmp_path)):
        yield tmp_path


def test_status_says_what_holds_and_why(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["status"], product="agent-toolkit") == 0
    out = capsys.readouterr().out
    assert out.startswith("agent-toolkit: nothing is sent until a person has said yes\n")
    assert f"component    {_runtime.sha256()}\n" in out and "runtime      wasmtime " in out
    assert command(["status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["products"]) == {path.stem for path in (ROOT / "guest/schema/products").iterdir()}
    assert found["products"]["guardrails"]["state"] == "notify"


def test_on_and_off_are_stored_and_hold(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = home / ".config" / "nat" / "telemetry.toml"
    assert command(["on", "--product", "agent-toolkit"]) == 0
    assert 'consent = "enabled"' in stored.read_text()
    assert command(["status"], product="agent-toolkit") == 0
    assert "agent-toolkit: telemetry of NeMo Agent Toolkit is on" in capsys.readouterr().out
    assert command(["off"]) == 0
    assert 'consent = "disabled"' in stored.read_text()
    assert (home / ".config" / "nemoguardrails" / "do_not_track").exists()
    assert capsys.readouterr().out.count("a no is stored in ") == 4
    assert command(["on"], product="guardrails") == 0
    assert not (home / ".config" / "nemoguardrails" / "do_not_track").exists()


def test_off_removes_what_waits(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "state" / "agent-toolkit"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.ready.jsonl").write_text("{}\n")
    assert command(["off"], product="agent-toolkit") == 0
    assert "agent-toolkit: 1 file of events that waited removed\n" in capsys.readouterr().out
    assert not list(folder.iterdir())


def test_off_removes_what_live_programs_have_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "state" / "agent-toolkit"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.jsonl").write_text("{}\n")
    (folder / "fedcba9876543210-1.ready.jsonl").write_text("{}\n")
    assert command(["off"], product="agent-toolkit") == 0
    assert "agent-toolkit: 2 files of events that waited removed\n" in capsys.readouterr().out
    assert not list(folder.iterdir())


def test_a_yes_that_something_outranks_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with World(enabled=None, home=str(tmp_path), variables={"DO_NOT_TRACK": "1"}):
        assert command(["on"], product="agent-toolkit") == 0
    assert "all the same: telemetry of NeMo Agent Toolkit is off: the environment variable DO_NOT_TRACK" in capsys.readouterr().err


def test_preview_prints_the_bodies(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "events.jsonl").write_text(LINE + "\n" + LINE)
    assert command(["preview", str(home / "events.jsonl")], product="agent-toolkit") == 0
    out, err = capsys.readouterr()
    assert [len(json.loads(line)["events"]) for line in out.splitlines()] == [2]
    assert err == "2 events; not sent: preview never uses the network\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(LINE.replace("success", "succes")))
    assert command(["preview", "-"], product="agent-toolkit") == 1
    assert "did you mean success?" in capsys.readouterr().err
    assert command(["preview", str(home / "none")], product="agent-toolkit") == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert command(["preview", "-"], product="agent-toolkit") == 1


def test_audit_shows_what_was_sent(collector: Collector, environment: Path) -> None:
    run("queue = open(sys.argv[1]); queue.enqueue(event()); assert queue.flush(30).delivered == 1", collector.url, home=environment)
    log = environment / "state" / "nemo-telemetry" / "agent-toolkit" / "audit.jsonl"
    log.write_text("torn\n" + log.read_text())
    shown = _command(environment, "audit", "--product", "agent-toolkit")
    assert f"1 event(s), {len(collector.bodies[0])} bytes to {collector.url}: nat_cli_command" in shown
    assert "delivered, status 200" in shown
    assert json.loads(_command(environment, "audit", "--json").splitlines()[0])["what"] == "request"


def _command(home: Path, *arguments: str) -> str:
    import subprocess
    import sys

    words = [sys.executable, "-m", "nemo_telemetry", *arguments]
    return subprocess.run(words, env=clean_environment(home), capture_output=True, text=True, check=True, timeout=60).stdout


def test_wrong_words_and_help(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["nonsense"]) == command([]) == command(["on"]) == 2
    assert command(["--help"], prog="nat telemetry") == 0
    assert capsys.readouterr().out.startswith("usage: nat telemetry")


def test_without_a_runtime_the_command_says_so(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from nemo_telemetry import RuntimeMissingError

    def load(cache: str | None) -> None:
        raise RuntimeMissingError("the WebAssembly runtime cannot be loaded here")

    monkeypatch.setattr(_runtime, "load", load)
    assert command(["status"], product="agent-toolkit") == 70
    assert capsys.readouterr().err == "error: the WebAssembly runtime cannot be loaded here\n"
