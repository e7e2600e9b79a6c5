"""The heads of answers in HTTP/1.1, as `host/HTTP.md` has them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MAX_HEAD = 16 * 1024
"""Bytes before the body of an answer, those of interim answers included."""

_PART = 4096

_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.([0-9]) +([1-5][0-9]{2})(?: .*)?\r?")


class BrokenError(Exception):
    """What came is no answer, or is none that a collector gives."""


class Head:
    """The status and the fields of an answer."""

    def __init__(self, text: bytes) -> None:
        """Read a head, without the empty line at its end.

        Raises:
            BrokenError: it is none, or says two things about the length of its body.
        """
        first, *lines = text.split(b"\n")
        found = _STATUS.fullmatch(first)
        if not found:
            raise BrokenError("expected the status of an answer in HTTP/1.1")
        self.status = int(found[2])
        self._is_old = found[1] == b"0"
        # A line that goes on with the one before it has no name: what it adds is not looked at.
        parts = (line.partition(b":") for line in lines)
        self._fields = [(name.lower(), value.strip(b" \t\r")) for name, colon, value in parts if colon]
        lengths = set(self.all(b"content-length"))
        if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
            raise BrokenError("expected one length of the body, in decimal digits")

    def all(self, name: bytes) -> list[bytes]:
        """Give the values of a field, whose name is in lower case, in their order."""
        return [value for known, value in self._fields if known == name]

    def body(self) -> int | None:
        """Length of the body, after which the connection may serve again; None: it may not, or nobody can tell."""
        if self._is_old or self.all(b"transfer-encoding") or b"close" in b",".join(self.all(b"connection")).lower():
            return None
        if self.status == 204:
            return 0
        length = (self.all(b"content-length") or [b""])[0]
        return int(length) if 0 < len(length) < 10 else None


def read(receive: Callable[[int], bytes]) -> tuple[Head, bytes]:
    """Read up to the end of a head, past interim answers.

    Args:
        receive: Gives at most that many bytes of what comes; none at its end.

    Returns:
        The head, and what was received after it.

    Raises:
        BrokenError: it ends early, is too long, or is no head of an answer.
    """
    held, left = b"", MAX_HEAD
    while True:
        end = _END.search(held)
        if (end.end() if end else len(held)) > left:
            raise BrokenError(f"expected at most {MAX_HEAD} bytes before the body")
        if not end:
            part = receive(_PART)
            if not part:
                raise BrokenError("expected a whole head, found its connection closed")
            held += part
            continue
        head = Head(held[: end.start()])
        held, left = held[end.end() :], left - end.end()
        # An answer in a protocol that nobody asked for is the end.
        if head.status == 101:
            raise BrokenError("expected an answer, found another protocol")
        if head.status >= 200:
            return head, held
