"""What may be raised: by strict telemetry, and by nothing else but wrong classes of events."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    class Problem(TypedDict):
        """One thing that is wrong with a text.

        `pointer` is a JSON Pointer to it, `code` a stable name, `message` what was expected and found, `suggestion` what was probably
        meant, `offset` where it stands in bytes of UTF-8. No rejected value is in any of them.
        """

        pointer: str
        code: str
        message: str
        suggestion: str | None
        offset: int


class TelemetryError(Exception):
    """Telemetry does not work. Raised by `Telemetry(strict=True)` only; otherwise it is a problem in `Telemetry.status`."""


class RuntimeMissingError(TelemetryError):
    """The WebAssembly runtime cannot be loaded: there is none for this machine, or it is too old."""


class ProblemsError(TelemetryError):
    """A text is wrong. `problems` says where and how."""

    what = "the text is wrong"

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__("; ".join([self.what, *map(describe, problems)]))
        self.problems = problems


class SettingsError(ProblemsError):
    """Settings that no client can be opened with."""

    what = "the settings are wrong"


class EventError(ProblemsError, ValueError):
    """An event that its schema does not allow."""

    what = "the event is wrong"


def is_passing(error: BaseException | None) -> bool:
    """Whether the system had no descriptor, thread or memory left, which it may have again later."""
    import errno
    import os

    numbers = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
    while error:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in numbers):
            return True
        # The dynamic linker and the runtime tell it in words.
        if isinstance(error, Exception) and any(os.strerror(number) in str(error) for number in numbers):
            return True
        error = error.__cause__ or error.__context__
    return False


def describe(problem: Problem) -> str:
    """Say a problem in a line: where, what was expected and found, what was probably meant."""
    line = f"{problem['pointer'] or '/'}: {problem['message']}"
    return f"{line}; did you mean {problem['suggestion']}?" if problem["suggestion"] else line


def printable(text: str) -> str:
    """Write what is not seen, or moves what is, with the escapes of JSON. A text in JSON still means the same."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else escape(letter) for letter in text)


def escape(letter: str) -> str:
    """Write a letter with escapes of JSON."""
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
