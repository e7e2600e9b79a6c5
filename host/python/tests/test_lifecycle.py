"""Ends of processes, forks, signals, and processes that follow each other. Each program runs in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PRELUDE, Collector, audit, clean_environment, files, lines, run, segments

from nemo_telemetry import _runtime

pytestmark = pytest.mark.usefixtures("loaded")

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


@pytest.fixture
def black_hole() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def sessions(collector: Collector) -> set[str]:
    return {envelope["sessionId"] for envelope in collector.envelopes}


def unanswered(collector: Collector, home: Path) -> set[int]:
    """Say which events arrived in a request of which the audit log does not know for certain how it ended."""
    open_requests: Counter[str] = Counter()
    for line in audit(home):
        if line["what"] == "request":
            open_requests[line["sha256"]] += 1
        elif line["what"] == "answer" and not line.get("unsure"):
            open_requests[line["sha256"]] -= 1
    bodies = [body for body in collector.bodies if open_requests[hashlib.sha256(body.encode()).hexdigest()] > 0]
    return {event["parameters"]["durationMs"] for body in bodies for event in json.loads(body)["events"]}


def settle(collector: Collector, home: Path, expected: int) -> list[int]:
    """Have other processes send what the earlier ones left, until everything has arrived.

    Returns:
        The events that arrived, sorted. Repeats are left out where they are allowed: where the audit log has a request without a certain
        answer, because a process ended between the two. Whoever took over what it left had to send the events again.
    """
    for _ in range(20):
        if len(set(collector.numbers)) >= expected and not segments(home):
            break
        run("queue = open(sys.argv[1]); queue.flush(5); queue.stop(5)", collector.url, home=home)
    arrived = sorted(collector.numbers)
    for number in unanswered(collector, home):
        while arrived.count(number) > 1:
            arrived.remove(number)
    return arrived


def test_a_program_that_just_ends_loses_nothing(collector: Collector, environment: Path) -> None:
    ended = run("queue = open(sys.argv[1]); [queue.enqueue(event(n)) for n in range(3)]", collector.url, home=environment)
    assert ended.stdout == ""
    assert settle(collector, environment, 3) == [0, 1, 2]


@pytest.mark.parametrize(("ending", "code"), [("sys.exit(7)", 7), ("os.kill(os.getpid(), 15)", -15), ("os.kill(os.getpid(), 9)", -9)])
def test_the_exit_code_stays_what_it_is(ending: str, code: int, black_hole: str, environment: Path) -> None:
    script = f"""
import signal
handlers = lambda: [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
before = handlers()
queue = open(sys.argv[1], flush_interval_ms=60000)
assert handlers() == before
queue.enqueue(event(1))
while not queue.ledger().pending: time.sleep(0.001)
assert handlers() == before
{ending}
"""
    run(script, black_hole, home=environment, code=code)
    (line,) = lines(environment)
    assert line["parameters"]["durationMs"] == 1
    assert segments(environment) == ["ready" if code > 0 else "held"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers that send signals")
def test_a_handler_of_signals_may_pass_events(collector: Collector, environment: Path) -> None:
    script = """
import signal
queue = open(sys.argv[1], queue_events=10000)
heard = 0
def handle(number, frame):
    global heard
    heard += queue.enqueue(event(heard)) and queue.ledger() is not None
    if heard < 200:
        signal.setitimer(signal.ITIMER_REAL, 0.0002)
signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.0002)
passed = 0
while heard < 200:
    passed += queue.enqueue(event(1000 + passed)) if passed < 300 else 0
ledger = queue.flush(30)
assert ledger.delivered == heard + passed, (ledger, heard, passed)
"""
    run(script, collector.url, home=environment)
    assert len(collector.numbers) == len(set(collector.numbers)) >= 500


def test_an_exception_ends_a_program_as_ever(black_hole: str, environment: Path) -> None:
    script = "queue = open(sys.argv[1])\nqueue.enqueue(event(1))\nraise KeyError('mine')"
    command = [sys.executable, "-c", PRELUDE + script, black_hole]
    ended = subprocess.run(command, env=clean_environment(environment), capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and ended.stderr.endswith("KeyError: 'mine'\n")
    assert len(lines(environment)) == 1


def test_a_black_hole_holds_nobody_up_and_loses_nothing(black_hole: str, environment: Path, collector: Collector) -> None:
    script = """
queue = open(sys.argv[1], flush_events=1)
queue.enqueue(event(1))
while not queue.ledger().pending: time.sleep(0.001)
import atexit
start = time.perf_counter()
queue.stop()
print(time.perf_counter() - start)
"""
    print("held up:", run(script, black_hole, home=environment).stdout)
    assert segments(environment) == ["ready"]
    assert settle(collector, environment, 1) == [1]


def test_the_end_during_the_first_load_keeps_raw_lines(collector: Collector, environment: Path) -> None:
    script = """
from nemo_telemetry import _runtime
original = _runtime.load
def slow(cache):
    time.sleep(3600)
_runtime.load = slow
queue = open(sys.argv[1], session_id="mine")
queue.enqueue(event(5))
"""
    start = time.monotonic()
    run(script, collector.url, home=environment)
    assert time.monotonic() - start < 60
    (line,) = lines(environment)
    assert (line["raw"], line["event"], line["sessionId"], line["clientVer"]) == (True, "nat_cli_command", "mine", "1.9.0")
    assert segments(environment) == ["ready"]
    settle(collector, environment, 1)
    assert (collector.numbers, sessions(collector)) == ([5], {"mine"})


@pytest.mark.parametrize("module", ["nemo_telemetry._worker", "nemo_telemetry._http", "nemo_telemetry._runtime", "hashlib", "wasmtime"])
def test_the_end_while_a_module_is_loaded_keeps_raw_lines(module: str, collector: Collector, environment: Path) -> None:
    """A module that is half loaded is in `sys.modules`, and has nothing in it yet."""
    script = """
import importlib.machinery, threading
begun = threading.Event()
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[2]:
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        pass
    def exec_module(self, module):
        begun.set()
        time.sleep(3600)
queue = open(sys.argv[1])
sys.modules.pop(sys.argv[2], None)
sys.meta_path.insert(0, Slow())
queue.enqueue(event(5))
assert begun.wait(60)
"""
    run(script, collector.url, module, home=environment)
    assert [line["raw"] for line in lines(environment)] == [True]


def test_an_end_while_events_cross_keeps_them_once(black_hole: str, environment: Path) -> None:
    script = """
import threading
from nemo_telemetry import _client
begun = threading.Event()
enqueue = _client.Client.enqueue
def slow(client, lines):
    report = enqueue(client, lines)
    begun.set()
    time.sleep(0.3)
    return report
_client.Client.enqueue = slow
queue = open(sys.argv[1], flush_interval_ms=60000)
queue.enqueue(event(9))
begun.wait(60)
"""
    run(script, black_hole, home=environment)
    (line,) = lines(environment)
    assert line["parameters"]["durationMs"] == 9 and "raw" not in line
    assert segments(environment) == ["ready"]


def test_a_thread_that_wakes_up_during_an_exit_leaves_the_client_to_it(black_hole: str, environment: Path) -> None:
    script = """
from nemo_telemetry import _inbox, _tickets
rest = _inbox.Inbox.rest
def slow(inbox, with_taken):
    found = rest(inbox, with_taken)
    time.sleep(0.5)
    return found
_inbox.Inbox.rest = slow
_tickets.Tickets.wait = lambda tickets, seconds: time.sleep(0.3)
queue = open(sys.argv[1], flush_interval_ms=60000)
queue.enqueue(event(9))
while not queue.ledger().pending: time.sleep(0.001)
time.sleep(0.05)
"""
    run(script, black_hole, home=environment)
    (line,) = lines(environment)
    assert line["parameters"]["durationMs"] == 9 and "raw" not in line
    assert segments(environment) == ["ready"]


def test_an_end_waits_for_the_reading_of_certificates(black_hole: str, environment: Path) -> None:
    """At the very end OpenSSL is taken down, and a thread that still reads certificates would take the process with it."""
    script = """
import atexit, ssl, threading
begun, done = threading.Event(), threading.Event()
make = ssl.create_default_context
def slow():
    begun.set()
    time.sleep(0.3)
    context = make()
    done.set()
    return context
ssl.create_default_context = slow
from nemo_telemetry import _lifecycle
atexit.unregister(_lifecycle.at_exit)
# Registered first, it is called last.
atexit.register(lambda: print(done.is_set()))
atexit.register(_lifecycle.at_exit)
queue = open(sys.argv[1], flush_events=1)
queue.enqueue(event(1))
begun.wait(60)
"""
    assert run(script, black_hole.replace("http", "https"), home=environment).stdout == "True\n"


@pytest.mark.parametrize(
    "queue",
    ['Telemetry("guardrails", endpoint=sys.argv[1])', 'Telemetry("guardrails", endpoint="stdout:", flush_events=1, enabled=True)'],
    ids=["notice", "sink"],
)
def test_an_end_waits_for_what_is_being_written(queue: str, black_hole: str, environment: Path) -> None:
    """At the very end the interpreter writes out its streams, and ends the process if a thread is still writing to one."""
    script = f"""
import atexit, logging, threading
from nemo_telemetry import GuardrailsUsageEvent, _lifecycle, _sink
begun, done = threading.Event(), threading.Event()
def slow(*_):
    begun.set()
    time.sleep(0.3)
    done.set()
logging.Handler.handle = slow
logging.basicConfig()
_sink.write = slow
atexit.unregister(_lifecycle.at_exit)
# Registered first, it is called last.
atexit.register(lambda: print(done.is_set()))
atexit.register(_lifecycle.at_exit)
queue = {queue}
queue.enqueue(GuardrailsUsageEvent())
assert begun.wait(60)
"""
    assert run(script, black_hole, home=environment).stdout == "True\n"


def test_the_end_while_the_component_compiles(collector: Collector, environment: Path, tmp_path: Path) -> None:
    script = "queue = open(sys.argv[1])\nqueue.enqueue(event(6))\ntime.sleep(float(sys.argv[2]))"
    for number in range(6):
        home = tmp_path / str(number)
        run(script, collector.url, str(number * 0.04), home=home, XDG_CACHE_HOME=str(home / "cache"))
        assert settle(collector, home, 1) == [6]
        collector.bodies.clear()


NEVER_LOADED = """
from nemo_telemetry import GuardrailsUsageEvent, _runtime
def slow(cache):
    time.sleep(3600)
_runtime.load = slow
"""


def test_what_a_short_program_leaves_waits_for_the_notice(environment: Path) -> None:
    script = NEVER_LOADED + 'queue = Telemetry("guardrails")\nqueue.enqueue(GuardrailsUsageEvent())'
    run(script, home=environment)
    (path,) = (environment / "state/nemo-telemetry/guardrails").iterdir()
    line = json.loads(path.read_text())
    assert (line["raw"], line["event"], path.stat().st_mode & 0o777) == (True, "guardrails_usage_event", 0o600)


def test_nothing_undecided_is_kept_where_a_person_is_asked(environment: Path) -> None:
    script = NEVER_LOADED + 'queue = Telemetry("agent-toolkit")\nqueue.enqueue(event(1))'
    run(script, home=environment)
    assert not (environment / "state").exists()


def test_fire_and_forget_without_a_thread_keeps_raw_lines(collector: Collector, environment: Path) -> None:
    run("open(sys.argv[1], background=False).enqueue(event(8))", collector.url, home=environment)
    assert [line["raw"] for line in lines(environment)] == [True]
    assert settle(collector, environment, 1) == [8]


def test_a_raw_line_that_is_wrong_is_dropped_by_whoever_finds_it(collector: Collector, environment: Path) -> None:
    script = """
class Wrong(NatCliCommand): pass
queue = open(sys.argv[1], background=False)
queue.enqueue(NatCliCommand(command="/home/me/x", task_status="no such", python_version="3.12"))
queue.enqueue(NatCliCommand(command="/home/me/x", task_status="success", python_version="3.12", duration_ms=4))
"""
    run(script, collector.url, home=environment)
    settle(collector, environment, 1)
    (envelope,) = collector.envelopes
    (event,) = envelope["events"]
    assert (event["parameters"]["command"], event["parameters"]["durationMs"]) == ("redacted", 4)


def test_many_queues_end_together(collector: Collector, environment: Path) -> None:
    script = "queues = [open(sys.argv[1]) for _ in range(5)]\nfor n, queue in enumerate(queues): queue.enqueue(event(n))"
    run(script, collector.url, home=environment)
    assert settle(collector, environment, 5) == [0, 1, 2, 3, 4]


@forks
def test_four_forked_workers_are_each_received_once_with_five_sessions(collector: Collector, environment: Path) -> None:
    script = """
queue = open(sys.argv[1], session_id="parent")
queue.enqueue(event(100))
assert queue.flush(30).delivered == 1
queue.enqueue(event(101))  # waits in the parent
children = []
for number in range(4):
    child = os.fork()
    if not child:
        code = 1
        try:
            queue.enqueue(event(number))
            code = int(queue.flush(30).delivered != 1)
        finally:
            queue.stop(5)
            os._exit(code)
    children.append(child)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
assert queue.flush(30).delivered == 2
"""
    run(script, collector.url, home=environment)
    assert sorted(collector.numbers) == [0, 1, 2, 3, 100, 101]
    assert len(sessions(collector)) == 5
    assert not segments(environment)


@forks
def test_a_child_can_compile_after_its_parent_has(collector: Collector, environment: Path) -> None:
    script = """
from nemo_telemetry import _runtime
assert _runtime.load(None)
child = os.fork()
if not child:
    _runtime._loaded = None
    try:
        assert _runtime.load(None)
        os._exit(0)
    finally:
        os._exit(1)
assert os.waitpid(child, 0)[1] == 0
"""
    run(script, home=environment)


@forks
def test_a_fork_while_the_component_compiles(collector: Collector, environment: Path) -> None:
    script = """
queue = open(sys.argv[1])
queue.enqueue(event(1))
time.sleep(float(sys.argv[2]))
child = os.fork()
queue.enqueue(event(2 if child else 3))
code = int(queue.flush(30).delivered < 1)
queue.stop(5)
if not child:
    os._exit(code)
assert os.waitpid(child, 0)[1] == 0 and code == 0
"""
    for delay in ("0", "0.05", "0.1", "0.15"):
        run(script, collector.url, delay, home=environment, XDG_CACHE_HOME=str(environment / delay))
        assert sorted(collector.numbers) == [1, 2, 3]
        collector.bodies.clear()


@forks
def test_a_fork_in_the_midst_of_a_call_waits_for_the_runtime_and_not_for_itself(collector: Collector, environment: Path) -> None:
    """A handler of signals forks while its thread has the lock of the queue, and another thread is in the runtime."""
    script = """
import threading
from nemo_telemetry._client import Client
from nemo_telemetry._locks import RUNTIME
held = []
# Called after the hook of the package, which is registered later.
os.register_at_fork(before=lambda: held.append(len(RUNTIME._held)))
begun, inside = threading.Event(), threading.Event()
enqueue = Client.enqueue
def slow(client, lines):
    begun.set()
    inside.wait(60)
    return enqueue(client, lines)
Client.enqueue = slow
queue = open(sys.argv[1])
queue.enqueue(event(1))
begun.wait(60)
with queue._queue.inbox.lock:
    inside.set()
    child = os.fork()
    if not child:
        os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert held == [2], held
assert queue.flush(30).delivered == 1
"""
    run(script, collector.url, home=environment)


@forks
def test_a_fork_while_modules_are_loaded_does_not_wait_for_itself(collector: Collector, environment: Path) -> None:
    script = """
import threading
from nemo_telemetry import _runtime
from nemo_telemetry._locks import RUNTIME
begun, forked = threading.Event(), threading.Event()
load = _runtime._load
def slow(cache):
    begun.set()
    # The other thread, which is loading modules, forks. Should it wait for this one first, it gives up after 10 s.
    assert forked.wait(9)
    with RUNTIME.loading:
        return load(cache)
_runtime._load = slow
with RUNTIME.loading:
    queue = open(sys.argv[1])
    from nemo_telemetry import _worker
    threading.Thread(target=lambda: (_runtime.load(None))).start()
    begun.wait(60)
    child = os.fork()
    if not child:
        os._exit(0)
    forked.set()
assert os.waitpid(child, 0)[1] == 0
"""
    run(script, collector.url, home=environment)


@pytest.mark.parametrize("loads", ["", "import logging\nlogging.basicConfig()\n"])
def test_a_problem_goes_to_standard_error_and_loads_no_log(loads: str, environment: Path) -> None:
    script = f"""{loads}
before = "logging" in sys.modules
queue = open("http://127.0.0.1:9/", background=False)
assert not queue.enqueue("no event")
assert ("logging" in sys.modules) == before
"""
    command = [sys.executable, "-c", PRELUDE + script]
    ended = subprocess.run(command, env=clean_environment(environment), capture_output=True, text=True, timeout=60)
    prefix = "WARNING:nemo_telemetry:" if loads else ""
    assert (ended.returncode, ended.stderr) == (0, prefix + "an event was rejected: str is no event\n"), ended


@forks
def test_a_child_in_which_modules_may_be_half_loaded_says_so_and_loads_none(collector: Collector, environment: Path) -> None:
    script = """
import threading
from nemo_telemetry import TelemetryError
from nemo_telemetry._locks import RUNTIME
queue = open(sys.argv[1], on_problem=lambda problem: None)
strict = open(sys.argv[1], strict=True, on_problem=lambda problem: None)
inside, forked = threading.Event(), threading.Event()
def stay():
    with RUNTIME:
        inside.set()
        forked.wait(60)
threading.Thread(target=stay).start()
inside.wait(60)
# A fork by a thread that loads modules waits for nobody.
with RUNTIME.loading:
    child = os.fork()
if child:
    forked.set()
    assert os.waitpid(child, 0)[1] == 0
    assert not RUNTIME.is_torn
else:
    code = 1
    try:
        queue.enqueue(event(1))
        queue.flush(30)
        (problem,) = queue.status().problems
        assert "it was forked while telemetry was being loaded" in problem, problem
        assert "nemo_telemetry._worker" not in sys.modules and "nemo_telemetry._report" not in sys.modules
        # What is strict does not pass what it cannot check.
        for check in (lambda: strict.enqueue(event(1)), lambda: open(sys.argv[1], strict=True)):
            try:
                check()
            except TelemetryError as error:
                assert "nothing can be loaded" in str(error), error
            else:
                raise AssertionError
        queue.stop()
        from nemo_telemetry import _lifecycle
        _lifecycle.at_exit()
        assert "nemo_telemetry._raw" not in sys.modules and queue.status().overflowed == 1
        code = 0
    finally:
        os._exit(code)
"""
    run(script, collector.url, home=environment)
    assert collector.numbers == []


@forks
def test_a_child_that_does_nothing_leaves_its_parents_things_alone(collector: Collector, environment: Path) -> None:
    script = """
queue = open(sys.argv[1], flush_interval_ms=60000)
queue.enqueue(event(1))
while not queue.ledger().pending: time.sleep(0.001)
child = os.fork()
if not child:
    sys.exit(0)  # with all that runs at exit
assert os.waitpid(child, 0)[1] == 0
assert queue.flush(30).delivered == 1
"""
    run(script, collector.url, home=environment)
    assert collector.numbers == [1]


@forks
def test_workers_of_multiprocessing(collector: Collector, environment: Path) -> None:
    script = """
import multiprocessing
queue = open(sys.argv[1])
queue.enqueue(event(10))

def work(number):
    queue.enqueue(event(number))

context = multiprocessing.get_context("fork")
children = [context.Process(target=work, args=(number,)) for number in range(3)]
[child.start() for child in children]
[child.join() for child in children]
assert [child.exitcode for child in children] == [0, 0, 0]
"""
    run(script, collector.url, home=environment)
    assert settle(collector, environment, 4) == [0, 1, 2, 10]


def test_programs_in_a_row_that_reach_nobody_become_patient_once(black_hole: str, environment: Path, collector: Collector) -> None:
    import json

    exits = environment / "state" / "nemo-telemetry" / "agent-toolkit" / "exits.json"
    script = """
queue = open(sys.argv[1], patience=0.3)
queue.enqueue(event(int(sys.argv[2])))
while not queue.ledger().pending: time.sleep(0.001)
"""
    for number in range(6):
        run(script, black_hole, str(number), home=environment)
        assert json.loads(exits.read_text())["exits"] == (number + 1 if number < 5 else 1)
    assert settle(collector, environment, 6) == list(range(6))
    assert not exits.exists()


def test_a_running_program_survives_being_killed_in_a_loop(collector: Collector, environment: Path) -> None:
    script = """
queue = open(sys.argv[1], flush_events=5)
number = int(sys.argv[2])
while True:
    queue.enqueue(event(number))
    before = queue.ledger().accepted
    while queue.ledger().accepted == before: time.sleep(0.0005)
    print(number, flush=True)
    number += 1
"""
    accepted: set[int] = set()
    for round in range(5):
        command = [sys.executable, "-c", PRELUDE + script, collector.url, str(1000 * round)]
        child = subprocess.Popen(command, env=clean_environment(environment), stdout=subprocess.PIPE, text=True)
        assert child.stdout
        accepted |= {int(child.stdout.readline()) for _ in range(7 * round + 3)}
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        # More than a lease later.
        for path in files(environment):
            os.utime(path, (time.time() - 601, time.time() - 601))
    run("queue = open(sys.argv[1]); queue.flush(10); queue.stop(5)", collector.url, home=environment)
    assert accepted <= set(collector.numbers)
    assert not segments(environment)


def test_the_compiled_component_is_kept_where_nobody_else_can_write(environment: Path, collector: Collector) -> None:
    cache = environment / "cache"
    script = "queue = open(sys.argv[1]); queue.enqueue(event()); assert queue.flush(30).delivered == 1"
    run(script, collector.url, home=environment, XDG_CACHE_HOME=str(cache))
    (kept,) = (cache / "nemo-telemetry").glob("*.cwasm")
    assert kept.name.startswith(_runtime.sha256())
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    folder, path = str(kept.parent), str(kept)
    assert _runtime._fetch(folder, path)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert not _runtime._fetch(folder, path)
    run(script, collector.url, home=environment, XDG_CACHE_HOME=str(cache))
    # Whole by its checksum, and no code: compiled anew, and replaced.
    kept.write_bytes(zlib.crc32(b"nonsense").to_bytes(4, "little") + b"nonsense")
    run(script, collector.url, home=environment, XDG_CACHE_HOME=str(cache))
    assert kept.stat().st_size == len(whole)
    kept.write_bytes(whole)
    kept.chmod(0o620)
    assert not _runtime._fetch(folder, path)
    kept.chmod(0o600)
    kept.parent.chmod(0o770)
    assert not _runtime._fetch(folder, path)


def test_without_a_runtime_there_is_a_clear_problem(environment: Path) -> None:
    (environment / "site").mkdir()
    (environment / "site" / "wasmtime.py").write_text('raise OSError("no library for this machine")')
    script = """
problems = []
queue = open("http://127.0.0.1:9/", on_problem=problems.append)
queue.enqueue(event())
queue.flush(30)
assert "the WebAssembly runtime cannot be loaded on " in problems[0] and "no library for this machine" in problems[0], problems
assert queue.status().problems and not queue.enqueue(event())
from nemo_telemetry import RuntimeMissingError
try:
    open("http://127.0.0.1:9/", strict=True)
except RuntimeMissingError as error:
    assert "wasmtime" in str(error)
else:
    raise AssertionError
"""
    path = os.pathsep.join([str(environment / "site"), clean_environment(environment)["PYTHONPATH"]])
    run(script, home=environment, PYTHONPATH=path)


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="this system does not list threads there")
def test_a_thread_whose_number_changed_ends_without_a_word(collector: Collector, environment: Path) -> None:
    """As where gevent replaces what is in `threading` after the first event."""
    script = """
import threading
from _thread import get_ident
queue = open(sys.argv[1])
queue.enqueue(event(1))
assert queue.flush(30).delivered == 1
ours = [thread for thread in threading.enumerate() if thread.name.startswith("nemo-telemetry")]
assert len(ours) == 2
threading.get_ident = lambda: get_ident() ^ 1
queue.stop(30)
while any(os.path.exists(f"/proc/self/task/{thread.native_id}") for thread in ours): time.sleep(0.001)
threading.get_ident = get_ident
"""
    run(script, collector.url, home=environment)


def test_another_kind_of_queue_between_threads_is_not_ours(collector: Collector, environment: Path) -> None:
    """As gevent puts one into `queue` that no other thread can take from, also where it leaves threads alone."""
    script = """
import queue as module
class Foreign:
    def put(self, item): pass
    def get(self): raise RuntimeError("this operation would block forever")
module.SimpleQueue = module.Queue = Foreign
queue = open(sys.argv[1])
queue.enqueue(event(1))
assert queue.flush(30).delivered == 1
"""
    run(script, collector.url, home=environment)
