"""What the drop-in modules cost beside the products' own, in one run.

`python upstream/costs.py`, with the Python of `target/hosts/upstream`, where `cargo xtask upstream` has installed the products. Trust the
ratios more than the times.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TIMES = 5
MANNERS = {"answers": 5, "refuses": 5, "is silent": 3, "drips": 1}
"""How a collector behaves, and how many programs meet it: each of the products' own takes half a minute over the last."""

ANONYMIZER = "task='batch', task_status='completed', transformation_type='redact', entity_detector_model='x', entity_validator_model='x', "
MODULES = {
    "Safe Synthesizer": (
        "nemo_safe_synthesizer.telemetry",
        "safe_synthesizer",
        "NSSTrainingAndGenerationEvent",
        "task='run', task_status='completed', job_duration_sec=1.5",
        "TelemetryHandler",
    ),
    "Anonymizer": ("anonymizer.telemetry", "anonymizer", "AnonymizerEvent", ANONYMIZER + "entity_augmenter_model='x'", "TelemetryHandler"),
    "Data Designer": (
        "data_designer.engine.models.telemetry",
        "data_designer",
        "InferenceEvent",
        "nemo_source='datadesigner', task='batch', task_status='success', model='m'",
        "TelemetryHandler",
    ),
    "Agent Toolkit": (
        "nat.utils.telemetry",
        "agent_toolkit",
        "CliCommandEvent",
        "command='run', task_status='success', python_version='3.12.4', duration_ms=1234",
        "NATTelemetryHandler",
    ),
}
"""By product: its own module, ours, and how an event and a handler are made."""

START = """
import sys, time
import products
products.prepare()
before = time.process_time()
import {module} as telemetry
imported = (time.process_time() - before) * 1000
"""

IMPORT = START + "print(imported)"

CALL = (
    START
    + """
def best(call, clear):
    found = []
    for _ in range(50):
        clear()
        began = time.perf_counter()
        for _ in range(200):
            call()
        found.append((time.perf_counter() - began) / 200)
    return min(found) * 1e6

handler = telemetry.{handler}()
make = lambda: telemetry.{event}({fields})
handler.enqueue(make())
queue = getattr(handler, "_telemetry", None)
# Neither may empty its queue while it is measured.
handler._max_queue_size = 10 ** 9
clear = queue._queue.inbox.items.clear if queue else handler._events.clear
print(best(make, lambda: None), best(lambda: handler.enqueue(make()), clear))
import os
clear()
sys.stdout.flush()
os._exit(0)
"""
)

END = (
    START
    + """
with telemetry.{handler}(source_client_version="1.0") as handler:
    handler.enqueue(telemetry.{event}({fields}))
    print(time.time(), flush=True)
"""
)

FLUSH = (
    START
    + """
import re
def peak():
    # Not what getrusage says: a process inherits that from the larger one that started it.
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) / 1000
def flush():
    with telemetry.{handler}() as handler:
        for _ in range(50):
            handler.enqueue(telemetry.{event}({fields}))
        began = time.perf_counter()
    return (time.perf_counter() - began) * 1000
first = flush()
print(first, min(flush() for _ in range(5)), peak())
"""
)


class Server:
    """A server that answers, says nothing, or says it drop by drop."""

    def __init__(self, manner: str) -> None:
        """Listen; where it refuses, nobody does."""
        self.received = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1.1/events/json"
        if manner == "refuses":
            self.listener.close()
        elif manner != "is silent":
            threading.Thread(target=self._serve, args=(manner,), daemon=True).start()

    def _serve(self, manner: str) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, manner), daemon=True).start()

    def _answer(self, connection: socket.socket, manner: str) -> None:
        try:
            text = b""
            while b'"events":[' not in text.replace(b" ", b"") or not text.rstrip().endswith(b"]}"):
                piece = connection.recv(65536)
                if not piece:
                    return
                text += piece
            self.received += 1
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            for place in range(len(answer)) if manner == "drips" else ():
                connection.sendall(answer[place : place + 1])
                time.sleep(0.5)
            if manner != "drips":
                connection.sendall(answer)
        except OSError:
            pass
        finally:
            connection.close()


def _run(script: str, home: str, url: str, row: tuple[str, ...], is_ours: bool) -> subprocess.CompletedProcess[str]:
    theirs, ours, event, fields, handler = row
    module = f"nemo_telemetry.compat.{ours}" if is_ours else theirs
    environment = {
        "HOME": home,
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE)]),
        **{f"{name}_TELEMETRY_ENABLED": "true" for name in ("NEMO", "NAT")},
        **{f"{name}_TELEMETRY_ENDPOINT": url for name in ("NEMO", "NAT")},
    }
    text = script.format(module=module, event=event, fields=fields, handler=handler)
    return subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True, timeout=120)


def _numbers(script: str, home: str, url: str, row: tuple[str, ...], is_ours: bool, times: int = TIMES) -> list[list[float]]:
    """Give each number that the script prints in so many runs, after one that counts for nothing."""
    runs = [[float(word) for word in _run(script, home, url, row, is_ours).stdout.split()] for _ in range(times + 1)]
    return [list(column) for column in zip(*runs[1:], strict=True)]


def _end(home: str, manner: str, row: tuple[str, ...], is_ours: bool) -> tuple[float, int]:
    """How long the end of a program is held up, in milliseconds, and how many of its events are lost."""
    server, delays, times = Server(manner), [], MANNERS[manner]
    for _ in range(times):
        said = _run(END, home, server.url, row, is_ours).stdout.split()[-1]
        # The cost of ending a process is in both.
        delays.append((time.time() - float(said)) * 1000)
    server.listener.close()
    kept = sum(
        file.read_text().count('"event"') for file in Path(home).glob(".local/state/nemo-telemetry/*/*.jsonl") if "audit" not in file.name
    )
    return statistics.median(delays), max(times - server.received - kept, 0)


@contextmanager
def _home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        yield home


def main() -> None:
    """Measure, and print a row for each product and measure: its own module, ours, the ratio."""
    print(f"{'':<18}{'':<44}{'its own':>10}{'here':>10}{'ratio':>8}")
    for product, row in MODULES.items():
        rows: dict[str, list[Any]] = {}
        for is_ours in (False, True):
            with _home() as home:
                server = Server("answers")
                rows.setdefault("import, CPU ms", []).append(min(_numbers(IMPORT, home, server.url, row, is_ours)[0]))
                made, both = (min(column) for column in _numbers(CALL, home, server.url, row, is_ours, 2))
                rows.setdefault("make, us", []).append(made)
                rows.setdefault("make and enqueue, us", []).append(both)
                first, warm, memory = (statistics.median(column) for column in _numbers(FLUSH, home, server.url, row, is_ours, 3))
                rows.setdefault("flush of 50, first, ms", []).append(first)
                rows.setdefault("flush of 50, warm, ms", []).append(warm)
                rows.setdefault("peak memory, MB", []).append(memory)
            for manner in MANNERS:
                with _home() as home:
                    # The first program of a person compiles the component, once.
                    _run(END, home, Server("answers").url, row, is_ours)
                    delay, lost = _end(home, manner, row, is_ours)
                rows.setdefault(f"end, collector {manner}, ms", []).append(delay)
                rows.setdefault(f"events lost of {MANNERS[manner]}, collector {manner}", []).append(lost)
        for name, (theirs, ours) in rows.items():
            ratio = f"{ours / theirs:8.2f}" if theirs else f"{'':>8}"
            print(f"{product:<18}{name:<44}{theirs:10.1f}{ours:10.1f}{ratio}")


if __name__ == "__main__":
    main()
