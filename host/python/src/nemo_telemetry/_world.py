"""What an instance imports, and what a host gives it."""

from __future__ import annotations

import os
import time

from ._folder import Folder
from ._limits import MAX_PROBLEMS, MAX_REQUESTS
from ._tickets import FAILED, Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Transport(Protocol):
        """Sends requests without blocking the caller."""

        def start(self, url: str, body: str, timeout_ms: int) -> int: ...
        def poll(self, ticket: int) -> Answer | None: ...
        def cancel(self, ticket: int) -> bool: ...
        def wait(self, seconds: float) -> None: ...
        def wake(self) -> None: ...
        def end(self) -> None: ...

    class Clock(Protocol):
        """Both clocks of a host, in nanoseconds."""

        def wall(self) -> int: ...
        def monotonic(self) -> int: ...


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

    def cancel(self, ticket: int) -> bool:
        """Say that nothing has left."""
        return False

    def wait(self, seconds: float) -> None:
        """Wait for nothing."""

    def wake(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""


class Imports:
    """Everything that the instances of one client import."""

    def __init__(
        self,
        clock: Clock | None = None,
        transport: Transport | None = None,
        folder: Folder | None = None,
        random: Callable[[], int] | None = None,
    ) -> None:
        """Take what there is; without a thing, the system's clocks and random numbers, no network and no storage."""
        self.clock = clock or SystemClock()
        self.transport: Transport = transport or NoTransport()
        self.folder = folder or Folder(None, None, "", self.clock.wall)
        self.random = random or (lambda: int.from_bytes(os.urandom(8), "little"))
        self.failures: list[str] = []
        """What is wrong with an import, to be told when no thread is in the runtime any more."""
        self.problem = ""
        """Why the last operation on the folder failed."""
        self.raised: BaseException | None = None
        # Tickets under way.
        self._tickets: set[int] = set()

    def note(self, error: BaseException) -> None:
        """Remember what an import raised: an interrupt goes on after the call, all else is told and over."""
        if not isinstance(error, Exception):
            self.raised = error
        elif not isinstance(error, OSError):
            self.failures.append(f"an import of the component failed: {type(error).__name__}")
            del self.failures[MAX_PROBLEMS:]
        elif not isinstance(error, (FileNotFoundError, FileExistsError)):
            # These two are what processes tell each other by.
            self.problem = error.strerror or str(error)

    def forget(self) -> None:
        """An instance is lost: give up what it had under way."""
        while self._tickets:
            self.transport.cancel(self._tickets.pop())

    def table(self) -> dict[str, dict[str, tuple[Callable[..., Any], Any]]]:
        """Every import: what to call, and what to answer should that raise."""
        folder = self.folder
        return {
            "wasi:clocks/wall-clock@0.2.12": {"now": (self._now, {"seconds": 0, "nanoseconds": 0})},
            "wasi:clocks/monotonic-clock@0.2.12": {"now": (self.clock.monotonic, 0)},
            "wasi:random/random@0.2.12": {"get-random-u64": (self.random, 0)},
            "nemo:telemetry/http@0.2.0": {
                "start": (self._start, 0),
                "poll": (self._poll, _answer(Answer("failed", 0, "", True))),
                "cancel": (self._cancel, True),
            },
            "nemo:telemetry/folder@0.2.0": {
                "entries": (folder.entries, ""),
                "stat": (folder.stat, {"bytes": 0, "touched-ms": 0.0}),
                "read": (folder.read, None),
                "create": (folder.create, False),
                "append": (folder.append, False),
                "write": (folder.write, False),
                "rename": (folder.rename, False),
                "touch": (folder.touch, False),
                "remove": (folder.remove, False),
            },
        }

    def _now(self) -> dict[str, int]:
        seconds, nanoseconds = divmod(self.clock.wall(), 1_000_000_000)
        return {"seconds": seconds, "nanoseconds": nanoseconds}

    def _start(self, request: dict[str, Any]) -> int:
        if len(self._tickets) >= MAX_REQUESTS:
            return 0
        ticket = self.transport.start(request["url"], request["body"], request["timeout-ms"])
        self._tickets.add(ticket)
        return ticket

    def _poll(self, ticket: int) -> dict[str, Any] | None:
        answer = self.transport.poll(ticket)
        if not answer:
            return None
        self._tickets.discard(ticket)
        return _answer(answer)

    def _cancel(self, ticket: int) -> bool:
        self._tickets.discard(ticket)
        return self.transport.cancel(ticket)


def _answer(answer: Answer) -> dict[str, Any]:
    return {"outcome": answer.outcome, "status": answer.status, "retry-after": answer.retry_after, "unsure": answer.unsure}
