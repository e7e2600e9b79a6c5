"""What a host looks at, keeps and stores: facts, decisions, and the one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from nemo_telemetry import _facts, _precheck, _private
from nemo_telemetry._folder import Folder
from nemo_telemetry._paths import Paths
from nemo_telemetry._world import Imports, NoTransport
from nemo_telemetry.testing import World

posix = pytest.mark.skipif(os.name != "posix", reason="links and modes are those of POSIX")


def fails_with(error: OSError) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@posix
def test_what_cannot_be_looked_at_is_never_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert _facts.read(str(tmp_path / "loop")) == ""
    assert _facts.read(str(tmp_path / "loop" / "decision")) == ""
    assert _facts.read(str(tmp_path / ("x" * 300))) == ""
    assert _facts.read(str(tmp_path / "none")) is None
    (tmp_path / "file").write_text("x")
    assert _facts.read(str(tmp_path / "file" / "decision")) is None
    assert _facts.read("a\0b") == ""
    assert _facts.administrator(Paths(None, None, None, str(tmp_path / "loop"))) == ""
    # As of a folder that this user may not search.
    monkeypatch.setattr(os, "stat", fails_with(PermissionError(13, "Permission denied")))
    assert _facts.read(str(tmp_path / "none")) == ""


@posix
def test_a_no_in_a_folder_that_cannot_be_searched_is_a_no(tmp_path: Path) -> None:
    with World(enabled=None, home=str(tmp_path)) as world:
        (tmp_path / ".config").mkdir()
        assert not _precheck.is_off("guardrails", {}, world)
        (tmp_path / ".config" / "nemoguardrails").symlink_to("nemoguardrails")
        assert _precheck.is_off("guardrails", {}, world)


@posix
@pytest.mark.parametrize("text", ["no", None])
def test_a_decision_takes_the_place_of_no_pipe(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / ".config" / "nat" / "telemetry.toml"
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with World(home=str(tmp_path)) as world, pytest.raises(OSError, match="expected a file, found something else"):
        _facts.store({"place": {"path": "nat/telemetry.toml", "variable": None}, "text": text}, world)
    assert path.is_fifo() and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("value", "off"), [("0", False), (" \t\n\f\r0 ", False), ("\u00a00", True), ("0\u2003", True), ("\x0b0", True)])
def test_white_space_of_ascii_is_trimmed_and_no_other(value: str, off: bool) -> None:
    says = _precheck.says_off("agent-toolkit", {"DO_NOT_TRACK": value}, {"enabled": "true"}, {}, None)
    assert says == off


def test_a_stored_no_is_told_by_its_ascii() -> None:
    for text, off in ((" \"consent\"\t=\r\f'DISABLED' \n", True), ("consent\u00a0= disabled\n", False), ("x\x0bconsent=disabled", False)):
        assert _precheck.says_off("anonymizer", {}, {}, {}, text) == off, text


@posix
def test_a_link_to_a_person_s_own_file_stays_and_any_other_is_replaced(tmp_path: Path) -> None:
    own, link = tmp_path / "own", tmp_path / "link"
    own.write_text("old")
    link.symlink_to(own)
    _private.replace(str(link), "new")
    assert link.is_symlink() and own.read_text() == "new"
    own.chmod(0o666)
    _private.replace(str(link), "newer")
    assert not link.is_symlink() and (link.read_text(), own.read_text()) == ("newer", "new")
    link.unlink()
    link.symlink_to(tmp_path / "nothing")
    _private.replace(str(link), "x")
    assert not link.is_symlink() and sorted(path.name for path in tmp_path.iterdir()) == ["link", "own"]


def test_nothing_is_kept_without_a_place(tmp_path: Path) -> None:
    table = Imports().table()["nemo:telemetry/folder@0.2.0"]
    assert table["stat"][0]("a") is None and table["remove"][0]("a") is True
    for name, arguments in (("entries", ()), ("read", ("a", 0, 1)), ("create", ("a", "")), ("write", ("a", ""))):
        with pytest.raises(FileNotFoundError):
            table[name][0](*arguments)


def test_what_was_added_in_part_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(str(tmp_path), None, "guardrails", lambda: 0)
    folder.create("audit.jsonl", "1\n")
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:1]))
    with pytest.raises(OSError, match="only 1 of 3 bytes"):
        folder.append("audit.jsonl", "22\n")
    assert (tmp_path / "guardrails" / "audit.jsonl").read_text() == "1\n"


def test_a_file_that_is_not_finished_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(str(tmp_path), None, "guardrails", lambda: 0)
    folder.write("exits.json", "old")
    monkeypatch.setattr(os, "write", fails_with(OSError(28, "No space left on device")))
    for work in (folder.create, folder.write):
        with pytest.raises(OSError, match="No space left"):
            work("exits.json" if work == folder.write else "a.jsonl", "new")
    assert [path.name for path in (tmp_path / "guardrails").iterdir()] == ["exits.json"]
    assert (tmp_path / "guardrails" / "exits.json").read_text() == "old"


def test_a_failure_is_remembered_and_what_processes_compete_by_is_none() -> None:
    imports, problems = Imports(), []
    for error in (FileNotFoundError(2, "none"), FileExistsError(17, "there"), OSError(28, "No space left on device")):
        imports.note(error)
        problems.append(imports.problem)
    assert problems == ["", "", "No space left on device"]


def test_at_most_sixteen_requests_are_under_way() -> None:
    class Counting(NoTransport):
        started, cancelled = 0, 0

        def start(self, url: str, body: str, timeout_ms: int) -> int:
            self.started += 1
            return self.started

        def cancel(self, ticket: int) -> bool:
            self.cancelled += 1
            return True

    transport = Counting()
    imports = Imports(transport=transport)
    start, cancel = (imports.table()["nemo:telemetry/http@0.2.0"][name][0] for name in ("start", "cancel"))
    request = {"url": "", "body": "", "timeout-ms": 1}
    assert [start(request) for _ in range(18)] == [*range(1, 17), 0, 0]
    assert cancel(1) and start(request) == 17
    # What an instance had under way that is lost is given up.
    imports.forget()
    assert transport.cancelled == 17
