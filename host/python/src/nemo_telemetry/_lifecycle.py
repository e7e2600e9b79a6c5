"""The exit of a process, and its forks."""

from __future__ import annotations

import atexit
import os
import sys

from ._inbox import Phase
from ._limits import EXIT_MS, LOADING_EXIT_MS
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from ._inbox import Inbox, Item, Promise
    from ._options import Options

    class Queue(Protocol):
        """What an exit and a fork have to know of a queue."""

        inbox: Inbox
        options: Options
        is_off: bool
        is_forgotten: bool

        def close(self, seconds: float) -> Promise: ...
        def finish(self) -> None: ...
        def fork(self) -> None: ...


# Those that may have something to do. Single operations on a dictionary need no lock, and a garbage collector may come in between.
_open: dict[Queue, None] = {}
_is_registered = False
# A child of multiprocessing, in which this process's end is known.
_known_child = 0

TORN = "telemetry does not work in this process: it was forked while telemetry was being loaded; its events are lost"

# What a child has of its parent's queues. It is never freed: that would touch what is the parent's.
_parents: list[object] = []


def register(queue: Queue) -> None:
    """Have a queue closed when the interpreter ends, and begin anew in a forked child."""
    global _is_registered
    for each in list(_open):
        # Those that have ended have nothing to save.
        if each.inbox.phase is Phase.ENDED:
            remove(each)
        elif each.is_forgotten:
            each.finish()
    add(queue)
    # A queue that is opened after that has nothing that could end it.
    queue.inbox.closed = queue.inbox.is_late = RUNTIME.is_ending
    if not _is_registered:
        _is_registered = True
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=RUNTIME.hold, after_in_parent=RUNTIME.go_on, after_in_child=_after_in_child)
    _finalize_in_child()


def add(queue: Queue) -> None:
    """Know a queue that may have something to do."""
    _open[queue] = None


def remove(queue: Queue) -> None:
    """Forget a queue that has nothing more to do."""
    _open.pop(queue, None)


def open_queues() -> list[Queue]:
    """Every queue of this process that may still have something to do."""
    return list(_open)


def at_exit() -> None:
    """Close every queue: send what can be sent in 50 ms, and keep the rest. The exit code stays what it is."""
    try:
        _close_all()
    except Exception:
        pass  # An exit is no place to complain.
    RUNTIME.certificates.acquire(timeout=1.0)
    RUNTIME.writing.acquire(timeout=1.0)


def _close_all() -> None:
    from time import monotonic

    RUNTIME.is_ending = True
    start = monotonic()
    working: list[tuple[Queue, Promise]] = []
    for queue in open_queues():
        inbox = queue.inbox
        inbox.is_late = not inbox.closed and inbox.phase is not Phase.ENDED
        if inbox.phase is Phase.WORKING:
            promise = queue.close(EXIT_MS / 1000)
            if inbox.state == "undecided":
                promise.seconds = LOADING_EXIT_MS / 1000
                promise.deadline = max(promise.deadline, start + promise.seconds)
            working.append((queue, promise))
    for _, promise in working:
        promise.wait()
    has_lock = True
    if any(queue.inbox.phase is Phase.WORKING for queue, _ in working):
        # Nobody enters from here on. A call that is under way takes next to none of this time, unless the machine is at its limits; to
        # compile takes long, and nothing has crossed before.
        has_lock = RUNTIME.shut(1.0 if RUNTIME.is_loaded else 0.001)
    for queue in open_queues():
        inbox = queue.inbox
        # What may be about to cross is not kept a second time. Nothing crosses before the notice was shown.
        rest = inbox.rest(with_taken=has_lock or inbox.state in ("undecided", "notify"))
        try:
            if has_lock and inbox.put_away:
                inbox.put_away()
        finally:
            if rest and not queue.is_off:
                _keep(queue, rest)


def _keep(queue: Queue, items: list[Item]) -> None:
    try:
        if RUNTIME.may_load():
            from . import _raw

            _raw.keep(queue.options, queue.inbox, items)
        else:
            queue.inbox.overflow(len(items))
            queue.options.tell(queue.inbox, TORN)
    except Exception:
        pass  # The others have something to keep, too.


def _after_in_child() -> None:
    global _known_child
    RUNTIME.renew()
    _known_child = 0
    for queue in open_queues():
        _parents.append(queue.inbox)
        queue.fork()
        if queue.is_forgotten:
            remove(queue)
    util = sys.modules.get("multiprocessing.util")
    if util:
        # The child is told once it has forgotten what was registered before it began.
        util.register_after_fork(_finalize_in_child, lambda finalize: finalize())


def _finalize_in_child() -> None:
    """Have the end of a child of multiprocessing known: it may end without atexit. Elsewhere nothing is loaded and nothing is done."""
    global _known_child
    process = sys.modules.get("multiprocessing.process")
    if _known_child == os.getpid() or not process or not process.parent_process():
        return
    from multiprocessing.util import Finalize

    _known_child = os.getpid()
    Finalize(None, at_exit, exitpriority=10)


# Now, and not with the first queue: what is registered after this, and may pass events, is called before.
atexit.register(at_exit)
