"""A queue of events on their way to one collector, driven by calls, in an instance of its own."""

from __future__ import annotations

from ._errors import SettingsError
from ._fact import new_life
from ._instance import Instance
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._fact import Fact, Life, Order, Query
    from ._runtime import Loaded
    from ._world import Imports

    Look = Callable[[list[Query]], list[Fact]]
    """Answers what the component wants to know."""


class Client:
    """A client. Every method raises `TrapError` when its instance is lost."""

    def __init__(
        self,
        loaded: Loaded,
        imports: Imports,
        product: str,
        settings: str,
        look: Look,
        life: Life | None = None,
        opened: Callable[[Client], object] = id,
    ) -> None:
        """Open it in a new instance. `opened` is called with it while no other thread is in the runtime.

        Raises:
            SettingsError: the settings are wrong.
            TrapError: the component does not run.
        """
        self._instance = Instance(loaded, imports)
        try:
            facts = look(self._instance.call("policy", "queries", product))
            with RUNTIME:
                self._handle = self._instance.call("client", "[static]client.open", settings, facts, life or new_life())
                if isinstance(self._handle, list):  # result<client, list<problem>> comes without its tag
                    raise SettingsError(self._handle)
                opened(self)
        except BaseException:
            self._instance.close()
            raise

    def _call(self, method: str, *arguments: Any) -> Any:
        return self._instance.call("client", f"[method]client.{method}", self._handle, *arguments)

    def decision(self) -> dict[str, Any]:
        """What was decided when it was opened, or since."""
        found: dict[str, Any] = self._call("decision")
        return found

    def tell(self, facts: list[Fact]) -> None:
        """Say what was found."""
        self._call("tell", facts)

    def enqueue(self, lines: str) -> dict[str, Any]:
        """Take events as JSON Lines, at most `MAX_TEXT` bytes."""
        report: dict[str, Any] = self._call("enqueue", lines)
        return report

    def poll(self) -> Order:
        """Do what is due, and say what is next."""
        order: Order = self._call("poll")
        return order

    def flush(self) -> None:
        """Make everything that is queued due now."""
        self._call("flush")

    def close(self, within_ms: int) -> int:
        """Take no more events and end; `poll` until it is done. How many milliseconds that may take."""
        may_take: int = self._call("close", within_ms)
        return may_take

    def opt_out(self) -> None:
        """Stop for good: no request starts after this. `poll` until it is done."""
        self._call("opt-out")

    def ledger(self) -> dict[str, Any]:
        """Where every event is."""
        found: dict[str, Any] = self._call("ledger")
        return found

    def settle(self, look: Look) -> Order:
        """Poll until there is something to do but to look again."""
        while True:
            order = self.poll()
            if order[0] != "look":
                return order
            self.tell(look(order[1]))

    def drop(self) -> None:
        """Free it. What it holds is not saved: `close` it and poll until it is done first."""
        self._instance.close(self._handle)
