"""The one folder of a product: the host's side of the `folder` import. `host/FOLDER.md` has the rule.

A method raises `OSError` where it fails; the component is then told none or false.
"""

from __future__ import annotations

import os
import re
import stat

from . import _private
from ._limits import MAX_FOLDER_TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_USAGE_STATS = "usage_stats.json"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Folder:
    """A folder that is its person's alone. Nothing is made before the first file."""

    def __init__(self, state: str | None, config: str | None, product: str, wall: Callable[[], int]) -> None:
        """Look at nothing yet.

        Args:
            state: This project's folder for state; None: there is no storage.
            config: The person's folder of decisions, where a product may have files of its own, too.
            product: Identifier of the product.
            wall: Gives nanoseconds since 1970: the clock that the component reads.
        """
        self._own = (state, os.path.join(state, product)) if state else ()
        self._stats = os.path.join(config, "nemoguardrails") if config else ""
        self._wall = wall

    @property
    def path(self) -> str:
        """Where it is; empty: there is no storage."""
        return self._own[-1] if self._own else ""

    def entries(self) -> str:
        """List every file: name, length, and time of the last change in milliseconds."""
        lines: list[str] = []
        size = 0
        with self._folder() as place, os.scandir(place.path if place.file is None else place.file) as found:
            for entry in found:
                if not _NAME.fullmatch(entry.name) or entry.name.startswith(_USAGE_STATS):
                    continue
                try:
                    data = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # It is gone by now.
                line = f"{entry.name} {data.st_size} {data.st_mtime_ns // 1_000_000}\n"
                size += len(line)
                if stat.S_ISREG(data.st_mode) and size <= MAX_FOLDER_TEXT:
                    lines.append(line)
        return "".join(lines)

    def stat(self, name: str) -> dict[str, float] | None:
        """Say what is known of a file; None only where there can be none, or the system says that it is absent."""
        if not _NAME.fullmatch(name):
            return None
        try:
            with self._place(name) as place:
                data = _look(place, name)
        except _private.ABSENT:
            return None
        return {"bytes": min(data.st_size, 0xFFFFFFFF), "touched-ms": float(data.st_mtime_ns // 1_000_000)}

    def read(self, name: str, offset: int, most: int) -> str:
        """Read a part of a file. A line that is not UTF-8 becomes as many NULs, which stand in no JSON."""
        with open(self._open(name, os.O_RDONLY), "rb") as file:
            file.seek(offset)
            data = file.read(min(most, MAX_FOLDER_TEXT))
        try:
            return data.decode()
        except UnicodeDecodeError:
            return "\n".join(map(_line, data.split(b"\n")))

    def text(self, name: str) -> str:
        """Read a file of at most 64 MiB, for people; empty where there is none."""
        try:
            with open(self._open(name, os.O_RDONLY), "rb") as file:
                return file.read(64 << 20).decode("utf-8", "replace")
        except _private.ABSENT:
            return ""

    def create(self, name: str, text: str) -> bool:
        """Make a file. Of all processes that try, one succeeds."""
        with self._place(name, make=True) as place:
            self._make(place, name, text)
        return True

    def append(self, name: str, text: str) -> bool:
        """Add to a file that is there, in one write; what was added in part is taken back."""
        file, data = self._open(name, os.O_WRONLY | os.O_APPEND), text.encode()
        try:
            size, written = os.fstat(file).st_size, os.write(file, data)
            if written < len(data):
                os.ftruncate(file, size)
                raise OSError(f"only {written} of {len(data)} bytes could be written: {os.path.join(self.path, name)}")
        finally:
            os.close(file)
        try:
            self.touch(name)
        except OSError:
            pass  # The text is there, and the system has set a time, too.
        return True

    def write(self, name: str, text: str) -> bool:
        """Put a text in place of a file's, which is there until the new one is whole."""
        with self._place(name, make=True) as place:
            self._make(place, f"{name}.tmp", text)
            try:
                os.replace(place.at(f"{name}.tmp"), place.at(name), src_dir_fd=place.file, dst_dir_fd=place.file)
            except OSError:
                _private.remove(place.at(f"{name}.tmp"), place.file)
                raise
        return True

    def rename(self, name: str, to: str) -> bool:
        """Rename a file. Of all processes that try, one succeeds."""
        with self._place(name) as place, self._place(to) as target:
            _look(place, name)
            os.replace(place.at(name), target.at(to), src_dir_fd=place.file, dst_dir_fd=target.file)
        return True

    def touch(self, name: str) -> bool:
        """Set the time of the last change to now."""
        with self._place(name) as place:
            _look(place, name)
            self._touch(place, name)
        return True

    def remove(self, name: str) -> bool:
        """Remove a file. Whether it is gone."""
        try:
            with self._place(name) as place:
                _look(place, name)
                os.remove(place.at(name), dir_fd=place.file)
        except _private.ABSENT:
            pass
        return True

    def _folder(self, make: bool = False) -> _private.Place:
        """Open the folder, which is this user's own, no link, and closed to others."""
        if not self._own:
            raise FileNotFoundError
        state, own = self._own
        if make:
            _private.make_folder(state)
        with _private.open_folder(state) as above:
            try:
                return _private.open_folder(own, above)
            except FileNotFoundError:
                if not make:
                    raise
            try:
                os.mkdir(above.at(os.path.basename(own)), 0o700, dir_fd=above.file)
            except FileExistsError:
                pass  # Another process was faster.
            return _private.open_folder(own, above)

    def _place(self, name: str, make: bool = False) -> _private.Place:
        """Open the folder of a file."""
        if not _NAME.fullmatch(name):
            raise OSError(f"expected the name of a file, found {name!r}")
        if not name.startswith(_USAGE_STATS):
            return self._folder(make)
        # That folder is the product's: it is left as it is, also where it is a link.
        if not self._stats:
            raise FileNotFoundError
        if make:
            _private.make_folder(self._stats)
        place = _private.open_any(self._stats)
        try:
            if make:
                _private.must_not_be_foreign(place)
        except OSError:
            place.__exit__()
            raise
        return place

    def _open(self, name: str, flags: int) -> int:
        """Open a file that is there; where links can be told only beforehand, it is told then."""
        with self._place(name) as place:
            _look(place, name)
            file = _private.open_file(place.at(name), flags | _NO_LINK, place.file)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError(f"expected a file, found something else: {name}")
        return file

    def _make(self, place: _private.Place, name: str, text: str) -> None:
        file = _private.open_file(place.at(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, place.file)
        try:
            try:
                _private.write_all(file, text.encode())
            finally:
                os.close(file)
            self._touch(place, name)
        except OSError:
            _private.remove(place.at(name), place.file)
            raise

    def _touch(self, place: _private.Place, name: str) -> None:
        now = self._wall()
        os.utime(place.at(name), ns=(now, now), dir_fd=place.file, follow_symlinks=place.file is None)


def _look(place: _private.Place, name: str) -> os.stat_result:
    """Look at a file that has to be a file."""
    data = os.stat(place.at(name), dir_fd=place.file, follow_symlinks=False)
    if not stat.S_ISREG(data.st_mode):
        raise OSError(f"expected a file, found something else: {os.path.join(place.path, name)}")
    return data


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return "\0" * len(line)
