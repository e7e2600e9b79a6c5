"""What every host does with folders and facts, as data: `tests/host`. The pages in `host` describe the scenarios."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from nemo_telemetry import _facts, _paths, _precheck


def cases(file: str) -> list[Any]:
    found = json.loads((ROOT / "tests" / "host" / file).read_text())
    return [pytest.param(case, id=case["name"]) for case in found]


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
