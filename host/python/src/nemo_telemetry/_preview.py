"""The bodies in which events would be sent."""

from __future__ import annotations

from . import _event, _runtime
from ._client import Client
from ._errors import EventError
from ._instance import MAX_TEXT, Imports, NoTransport
from ._tickets import FAILED, Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    yes = [{"source": "call", "name": "enabled", "value": "true"}]
    # The guard looks for these in every text.
    for name in ("user-name", "host-name", "home-directory"):
        value = options.around.host(name)
        yes += [{"source": "host", "name": name, "value": value}] if value else []
    client = Client(_runtime.load(options.around.cache()), imports, json.dumps(settings), yes)  # type: ignore[arg-type]
    try:
        for line in lines:
            report = client.enqueue(line[:MAX_TEXT])
            if report["rejected"]:
                raise EventError(report["rejected"][0]["problems"])
            if len(lines) > 1 and client.ledger()["pending"] >= 500:
                _drive(client)
        _drive(client)
    finally:
        client.drop()
    return collector.bodies


def _drive(client: Client) -> None:
    client.flush()
    for _ in range(100_000):
        if not client.ledger()["pending"]:
            return
        client.poll()
