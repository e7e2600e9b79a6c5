"""What a handler does for a program that runs an event loop."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from .._telemetry import Telemetry


class Awaited:
    """The awaited half of a handler."""

    _telemetry: Telemetry | None
    start: Callable[[], None]

    async def astart(self) -> None:
        """`start`, for a running event loop."""
        self.start()

    async def aflush(self) -> None:
        """`flush`, for a running event loop."""
        if self._telemetry:
            await self._telemetry.aflush()

    async def astop(self) -> None:
        """`stop`, for a running event loop."""
        telemetry, self._telemetry = self._telemetry, None
        if telemetry:
            await telemetry.astop()

    async def __aenter__(self) -> Self:
        """`astart`."""
        await self.astart()
        return self

    async def __aexit__(self, *_: object) -> None:
        """`astop`."""
        await self.astop()
