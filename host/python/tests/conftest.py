"""What all tests have: an environment of their own, and a collector on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from nemo_telemetry import Telemetry, _lifecycle, _runtime

ROOT = Path(__file__).resolve().parents[3]
"""The repository."""

SOURCE = Path(__file__).resolve().parents[1] / "src"


def clean_environment(home: Path) -> dict[str, str]:
    """Give an environment in which nothing says anything about telemetry, and everything is kept below a folder."""
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        # Compiled once for all tests.
        "XDG_CACHE_HOME": str(CACHE),
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
    }


CACHE = Path(os.environ.get("NEMO_TELEMETRY_TEST_CACHE") or ROOT / "target" / "hosts" / "cache")


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the clean environment in place of the machine's; the folder is the home."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in clean_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    yield tmp_path
    for queue in _lifecycle.open_queues():
        queue.close(0.05).wait()


@pytest.fixture(scope="session")
def loaded() -> _runtime.Loaded:
    """The compiled component."""
    loaded = _runtime.load(str(CACHE / "nemo-telemetry"))
    loaded.remember()
    return loaded


class Collector:
    """A collector on this machine that keeps what it gets."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.bodies: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.connections: set[tuple[str, int]] = set()
        self.paths: list[str] = []
        self.respond: Callable[[BaseHTTPRequestHandler], int | None] = lambda request: 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length).decode()
                if len(body.encode()) < length:
                    self.close_connection = True
                    return
                collector.connections.add(self.client_address)
                collector.headers.append(dict(self.headers.items()))
                collector.paths.append(self.path)
                status = collector.respond(self)
                if status is None:
                    return
                if status == 200:
                    collector.bodies.append(body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1.1/events/json"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def envelopes(self) -> list[dict[str, Any]]:
        """What was accepted."""
        return [json.loads(body) for body in self.bodies]

    @property
    def numbers(self) -> list[int]:
        """The field that tells the events of a test apart."""
        return [event["parameters"]["durationMs"] for envelope in self.envelopes for event in envelope["events"]]


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that accepts everything."""
    collector = Collector()
    yield collector
    collector.close()


def run(script: str, *arguments: str, home: Path, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, which has to end with that code and say nothing on standard error."""
    environment = {**clean_environment(home), **variables}
    command = [sys.executable, "-c", PRELUDE + script, *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (code, ""), ended
    return ended


PRELUDE = """
import os, sys, time
from nemo_telemetry import NatCliCommand, Telemetry

def event(number=0):
    return NatCliCommand(command="run", task_status="success", python_version="3.12.4", duration_ms=number)

def open(url, **settings):
    return Telemetry("agent-toolkit", client_version="1.9.0", endpoint=url, enabled=True, **settings)
"""


def telemetry(**settings: Any) -> Telemetry:
    """Open the queue of a test."""
    return Telemetry("agent-toolkit", client_version="1.9.0", **settings)


def files(home: Path) -> list[Path]:
    """List the segments of a home."""
    folder = home / "state" / "nemo-telemetry" / "agent-toolkit"
    return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("audit."))


def segments(home: Path) -> list[str]:
    """Say of each segment of a home whose it is."""
    return ["ready" if path.name.endswith(".ready.jsonl") else "held" for path in files(home)]


def lines(home: Path) -> list[dict[str, Any]]:
    """Read all lines of the outbox of a home."""
    return [json.loads(line) for path in files(home) for line in path.read_text().splitlines()]


def audit(home: Path) -> list[dict[str, Any]]:
    """Read all lines of the audit log of a home."""
    folder = home / "state" / "nemo-telemetry" / "agent-toolkit"
    return [json.loads(line) for path in sorted(folder.glob("audit*.jsonl")) for line in path.read_text().splitlines()]
