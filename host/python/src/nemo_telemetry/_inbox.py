"""What passes between the program's threads and the one that works. Every lock is held for moments only."""

from __future__ import annotations

import _thread
from _thread import RLock
from time import monotonic

from ._fact import new_life
from ._limits import MAX_PROBLEMS
from ._times import LONGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Thread
    from typing import Any, ClassVar

    from ._event import TelemetryEvent

    Item = tuple[type[TelemetryEvent], dict[str, object], float]
    """An event as it was passed: its class, its fields, and its instant in seconds since 1970."""

SHORTEST_REST, LONGEST_REST = 1.0, 64.0
"""Seconds for which a queue that the system had nothing left for is left alone: the first time, and at most."""

GRACE_SLICE = 0.01

MOST = 4096
"""Events that wait to be checked: more than any program makes in the time that the component takes to load."""


class Phase:
    """How far a queue is. No enumeration, which would cost the import of every program as much as all of this package."""

    __slots__ = ("meaning",)

    IDLE: ClassVar[Phase]
    WORKING: ClassVar[Phase]
    ENDED: ClassVar[Phase]

    def __init__(self, meaning: str) -> None:
        """Take its meaning."""
        self.meaning = meaning


Phase.IDLE = Phase("no thread works yet")
Phase.WORKING = Phase("a thread works")
Phase.ENDED = Phase("no thread works any more")


class Promise:
    """A call that waits for the worker."""

    __slots__ = ("_is_kept", "_kept", "_then", "deadline", "seconds", "slice")

    def __init__(self, seconds: float, grace: float) -> None:
        """Promise to say within so many seconds how things stand, and `grace` more until the worker has come to rest."""
        # In seconds of the monotonic clock.
        self.deadline = monotonic() + seconds + grace
        self.seconds = seconds
        self.slice = GRACE_SLICE if grace else LONGEST
        """Seconds after which one that waits looks at the deadline again, which only comes nearer where there is a grace."""
        # Held until it is kept. It needs no module, which could not be loaded without a file descriptor; and a library that makes threads
        # of another kind may have put another lock in this place.
        self._kept = _thread.allocate_lock()
        self._kept.acquire()
        self._is_kept = False
        self._then: Callable[[], object] | None = None

    def keep(self) -> None:
        """Say it."""
        if not self._is_kept:
            self._is_kept = True
            self._kept.release()
        then, self._then = self._then, None
        if then:
            then()

    def then(self, call: Callable[[], object]) -> None:
        """Have something called when it is kept; at once, if it is already."""
        self._then = call
        if self._is_kept:
            self.keep()

    def wait(self) -> bool:
        """Block until it is kept or its time is over, which the worker may have put off meanwhile."""
        while True:
            deadline, piece = self.deadline, self.slice
            left = max(deadline - monotonic(), 0.0)
            if piece == LONGEST:
                # A test may have stopped this clock, or set another one meanwhile.
                left = min(left, self.seconds)
            if self._kept.acquire(timeout=min(left, piece)):
                self._kept.release()
                return True
            if left <= piece and self.deadline <= deadline and self.slice == piece:
                return False


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
        # The one that works, once it has started.
        self.thread: Thread | None = None
        # The next event starts no thread before that, in seconds of the monotonic clock.
        self.rests_until = 0.0
        self.rest_seconds = SHORTEST_REST
        self.closed = False
        # An exit has closed it, and not its program: what is passed after that is kept.
        self.is_late = False
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
        self.policy: str | None = None
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
            if len(items) == 1:
                self._look_for_the_thread()
                if self.wake:
                    self.wake()
            if background and self.phase is Phase.IDLE and monotonic() >= self.rests_until:
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

    def order(self, kind: str, seconds: float, attempts: float = 0.0, grace: float = 0.0) -> tuple[Promise, bool]:
        """Ask for `flush`, `close` or `opt_out`. The flag says that a thread has to be started.

        Args:
            kind: What to do.
            seconds: How long the caller waits.
            attempts: Of `close`: seconds in which requests may still be made.
            grace: Seconds more for the worker to come to rest.
        """
        promise = Promise(seconds, grace)
        with self.lock:
            self._look_for_the_thread()
            start = False
            if kind == "flush":
                if self.phase is Phase.ENDED or (self.phase is Phase.IDLE and not self.items):
                    promise.keep()
                    return promise, False
                self.orders.flush = True
                self.flushes.append(promise)
            else:
                self.closed = True
                self.endings.append(promise)
                if kind == "opt_out":
                    self.items = []
                    self.orders = Orders()
                    self.orders.opt_out = True
                    if self.phase is Phase.ENDED:
                        self.phase = Phase.IDLE
                elif self.phase is Phase.ENDED or (self.phase is Phase.IDLE and not self.items):
                    self.phase = Phase.ENDED
                    self.endings.remove(promise)
                    promise.keep()
                    return promise, False
                else:
                    earlier = self.orders.close
                    self.orders.close = attempts if earlier is None else min(earlier, attempts)
            if self.phase is Phase.IDLE:
                self.phase = Phase.WORKING
                start = True
            if self.wake:
                self.wake()
            return promise, start

    def forget(self, attempts: float) -> bool:
        """Close it without anybody who waits for that. Whether nothing is left to do."""
        with self.lock:
            self.closed = True
            self._look_for_the_thread()
            if self.phase is Phase.WORKING:
                if self.orders.close is None:
                    self.orders.close = attempts
                if self.wake:
                    self.wake()
                return False
            if self.phase is Phase.IDLE and not self.items:
                self.phase = Phase.ENDED
            return self.phase is Phase.ENDED

    def _look_for_the_thread(self) -> None:
        """Notice that the thread is gone without a word, which only something outside can have done to it."""
        if self.phase is Phase.WORKING and self.thread and not self.thread.is_alive():
            self.pause(rests=False)

    def pause(self, rests: bool) -> None:
        """No thread works any more, and the next call may start one. What was not in the component yet waits for it.

        Args:
            rests: Events start none for a while; what somebody waits for does.
        """
        with self.lock:
            self.phase, self.thread, self.wake, self.put_away = Phase.IDLE, None, None, None
            if rests:
                self.rests_until = monotonic() + self.rest_seconds
                self.rest_seconds = min(2 * self.rest_seconds, LONGEST_REST)
            self.items[:0] = self.taken
            self.taken.clear()
            promises = self.flushes + self.endings
            self.flushes, self.endings = [], []
        for promise in promises:
            promise.keep()

    def take(self) -> tuple[list[Item], Orders]:
        """Hand the worker what there is to do. `crossed` says which events have arrived.

        While somebody waits for a flush, what has come since then goes at once, too. Left to its own time it would be waited for.
        """
        with self.lock:
            orders, self.orders = self.orders, Orders()
            orders.flush |= bool(self.flushes and self.items)
            self.taken.extend(self.items)
            self.items = []
            return list(self.taken), orders

    def crossed(self, count: int) -> None:
        """The first so many events that were taken are in the component, or refused."""
        # Without the lock: a fork holds the runtime, in which this is called, while it may be in the midst of whatever has the lock.
        del self.taken[:count]

    def rest(self, with_taken: bool) -> list[Item]:
        """Take back what never crossed, for good. `with_taken`: what the worker has taken is known not to be on its way."""
        with self.lock:
            self.aborted = self.closed = True
            rest = (self.taken if with_taken else []) + self.items
            self.taken, self.items = [], []
            return rest

    def overflow(self, count: int = 1) -> None:
        """Count events that there was no room for, or no way to keep."""
        with self.lock:
            self.overflowed += count

    def reject(self, count: int) -> None:
        """Count events that were wrong."""
        with self.lock:
            self.rejected += count

    def account(self, count: int, reason: str) -> None:
        """Count events that were taken and never crossed: dropped for that reason, or kept by the host itself where there is none."""
        with self.lock:
            ledger = self.life["ledger"]
            dropped = {tally["reason"]: tally["count"] for tally in ledger["dropped"]}
            if reason:
                dropped[reason] = dropped.get(reason, 0) + count
            self.life["ledger"] = {
                **ledger,
                "accepted": ledger["accepted"] + count,
                "kept": ledger["kept"] + (0 if reason else count),
                "dropped": [{"reason": reason, "count": count} for reason, count in dropped.items()],
            }

    def give_up(self, problem: str) -> tuple[int, bool]:
        """It cannot work: nothing more is taken. How many events are lost, and whether a person has said no.

        What is off stays so, whatever works.
        """
        with self.lock:
            self.closed = True
            has_opted_out, self.orders.opt_out = self.orders.opt_out, False
            is_wanted = self.state in ("undecided", "notify", "on")
            if is_wanted:
                self.text = problem
            count = len(self.taken) + len(self.items) if is_wanted else 0
            self.taken, self.items = [], []
            if count:
                self.account(count, "closed")
            return count, has_opted_out

    def note(self, problem: str) -> bool:
        """Remember a problem. Whether it is new."""
        with self.lock:
            if problem in self.problems:
                return False
            self.problems.append(problem)
            del self.problems[:-MAX_PROBLEMS]
            return True

    def decide(self, decision: dict[str, Any], policy: str | None) -> None:
        """Say what was decided, with what the administrator of the machine says."""
        with self.lock:
            self.policy = policy
            self.state, self.text, self.settled = decision["state"], decision["text"], decision["settled"]

    def put_off(self, seconds: float) -> None:
        """Have everybody who waits for the end wait so many seconds from now, if need be."""
        with self.lock:
            for promise in self.endings:
                # One that waits takes that many seconds from now, at most.
                promise.seconds = max(promise.seconds, seconds)
                promise.deadline = max(promise.deadline, monotonic() + seconds)

    def come_to_rest(self) -> None:
        """Nothing more happens by itself: for whoever has a grace the time begins now."""
        with self.lock:
            orders = self.orders
            if self.items or orders.flush or orders.opt_out or orders.close is not None:
                return
            for promise in self.flushes + self.endings:
                if promise.slice == GRACE_SLICE:
                    promise.slice, promise.deadline = LONGEST, monotonic() + promise.seconds

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
                # They were not looked at: telemetry is off.
                self.items, self.taken = [], []
            promises = self.flushes + self.endings
            self.flushes, self.endings, self.wake, self.put_away, self.thread = [], [], None, None, None
        for promise in promises:
            promise.keep()
        return True
