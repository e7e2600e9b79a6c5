"""A program's telemetry."""

from __future__ import annotations

import sys
from time import time

from . import __version__, _form, _precheck, _surroundings
from ._catalog import SETTINGS
from ._errors import TelemetryError
from ._event import TelemetryEvent, snapshot
from ._inbox import Phase
from ._limits import EXIT_MS, FLUSH_MS
from ._locks import RUNTIME
from ._options import Options
from ._queue import Queue
from ._times import span
from ._views import Ledger, Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from typing_extensions import Unpack

    from ._inbox import Promise
    from ._settings import Product, Settings

EXIT = EXIT_MS / 1000
"""Seconds that an exit may hold up its program."""

FLUSH = FLUSH_MS / 1000
"""Seconds that a flush or an opt-out waits."""


STOP = 10.0
"""Seconds that `stop` waits at most: more than a slow machine needs to compile the component, which happens once."""


class Telemetry:
    """A queue of events on their way to the product's collector.

        with Telemetry(product="agent-toolkit", client_version="1.9.0") as telemetry:
            telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4"))

    A thread of its own, started with the first event, loads the component, decides, checks, sends, and keeps on disk what it cannot
    send. While telemetry is off there is no thread, no file, and nothing is loaded. Nothing here raises, unless `strict` is set; what is
    wrong is told to `on_problem`, else to the logger `nemo_telemetry`, and shows in `status`.

    One object is meant for a program and all its threads. A forked child that uses it has a queue and a session of its own; what the
    parent had queued stays the parent's. When the interpreter ends, what was not delivered within 50 ms is kept for the next program. A
    queue that the program forgets sends or keeps what it has, and its thread ends.

    Times are seconds. What is negative counts as 0, what is no number as the default, and the longest is 46 days.
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
        around = _surroundings.current
        self._strict = strict
        # A bound method of the surroundings, so that time can stand still in tests; the system's own is called without detours.
        self._now: Callable[[], float] = time if type(around) is _surroundings.Surroundings else around.seconds
        if patience is not None:
            try:
                settings["patience_ms"] = round(patience * 1000)
            except Exception:
                settings["patience_ms"] = patience  # type: ignore[typeddict-item] # as wrong as it is: the component says so
        given: dict[str, object] = {"product": product, "outbox": True}
        for name, value in settings.items():
            if name not in SETTINGS:
                raise TypeError(f"Telemetry() got an unexpected keyword argument {name!r}")
            if value is not None:
                given[SETTINGS[name]] = value
        if enabled is None:
            enabled = around.enabled()
        calls = {"enabled": enabled, "emit_telemetry": emit_telemetry, "destination": destination}
        try:
            name = str(product)
        except Exception:
            name = ""  # No product has that name, and telemetry is off.
        options = Options(name, given, calls, around, on_problem)
        try:
            self._signal = _precheck.decisive(name, calls, around)
        except Exception:
            self._signal = None  # The component decides, as it does where the pre-check says nothing.
        is_off = self._signal is not None
        if strict:
            _must_load()
            from . import _strict

            _strict.check_settings(options)
        self._off = is_off = is_off or sys.is_finalizing()
        self._queue = Queue(options, is_off, bool(background))
        if not is_off and self._queue.background and _is_something_left(options):
            self._queue.begin()

    def __del__(self) -> None:
        """Have what it holds sent or kept, and its thread end."""
        queue: Queue | None = self.__dict__.get("_queue")
        if queue:
            queue.forget()

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

    def enqueue(self, event: TelemetryEvent, at: datetime | float | None = None) -> bool:
        """Take an event. Returns at once; the event is copied, and may be changed afterwards.

        Args:
            event: The event.
            at: When it happened: a `datetime`, which without a time zone is in the local one, or seconds since 1970. None: now.

        Returns:
            Whether it is on its way to be checked. False: telemetry is off or was closed, too many events wait already,
            or a destructor passes it while the interpreter is being taken down.

        Raises:
            EventError: the event is wrong; with `strict` only.
            TelemetryError: it cannot be checked, because the component cannot be loaded; with `strict` only.
            TypeError: it is no event; with `strict` only.
        """
        if self._off:
            return False
        if sys.is_finalizing():
            # Called by a destructor. Threads have gone, and one of them may have a lock; and nothing can be imported any more.
            self._queue.inbox.overflowed += 1
            return False
        try:
            item = (type(event), snapshot(event), self._now() if at is None else _seconds(at))
        except Exception as error:
            return self._refuse(event, error)
        if self._strict:
            _must_load()
            from . import _strict

            _strict.check_event(self._queue.options, item)
        return self._queue.put(item)

    def flush(self, timeout: float = FLUSH) -> Ledger:
        """Send what is queued now, and wait until nothing is pending any more, at most that many seconds.

        Returns:
            The ledger.
        """
        self._queue.order("flush", span(timeout, FLUSH)).wait()
        return self.ledger()

    def close(self, timeout: float = EXIT) -> Ledger:
        """Take no more events, and end within that many seconds: what is not delivered then is kept in the outbox.

        The last 25 ms are for putting it away, and are taken also when less time is given. Where several programs in a row did not reach
        the collector, one may take longer: see `patience_ms`.

        Returns:
            The ledger.
        """
        self._queue.close(span(timeout, EXIT)).wait()
        return self.ledger()

    def stop(self, timeout: float = STOP) -> Ledger:
        """Take no more events, and wait until those that were given are decided, and delivered or kept on disk, at most that many seconds.

        It takes as long as the component takes to load, and at most 50 ms more for the collector's answer. A request that has none by
        then goes on in the background for 2 s; an exit ends it, and keeps the events. Without an outbox those 2 s are waited for.

        Returns:
            The ledger.
        """
        self._queue.stop(span(timeout, STOP)).wait()
        return self.ledger()

    def opt_out(self, timeout: float = FLUSH) -> Ledger:
        """Store the person's no where the product has a place for it, drop what is queued, and remove what all programs have kept.

        Nothing is sent after this. It is done whatever was decided before. Waits until it is, at most that many seconds.

        Returns:
            The ledger.
        """
        self._queue.order("opt_out", span(timeout, FLUSH)).wait()
        return self.ledger()

    async def aflush(self, timeout: float = FLUSH) -> Ledger:
        """`flush`, for a running event loop."""
        await _kept(self._queue.order("flush", span(timeout, FLUSH)))
        return self.ledger()

    async def aclose(self, timeout: float = EXIT) -> Ledger:
        """`close`, for a running event loop."""
        await _kept(self._queue.close(span(timeout, EXIT)))
        return self.ledger()

    async def astop(self, timeout: float = STOP) -> Ledger:
        """`stop`, for a running event loop."""
        await _kept(self._queue.stop(span(timeout, STOP)))
        return self.ledger()

    async def aopt_out(self, timeout: float = FLUSH) -> Ledger:
        """`opt_out`, for a running event loop."""
        await _kept(self._queue.order("opt_out", span(timeout, FLUSH)))
        return self.ledger()

    def ledger(self) -> Ledger:
        """Say where every event is, as the thread saw it last."""
        counts = self._queue.inbox.life["ledger"]
        return Ledger(**{**counts, "dropped": {tally["reason"]: tally["count"] for tally in counts["dropped"]}})

    def status(self) -> Status:
        """Say how it stands, and where its things are."""
        options, inbox = self._queue.options, self._queue.inbox
        about = dict.fromkeys(("component", "runtime", "config", "state_folder", "cache"), "")
        try:
            if not RUNTIME.may_load():
                raise ImportError
            with RUNTIME.loading:
                from . import _report
            about = _report.about(options)
        except Exception as error:
            about["runtime"] = f"unknown: this process cannot look now: {type(error).__name__}"
        state, text = inbox.state, inbox.text
        if self._off and state == "undecided":
            from . import _told

            why = _told.describe(self._signal) if self._signal else "the process ends"
            state, text = "off", f"telemetry is off: {why}"
        return Status(
            state=state,
            text=text,
            ledger=self.ledger(),
            waiting=len(inbox.items) + len(inbox.taken),
            rejected=inbox.rejected,
            overflowed=inbox.overflowed,
            restarts=inbox.life["traps"],
            problems=tuple(inbox.problems),
            ended=self._off or inbox.phase is Phase.ENDED,
            endpoint=inbox.settled.get("endpoint", ""),
            version=__version__,
            **about,
        )

    def preview(self, *events: TelemetryEvent) -> list[str]:
        """Build the exact bodies in which events would be sent. No network is used, and nothing is decided.

        Only the instant of sending, and a session id that is made anew, differ from a real request.

        Raises:
            EventError: an event is wrong.
            SettingsError: the settings are.
            TelemetryError: the component cannot be loaded.
        """
        _must_load()
        from . import _preview

        return _preview.bodies(self._queue.options, [(type(event), snapshot(event), self._now()) for event in events])

    def _refuse(self, event: object, error: Exception) -> bool:
        kind = _form.name(type(event))
        is_event = issubclass(type(event), TelemetryEvent)
        if self._strict and not is_event:
            raise TypeError(f"expected an event, such as one of nemo_telemetry.events, found {kind}")
        if self._strict:
            raise _form.without_form(error)
        problem = f"has no form in JSON: {_form.name(type(error))}" if is_event else "is no event"
        self._queue.inbox.reject(1)
        self._queue.options.tell(self._queue.inbox, f"an event was rejected: {kind} {problem}")
        return False


def _must_load() -> None:
    """Refuse where nothing can be loaded.

    Raises:
        TelemetryError: nothing can.
    """
    if not RUNTIME.may_load():
        raise TelemetryError("nothing can be loaded: the interpreter is ending, or was forked while telemetry was being loaded")


def _is_something_left(options: Options) -> bool:
    """Whether there are segments. Only their names are looked at."""
    from os import listdir
    from os.path import join

    try:
        state = options.around.paths().state if options.given["outbox"] else None
        names = listdir(join(state, options.product)) if state else []
    except Exception:
        return False
    return any(name.endswith(".jsonl") and not name.startswith("audit.") for name in names)


def _seconds(at: datetime | float) -> float:
    """Give an instant in seconds since 1970."""
    timestamp = getattr(at, "timestamp", None)
    return float(timestamp() if timestamp else at)  # type: ignore[arg-type]


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
            await asyncio.wait_for(kept.wait(), min(left, promise.slice))
        except asyncio.TimeoutError:
            pass  # The worker may have put the deadline off meanwhile.
