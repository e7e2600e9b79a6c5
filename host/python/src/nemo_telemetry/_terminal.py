"""What the command prints. Nothing of it steers a terminal, whoever wrote it, and no stream of it can end the command."""

from __future__ import annotations

import os
import sys

from ._errors import escape, printable
from ._noticed import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO


class Terminal:
    """Standard output and standard error of a command. No method raises."""

    def __init__(self) -> None:
        """Print nothing yet."""
        self._is_over = False
        self._failure = ""

    def say(self, line: str) -> None:
        """Print a line of what was asked for."""
        self._out(printable(line))

    def data(self, line: str) -> None:
        """Print a line of JSON: as it is into files and pipes, and with escapes on a terminal."""
        self._out(printable(line) if is_terminal(sys.stdout) else line)

    def complain(self, line: str) -> None:
        """Print a line that was not asked for."""
        if _write(sys.stderr, printable(line)) or _flush(sys.stderr):
            _forget(sys.stderr)

    def end(self) -> bool:
        """Whether everything was printed, or nobody wants to read it."""
        if not self._is_over:
            self._note(_flush(sys.stdout))
        if self._is_over:
            _forget(sys.stdout)
        if self._failure:
            self.complain(f"error: standard output cannot be written: {self._failure}")
        return not self._failure

    def _out(self, line: str) -> None:
        # Nothing more goes to a reader that is gone.
        if not self._is_over:
            self._note(_write(sys.stdout, line))

    def _note(self, error: Exception | None) -> None:
        if error:
            self._is_over = True
            if not isinstance(error, BrokenPipeError):
                self._failure = (isinstance(error, OSError) and error.strerror) or type(error).__name__


def asked(question: str, read: Callable[[], str]) -> str | None:
    """Ask on standard error, and give the line that is read; None at the end of input and at Ctrl-C.

    Raises:
        OSError: the question cannot be shown.
        ValueError: standard error is closed.
    """
    sys.stderr.write(question if question.endswith((" ", "\n")) else question + " ")
    sys.stderr.flush()
    try:
        return read()
    except (EOFError, KeyboardInterrupt):
        sys.stderr.write("\n")
        return None


def _write(stream: TextIO | None, line: str) -> Exception | None:
    """Write a line in the letters that the stream has. What went wrong."""
    try:
        if stream is not None:
            stream.write(_encodable(line, getattr(stream, "encoding", None)) + "\n")
    except Exception as error:
        return error
    return None


def _encodable(line: str, encoding: str | None) -> str:
    if not encoding:
        return line
    try:
        line.encode(encoding)
    except (UnicodeError, LookupError):
        return "".join(letter if letter.isascii() else escape(letter) for letter in line)
    return line


def _flush(stream: TextIO | None) -> Exception | None:
    try:
        if stream is not None:
            stream.flush()
    except Exception as error:
        return error
    return None


def _forget(stream: TextIO | None) -> None:
    """Let what cannot be written go nowhere, so that the interpreter does not try it again at its end, and complain."""
    try:
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    except Exception:
        pass  # It is no stream of the system.
