"""The folder of an outbox, and the names in it: they alone say whose a segment is. `host/OUTBOX.md` has the rule."""

from __future__ import annotations

import os
import re
import stat

from . import _private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Name(NamedTuple):
        """A file of an outbox: the owner's token, a number that no owner uses twice, and what the file is."""

        token: str
        number: int
        ending: str
else:
    from collections import namedtuple

    Name = namedtuple("Name", "token number ending")

LEASE = 600 * 1_000_000_000
"""How long a segment belongs to its owner after the last sign of life, in nanoseconds."""

HELD, READY, TEMPORARY = ".jsonl", ".ready.jsonl", ".tmp"
LIVE, FREE, EXPIRED = "live", "ready", "expired"

LONGEST_LINE = 128 * 1024
"""More than any client writes into a line. What is longer is damaged, and is cut so that it does not stay for ever."""

_NAME = re.compile(r"([0-9a-f]{16})-(0|[1-9][0-9]{0,9})(\.jsonl|\.ready\.jsonl|\.tmp)")


def parse(text: str) -> Name | None:
    """Read a file's name. None: the file is not of an outbox, and none of its business."""
    match = _NAME.fullmatch(text)
    if not match or int(match[2]) > 0xFFFFFFFF:
        return None
    return Name(match[1], int(match[2]), match[3])


def text(name: Name) -> str:
    """Write a file's name."""
    return f"{name.token}-{name.number}{name.ending}"


class Stored:
    """A segment on disk."""

    __slots__ = ("bytes", "hold", "modified", "name", "path")

    def __init__(self, name: Name, path: str, data: os.stat_result, now: int) -> None:
        """Take down what the folder says."""
        self.name, self.path, self.bytes, self.modified = name, path, data.st_size, data.st_mtime_ns
        self.hold = hold(name, data, now)


def hold(name: Name, data: os.stat_result, now: int) -> str:
    """Say whose a segment is."""
    if name.ending == READY:
        return FREE
    # A time that lies as far ahead as a lease is long was set by a clock that was wrong.
    return LIVE if abs(now - data.st_mtime_ns) <= LEASE else EXPIRED


class Folder:
    """Where the segments of one product are: private to its person, and no link to somewhere else."""

    def __init__(self, state: str, product: str) -> None:
        """Name it. Looks at nothing yet."""
        self.state = state
        self.path = os.path.join(state, "outbox", product)

    def place(self, name: Name) -> str:
        """Say where a file is."""
        return os.path.join(self.path, text(name))

    def files(self, now: int) -> list[Stored]:
        """List all files of the outbox; none where the folder is not there."""
        if not self.check():
            return []
        found = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                name = parse(entry.name)
                if not name:
                    continue
                try:
                    data = entry.stat(follow_symlinks=False)
                except OSError:  # Gone between the two calls: another process is at work too.
                    continue
                if stat.S_ISREG(data.st_mode):
                    found.append(Stored(name, entry.path, data, now))
        return found

    def segments(self, now: int) -> list[Stored]:
        """List the segments, the ones that were touched longest ago first."""
        segments = [stored for stored in self.files(now) if stored.name.ending != TEMPORARY]
        return sorted(segments, key=lambda stored: (stored.modified, stored.name))

    def hold(self, name: Name, now: int) -> str | None:
        """Say whose a segment is now; None: it is gone, or no file."""
        try:
            data = os.lstat(self.place(name))
        except OSError:
            return None
        return hold(name, data, now) if stat.S_ISREG(data.st_mode) else None

    def create(self) -> None:
        """Make the folder, and what is above it."""
        if not self.check():
            _private.make_folder(self.path)
            self.check()

    def check(self) -> bool:
        """Whether the folder is there.

        Raises:
            OSError: a folder of this project is a link, or open to others and cannot be closed.
        """
        for folder in (self.state, os.path.dirname(self.path), self.path):
            try:
                data = os.lstat(folder)
            except FileNotFoundError:
                return False
            if not stat.S_ISDIR(data.st_mode):
                raise NotADirectoryError(f"expected a folder, found a link or a file: {folder}")
            _private.close_folder(folder, data.st_mode)
        return True

    def sweep(self, now: int) -> None:
        """Remove files that were not finished: whoever wrote them is gone."""
        for stored in self.files(now):
            if stored.name.ending == TEMPORARY and stored.hold == EXPIRED:
                _private.remove(stored.path)

    def clear(self) -> int:
        """Remove all segments, those of live processes too: each finds that its own is gone, and sends nothing of it.

        Returns:
            How many segments were removed.

        Raises:
            OSError: the folder cannot be read, or a file cannot be removed.
        """
        removed = 0
        for stored in self.files(0):
            try:
                os.remove(stored.path)
            except FileNotFoundError:
                continue
            removed += stored.name.ending != TEMPORARY
        return removed


def read_head(path: str, most: int) -> tuple[str, int | None]:
    """Read the whole lines that fit, and how many bytes of the file they are when it has more.

    Bytes that are not UTF-8 become NUL, which stands in no JSON: the line counts as damaged, where a replacement character would pass.
    """
    with open(path, "rb") as file:
        data = file.read(most + 1)
    part = None
    if len(data) > most:
        cut = 0 if most < LONGEST_LINE else most
        feed = data.rfind(b"\n", 0, most)
        data = data[: feed + 1 if feed >= 0 else cut]
        part = len(data)
    return data.decode("utf-8", errors="nemo-telemetry-nul"), part


def copy_rest(source: str, start: int, target: str) -> None:
    """Copy what comes after the first `start` bytes to a new file."""
    import shutil

    with open(source, "rb") as old:
        old.seek(start)
        with open(_private.open_file(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as new:
            shutil.copyfileobj(old, new)


def _nul(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\0", error.end


def _register() -> None:
    import codecs

    codecs.register_error("nemo-telemetry-nul", _nul)


_register()
