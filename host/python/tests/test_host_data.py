"""What every host does with folders and facts, as data: `tests/host`. The pages in `host` describe the scenarios."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from nemo_telemetry import _facts, _paths, _precheck
from nemo_telemetry._folder import Folder
from nemo_telemetry._world import Imports, SystemClock

START = 1_767_225_600_000
"""Milliseconds since 1970 at which the clocks of scenarios start."""

unix = pytest.mark.skipif(os.name != "posix", reason="this system has no modes")


root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")


def cases(*files: str) -> list[Any]:
    found = [case for file in files for case in json.loads((ROOT / "tests" / "host" / file).read_text())]
    marks = {"unix": unix, "root": root}
    return [pytest.param(case, id=case["name"], marks=[mark for name, mark in marks.items() if case.get(name)]) for case in found]


def make(home: Path, name: str, entry: dict[str, Any]) -> None:
    """Make a file, a folder or a link that is there before."""
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if "link" in entry:
        path.symlink_to(home / entry["link"])
        return
    if "folder" in entry:
        path.mkdir(exist_ok=True)
    elif "hex" in entry:
        path.write_bytes(bytes.fromhex(entry["hex"]))
    else:
        path.write_text(entry["repeat"][0] * entry["repeat"][1] if "repeat" in entry else entry["text"])
    touched = (START - entry.get("ageMs", 0)) * 1_000_000
    os.utime(path, ns=(touched, touched))
    if "mode" in entry or "unreadable" in entry:
        path.chmod(int(entry.get("mode", "0"), 8))
    if "owner" in entry:
        os.chown(path, entry["owner"], entry["owner"])


class Time(SystemClock):
    """The clock of a scenario, in milliseconds."""

    now = START

    def wall(self) -> int:
        """Nanoseconds since 1970."""
        return self.now * 1_000_000


def ask(imports: Imports, operation: str, *arguments: Any) -> Any:
    """Call an import as the component does."""
    function, otherwise = imports.table()["nemo:telemetry/folder@0.2.0"][operation]
    try:
        return function(*arguments)
    except OSError as error:
        imports.note(error)
        return otherwise


def regular(home: Path) -> dict[str, str]:
    """Read all files below a folder, but for those behind links."""
    paths = (Path(folder, name) for folder, _, names in os.walk(home) for name in names)
    return {path.relative_to(home).as_posix(): path.read_text() for path in paths if path.is_file() and not path.is_symlink()}


def mode(path: Path) -> str | None:
    """Give the mode of what is there."""
    return f"{stat.S_IMODE(path.lstat().st_mode):o}" if os.path.lexists(path) else None


@pytest.mark.parametrize("case", cases("folder.json", "folder-owners.json"))
def test_folder(case: dict[str, Any], tmp_path: Path) -> None:
    before, time = case.get("files", {}), Time()
    for name, entry in before.items():
        make(tmp_path, name, entry)
    folder = Folder(str(tmp_path / "state"), str(tmp_path / "config"), "guardrails", time.wall)
    imports = Imports(time, folder=folder)
    for number, step in enumerate(case["steps"], start=1):
        place = f"step {number}: {step}"
        if "advance" in step:
            time.now += step["advance"]
        elif "files" in step:
            found = {name: text for name, text in regular(tmp_path).items() if name not in before or name in step["files"]}
            assert found == step["files"], place
        elif "modes" in step:
            assert {name: mode(tmp_path / name) for name in step["modes"]} == step["modes"], place
        else:
            expect = step.pop("expect")
            ((operation, arguments),) = step.items()
            answer = ask(imports, operation, *arguments)
            if operation == "entries":
                lines = (line.split(" ") for line in answer.splitlines())
                answer = sorted(f"{name} {size} {time.now - int(touched)}" for name, size, touched in lines)
            elif operation == "stat" and answer:
                touched = answer["touched-ms"]
                answer = {"bytes": answer["bytes"], **({"ageMs": time.now - touched} if touched else {"touchedMs": 0})}
            if isinstance(expect, dict) and "repeat" in expect:
                expect = expect["repeat"][0] * expect["repeat"][1]
            assert answer == expect, place


@unix
def test_a_link_that_takes_the_place_of_a_folder_is_not_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state, victim = tmp_path / "state", tmp_path / "victim"
    for folder in (state, victim):
        folder.mkdir()
        folder.chmod(0o755)
    looked: dict[str, Any] = {"lstat": os.lstat, "fstat": os.fstat}
    swapped: list[str] = []

    def swap(name: str, what: Any) -> os.stat_result:
        found: os.stat_result = looked[name](what)
        if not swapped and stat.S_ISDIR(found.st_mode):
            swapped.append(name)
            state.rename(tmp_path / "old")
            state.symlink_to(victim)
        return found

    for name in looked:
        monkeypatch.setattr(os, name, lambda what, name=name: swap(name, what))
    try:
        Folder(str(state), None, "guardrails", Time().wall).create("0123456789abcdef-1.jsonl", "1\n")
    except OSError:
        pass
    monkeypatch.undo()
    assert state.is_symlink() and mode(victim) == "755" and not list(victim.iterdir())


@pytest.mark.parametrize("case", cases("paths.json"))
def test_paths(case: dict[str, Any]) -> None:
    found = _paths.find(case["system"] == "windows", case["variables"])
    assert {name: getattr(found, name) for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("facts.json"))
def test_facts(case: dict[str, Any], tmp_path: Path) -> None:
    if any(entry.get("unreadable") for entry in case["files"].values()) and os.access(tmp_path, os.R_OK) and os.geteuid() == 0:
        pytest.skip("nothing is unreadable for root")
    (tmp_path / "config").mkdir()
    for name, entry in case["files"].items():
        make(tmp_path, name, entry)
    variables = {name: value.replace("{home}", str(tmp_path)) for name, value in case["variables"].items()}
    paths = _paths.Paths(str(tmp_path / "config"), None, None, None)
    variable, _, name = case["query"].rpartition(":")
    place = _facts.place({"path": name, "variable": variable or None}, variables, paths)
    value = _facts.read(place) if place else None
    expect = case["expect"]
    if expect and "repeat" in expect:
        expect = {"name": expect["name"], "value": expect["repeat"][0] * expect["repeat"][1]}
    assert (None if value is None else {"name": name, "value": value}) == expect


@pytest.mark.parametrize("case", cases("precheck.json"))
def test_precheck(case: dict[str, Any]) -> None:
    off = _precheck.says_off(case["product"], case["variables"], case["call"], case.get("host", {}), case["file"])
    assert ("off" if off else "load") == case["expect"]
