"""The classes of events."""

from __future__ import annotations

import decimal
import enum
import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, clean_environment

import nemo_telemetry
from nemo_telemetry import (
    AnonymizerEvent,
    EventError,
    GuardrailsUsageEvent,
    NatCliCommand,
    Telemetry,
    TelemetryEvent,
    TrainAndGenerationEvent,
    _check,
    _runtime,
    words,
)
from nemo_telemetry._catalog import CLASSES, EVENTS
from nemo_telemetry._event import instant, line, snapshot, text
from nemo_telemetry._form import camel
from nemo_telemetry._instance import Instance
from nemo_telemetry._world import Imports
from nemo_telemetry.testing import World


def schema(kind: type[TelemetryEvent]) -> dict[str, Any]:
    name = f"{kind._event_name}.{kind._schema_version}"
    found: dict[str, Any] = json.loads((ROOT / "guest/schema/json-schema" / f"{name}.input.json").read_text())
    return found


def test_the_catalog_is_the_components(loaded: _runtime.Loaded) -> None:
    found = Instance(loaded, Imports()).call("catalog", "events")
    assert {(event["name"], event["version"]) for event in found} == EVENTS
    assert set(nemo_telemetry.__all__) > CLASSES.keys()
    assert all(issubclass(getattr(nemo_telemetry, name), TelemetryEvent) for name in CLASSES)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_class_has_the_fields_and_defaults_of_its_schema(name: str) -> None:
    kind = getattr(nemo_telemetry, name)
    properties = schema(kind)["properties"]
    assert list(kind._wire_names.values()) == list(properties)
    required = {wire: example(properties[wire]) for wire in schema(kind)["required"]}
    names = {wire: python for python, wire in kind._wire_names.items()}
    event = kind(**{names[wire]: value for wire, value in required.items()})
    sent = json.loads(line(kind, snapshot(event), 0))["parameters"]
    for wire, value in sent.items():
        assert value == required.get(wire, properties[wire].get("default")), wire


def example(field: dict[str, Any]) -> object:
    return field["enum"][0] if "enum" in field else 1.5 if field["type"] == "number" else "x"


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_what_a_class_writes_is_valid(name: str, loaded: _runtime.Loaded) -> None:
    kind = getattr(nemo_telemetry, name)
    names = {wire: python for python, wire in kind._wire_names.items()}
    event = kind(**{names[wire]: example(schema(kind)["properties"][wire]) for wire in schema(kind)["required"]})
    parameters = json.dumps(json.loads(line(kind, snapshot(event), 0))["parameters"])
    assert Instance(loaded, Imports()).validate(kind._event_name, kind._schema_version, parameters)[1] == []


def test_the_newest_version_has_the_short_name() -> None:
    assert (TrainAndGenerationEvent._schema_version, nemo_telemetry.TrainAndGenerationEventV1_7._schema_version) == ("1.9", "1.7")


def test_fields_have_their_meaning_unit_sentinel_and_source_in_the_docstring() -> None:
    text = " ".join((NatCliCommand.__doc__ or "").split())
    assert "duration_ms: Duration. Time from start to end on a monotonic clock. Unit: ms. At least -1. No value: `-1`." in text
    assert "Source: nat.utils.telemetry.events." in text


def test_what_others_fill_is_left_out() -> None:
    assert "timestamp" not in vars(GuardrailsUsageEvent()) and "deployment_type" not in vars(GuardrailsUsageEvent())
    assert vars(GuardrailsUsageEvent(timestamp=1.5))["timestamp"] == 1.5
    assert "session_id" not in vars(GuardrailsUsageEvent())
    assert vars(GuardrailsUsageEvent(session_id="mine"))["session_id"] == "mine"


def test_a_class_without_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Nameless: expected a name on the wire, found none; set _event_name"):
        type("Nameless", (TelemetryEvent,), {})


@pytest.mark.parametrize(("name", "version"), [("unheard_of", "1.0"), ("nat_cli_command", "9.9"), ("unheard_of", "")])
def test_an_event_that_is_not_in_the_catalog_is_refused(name: str, version: str) -> None:
    file = f"guest/schema/events/{name}.{version or 'VERSION'}.json"
    with pytest.raises(TypeError, match=f"expected an event of the catalog, found {name}.*; add the schema file {file}"):
        type("Mine", (TelemetryEvent,), {"_event_name": name, "_schema_version": version})


def test_a_class_of_ones_own_has_the_fields_that_it_names() -> None:
    class Mine(TelemetryEvent):
        _event_name = "nat_cli_command"

        task_status = "success"
        duration_ms: int

    class Deeper(Mine):
        exit_code = 3

        def helper(self) -> None: ...

    event = Deeper(command="run", task_status="failure")
    assert json.loads(line(Deeper, snapshot(event), 1.0)) == {
        "event": "nat_cli_command",
        "ts": "1970-01-01T00:00:01.000Z",
        "parameters": {"taskStatus": "failure", "exitCode": 3, "command": "run"},
    }


def test_a_snapshot_does_not_change_with_its_event() -> None:
    class Mine(TelemetryEvent):
        _event_name = "nat_cli_command"

    event = Mine(command=[1, [2], {"a": [3]}])
    before = snapshot(event)
    vars(event)["command"][1].append(4)
    vars(event)["command"][2]["a"].clear()
    assert before == {"command": [1, [2], {"a": [3]}]}


def test_events_are_compared_and_shown_by_their_fields() -> None:
    one = NatCliCommand(command="run", task_status="success", python_version="3")
    assert one == NatCliCommand(command="run", task_status="success", python_version="3")
    assert one != NatCliCommand(command="run", task_status="failure", python_version="3")
    assert repr(one).startswith("NatCliCommand(nemo_source='agent_toolkit', command='run', ")


def test_names_and_instants() -> None:
    assert (camel("num_input_records"), camel("task"), camel("qa_generator_model")) == ("numInputRecords", "task", "qaGeneratorModel")
    assert instant(1767225600.9996) == "2026-01-01T00:00:00.999Z"
    assert instant(-5) == "1970-01-01T00:00:00.000Z"


def test_importing_loads_no_machinery(tmp_path: Path) -> None:
    script = """
import sys
before = set(sys.modules)
from nemo_telemetry import NatCliCommand, Telemetry, TelemetryEvent
loaded = set(sys.modules) - before
heavy = {"dataclasses", "logging", "typing", "json", "asyncio", "threading", "wasmtime", "socket", "inspect", "ctypes", "ssl"}
assert not loaded & heavy, loaded & heavy
assert "wasmtime" not in sys.modules
"""
    subprocess.run([sys.executable, "-S", "-c", script], env=clean_environment(tmp_path), check=True, timeout=60)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Telemetrie'"):
        nemo_telemetry.Telemetrie  # noqa: B018
    assert AnonymizerEvent.__name__ in dir(nemo_telemetry)


class Whole:
    """A whole number as other libraries have them."""

    def __index__(self) -> int:
        return 5


class Real:
    def __float__(self) -> float:
        return 5.0


class Many(Whole):
    """An array, which may have an index when there is one number in it."""

    def __len__(self) -> int:
        return 1


class Broken:
    def __index__(self) -> int:
        raise RuntimeError("a private value")


class Status(str, enum.Enum):
    """A word that is a text, too."""

    SUCCESS = "success"


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"duration_ms": Whole()}, {"durationMs": 5}),
        ({"duration_ms": Real()}, {"durationMs": 5}),
        ({"duration_ms": decimal.Decimal(5)}, {"durationMs": 5}),
        ({"duration_ms": 5.0}, {"durationMs": 5}),
        ({"task_status": Status.SUCCESS}, {"taskStatus": "success"}),
    ],
    ids=str,
)
def test_numbers_of_other_libraries_are_numbers(fields: dict[str, Any], sent: dict[str, Any], nemo_telemetry: World) -> None:
    given: dict[str, Any] = {"command": "run", "task_status": "success", "python_version": "3.12", **fields}
    with Telemetry("agent-toolkit", client_version="1") as queue:
        queue.enqueue(NatCliCommand(**given))
        assert queue.flush(30).delivered == 1, queue.status().problems
    [event] = nemo_telemetry.events
    assert {name: event[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (float("nan"), "a number that is not finite"),
        (10**5000, "int"),
        (Many(), "Many"),
        (Broken(), "Broken"),
        (b"3", "bytes"),
        ([{1, 2}], "list"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_without_a_form_in_json_is_named_by_its_field(value: Any, found: str, nemo_telemetry: World) -> None:
    event = NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms=value)
    message = f"/parameters/durationMs: expected a value that JSON has a form for, found {found}"
    with Telemetry("agent-toolkit", client_version="1") as queue:
        queue.enqueue(event)
        queue.flush(30)
        assert queue.status().problems == (f"an event was rejected: NatCliCommand {message}",)
        assert queue.status().rejected == 1
    with pytest.raises(EventError) as raised, Telemetry("agent-toolkit", client_version="1", strict=True) as queue:
        queue.enqueue(event)
    assert str(raised.value) == f"the event is wrong; {message}"


class Checked(NatCliCommand, checked=True):
    _event_name = "nat_cli_command"


def test_a_checked_event_refuses_what_is_wrong_while_it_is_made() -> None:
    given: dict[str, Any] = {"command": "run", "task_status": "success", "python_version": "3.12.4"}
    assert vars(Checked(**given)) == vars(NatCliCommand(**given))
    with pytest.raises(ValueError) as raised:
        Checked(**{**given, "task_status": "secret", "duration_ms": -2, "made_up": 1})
    assert isinstance(raised.value, EventError) and "secret" not in str(raised.value)
    codes = [problem["code"] for problem in raised.value.problems]
    assert sorted(codes) == ["not-allowed", "out-of-range", "unknown-field"]


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_checked_event_has_the_fields_of_one_that_is_not(name: str) -> None:
    """A checked class takes the defaults off the constructor that it replaces."""
    kind: Any = getattr(nemo_telemetry, name)
    checked: Any = type(name, (kind,), {}, checked=True)
    required = {kind_name(kind, wire): example(schema(kind)["properties"][wire]) for wire in schema(kind)["required"]}
    one, other = kind(**required), checked(**required)
    assert list(vars(other).items()) == list(vars(one).items())
    lists = [field for field, value in vars(other).items() if isinstance(value, list)]
    assert all(getattr(checked(**required), field) is not getattr(other, field) for field in lists)


def test_a_checked_event_is_what_the_component_understands() -> None:
    event = Checked(command="é" * 300, taskStatus="success", python_version="3", duration_ms=12.0)  # type: ignore[call-arg,arg-type]
    assert (event.command, event.task_status, event.duration_ms, event.exit_code) == ("é" * 300, "success", 12, -1)
    both = Checked(command="run", task_status="failure", taskStatus="success", python_version="3")  # type: ignore[call-arg]
    assert both.task_status == "success"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "\ud83d", 2**63, True, None, {"a": 1}])
def test_a_value_without_a_form_is_refused_and_not_repeated(value: object) -> None:
    with pytest.raises(ValueError) as raised:
        Checked(command="run", task_status="success", python_version="3", exit_code=value)  # type: ignore[arg-type]
    assert "exit" in str(raised.value).lower() or "/" in str(raised.value)


def test_what_is_right_at_a_glance_is_right_for_the_component(loaded: _runtime.Loaded) -> None:
    """The glance may pass nothing that the component would refuse."""
    values = ["", "x" * 256, "\x00\x7f", 0, -1, -2, 2**63 - 1, -(2**63), 0.0, -0.0, 1e308, 5e-324, True, [], ["a"], ("a",), *words_of_all()]
    instance = Instance(loaded, Imports())
    for name in sorted(CLASSES):
        kind = getattr(nemo_telemetry, name)
        required = {kind_name(kind, wire): example(schema(kind)["properties"][wire]) for wire in schema(kind)["required"]}
        for field in kind._wire_names:
            for value in values:
                fields = {**required, field: value}
                if _check._take({}, kind._plain, fields):
                    problems = instance.validate(kind._event_name, kind._schema_version, text(kind, fields))[1]
                    assert not problems, (name, field, value)


def words_of_all() -> list[str]:
    return sorted({member.value for name in words.__all__ for member in getattr(words, name)})


def kind_name(kind: type[TelemetryEvent], wire: str) -> str:
    return next(name for name, known in kind._wire_names.items() if known == wire)


def test_an_event_is_validated_and_dumped_by_either_name() -> None:
    event = NatCliCommand.model_validate({"command": "run", "taskStatus": words.CommandStatus.SUCCESS, "python_version": "3"})
    assert list(event.model_dump()) == list(NatCliCommand._wire_names)
    assert event.model_dump(by_alias=True, mode="json")["taskStatus"] == "success"
    tags = AnonymizerEvent._wire_names["model_hosts"]
    with pytest.raises(EventError, match=tags):
        AnonymizerEvent.model_validate({"model_hosts": "local"})
    assert GuardrailsUsageEvent().model_dump().keys() == GuardrailsUsageEvent._wire_names.keys() - {
        "session_id",
        "deployment_type",
        "timestamp",
    }


def test_a_class_of_ones_own_can_be_validated() -> None:
    class Mine(TelemetryEvent):
        _event_name = "nat_cli_command"

        task_status = "success"

    event = Mine.model_validate({"command": "run", "python_version": "3"})
    assert event.model_dump(by_alias=True) == {"taskStatus": "success", "command": "run", "pythonVersion": "3"}
    with pytest.raises(EventError):
        Mine.model_validate({"command": 1, "python_version": "3"})


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (1_767_225_600.999, "2026-01-01T00:00:00.999Z"),
        (datetime(2026, 1, 1, 2, 0, 0, 1999, tzinfo=timezone(timedelta(hours=2))), "2026-01-01T00:00:00.001Z"),
    ],
)
def test_an_event_may_have_happened_before(at: datetime | float, written: str) -> None:
    with World() as world:
        with Telemetry("agent-toolkit") as telemetry:
            telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3"), at=at)
            telemetry.flush()
        assert json.loads(world.requests[0].body)["events"][0]["ts"] == written


def test_an_instant_that_is_none_costs_its_event() -> None:
    told: list[str] = []
    with World() as world:
        with Telemetry("agent-toolkit", on_problem=told.append) as telemetry:
            assert not telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3"), at="today")  # type: ignore[arg-type]
            telemetry.flush()
        assert not world.requests and told


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_an_event_with_its_defaults_is_right_at_a_glance(name: str) -> None:
    """Or each one would cost a call of the component."""
    kind = getattr(nemo_telemetry, name)
    required = {kind_name(kind, wire): example(schema(kind)["properties"][wire]) for wire in schema(kind)["required"]}
    assert _check._take({}, kind._plain, vars(kind(**required)))
