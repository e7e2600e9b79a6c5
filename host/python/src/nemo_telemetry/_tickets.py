"""The table between whoever asks for requests and the thread that sends them: who may still send, and what came back."""

from __future__ import annotations

import threading
import time

from ._times import LONGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Answer(NamedTuple):
        """The end of a request, as `wit/http.wit` describes it."""

        outcome: str
        status: int = 0
        retry_after: str = ""
        unsure: bool = False
else:
    from collections import namedtuple

    Answer = namedtuple("Answer", "outcome status retry_after unsure", defaults=(0, "", False))

FAILED = Answer("failed")
"""What a ticket answers that is spent or unknown."""


class _Flight:
    __slots__ = ("answer", "deadline", "released")

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.released = False
        self.answer: Answer | None = None


class Tickets:
    """The tickets under way.

    A ticket is here from its start until its answer is collected or it is given up, and only a ticket that is here may send its body
    (`release`). So once a ticket is gone it is settled for good whether anything of it can have arrived.
    """

    def __init__(self) -> None:
        """Have none."""
        self._flights: dict[int, _Flight] = {}
        self._lock = threading.RLock()
        self._is_woken = False
        # Released to end a wait. A single call of a lock cannot be interrupted by a handler of signals; the lock of a condition could be
        # held by a thread that forks, which waits for the runtime, in which a thread waits for the condition.
        self._bell = threading.Lock()
        self._bell.acquire()

    def open(self, ticket: int, deadline: float) -> None:
        """Begin a ticket that answers by then, in seconds of the monotonic clock."""
        with self._lock:
            self._flights[ticket] = _Flight(deadline)

    def is_open(self, ticket: int) -> bool:
        """Whether anybody waits for it."""
        with self._lock:
            return ticket in self._flights

    def release(self, ticket: int) -> bool:
        """Permit the body to leave; false when nobody waits for the ticket any more."""
        with self._lock:
            flight = self._flights.get(ticket)
            if not flight or time.monotonic() >= flight.deadline:
                return False
            flight.released = True
            return True

    def is_released(self, ticket: int) -> bool:
        """Whether the body was handed to the connection."""
        with self._lock:
            flight = self._flights.get(ticket)
            return flight is not None and flight.released

    def answer(self, ticket: int, answer: Answer) -> None:
        """Leave an answer. Without effect for a ticket that was given up."""
        with self._lock:
            flight = self._flights.get(ticket)
            if flight:
                flight.answer = answer
        self._ring()

    def collect(self, ticket: int) -> Answer | None:
        """Hand out the answer, if there is one or the ticket's time is over; the ticket is gone with it."""
        with self._lock:
            flight = self._flights.get(ticket)
            if not flight:
                return FAILED
            if not flight.answer and time.monotonic() < flight.deadline:
                return None
            del self._flights[ticket]
            return flight.answer or Answer("timeout", 0, "", flight.released)

    def close(self, ticket: int) -> bool:
        """Give a ticket up. Whether bytes of its body may have left."""
        with self._lock:
            flight = self._flights.pop(ticket, None)
            return flight is not None and flight.released

    def wake(self) -> None:
        """End the wait that is under way, or the next one."""
        self._is_woken = True
        self._ring()

    def _ring(self) -> None:
        try:
            self._bell.release()
        except RuntimeError:
            pass  # It has rung already.

    def wait(self, seconds: float) -> None:
        """Block until there is something to collect, the time has passed, or somebody says `wake`."""
        end = time.monotonic() + min(seconds, LONGEST)
        while True:
            now = time.monotonic()
            with self._lock:
                is_due = any(flight.answer or now >= flight.deadline for flight in self._flights.values())
                next_deadline = min((flight.deadline for flight in self._flights.values()), default=end)
            if self._is_woken or is_due or now >= end:
                self._is_woken = False
                return
            self._bell.acquire(timeout=max(min(next_deadline, end) - now, 0.0))
