"""A program's telemetry."""

from __future__ import annotations

from time import time

from . import _lifecycle, _precheck, _surroundings
from ._event import TelemetryEvent, snapshot
from ._inbox import Inbox
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Literal

    from ._inbox import Promise
    from ._views import Ledger, Status

    Product = Literal["agent-toolkit", "anonymizer", "guardrails", "safe-synthesizer"]

EXIT = 0.05
"""Seconds that an end may hold up its program."""

LOADING_EXIT = 0.075
"""Seconds that an end waits for the component to be loaded; to put lines away without it takes some of the 100 ms, too."""

TIDYING = 0.025
"""Seconds of an end in which nothing is sent any more: what is left is put away, which takes a millisecond or two."""


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
        client_version: str | None = None,
        session_id: str | None = None,
        cpu_architecture: str | None = None,
        endpoint: str | None = None,
        dry_run: bool = False,
        deployment_type: str | None = None,
        outbox: bool = True,
        overflow: Literal["drop-oldest", "refuse"] | None = None,
        queue_events: int | None = None,
        batch_events: int | None = None,
        flush_events: int | None = None,
        flush_interval_ms: int | None = None,
        timeout_ms: int | None = None,
        retries: int | None = None,
        heartbeat_interval_ms: int | None = None,
        audit: bool = True,
        usage_stats: bool = False,
        guard: Literal["redact", "reject", "off"] | None = None,
        enabled: bool | None = None,
        emit_telemetry: bool | None = None,
        destination: bool | None = None,
        background: bool = True,
        strict: bool = False,
        patience: float = 1.0,
        on_problem: Callable[[str], object] | None = None,
    ) -> None:
        """Open a queue. Nothing is loaded before the first event.

        Args:
            product: Whose events are sent: `agent-toolkit`, `anonymizer`, `guardrails` or `safe-synthesizer`.
            client_version: Version of the sending package. None: the product's word for unknown.
            session_id: Session id before its prefix. None: one is made as the product does.
            cpu_architecture: Machine name of the processor. None: this machine's.
            endpoint: Where events go: https, http to loopback, or `stdout:`, `stderr:` or `file:` with an absolute path, where each body is
                written as a line. Empty: nowhere, as with `dry_run`. None: the product's collector.
            dry_run: Build every body and send none; the events are counted as dropped.
            deployment_type: Deployment type of every event, whatever the event says.
            outbox: Keep events on disk until they are delivered.
            overflow: What a full queue does: drop its oldest event, or refuse the new one.
            queue_events: Most events that wait, 1 to 10000.
            batch_events: Most events in one request, 1 to 10000.
            flush_events: Waiting events that are sent at once, 1 to 10000.
            flush_interval_ms: Longest time that an event waits before it is sent, in milliseconds.
            timeout_ms: Longest time of one request, in milliseconds, at most 60000. None: the product's.
            retries: Attempts after the first, at most 100. None: the product's number.
            heartbeat_interval_ms: Time between heartbeats in milliseconds, at least 10000; 0: none. None: the product's.
            audit: Write into the person's audit log which bodies leave and how their requests end.
            usage_stats: Write each event into the product's own `nemoguardrails/usage_stats.json`, too. Guardrails only.
            guard: What becomes of a free string that looks private: the word redacted, a refusal, or nothing.
            enabled: The program's own yes or no. None: it has no opinion.
            emit_telemetry: The product's setting of that name: False is a no, True says nothing.
            destination: True: a person named in this very command where events go. For commands, not for libraries.
            background: Start a thread with the first event. False: nothing happens before `flush` or `stop`.
            strict: Raise what is wrong, for tests and development: `SettingsError` here, `EventError` in `enqueue`.
            patience: Seconds that one end may take when five programs in a row, or all of 24 hours, reached no collector. 0: never.
            on_problem: Told of each problem, in a line. None: the logger `nemo_telemetry` is.

        Raises:
            SettingsError: the settings are wrong; with `strict` only.
            TelemetryError: the component cannot be loaded; with `strict` only.
        """
        self._around = _surroundings.current
        self._background, self._strict, self._patience = background, strict, patience
        self._inbox = Inbox()
        # A bound method of the surroundings, so that time can stand still in tests; the system's own is called without detours.
        self._now: Callable[[], float] = time if type(self._around) is _surroundings.Surroundings else self._around.seconds
        settings: dict[str, object] = {
            "product": product,
            "clientVersion": client_version,
            "sessionId": session_id,
            "cpuArchitecture": cpu_architecture,
            "endpoint": endpoint,
            "dryRun": dry_run or None,
            "deploymentType": deployment_type,
            "outbox": outbox,
            "overflow": overflow,
            "queueEvents": queue_events,
            "batchEvents": batch_events,
            "flushEvents": flush_events,
            "flushIntervalMs": flush_interval_ms,
            "timeoutMs": timeout_ms,
            "retries": retries,
            "heartbeatIntervalMs": heartbeat_interval_ms,
            "audit": None if audit else False,
            "usageStats": usage_stats or None,
            "guard": guard,
        }
        if enabled is None:
            enabled = self._around.enabled()
        calls = {"enabled": enabled, "emit_telemetry": emit_telemetry, "destination": destination}
        self._options = Options(str(product), settings, bool(outbox), calls, self._around, on_problem)
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
        """`stop`."""
        self.stop()

    async def __aenter__(self) -> Telemetry:
        """Give itself."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """`astop`."""
        await self.astop()

    def enqueue(self, event: TelemetryEvent) -> bool:
        """Take an event, with the present instant. Returns at once; the event is copied, and may be changed afterwards.

        Returns:
            Whether it is on its way to be checked. False: telemetry is off or was stopped, or too many events wait already.

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

    def flush(self, timeout: float = 2.0) -> Ledger:
        """Send what is queued now, and wait until nothing is pending any more, at most that many seconds.

        Returns:
            The ledger.
        """
        self._order("flush", timeout).wait()
        return self.ledger()

    def stop(self, timeout: float = EXIT) -> Ledger:
        """Take no more events, and end within that many seconds: what is not delivered then is kept in the outbox.

        The last 25 ms are for putting it away, and are taken also when less time is given. Where several programs in a row did not reach
        the collector, one may take longer: see `patience`.

        Returns:
            The ledger.
        """
        self._close(timeout).wait()
        return self.ledger()

    def opt_out(self, timeout: float = 2.0) -> Ledger:
        """Store the person's no where the product has a place for it, drop what is queued, and empty the outbox.

        Nothing is sent after this. Waits until that is done, at most that many seconds.

        Returns:
            The ledger.
        """
        self._order("opt_out", timeout).wait()
        return self.ledger()

    async def aflush(self, timeout: float = 2.0) -> Ledger:
        """`flush`, for a running event loop."""
        await _kept(self._order("flush", timeout), timeout)
        return self.ledger()

    async def astop(self, timeout: float = EXIT) -> Ledger:
        """`stop`, for a running event loop."""
        promise = self._close(timeout)
        await _kept(promise, max(timeout, TIDYING, self._patience))
        return self.ledger()

    async def aopt_out(self, timeout: float = 2.0) -> Ledger:
        """`opt_out`, for a running event loop."""
        await _kept(self._order("opt_out", timeout), timeout)
        return self.ledger()

    def ledger(self) -> Ledger:
        """Say where every event is, as the thread saw it last."""
        from ._views import Ledger

        counts = self._inbox.ledger
        return Ledger(**counts) if counts else Ledger()

    def status(self) -> Status:
        """Say how it stands, and where its things are."""
        with _lifecycle.LOADING:
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

        if self._patience > timeout and self._inbox.is_pending():
            from . import _worker

            exits = _worker.exits_of(self._options)
            if exits and exits.is_overdue():
                timeout = self._patience
        promise, start = self._inbox.order("close", monotonic() + max(timeout, TIDYING), max(timeout - TIDYING, 0.0))
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
        if not self._options.outbox:
            return False
        from os.path import isdir, join

        state = self._around.paths().state
        if not state or not isdir(join(state, "outbox", self._options.product)):
            return False
        from . import _outbox

        return _outbox.is_something_left(state, self._options.product, int(self._now() * 1e9))

    def _start(self) -> None:
        """Start the thread."""
        # It has a hook for forks that takes a lock and one that gives it back. Loaded by the thread, while a fork waits for that, it would
        # only get to the second.
        import logging  # noqa: F401
        import threading

        inbox, options = self._inbox, self._options

        def work() -> None:
            with _lifecycle.LOADING:
                from . import _worker
            _worker.Worker(options, inbox).run()

        try:
            threading.Thread(target=work, name="nemo-telemetry", daemon=True).start()
        except RuntimeError as error:
            # The interpreter is about to end, or the system has no more threads.
            options.tell(inbox, f"telemetry does not work: no thread can be started: {error}")
            if not _lifecycle.is_ending:
                inbox.end()

    def _fork(self) -> None:
        """Begin anew in a forked child, which has its parent's memory and none of its threads and segments."""
        self._inbox = Inbox()
        old = self._options
        # A session is one process.
        given = {**old.given, "sessionId": None}
        self._options = Options(old.product, given, old.outbox, old.calls, old.around, old.on_problem)


async def _kept(promise: Promise, timeout: float) -> None:
    """Wait for a promise in the running event loop."""
    import asyncio

    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def settle() -> None:
        if not done.done():
            done.set_result(None)

    def keep() -> None:
        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            pass  # The loop has ended, and whoever waited with it.

    promise.then(keep)
    try:
        await asyncio.wait_for(done, timeout)
    except asyncio.TimeoutError:
        pass
