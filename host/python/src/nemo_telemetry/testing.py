"""For tests of programs that send telemetry: a world without network and files, in which time stands still until it is told to go on.

    from nemo_telemetry.testing import World

    with World() as world:
        run_my_program()
        assert world.events[0]["command"] == "run"

Every `Telemetry` that is opened inside is part of it. pytest has the fixture `nemo_telemetry`, which is such a world.
"""

from __future__ import annotations

import json
import threading

from . import _lifecycle, _surroundings
from ._limits import EXIT_MS
from ._paths import Paths
from ._surroundings import Surroundings
from ._tickets import FAILED, Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ._world import Clock, Transport

START = 1_767_225_600
"""Where the clocks start: 2026-01-01T00:00:00Z, in seconds since 1970."""


class Request:
    """A request that arrived."""

    def __init__(self, url: str, body: str) -> None:
        """Take it down."""
        self.url, self.body = url, body

    @property
    def events(self) -> list[dict[str, object]]:
        """The parameters of its events, by their names on the wire."""
        return [event["parameters"] for event in json.loads(self.body)["events"]]


class World(Surroundings):
    """A world. Safe to use from several threads.

    `flush` and `close` begin to count their seconds when nothing more happens by itself, however long the machine takes to load the
    component: an event that was passed before has been sent then.
    """

    grace = 60.0

    def __init__(
        self,
        *,
        enabled: bool | None = True,
        variables: Mapping[str, str] | None = None,
        home: str | None = None,
        cache: str | None = None,
    ) -> None:
        """Make one, with a collector that accepts everything.

        Args:
            enabled: The yes or no of programs that have no opinion. None: they have none.
            variables: The environment. None: empty.
            home: A folder below which decisions, outboxes and audit logs are. None: nothing is kept.
            cache: Where compiled code is kept. None: where this process's user has it.
        """
        self._enabled, self._variables, self._home = enabled, dict(variables or {}), home
        self._cache = cache or Surroundings().paths().cache
        self._changed = threading.Condition()
        self._elapsed = 0
        self._woken: set[int] = set()
        self._server: Callable[[Request], int | None] = lambda request: 200
        self._before: Surroundings | None = None
        self.requests: list[Request] = []
        """What arrived, in order, whatever was answered."""

    def __enter__(self) -> World:
        """Be what every queue gets that is opened from now on."""
        self._before, _surroundings.current = _surroundings.current, self
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Be it no more; queues that are still open are closed."""
        _surroundings.current = self._before or Surroundings()
        for queue in _lifecycle.open_queues():
            if queue.options.around is self:
                queue.close(EXIT_MS / 1000).wait()
        # What still waits for an answer is given up when its time has come.
        self.advance(60)

    @property
    def events(self) -> list[dict[str, object]]:
        """The parameters of every event that arrived, by their names on the wire."""
        return [event for request in list(self.requests) for event in request.events]

    def respond(self, server: int | Callable[[Request], int | None]) -> None:
        """Have the collector answer with a status; None: it does not answer, and the request's time runs out."""
        self._server = (lambda request: server) if isinstance(server, int) else server

    def advance(self, seconds: float) -> None:
        """Let time go on."""
        with self._changed:
            self._elapsed += int(seconds * 1e9)
            self._changed.notify_all()

    def variables(self) -> Mapping[str, str]:
        """The environment."""
        return self._variables

    def paths(self) -> Paths:
        """Folders below the home."""
        if not self._home:
            return Paths(None, None, self._cache, None)
        return Paths(f"{self._home}/.config", f"{self._home}/state", self._cache, f"{self._home}/machine")

    def cache(self) -> str | None:
        """Where compiled code is kept."""
        return self._cache

    def host(self, name: str) -> str | None:
        """Notice nothing."""
        return None

    def enabled(self) -> bool | None:
        """The yes or no of a program that has no opinion."""
        return self._enabled

    def seconds(self) -> float:
        """The instant, in seconds since 1970."""
        return START + self._elapsed / 1e9

    def clock(self) -> Clock:
        """Both clocks."""
        return _Clock(self)

    def transport(self) -> Transport:
        """The collector."""
        return _Collector(self)


class _Clock:
    def __init__(self, world: World) -> None:
        self._world = world

    def wall(self) -> int:
        return START * 1_000_000_000 + self._world._elapsed

    def monotonic(self) -> int:
        return self._world._elapsed


class _Collector:
    """The way to the world's collector."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._woken = False
        self._seen = world._elapsed
        self._last = 0
        # Answers by ticket, with the instant of the monotonic clock at which they are there.
        self._answers: dict[int, tuple[int, Answer]] = {}

    def start(self, url: str, body: str, timeout_ms: int) -> int:
        self._last += 1
        request = Request(url, body)
        self._world.requests.append(request)
        status = self._world._server(request)
        now = self._world._elapsed
        if status is None:
            self._answers[self._last] = (now + timeout_ms * 1_000_000, Answer("timeout", 0, "", True))
        else:
            self._answers[self._last] = (now, Answer("answered", status))
        return self._last

    def poll(self, ticket: int) -> Answer | None:
        due, answer = self._answers.get(ticket, (0, FAILED))
        if due > self._world._elapsed:
            return None
        self._answers.pop(ticket, None)
        return answer

    def cancel(self, ticket: int) -> bool:
        return self._answers.pop(ticket, None) is not None

    def wait(self, seconds: float) -> None:
        # The component has read the clock before: time that went on since then counts, too.
        with self._world._changed:
            while seconds > 0 and not self._woken and self._seen == self._world._elapsed and not self._is_due():
                self._world._changed.wait()
            self._woken, self._seen = False, self._world._elapsed

    def _is_due(self) -> bool:
        return any(due <= self._world._elapsed for due, _ in self._answers.values())

    def wake(self) -> None:
        with self._world._changed:
            self._woken = True
            self._world._changed.notify_all()

    def end(self) -> None:
        pass
