# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Products and settings, for type checkers."""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = ["Product", "Settings"]

Product = Literal[
    "agent-toolkit",
    "anonymizer",
    "data-designer",
    "guardrails",
    "platform",
    "safe-synthesizer",
]
"""Identifier of a product."""


class Settings(TypedDict, total=False):
    """What the component is opened with, besides the product. None is the same as leaving it out."""

    client_version: str | None
    """Version of the sending package: clientVer. Without it the product's word for unknown."""

    session_id: str | None
    """Session id before its prefix; that of the product is then left out. Without it one is made
    as the product does."""

    cpu_architecture: str | None
    """Machine name of the processor, such as x86_64. Without it a host names its own."""

    endpoint: str | None
    """Where events go: https, http to loopback, or `stdout:`, `stderr:` or `file:` with an
    absolute path, where the host writes each body as a line. Empty: nowhere, as with
    `dry_run`. `stdout` is `stderr:`, as in Agent Toolkit. Without it the product's collector."""

    dry_run: bool | None
    """Build every body and send none over the network; the events are counted as dropped.
    Default: `False`."""

    deployment_type: str | None
    """Deployment type of every event, whatever the event says. A word that the event does not
    know is ignored."""

    outbox: bool | None
    """Keep events on disk until they are delivered. Not used where events do not go over the
    network. Default: `True`."""

    overflow: Literal["drop-oldest", "refuse"] | None
    """What a full queue does: drop its oldest event, or refuse the new one. Default:
    `"drop-oldest"`."""

    queue_events: int | None
    """Most events that wait. From 1 to 10000. Default: `1000`."""

    batch_events: int | None
    """Most events in one request. From 1 to 10000. Default: `1000`."""

    flush_events: int | None
    """Waiting events that are sent at once. From 1 to 10000. Default: `50`."""

    flush_interval_ms: int | None
    """Longest time that an event waits before it is sent. In milliseconds. From 0 to 86400000.
    Default: `120000`."""

    timeout_ms: int | None
    """Longest time of one request. Without it the product's. In milliseconds. From 1 to 60000."""

    retries: int | None
    """Attempts after the first. Without it the product's number. From 0 to 100."""

    patience_ms: int | None
    """When five programs in a row, or all of 24 hours, reached no collector, one close may take
    this long; 0: never. In milliseconds. From 0 to 60000. Default: `1000`."""

    heartbeat_interval_ms: int | None
    """Time between heartbeats, at least 10 s; 0: none. Without it the product's. In
    milliseconds. From 0 to 86400000."""

    audit: bool | None
    """Write to the local audit log which bodies leave, how their requests end, and which events
    never leave. Default: `True`."""

    usage_stats: bool | None
    """Write the parameters of each event to the product's own file, `usage_stats.json`, before
    it is sent for the first time. Guardrails only. Default: `False`."""

    guard: Literal["redact", "reject", "off"] | None
    """What becomes of a free string that looks like a path, an address or a name of the machine
    or its user: the word redacted, or a refusal. Default: `"redact"`."""
