"""A program's telemetry, in a world without network in which time stands still."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CACHE, telemetry

from nemo_telemetry import (
    EventError,
    GuardrailsUsageEvent,
    Ledger,
    NatCliCommand,
    SettingsError,
    Telemetry,
    TelemetryEvent,
    _instance,
    _runtime,
    _world,
)
from nemo_telemetry._catalog import SETTINGS
from nemo_telemetry._client import Client
from nemo_telemetry._tickets import Tickets
from nemo_telemetry._world import Imports
from nemo_telemetry.testing import Request, World

if TYPE_CHECKING:
    from nemo_telemetry._fact import Fact, Query

PATIENCE = 60.0
"""Seconds, long enough for any machine; a test that waits for it has failed."""


def event(number: int = 0) -> NatCliCommand:
    return NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms=number)


@pytest.fixture
def world(loaded: _runtime.Loaded) -> Any:
    with World(cache=str(CACHE)) as world:
        yield world


def until(condition: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def balance(ledger: Ledger) -> bool:
    dropped = sum(ledger.dropped.values())
    return ledger.accepted + ledger.recovered == ledger.delivered + ledger.pending + ledger.kept + dropped


def test_events_are_delivered_in_order_and_counted(world: World) -> None:
    with telemetry() as queue:
        assert all(queue.enqueue(event(number)) for number in range(60))
        ledger = queue.flush(PATIENCE)
        assert (ledger.accepted, ledger.delivered, ledger.pending) == (60, 60, 0)
    assert [parameters["durationMs"] for parameters in world.events] == list(range(60))
    assert not queue.enqueue(event())
    assert queue.stop() == ledger and queue.status().ended


def test_an_event_has_the_instant_at_which_it_was_passed(world: World) -> None:
    queue = telemetry()
    world.advance(1.5)
    queue.enqueue(event())
    queue.flush(PATIENCE)
    assert '"ts":"2026-01-01T00:00:01.500Z"' in world.requests[0].body


def test_what_waits_goes_by_itself_when_its_time_has_come(world: World) -> None:
    queue = telemetry()
    queue.enqueue(event())
    until(lambda: queue.ledger().pending)
    assert not world.requests
    world.advance(120)
    until(lambda: queue.ledger().delivered)


def test_an_event_is_copied(world: World) -> None:
    class Mine(TelemetryEvent):
        _event_name = "guardrails_usage_event"

    providers = ["openai"]
    queue = Telemetry("guardrails", background=False)
    queue.enqueue(Mine(llm_providers=providers))
    providers.append("nim")
    queue.flush(PATIENCE)
    assert world.events[0]["llmProviders"] == ["openai"]


def test_nothing_happens_while_telemetry_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(cache: str | None) -> None:
        raise AssertionError("the component is not to be loaded")

    monkeypatch.setattr(_runtime, "load", load)
    with World(variables={"DO_NOT_TRACK": "1"}, home=str(tmp_path), cache=str(tmp_path / "cache")) as world:
        threads = threading.active_count()
        queue = telemetry()
        assert not queue.enqueue(event())
        assert (queue.flush(PATIENCE), queue.stop()) == (Ledger(), Ledger())
        assert (queue.status().state, threading.active_count(), list(tmp_path.iterdir()), world.requests) == ("off", threads, [], [])


def test_a_no_that_only_the_component_knows_makes_no_file(tmp_path: Path, loaded: _runtime.Loaded) -> None:
    (tmp_path / "machine").mkdir()
    (tmp_path / "machine" / "policy.toml").write_text('consent = "disabled"\n')
    before = sorted(path.name for path in tmp_path.iterdir())
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        assert queue.enqueue(event())
        until(lambda: queue.status().ended)
        assert (queue.status().state, queue.ledger(), world.requests) == ("off", Ledger(), [])
        assert not queue.enqueue(event())
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_notice_is_shown_once_and_counts(loaded: _runtime.Loaded, caplog: pytest.LogCaptureFixture) -> None:
    with World(enabled=None) as world, caplog.at_level(logging.WARNING, "nemo_telemetry"):
        queue = Telemetry("guardrails")
        queue.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12"))
        queue.flush(PATIENCE)
        assert queue.status().state == "on"
        assert len(world.requests) == 1
    assert len(caplog.records) == 1 and "Guardrails" in caplog.records[0].getMessage()


def test_nothing_raises_into_the_caller(world: World) -> None:
    problems: list[str] = []
    queue = telemetry(on_problem=problems.append)
    assert not queue.enqueue("no event")  # type: ignore[arg-type]
    queue.enqueue(NatCliCommand(command="run", task_status="succes", python_version="3.12"))  # type: ignore[arg-type]
    queue.enqueue(NatCliCommand(command=float("nan"), task_status="success", python_version=object()))  # type: ignore[arg-type]
    queue.enqueue(NatCliCommand(command="\ud800", task_status="success", python_version="3.12"))
    queue.enqueue(NatCliCommand(command="x" * 70_000, task_status="success", python_version="3.12"))
    queue.enqueue(event())
    assert queue.flush(PATIENCE).delivered == 1
    status = queue.status()
    assert (status.rejected, status.restarts, list(status.problems)) == (5, 0, problems)
    assert sum("did you mean success?" in problem for problem in problems) == 1
    assert "succes," not in " ".join(problems)


def test_problems_are_logged_once_each(world: World, caplog: pytest.LogCaptureFixture) -> None:
    queue = telemetry()
    for _ in range(3):
        queue.enqueue(7)  # type: ignore[arg-type]
    assert [record.getMessage() for record in caplog.records] == ["an event was rejected: int is no event"]


def test_a_callback_that_fails_harms_nobody(world: World) -> None:
    def fail(problem: str) -> None:
        raise ValueError

    assert not telemetry(on_problem=fail).enqueue(None)  # type: ignore[arg-type]


def test_wrong_settings_are_a_problem(world: World) -> None:
    problems: list[str] = []
    queue = telemetry(queue_events=0, on_problem=problems.append)
    queue.enqueue(event())
    until(lambda: queue.status().ended)
    assert problems[0].startswith("telemetry does not work: the settings are wrong; /queueEvents: ")
    assert queue.status().text == problems[0]
    odd = telemetry(endpoint=object(), on_problem=problems.append)
    odd.enqueue(event())
    until(lambda: odd.status().ended)
    assert "telemetry does not work: the settings cannot be used: TypeError" in problems


def test_strict_raises(world: World) -> None:
    with pytest.raises(SettingsError, match="/queueEvents"):
        telemetry(queue_events=0, strict=True)
    queue = telemetry(strict=True)
    with pytest.raises(EventError, match="/taskStatus: .*; did you mean success") as raised:
        queue.enqueue(NatCliCommand(command="run", task_status="succes", python_version="3.12"))  # type: ignore[arg-type]
    assert raised.value.problems[0]["code"] == "not-allowed"
    with pytest.raises(EventError, match="not finite"):
        queue.enqueue(NatCliCommand(command=float("inf"), task_status="success", python_version="3"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="found str"):
        queue.enqueue("text")  # type: ignore[arg-type]
    assert queue.enqueue(event())


def test_fire_and_flush_has_no_thread_before_it_is_asked(world: World) -> None:
    threads = threading.active_count()
    queue = telemetry(background=False)
    assert queue.enqueue(event()) and threading.active_count() == threads
    assert queue.status().waiting == 1
    assert queue.flush(PATIENCE).delivered == 1


def test_a_full_buffer_drops_and_counts(world: World) -> None:
    queue = telemetry(background=False)
    for number in range(5000):
        queue.enqueue(event(number))
    assert queue.status().overflowed == 5000 - 4096


def test_a_dry_run_and_sinks(world: World, tmp_path: Path) -> None:
    queue = telemetry(dry_run=True)
    queue.enqueue(event())
    assert queue.flush(PATIENCE).dropped == {"dry-run": 1}
    assert not world.requests


def test_every_setting_of_the_component_has_a_parameter(world: World, loaded: _runtime.Loaded) -> None:
    schema = json.loads(_instance.Instance(loaded, Imports()).call("catalog", "settings-schema"))
    assert {"product", *SETTINGS.values()} == set(schema["properties"])
    with pytest.raises(TypeError, match="queue_event"):
        telemetry(queue_event=1)


def test_usage_stats_are_written_where_guardrails_has_them(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    with World(home=str(tmp_path)):
        queue = Telemetry("guardrails", usage_stats=True)
        queue.enqueue(GuardrailsUsageEvent(rails_engine="LLMRails"))
        queue.flush(PATIENCE)
    (line,) = (tmp_path / ".config" / "nemoguardrails" / "usage_stats.json").read_text().splitlines()
    assert json.loads(line)["railsEngine"] == "LLMRails"


def test_the_preview_is_what_is_sent(world: World) -> None:
    queue = telemetry(session_id="s")
    queue.enqueue(event(7))
    (body,) = queue.preview(event(7))
    queue.flush(PATIENCE)
    assert body == world.requests[0].body
    with pytest.raises(EventError):
        queue.preview(NatCliCommand(command="run", task_status="x", python_version="3"))  # type: ignore[arg-type]
    assert len(queue.preview(*(event(number) for number in range(1200)))) == 3
    assert len(world.requests) == 1


def test_an_opt_out_is_stored_and_nothing_is_sent_after_it(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        until(lambda: queue.ledger().pending)
        assert queue.opt_out(PATIENCE).dropped == {"opt-out": 1}
        stored = (tmp_path / ".config" / "nat" / "telemetry.toml").read_text()
        assert 'consent = "disabled"' in stored
        assert not queue.enqueue(event())
        assert not telemetry().enqueue(event())
        assert not world.requests


def test_a_live_process_sees_that_another_stored_a_no(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        until(lambda: queue.ledger().pending)
        (tmp_path / ".config" / "nat").mkdir(parents=True)
        (tmp_path / ".config" / "nat" / "telemetry.toml").write_text('consent = "disabled"\n')
        queue.flush(PATIENCE)
        until(lambda: queue.status().ended)
        assert (queue.status().state, queue.ledger().dropped, world.requests) == ("off", {"opt-out": 1}, [])


def kept(home: Path, *names: str) -> Path:
    """Have other processes leave files behind."""
    folder = home / "state" / "agent-toolkit"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text('{"event":"nat_cli_command"}\n')
    return folder


@pytest.mark.parametrize("variables", [{}, {"DO_NOT_TRACK": "1"}, {"NAT_TELEMETRY_ENABLED": "false"}])
@pytest.mark.parametrize("enabled", [None, False, True])
def test_an_opt_out_is_done_whatever_was_decided_before(
    loaded: _runtime.Loaded, tmp_path: Path, variables: dict[str, str], enabled: bool | None
) -> None:
    names = [f"{number:016x}-1{ending}.jsonl" for number in range(3) for ending in (".ready", "")]
    folder = kept(tmp_path, *names)
    with World(home=str(tmp_path), enabled=enabled, variables=variables) as world:
        queue = telemetry()
        queue.opt_out(PATIENCE)
        assert 'consent = "disabled"' in (tmp_path / ".config" / "nat" / "telemetry.toml").read_text()
        assert not [path.name for path in folder.iterdir() if path.name in names]
        assert queue.status().ended and not queue.status().problems and not world.requests
        assert queue.opt_out(PATIENCE).pending == 0


def test_an_opt_out_after_the_end_drops_what_was_kept(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    with World(home=str(tmp_path)) as world:
        world.respond(503)
        queue = telemetry()
        queue.enqueue(event())
        queue.flush(0.2)
        queue.close(0)
        world.advance(1)
        until(lambda: queue.status().ended)
        assert queue.ledger().kept == 1
        ledger = queue.opt_out(PATIENCE)
        # It was opened once more, and so it found its own segment.
        assert (ledger.accepted, ledger.recovered, ledger.kept, ledger.dropped) == (1, 1, 0, {"opt-out": 2})
        assert [path.name for path in (tmp_path / "state" / "agent-toolkit").iterdir()] == ["audit.jsonl"]


def test_the_administrator_is_heard_while_a_program_runs(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        until(lambda: queue.ledger().pending)
        (tmp_path / "machine").mkdir()
        (tmp_path / "machine" / "policy.toml").write_text('consent = "disabled"\n')
        queue.flush(PATIENCE)
        until(lambda: queue.status().ended)
        assert (queue.status().state, queue.ledger().dropped, world.requests) == ("off", {"opt-out": 1}, [])


def test_what_cannot_be_kept_is_told_with_the_reason(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    problems: list[str] = []
    (tmp_path / "state").write_text("in the way")
    with World(home=str(tmp_path)):
        queue = telemetry(on_problem=problems.append)
        queue.enqueue(event())
        assert queue.flush(PATIENCE).delivered == 1
    assert [problem.partition(":")[0] for problem in problems] == ["events are kept in memory only", "the audit log has gaps"]
    assert all(str(tmp_path / "state") in problem for problem in problems)


def test_a_no_that_cannot_be_stored_is_told_and_holds(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("in the way")
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        until(lambda: queue.ledger().pending)
        assert queue.opt_out(PATIENCE).dropped == {"opt-out": 1}
        assert queue.status().problems[0].startswith("nat/telemetry.toml could not be stored and holds for this process only: ")
        assert not world.requests


def test_a_busy_server_is_asked_again(world: World) -> None:
    world.respond(lambda request: 503 if len(world.requests) == 1 else 200)
    queue = telemetry()
    queue.enqueue(event())
    assert queue.flush(0.2).pending == 1
    world.advance(60)
    until(lambda: queue.ledger().delivered)


def test_a_silent_server_is_a_timeout(world: World) -> None:
    world.respond(lambda request: None)
    queue = telemetry()
    queue.enqueue(event())
    queue.flush(0.1)
    until(lambda: world.requests)
    world.advance(3)
    until(lambda: queue.ledger().unsure)


def test_methods_are_awaited_in_a_running_loop(world: World) -> None:
    async def main() -> tuple[Ledger, Ledger]:
        async with telemetry() as queue:
            queue.enqueue(event())
            flushed, other = await asyncio.gather(queue.aflush(PATIENCE), asyncio.sleep(0, "the loop goes on"))
            assert other == "the loop goes on"
        return flushed, await queue.astop()

    flushed, stopped = asyncio.run(main())
    assert flushed.delivered == stopped.delivered == 1


def test_an_awaited_opt_out(world: World) -> None:
    assert asyncio.run(telemetry().aopt_out(PATIENCE)) == Ledger()


def test_eight_threads(world: World) -> None:
    queue = telemetry(queue_events=10_000)
    taken: list[int] = []

    def work(place: int) -> None:
        for number in range(100):
            if queue.enqueue(event(1000 * place + number)):
                taken.append(1000 * place + number)
            if number % 50 == 0:
                assert balance(queue.flush(0.01)) and queue.status()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = queue.flush(PATIENCE)
    assert (ledger.accepted, ledger.delivered) == (800, 800)
    assert sorted(parameters["durationMs"] for parameters in world.events) == sorted(taken)  # type: ignore[type-var]


def test_who_has_a_lock_may_pass_events_all_the_same(world: World) -> None:
    """A handler of signals comes in the midst of anything, in the thread that has the lock."""
    queue, tickets, done = telemetry(background=False), Tickets(), []
    world.grace = 0.0

    def handle() -> None:
        with queue._queue.inbox.lock, tickets._lock:
            done.append(queue.enqueue(event()))
            tickets.wake()
            done.append(queue.flush(0).accepted == 0)

    thread = threading.Thread(target=handle, daemon=True)
    thread.start()
    thread.join(PATIENCE / 6)
    assert done == [True, True]


def test_one_instance_from_eight_threads(loaded: _runtime.Loaded) -> None:
    instance, wrong = _instance.Instance(loaded, Imports()), []

    def work() -> None:
        for _ in range(100):
            if instance.call("labels", "bucket-records", 300.0) != "201-1000":
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def trap_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the next call run dry."""
    calls: list[str] = []
    call = _instance.Instance.call

    def counted(instance: _instance.Instance, interface: str, function: str, *arguments: Any) -> Any:
        calls.append(function)
        with monkeypatch.context() as patch:
            if len(calls) == 1:
                patch.setattr(_instance, "FUEL", 100)
            return call(instance, interface, function, *arguments)

    monkeypatch.setattr(_instance.Instance, "call", counted)


def test_an_instance_that_trapped_is_of_no_more_use(loaded: _runtime.Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = _instance.Instance(loaded, Imports())
    trap_once(monkeypatch)
    for _ in range(2):
        with pytest.raises(_instance.TrapError):
            instance.call("catalog", "inventory")


def test_a_poisoned_instance_is_rebuilt_and_nothing_durable_is_lost(
    loaded: _runtime.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event(1))
        until(lambda: queue.ledger().pending)
        trap_once(monkeypatch)
        queue.enqueue(event(2))
        until(lambda: queue.ledger().accepted == 2)
        ledger = queue.flush(PATIENCE)
        assert (ledger.accepted, ledger.recovered, ledger.delivered, queue.status().restarts) == (2, 0, 2, 1)
        assert balance(ledger)
        assert sorted(parameters["durationMs"] for parameters in world.events) == [1, 2]  # type: ignore[type-var]


@pytest.mark.parametrize("outbox", [True, False])
def test_a_component_that_opens_and_then_traps_is_given_up(
    loaded: _runtime.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outbox: bool
) -> None:
    polls = []

    def poll(client: Client) -> None:
        polls.append(1)
        raise _instance.TrapError("the component ended")

    monkeypatch.setattr(Client, "poll", poll)
    with World(home=str(tmp_path)):
        queue = telemetry(outbox=outbox)
        queue.enqueue(event())
        until(lambda: queue.status().ended)
        assert len(polls) == queue.status().restarts == 8
        problem, lost = queue.status().problems
        assert lost == "events lost: 1; telemetry does not work"
        assert problem.startswith("telemetry does not work: it trapped 8 times; please report it: ")
        assert queue.status().text == problem
        assert not queue.enqueue(event())
        # There is no instance left that could say how a no is stored.
        queue.opt_out(PATIENCE)
        assert len(polls) == 8


def test_a_flush_does_not_wait_for_the_interval_of_what_came_after_it(world: World) -> None:
    queue = telemetry()

    def server(request: Request) -> int:
        if len(world.requests) == 1:
            queue.enqueue(event(1))
        return 200

    world.respond(server)
    queue.enqueue(event())
    assert queue.flush(PATIENCE).delivered == 2


def test_lines_that_bring_instances_down_are_tried_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tries, enqueue = [], Client.enqueue

    def trap(client: Client, lines: str) -> dict[str, Any]:
        if '"durationMs":13' not in lines:
            return enqueue(client, lines)
        tries.append(lines)
        raise _instance.TrapError("the component ended")

    monkeypatch.setattr(Client, "enqueue", trap)
    queue = telemetry()
    queue.enqueue(event(13))
    until(lambda: queue.status().rejected)
    queue.enqueue(event(14))
    assert queue.flush(PATIENCE).delivered == 1
    assert (len(tries), queue.status().restarts, queue.status().rejected) == (2, 2, 1)


@pytest.mark.parametrize("method", ["opt_out", "close", "flush"])
def test_what_was_asked_of_an_instance_that_trapped_is_asked_of_the_next(
    loaded: _runtime.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        until(lambda: queue.ledger().pending)
        original = getattr(Client, method)
        trapped: list[int] = []

        def trap(client: Client, *arguments: Any) -> Any:
            found = original(client, *arguments)
            if not trapped:
                trapped.append(1)
                raise _instance.TrapError("the component ended")
            return found

        monkeypatch.setattr(Client, method, trap)
        ledger = {"opt_out": queue.opt_out, "close": queue.stop, "flush": queue.flush}[method](PATIENCE)
        assert queue.status().restarts == 1 and balance(ledger)
        assert (ledger.dropped if method == "opt_out" else ledger.delivered) == ({"opt-out": 1} if method == "opt_out" else 1)
        assert len(world.requests) == (method != "opt_out")


def test_without_an_outbox_what_a_trap_took_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = telemetry(outbox=False)
    queue.enqueue(event(1))
    until(lambda: queue.ledger().pending)
    trap_once(monkeypatch)
    queue.enqueue(event(2))
    until(lambda: queue.status().restarts)
    ledger = queue.flush(PATIENCE)
    assert (ledger.dropped, ledger.unsure, ledger.delivered) == ({"closed": 1}, 1, 1)
    assert balance(ledger)


def test_an_interrupt_in_an_import_is_raised_after_the_call(loaded: _runtime.Loaded) -> None:
    class Interrupted(_world.NoTransport):
        def start(self, url: str, body: str, timeout_ms: int) -> int:
            raise KeyboardInterrupt

    def look(queries: list[Query]) -> list[Fact]:
        return [{"source": "call", "name": "enabled", "value": "true"}] if ("call", "enabled") in queries else []

    settings = json.dumps({"product": "agent-toolkit", "flushEvents": 1})
    client = Client(loaded, Imports(transport=Interrupted()), "agent-toolkit", settings, look)
    client.enqueue('{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3"}}')
    with pytest.raises(KeyboardInterrupt):
        client.settle(look)
    assert client.ledger()["pending"] == 1


def test_an_answer_that_is_no_word_of_the_interface_costs_the_instance_and_no_event(
    loaded: _runtime.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nemo_telemetry._tickets import Answer

    original = _world._answer
    wrong = [Answer("nonsense")]

    def answer(found: Answer) -> dict[str, Any]:
        return original(wrong.pop() if wrong and found.outcome == "answered" else found)

    monkeypatch.setattr(_world, "_answer", answer)
    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event(4))
        ledger = queue.flush(PATIENCE)
        assert (ledger.accepted, ledger.delivered, queue.status().restarts) == (1, 1, 1)
        assert {parameters["durationMs"] for parameters in world.events} == {4}
        assert balance(ledger)


def test_an_import_that_fails_is_a_problem_and_no_more(loaded: _runtime.Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nemo_telemetry._folder import Folder

    def fail(self: Folder, name: str, text: str) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Folder, "append", fail)
    problems: list[str] = []
    with World(home=str(tmp_path)):
        queue = telemetry(on_problem=problems.append)
        queue.enqueue(event())
        assert queue.flush(PATIENCE).delivered == 1
    assert problems == ["an import of the component failed: ZeroDivisionError", "the audit log has gaps: a line could not be written"]


def test_no_list_of_bytes_crosses() -> None:
    from conftest import ROOT

    assert not [path for path in (ROOT / "wit").glob("*.wit") if "list<u8>" in path.read_text()]


def test_the_audit_log_pairs_with_the_bodies(loaded: _runtime.Loaded, tmp_path: Path) -> None:
    import hashlib

    with World(home=str(tmp_path)) as world:
        queue = telemetry()
        queue.enqueue(event())
        queue.flush(PATIENCE)
        queue.stop(PATIENCE)
    text = (tmp_path / "state" / "agent-toolkit" / "audit.jsonl").read_text()
    request, answer = (json.loads(line) for line in text.splitlines())
    assert request["sha256"] == answer["sha256"] == hashlib.sha256(world.requests[0].body.encode()).hexdigest()
    assert (request["what"], answer["outcome"]) == ("request", "delivered")


def test_the_fixture_is_a_world(nemo_telemetry: World) -> None:
    nemo_telemetry.respond(lambda request: 200 if isinstance(request, Request) else 500)
    queue = telemetry()
    queue.enqueue(event(3))
    assert queue.flush(PATIENCE).delivered == 1
    assert nemo_telemetry.events[0]["durationMs"] == 3
