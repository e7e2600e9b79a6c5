"""What a program has around it: variables, folders, clocks, a network. Tests put others in their place."""

from __future__ import annotations

import os

from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._paths import Paths
    from ._world import Clock, Transport


_SYSTEMS = type(os.environ)


class Surroundings:
    """Those of this process."""

    grace = 0.0
    """Seconds that a flush and an end wait beyond their time, until the thread has come to rest. Where time stands still, a limit in the
    time of the machine would end what takes no time at all."""

    def variables(self) -> Mapping[str, str]:
        """The environment. One that a program has put in its place and that cannot be read may well say no."""
        if type(os.environ) is _SYSTEMS:
            return os.environ
        try:
            given: dict[object, object] = dict(os.environ.items())
        except Exception:
            return {"DO_NOT_TRACK": "1"}
        return {name: value for name, value in given.items() if isinstance(name, str) and isinstance(value, str)}

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


def processor() -> str:
    """Give the system's name of the processor; may be empty."""
    if hasattr(os, "uname"):
        return os.uname().machine
    with RUNTIME.loading:
        import platform

    return platform.machine()
