"""Nothing that a program passes raises into it, ends the thread, or costs another event."""

from __future__ import annotations

import asyncio
import ctypes
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import CACHE, telemetry
from test_telemetry import PATIENCE, event, until

from nemo_telemetry import Ledger, NatCliCommand, Telemetry, TelemetryEvent, _facts, _runtime
from nemo_telemetry._client import Client
from nemo_telemetry._inbox import Phase
from nemo_telemetry._times import LONGEST, span
from nemo_telemetry._views import Status
from nemo_telemetry.testing import World


@pytest.fixture
def world(loaded: _runtime.Loaded) -> Iterator[World]:
    with World(cache=str(CACHE)) as world:
        yield world


class Failing:
    """Raises whatever is done with it."""

    def _fail(self, *_: object) -> Any:
        raise ZeroDivisionError

    __eq__ = __bool__ = __str__ = __repr__ = __float__ = __int__ = __index__ = __iter__ = __len__ = __call__ = _fail
    __hash__ = object.__hash__

    def __getattribute__(self, name: str) -> Any:
        raise ZeroDivisionError


class FailingList(list):  # type: ignore[type-arg]
    __iter__ = __len__ = __getitem__ = __eq__ = __repr__ = Failing._fail


class FailingDict(dict):  # type: ignore[type-arg]
    __iter__ = __len__ = __getitem__ = items = keys = values = copy = __eq__ = __repr__ = Failing._fail


class FailingText(str):
    __str__ = __repr__ = __len__ = __eq__ = lower = encode = Failing._fail  # type: ignore[assignment]
    __hash__ = str.__hash__


class FailingNumber(float):
    __float__ = __repr__ = __str__ = __round__ = __eq__ = __lt__ = __gt__ = __mul__ = Failing._fail


class Meta(type):
    """Of a class that does not even say its name."""

    def __getattribute__(cls, name: str) -> Any:
        raise ZeroDivisionError


def nameless() -> Any:
    class Nameless(metaclass=Meta):
        pass

    return Nameless


def own() -> list[object]:
    found: list[object] = []
    found.append(found)
    return found


def deep(kind: str) -> object:
    found: object = 1
    for _ in range(100_000):
        found = [found] if kind == "list" else {"a": found} if kind == "dict" else (found,)
    return found


def wide() -> object:
    """Ten lists that hold the ten of the next floor: few in memory, and more than there are atoms when they are written."""
    found: object = 1
    for _ in range(30):
        found = [found] * 10
    return found


def ever_smaller() -> dict[object, object]:
    found: dict[object, object] = {}
    found["x"] = {"y": found}
    return found


VALUES: list[Callable[[], object]] = [
    own,
    lambda: deep("list"),
    lambda: deep("dict"),
    lambda: deep("tuple"),
    wide,
    ever_smaller,
    Failing,
    lambda: Failing,
    lambda: type.__call__(nameless()),
    nameless,
    lambda: FailingList([1]),
    lambda: FailingDict(a=1),
    lambda: FailingText("x"),
    lambda: FailingNumber(1.5),
    lambda: {1: 2, None: 3, (1,): 4},
    lambda: {Failing(): 1},
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: -float("inf"),
    lambda: 1e300,
    lambda: -1e300,
    lambda: 10**400,
    lambda: -(10**400),
    lambda: -1,
    lambda: 0,
    lambda: True,
    lambda: None,
    lambda: "",
    lambda: "\ud800",
    lambda: "x" * 1_000_000,
    lambda: b"\xff",
    lambda: bytearray(3),
    lambda: {1, 2},
    lambda: 1j,
    lambda: object(),
    lambda: type,
    lambda: NatCliCommand,
    lambda: (item for item in [1]),
    lambda: memoryview(b"x"),
    lambda: range(10**12),
    lambda: print,
    lambda: NotImplemented,
]


def odd(draw: random.Random) -> Any:
    """Make an event with something wrong in it; or something that is none."""
    value = draw.choice(VALUES)()
    if draw.random() < 0.2:
        return value
    made = NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms=1)
    place = draw.choice(["command", "duration_ms", "unheard_of", 5, None, ("x",), "__class__", "\ud800", "__dict__"])
    made.__dict__[place] = value  # type: ignore[index]
    if draw.random() < 0.1:
        made.__dict__ = FailingDict(made.__dict__)
    return made


def test_every_function_takes_every_value(world: World) -> None:
    """Events with odd values beside whole ones: the whole ones arrive, each odd one is counted, and nothing raises."""
    draw = random.Random(12)
    queue = telemetry(queue_events=10_000)
    whole = 0
    for number in range(300):
        queue.enqueue(odd(draw))
        if number % 3 == 0:
            whole += queue.enqueue(NatCliCommand(command="whole", task_status="success", python_version="3.12", duration_ms=number))
        if number % 50 == 0:
            assert isinstance(queue.flush(draw.choice(VALUES)()), Ledger)  # type: ignore[arg-type]
    assert isinstance(queue.status(), Status)
    queue.flush(PATIENCE)
    arrived = [parameters["durationMs"] for parameters in world.events if parameters["command"] == "whole"]
    assert len(arrived) == whole == 100 and not queue.status().ended
    odd_ones = sum(parameters["command"] != "whole" for parameters in world.events)
    assert queue.status().rejected + odd_ones == 300 and queue.status().rejected > 200
    assert not [problem for problem in queue.status().problems if "please report it" in problem]


# One that takes longer to show than there is time is as good as a program that waits for itself.
@pytest.mark.parametrize("value", [value for value in VALUES if value is not wide])
def test_no_value_opens_a_queue_that_raises(world: World, value: Callable[[], object]) -> None:
    anything: Any = value()
    for queue in (
        Telemetry(anything),
        Telemetry("agent-toolkit", client_version=anything, endpoint=anything),
        Telemetry("agent-toolkit", enabled=anything, emit_telemetry=anything, destination=anything),
        Telemetry("agent-toolkit", patience=anything, on_problem=anything, queue_events=anything),
    ):
        queue.enqueue(event())
        queue.flush(0)
        assert isinstance(queue.close(0), Ledger) and isinstance(queue.opt_out(0), Ledger) and isinstance(queue.status(), Status)


@pytest.mark.parametrize("value", VALUES)
def test_no_time_raises(world: World, value: Callable[[], object]) -> None:
    async def main() -> None:
        assert isinstance(await queue.aflush(anything), Ledger)
        assert isinstance(await queue.aclose(anything), Ledger)
        assert isinstance(await queue.aopt_out(anything), Ledger)

    anything: Any = value()
    for method in ("flush", "stop", "opt_out"):
        queue = telemetry()
        queue.enqueue(event())
        assert isinstance(getattr(queue, method)(anything), Ledger)
    queue = telemetry()
    queue.enqueue(event())
    asyncio.run(main())
    assert not [problem for problem in queue.status().problems if "does not work" in problem]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (float("inf"), LONGEST),
        (1e300, LONGEST),
        (10**400, LONGEST),
        (-1e300, 0.0),
        (-(10**400), 0.0),
        (float("nan"), 2.0),
        (None, 2.0),
        ("soon", 2.0),
        (0.25, 0.25),
        (-0.0, 0.0),
    ],
    ids=range(10),
)
def test_a_time_is_clamped(given: object, found: float) -> None:
    assert span(given, 2.0) == found
    assert span(Failing(), 2.0) == 2.0 and threading.TIMEOUT_MAX >= LONGEST


@pytest.mark.parametrize("endless", [float("inf"), 1e300, float("nan")])
@pytest.mark.parametrize("method", ["flush", "stop", "opt_out"])
def test_an_endless_time_ends_when_it_is_done(world: World, method: str, endless: float) -> None:
    queue = telemetry()
    queue.enqueue(event())
    ledger = getattr(queue, method)(endless)
    assert ledger.pending == 0
    assert not [problem for problem in queue.status().problems if "does not work" in problem or "again" in problem]


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError, RecursionError, BaseException])
def test_what_an_event_raises_costs_that_event_alone(world: World, error: type[BaseException]) -> None:
    class Kind(type):
        def __getattribute__(cls, name: str) -> Any:
            if name == "_wire_names":
                raise error
            return type.__getattribute__(cls, name)

    class Leaves(NatCliCommand, metaclass=Kind):
        pass

    queue = telemetry()
    queue.enqueue(event(1))
    queue.enqueue(Leaves(command="run", task_status="success", python_version="3.12"))
    queue.enqueue(event(2))
    assert queue.flush(PATIENCE).delivered == 2
    status = queue.status()
    assert (status.rejected, status.restarts, status.ended) == (1, 0, False)
    assert status.problems == (
        "an event was rejected: test_what_an_event_raises_costs_that_event_alone.<locals>.Leaves has no form in JSON: " + error.__name__,
    )


def test_a_class_for_an_instance_is_no_event(world: World) -> None:
    queue = telemetry()
    assert not queue.enqueue(NatCliCommand)  # type: ignore[arg-type]
    assert not queue.enqueue(TelemetryEvent)  # type: ignore[arg-type]
    queue.enqueue(event())
    assert (queue.flush(PATIENCE).delivered, queue.status().rejected) == (1, 2)


def test_a_subclass_of_a_list_is_sent_as_a_list(world: World) -> None:
    class Mine(TelemetryEvent):
        _event_name = "guardrails_usage_event"

    queue = Telemetry("guardrails")
    queue.enqueue(Mine(llm_providers=FailingList(["openai"])))
    queue.enqueue(Mine(llm_providers=("nim",)))
    queue.flush(PATIENCE)
    assert [found["llmProviders"] for found in world.events] == [["openai"], ["nim"]]


def test_whatever_listens_does_not_end_the_thread(world: World) -> None:
    def leave(problem: str) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise SystemExit

    queue = telemetry(on_problem=leave)
    queue.enqueue(NatCliCommand(command="run", task_status="succes", python_version="3.12"))  # type: ignore[arg-type]
    queue.enqueue(event())
    assert (queue.flush(PATIENCE).delivered, queue.status().restarts) == (1, 0)


def stop(queue: Telemetry, world: World) -> None:
    """Do what tools do that stop threads: raise in one, here while it waits."""
    thread, wake = queue._queue.inbox.thread, queue._queue.inbox.wake
    assert thread and wake
    until(lambda: world._changed._waiters)  # type: ignore[attr-defined]
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    wake()
    until(lambda: not thread.is_alive())


@pytest.mark.parametrize("outbox", [True, False])
def test_a_thread_that_was_ended_from_outside_is_started_again(loaded: _runtime.Loaded, tmp_path: Any, outbox: bool) -> None:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        queue = telemetry(outbox=outbox)
        for number in range(12):
            queue.enqueue(event(number))
            until(lambda: queue.ledger().pending)
            stop(queue, world)
        ledger = queue.flush(PATIENCE)
        queue.enqueue(event(12))
        ledger = queue.flush(PATIENCE)
        arrived = {parameters["durationMs"] for parameters in world.events}
        # Without an outbox what was in the component is counted.
        assert len(arrived) + ledger.dropped.get("closed", 0) == 13 and 12 in arrived
        assert outbox == (not ledger.dropped) and not queue.status().ended


def test_a_thread_that_is_gone_without_a_word_is_started_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = telemetry()
    queue.enqueue(event(1))
    assert queue.flush(PATIENCE).delivered == 1
    inbox = queue._queue.inbox
    with monkeypatch.context() as patch:
        # Its end is cut off, too: it still counts as working.
        patch.setattr(inbox, "pause", lambda rests: None)
        stop(queue, world)
    assert inbox.phase is Phase.WORKING
    queue.enqueue(event(2))
    assert queue.flush(PATIENCE).delivered >= 1
    until(lambda: {parameters["durationMs"] for parameters in world.events} == {1, 2})


def test_a_defect_in_the_thread_is_told_and_costs_no_event(loaded: _runtime.Loaded, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    poll, failures = Client.poll, [KeyError]

    def fail(client: Client) -> Any:
        if client.ledger()["pending"] and failures:
            raise failures.pop()
        return poll(client)

    monkeypatch.setattr(Client, "poll", fail)
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        queue = telemetry()
        queue.enqueue(event(1))
        until(lambda: not failures)
        queue.enqueue(event(2))
        queue.flush(PATIENCE)
        assert {parameters["durationMs"] for parameters in world.events} == {1, 2}
        assert queue.status().restarts == 1
        assert queue.status().problems[0] == "telemetry is started again: KeyError in its thread; please report it"


def test_a_defect_that_stays_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(facts: _facts.Facts, queries: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(_facts.Facts, "look", look)
    queue = telemetry()
    queue.enqueue(event())
    until(lambda: queue.status().ended)
    assert "telemetry does not work: ZeroDivisionError in its thread; please report it" in queue.status().problems
