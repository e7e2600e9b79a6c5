"""One instance of the component: its imports, its limits, and its exports."""

from __future__ import annotations

import os
import time

from . import _lifecycle, _runtime
from ._audit import NoAudit
from ._errors import TelemetryError
from ._outbox import NoOutbox
from ._tickets import FAILED, Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from ._errors import Problem

    class Transport(Protocol):
        """Sends requests without blocking the caller."""

        def start(self, url: str, body: str, timeout_ms: int) -> int: ...
        def poll(self, ticket: int) -> Answer | None: ...
        def cancel(self, ticket: int) -> None: ...
        def wait(self, seconds: float) -> None: ...
        def wake(self) -> None: ...
        def end(self) -> None: ...

    class Clock(Protocol):
        """Both clocks of a host, in nanoseconds."""

        def wall(self) -> int: ...
        def monotonic(self) -> int: ...


MEMORY = 4 * 1024 * 1024
"""Linear memory of an instance in bytes."""

MAX_TEXT = 256 * 1024
"""Longest text that crosses into the component in one call, in bytes."""

MAX_REQUESTS = 16
"""Requests under way that an instance may have; an honest one has one. More are refused, so that their bodies cannot swell the host."""

FUEL = 2_000_000_000
"""Instructions, about, after which a call is stopped: a second or two. The longest honest call takes a hundredth of it."""


class TrapError(TelemetryError):
    """An instance is lost: it trapped, or was given what does not fit."""


class SystemClock:
    """The system's clocks."""

    def wall(self) -> int:
        """Nanoseconds since 1970; an instant before that is 0."""
        return max(time.time_ns(), 0)

    def monotonic(self) -> int:
        """Nanoseconds since some fixed instant; never goes back."""
        return time.monotonic_ns()


class NoTransport:
    """HTTP of a host that has none."""

    def start(self, url: str, body: str, timeout_ms: int) -> int:
        """Refuse a request."""
        return 0

    def poll(self, ticket: int) -> Answer | None:
        """Say that there was none."""
        return FAILED

    def cancel(self, ticket: int) -> None:
        """Do nothing."""

    def wait(self, seconds: float) -> None:
        """Wait for nothing."""

    def wake(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""


class Imports:
    """Everything that an instance imports, and what is known of the instance even when it has trapped."""

    def __init__(
        self,
        clock: Clock | None = None,
        transport: Transport | None = None,
        outbox: NoOutbox | None = None,
        audit: NoAudit | None = None,
        random: Callable[[], int] | None = None,
    ) -> None:
        """Take what there is; without a thing, the system's clocks and dice, no network, no storage and no log."""
        self.clock = clock or SystemClock()
        self.transport: Transport = transport or NoTransport()
        self.outbox = outbox or NoOutbox()
        self.audit = audit or NoAudit()
        self.random = random or (lambda: int.from_bytes(os.urandom(8), "little"))
        # Lines in the own segment of the outbox, and whether lines were put there during the last call.
        self.kept = 0
        self.has_kept = False
        # Requests that a server answered, and those that have started and not ended.
        self.answers = 0
        self.under_way = 0
        self.raised: BaseException | None = None
        self.on_failure: Callable[[str], None] | None = None

    def note(self, error: BaseException) -> None:
        """Remember what an import raised: an interrupt goes on after the call, all else is told and over."""
        if not isinstance(error, Exception):
            self.raised = error
        elif self.on_failure:
            self.on_failure(f"an import of the component failed: {type(error).__name__}")

    def table(self) -> dict[str, dict[str, tuple[Callable[..., Any], Any]]]:
        """Every import: what to call, and what to answer should that raise."""
        failed = _answer(Answer("failed", 0, "", True))
        return {
            "wasi:clocks/wall-clock@0.2.12": {"now": (self._wall, {"seconds": 0, "nanoseconds": 0})},
            "wasi:clocks/monotonic-clock@0.2.12": {"now": (lambda: self.clock.monotonic(), 0)},
            "wasi:random/random@0.2.12": {"get-random-u64": (lambda: self.random(), 0)},
            "nemo:telemetry/http@0.1.0": {
                "start": (self._start, 0),
                "poll": (self._poll, failed),
                "cancel": (self._cancel, None),
            },
            "nemo:telemetry/outbox@0.1.0": {
                "append": (self._append, False),
                "replace": (self._replace, False),
                "claim": (self._claim, None),
                "release": (lambda segment: self.outbox.release(segment), None),
                "discard": (lambda segment: self.outbox.discard(segment), None),
            },
            "nemo:telemetry/audit@0.1.0": {"append": (lambda line: self.audit.append(line), False)},
        }

    def _wall(self) -> dict[str, int]:
        seconds, nanoseconds = divmod(self.clock.wall(), 1_000_000_000)
        return {"seconds": seconds, "nanoseconds": nanoseconds}

    def _start(self, request: dict[str, Any]) -> int:
        # What another process has taken over is that process's to send. 0 is no ticket and answers `failed`.
        if self.under_way >= MAX_REQUESTS or not self.outbox.renew():
            return 0
        self.under_way += 1
        return self.transport.start(request["url"], request["body"], request["timeout-ms"])

    def _poll(self, ticket: int) -> dict[str, Any] | None:
        answer = self.transport.poll(ticket)
        if answer is None:
            return None
        self.under_way = max(self.under_way - 1, 0)
        self.answers += answer.outcome == "answered"
        return _answer(answer)

    def _cancel(self, ticket: int) -> None:
        self.under_way = max(self.under_way - 1, 0)
        self.transport.cancel(ticket)

    def _append(self, lines: str) -> bool:
        is_kept = self.outbox.append(lines)
        if is_kept:
            self.kept += lines.count("\n")
            self.has_kept = True
        return is_kept

    def _replace(self, lines: str) -> bool:
        is_kept = self.outbox.replace(lines)
        if is_kept:
            self.kept = lines.count("\n")
            self.has_kept = True
        return is_kept

    def _claim(self, most: int) -> dict[str, Any] | None:
        segment = self.outbox.claim(most)
        return {"id": segment[0], "lines": segment[1]} if segment else None


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "status": answer.status,
        "retry-after": answer.retry_after,
        "unsure": answer.unsure,
    }


class Instance:
    """An instance of the component. A trap ends it: every later call raises `TrapError`."""

    def __init__(self, loaded: _runtime.Loaded, imports: Imports) -> None:
        """Link the imports and start an instance.

        Raises:
            TrapError: the component does not fit the world of this host.
        """
        from wasmtime import Store
        from wasmtime.component import Linker, Record

        self.imports = imports
        self._record = Record
        with _lifecycle.LOCK:
            try:
                self._store = Store(loaded.engine)
                self._store.set_limits(memory_size=MEMORY)
                self._store.set_fuel(FUEL)
                self._linker = linker = Linker(loaded.engine)
                with linker.root() as root:
                    for interface, functions in imports.table().items():
                        with root.add_instance(interface) as instance:
                            for name, (function, otherwise) in functions.items():
                                instance.add_func(name, self._guarded(function, otherwise))
                self._instance = linker.instantiate(self._store, loaded.component)
            except Exception as error:
                raise TrapError(f"the component does not start: {error}") from error
        self._found: dict[tuple[str, str], Any] = {}

    def call(self, interface: str, function: str, *arguments: Any) -> Any:
        """Call an export, such as `labels` and `derive`, with records as dictionaries. One call at a time.

        Raises:
            TrapError: the instance is lost.
        """
        with _lifecycle.LOCK:
            _lifecycle.enter()
            self.imports.has_kept = False
            try:
                self._store.set_fuel(FUEL)
                result = self._find(interface, function)(self._store, *map(self._to_wit, arguments))
            except Exception as error:
                raise TrapError(f"the component ended in {interface} {function}: {error}") from error
            finally:
                raised, self.imports.raised = self.imports.raised, None
            if raised:
                # An interrupt is not the component's: it goes on where it belongs.
                raise raised
            return self._from_wit(result)

    def _find(self, interface: str, function: str) -> Any:
        key = (interface, function)
        if key not in self._found:
            index = self._instance.get_export_index(self._store, f"nemo:telemetry/{interface}@0.1.0")
            index = index and self._instance.get_export_index(self._store, function, index)
            found = index and self._instance.get_func(self._store, index)
            if not found:
                raise LookupError("the component does not export it")
            self._found[key] = found
        return self._found[key]

    def close(self, resource: Any = None) -> None:
        """Free it, and a resource of it before. The runtime frees no resource that Python forgets.

        It calls back into Python while it frees the imports, and must not be at that when the interpreter goes away. So this is not left to
        the garbage collector.
        """
        with _lifecycle.LOCK:
            _lifecycle.enter()
            try:
                if resource is not None:
                    resource.drop(self._store)
            except Exception:
                pass  # It went with its instance.
            self._found.clear()
            self._store.close()
            self._linker.close()

    def _guarded(self, function: Callable[..., Any], otherwise: Any) -> Callable[..., Any]:
        """Never raise into the component: that would end the instance. `call` raises when it is back."""

        def guarded(_store: object, *arguments: Any) -> Any:
            try:
                return self._to_wit(function(*map(self._from_wit, arguments)))
            except BaseException as error:
                self.imports.note(error)
                return self._to_wit(otherwise)

        return guarded

    def _to_wit(self, value: Any) -> Any:
        """Make records of dictionaries, whose keys are the names in the WIT. All else is the runtime's own form already."""
        if isinstance(value, dict):
            made = self._record()
            vars(made).update({name: self._to_wit(field) for name, field in value.items()})
            return made
        return [self._to_wit(item) for item in value] if isinstance(value, list) else value

    def _from_wit(self, value: Any) -> Any:
        """Make dictionaries of records."""
        if isinstance(value, self._record):
            return {name: self._from_wit(field) for name, field in vars(value).items()}
        return [self._from_wit(item) for item in value] if isinstance(value, list) else value

    def validate(self, event: str, version: str, parameters: str) -> tuple[str | None, list[Problem]]:
        """Check an event's parameters: the canonical text, or what is wrong."""
        checked = self.call("catalog", "validate", {"name": event, "version": version}, parameters)
        return checked["canonical"], checked["problems"]
