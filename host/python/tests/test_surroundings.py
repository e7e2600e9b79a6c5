"""Programs in surroundings that are not well-behaved."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import cast

import pytest
from conftest import SOURCE, Collector, run
from test_http import post

from nemo_telemetry._http import HttpTransport
from nemo_telemetry._inbox import Inbox
from nemo_telemetry._options import Options
from nemo_telemetry._surroundings import Surroundings

pytestmark = pytest.mark.usefixtures("loaded")

DELIVER = "queue = open(sys.argv[1], on_problem=print); queue.enqueue(event(1)); queue.flush(30)"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not hold a process to it")
@pytest.mark.parametrize("megabytes", [1000, 4000])
def test_a_process_with_few_addresses_has_telemetry(megabytes: int, collector: Collector, environment: Path) -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20,) * 2)\n"
    assert run(limit + DELIVER, collector.url, home=environment).stdout == ""
    assert collector.numbers == [1]


REPLACED = {
    "streams that write and flush": """
class Tee:
    def write(self, text): return len(text)
    def flush(self): pass
sys.stdin = sys.stdout = sys.stderr = Tee()
""",
    "no streams": "sys.stdin = sys.stdout = sys.stderr = None",
    "a closed stream": "sys.stdin.close()",
    "a detached stream": "sys.stdin.detach()",
    "a stream that raises": """
class Bad:
    def flush(self): pass
    def __getattr__(self, name): raise RuntimeError(name)
sys.stdin = sys.stdout = Bad()
""",
    "a stream whose isatty is not called": "import io; sys.stdout = io.StringIO(); sys.stdout.isatty = None",
    "an environment with other values": "os.environ = dict(os.environ, USER=None, LOGNAME=7)",
    "a host name that cannot be had": """
import socket
def fail(): raise OSError("no host name")
socket.gethostname = fail
""",
    "no home that can be expanded": """
def fail(path): raise RuntimeError("no home")
os.path.expanduser = fail
""",
    "logging that raises": """
import logging
class Bad(logging.Handler):
    def emit(self, record): raise RuntimeError("no log")
logging.getLogger("nemo_telemetry").addHandler(Bad())
""",
}


@pytest.mark.parametrize("replaced", REPLACED)
def test_a_program_may_replace_what_it_likes(replaced: str, collector: Collector, environment: Path) -> None:
    problems = environment / "problems"
    tell = "problems = []\nqueue = open(sys.argv[1], on_problem=problems.append); queue.enqueue(event(1)); queue.flush(30)\n"
    write = f"from pathlib import Path; Path({str(problems)!r}).write_text(repr(problems))"
    run(REPLACED[replaced] + "\n" + tell + write, collector.url, home=environment)
    assert (problems.read_text(), collector.numbers) == ("[]", [1])


def test_an_environment_that_cannot_be_read_may_say_no(collector: Collector, environment: Path) -> None:
    bad = """
class Bad(dict):
    def items(self): raise RuntimeError("no environment")
    def get(self, *_): raise RuntimeError("no environment")
os.environ = Bad()
"""
    script = "queue = open(sys.argv[1]); queue.enqueue(event(1)); queue.flush(30); print(queue.status().state)"
    assert run(bad + script, collector.url, home=environment).stdout == "off\n"
    assert not collector.bodies


def test_a_sink_into_a_stream_that_is_none_fails_and_the_next_request_goes_on(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", object())
    transport = HttpTransport({})
    assert post(transport, "stdout:").outcome == "failed"
    assert post(transport, collector.url).status == 200
    transport.end()


@pytest.mark.parametrize("compiled_out", [False, True])
def test_the_package_may_be_in_an_archive(compiled_out: bool, tmp_path: Path, collector: Collector, environment: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in [*(SOURCE / "nemo_telemetry").rglob("*.py"), SOURCE / "nemo_telemetry" / "component.wasm"]:
            file.write(path, path.relative_to(SOURCE))
        if compiled_out:
            file.writestr("nemo_telemetry/compiled-out", "")
    script = DELIVER + "; import nemo_telemetry; print(nemo_telemetry.__file__)"
    ended = run(script, collector.url, home=environment, PYTHONPATH=str(archive))
    assert ended.stdout.startswith(str(archive))
    assert collector.numbers == ([] if compiled_out else [1])


def test_a_problem_is_one_line_and_moves_no_cursor(caplog: pytest.LogCaptureFixture) -> None:
    noted: list[str] = []

    class Notes:
        def note(self, problem: str) -> bool:
            noted.append(problem)
            return True

    Options("agent-toolkit", {}, {}, Surroundings(), None).tell(cast(Inbox, Notes()), "it failed:\n  in \x1b[2J\u202ethe runtime\r\n")
    assert noted == caplog.messages == ["it failed: in \\u001b[2J\\u202ethe runtime"]
