"""Events that are passed late, by programs that forget their queue, or that have nothing left to work with."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import CACHE, Collector, run, segments, telemetry
from test_lifecycle import NEVER_LOADED, settle
from test_telemetry import PATIENCE, event, until

from nemo_telemetry import TelemetryError, _event, _facts, _lifecycle, _raw, _runtime
from nemo_telemetry._folder import Folder
from nemo_telemetry._inbox import Inbox
from nemo_telemetry._options import Options
from nemo_telemetry.testing import World

pytestmark = pytest.mark.usefixtures("loaded")


# What was registered before this package was loaded is called after it.
LATER = "from nemo_telemetry import _lifecycle\natexit.unregister(_lifecycle.at_exit)\n"
NOW = "\natexit.register(_lifecycle.at_exit)"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("queue = open(sys.argv[1])\natexit.register(lambda: queue.enqueue(event(7)))", id="before ours"),
        pytest.param(LATER + "atexit.register(lambda: queue.enqueue(event(7)))\nqueue = open(sys.argv[1])" + NOW, id="after ours"),
        pytest.param("atexit.register(lambda: open(sys.argv[1]).enqueue(event(7)))", id="opened there"),
        pytest.param(LATER + "atexit.register(lambda: open(sys.argv[1]).enqueue(event(7)))" + NOW, id="opened after ours"),
        pytest.param("queue = open(sys.argv[1])\nthreading._register_atexit(lambda: queue.enqueue(event(7)))", id="with the threads"),
        pytest.param(
            "class Holder: pass\nholder = Holder()\nweakref.finalize(holder, lambda: queue.enqueue(event(7)))\nqueue = open(sys.argv[1])",
            id="finalizer",
        ),
        pytest.param(
            "queue = open(sys.argv[1])\npool = concurrent.futures.ThreadPoolExecutor()\n"
            "pool.submit(lambda: (time.sleep(0.1), queue.enqueue(event(7))))",
            id="executor",
        ),
        pytest.param(
            "queue = open(sys.argv[1])\nthreading.Thread(target=lambda: (time.sleep(0.1), queue.enqueue(event(7)))).start()", id="thread"
        ),
        pytest.param(
            "async def main():\n    async with open(sys.argv[1]) as queue:\n        queue.enqueue(event(7))\nasyncio.run(main())", id="loop"
        ),
        pytest.param(
            "async def main():\n    queue = open(sys.argv[1])\n    try:\n        await asyncio.sleep(0)\n        raise SystemExit\n"
            "    finally:\n        queue.enqueue(event(7))\nasyncio.run(main())",
            id="end of a loop",
        ),
    ],
)  # fmt: skip
def test_an_event_that_is_passed_at_the_end_is_kept(script: str, collector: Collector, environment: Path) -> None:
    run("import asyncio, atexit, concurrent.futures, threading, weakref\n" + script, collector.url, home=environment)
    assert settle(collector, environment, 1) == [7]


def test_events_after_the_end_of_a_queue_that_has_worked(collector: Collector, environment: Path) -> None:
    script = """
import atexit
from nemo_telemetry import _lifecycle
atexit.unregister(_lifecycle.at_exit)
atexit.register(lambda: print([queue.enqueue(event(number)) for number in (2, 3)], queue.ledger().kept))
atexit.register(_lifecycle.at_exit)
queue = open(sys.argv[1])
atexit.register(lambda: queue.enqueue(event(1)))
queue.enqueue(event(0))
assert queue.flush(30).delivered == 1
"""
    assert run(script, collector.url, home=environment).stdout.startswith("[True, True] ")
    assert settle(collector, environment, 4) == [0, 1, 2, 3]


def test_a_destructor_at_the_very_end_loses_its_event_and_hangs_nowhere(collector: Collector, environment: Path) -> None:
    """The interpreter is being taken down: threads have gone with their locks, and nothing can be imported."""
    script = """
class Late:
    def __del__(self):
        before = set(sys.modules)
        taken = [queue.enqueue(event(number)) for number in (2, 3)]
        queue.flush(30), queue.close(30), queue.opt_out(30)
        status = queue.status()
        os.write(1, f"{taken} {status.overflowed} {set(sys.modules) - before}".encode())
queue = open(sys.argv[1])
queue.enqueue(event(1))
late = Late()
"""
    assert run(script, collector.url, home=environment).stdout == "[False, False] 2 set()"
    assert settle(collector, environment, 1) == [1]


def test_a_queue_that_its_program_closed_stays_closed_at_the_end(collector: Collector, environment: Path) -> None:
    script = """
import atexit
atexit.register(lambda: print(queue.enqueue(event(2))))
queue = open(sys.argv[1])
queue.enqueue(event(1))
queue.flush(30)
queue.stop()
"""
    assert run(script, collector.url, home=environment).stdout == "False\n"
    assert settle(collector, environment, 1) == [1] and not segments(environment)


def test_what_is_lost_at_an_end_is_counted_and_told(environment: Path) -> None:
    script = (
        NEVER_LOADED
        + """
import atexit
from nemo_telemetry import _lifecycle
atexit.unregister(_lifecycle.at_exit)
problems = []
atexit.register(lambda: print(problems[-1], queue.ledger().dropped))
atexit.register(_lifecycle.at_exit)
queue = open("http://127.0.0.1:9/", outbox=False, on_problem=problems.append)
queue.enqueue(event(1))
"""
    )
    ended = run(script, home=environment)
    assert ended.stdout == "events lost: 1; the program ended before they were sent, and they may not be kept {'closed': 1}\n"


def test_an_end_before_the_notice_is_shown_keeps_the_events(environment: Path) -> None:
    """It was decided that a notice is due, and nothing has crossed."""
    script = """
import threading
from nemo_telemetry import GuardrailsUsageEvent, _options
begun = threading.Event()
def slow(self, notice):
    begun.set()
    time.sleep(3600)
_options.Options.show = slow
queue = Telemetry("guardrails")
queue.enqueue(GuardrailsUsageEvent())
assert begun.wait(60) and queue.status().state == "notify"
"""
    run(script, home=environment)
    assert len(list((environment / "state/nemo-telemetry/guardrails").glob("*.ready.jsonl"))) == 1


NO = '[telemetry]\nconsent = "disabled"\n'


@pytest.mark.parametrize("state", ["undecided", "on"])
@pytest.mark.parametrize("no", ["a person's", "an administrator's"])
def test_nothing_is_kept_after_a_no(tmp_path: Path, state: str, no: str) -> None:
    """What was decided is one thing, and what is stored now another."""
    with World(home=str(tmp_path)) as world:
        options = Options("agent-toolkit", {"product": "agent-toolkit", "outbox": True}, {"enabled": True}, world, None)
        inbox = Inbox()
        inbox.state = state
        item = (type(event()), _event.snapshot(event()), 0.0)
        assert _raw.keep(options, inbox, [item])
        path = tmp_path / (".config/nat/telemetry.toml" if no == "a person's" else "machine/policy.toml")
        path.parent.mkdir(parents=True)
        path.write_text(NO)
        before = sorted(tmp_path.rglob("*.jsonl"))
        assert not _raw.keep(options, inbox, [item])
        assert sorted(tmp_path.rglob("*.jsonl")) == before
        # An administrator who had said nothing against it when it was decided, and says the same today.
        inbox.policy = _facts.administrator(world.paths())
        assert _raw.keep(options, inbox, [item]) == (state == "on" and no == "an administrator's")


def test_a_no_that_comes_while_events_are_written_removes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create = Folder.create

    def slow(folder: Folder, name: str, text: str) -> bool:
        found = create(folder, name, text)
        (tmp_path / ".config" / "nat").mkdir(parents=True)
        (tmp_path / ".config" / "nat" / "telemetry.toml").write_text(NO)
        return found

    monkeypatch.setattr(Folder, "create", slow)
    with World(home=str(tmp_path)) as world:
        options = Options("agent-toolkit", {"product": "agent-toolkit", "outbox": True}, {"enabled": True}, world, None)
        inbox = Inbox()
        assert not _raw.keep(options, inbox, [(type(event()), _event.snapshot(event()), 0.0)])
        assert not list(tmp_path.rglob("*.jsonl"))
        assert inbox.life["ledger"]["dropped"] == [{"reason": "opt-out", "count": 1}]


def test_a_program_whose_person_says_no_meanwhile_leaves_nothing(environment: Path) -> None:
    script = (
        NEVER_LOADED
        + """
queue = open("http://127.0.0.1:9/")
queue.enqueue(event(1))
folder = os.path.expanduser("~/.config/nat")
os.makedirs(folder)
with __builtins__.open(folder + "/telemetry.toml", "w") as file: file.write('[telemetry]\\nconsent = "disabled"\\n')
"""
    )
    run(script, home=environment)
    assert not segments(environment)


WITHOUT_DESCRIPTORS = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
problems = []
queue = open(sys.argv[1], on_problem=problems.append)
held = []
try:
    while True:
        held.append(os.dup(2))
except OSError:
    pass
assert queue.enqueue(event(1))
queue.flush(1)
queue.status()
"""


@pytest.mark.skipif(os.name != "posix", reason="this system has no such limit")
@pytest.mark.parametrize("later", ["queue.enqueue(event(2)); queue.flush(30)", "queue.flush(30)", "queue.close(30)", ""])
@pytest.mark.parametrize("warm", ["", "import logging, threading, socket, ssl, json, wasmtime.component, importlib.metadata\n"])
def test_the_first_event_without_a_descriptor_is_sent_later(warm: str, later: str, collector: Collector, environment: Path) -> None:
    script = warm + WITHOUT_DESCRIPTORS + "[os.close(file) for file in held]\nassert problems\n" + later
    run(script, collector.url, home=environment)
    expected = [1, 2] if "enqueue" in later else [1]
    assert not later or collector.numbers == expected
    assert settle(collector, environment, len(expected)) == expected


@pytest.mark.parametrize("error", ['RuntimeError("can\'t start new thread")', "MemoryError()", "OSError(24, 'Too many open files')"])
def test_the_first_event_without_a_thread_is_sent_later(error: str, collector: Collector, environment: Path) -> None:
    script = f"""
import threading
start = threading.Thread.start
def fail(thread):
    raise {error}
threading.Thread.start = fail
problems = []
queue = open(sys.argv[1], on_problem=problems.append)
assert queue.enqueue(event(1)) and queue.enqueue(event(2))
assert queue.flush(30).accepted == 0
(problem,) = problems
assert problem.startswith("telemetry waits: no thread can be started"), problem
threading.Thread.start = start
assert queue.flush(30).delivered == 2
"""
    run(script, collector.url, home=environment)
    assert collector.numbers == [1, 2]


NO_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
problems = []
queue = open(sys.argv[1], on_problem=problems.append, flush_interval_ms=60000)
assert all([queue.enqueue(event(number)) for number in range(5)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limits")
def test_where_no_file_may_grow_events_are_sent(collector: Collector, environment: Path) -> None:
    script = NO_FILES + "assert queue.flush(30).delivered == 5, (queue.ledger(), problems)\n"
    script += "assert any('in memory only' in problem for problem in problems), problems\n"
    run(script, collector.url, home=environment)
    assert collector.numbers == [0, 1, 2, 3, 4]


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limits")
@pytest.mark.parametrize("end", ["queue.close(30)", "_lifecycle.at_exit()"])
def test_where_no_file_may_grow_what_is_lost_is_counted_and_told(end: str, environment: Path) -> None:
    script = f"from nemo_telemetry import _lifecycle\n{NO_FILES}{end}\n"
    script += "ledger = queue.ledger()\nassert (ledger.accepted, ledger.kept, sum(ledger.dropped.values())) == (5, 0, 5), ledger\n"
    script += "assert problems"
    run(script, "http://127.0.0.1:1/", home=environment)


@pytest.mark.parametrize("state", ["undecided", "on", "off"])
def test_what_was_taken_is_counted_and_told_where_the_component_does_not_work(
    state: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(cache: str | None) -> _runtime.Loaded:
        raise TelemetryError("of a test")

    monkeypatch.setattr(_runtime, "load", fail)
    problems: list[str] = []
    queue = telemetry(on_problem=problems.append, background=False)
    queue._queue.inbox.state = state
    queue.enqueue(event(1))
    queue.enqueue(event(2))
    ledger = queue.flush(PATIENCE)
    lost = ["events lost: 2; telemetry does not work"] if state != "off" else []
    assert problems == ["telemetry does not work: of a test", *lost]
    assert (ledger.accepted, ledger.dropped) == ((2, {"closed": 2}) if lost else (0, {}))
    assert not queue.enqueue(event(3))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        yield world


def test_memory_that_is_short_for_a_while_costs_no_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    load, failures = _runtime.load, [MemoryError(), OSError(12, "Cannot allocate memory"), OSError("lib.so: Cannot allocate memory")]

    def fail(cache: str | None) -> _runtime.Loaded:
        if failures:
            raise failures.pop()
        return load(cache)

    monkeypatch.setattr(_runtime, "load", fail)
    queue = telemetry()
    for number in range(4):
        queue.enqueue(event(number))
        queue.flush(PATIENCE)
    assert not failures and queue.ledger().delivered == 4
    assert all(problem.startswith("telemetry waits: ") for problem in queue.status().problems)


def is_pending(inbox: Inbox) -> bool:
    return bool(inbox.life["ledger"]["pending"])


@pytest.mark.parametrize("outbox", [True, False])
def test_a_queue_that_is_forgotten_sends_what_it_has_and_ends(tmp_path: Path, outbox: bool) -> None:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        queue = telemetry(outbox=outbox)
        queue.enqueue(event(1))
        until(partial(is_pending, queue._queue.inbox))
        thread, inbox = queue._queue.inbox.thread, weakref.ref(queue._queue.inbox)
        assert thread and not world.requests
        del queue
        gc.collect()
        thread.join(PATIENCE)
        assert not thread.is_alive() and [found["durationMs"] for found in world.events] == [1]
        telemetry()
        until(lambda: not [each for each in _lifecycle.open_queues() if each.inbox is inbox()])


def test_a_forgotten_queue_keeps_what_nobody_takes(tmp_path: Path) -> None:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        world.respond(503)
        queue = telemetry()
        queue.enqueue(event(1))
        until(partial(is_pending, queue._queue.inbox))
        thread = queue._queue.inbox.thread
        assert thread
        del queue
        gc.collect()
        until(lambda: world.requests)
        world.advance(10)
        thread.join(PATIENCE)
        assert [path for path in (tmp_path / "state" / "agent-toolkit").glob("*.ready.jsonl")]


def test_a_forgotten_queue_without_a_thread_gets_one_with_the_next(tmp_path: Path) -> None:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        threads = threading.active_count()
        telemetry(background=False).enqueue(event(1))
        gc.collect()
        # A garbage collector comes in the midst of anything, and is no place to start a thread.
        assert threading.active_count() == threads
        other = telemetry(background=False)
        until(lambda: world.events)
        assert [found["durationMs"] for found in world.events] == [1] and other.status().waiting == 0


def test_forgotten_queues_leave_no_thread_and_no_instance(tmp_path: Path) -> None:
    with World(home=str(tmp_path), cache=str(CACHE)) as world:
        threads = threading.active_count()
        for number in range(20):
            telemetry().enqueue(event(number))
        gc.collect()
        until(lambda: threading.active_count() == threads)
        assert sorted(found["durationMs"] for found in world.events) == list(range(20))  # type: ignore[type-var]
        telemetry()
        assert len(_lifecycle.open_queues()) <= 1


@pytest.mark.parametrize("jump", ["lambda: 5.0", "lambda: monotonic() - 1e6", "lambda: monotonic() + 1e6"])
def test_a_wait_ends_where_a_test_has_stopped_or_set_the_clock(jump: str, environment: Path) -> None:
    script = f"""
from time import monotonic
from nemo_telemetry import _inbox
promise = _inbox.Promise(0.01, 0.0)
_inbox.monotonic = {jump}
assert not promise.wait()
assert not _inbox.Promise(0.01, 0.0).wait()
"""
    run(script, home=environment)


def test_a_no_is_stored_where_the_component_does_not_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(cache: str | None) -> _runtime.Loaded:
        raise TelemetryError("of a test")

    monkeypatch.setattr(_runtime, "load", fail)
    stored = tmp_path / ".config" / "nat" / "telemetry.toml"
    with World(home=str(tmp_path)):
        queue = telemetry(background=False)
        queue.enqueue(event(1))
        queue.flush(PATIENCE)
        waiting = Path(queue._queue.options.folder().path or "") / "cccccccccccccccc-1.ready.jsonl"
        # Asked once more, it is done once more.
        for _ in range(2):
            waiting.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            waiting.write_text("{}\n")
            stored.unlink(missing_ok=True)
            queue.opt_out(PATIENCE)
            assert 'consent = "disabled"' in stored.read_text()
            assert not waiting.exists()
