"""`nat.utils.telemetry.payload`: the body of a request."""

from __future__ import annotations

from .._payload import QueuedEvent, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["QueuedEvent", "build_payload"]


def build_payload(events: list[QueuedEvent], *, source_client_version: str, session_id: str = "undefined") -> dict[str, Any]:
    """Build the body of a request."""
    return build("agent-toolkit", events, source_client_version, session_id)
