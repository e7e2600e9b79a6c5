"""Who may be in the WebAssembly runtime, and what an exit and a fork have to wait for."""

from __future__ import annotations

import sys
from _thread import RLock, get_ident


class Runtime:
    """The lock that every thread holds while it is in the runtime: `with RUNTIME`.

    Two threads in one instance end the process; a fork during compilation leaves a child that hangs; and a thread that comes back from
    an import of the component while the interpreter goes away takes the process down with it.
    """

    def __init__(self) -> None:
        """Let everybody in."""
        self.lock = RLock()
        self.loading = RLock()
        """Held by a thread of ours that loads modules: a child that is forked meanwhile would find half of one, and two threads that load
        modules which need each other may, too. A thread that needs both locks takes the runtime's first."""
        self.certificates = RLock()
        """Held by a thread of ours that reads the system's certificates, which takes some 30 ms without the interpreter's lock. At the
        very end the C library takes OpenSSL down, and with it a process in which a thread is still reading."""
        self.writing = RLock()
        """Held by a thread of ours that writes to a stream of the program. At the very end the interpreter writes out its streams, and
        aborts the process where a thread is still at it."""
        self.is_ending = False
        """The interpreter is about to end."""
        self.is_loaded = False
        """The component is there: a thread that holds the lock gives it back in no time."""
        self.is_torn = False
        """This process was forked while a thread was in the runtime or loaded modules: what that thread had begun stays half done here."""
        self._shut_by = 0
        self._is_crossing = False
        self._held: list[RLock] = []

    def __enter__(self) -> Runtime:
        """Enter. Once the runtime is shut, the thread stays here for good, unless it is the one that shut it, or is crossing."""
        self.lock.acquire()
        if self._shut_by and not self._is_crossing and self._shut_by != get_ident():
            self.stay()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        self.lock.release()

    def shut(self, seconds: float) -> bool:
        """Let no other thread in any more. Whether the lock was taken within that time, which then is never given back."""
        self._shut_by = get_ident()
        return self.lock.acquire(timeout=seconds)

    def may_load(self) -> bool:
        """Whether modules can be imported: not while the interpreter is taken down, nor where one may be half loaded for good."""
        return not self.is_torn and not sys.is_finalizing()

    def hold(self) -> None:
        """Keep everybody out, for a fork: the second time in one fork does nothing. A handler of signals may fork in the midst of anything.

        So no thread waits, while it is in the runtime, for a lock that a program's thread may hold. The one exception are modules: if this
        thread is loading some, the thread in the runtime may be waiting for that.
        """
        seconds = 0 if self.loading._is_owned() else 10  # type: ignore[attr-defined]
        for lock in (self.lock, self.loading):
            if not lock._is_owned() and lock.acquire(timeout=seconds):  # type: ignore[attr-defined]
                self._held.append(lock)

    def go_on(self) -> None:
        """Let everybody in again."""
        # Another thread may be about to fork, too.
        for lock in [lock for lock in self._held if lock._is_owned()]:  # type: ignore[attr-defined]
            self._held.remove(lock)
            lock.release()

    def renew(self) -> None:
        """Begin anew in a forked child, where no other thread is left to give a lock back."""
        if not all(lock._is_owned() for lock in (self.lock, self.loading)):  # type: ignore[attr-defined]
            self.is_torn = True
        self.lock, self.loading, self.certificates, self.writing = RLock(), RLock(), RLock(), RLock()
        self._is_crossing = False
        self._held.clear()

    def stay(self) -> None:
        """Never come back: the interpreter is about to end."""
        from time import sleep

        while self.lock._is_owned():  # type: ignore[attr-defined]
            self.lock.release()
        while True:
            sleep(3600)


class Crossing:
    """Events cross, and are counted as crossed: both or neither, also when the interpreter is about to end meanwhile."""

    def __enter__(self) -> None:
        """Enter the runtime. An exit that begins from now on waits for this thread."""
        RUNTIME.__enter__()
        RUNTIME._is_crossing = True

    def __exit__(self, *_: object) -> None:
        """Leave it."""
        RUNTIME._is_crossing = False
        RUNTIME.__exit__()


RUNTIME = Runtime()
"""The one of this process."""
