"""What was decided about a product, and a person's decision: what the command shows and stores."""

from __future__ import annotations

from . import _facts, _runtime
from ._instance import Instance
from ._world import Imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._fact import Fact, FileQuery, Query
    from ._options import Options


class Consent:
    """The policy of one product, in this program's surroundings."""

    def __init__(self, options: Options) -> None:
        """Ask what the policy may look at.

        Raises:
            TelemetryError: the component cannot be loaded.
        """
        self._options = options
        self._loaded = _runtime.load(options.around.cache())
        self._facts = _facts.Facts(options.calls, options.around)
        self._queries: list[Query] = self._call("queries", options.product)

    def decision(self) -> dict[str, Any]:
        """Decide."""
        found: dict[str, Any] = self._call("decide", self._options.product, self._facts.look(self._queries))
        return found

    def stored(self) -> bool | None:
        """Say what the stored decision alone decides; None: there is none that is believed."""
        decision = self.alone()
        return decision["state"] != "off" if decision["signal"]["source"] == "file" else None

    def alone(self) -> dict[str, Any]:
        """Decide by what is stored, as if nobody else spoke."""
        place = self._place()
        found: dict[str, Any] = self._call("decide", self._options.product, self._facts.look([("file", place)]) if place else [])
        return found

    def text(self) -> str | None:
        """Give the text of what is stored; None: nothing is."""
        path = self.path()
        return _facts.read(path) if path else None

    def settled(self) -> dict[str, Any]:
        """What facts settle besides the decision, such as the deployment type."""
        found: dict[str, Any] = self.decision()["settled"]
        return found

    def understood(self, typed: str | None) -> bool:
        """Whether what a person typed at the question is a yes; None: the end of input."""
        # As if the question had been put just now: an answer to none counts for nothing.
        facts: list[Fact] = [
            {"source": "host", "name": "terminals", "value": "stdin stdout stderr"},
            {"source": "call", "name": "answer", "value": "none" if typed is None else typed},
        ]
        return bool(self._call("decide", self._options.product, facts)["state"] == "on")

    def path(self) -> str | None:
        """Say where a person's decision is stored; None: nowhere."""
        place = self._place()
        return _facts.place(place, self._options.around.variables(), self._options.around.paths()) if place else None

    def grant(self) -> str | None:
        """Store a yes. Where it is; None: the product has no place for one.

        Raises:
            OSError: it could not be stored.
        """
        now = float(self._options.around.clock().wall() // 1_000_000)
        change, text = self._call("consent-file", self._options.product, True, now)
        place = self._place()
        if change == "none" or not place:
            return None
        return _facts.store({"place": place, "text": text}, self._options.around)

    def _place(self) -> FileQuery | None:
        return next((what for source, what in self._queries if source == "file"), None)

    def _call(self, function: str, *arguments: Any) -> Any:
        instance = Instance(self._loaded, Imports())
        try:
            return instance.call("policy", function, *arguments)
        finally:
            instance.close()
