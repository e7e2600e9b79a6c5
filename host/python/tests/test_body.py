"""What receives the bodies of requests."""

from __future__ import annotations

import json

import pytest

from nemo_telemetry import NatCliCommand, Telemetry, check_body
from nemo_telemetry.testing import World

MEBIBYTE = 1024 * 1024


@pytest.fixture
def body() -> str:
    with World() as world, Telemetry("agent-toolkit", client_version="1.9.0") as telemetry:
        for command in ("run", "serve"):
            telemetry.enqueue(NatCliCommand(command=command, task_status="success", python_version="3.12"))
        telemetry.flush()
        return world.requests[0].body


def test_a_body_that_was_sent_is_accepted(body: str) -> None:
    right = {"form": "envelope", "status": 200, "problems": [], "accepted": 2, "refused": 0, "rejections": []}
    assert check_body(body) == right


def test_a_refused_event_says_where_and_repeats_no_value(body: str) -> None:
    verdict = check_body(body.replace('"taskStatus":"success"', '"taskStatus":"secret"', 1))
    assert (verdict["status"], verdict["accepted"], verdict["refused"]) == (200, 1, 1)
    ((index, problems),) = [(event["index"], event["problems"]) for event in verdict["rejections"]]
    assert (index, problems[0]["pointer"]) == (0, "/events/0/parameters/taskStatus")
    assert "secret" not in json.dumps(verdict)


@pytest.mark.parametrize("letter", ["x", "é", "語", "😀", "\ud800"])
def test_a_body_of_any_length_has_a_verdict(letter: str) -> None:
    longest = MEBIBYTE // len(letter.encode(errors="replace"))
    assert check_body(letter * longest)["form"] == "not-json"
    for length in (longest + 1, 3 * longest):
        verdict = check_body(letter * length)
        assert (verdict["form"], verdict["status"]) == ("too-large", 413)
        assert [problem["code"] for problem in verdict["problems"]] == ["too-large"]
