"""Send one event through the component and print what would leave: `python smoke.py COMPONENT`.

The least that a host has to do. `Host` is the six imports; a real one puts its clocks, HTTP client and files there.
`Guest` is one instance of the component. `main` drives a client: after `enqueue`, `flush`, `close`, or when a ticket is
answered, call `poll`, and call it again no later than it says.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
from collections.abc import Callable
from typing import Any

from wasmtime import Engine, Store
from wasmtime.component import Component, Func, Linker, Record

NANOSECONDS = 1_000_000_000
MEMORY = 4 * 1024 * 1024
FAILED = {"outcome": "failed", "status": 0, "retry-after": "", "unsure": True}


def to_wit(value: Any) -> Any:
    """Make records of dicts, whose keys are the names in the WIT. All else is the runtime's own form already."""
    if isinstance(value, dict):
        made = Record()
        vars(made).update({name: to_wit(field) for name, field in value.items()})
        return made
    return [to_wit(item) for item in value] if isinstance(value, list) else value


def from_wit(value: Any) -> Any:
    """Make dicts of records."""
    if isinstance(value, Record):
        return {name: from_wit(field) for name, field in vars(value).items()}
    return [from_wit(item) for item in value] if isinstance(value, list) else value


class Host:
    """The six imports, in memory: a clock that stands still, seeded dice, an HTTP client that keeps what it gets."""

    def __init__(self) -> None:
        """Start on New Year's Day."""
        self.now = 1_767_225_600 * NANOSECONDS
        self.dice = random.Random(0)
        self.tickets = itertools.count(1)
        self.requests: dict[int, dict[str, Any]] = {}
        self.answers: dict[int, dict[str, Any] | None] = {}
        self.cancelled: list[int] = []
        self.segment = ""
        self.log: list[str] = []
        self.errors: list[BaseException] = []

    def imports(self) -> dict[str, dict[str, tuple[Callable[..., Any], Any]]]:
        """Every import: what to call, and what to answer should that raise."""
        return {
            "wasi:clocks/wall-clock@0.2.12": {"now": (self.wall, {"seconds": 0, "nanoseconds": 0})},
            "wasi:clocks/monotonic-clock@0.2.12": {"now": (lambda: self.now, 0)},
            "wasi:random/random@0.2.12": {"get-random-u64": (lambda: self.dice.getrandbits(64), 0)},
            "nemo:telemetry/http@0.1.0": {
                "start": (self.start, 0),
                "poll": (self.poll, FAILED),
                "cancel": (self.cancelled.append, None),
            },
            "nemo:telemetry/outbox@0.1.0": {
                "append": (lambda lines: self.keep(self.segment + lines), False),
                "replace": (self.keep, False),
                "claim": (lambda max_bytes: None, None),
                "release": (lambda segment: None, None),
                "discard": (lambda segment: None, None),
            },
            "nemo:telemetry/audit@0.1.0": {"append": (self.audit, False)},
        }

    def wall(self) -> dict[str, int]:
        """Tell the time."""
        return {"seconds": self.now // NANOSECONDS, "nanoseconds": self.now % NANOSECONDS}

    def start(self, request: dict[str, Any]) -> int:
        """Take a request. A real host hands it to another thread here and returns at once."""
        ticket = next(self.tickets)
        self.requests[ticket] = request
        self.answers[ticket] = None
        return ticket

    def poll(self, ticket: int) -> dict[str, Any] | None:
        """Hand out an answer once: `None` before, `FAILED` ever after."""
        answer = self.answers.get(ticket, FAILED)
        if answer is not None:
            self.answers.pop(ticket, None)
        return answer

    def answer(self, ticket: int, status: int) -> None:
        """Answer a request as a server would."""
        self.answers[ticket] = {"outcome": "answered", "status": status, "retry-after": "", "unsure": False}

    def keep(self, lines: str) -> bool:
        """Keep lines in place of those kept before."""
        self.segment = lines
        return True

    def audit(self, line: str) -> bool:
        """Add a line to the log."""
        self.log.append(line)
        return True

    def guarded(self, function: Callable[..., Any], otherwise: Any) -> Callable[..., Any]:
        """Never raise into the component: that would end the instance. `Guest.call` raises when it is back."""

        def call(_store: object, *arguments: Any) -> Any:
            try:
                return to_wit(function(*map(from_wit, arguments)))
            except BaseException as error:
                self.errors.append(error)
                return to_wit(otherwise)

        return call


class Guest:
    """One instance of the component. After a trap it is of no more use: make another."""

    def __init__(self, engine: Engine, component: Component, host: Host) -> None:
        """Connect the imports of `host`. `engine` and `component` can be shared, an instance cannot."""
        self.host = host
        self.store = Store(engine)
        self.store.set_limits(memory_size=MEMORY)
        self.lock = threading.Lock()
        linker = Linker(engine)
        with linker.root() as root:
            for interface, functions in host.imports().items():
                with root.add_instance(interface) as instance:
                    for name, (function, otherwise) in functions.items():
                        instance.add_func(name, host.guarded(function, otherwise))
        self.found: dict[tuple[str, str], Func] = {}
        self.instance = linker.instantiate(self.store, component)

    def call(self, interface: str, function: str, *arguments: Any) -> Any:
        """Call an export, such as `labels` and `derive`. One call at a time: two at once can end the process."""
        with self.lock:
            result = self.find(interface, function)(self.store, *map(to_wit, arguments))
        if self.host.errors:
            raise self.host.errors.pop()
        return from_wit(result)

    def find(self, interface: str, function: str) -> Func:
        """Look an export up, once."""
        if (interface, function) not in self.found:
            index = self.instance.get_export_index(self.store, f"nemo:telemetry/{interface}@0.1.0")
            index = index and self.instance.get_export_index(self.store, function, index)
            found = index and self.instance.get_func(self.store, index)
            if not found:
                raise LookupError(f"the component does not export {interface} {function}")
            self.found[interface, function] = found
        return self.found[interface, function]


class SettingsError(ValueError):
    """Settings that no client can be opened with."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        """Keep the problems: `pointer`, `code`, `message`, `suggestion` and `offset` of each."""
        super().__init__("; ".join(f"{problem['pointer']}: {problem['message']}" for problem in problems))
        self.problems = problems


class Client:
    """A client of the component."""

    def __init__(self, guest: Guest, settings: str, facts: list[dict[str, str]]) -> None:
        """Open it with settings in JSON, or raise `SettingsError`."""
        opened = guest.call("client", "[static]client.open", settings, facts)
        if isinstance(opened, list):  # result<client, list<problem>> comes without its tag
            raise SettingsError(opened)
        self.guest, self.handle = guest, opened

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method, such as `enqueue`."""
        return self.guest.call("client", f"[method]client.{method}", self.handle, *arguments)

    def drop(self) -> None:
        """Free it. The runtime does not do that when Python forgets it."""
        with self.guest.lock:
            self.handle.drop(self.guest.store)


SETTINGS = {"product": "agent-toolkit", "clientVersion": "1.9.0", "sessionId": "s", "cpuArchitecture": "x86_64"}
YES = [{"source": "call", "name": "enabled", "value": "true"}]
EVENT = {
    "event": "nat_cli_command",
    "parameters": {"command": "run", "taskStatus": "success", "pythonVersion": "3.12.4"},
}


def main(path: str) -> None:
    """Deliver one event to nobody, and show its body and the ledger."""
    engine, host = Engine(), Host()
    client = Client(Guest(engine, Component.from_file(engine, path), host), json.dumps(SETTINGS), YES)
    client.call("enqueue", json.dumps(EVENT))
    client.call("flush")
    client.call("poll")
    for ticket, request in host.requests.items():
        print(request["body"])
        host.answer(ticket, 200)
    client.call("poll")
    print(json.dumps(client.call("ledger")))
    client.drop()


if __name__ == "__main__":
    main(sys.argv[1])
