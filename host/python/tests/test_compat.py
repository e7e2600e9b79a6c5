"""The modules that take the place of the products' own. `cargo xtask upstream` compares them with those."""

from __future__ import annotations

import ast
import asyncio
import importlib
import io
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import SOURCE, Collector, run

from nemo_telemetry import TelemetryEvent
from nemo_telemetry.compat import agent_toolkit, anonymizer, data_designer, guardrails, safe_synthesizer
from nemo_telemetry.compat.agent_toolkit import config, consent, handler, payload

AT = datetime(2026, 10, 2, 11, 0, 0, 123999, tzinfo=timezone.utc)

MODELS = {f"entity_{role}_model": "x" for role in ("detector", "validator", "augmenter")}
EVENTS: list[tuple[Any, dict[str, Any]]] = [
    (safe_synthesizer.NSSTrainingAndGenerationEvent, {"task": "run", "task_status": "completed"}),
    (anonymizer.AnonymizerEvent, {"task": "batch", "task_status": "completed", "transformation_type": "redact", **MODELS}),
    (data_designer.InferenceEvent, {"nemo_source": "datadesigner", "task": "batch", "task_status": "success", "model": "m"}),
    (agent_toolkit.CliCommandEvent, {"command": "run", "task_status": "success", "python_version": "3.12.4"}),
    (guardrails.GuardrailsUsageEvent, {}),
]
HANDLERS: list[tuple[Any, int]] = [
    (safe_synthesizer.TelemetryHandler, 0),
    (anonymizer.TelemetryHandler, 1),
    (data_designer.TelemetryHandler, 2),
    (agent_toolkit.NATTelemetryHandler, 3),
]


@pytest.fixture
def on(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Collector:
    """A person has said yes, and events go to a collector on this machine."""
    for prefix in ("NEMO", "NAT"):
        monkeypatch.setenv(f"{prefix}_TELEMETRY_ENDPOINT", collector.url)
        monkeypatch.setenv(f"{prefix}_TELEMETRY_ENABLED", "true")
    monkeypatch.setattr(config, "TELEMETRY_ENABLED", True)
    return collector


def parameters(collector: Collector) -> list[dict[str, Any]]:
    return [event["parameters"] for envelope in collector.envelopes for event in envelope["events"]]


def until(condition: Any) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(("kind", "fields"), EVENTS)
def test_an_event_takes_both_names_and_gives_either(kind: Any, fields: dict[str, Any]) -> None:
    event = kind(**fields)
    by_alias = event.model_dump(by_alias=True, mode="json")
    assert list(by_alias) == list(kind._wire_names.values()) and isinstance(event, TelemetryEvent)
    assert all(type(value) in (str, int, float, bool, list) for value in by_alias.values())
    assert kind(**by_alias).model_dump(mode="json") == event.model_dump(mode="json")
    assert kind.model_validate(by_alias).model_dump(mode="json") == event.model_dump(mode="json")


@pytest.mark.parametrize(("kind", "fields"), EVENTS)
def test_what_is_wrong_is_refused_with_every_problem(kind: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as raised:
        kind(**{**fields, "nemo_source": "nobody", "made_up": 1})
    assert "nemoSource" in str(raised.value) and "nobody" not in str(raised.value)
    assert len(raised.value.problems) == 2  # type: ignore[attr-defined]
    for name, value in fields.items():
        with pytest.raises(ValueError):
            kind(**{key: given for key, given in fields.items() if key != name})
        with pytest.raises(ValueError):
            kind(**{**fields, name: None})
        with pytest.raises(ValueError):
            kind(**{**fields, name: [value]})


def test_where_pydantic_is_loaded_its_own_error_is_raised(environment: Path) -> None:
    script = """
import types
from nemo_telemetry.compat import safe_synthesizer

class ValidationError(ValueError):
    @classmethod
    def from_exception_data(cls, title, lines, hide_input):
        return cls(title, [(line["type"].code, line["loc"]) for line in lines], hide_input)

class PydanticCustomError(Exception):
    def __init__(self, code, template, context):
        self.code = code

sys.modules["pydantic_core"] = types.SimpleNamespace(ValidationError=ValidationError, PydanticCustomError=PydanticCustomError)
try:
    safe_synthesizer.NSSTrainingAndGenerationEvent(task="run", task_status="ended")
except ValidationError as error:
    assert error.args == ("NSSTrainingAndGenerationEvent", [("not_allowed", ("taskStatus",))], True), error
else:
    sys.exit("nothing was raised")
"""
    run(script, home=environment)


def test_words_become_members_as_in_the_products() -> None:
    event: Any = agent_toolkit.CliCommandEvent(command="run", task_status="success", python_version="3.12.4")
    assert event.task_status is agent_toolkit.TaskStatusEnum.SUCCESS
    assert event.duration_ms == -1
    assert agent_toolkit.CliCommandEvent(command="run", task_status="success", python_version="3", duration_ms=12.0).duration_ms == 12  # type: ignore[arg-type]
    internal = safe_synthesizer.DeploymentTypeEnum.SLURM_INTERNAL
    words = [member.value for member in safe_synthesizer.DeploymentTypeEnum]
    from nemo_telemetry.words import TrainAndGenerationEventDeploymentType

    assert internal == "slurm-nvidia-internal" and words == [member.value for member in TrainAndGenerationEventDeploymentType]


def test_the_deployment_type_is_that_of_the_environment_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_DEPLOYMENT_TYPE", "NMP")
    event = anonymizer.AnonymizerEvent(**EVENTS[1][1])
    assert event.deployment_type == "nmp" and event.model_dump()["deployment_type"] == "nmp"
    assert anonymizer.AnonymizerEvent(**EVENTS[1][1], deployment_type="cli").deployment_type == "cli"
    monkeypatch.setenv("NEMO_DEPLOYMENT_TYPE", "made-up")
    assert data_designer.get_nemo_deployment_type() == data_designer.DeploymentTypeEnum.UNDEFINED
    with pytest.raises(AttributeError):
        _ = event.made_up


def test_a_class_without_a_name_is_refused_and_one_of_ones_own_is_not() -> None:
    for base in (agent_toolkit.TelemetryEvent, data_designer.TelemetryEvent, guardrails.TelemetryEvent):
        with pytest.raises(TypeError, match="must define '_event_name'"):
            type("Nameless", (base,), {})
        mine: Any = type("Mine", (base,), {"_event_name": "mine"})
        assert mine._schema_version == base._schema_version


def test_a_payload_is_the_components() -> None:
    event = EVENTS[3][0](**EVENTS[3][1])
    body = payload.build_payload([payload.QueuedEvent(event, AT)] * 2, source_client_version="1.9.0", session_id="abc")
    assert (body["clientVer"], body["sessionId"], body["eventSchemaVer"], len(body["events"])) == ("1.9.0", "abc", "1.5", 2)
    assert body["events"][0]["ts"] == "2026-10-02T11:00:00.123Z"
    with pytest.raises(ValueError, match="at least one event"):
        payload.build_payload([], source_client_version="1.9.0")


@pytest.mark.parametrize(("make", "place"), HANDLERS)
def test_a_handler_delivers_what_it_is_given_and_can_be_used_again(make: Any, place: int, on: Collector) -> None:
    kind, fields = EVENTS[place]
    with make(source_client_version="1.2.3", session_id="abc") as given:
        given.enqueue(kind(**fields))
        given.enqueue("no event")
    until(lambda: len(parameters(on)) == 1)
    given.enqueue(kind(**fields))
    given.stop()
    until(lambda: len(parameters(on)) == 2)
    assert {(envelope["clientVer"], envelope["sessionId"]) for envelope in on.envelopes} == {("1.2.3", "abc")}
    assert set(parameters(on)[0]) == set(kind._wire_names.values())


@pytest.mark.parametrize(("make", "place"), HANDLERS)
def test_a_handler_serves_an_event_loop(make: Any, place: int, on: Collector) -> None:
    async def program() -> None:
        async with make() as given:
            given.enqueue(EVENTS[place][0](**EVENTS[place][1]))
            await given.aflush()
            assert len(parameters(on)) == 1

    asyncio.run(program())


def test_a_handler_that_is_not_started_does_nothing_until_it_is_told_to(on: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_SESSION_PREFIX", "ci-")
    kind, fields = EVENTS[0]
    given = safe_synthesizer.TelemetryHandler(session_id="abc", max_queue_size=3, max_retries=7)
    event = kind(**fields)
    given.enqueue(event)
    assert [queued.event for queued in given._events] == [event] and not given._dlq
    assert (given._session_id, given._max_retries, given._thread, given._running) == ("ci-abc", 7, None, False)
    with pytest.raises(AttributeError):
        given._events = []  # type: ignore[misc]
    time.sleep(0.05)
    assert not on.bodies
    given.enqueue(event)
    given.enqueue(event)
    until(lambda: len(parameters(on)) == 3)
    assert on.envelopes[0]["sessionId"] == "ci-abc"
    given.start()
    given.stop()


def test_a_no_is_a_no_for_every_handler(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    for prefix in ("NEMO", "NAT"):
        monkeypatch.setenv(f"{prefix}_TELEMETRY_ENDPOINT", collector.url)
    monkeypatch.setenv("NEMO_GUARDRAILS_USAGE_STATS_SERVER", collector.url)
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.setattr(config, "TELEMETRY_ENABLED", True)
    for make, place in HANDLERS:
        with make() as given:
            given.enqueue(EVENTS[place][0](**EVENTS[place][1]))
            assert given._thread is None
    guardrails.report_usage()
    assert not collector.bodies and not safe_synthesizer._telemetry_enabled() and not anonymizer._telemetry_enabled()


def test_agent_toolkit_reads_its_flag_live(on: Collector) -> None:
    given = handler.NATTelemetryHandler()
    config.TELEMETRY_ENABLED = False
    given.enqueue(EVENTS[3][0](**EVENTS[3][1]))
    assert given._telemetry is None and agent_toolkit.TELEMETRY_ENABLED is False
    config.TELEMETRY_ENABLED = True
    given.enqueue(EVENTS[3][0](**EVENTS[3][1]))
    given.stop()
    until(lambda: len(parameters(on)) == 1)
    assert handler.CLIENT_VERSION == "unknown"


def test_agent_toolkit_asks_stores_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert consent.resolve_initial_consent() is False and not consent.is_interactive_session()
    consent.maybe_prompt_for_consent()
    assert consent.read_persisted_consent() == consent.ConsentState.NEVER_ASKED
    monkeypatch.setattr(consent, "is_interactive_session", lambda: True)
    monkeypatch.setattr("builtins.input", lambda: "yes")
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(config, "TELEMETRY_ENABLED", False)
    consent.maybe_prompt_for_consent()
    assert config.TELEMETRY_ENABLED is True and consent.read_persisted_consent() == consent.ConsentState.ENABLED
    assert screen.getvalue() == consent.render_prompt()
    assert consent._consent_file_path().is_file()
    consent.write_persisted_consent(consent.ConsentState.NEVER_ASKED)
    consent.write_persisted_consent(consent.ConsentState.DISABLED)
    assert consent.resolve_initial_consent() is False
    monkeypatch.setenv("NAT_TELEMETRY_ENABLED", " Yes ")
    assert consent.resolve_env_consent() is True and consent.resolve_initial_consent() is True


def test_anonymizers_helpers_are_labels() -> None:
    assert anonymizer.classify_model_host(None) is anonymizer.ModelHostEnum.OTHER
    assert anonymizer.collect_model_hosts([anonymizer.ModelHostEnum.LOCAL]) == ["local"]
    assert anonymizer.sort_join_aliases(["b", " a"]) == "a,b" and anonymizer.sort_join_aliases([]) == anonymizer.NOT_APPLICABLE
    assert anonymizer.avg_tokens_per_record([]) == -1
    assert safe_synthesizer.sanitize_model_for_telemetry("/home/me") == safe_synthesizer.LOCAL_MODEL_LABEL


def test_guardrails_reports_once_and_checks_what_is_assigned() -> None:
    event = guardrails._collect_usage_data(None, "api")
    assert (event.deployment_type, event.event, event.rails_engine, event.colang_version) == ("api", "startup", "undefined", "unknown")
    assert event.session_id == event.session_id != guardrails._collect_usage_data(None, "api").session_id
    event.num_rails_configured = 3
    with pytest.raises(ValueError):
        event.num_rails_configured = "many"  # type: ignore[assignment]
    assert event.num_rails_configured == 3
    event.timestamp = 1.5
    body = guardrails._build_nvidia_payload([event], "0.24.1", "abc", [1.5])
    assert body["events"][0]["ts"] == "1970-01-01T00:00:01.500Z"
    with pytest.raises(ValueError):
        guardrails._build_nvidia_payload([], "0.24.1", "abc")
    with pytest.raises(ValueError):
        guardrails._build_nvidia_payload([event], "0.24.1", "abc", [1.0, 2.0])


def test_guardrails_sends_the_engine_and_the_way_of_use(environment: Path, collector: Collector) -> None:
    script = """
from types import SimpleNamespace
from nemo_telemetry.compat import guardrails
guardrails.set_deployment_type("made up")
guardrails.set_deployment_type("api")
rails = SimpleNamespace(input=SimpleNamespace(flows=["self check input"]), config=None)
config = SimpleNamespace(rails=rails, models=[SimpleNamespace(engine="nim")], colang_version="2.x", flows=[{"id": "mine"}], docs=None)
guardrails.report_usage(config, deployment_type="library", rails_engine="LLMRails")
guardrails.report_usage(config, rails_engine="no engine")
guardrails.state["telemetry"].flush(30)
"""
    home = {"home": environment, "NEMO_GUARDRAILS_USAGE_STATS_SERVER": collector.url}
    # The notice goes to standard error; a person who has seen it once need not see it here.
    run(script.replace("guardrails.set", "import logging; logging.disable()\nguardrails.set", 1), **home)  # type: ignore[arg-type]
    (found,) = parameters(collector)
    assert (found["deploymentType"], found["railsEngine"], found["llmProviders"], found["numCustomFlows"]) == (
        "api",
        "LLMRails",
        ["nim"],
        1,
    )
    assert (found["builtinFeatures"], found["colangVersion"], found["event"]) == (["self_check"], "2.x", "startup")
    assert (environment / ".config/nemoguardrails/usage_stats.json").is_file()


def test_each_module_is_thin() -> None:
    """At most 60 statements beside names, types and docs, as long lists of names are what a drop-in is for."""
    for path in (SOURCE / "nemo_telemetry/compat").rglob("*.py"):
        names = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        tree = ast.parse(path.read_text())
        count = sum(isinstance(node, ast.stmt) and not isinstance(node, names) and not _is_doc(node) for node in ast.walk(tree))
        assert count <= 60, path


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_importing_a_module_loads_no_component(environment: Path) -> None:
    modules = ["safe_synthesizer", "anonymizer", "guardrails", "agent_toolkit", "data_designer"]
    for name in modules:
        importlib.import_module(f"nemo_telemetry.compat.{name}")
        loaded = "{'nemo_telemetry._runtime', 'json', 'asyncio', 'pydantic'} & set(sys.modules)"
        run(f"import nemo_telemetry.compat.{name}\nassert not {loaded}, {loaded}", home=environment)
