"""`python -m nemo_telemetry`, and the function that a product mounts."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Collector, clean_environment, run

from nemo_telemetry import __version__, _jsonl, _runtime, command
from nemo_telemetry._instance import Instance
from nemo_telemetry._world import Imports
from nemo_telemetry.testing import World

pytestmark = pytest.mark.usefixtures("loaded")

EVENT = '{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}'
LINE = EVENT + "\n"


@pytest.fixture
def home(tmp_path: Path) -> Any:
    with World(enabled=None, home=str(tmp_path)):
        yield tmp_path


def test_status_says_what_holds_and_why(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["status"], product="agent-toolkit") == 0
    out = capsys.readouterr().out
    assert out.startswith("agent-toolkit: telemetry is off until a person was asked\n  because    the product's default: to ask first\n")
    assert f"\n\ncomponent: {__version__}, sha256 {_runtime.sha256()}\n  cache      " in out
    assert command(["status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    states = {product["product"]: product["state"] for product in found["products"]}
    assert states.keys() == {path.stem for path in (ROOT / "guest/schema/products").iterdir()}
    assert states["guardrails"] == "notify"


def test_a_verb_of_another_command_is_told_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["collect"], prog="python -m nemo_telemetry") == 2
    told = capsys.readouterr().err
    assert "expected status, on, off, preview, audit, schema, found 'collect'" in told
    assert "the command that is built from Rust has more, such as collect" in told
    assert command(["sta\x1b[2Jtus"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_status_for_programs_has_the_form_of_the_command(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcript = (ROOT / "host/cli/tests/transcripts/status.txt").read_text()
    commands = json.loads(next(line for line in transcript.splitlines() if line.startswith('{"schema"')))
    assert command(["on", "--product", "agent-toolkit"]) == 0
    capsys.readouterr()
    assert command(["status", "--json"], product="agent-toolkit") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found.keys(), found["component"].keys()) == (commands["schema"], commands.keys(), commands["component"].keys())
    (ours,), (theirs,) = found["products"], commands["products"]
    assert list(ours) == list(theirs)
    for name, value in theirs.items():
        if isinstance(value, dict):
            assert list(ours[name]) == list(value), name
    assert ours["turnOff"] == theirs["turnOff"] and ours["stored"]["says"] == "yes" and ours["signal"]["source"] == "file"
    assert command(["off", "--product", "agent-toolkit"]) == 0
    capsys.readouterr()
    assert command(["status", "--json"], product="agent-toolkit") == 0
    assert json.loads(capsys.readouterr().out)["products"][0]["stored"]["says"] == "no"


def test_on_and_off_are_stored_and_hold(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = home / ".config" / "nat" / "telemetry.toml"
    assert command(["on", "--product", "agent-toolkit"]) == 0
    assert 'consent = "enabled"' in stored.read_text()
    assert command(["status"], product="agent-toolkit") == 0
    assert "agent-toolkit: telemetry is on\n  because    the stored decision nat/telemetry.toml\n" in capsys.readouterr().out
    assert command(["off"]) == 0
    assert 'consent = "disabled"' in stored.read_text()
    assert (home / ".config" / "nemoguardrails" / "do_not_track").exists()
    assert capsys.readouterr().err.count("stored no for ") == 6
    assert command(["on"], product="guardrails") == 0
    assert not (home / ".config" / "nemoguardrails" / "do_not_track").exists()


def test_off_removes_what_waits(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "state" / "agent-toolkit"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.ready.jsonl").write_text("{}\n")
    assert command(["off"], product="agent-toolkit") == 0
    assert f"removed the events that were waiting to be sent: 1 of {folder}\n" in capsys.readouterr().err
    assert not list(folder.iterdir())


def test_off_removes_what_live_programs_have_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "state" / "agent-toolkit"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.jsonl").write_text("{}\n")
    (folder / "fedcba9876543210-1.ready.jsonl").write_text("{}\n")
    assert command(["off"], product="agent-toolkit") == 0
    assert f"removed the events that were waiting to be sent: 2 of {folder}\n" in capsys.readouterr().err
    assert not list(folder.iterdir())


def test_a_yes_that_something_outranks_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with World(enabled=None, home=str(tmp_path), variables={"DO_NOT_TRACK": "1"}):
        assert command(["on"], product="agent-toolkit") == 0
    assert capsys.readouterr().err.endswith("warning: telemetry stays off: DO_NOT_TRACK=1 in the environment\n")


def test_preview_prints_the_bodies(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "events.jsonl").write_text(LINE + "\n" + LINE)
    assert command(["preview", str(home / "events.jsonl")], product="agent-toolkit") == 0
    out, err = capsys.readouterr()
    assert [len(json.loads(line)["events"]) for line in out.splitlines()] == [2]
    assert err == "2 events; not sent: preview never uses the network\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(LINE.replace("success", "succes")))
    assert command(["preview", "-"], product="agent-toolkit") == 1
    assert "did you mean success?" in capsys.readouterr().err
    assert command(["preview", str(home / "none")], product="agent-toolkit") == 2
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


PRODUCTS = sorted(path.stem for path in (ROOT / "guest/schema/products").iterdir())

SCHEMAS = [json.loads(path.read_text()) for path in (ROOT / "guest/schema/products").iterdir()]
STORED = [f".config/{schema['consentFile']['path']}" for schema in SCHEMAS]


def _bare(home: Path, redirection: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `off` in a shell, with an ASCII terminal."""
    ascii_only = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    words = ["sh", "-c", f'"$0" -m nemo_telemetry off {redirection}', sys.executable]
    return subprocess.run(words, env={**clean_environment(home), **ascii_only, **variables}, capture_output=True, timeout=60)


def _stored(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in (home / ".config").rglob("*") if path.is_file())


@pytest.mark.skipif(os.name != "posix", reason="there is no such shell")
@pytest.mark.parametrize(
    "redirection, is_told",
    [
        ("", True),
        (">&-", True),
        ("2>&1 | true", False),
        (">&- 2>&-", False),
        ("2>/dev/full", False),
        (">/dev/full 2>/dev/full", False),
    ],
)
def test_a_no_is_stored_wherever_output_goes(tmp_path: Path, redirection: str, is_told: bool) -> None:
    if "full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("this system has no full device")
    home = tmp_path / "h\u00f6me"
    folder = home / "state" / "nemo-telemetry" / "guardrails"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.ready.jsonl").write_text("{}\n")
    ended = _bare(home, redirection)
    assert (ended.returncode, ended.stdout) == (0, b"")
    assert _stored(home) == sorted(STORED)
    assert not list(folder.iterdir())
    assert ended.stderr.count(b"stored no for ") == (len(STORED) if is_told else 0)


def test_a_no_of_one_product_that_cannot_be_stored_costs_no_other_its_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / ".config").mkdir()
    (home / ".config" / "nat").write_text("in the way")
    assert command(["off"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("stored no for ")) == ("", 5)
    assert err.startswith(f"error: the no for agent-toolkit is not stored: {home}/.config/nat/telemetry.toml: ")
    assert "\nto turn it off without a file: NAT_TELEMETRY_ENABLED=false or DO_NOT_TRACK=1 in the environment\n" in err
    assert _stored(home) == sorted([".config/nat", *(file for file in STORED if not file.startswith(".config/nat/"))])


def test_a_no_needs_no_component(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from nemo_telemetry import TelemetryError

    def load(cache: str | None) -> None:
        assert _stored(home) == sorted(STORED), "loaded before all are stored"
        raise TelemetryError("the component does not compile")

    monkeypatch.setattr(_runtime, "load", load)
    folder = home / "state" / "guardrails"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef-1.ready.jsonl").write_text("{}\n")
    assert command(["off"]) == 0
    err = capsys.readouterr().err
    assert err.count("stored no for ") == 6 and "programs that run look at this before each request" in err
    assert not list(folder.iterdir())


def test_what_cannot_be_removed_is_said(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "state").mkdir()
    (home / "state" / "guardrails").write_text("in the way")
    assert command(["off"]) == 2
    err = capsys.readouterr().err
    assert err.count("stored no for ") == 6
    assert f"error: events that were waiting to be sent are still in {home / 'state' / 'guardrails'}: expected a folder" in err


def test_what_cannot_be_removed_keeps_no_other_from_being_removed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home / "state" / "guardrails"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"0123456789abcdef-{number}.jsonl").write_text("{}\n")
    remove = os.remove

    def fails(path: str, **how: Any) -> None:
        if path == "0123456789abcdef-1.jsonl":
            raise PermissionError(13, "Permission denied")
        remove(path, **how)

    monkeypatch.setattr(os, "remove", fails)
    assert command(["off"], product="guardrails") == 2
    assert [path.name for path in folder.iterdir()] == ["0123456789abcdef-1.jsonl"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_no_is_what_the_component_would_store(product: str, home: Path, loaded: _runtime.Loaded) -> None:
    instance = Instance(loaded, Imports())
    assert command(["off"], product=product) == 0
    [path] = [path for path in (home / ".config").rglob("*") if path.is_file()]
    now = World(home=str(home)).clock().wall() // 1_000_000
    change = instance.call("policy", "consent-file", product, False, float(now))
    assert ("write", path.read_text()) == tuple(change)
    instance.close()


def test_a_decision_may_be_stored_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with World(enabled=None, home=str(tmp_path), variables={"NAT_TELEMETRY_CONSENT_FILE": "no.toml"}):
        assert command(["off"], product="agent-toolkit") == 0
    assert 'consent = "disabled"' in (tmp_path / "no.toml").read_text()


def _command(home: Path, *arguments: str) -> str:
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


@pytest.mark.parametrize(
    "data, count",
    [
        (EVENT + "\r\n" + EVENT + "\r\n", 2),
        ("\ufeff" + EVENT + "\n", 1),
        (EVENT, 1),
        ("\n\n" + EVENT + "\n\n \n", 1),
        (EVENT + "\r" + EVENT, 0),
        (EVENT.replace('{"command', '{\u2028"command'), 0),
        (EVENT + "\n\0\n", 0),
    ],
)
def test_only_a_line_feed_parts_lines(data: str, count: int, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "events.jsonl").write_bytes(data.encode())
    assert command(["preview", str(home / "events.jsonl")], product="agent-toolkit") == (0 if count else 1)
    err = capsys.readouterr().err
    assert err.startswith(f"{count} event" if count else "error: the event is wrong; /")


@pytest.mark.parametrize(
    "data, found",
    [
        (EVENT.encode("utf-16"), "expected UTF-8, found UTF-16"),
        (b'{"event":"\xe9"}', "expected UTF-8, found something else at byte 11"),
    ],
)
def test_a_file_that_is_not_utf_8_is_said_so(data: bytes, found: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "events.jsonl").write_bytes(data)
    assert command(["preview", str(home / "events.jsonl")], product="agent-toolkit") == 2
    assert f"error: {home}/events.jsonl: {found}" in capsys.readouterr().err


def test_a_file_without_end_is_not_read_to_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.path.exists("/dev/zero"):
        pytest.skip("this system has none")
    monkeypatch.setattr(_jsonl, "LONGEST", 1 << 20)
    assert command(["preview", "/dev/zero"], product="agent-toolkit") == 2
    assert capsys.readouterr().err == "error: /dev/zero: expected at most 1 MiB, found more; split it\n"


def test_what_others_wrote_does_not_steer_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = "\x1b[2J\r\n\x9b1m\u202e\U000e0041\udcff"
    folder = tmp_path / "state" / "agent-toolkit"
    folder.mkdir(parents=True, mode=0o700)
    entry = {"what": "request", "ts": bad, "count": 1, "bytes": 2, "endpoint": bad, "events": [bad]}
    (folder / "audit.jsonl").write_text(json.dumps(entry) + "\n")
    with World(enabled=None, home=str(tmp_path), variables={"NAT_TELEMETRY_CONSENT_FILE": f"/{bad}", "NEMO_TELEMETRY_ENDPOINT": bad}):
        assert command(["audit"], product="agent-toolkit") == 0
        assert command(["status"], product="agent-toolkit") == 0
    out, err = capsys.readouterr()
    plain = "\\u001b[2J\\u000d\\u000a\\u009b1m\\u202e\\udb40\\udc41\\udcff"
    assert out.startswith(f"{plain}  agent-toolkit  1 event(s), 2 bytes to {plain}: {plain}\n")
    assert f"/{plain} (named by NAT_TELEMETRY_CONSENT_FILE)\n" in out
    assert (out + err).replace("\n", "").isprintable()


def test_one_module_alone_prints() -> None:
    for path in (ROOT / "host" / "python" / "src" / "nemo_telemetry").glob("*.py"):
        assert not re.search(r"\bprint\(", path.read_text()), path
        # The second is where bodies go that are asked for; the third only asks what is a terminal.
        assert path.name in ("_terminal.py", "_sink.py", "_noticed.py") or not re.search(r"sys\.std(out|err)", path.read_text()), path


@pytest.mark.skipif(os.name != "posix", reason="there is no such shell")
@pytest.mark.parametrize("verb", ["status", "status --json", "audit", "preview --product agent-toolkit events.jsonl", "--help"])
def test_a_reader_that_goes_away_is_no_error(verb: str, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text((EVENT + "\n") * 2000)
    words = ["bash", "-c", f'"$0" -m nemo_telemetry {verb} | true; exit ${{PIPESTATUS[0]}}', sys.executable]
    ended = subprocess.run(words, env=clean_environment(tmp_path), cwd=tmp_path, capture_output=True, timeout=60)
    assert ended.returncode == 0 and b"Traceback" not in ended.stderr and b"BrokenPipe" not in ended.stderr


def test_what_is_collected_is_told_as_by_the_command(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcript = (ROOT / "host/cli/tests/transcripts/schema.txt").read_text()
    shown = transcript.partition("$ nemo-telemetry schema list\n--- stdout\n")[2].partition("--- exit 0")[0]
    assert command(["schema", "list"]) == 0
    assert capsys.readouterr().out == shown
    shown = transcript.partition("$ nemo-telemetry schema show nat_cli_command\n--- stdout\n")[2].partition("--- exit 0")[0]
    assert command(["schema", "show", "nat_cli_command"], product="agent-toolkit") == 0
    assert capsys.readouterr().out == shown
    assert command(["schema", "show", "made_up"]) == 2
    assert "made_up" not in capsys.readouterr().err


@pytest.mark.parametrize("product", ["agent-toolkit", "anonymizer", "data-designer", "guardrails", "platform", "safe-synthesizer"])
def test_every_command_that_a_person_is_told_of_is_in_this_package(product: str, capsys: pytest.CaptureFixture[str]) -> None:
    from nemo_telemetry.consent import _consent

    facts = [{"source": "host", "name": "terminals", "value": "stdin stdout stderr"}]
    decision = _consent(product)._call("decide", product, facts)
    assert decision["state"] in ("ask", "notify")
    named = re.findall(r"`nemo-telemetry ([^`]+)`", decision["text"])
    assert named
    for words in named:
        assert command(words.split(), prog="nemo-telemetry") == 0, words
