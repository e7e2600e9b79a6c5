"""Threads of ours."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Thread(threading.Thread):
    """A thread that ends without a word where a library has replaced `threading` since it began, as gevent does when it patches late."""

    def _delete(self) -> None:
        try:
            super()._delete()  # type: ignore[misc]
        except KeyError:
            pass  # It is known under another number by now. To say so while the interpreter ends would abort the process.


def start(target: Callable[..., object], arguments: tuple[object, ...], name: str) -> Thread:
    """Start a thread that does not keep the interpreter.

    Raises:
        RuntimeError: the system has no more threads, or the interpreter is about to end.
    """
    thread = Thread(target=target, args=arguments, name=name, daemon=True)
    thread.start()
    return thread
