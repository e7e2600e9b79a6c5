"""A queue of events on their way to one collector, driven by calls, in an instance of its own."""

from __future__ import annotations

from . import _runtime
from ._errors import SettingsError
from ._instance import Imports, Instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypedDict

    class Fact(TypedDict):
        """What a host found: `source` is `variable`, `file`, `call` or `host`."""

        source: str
        name: str
        value: str


class Client:
    """A client. Every method raises `TrapError` when its instance is lost."""

    def __init__(self, loaded: _runtime.Loaded, imports: Imports, settings: str, facts: list[Fact]) -> None:
        """Open it in a new instance.

        Raises:
            SettingsError: the settings are wrong.
            TrapError: the component does not run.
        """
        self.imports = imports
        self.lost = False
        """Another process has what this client kept. It has closed; open another."""
        self._instance = Instance(loaded, imports)
        try:
            opened = self._instance.call("client", "[static]client.open", settings, facts)
            if isinstance(opened, list):  # result<client, list<problem>> comes without its tag
                raise SettingsError(opened)
        except BaseException:
            self._instance.close()
            raise
        self._handle = opened

    def _call(self, method: str, *arguments: Any) -> Any:
        return self._instance.call("client", f"[method]client.{method}", self._handle, *arguments)

    def decision(self) -> dict[str, Any]:
        """What was decided when it was opened, or by `opt_out` since."""
        found: dict[str, Any] = self._call("decision")
        return found

    def enqueue(self, lines: str) -> dict[str, Any]:
        """Take events as JSON Lines, at most `MAX_TEXT` bytes."""
        self._check_outbox()
        report: dict[str, Any] = self._call("enqueue", lines)
        return report

    def poll(self) -> int | None:
        """Do what is due; the answer is the longest time in milliseconds until the next call."""
        self._check_outbox()
        wake: int | None = self._call("poll")
        return None if self._check_outbox() else wake

    def flush(self) -> None:
        """Make everything that is queued due now."""
        self._call("flush")

    def close(self, within_ms: int) -> None:
        """Take no more events and end within that time; `poll` until it is idle."""
        self._call("close", within_ms)

    def opt_out(self) -> None:
        """Stop for good: no request starts after this."""
        self._call("opt-out")

    def ledger(self) -> dict[str, Any]:
        """Where every event is; `dropped` by reason."""
        found: dict[str, Any] = self._call("ledger")
        return {**found, "dropped": {tally["reason"]: tally["count"] for tally in found["dropped"]}}

    def drop(self) -> None:
        """Free it. What it holds is not put away: `close` it and poll to its end first."""
        self._instance.close(self._handle)

    def _check_outbox(self) -> bool:
        """Give a sign of life for the outbox. Whether the client was closed just now because it has lost its segment."""
        if self.lost or self.imports.outbox.renew():
            return False
        self.lost = True
        # A request that was not let go is asked for before the end, so that it does not count as cancelled under way.
        self._call("poll")
        self.close(0)
        # What it had is counted as kept before anybody looks.
        self._call("poll")
        return True
