"""What passes between the program's threads and the one that works. Every lock is held for moments only."""

from __future__ import annotations

from _thread import RLock
from enum import Enum

from ._fact import new_life
from ._limits import MAX_PROBLEMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._event import TelemetryEvent

    Item = tuple[type[TelemetryEvent], dict[str, object], float]
    """An event as it was passed: its class, its fields, and its instant in seconds since 1970."""

MOST = 4096
"""Events that wait to be checked: more than any program makes in the time that the component takes to load."""


class Phase(Enum):
    """How far a queue is."""

    IDLE = "no thread works yet"
    WORKING = "a thread works"
    ENDED = "no thread works any more"


class Promise:
    """A call that waits for the worker."""

    __slots__ = ("_kept", "_then", "deadline")

    def __init__(self, deadline: float) -> None:
        """Promise to say by then, in seconds of the monotonic clock, how things stand."""
        import threading

        self.deadline = deadline
        self._kept = threading.Event()
        self._then: Callable[[], object] | None = None

    def keep(self) -> None:
        """Say it."""
        self._kept.set()
        then, self._then = self._then, None
        if then:
            then()

    def then(self, call: Callable[[], object]) -> None:
        """Have something called when it is kept; at once, if it is already."""
        self._then = call
        if self._kept.is_set():
            self.keep()

    def wait(self) -> bool:
        """Block until it is kept or its time is over, which the worker may have put off meanwhile."""
        from time import monotonic

        while not self._kept.wait(max(self.deadline - monotonic(), 0.0)):
            if self.deadline <= monotonic():
                return False
        return True


class Orders:
    """What the worker is to do."""

    __slots__ = ("close", "flush", "opt_out")

    def __init__(self) -> None:
        """Nothing."""
        self.flush = False
        # Seconds from now in which requests may still be made.
        self.close: float | None = None
        self.opt_out = False


class Inbox:
    """The meeting place."""

    def __init__(self) -> None:
        """Begin before the first event."""
        # A handler of signals may come in the midst of anything, in the thread that has the lock.
        self.lock = RLock()
        self.phase = Phase.IDLE
        self.closed = False
        self.items: list[Item] = []
        # Taken by the worker, and not yet in the component.
        self.taken: list[Item] = []
        self.orders = Orders()
        # The process is about to end: the worker is not to begin anything.
        self.aborted = False
        self.wake: Callable[[], None] | None = None
        # Closes the client without the worker, who is kept out of the component by then.
        self.put_away: Callable[[], None] | None = None
        self.flushes: list[Promise] = []
        self.endings: list[Promise] = []
        self.state = "undecided"
        self.text = "no event yet"
        self.settled: dict[str, Any] = {}
        self.life = new_life()
        self.rejected = 0
        self.overflowed = 0
        self.problems: list[str] = []

    def put(self, item: Item, background: bool) -> tuple[bool, bool]:
        """Take an event: whether it was taken, and whether a thread has to be started."""
        with self.lock:
            if self.closed or self.phase is Phase.ENDED:
                return False, False
            items = self.items
            if len(items) >= MOST:
                self.overflowed += 1
                return False, False
            items.append(item)
            if len(items) == 1 and self.wake:
                self.wake()
            if background and self.phase is Phase.IDLE:
                self.phase = Phase.WORKING
                return True, True
            return True, False

    def begin(self) -> bool:
        """Whether a thread has to be started."""
        with self.lock:
            if self.phase is not Phase.IDLE:
                return False
            self.phase = Phase.WORKING
            return True

    def order(self, kind: str, deadline: float, attempts: float = 0.0) -> tuple[Promise, bool]:
        """Ask for `flush`, `close` or `opt_out`. The flag says that a thread has to be started.

        Args:
            kind: What to do.
            deadline: When the caller stops waiting, in seconds of the monotonic clock.
            attempts: Of `close`: seconds in which requests may still be made.
        """
        promise = Promise(deadline)
        with self.lock:
            start = False
            if kind == "flush":
                if self.phase is Phase.ENDED or (self.phase is Phase.IDLE and not self.items):
                    promise.keep()
                    return promise, False
                self.orders.flush = True
                self.flushes.append(promise)
            else:
                self.closed = True
                if kind == "opt_out":
                    self.items = []
                    self.orders = Orders()
                    self.orders.opt_out = True
                    if self.phase is Phase.ENDED:
                        self.phase = Phase.IDLE
                elif self.phase is Phase.ENDED or (self.phase is Phase.IDLE and not self.items):
                    self.phase = Phase.ENDED
                    promise.keep()
                    return promise, False
                else:
                    earlier = self.orders.close
                    self.orders.close = attempts if earlier is None else min(earlier, attempts)
                self.endings.append(promise)
            if self.phase is Phase.IDLE:
                self.phase = Phase.WORKING
                start = True
            if self.wake:
                self.wake()
            return promise, start

    def take(self) -> tuple[list[Item], Orders]:
        """Hand the worker what there is to do. `crossed` says which events have arrived."""
        with self.lock:
            orders, self.orders = self.orders, Orders()
            self.taken.extend(self.items)
            self.items = []
            return list(self.taken), orders

    def crossed(self, count: int) -> None:
        """The first so many events that were taken are in the component, or refused."""
        with self.lock:
            del self.taken[:count]

    def rest(self, with_taken: bool) -> list[Item]:
        """Take back what never crossed, for good. `with_taken`: what the worker has taken is known not to be on its way."""
        with self.lock:
            self.aborted = self.closed = True
            rest = (self.taken if with_taken else []) + self.items
            self.taken, self.items = [], []
            return rest

    def reject(self, count: int) -> None:
        """Count events that were wrong."""
        with self.lock:
            self.rejected += count

    def note(self, problem: str) -> bool:
        """Remember a problem. Whether it is new."""
        with self.lock:
            if problem in self.problems:
                return False
            self.problems.append(problem)
            del self.problems[:-MAX_PROBLEMS]
            return True

    def decide(self, decision: dict[str, Any]) -> None:
        """Say what was decided."""
        with self.lock:
            self.state, self.text, self.settled = decision["state"], decision["text"], decision["settled"]

    def put_off(self, deadline: float) -> None:
        """Have everybody who waits for the end wait until then, if need be."""
        with self.lock:
            for promise in self.endings:
                promise.deadline = max(promise.deadline, deadline)

    def keep_promises(self, now: float) -> float | None:
        """Keep the promises of flushes that are due. Gives the next deadline of one."""
        with self.lock:
            is_flushed = not self.life["ledger"]["pending"] and not self.items and not self.taken and not self.orders.flush
            due = [promise for promise in self.flushes if is_flushed or promise.deadline <= now]
            self.flushes = [promise for promise in self.flushes if promise not in due]
            next_deadline = min((promise.deadline for promise in self.flushes), default=None)
        for promise in due:
            promise.keep()
        return next_deadline

    def end(self) -> bool:
        """The worker ends. False: a person has said no meanwhile, and that has to be stored first."""
        with self.lock:
            if self.orders.opt_out:
                return False
            self.phase = Phase.ENDED
            self.orders = Orders()
            if not self.aborted:
                # They were not looked at: telemetry is off, or does not work.
                self.items, self.taken = [], []
            promises = self.flushes + self.endings
            self.flushes, self.endings, self.wake, self.put_away = [], [], None, None
        for promise in promises:
            promise.keep()
        return True
