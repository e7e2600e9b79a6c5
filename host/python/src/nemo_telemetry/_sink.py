"""Places on this machine that bodies are written to, a line each, instead of being sent."""

from __future__ import annotations

import os
import sys


class UnopenedError(OSError):
    """There is no such place, and nothing was written."""


def is_sink(url: str) -> bool:
    """Whether an address is `stdout:`, `stderr:` or `file:` with an absolute path."""
    return url in ("stdout:", "stderr:") or (url.startswith("file:") and os.path.isabs(url[5:]))


def write(url: str, body: str) -> None:
    """Write a body and a line feed.

    Raises:
        UnopenedError: nothing was written.
        OSError: it was not written, or not whole.
        ValueError: the stream is closed.
    """
    line = body + "\n"
    if url in ("stdout:", "stderr:"):
        stream = sys.stdout if url == "stdout:" else sys.stderr
        if stream is None:
            raise UnopenedError(f"this program has no {url[:-1]}")
        stream.write(line)
        stream.flush()
        return
    from . import _private

    # A pipe that nobody reads must not hold the thread.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
    try:
        file = _private.open_file(url[5:], flags)
    except OSError as error:
        raise UnopenedError(str(error)) from error
    try:
        _private.write_all(file, line.encode())
    finally:
        os.close(file)
