"""What the products' tests look at inside a handler. To change it changes nothing."""

from __future__ import annotations

from ._payload import QueuedEvent
from ._settled import variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Thread

    from .._event import TelemetryEvent
    from .._telemetry import Telemetry


class Views:
    """Views of a handler."""

    _prefix_variable = "NEMO_SESSION_PREFIX"

    _given_session: str
    _retries: int
    _background: bool
    _telemetry: Telemetry | None

    @property
    def _events(self) -> list[QueuedEvent]:
        """Events that the component has not seen yet."""
        inbox = self._telemetry._queue.inbox if self._telemetry else None
        return [_queued(*item) for item in (inbox.taken + inbox.items if inbox else [])]

    @property
    def _dlq(self) -> list[QueuedEvent]:
        """Nothing: what could not be delivered waits in its place, and on disk."""
        return []

    @property
    def _session_id(self) -> str:
        """The session id with its prefix."""
        return variable(self._prefix_variable, "") + self._given_session

    @property
    def _max_retries(self) -> int:
        """Attempts after the first."""
        return self._retries

    @property
    def _thread(self) -> Thread | None:
        """The thread that works; None: none does."""
        return self._telemetry._queue.inbox.thread if self._telemetry else None

    @property
    def _running(self) -> bool:
        """Whether it was started."""
        return self._background


def _queued(kind: type[TelemetryEvent], fields: dict[str, object], seconds: float) -> QueuedEvent:
    from datetime import datetime, timezone

    event = kind.__new__(kind)
    vars(event).update(fields)
    return QueuedEvent(event, datetime.fromtimestamp(seconds, timezone.utc))
