"""The ends of a process and its forks."""

from __future__ import annotations

import atexit
import os
from _thread import RLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Promise
    from ._telemetry import Telemetry

LOCK = RLock()
"""Held by whoever is in the runtime.

Two threads in one instance end the process; a fork in the midst of compiling leaves a child that hangs; and a thread that comes back from
an import of the component while the interpreter goes away takes the process down with it.
"""

LOADING = RLock()
"""Held by a thread of ours that loads modules: a child that is forked in the midst of it would find half of one, and two threads that load
modules which need each other may, too. Who needs both locks takes `LOCK` first."""

CERTIFICATES = RLock()
"""Held by a thread of ours that reads the system's certificates, which takes some 30 ms without the interpreter's lock. At the very end the
C library takes OpenSSL down, and with it a process in which a thread is still reading. An end takes this lock and keeps it."""

is_shut = False
"""Nobody is to enter an instance any more."""

_open: list[Telemetry] = []
_is_registered = False

is_ending = False
"""The interpreter is about to end."""

# The locks that a fork which is under way has.
_held: list[RLock] = []

# What a child has of its parent's queues. It is never freed: that would touch what is the parent's.
_parents: list[object] = []


_is_crossing = False


class Crossing:
    """Events cross, and are counted as crossed: both or neither, also when the interpreter is about to end meanwhile."""

    def __enter__(self) -> None:
        """Take `LOCK`. An end that has begun keeps the thread here; one that begins from now on waits for it."""
        global _is_crossing
        LOCK.acquire()
        if is_shut:
            _stay()
        _is_crossing = True

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        global _is_crossing
        _is_crossing = False
        LOCK.release()


def enter() -> None:
    """Go on, holding `LOCK`, unless the interpreter is about to end: then the thread stays here."""
    if is_shut and not _is_crossing:
        _stay()


def _stay() -> None:
    """Never come back: the interpreter is about to end."""
    from time import sleep

    while LOCK._is_owned():  # type: ignore[attr-defined]
        LOCK.release()
    while True:
        sleep(3600)


def register(telemetry: Telemetry) -> None:
    """Have a queue put away when the interpreter ends, and begin anew in a forked child."""
    global _is_registered
    # Those that have ended have nothing to put away.
    _open[:] = [each for each in _open if each._inbox.phase != "ended"]
    _open.append(telemetry)
    if not _is_registered:
        _is_registered = True
        atexit.register(at_exit)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=_before_fork, after_in_parent=_after_in_parent, after_in_child=_after_in_child)


def at_exit() -> None:
    """Put every queue away: send what can be sent in 50 ms, and keep the rest. The exit code stays what it is."""
    try:
        _put_away()
    except Exception:
        pass  # An end is no place to complain.
    CERTIFICATES.acquire(timeout=1.0)


def _put_away() -> None:
    import sys
    from time import monotonic

    from . import _telemetry

    global is_ending, is_shut
    is_ending = True
    working: list[tuple[Telemetry, Promise]] = []
    start = monotonic()
    for telemetry in _open:
        if telemetry._inbox.phase == "working":
            promise = telemetry._close(_telemetry.EXIT)
            if telemetry._inbox.state == "undecided":
                promise.deadline = max(promise.deadline, start + _telemetry.LOADING_EXIT)
            working.append((telemetry, promise))
    for _, promise in working:
        promise.wait()
    has_lock = True
    if any(telemetry._inbox.phase == "working" for telemetry, _ in working):
        # Nobody enters from here on. A call that is under way takes next to none of this time, unless the machine is at its limits; to
        # compile takes long, and nothing has crossed before.
        is_shut = True
        runtime = sys.modules.get(f"{__package__}._runtime")
        is_loaded = bool(runtime and runtime.is_loaded())
        has_lock = LOCK.acquire(timeout=1.0 if is_loaded else 0.001)
    for telemetry in _open:
        # What may be about to cross is not kept a second time.
        inbox = telemetry._inbox
        rest = inbox.rest(with_taken=has_lock or inbox.state == "undecided")
        if has_lock and inbox.put_away:
            inbox.put_away()
        if rest and _may_keep(telemetry):
            from . import _worker

            _worker.keep_raw(telemetry._options, inbox, rest)


def _may_keep(telemetry: Telemetry) -> bool:
    """Whether events may be kept that nobody has decided about yet: only where somebody has said yes already."""
    inbox, options = telemetry._inbox, telemetry._options
    if telemetry._off or inbox.state not in ("undecided", "on"):
        return False
    if inbox.state == "on":
        return True
    from . import _facts, _precheck
    from ._precheck_table import PRODUCTS

    known = PRODUCTS.get(options.product)
    if not known:
        return False
    # An administrator may have said no.
    machine = options.around.paths().machine
    if machine and _facts.read(os.path.join(machine, "policy.toml")) is not None:
        return False
    return bool(
        known[2] == "on"
        or options.calls.get("enabled")
        or options.calls.get("destination")
        or (known[1] and options.around.variables().get(known[1]))
        or (known[5] == "toml" and _precheck.stored(options.product, options.around))
    )


def _before_fork() -> None:
    _held.extend(lock for lock in (LOCK, LOADING) if lock.acquire(timeout=10))


def _after_in_parent() -> None:
    while _held:
        _held.pop().release()


def _after_in_child() -> None:
    global LOCK, LOADING, CERTIFICATES, _is_crossing
    import sys

    LOCK, LOADING, CERTIFICATES = RLock(), RLock(), RLock()
    _is_crossing = False
    _held.clear()
    for telemetry in _open:
        _parents.append(telemetry._inbox)
        telemetry._fork()
    multiprocessing = sys.modules.get("multiprocessing.util")
    if multiprocessing:
        # A child of multiprocessing ends without atexit, and forgets what was registered before it began.
        multiprocessing.register_after_fork(_finalize_in_child, lambda finalize: finalize())


def _finalize_in_child() -> None:
    from multiprocessing.util import Finalize

    Finalize(None, at_exit, exitpriority=10)
