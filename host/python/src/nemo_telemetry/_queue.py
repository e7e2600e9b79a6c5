"""A queue: what it was opened with, where its events wait, and the thread that works for it. `Telemetry` is how a program holds one."""

from __future__ import annotations

import sys

from . import _lifecycle
from ._inbox import Inbox, Phase, Promise
from ._limits import EXIT_MS, FLUSH_MS, SHUTDOWN_RESERVE_MS
from ._locks import RUNTIME
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Item


class Queue:
    """A queue. It outlives the `Telemetry` that a program has forgotten, until its events are where they belong."""

    def __init__(self, options: Options, is_off: bool, background: bool) -> None:
        """Start nothing.

        Args:
            options: What it was opened with.
            is_off: The pre-check says that telemetry is off.
            background: Start a thread with the first event.
        """
        self.options, self.is_off, self.background = options, is_off, background
        self.inbox = Inbox()
        self.is_forgotten = False
        _lifecycle.register(self)

    def put(self, item: Item) -> bool:
        """Take an event. Whether it was taken."""
        is_taken, is_due = self.inbox.put(item, self.background)
        if is_due:
            self._start()
        elif not is_taken and self.inbox.is_late:
            return self._keep_late(item)
        return is_taken

    def begin(self) -> None:
        """Start the thread, because something is there to be done."""
        if self.inbox.begin():
            self._start()

    def start(self) -> None:
        """Work in the background from now on, at once where events wait."""
        self.background = True
        if self.inbox.items:
            self.begin()

    def order(self, kind: str, seconds: float, attempts: float = 0.0, grace: float = 0.0) -> Promise:
        """Ask for `flush`, `close` or `opt_out`. The promise is kept within so many seconds.

        Args:
            kind: What to do.
            seconds: How long the caller waits.
            attempts: Of `close`: seconds in which requests may still be made.
            grace: Seconds more that the caller waits until nothing more happens by itself.
        """
        if sys.is_finalizing():
            # Threads have gone, and one of them may have the lock.
            promise = Promise(0.0, 0.0)
            promise.keep()
            return promise
        # An exit waits for nobody.
        grace = 0.0 if RUNTIME.is_ending else max(grace, self.options.around.grace)
        promise, is_due = self.inbox.order(kind, seconds, attempts, grace)
        if is_due:
            self._start()
        return promise

    def close(self, seconds: float) -> Promise:
        """Ask for the end within so many seconds."""
        reserve = SHUTDOWN_RESERVE_MS / 1000
        return self.order("close", max(seconds, reserve), max(seconds - reserve, 0.0))

    def stop(self, grace: float) -> Promise:
        """Ask for the end, once all that was given is decided and kept. Requests go on for a while behind the caller's back."""
        # What is not on disk has to be delivered while somebody waits.
        is_kept = self.options.given.get("outbox") and self.options.around.paths().state
        return self.order("close", (EXIT_MS if is_kept else FLUSH_MS) / 1000, FLUSH_MS / 1000, grace)

    def forget(self) -> None:
        """Nobody holds it any more: have it send or keep what it has, and end.

        This comes from the garbage collector, in the midst of anything, so that no thread is started here. One that is needed is started
        by whatever opens a queue next; or the exit keeps the events.
        """
        if RUNTIME.is_ending:
            return  # The exit has done it.
        self.is_forgotten = True
        if self.inbox.forget(FLUSH_MS / 1000):
            _lifecycle.remove(self)

    def finish(self) -> None:
        """Start the thread of a forgotten queue that has events and none."""
        if self.inbox.phase is Phase.IDLE:
            self.close(FLUSH_MS / 1000)

    def fork(self) -> None:
        """Begin anew in a forked child, which has its parent's memory and none of its threads and segments."""
        self.inbox = Inbox()
        old = self.options
        # A session is one process.
        given = {**old.given, "sessionId": None}
        self.options = Options(old.product, given, old.calls, old.around, old.on_problem)

    def _start(self) -> None:
        """Start the thread. Where none can be had the next call tries again, and an exit keeps the events."""
        inbox, options = self.inbox, self.options
        _lifecycle.add(self)
        if not RUNTIME.may_load():
            inbox.pause(rests=True)
            if RUNTIME.is_torn:
                options.tell(inbox, _lifecycle.TORN)
            return
        try:
            from . import _threads

            _threads.start(_work, (options, inbox), "nemo-telemetry")
        except Exception as error:
            # The interpreter is about to end, or the system has no more threads, descriptors or memory.
            inbox.pause(rests=True)
            # At its shutdown the interpreter starts no threads any more, and the exit is about to keep the events.
            if not RUNTIME.is_ending and "interpreter shutdown" not in str(error):
                options.tell(inbox, f"telemetry waits: no thread can be started: {error or type(error).__name__}")

    def _keep_late(self, item: Item) -> bool:
        """Keep an event that is passed after the exit has closed the queue. Whether that was done."""
        try:
            if RUNTIME.may_load():
                from . import _raw

                if _raw.keep(self.options, self.inbox, [item]):
                    return True
        except Exception:
            pass  # The interpreter has been taken down too far.
        self.inbox.overflow()
        return False


def _work(options: Options, inbox: Inbox) -> None:
    """Run in the thread."""
    try:
        from threading import current_thread

        inbox.thread = current_thread()
        with RUNTIME.loading:
            from . import _worker
        worker = _worker.Worker(options, inbox)
    except Exception as error:
        # What was half loaded is not remembered by the interpreter, and can be loaded again.
        inbox.pause(rests=True)
        with RUNTIME.writing:
            options.tell(inbox, f"telemetry waits: its modules cannot be loaded: {type(error).__name__}")
        return
    except BaseException:
        inbox.pause(rests=False)
        return
    worker.run()
