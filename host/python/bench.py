"""What telemetry costs a Python program, beside what its peers cost: `python bench.py`, all in one run.

Trust the ratios more than the times. Peers that are not installed are left out; requirements-bench.txt names them.
"""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "src"

sys.path.insert(0, str(SOURCE))

FIELDS = {"command": "run", "task_status": "success", "python_version": "3.12.4", "duration_ms": 1234}


def best(call: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Give the best time of one call, in microseconds: of 100 samples of 200 calls each."""
    found = []
    for _ in range(100):
        before()
        start = time.perf_counter()
        for _ in range(200):
            call()
        found.append((time.perf_counter() - start) / 200)
    return min(found) * 1e6


def ours() -> dict[str, float]:
    """Measure what a caller pays for an event: to make it, and to pass it."""
    from nemo_telemetry import NatCliCommand, Telemetry
    from nemo_telemetry.testing import World

    with World():
        queue = Telemetry("agent-toolkit", background=False)
        event = NatCliCommand(command="run", task_status="success", python_version="3.12.4", duration_ms=1234)
        clear = queue._queue.inbox.items.clear
        passed = best(lambda: queue.enqueue(event), clear)
        both = best(
            lambda: queue.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4", duration_ms=1234)), clear
        )
        clear()
    return {"nemo-telemetry: enqueue": passed, "nemo-telemetry: make and enqueue": both}


def pydantic() -> dict[str, float]:
    """Measure what the products do today: a pydantic model, made and put into a list."""
    from pydantic import BaseModel

    class Event(BaseModel):
        command: str
        task_status: str
        python_version: str
        duration_ms: int = -1

    queue: list[object] = []
    return {"pydantic: make and append": best(lambda: queue.append(Event(**FIELDS)), queue.clear)}  # type: ignore[arg-type]


def opentelemetry() -> dict[str, float]:
    """Measure a log record of OpenTelemetry, through its batch processor."""
    from opentelemetry._logs import LogRecord, SeverityNumber
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, InMemoryLogRecordExporter

    provider = LoggerProvider(shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(InMemoryLogRecordExporter(), schedule_delay_millis=60_000))
    logger = provider.get_logger("bench")

    def emit() -> None:
        logger.emit(LogRecord(timestamp=time.time_ns(), severity_number=SeverityNumber.INFO, body="run", attributes=FIELDS))

    found = best(emit)
    provider.shutdown()
    return {"opentelemetry-sdk: emit": found}


def posthog() -> dict[str, float]:
    """Measure an event of PostHog, whose queue nobody empties."""
    from posthog import Posthog

    client = Posthog("key", host="http://127.0.0.1:9", send=False, max_queue_size=1_000_000)
    return {"posthog: capture": best(lambda: client.capture("run", distinct_id="x", properties=dict(FIELDS)))}


def sentry() -> dict[str, float]:
    """Measure an event of Sentry, whose transport drops it."""
    import sentry_sdk

    sentry_sdk.init("http://key@127.0.0.1:9/1", transport=lambda envelope: None)
    found = best(lambda: sentry_sdk.capture_event({"message": "run", "extra": dict(FIELDS)}))
    sentry_sdk.get_client().close(timeout=0)
    return {"sentry-sdk: capture_event": found}


def start(script: str, *arguments: str, home: str, options: tuple[str, ...] = (), trusts: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program in a clean environment; `trusts` is a file of certificates in place of the system's."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": home,
        "PYTHONPATH": str(SOURCE),
        **({"SSL_CERT_FILE": trusts} if trusts else {}),
    }
    command = [sys.executable, *options, "-c", script, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=1200)


def run(script: str, *arguments: str, home: str) -> list[float]:
    """Run a program that prints one number, ten times after one that counts for nothing."""
    found = [float(start(script, *arguments, home=home).stdout.split()[-1]) for _ in range(11)]
    return sorted(found[1:])


IMPORT = "import time; start = time.process_time(); {}; print((time.process_time() - start) * 1000)"

EXIT = """
import atexit, sys, time
ended = []
# Registered first, before the package registers its own, it is called last.
atexit.register(lambda: print((time.perf_counter() - ended[0]) * 1000))
from nemo_telemetry import NatCliCommand, Telemetry
queue = Telemetry("agent-toolkit", endpoint=sys.argv[1], enabled=True, flush_events=1)
queue.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4"))
if sys.argv[2] == "warm":
    while not queue.ledger().pending:
        time.sleep(0.001)
    time.sleep(0.1)
# Registered last, it is called first.
atexit.register(lambda: ended.append(time.perf_counter()))
"""


SEND = """
import sys
from nemo_telemetry import NatCliCommand, Telemetry
with Telemetry("agent-toolkit", endpoint=sys.argv[1], enabled=True) as queue:
    queue.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4"))
    assert queue.flush(60).delivered == 1
"""

MEMORY = """
import re, sys
from nemo_telemetry import NatCliCommand, Telemetry

def memory():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmRSS:\\s+(\\d+)", status.read())[1]) / 1000

with Telemetry("agent-toolkit", endpoint=sys.argv[1], enabled=True) as queue:
    for number in range(1, int(sys.argv[2]) + 1):
        queue.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4", duration_ms=number))
        if number % 500 == 0:
            queue.flush(60)
        if number in (1_000, 10_000, 100_000):
            print(memory())
    print(memory(), queue.ledger().delivered)
"""

MANY = 1_000_000
"""Events of a process that lives long."""

COST = """
import re, time
with open("/proc/self/status") as status:
    print(time.process_time() * 1000, int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) / 1000)
"""


def cost(script: str, *arguments: str, home: str, times: int, trusts: str = "") -> tuple[float, float]:
    """Measure a process at its end: milliseconds of CPU and the most megabytes that it had, the best of some."""
    found = [start(script + COST, *arguments, home=home, trusts=trusts).stdout.split()[-2:] for _ in range(times)]
    return min(float(cpu) for cpu, _ in found), min(float(memory) for _, memory in found)


def processes() -> None:
    """Measure what one event costs a process that does nothing else, and what it loads for that."""
    with tempfile.TemporaryDirectory() as home, collector() as url:
        bare_cpu, bare_memory = cost("", home=home, times=10)
        firsts = []
        for _ in range(3):
            with tempfile.TemporaryDirectory() as empty:
                firsts.append(cost(SEND, url, home=empty, times=1))
        rows = {
            "nothing": (bare_cpu, bare_memory),
            "one event": cost(SEND, url, home=home, times=10),
            "one event, which compiles the component": (min(cpu for cpu, _ in firsts), min(memory for _, memory in firsts)),
        }
        trusts = certificate(home)
        if trusts:
            with collector(trusts[0]) as secure:
                rows["one event, over TLS"] = cost(SEND, secure, home=home, times=10, trusts=trusts[1])
        print("\nA process that sends, over one that does nothing (goals: 110 ms and 12 MB, 500 ms where it compiles)")
        for name, (cpu, memory) in rows.items():
            print(f"  {name:<44} {cpu - bare_cpu:9.2f} ms {memory - bare_memory:9.2f} MB")
        *sizes, delivered = start(MEMORY, url, str(MANY), home=home).stdout.split()
        print(f"\nMemory of a process that delivers {delivered} events of {MANY:,} (goal: it does not grow)")
        for count, size in zip((1_000, 10_000, 100_000, MANY), sizes, strict=True):
            print(f"  after {count:<38,} {float(size):9.2f} MB")
        table("What such a process loads, by package, under -X importtime", "ms", loaded(url, home), "of the 110 ms")


def certificate(folder: str) -> tuple[str, str] | None:
    """Make a certificate with its key, and a file of it and the system's; None: there is no `openssl`."""
    own, all_ = f"{folder}/own.pem", f"{folder}/all.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command = ["openssl", "req", "-x509", *keys, *subject, "-keyout", own, "-out", all_]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"left out: TLS: {error}", file=sys.stderr)
        return None
    systems = ssl.get_default_verify_paths().cafile
    made = Path(all_).read_text()
    Path(own).write_text(Path(own).read_text() + made)
    Path(all_).write_text((Path(systems).read_text() if systems else "") + made)
    return own, all_


def loaded(url: str, home: str) -> dict[str, float]:
    """Say how long a warm process takes for the modules of each package that a bare one does not load: the slowest ten, ours first."""

    def modules(script: str, *arguments: str) -> dict[str, float]:
        said = start(script, *arguments, home=home, options=("-X", "importtime")).stderr
        return {name: int(own) / 1000 for own, name in re.findall(r"import time: +(\d+) \|[ \d]+\| +(\S+)", said)}

    bare, runs = modules(COST), [modules(SEND, url) for _ in range(5)]
    found = {"nemo_telemetry": 0.0}
    for name in runs[0].keys() - bare.keys():
        package = name.partition(".")[0]
        found[package] = found.get(package, 0.0) + min(run.get(name, 0.0) for run in runs)
    first = found.pop("nemo_telemetry")
    slowest = sorted(found, key=lambda name: -found[name])
    rows = {name: found[name] for name in slowest[:10]}
    return {"nemo_telemetry": first, **rows, f"{len(slowest[10:])} others": sum(found[name] for name in slowest[10:])}


@contextmanager
def collector(certificate: str = "") -> Iterator[str]:
    """Accept everything, on this machine; over TLS where there is a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}/"
        server.shutdown()


def table(title: str, unit: str, rows: dict[str, float], goal: str) -> None:
    """Print times with their ratio to the first."""
    print(f"\n{title} ({goal})")
    first = next(iter(rows.values()))
    for name, value in rows.items():
        print(f"  {name:<44} {value:9.2f} {unit}  {value / first:7.2f}")


def main() -> None:
    """Measure, and print."""
    if not (SOURCE / "nemo_telemetry" / "component.wasm").exists():
        sys.exit("expected component.wasm beside the package, found none: `cargo test -p nemo-telemetry-tests --test hosts` puts it there")
    rows: dict[str, float] = {}
    for measure in (ours, pydantic, opentelemetry, posthog, sentry):
        try:
            rows.update(measure())
        except ImportError as error:
            print(f"left out: {measure.__name__}: {error}", file=sys.stderr)
    table("What a caller pays for an event", "us", rows, "goal: 5 us")
    with tempfile.TemporaryDirectory() as home, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(100)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        names = {"nemo_telemetry": "from nemo_telemetry import NatCliCommand, Telemetry"}
        names.update({name: f"import {name}" for name in ("enum", "pydantic", "posthog", "opentelemetry.sdk._logs", "sentry_sdk", "httpx")})
        found = {}
        for name, text in names.items():
            try:
                found[f"import {name}"] = run(IMPORT.format(text), home=home)[0]
            except subprocess.CalledProcessError:
                print(f"left out: import {name}", file=sys.stderr)
        table("CPU time of an import, best of ten", "ms", found, "goal: 5 ms")
        exits = {
            "collector is silent, component loaded": statistics.median(run(EXIT, url, "warm", home=home)),
            "collector is silent, component loads": statistics.median(run(EXIT, url, "cold", home=home)),
        }
        table("How long an end holds its program up, median of ten", "ms", exits, "goals: 50 ms, 100 ms")
    if sys.platform == "linux":
        processes()
    products()


def products() -> None:
    """Measure the drop-in modules beside the products' own, where `cargo xtask upstream` has installed those."""
    sys.path.insert(0, str(SOURCE.parent / "upstream"))
    import costs

    if importlib.util.find_spec("nemo_safe_synthesizer") is None:
        print("left out: the products' own modules: run this with the Python of target/hosts/upstream", file=sys.stderr)
        return
    print("\nThe drop-in modules beside the products' own")
    costs.main()


if __name__ == "__main__":
    main()
