"""The programs that the pages of the book print, as they stand there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, Collector, clean_environment

from nemo_telemetry import NatCliCommand, Telemetry

COLLECTOR = "127.0.0.1:8787"
"""Where programs of pages send to; a test puts its own in its place."""


class Program(NamedTuple):
    """A program, and what the page says that it prints; None: the page does not say."""

    page: str
    text: str
    prints: str | None


def programs() -> list[Program]:
    """Find every program in Python of every page, but for those of the list."""
    left_out = json.loads((ROOT / "docs/not-run.json").read_text())
    found = []
    for link in re.findall(r"\]\((.+?\.md)\)", (ROOT / "docs/SUMMARY.md").read_text()):
        path = (ROOT / "docs" / link).resolve()
        page = path.relative_to(ROOT.resolve()).as_posix()
        blocks = re.findall(r"^```(\w*)[^\n]*\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)
        for place, (language, text) in enumerate(blocks):
            following, prints = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            is_left_out = any(page == one["page"] and text.startswith(one["begins"]) for one in left_out)
            if language == "python" and not is_left_out:
                found.append(Program(page, text, prints if following == "text" else None))
    return found


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.page)
def test_a_program_of_a_page_does_what_the_page_says(program: Program, collector: Collector, environment: Path) -> None:
    own = collector.url.split("/")[2]
    # A person has said yes; what the program itself says counts before that.
    variables = {**clean_environment(environment), "NAT_TELEMETRY_ENABLED": "true"}
    command = [sys.executable, "-c", program.text.replace(COLLECTOR, own)]
    ended = subprocess.run(command, cwd=environment, env=variables, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    if program.prints is None:
        # What has not arrived when the program ends is kept for the next one.
        kept = sum(path.read_text().count('"event":') for path in (environment / "state").rglob("*-*.jsonl"))
        arrived = sum(len(envelope["events"]) for envelope in collector.envelopes)
        assert arrived + kept == program.text.count(".enqueue(")
    else:
        assert fits(program.prints, ended.stdout), ended.stdout


def fits(shown: str, printed: str) -> bool:
    """Whether a text is as a page shows it, where `…` stands for any text."""
    return re.fullmatch(re.escape(shown).replace("…", ".*"), printed, re.DOTALL) is not None


@pytest.mark.parametrize(
    ("variables", "stored", "enabled", "why"),
    [
        ({"DO_NOT_TRACK": "1"}, None, True, "DO_NOT_TRACK=1 in the environment"),
        ({"DO_NOT_TRACK": "ask ada about it"}, None, None, "DO_NOT_TRACK in the environment"),
        ({}, '[telemetry]\nconsent = "disabled"\n', True, "the stored decision nat/telemetry.toml"),
        ({}, None, False, "the program says enabled=false"),
        ({}, None, None, "the product's default: to ask first"),
    ],
)
def test_a_program_that_delivers_nothing_can_ask_why(
    variables: dict[str, str], stored: str | None, enabled: bool | None, why: str, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if stored is not None:
        (environment / ".config/nat").mkdir(parents=True)
        (environment / ".config/nat/telemetry.toml").write_text(stored)
    with Telemetry("agent-toolkit", enabled=enabled) as telemetry:
        taken = telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12"))
        status = telemetry.status()
    assert (taken, status.state, status.text) == (False, "off", f"telemetry is off: {why}")
