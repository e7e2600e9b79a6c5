"""What every host does with files, folders and facts, as data: `tests/host`. The pages in `host` describe the scenarios."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from nemo_telemetry import _audit, _facts, _paths, _precheck
from nemo_telemetry._folder import Folder
from nemo_telemetry._outbox import FileOutbox, Limits

START = 1_767_225_600 * 1_000_000_000
MS = 1_000_000


def cases(file: str) -> list[Any]:
    found = json.loads((ROOT / "tests" / "host" / file).read_text())
    return [pytest.param(case, id=case["name"]) for case in found]


class Time:
    """The clock of a scenario, in nanoseconds."""

    now = START

    def __call__(self) -> int:
        return self.now


@pytest.mark.parametrize("case", cases("paths.json"))
def test_paths(case: dict[str, Any]) -> None:
    found = _paths.find(case["system"] == "windows", case["variables"])
    assert {name: getattr(found, name) for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("outbox.json"))
def test_outbox(case: dict[str, Any], tmp_path: Path) -> None:
    bounds, time, state = case.get("limits"), Time(), tmp_path / "state"
    limits = Limits(bounds["bytes"], bounds["segments"], bounds["ageMs"] * MS) if bounds else Limits()
    folder = Folder(str(state), "agent-toolkit")
    processes: dict[str, FileOutbox] = {}
    warnings: dict[str, list[str]] = {}
    claimed: dict[str, int] = {}
    if case.get("files"):
        os.makedirs(folder.path, mode=0o700)
    for name, file in case.get("files", {}).items():
        path = Path(folder.path, name)
        path.write_bytes(bytes.fromhex(file["hex"]) if "hex" in file else file["text"].encode())
        touched = START - file["ageMs"] * MS
        os.utime(path, ns=(touched, touched))

    def process(name: str) -> FileOutbox:
        if name not in processes:
            told = warnings.setdefault(name, [])
            processes[name] = FileOutbox(str(state), "agent-toolkit", time, told.append, name * 16, limits)
        return processes[name]

    for number, step in enumerate(case["steps"], start=1):
        place = f"step {number}: {step}"
        by = step.get("by", "")
        if "advance" in step:
            time.now += step["advance"] * MS
        elif "files" in step:
            found = {path.name: path.read_text() for path in Path(folder.path).iterdir()} if state.exists() else None
            assert found == step["files"], place
        elif "warnings" in step:
            assert {name: len(warnings.get(name, [])) for name in step["warnings"]} == step["warnings"], place
        elif "append" in step:
            assert process(by).append(step["append"]) == step["expect"], place
        elif "replace" in step:
            assert process(by).replace(step["replace"]) == step["expect"], place
        elif "renew" in step:
            assert process(by).renew() == step["expect"], place
        elif "claim" in step:
            segment = process(by).claim(step["claim"])
            assert (segment and segment[1]) == step["expect"], place
            if segment:
                claimed[by] = segment[0]
        elif "release" in step:
            process(by).release(claimed[by])
        elif "discard" in step:
            process(by).discard(claimed[by])
        elif "end" in step:
            processes.pop(by).end()
        elif "kill" in step:
            del processes[by]
        elif "clear" in step:
            folder.clear()
        else:
            raise AssertionError(f"unknown step {step}")


@pytest.mark.parametrize("case", cases("audit.json"))
def test_audit(case: dict[str, Any], tmp_path: Path) -> None:
    time = Time()
    processes: dict[str, _audit.FileAudit] = {}
    warnings: dict[str, list[str]] = {}

    def put(name: str, entry: dict[str, Any] | None) -> None:
        path = tmp_path / name
        if entry is None:
            path.unlink()
        elif "folder" in entry:
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(int(entry.get("mode", "0700"), 8))
        elif "link" in entry:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(tmp_path / entry["link"])
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(entry["text"])
            touched = START - entry.get("ageMs", 0) * MS
            os.utime(path, ns=(touched, touched))

    for name, entry in case.get("files", {}).items():
        put(name, entry)
    for number, step in enumerate(case["steps"], start=1):
        place = f"step {number}: {step}"
        if "append" in step:
            by = step["by"]
            if by not in processes:
                told = warnings.setdefault(by, [])
                processes[by] = _audit.FileAudit(
                    str(tmp_path / "state"),
                    str(tmp_path / "config"),
                    "guardrails",
                    time,
                    told.append,
                    case.get("limit", _audit.LIMIT),
                )
            assert processes[by].append(step["append"]) == step["expect"], (place, warnings)
        elif "advance" in step:
            time.now += step["advance"] * MS
        elif "put" in step:
            for name, entry in step["put"].items():
                put(name, entry)
        elif "files" in step:
            found = {
                Path(folder, name).relative_to(tmp_path).as_posix(): Path(folder, name).read_text()
                for folder, _, names in os.walk(tmp_path)
                for name in names
                if not Path(folder, name).is_symlink() and Path(folder, name).is_file()
            }
            assert found == step["files"], place
        elif "modes" in step:
            modes = {name: f"{stat.S_IMODE((tmp_path / name).lstat().st_mode):04o}" for name in step["modes"]}
            assert modes == step["modes"], place
        elif "warnings" in step:
            assert {name: len(warnings.get(name, [])) for name in step["warnings"]} == step["warnings"], place
        else:
            raise AssertionError(f"unknown step {step}")


@pytest.mark.parametrize("case", cases("facts.json"))
def test_facts(case: dict[str, Any], tmp_path: Path) -> None:
    if any(entry.get("unreadable") for entry in case["files"].values()) and os.access(tmp_path, os.R_OK) and os.geteuid() == 0:
        pytest.skip("nothing is unreadable for root")
    (tmp_path / "config").mkdir()
    for name, entry in case["files"].items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if "folder" in entry:
            path.mkdir()
        elif "link" in entry:
            path.symlink_to(tmp_path / entry["link"])
        elif "hex" in entry:
            path.write_bytes(bytes.fromhex(entry["hex"]))
        else:
            path.write_text(entry["repeat"][0] * entry["repeat"][1] if "repeat" in entry else entry["text"])
        if entry.get("unreadable"):
            path.chmod(0)
    variables = {name: value.replace("{home}", str(tmp_path)) for name, value in case["variables"].items()}
    paths = _paths.Paths(str(tmp_path / "config"), None, None, None)
    name, place = _facts.place(case["query"], variables, paths)
    value = _facts.read(place) if place else None
    expect = case["expect"]
    if expect and "repeat" in expect:
        expect = {"name": expect["name"], "value": expect["repeat"][0] * expect["repeat"][1]}
    assert (None if value is None else {"name": name, "value": value}) == expect


@pytest.mark.parametrize("case", cases("precheck.json"))
def test_precheck(case: dict[str, Any]) -> None:
    off = _precheck.says_off(case["product"], case["variables"], case["call"], case.get("host", {}), case["file"])
    assert ("off" if off else "load") == case["expect"]
