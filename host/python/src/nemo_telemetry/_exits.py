"""Programs that end before they reach a collector: when there have been enough of them, one may take more time."""

from __future__ import annotations

import json
import os

from . import _private

EXITS = 5
"""Exits in a row that reached no collector, after which the next one is patient."""

TIME = 24 * 3600 * 1000
"""Milliseconds in which no exit reached a collector, after which the next one is patient."""


class Exits:
    """The file that remembers."""

    def __init__(self, state: str, product: str, now: int) -> None:
        """Name it. `now` is in nanoseconds since 1970."""
        self._path = os.path.join(state, "outbox", product, "exits.json")
        self._now = now // 1_000_000

    def is_overdue(self) -> bool:
        """Whether it is time for patience."""
        exits, since = self._read()
        return exits >= EXITS or (exits > 0 and self._now - since >= TIME)

    def note(self) -> None:
        """Count an exit that left events behind. One that was patient begins a new row."""
        exits, since = (0, 0) if self.is_overdue() else self._read()
        text = json.dumps({"exits": exits + 1, "since": since if exits else self._now}, separators=(",", ":"))
        try:
            file = _private.open_file(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                _private.write_all(file, text.encode())
            finally:
                os.close(file)
        except OSError:
            pass  # What cannot be noted costs patience, and nothing else.

    def forget(self) -> None:
        """A collector was reached."""
        _private.remove(self._path)

    def _read(self) -> tuple[int, int]:
        try:
            with open(self._path, "rb") as file:
                found = json.load(file)
            return int(found["exits"]), int(found["since"])
        except (OSError, ValueError, TypeError, KeyError):
            return 0, 0
