"""Children of multiprocessing, which end without atexit: each keeps or sends what it passed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Collector, clean_environment
from test_lifecycle import forks, settle

pytestmark = [pytest.mark.usefixtures("loaded"), forks]

PROGRAM = """
import concurrent.futures, multiprocessing, os, sys
from nemo_telemetry import NatCliCommand, Telemetry

def open_queue():
    return Telemetry("agent-toolkit", client_version="1.9.0", endpoint=os.environ["COLLECTOR"], enabled=True)

def event(number):
    return NatCliCommand(command="run", task_status="success", python_version="3.12.4", duration_ms=number)

queue = None

def child(number):
    global queue
    queue = queue or open_queue()
    assert queue.enqueue(event(2 * number)) and queue.enqueue(event(2 * number + 1))
    return os.getpid() != PARENT

def processes(context, target=child):
    children = [context.Process(target=target, args=(number,)) for number in range(4)]
    [each.start() for each in children]
    [each.join() for each in children]
    assert [each.exitcode for each in children] == [0] * 4

def pool(context):
    with context.Pool(2) as workers:
        assert all(workers.map(child, range(4), chunksize=1))
        workers.close()
        workers.join()

def executor(context):
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as workers:
        assert all(workers.map(child, range(4)))

def grandchild(number):
    context = multiprocessing.get_context(sys.argv[1])
    each = context.Process(target=child, args=(number,))
    each.start()
    each.join()
    assert each.exitcode == 0

def grandchildren(context):
    processes(context, grandchild)

PARENT = int(os.environ.setdefault("PARENT", str(os.getpid())))
if __name__ == "__main__":
    if sys.argv[3] == "open":
        parents = open_queue()
        parents.enqueue(event(100))
        if sys.argv[4] == "known":
            queue = parents
    globals()[sys.argv[2]](multiprocessing.get_context(sys.argv[1]))
"""


def run(program: Path, collector: Collector, home: Path, *arguments: str) -> None:
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), *arguments]
    # Forks of a process with threads are warned of, and have to work.
    environment = {**clean_environment(home), "COLLECTOR": collector.url, "PYTHONWARNINGS": "ignore"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, ""), ended


@pytest.mark.parametrize("parent", ["none", "open"])
@pytest.mark.parametrize("way", ["processes", "pool", "executor", "grandchildren"])
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_child_that_opens_a_queue_itself_loses_nothing(
    method: str, way: str, parent: str, collector: Collector, environment: Path
) -> None:
    run(environment / "program.py", collector, environment, method, way, parent, "unknown")
    expected = [*range(8), *([100] if parent == "open" else [])]
    assert settle(collector, environment, len(expected)) == expected


@pytest.mark.parametrize("way", ["processes", "pool", "executor"])
def test_a_child_that_uses_its_parents_queue_loses_nothing(way: str, collector: Collector, environment: Path) -> None:
    run(environment / "program.py", collector, environment, "fork", way, "open", "known")
    assert settle(collector, environment, 9) == [*range(8), 100]


def test_nothing_of_multiprocessing_is_loaded_for_a_program_without_it(collector: Collector, environment: Path) -> None:
    from conftest import run as run_script

    script = """
queue = open(sys.argv[1])
queue.enqueue(event(1))
assert queue.flush(30).delivered == 1
assert not [name for name in sys.modules if name.startswith("multiprocessing")]
"""
    run_script(script, collector.url, home=environment)
