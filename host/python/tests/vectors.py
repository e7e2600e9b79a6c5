"""The testees of Python: `python vectors.py COMPONENT [HOST]`. `tests/vectors/TESTEE.md` has the protocol.

The host is `smoke`, the one in one file; `library` or `package`, an instance of the package by either way to the runtime.
"""

from __future__ import annotations

import json
import re
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wasmtime import Engine
from wasmtime.component import Component

from nemo_telemetry import _library, _runtime, _world
from nemo_telemetry._engine import Limits
from nemo_telemetry._instance import Instance
from nemo_telemetry._limits import MEMORY, STACK
from smoke import FAILED, Client, Guest, SettingsError, Table, imports, to_text

Json = dict[str, Any]
Make = Callable[[Table], Any]
"""Makes an instance with these imports, a guest: something that has the methods `call` and `close` of `smoke.Guest`."""


class Files:
    """A folder in memory, which fails on demand."""

    def __init__(self) -> None:
        """Begin empty, in 1970."""
        self.wall = 0
        self.files: dict[str, tuple[bytes, int]] = {}
        self.failing: set[str] = set()
        # Names of what was written or removed since somebody asked.
        self.changed: set[str] = set()

    def _works(self, operation: str, name: str = "") -> bool:
        return operation not in self.failing and (not name or name in self.files)

    def _put(self, name: str, data: bytes) -> bool:
        self.files[name] = (data, self.wall)
        self.changed.add(name)
        return True

    def entries(self) -> str:
        """List the files."""
        own = {name: file for name, file in sorted(self.files.items()) if not name.startswith("usage_stats.json")}
        lines = (f"{name} {len(data)} {touched // 1_000_000}\n" for name, (data, touched) in own.items())
        return "".join(lines) if self._works("entries") else ""

    def stat(self, name: str) -> Json | None:
        """Say what is known of a file."""
        data, touched = self.files[name] if self._works("stat", name) else (b"", 0)
        return {"bytes": len(data), "touched-ms": float(touched // 1_000_000)} if name in self.files else None

    def read(self, name: str, offset: int, most: int) -> str | None:
        """Read a part of a file."""
        lines = self.files[name][0][offset : offset + most].split(b"\n") if self._works("read", name) else []
        return "\n".join(map(to_text, lines)) if lines else None

    def create(self, name: str, text: str) -> bool:
        """Make a file."""
        return self._works("create") and name not in self.files and self._put(name, text.encode())

    def append(self, name: str, text: str) -> bool:
        """Add to a file."""
        return self._works("append", name) and self._put(name, self.files[name][0] + text.encode())

    def write(self, name: str, text: str) -> bool:
        """Put a text in place of a file's."""
        return self._works("write") and self._put(name, text.encode())

    def rename(self, name: str, to: str) -> bool:
        """Rename a file; its time stays."""
        if not self._works("rename", name):
            return False
        self.files[to] = self.files.pop(name)
        self.changed |= {name, to}
        return True

    def touch(self, name: str) -> bool:
        """Give a sign of life."""
        return self._works("touch", name) and self._put(name, self.files[name][0])

    def remove(self, name: str) -> bool:
        """Remove a file."""
        if self._works("remove", name):
            del self.files[name]
            self.changed.add(name)
        return name not in self.files


class Requests:
    """The requests of one process."""

    def __init__(self) -> None:
        """Begin before the first one."""
        self.last = 0
        self.answers: dict[int, Json | None] = {}
        # Requests of which nothing has left.
        self.held: set[int] = set()
        self.started: list[Json] = []
        self.cancelled: list[int] = []

    def start(self, request: Json) -> int:
        """Note a request."""
        self.last += 1
        self.answers[self.last] = None
        self.started.append(request)
        return self.last

    def poll(self, ticket: int) -> Json | None:
        """Hand out an answer once."""
        found = self.answers.get(ticket, FAILED)
        if found is not None:
            self.answers.pop(ticket, None)
        return found

    def cancel(self, ticket: int) -> bool:
        """Note that it was given up."""
        is_open = ticket in self.answers and ticket not in self.held
        self.answers.pop(ticket, None)
        self.cancelled.append(ticket)
        return is_open


class Process:
    """A client in its instance, and the requests of its process."""

    def __init__(self) -> None:
        """Have no client yet."""
        self.requests = Requests()
        self.client: Client | None = None


class Testee:
    """Answers messages."""

    def __init__(self, make: Make) -> None:
        """Take what makes an instance with these imports."""
        self.make = make
        self.guests: list[Any] = []
        self.world({"random": []})
        self.pure = self._guest(Requests())
        self.guests.clear()

    def answer(self, message: Json) -> Json:
        """Answer a message."""
        ((action, content),) = message.items()
        try:
            found: Json = getattr(self, action if action != "answer" else "answered")(content)
            return found
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def call(self, content: Json) -> Json:
        """Call a function that is no method."""
        return {"value": camel(self.pure.call(content["interface"], content["function"], *content["arguments"]))}

    def world(self, content: Json) -> Json:
        """Begin a new world."""
        while self.guests:
            self.guests.pop().close()
        self.files, self.monotonic = Files(), 0
        self.random = deque(map(int, content["random"]))
        self.processes: dict[str, Process] = {}
        return {}

    def set(self, content: Json) -> Json:
        """Let something happen to the world."""
        self.files.wall = int(content.get("wall", self.files.wall))
        self.monotonic = int(content.get("monotonic", self.monotonic))
        self.files.failing = set(content.get("failing", self.files.failing))
        for name, file in content.get("files", {}).items():
            self.files.files.pop(name, None)
            if file:
                self.files.files[name] = (file["text"].encode(), int(file["touched"]))
        return {}

    def answered(self, content: Json) -> Json:
        """Answer a request."""
        given = {kebab(name): value for name, value in content["answer"].items()}
        requests = self.processes[content["process"]].requests
        if content["ticket"] in requests.answers:
            requests.answers[content["ticket"]] = given
        return {}

    def hold(self, content: Json) -> Json:
        """Let nothing of a request have left."""
        self.processes[content["process"]].requests.held.add(content["ticket"])
        return {}

    def open(self, content: Json) -> Json:
        """Open a client."""
        life = content["life"]
        process = self.processes[life["token"]] if life["traps"] else Process()
        self.processes[life["token"]] = process
        try:
            process.client = Client(self._guest(process.requests), content["settings"], content["facts"], life)
        except SettingsError as error:
            return {"problems": camel(error.problems), "did": self._did(process)}
        return {"problems": [], "did": self._did(process)}

    def client(self, content: Json) -> Json:
        """Call a method of a client."""
        process = self.processes[content["process"]]
        if not process.client:
            raise LookupError("the process has no client")
        value = process.client.call(content["method"], *content["arguments"])
        return {"value": camel(value), "did": self._did(process)}

    def _guest(self, requests: Requests) -> Any:
        def random() -> int:
            return self.random.popleft() if self.random else 0

        guest = self.make(imports(lambda: self.files.wall, lambda: self.monotonic, random, requests, self.files))
        self.guests.append(guest)
        return guest

    def _did(self, process: Process) -> Json:
        requests, files, changed = process.requests, self.files.files, self.files.changed
        did = {
            "started": camel(requests.started),
            "cancelled": requests.cancelled,
            "files": {name: as_json(*files[name]) if name in files else None for name in changed},
        }
        requests.started, requests.cancelled, self.files.changed = [], [], set()
        return did


def as_json(data: bytes, touched: int) -> Json:
    """Make a file's JSON."""
    return {"text": data.decode(), "touched": str(touched)}


def kebab(name: str) -> str:
    """Make a name of the WIT."""
    return re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)


def camel(value: Any) -> Any:
    """Name members in camel case, and make objects of variants."""
    if isinstance(value, dict):
        return {re.sub("-(.)", lambda found: found[1].upper(), name): camel(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return {value[0]: camel(value[1])}
    return [camel(item) for item in value] if isinstance(value, list) else value


def smoke(path: str) -> Make:
    """Make instances as the host in one file does."""
    engine = Engine()
    component = Component.from_file(engine, path)
    return lambda table: Guest(engine, component, table)


class Imports(_world.Imports):
    """Imports as the package takes them: those of a table."""

    def __init__(self, table: Table) -> None:
        """Take the table."""
        super().__init__()
        self._table = table

    def table(self) -> dict[str, dict[str, tuple[Callable[..., Any], Any]]]:
        """Give it."""
        return self._table


def package(path: str, host: str) -> Make:
    """Make instances as the package does, by one way to the runtime or the other."""
    found = _library.find() if host == "library" else None
    if host == "library" and not found:
        sys.exit("expected a version of wasmtime whose library is known, found another one")
    make, _ = _runtime._thin(*found) if found else _runtime._whole()
    engine = make(Limits(MEMORY, STACK, False, 0))
    loaded = _runtime.Loaded(engine, engine.compile(Path(path).read_bytes()), None)
    return lambda table: Instance(loaded, Imports(table))


def main(path: str, host: str = "smoke") -> None:
    """Answer every line."""
    testee = Testee(smoke(path) if host == "smoke" else package(path, host))
    for line in sys.stdin.buffer:
        print(json.dumps(testee.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
