"""The body of a request, as the products' modules build it for their tests."""

from __future__ import annotations

from .. import _surroundings
from .._event import TelemetryEvent, snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from .._settings import Product


class QueuedEvent:
    """An event that waits, and its instant."""

    def __init__(self, event: TelemetryEvent, timestamp: datetime, retry_count: int = 0) -> None:
        """Take them."""
        self.event, self.timestamp, self.retry_count = event, timestamp, retry_count

    def __repr__(self) -> str:
        """Show them."""
        return f"QueuedEvent(event={self.event!r}, timestamp={self.timestamp!r}, retry_count={self.retry_count!r})"

    def __eq__(self, other: object) -> bool:
        """Compare them."""
        return isinstance(other, QueuedEvent) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def build(product: Product, events: Sequence[QueuedEvent], source_client_version: str, session_id: str) -> dict[str, Any]:
    """Build the envelope of a batch, as the component does.

    Raises:
        EventError: an event is wrong.
        TelemetryError: the component cannot be loaded.
        ValueError: there is no event.
    """
    if not events:
        raise ValueError("build_payload requires at least one event")
    import json

    from .. import _preview
    from .._options import Options

    given = {"product": product, "clientVersion": source_client_version, "sessionId": session_id, "guard": "off"}
    options = Options(product, given, {}, _surroundings.current, None)
    items = [(type(queued.event), snapshot(queued.event), queued.timestamp.timestamp()) for queued in events]
    body: dict[str, Any] = json.loads(_preview.bodies(options, items)[0])
    return body
