"""A client that outlives its instance: after a trap another instance takes over what the outbox has, and the count goes on."""

from __future__ import annotations

import time

from ._client import Client
from ._errors import SettingsError
from ._instance import Imports, TrapError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import _runtime
    from ._client import Fact

MAX_FAILURES = 3
"""Instances in a row that trap before they have done anything. One that does is a defect that the next one has too."""

COUNTS = ("accepted", "recovered", "delivered", "pending", "kept", "unsure")


def nothing() -> dict[str, Any]:
    """Make an empty ledger."""
    return {**dict.fromkeys(COUNTS, 0), "dropped": {}}


def total(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Add two ledgers."""
    reasons = sorted({*one["dropped"], *other["dropped"]})
    dropped = {reason: one["dropped"].get(reason, 0) + other["dropped"].get(reason, 0) for reason in reasons}
    return {**{name: one[name] + other[name] for name in COUNTS}, "dropped": dropped}


class Session:
    """A client, and those that were before it."""

    def __init__(self, loaded: _runtime.Loaded, settings: str, facts: list[Fact], make: Callable[[], Imports]) -> None:
        """Open a client.

        Args:
            loaded: The component.
            settings: Settings in JSON.
            facts: What the policy asks for.
            make: Makes what an instance imports; called for each.

        Raises:
            SettingsError: the settings are wrong.
            TrapError: the component does not run.
        """
        self._loaded, self._settings, self._facts, self._make = loaded, settings, facts, make
        self._client: Client | None = None
        # When it has to have ended, once it was closed; seconds of the monotonic clock.
        self._ends: float | None = None
        # The last known ledger of the client, and the ledgers of the clients before it.
        self._seen, self._past = nothing(), nothing()
        # Events that a trapped client kept and its successor recovered. They have not moved.
        self._carried = 0
        self._answers = 0
        self._failures = 0
        self.restarts = 0
        self._begin(0)

    @property
    def client(self) -> Client | None:
        """The client of the present instance."""
        return self._client

    def was_answered(self) -> bool:
        """Whether a server has answered at all."""
        return self._answers + (self._client.imports.answers if self._client else 0) > 0

    def ledger(self) -> dict[str, Any]:
        """Where every event is, over all clients."""
        ledger = total(self._past, self._seen)
        ledger["kept"] = max(ledger["kept"] - self._carried, 0)
        ledger["recovered"] = max(ledger["recovered"] - self._carried, 0)
        return ledger

    def resolved(self) -> str:
        """What was settled besides the decision, as JSON; empty when nobody knows."""
        try:
            return str(self._client.decision()["resolved"]) if self._client else ""
        except TrapError:
            self._restart()
            return ""

    def enqueue(self, lines: str) -> dict[str, Any] | None:
        """Take lines. None: they brought two clients down, and no more are tried."""
        for _ in range(2):
            client = self._client
            if not client:
                return None
            before = client.imports.kept
            try:
                report = client.enqueue(lines)
            except TrapError:
                imports = client.imports
                fresh = max(imports.kept - before, 0) if imports.has_kept else 0
                self._seen["accepted"] += fresh
                self._seen["pending"] += fresh
                self._restart()
                if imports.has_kept:
                    return {"accepted": fresh, "ignored": 0, "rejected": []}
                continue
            if client.lost and report["ignored"] and self._ends is None:
                # It lost its segment in this very call and took nothing: the lines are the next client's.
                self._follow()
                continue
            # So that they are counted even if the instance traps before it says so itself.
            self._seen["accepted"] += report["accepted"]
            self._seen["pending"] += report["accepted"]
            self._look()
            return report
        return None

    def poll(self) -> int | None:
        """Do what is due."""
        if not self._client:
            return None
        try:
            wake = self._client.poll()
        except TrapError:
            self._restart()
            return 0
        if self._client.lost:
            self._follow()
            return 0
        self._look()
        return wake

    def flush(self) -> None:
        """Make everything that is queued due now."""
        self._each(lambda client: client.flush())

    def close(self, ends: float) -> None:
        """Take no more events, and end by that instant of the monotonic clock."""
        self._ends = ends
        self._each(lambda client: client.close(_left(ends)))

    def opt_out(self) -> None:
        """Stop for good. An instance that traps in it is followed by one that does it, because the no has to be done."""
        self._each(lambda client: client.opt_out())

    def wait(self, seconds: float) -> None:
        """Wait for an answer or somebody who wakes it."""
        if self._client:
            self._client.imports.transport.wait(seconds)

    def wake(self) -> None:
        """End the wait, from any thread."""
        client = self._client
        if client:
            client.imports.transport.wake()

    def end(self) -> None:
        """Put everything away: what is left in the outbox is free for others."""
        self._retire()

    def _each(self, call: Callable[[Client], None]) -> None:
        while self._client:
            try:
                call(self._client)
            except TrapError:
                self._restart()
                continue
            self._look()
            return

    def _look(self) -> None:
        """Take down the ledger."""
        if self._client:
            try:
                self._seen = self._client.ledger()
                self._failures = 0
            except TrapError:
                self._restart()

    def _follow(self) -> None:
        """Open a client after one that has lost its segment. What that one kept is another process's now."""
        self._look()
        self._retire()
        self._begin(0)

    def _restart(self) -> None:
        """Put another client in place of one whose instance has trapped."""
        self.restarts += 1
        # What is in the segment is there for the next client. Of the rest nobody knows: it was settled in the call that trapped, or
        # was in memory only.
        seen = self._seen
        kept = min(self._client.imports.kept if self._client else 0, seen["pending"])
        unknown = seen["pending"] - kept
        seen["pending"] = 0
        seen["kept"] += kept
        seen["unsure"] += unknown
        if unknown:
            seen["dropped"]["closed"] = seen["dropped"].get("closed", 0) + unknown
        self._retire()
        self._begin(kept)

    def _retire(self) -> None:
        """The client is over; what it holds of the outbox is free for others."""
        self._past, self._seen = total(self._past, self._seen), nothing()
        client, self._client = self._client, None
        if client:
            self._answers += client.imports.answers
            client.drop()
            client.imports.outbox.end()
            client.imports.transport.end()

    def _begin(self, kept: int) -> None:
        """Open a client, which recovers up to that many events that the one before it kept."""
        while True:
            imports = self._make()
            try:
                client = Client(self._loaded, imports, self._settings, self._facts)
                # A client that was closed is followed by one that only ends what it had begun.
                if self._ends is not None:
                    client.close(_left(self._ends))
                ledger = client.ledger()
            except SettingsError:
                raise
            except TrapError:
                imports.outbox.end()
                imports.transport.end()
                self._failures += 1
                if self._failures > MAX_FAILURES:
                    raise
                continue
            self._carried += min(ledger["recovered"], kept)
            self._seen, self._client = ledger, client
            return


def _left(ends: float) -> int:
    """Milliseconds until then."""
    return max(min(int((ends - time.monotonic()) * 1000), 0xFFFFFFFF), 0)
