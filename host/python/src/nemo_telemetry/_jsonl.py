"""Files of events: JSON Lines in UTF-8."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

LONGEST = 64 * 1024 * 1024
"""Bytes of a file that are read: far more than anybody looks at, and an end for `/dev/zero`."""


def lines_of(name: str) -> list[str]:
    """Read a file, or standard input for `-`. Blank lines are left out, and a byte-order mark is skipped.

    Only a line feed ends a line, with a carriage return before it or without, as in the component: JSON strings may have other line
    separators in them.

    Raises:
        OSError: it cannot be read, is too long, or is not UTF-8.
    """
    where = "standard input" if name == "-" else name
    data = _read(name)
    if len(data) > LONGEST:
        raise OSError(f"{where}: expected at most {LONGEST >> 20} MiB, found more; split it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise OSError(
            f"{where}: expected UTF-8, found UTF-16, as `>` of older PowerShells writes it; write it with `Out-File -Encoding utf8`"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OSError(f"{where}: expected UTF-8, found something else at byte {error.start + 1}") from None
    return [line + "\n" for line in text.split("\n") if line.strip()]


def _read(name: str) -> bytes:
    if name != "-":
        with open(name, "rb") as file:
            return file.read(LONGEST + 1)
    if sys.stdin is None:
        raise OSError("this program has no standard input")
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    # Whatever a program has put in its place gives text.
    return stream.read(LONGEST + 1) if stream else sys.stdin.read(LONGEST + 1).encode("utf-8", "surrogatepass")
