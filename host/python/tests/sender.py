"""A program that sends telemetry, for tests of many processes: the twin of `tests/src/bin/sender.rs`, with the same words.

`HOME ENDPOINT FIRST COUNT LIVE_MS CLOSE_MS AHEAD_MS`: it passes events with the numbers from FIRST on, prints each number once its event
is accepted, lives for a while, stops, and prints what became of all.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping

from nemo_telemetry import NatCliCommand, Telemetry, _surroundings
from nemo_telemetry._paths import Paths
from nemo_telemetry._world import SystemClock


class Ahead(SystemClock):
    """A clock that is ahead of the system's, so that leases run out without anybody waiting for them."""

    def __init__(self, milliseconds: int) -> None:
        """Say by how much."""
        self._by = milliseconds * 1_000_000

    def wall(self) -> int:
        """Nanoseconds since 1970."""
        return super().wall() + self._by


class Home(_surroundings.Surroundings):
    """Everything below one folder."""

    def __init__(self, home: str, ahead: int) -> None:
        """Name it."""
        self._home, self._clock = home, Ahead(ahead)

    def variables(self) -> Mapping[str, str]:
        """Nothing is set."""
        return {}

    def paths(self) -> Paths:
        """Give the folders."""
        return Paths(f"{self._home}/config", f"{self._home}/state", f"{self._home}/cache", None)

    def clock(self) -> SystemClock:
        """Give the clocks."""
        return self._clock

    def seconds(self) -> float:
        """Give the instant."""
        return self._clock.wall() / 1e9

    def host(self, name: str) -> str | None:
        """Notice nothing."""
        return None


def main(home: str, endpoint: str, first: int, count: int, live: int, close: int, ahead: int) -> None:
    """Send."""
    start = time.monotonic()
    _surroundings.current = Home(home, ahead)
    telemetry = Telemetry("agent-toolkit", endpoint=endpoint, retries=100, enabled=True, patience_ms=0)
    for number in range(first, first + count):
        telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms=number))
        while telemetry.ledger().accepted <= number - first:
            if telemetry.status().ended:
                sys.exit(f"telemetry has ended: {telemetry.status()}")
            time.sleep(0.001)
        print(number, flush=True)
    time.sleep(max(live / 1000 - (time.monotonic() - start), 0))
    ledger = telemetry.close(close / 1000)
    print(json.dumps({"delivered": ledger.delivered, "kept": ledger.kept, "unsure": ledger.unsure}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
