"""The audit log: what left this machine, for the person who owns it. `host/AUDIT.md` has the rule.

The component writes the lines; this puts them into files. Nothing here raises, and nothing is made before the first line.
"""

from __future__ import annotations

import os
import stat

from . import _private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 10 * 1024 * 1024
"""Bytes of a file that is rotated before the next line."""

STALE = 10 * 1_000_000_000
"""Nanoseconds; a lock that was touched further away from now belongs to nobody."""

USAGE_STATS = '{"usageStats":'
"""What stands before the parameters of a line that is for Guardrails' own file."""


class NoAudit:
    """The log of a host that keeps none."""

    def append(self, line: str) -> bool:
        """Write nothing."""
        return False


class FileAudit(NoAudit):
    """The audit log of one product. Any number of them, in any number of processes, may write to the same files."""

    def __init__(
        self,
        state: str | None,
        config: str | None,
        product: str,
        clock: Callable[[], int],
        warn: Callable[[str], None],
        limit: int = LIMIT,
    ) -> None:
        """Look at nothing yet. Lines without a folder are not written.

        Args:
            state: This project's folder for state.
            config: The person's folder of decisions, where Guardrails' usage stats are.
            product: Identifier of the product.
            clock: Gives nanoseconds since 1970.
            warn: Told once why a line could not be written.
            limit: Bytes at which a file is rotated.
        """
        self._log = of_product(state, product) if state else None
        self._usage_stats = _of_usage_stats(config) if config else None
        self._clock, self._warn, self._limit = clock, warn, limit
        self._warned = False

    def append(self, line: str) -> bool:
        """Add a line, given without its line feed. Whether it was written."""
        file = self._log
        if line.startswith(USAGE_STATS) and line.endswith("}"):
            file, line = self._usage_stats, line[len(USAGE_STATS) : -1]
        if not file:
            return False
        try:
            file.append(line, self._limit, self._clock())
        except OSError as error:
            if not self._warned:
                self._warned = True
                self._warn(f"the audit log has gaps: failed to write {file.path}: {error}")
            return False
        return True


class LogFile:
    """A file of lines that several processes write, with one older file beside it."""

    def __init__(self, path: str, older: str, lock: str, own: list[str]) -> None:
        """Look at nothing yet.

        Args:
            path: The file.
            older: Where it goes when it is rotated.
            lock: Who rotates makes this file first.
            own: Folders of this project above it, the outermost first: no links, and closed to others.
        """
        self.path, self.older, self._lock, self._own = path, older, lock, own

    def append(self, line: str, limit: int, now: int) -> None:
        """Add a line, in one call, so that the lines of several processes do not mix.

        Raises:
            OSError: it was not written, or not whole.
        """
        self._make_folders()
        self._rotate(limit, now)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        file = _private.open_file(self.path, flags)
        try:
            data = os.fstat(file)
            if not stat.S_ISREG(data.st_mode) or (not hasattr(os, "O_NOFOLLOW") and os.path.islink(self.path)):
                raise OSError("expected a regular file, found something else")
            text = self._separator(file, data.st_size) + line.encode() + b"\n"
            written = os.write(file, text)
        finally:
            os.close(file)
        if written < len(text):
            raise OSError(f"only {written} of {len(text)} bytes of a line could be written")

    def _separator(self, file: int, size: int) -> bytes:
        """Give the line feed that goes before a line where the one before was cut short."""
        if not size:
            return b""
        os.lseek(file, size - 1, os.SEEK_SET)
        return b"" if os.read(file, 1) == b"\n" else b"\n"

    def _make_folders(self) -> None:
        _private.make_folder(os.path.dirname(self.path))
        for folder in self._own:
            data = os.lstat(folder)
            if not stat.S_ISDIR(data.st_mode):
                raise NotADirectoryError(f"expected a folder, found a link or a file: {folder}")
            _private.close_folder(folder, data.st_mode)

    def _rotate(self, limit: int, now: int) -> None:
        """Put a file that is long enough in place of the older one. One that cannot be rotated is written on."""
        if self._size() < limit:
            return
        try:
            if abs(now - os.lstat(self._lock).st_mtime_ns) > STALE:
                os.remove(self._lock)
        except OSError:
            pass  # There is no lock, or it cannot be removed, which shows next.
        try:
            lock = _private.open_file(self._lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        except OSError:
            return
        try:
            os.close(lock)
            os.utime(self._lock, ns=(now, now))
            # Somebody may have rotated between the look and the lock.
            if self._size() >= limit:
                os.replace(self.path, self.older)
        except OSError:
            pass
        finally:
            _private.remove(self._lock)

    def _size(self) -> int:
        try:
            data = os.lstat(self.path)
        except OSError:
            return 0
        return data.st_size if stat.S_ISREG(data.st_mode) else 0


def of_product(state: str, product: str) -> LogFile:
    """Name the audit log of a product."""
    folder = os.path.join(state, "audit")
    path = os.path.join(folder, product)
    return LogFile(f"{path}.jsonl", f"{path}.1.jsonl", f"{path}.lock", [state, folder])


def _of_usage_stats(config: str) -> LogFile:
    path = os.path.join(config, "nemoguardrails", "usage_stats.json")
    return LogFile(path, f"{path}.1", f"{path}.lock", [])
