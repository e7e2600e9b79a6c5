"""A program's telemetry."""

from __future__ import annotations

from time import time

from . import _lifecycle, _precheck, _surroundings
from ._catalog import SETTINGS
from ._event import TelemetryEvent, snapshot
from ._inbox import Inbox
from ._limits import EXIT_MS, FLUSH_MS, SHUTDOWN_RESERVE_MS
from ._locks import RUNTIME
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Unpack

    from ._inbox import Promise
    from ._settings import Product, Settings
    from ._views import Ledger, Status

EXIT = EXIT_MS / 1000
"""Seconds that an exit may hold up its program."""

FLUSH = FLUSH_MS / 1000
"""Seconds that a flush or an opt-out waits."""


class Telemetry:
    """A queue of events on their way to the product's collector.

        with Telemetry(product="agent-toolkit", client_version="1.9.0") as telemetry:
            telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4"))

    A thread of its own, started with the first event, loads the component, decides, checks, sends, and keeps on disk what it cannot
    send. While telemetry is off there is no thread, no file, and nothing is loaded. Nothing here raises, unless `strict` is set; what is
    wrong is told to `on_problem`, else to the logger `nemo_telemetry`, and shows in `status`.

    One object is meant for a program and all its threads. A forked child that uses it has a queue and a session of its own; what the
    parent had queued stays the parent's. When the interpreter ends, what was not delivered within 50 ms is kept for the next program.
    """

    def __init__(
        self,
        product: Product | str,
        *,
        enabled: bool | None = None,
        emit_telemetry: bool | None = None,
        destination: bool | None = None,
        background: bool = True,
        strict: bool = False,
        patience: float | None = None,
        on_problem: Callable[[str], object] | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Open a queue. Nothing is loaded before the first event.

        Args:
            product: Whose events are sent, such as `agent-toolkit`.
            enabled: The program's own yes or no. None: it has no opinion.
            emit_telemetry: The product's setting of that name: False is a no, True says nothing.
            destination: True: a person named in this very command where events go. For commands, not for libraries.
            background: Start a thread with the first event. False: nothing happens before `flush` or `close`.
            strict: Raise what is wrong, for tests and development: `SettingsError` here, `EventError` in `enqueue`.
            patience: The setting `patience_ms` in seconds.
            on_problem: Told of each problem, in a line. None: the logger `nemo_telemetry` is.
            settings: As `nemo_telemetry.Settings` describes them, such as `client_version` and `endpoint`.

        Raises:
            SettingsError: the settings are wrong; with `strict` only.
            TelemetryError: the component cannot be loaded; with `strict` only.
            TypeError: there is no setting of that name.
        """
        self._around = _surroundings.current
        self._background, self._strict = background, strict
        self._inbox = Inbox()
        # A bound method of the surroundings, so that time can stand still in tests; the system's own is called without detours.
        self._now: Callable[[], float] = time if type(self._around) is _surroundings.Surroundings else self._around.seconds
        if patience is not None:
            settings["patience_ms"] = round(patience * 1000)
        given: dict[str, object] = {"product": product, "outbox": True}
        for name, value in settings.items():
            if name not in SETTINGS:
                raise TypeError(f"Telemetry() got an unexpected keyword argument {name!r}")
            if value is not None:
                given[SETTINGS[name]] = value
        if enabled is None:
            enabled = self._around.enabled()
        calls = {"enabled": enabled, "emit_telemetry": emit_telemetry, "destination": destination}
        self._options = Options(str(product), given, calls, self._around, on_problem)
        try:
            self._off = _precheck.is_off(self._options.product, calls, self._around)
        except Exception as error:
            self._off = True
            self._options.tell(self._inbox, f"telemetry does not work: the environment cannot be read: {type(error).__name__}")
        if strict:
            from . import _strict

            _strict.check_settings(self._options)
        _lifecycle.register(self)
        if not self._off and background and self._is_something_left() and self._inbox.begin():
            self._start()

    def __enter__(self) -> Telemetry:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """`close`."""
        self.close()

    async def __aenter__(self) -> Telemetry:
        """Give itself."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """`aclose`."""
        await self.aclose()

    def enqueue(self, event: TelemetryEvent) -> bool:
        """Take an event, with the present instant. Returns at once; the event is copied, and may be changed afterwards.

        Returns:
            Whether it is on its way to be checked. False: telemetry is off or was closed, or too many events wait already.

        Raises:
            EventError: the event is wrong; with `strict` only.
            TypeError: it is no event; with `strict` only.
        """
        if self._off:
            return False
        try:
            item = (type(event), snapshot(event), self._now())
            event._event_name  # noqa: B018 - what has none is no event
        except AttributeError:
            return self._refuse(event)
        if self._strict:
            from . import _strict

            _strict.check_event(self._options, item)
        taken, start = self._inbox.put(item, self._background)
        if start:
            self._start()
        return taken

    def flush(self, timeout: float = FLUSH) -> Ledger:
        """Send what is queued now, and wait until nothing is pending any more, at most that many seconds.

        Returns:
            The ledger.
        """
        self._order("flush", timeout).wait()
        return self.ledger()

    def close(self, timeout: float = EXIT) -> Ledger:
        """Take no more events, and end within that many seconds: what is not delivered then is kept in the outbox.

        The last 25 ms are for putting it away, and are taken also when less time is given. Where several programs in a row did not reach
        the collector, one may take longer: see `patience_ms`.

        Returns:
            The ledger.
        """
        self._close(timeout).wait()
        return self.ledger()

    stop = close
    """The products' word for `close`."""

    def opt_out(self, timeout: float = FLUSH) -> Ledger:
        """Store the person's no where the product has a place for it, drop what is queued, and remove what all programs have kept.

        Nothing is sent after this. It is done whatever was decided before. Waits until it is, at most that many seconds.

        Returns:
            The ledger.
        """
        self._order("opt_out", timeout).wait()
        return self.ledger()

    async def aflush(self, timeout: float = FLUSH) -> Ledger:
        """`flush`, for a running event loop."""
        await _kept(self._order("flush", timeout))
        return self.ledger()

    async def aclose(self, timeout: float = EXIT) -> Ledger:
        """`close`, for a running event loop."""
        await _kept(self._close(timeout))
        return self.ledger()

    astop = aclose
    """The products' word for `aclose`."""

    async def aopt_out(self, timeout: float = FLUSH) -> Ledger:
        """`opt_out`, for a running event loop."""
        await _kept(self._order("opt_out", timeout))
        return self.ledger()

    def ledger(self) -> Ledger:
        """Say where every event is, as the thread saw it last."""
        from ._views import Ledger

        counts = self._inbox.life["ledger"]
        return Ledger(**{**counts, "dropped": {tally["reason"]: tally["count"] for tally in counts["dropped"]}})

    def status(self) -> Status:
        """Say how it stands, and where its things are."""
        with RUNTIME.loading:
            from . import _report

        return _report.status(self._options, self._inbox, self._off, self.ledger())

    def preview(self, *events: TelemetryEvent) -> list[str]:
        """Build the exact bodies in which events would be sent. No network is used, and nothing is decided.

        Only the instant of sending, and a session id that is made anew, differ from a real request.

        Raises:
            EventError: an event is wrong.
            SettingsError: the settings are.
            TelemetryError: the component cannot be loaded.
        """
        from . import _preview

        return _preview.bodies(self._options, [(type(event), snapshot(event), self._now()) for event in events])

    def _refuse(self, event: object) -> bool:
        if self._strict:
            raise TypeError(f"expected an event, such as one of nemo_telemetry.events, found {type(event).__qualname__}")
        self._inbox.reject(1)
        self._options.tell(self._inbox, f"an event was rejected: {type(event).__qualname__} is no event")
        return False

    def _close(self, timeout: float) -> Promise:
        from time import monotonic

        reserve = SHUTDOWN_RESERVE_MS / 1000
        promise, start = self._inbox.order("close", monotonic() + max(timeout, reserve), max(timeout - reserve, 0.0))
        if start:
            self._start()
        return promise

    def _order(self, kind: str, timeout: float) -> Promise:
        from time import monotonic

        promise, start = self._inbox.order(kind, monotonic() + timeout)
        if start:
            self._start()
        return promise

    def _is_something_left(self) -> bool:
        """Whether there are segments. Only their names are looked at."""
        from os import listdir
        from os.path import join

        state = self._around.paths().state if self._options.given["outbox"] else None
        try:
            names = listdir(join(state, self._options.product)) if state else []
        except OSError:
            return False
        return any(name.endswith(".jsonl") and not name.startswith("audit.") for name in names)

    def _start(self) -> None:
        """Start the thread."""
        # It has a hook for forks that takes a lock and one that gives it back. Loaded by the thread, while a fork waits for that, it would
        # only get to the second.
        import logging  # noqa: F401
        import threading

        inbox, options = self._inbox, self._options

        def work() -> None:
            with RUNTIME.loading:
                from . import _worker
            _worker.Worker(options, inbox).run()

        try:
            threading.Thread(target=work, name="nemo-telemetry", daemon=True).start()
        except RuntimeError as error:
            # The interpreter is about to end, or the system has no more threads.
            options.tell(inbox, f"telemetry does not work: no thread can be started: {error}")
            if not RUNTIME.is_ending:
                inbox.end()

    def _fork(self) -> None:
        """Begin anew in a forked child, which has its parent's memory and none of its threads and segments."""
        self._inbox = Inbox()
        old = self._options
        # A session is one process.
        given = {**old.given, "sessionId": None}
        self._options = Options(old.product, given, old.calls, old.around, old.on_problem)


async def _kept(promise: Promise) -> None:
    """Wait for a promise in the running event loop."""
    import asyncio
    from time import monotonic

    loop = asyncio.get_running_loop()
    kept = asyncio.Event()

    def keep() -> None:
        try:
            loop.call_soon_threadsafe(kept.set)
        except RuntimeError:
            pass  # The loop has ended, and whoever waited with it.

    promise.then(keep)
    while not kept.is_set() and (left := promise.deadline - monotonic()) > 0:
        try:
            await asyncio.wait_for(kept.wait(), left)
        except asyncio.TimeoutError:
            pass  # The worker may have put the deadline off meanwhile.
