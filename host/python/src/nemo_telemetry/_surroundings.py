"""What a program has around it: variables, folders, clocks, a network. Tests put others in their place."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._paths import Paths
    from ._world import Clock, Transport


class Surroundings:
    """Those of this process."""

    grace = 0.0
    """Seconds that a flush and an end wait beyond their time, until the thread has come to rest. Where time stands still, a limit in the
    time of the machine would end what takes no time at all."""

    def variables(self) -> Mapping[str, str]:
        """The environment."""
        return os.environ

    def paths(self) -> Paths:
        """Folders of decisions, outboxes and compiled code."""
        from . import _paths

        return _paths.here(self.variables())

    def clock(self) -> Clock:
        """Both clocks."""
        from ._world import SystemClock

        return SystemClock()

    def transport(self) -> Transport:
        """The network."""
        from ._http import HttpTransport

        return HttpTransport(self.variables())

    def seconds(self) -> float:
        """The instant, in seconds since 1970."""
        from time import time

        return time()

    def host(self, name: str) -> str | None:
        """What is noticed in this process; None: nothing."""
        from ._noticed import notice

        return notice(name)

    def enabled(self) -> bool | None:
        """The yes or no of a program that has no opinion."""
        return None

    def cache(self) -> str | None:
        """Where compiled code is kept."""
        return self.paths().cache


current: Surroundings = Surroundings()
"""What a queue gets that is opened now. `nemo_telemetry.testing` puts its own here."""
