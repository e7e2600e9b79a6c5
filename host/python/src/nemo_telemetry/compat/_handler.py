"""A handler as the products' modules have it, over this package's queue."""

from __future__ import annotations

from .._event import TelemetryEvent
from .._telemetry import Telemetry
from ._awaited import Awaited
from ._views import Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self

    from .._settings import Product


class Handler(Awaited, Views):
    """Takes events, and delivers them when it is flushed or stopped; in the background once it is started.

    It can be used again after a stop. Nothing is raised, and an event that is none is passed over.
    """

    def __init__(
        self,
        product: Product,
        source_client_version: str,
        session_id: str,
        max_queue_size: int,
        max_retries: int,
        flush_interval_seconds: float = 120.0,
        request_timeout_seconds: float | None = None,
        background: bool = False,
    ) -> None:
        """Open nothing yet."""
        self._product: Product = product
        self._source_client_version, self._given_session = source_client_version, session_id
        self._max_queue_size, self._retries = max_queue_size, max_retries
        self._flush_interval, self._request_timeout = flush_interval_seconds, request_timeout_seconds
        self._background = background
        self._telemetry: Telemetry | None = None

    def enqueue(self, event: object) -> None:
        """Take an event, with the present instant."""
        if not isinstance(event, TelemetryEvent):
            return
        telemetry = self._telemetry or self._open()
        telemetry.enqueue(event)
        # What is not started does nothing by itself, until there is as much as goes out at once.
        if not self._background and len(telemetry._queue.inbox.items) >= self._max_queue_size:
            telemetry._queue.begin()

    def start(self) -> None:
        """Deliver in the background from now on."""
        self._background = True
        if self._telemetry:
            self._telemetry._queue.start()

    def flush(self) -> None:
        """Send what is there, and wait for the answer, at most 2 s."""
        if self._telemetry:
            self._telemetry.flush()

    def stop(self) -> None:
        """Have everything delivered, or kept on disk; see `nemo_telemetry.Telemetry.stop`."""
        telemetry, self._telemetry = self._telemetry, None
        if telemetry:
            telemetry.stop()

    def __enter__(self) -> Self:
        """`start`."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """`stop`."""
        self.stop()

    def _said(self) -> bool | None:
        """The program's own yes or no."""
        return None

    def _open(self) -> Telemetry:
        timeout = self._request_timeout
        self._telemetry = Telemetry(
            self._product,
            enabled=self._said(),
            background=self._background,
            client_version=self._source_client_version,
            session_id=self._given_session,
            flush_events=_within(self._max_queue_size, 1, 10_000),
            flush_interval_ms=_within(self._flush_interval * 1000, 0, 86_400_000),
            retries=_within(self._retries, 0, 100),
            timeout_ms=None if timeout is None else _within(timeout * 1000, 1, 60_000),
        )
        return self._telemetry


def _within(number: float, least: int, most: int) -> int:
    """Give the nearest number that the setting takes; what is no number is the least."""
    return int(min(max(number, least), most)) if number == number else least
