"""The exit of a process, and its forks."""

from __future__ import annotations

import atexit
import os

from ._inbox import Phase
from ._limits import EXIT_MS, LOADING_EXIT_MS
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from ._inbox import Inbox, Promise
    from ._options import Options
    from ._views import Ledger, Status

    class Queue(Protocol):
        """What an exit and a fork have to know of `Telemetry`."""

        _inbox: Inbox
        _options: Options
        _off: bool

        def _close(self, timeout: float) -> Promise: ...
        def _fork(self) -> None: ...
        def status(self) -> Status: ...
        def close(self) -> Ledger: ...


_open: list[Queue] = []
_is_registered = False

# What a child has of its parent's queues. It is never freed: that would touch what is the parent's.
_parents: list[object] = []


def register(queue: Queue) -> None:
    """Have a queue closed when the interpreter ends, and begin anew in a forked child."""
    global _is_registered
    # Those that have ended have nothing to save.
    _open[:] = [each for each in _open if each._inbox.phase is not Phase.ENDED]
    _open.append(queue)
    if not _is_registered:
        _is_registered = True
        atexit.register(at_exit)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=RUNTIME.hold, after_in_parent=RUNTIME.go_on, after_in_child=_after_in_child)


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


def _close_all() -> None:
    from time import monotonic

    RUNTIME.is_ending = True
    start = monotonic()
    working: list[tuple[Queue, Promise]] = []
    for queue in _open:
        if queue._inbox.phase is Phase.WORKING:
            promise = queue._close(EXIT_MS / 1000)
            if queue._inbox.state == "undecided":
                promise.deadline = max(promise.deadline, start + LOADING_EXIT_MS / 1000)
            working.append((queue, promise))
    for _, promise in working:
        promise.wait()
    has_lock = True
    if any(queue._inbox.phase is Phase.WORKING for queue, _ in working):
        # Nobody enters from here on. A call that is under way takes next to none of this time, unless the machine is at its limits; to
        # compile takes long, and nothing has crossed before.
        has_lock = RUNTIME.shut(1.0 if RUNTIME.is_loaded else 0.001)
    for queue in _open:
        inbox = queue._inbox
        # What may be about to cross is not kept a second time.
        rest = inbox.rest(with_taken=has_lock or inbox.state == "undecided")
        if has_lock and inbox.put_away:
            inbox.put_away()
        if rest and not queue._off:
            from . import _raw

            if _raw.may_keep(queue._options, inbox):
                _raw.keep(queue._options, inbox, rest)


def _after_in_child() -> None:
    import sys

    RUNTIME.renew()
    for queue in _open:
        _parents.append(queue._inbox)
        queue._fork()
    multiprocessing = sys.modules.get("multiprocessing.util")
    if multiprocessing:
        # A child of multiprocessing ends without atexit, and forgets what was registered before it began.
        multiprocessing.register_after_fork(_finalize_in_child, lambda finalize: finalize())


def _finalize_in_child() -> None:
    from multiprocessing.util import Finalize

    Finalize(None, at_exit, exitpriority=10)
