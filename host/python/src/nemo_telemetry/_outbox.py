"""The outbox on disk: the host's side of the `outbox` import. `host/OUTBOX.md` has the rule that hosts in every language follow.

Nothing is made before the first line, and nothing here raises: where the disk is full or the folder cannot be written, events live in
memory only, and one warning says so.
"""

from __future__ import annotations

import os
from collections import deque

from . import _folder, _private
from ._folder import HELD, LEASE, LIVE, READY, TEMPORARY, Folder, Name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

RENEWAL = LEASE // 10
"""A live owner gives a sign at least that often."""

DOUBT = LEASE // 2
"""An owner that has given no sign for so long may be about to lose its segment, and takes it again before it relies on it."""


class Limits:
    """What an outbox may hold."""

    def __init__(self, bytes: int = 16 << 20, segments: int = 512, age: int = 7 * 24 * 3600 * 1_000_000_000) -> None:
        """Set the bounds: bytes and segments of all processes of the product, and the age in nanoseconds after which one may go."""
        self.bytes, self.segments, self.age = bytes, segments, age


class NoOutbox:
    """Storage of a host that has none."""

    def append(self, lines: str) -> bool:
        """Keep nothing."""
        return False

    def replace(self, lines: str) -> bool:
        """Keep nothing."""
        return False

    def claim(self, most: int) -> tuple[int, str] | None:
        """Have nothing."""
        return None

    def release(self, segment: int) -> None:
        """Do nothing."""

    def discard(self, segment: int) -> None:
        """Do nothing."""

    def renew(self) -> bool:
        """Have nothing to lose."""
        return True

    def end(self) -> None:
        """Do nothing."""


class FileOutbox(NoOutbox):
    """The outbox of one product and one client, on disk.

    `end` leaves its segments to any other process. A process that is killed leaves them too; others take them when its lease has run
    out. Nothing happens when it is merely forgotten, as a forked child does.
    """

    def __init__(
        self,
        state: str,
        product: str,
        clock: Callable[[], int],
        warn: Callable[[str], None],
        token: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Look at nothing yet.

        Args:
            state: This project's folder for state.
            product: Identifier of the product.
            clock: Gives nanoseconds since 1970. A monotonic clock may stand still while a machine sleeps.
            warn: Told once why lines could not be kept.
            token: 16 hexadecimal digits that tell this owner's files from all others; without it, random ones.
            limits: Bounds; without them, those of `host/OUTBOX.md`.
        """
        self._folder = Folder(state, product)
        self._clock, self._warn, self._limits = clock, warn, limits or Limits()
        self._token = token or os.urandom(8).hex()
        self._last = 0
        self._own: Name | None = None
        self._bytes = 0
        self._renewed = 0
        # The last line was written in part and could not be taken back.
        self._torn = False
        self._lost = False
        # Claimed segments, with the number of bytes that were handed out where the segment has more.
        self._claimed: dict[int, tuple[Name, int | None]] = {}
        self._candidates: deque[Name] = deque()
        # Bytes and number of segments that are neither the own one nor claimed, as last counted.
        self._others: tuple[int, int] | None = None
        self._warned = False

    def append(self, lines: str) -> bool:
        """Add lines to the own segment; the first one makes it."""
        if not lines or not self.renew():
            return not lines
        try:
            self._add(lines.encode())
        except OSError as error:
            self._tell(error)
            return False
        # A machine that slept in the midst of it may have written to what is another's by now.
        return self.renew()

    def replace(self, lines: str) -> bool:
        """Put lines in place of everything in the own segment; the empty text removes it."""
        if not self.renew():
            return False
        try:
            if lines:
                self._exchange(lines.encode())
            else:
                self._remove()
        except OSError as error:
            self._tell(error)
            return False
        return True

    def claim(self, most: int) -> tuple[int, str] | None:
        """Take a segment whose owner is gone, or so much of it as fits."""
        if self._lost:
            return None
        now = self._clock()
        if not self._candidates:
            try:
                segments = self._folder.segments(now)
            except OSError:
                return None
            self._candidates.extend(stored.name for stored in segments if stored.hold != LIVE)
        while self._candidates:
            name = self._candidates.popleft()
            if self._folder.hold(name, now) in (None, LIVE):
                continue
            taken = self._take(name, now)
            segment = self._hand_out(taken, most) if taken else None
            if segment:
                return segment
        return None

    def release(self, segment: int) -> None:
        """Give a claimed segment back unchanged."""
        claimed = self._claimed.pop(segment, None)
        if claimed:
            self._free(claimed[0])

    def discard(self, segment: int) -> None:
        """Remove what was handed out of a claimed segment."""
        claimed = self._claimed.pop(segment, None)
        if not claimed:
            return
        name, part = claimed
        path = self._folder.place(name)
        if part is None:
            _private.remove(path)
            return
        temporary = self._folder.place(name._replace(ending=TEMPORARY))
        try:
            _folder.copy_rest(path, part, temporary)
            os.replace(temporary, path)
            is_rest = True
        except OSError:
            # Where the rest cannot be written the whole stays, and may be sent again; that is what at-least-once means.
            _private.remove(temporary)
            is_rest = False
        if self._free(name) and is_rest:
            self._candidates.appendleft(name._replace(ending=READY))

    def renew(self) -> bool:
        """Give a sign of life, and say whether the own segment is still this owner's. Once it is not, this outbox is over."""
        own = self._own
        if not own:
            return not self._lost
        now = self._clock()
        since = now - self._renewed
        path = self._folder.place(own)
        try:
            if since > DOUBT or since < 0:
                ours = self._retake(own, now)
            elif since > RENEWAL:
                os.utime(path, ns=(now, now))
                ours = True
            else:
                os.lstat(path)
                ours = True
        except OSError:
            ours = False
        # What went wrong otherwise, such as a folder that cannot be written any more, keeps others away too.
        if not ours and not os.path.lexists(path):
            self._own, self._lost = None, True
        elif since > RENEWAL or since < 0:
            self._renewed = now
        return not self._lost

    def end(self) -> None:
        """Leave everything to others."""
        for name, _ in self._claimed.values():
            self._free(name)
        self._claimed.clear()
        if self.renew() and self._own:
            self._free(self._own)
            self._own = None

    def _tell(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(f"events are kept in memory only: failed to write below {self._folder.path}: {error}")

    def _next(self) -> Name:
        self._last += 1
        return Name(self._token, self._last, HELD)

    def _add(self, lines: bytes) -> None:
        self._make_room(len(lines))
        if not self._own:
            self._begin(lines)
            return
        file = os.open(self._folder.place(self._own), os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
        try:
            try:
                _private.write_all(file, (b"\n" if self._torn else b"") + lines)
            except OSError:
                try:
                    os.ftruncate(file, self._bytes)
                    self._torn = False
                except OSError:
                    self._torn = True
                raise
        finally:
            os.close(file)
        self._bytes += len(lines) + self._torn
        self._torn = False
        self._renewed = self._clock()
        try:
            os.utime(self._folder.place(self._own), ns=(self._renewed, self._renewed))
        except OSError:
            pass  # The lines are there, and the system has set a time too.

    def _begin(self, lines: bytes) -> None:
        self._folder.create()
        name, now = self._next(), self._clock()
        self._write_new(self._folder.place(name), lines, now)
        self._own, self._bytes, self._renewed, self._torn = name, len(lines), now, False

    def _exchange(self, lines: bytes) -> None:
        if not self._own:
            self._begin(lines)
            return
        temporary, now = self._folder.place(self._own._replace(ending=TEMPORARY)), self._clock()
        self._write_new(temporary, lines, now)
        try:
            os.replace(temporary, self._folder.place(self._own))
        except OSError:
            _private.remove(temporary)
            raise
        self._bytes, self._renewed, self._torn = len(lines), now, False

    def _write_new(self, path: str, data: bytes, now: int) -> None:
        """Write a file that must not be there yet, with the time of its lease from the clock that others will be measured by."""
        file = _private.open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            try:
                _private.write_all(file, data)
            finally:
                os.close(file)
            os.utime(path, ns=(now, now))
        except OSError:
            _private.remove(path)
            raise

    def _remove(self) -> None:
        if self._own:
            os.remove(self._folder.place(self._own))
            # The next one looks anew at what others have.
            self._own = self._others = None

    def _make_room(self, more: int) -> None:
        """Raise `OSError` when so many bytes more, or one segment more, would be too many."""
        limits, own, is_new = self._limits, self._bytes if self._own else 0, not self._own

        def fits(others: tuple[int, int]) -> bool:
            return others[0] + own + more <= limits.bytes and (others[1] < limits.segments or not is_new)

        if self._others and fits(self._others):
            return
        now = self._clock()
        self._folder.sweep(now)
        mine = {self._own, *(name for name, _ in self._claimed.values())}
        others = [stored for stored in self._folder.segments(now) if stored.name not in mine]
        counted = (sum(stored.bytes for stored in others), len(others))
        if not fits(counted):
            for stored in others:
                if stored.hold != LIVE and abs(now - stored.modified) > limits.age and _private.remove(stored.path):
                    counted = (counted[0] - stored.bytes, counted[1] - 1)
        self._others = counted
        if not fits(counted):
            raise OSError(f"the outbox is full: at most {limits.bytes} bytes in {limits.segments} files")

    def _retake(self, name: Name, now: int) -> bool:
        """Take the own segment again under a new name, as another process would take it."""
        taken = self._take(name, now)
        if taken:
            self._own, self._renewed = taken, now
        return taken is not None

    def _take(self, name: Name, now: int) -> Name | None:
        """Rename a segment to a name of this owner; of all who try, one succeeds.

        The sign of life comes first: a file that appears under a new name with an old time would be taken again at once.
        """
        path, taken = self._folder.place(name), None
        try:
            os.utime(path, ns=(now, now))
            taken = self._next()
            os.rename(path, self._folder.place(taken))
        except OSError:
            return None
        return taken

    def _hand_out(self, name: Name, most: int) -> tuple[int, str] | None:
        """Read a claimed segment. None: there is nothing in it, or nothing that fits."""
        try:
            lines, part = _folder.read_head(self._folder.place(name), most)
        except OSError:
            self._free(name)
            return None
        if part is None and not lines:
            _private.remove(self._folder.place(name))
            return None
        if part == 0:
            self._free(name)
            return None
        self._claimed[name.number] = (name, part)
        return name.number, lines

    def _free(self, name: Name) -> bool:
        """Make a segment of this owner free for all."""
        try:
            os.rename(self._folder.place(name), self._folder.place(name._replace(ending=READY)))
        except OSError:
            return False
        return True


def is_something_left(state: str, product: str, now: int) -> bool:
    """Whether an earlier process left events that nobody holds. Only names and times are looked at."""
    try:
        return any(stored.hold != LIVE for stored in Folder(state, product).segments(now))
    except OSError:
        return False
