"""The bodies in which events would be sent."""

from __future__ import annotations

from . import _event, _runtime
from ._client import Client
from ._errors import EventError
from ._limits import MAX_TEXT
from ._tickets import FAILED, Answer
from ._world import Imports, NoTransport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._client import Look
    from ._fact import Fact, Query
    from ._inbox import Item
    from ._options import Options


class Collector(NoTransport):
    """Accepts every body, and keeps it."""

    def __init__(self) -> None:
        """Have none yet."""
        self.bodies: list[str] = []
        self._asked = 0

    def start(self, url: str, body: str, timeout_ms: int) -> int:
        """Take a body."""
        self.bodies.append(body)
        return len(self.bodies)

    def poll(self, ticket: int) -> Answer | None:
        """Accept it."""
        return Answer("answered", 200) if 0 < ticket <= len(self.bodies) else FAILED


def bodies(options: Options, items: list[Item]) -> list[str]:
    """Build the bodies of events.

    Raises:
        EventError: an event is wrong.
        SettingsError: the settings are.
        TelemetryError: the component cannot be loaded.
    """
    lines = [_event.line(kind, fields, seconds) + "\n" for kind, fields, seconds in items]
    return bodies_of_lines(options, lines)


def bodies_of_lines(options: Options, lines: list[str]) -> list[str]:
    """Build the bodies of events that are lines for the component already."""
    import json

    settings = {**json.loads(options.settings), "outbox": False}
    settings.pop("dryRun", None)
    if not str(settings.get("endpoint", "https:")).startswith("http"):
        # A sink changes nothing about a body.
        del settings["endpoint"]
    collector = Collector()
    imports = Imports(clock=options.around.clock(), transport=collector)

    def look(queries: list[Query]) -> list[Fact]:
        # The guard looks for these in every text.
        names = ("user-name", "host-name", "home-directory")
        found = {name: value for name in names if ("host", name) in queries and (value := options.around.host(name))}
        yes: list[Fact] = [{"source": "call", "name": "enabled", "value": "true"}] if ("call", "enabled") in queries else []
        return [*yes, *({"source": "host", "name": name, "value": value} for name, value in found.items())]  # type: ignore[list-item]

    loaded = _runtime.load(options.around.cache())
    client = Client(loaded, imports, options.product, json.dumps(settings), look)
    try:
        for line in lines:
            report = client.enqueue(line[:MAX_TEXT])
            if report["rejected"]:
                raise EventError(report["rejected"][0]["problems"])
            if len(lines) > 1 and client.ledger()["pending"] >= 500:
                _drive(client, look)
        _drive(client, look)
    finally:
        client.drop()
    return collector.bodies


def _drive(client: Client, look: Look) -> None:
    client.flush()
    for _ in range(100_000):
        if not client.ledger()["pending"]:
            return
        client.settle(look)
