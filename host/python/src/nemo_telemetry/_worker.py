"""The thread that works: it loads the component, decides, and drives a client until it is closed."""

from __future__ import annotations

import json
import os
import threading
import time

# What the thread needs is loaded here, all at once, while it holds the lock: a fork must not meet half of a module.
from . import _event, _facts, _http, _lifecycle, _paths, _private, _runtime
from ._audit import FileAudit
from ._errors import TelemetryError, describe
from ._exits import Exits
from ._instance import MAX_TEXT, Imports, Instance, TrapError
from ._outbox import RENEWAL, FileOutbox
from ._session import Session, nothing

PRELOADED = (_http, _paths)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._inbox import Inbox, Item, Orders
    from ._options import Options

MAX_LINE = 64 * 1024
"""Longest line of an event in bytes, as the component has it."""

NOT_STORED = "telemetry is off in this process, but the decision could not be stored"


class Deciding:
    """An instance that decides for one product from what it may look at."""

    def __init__(self, loaded: _runtime.Loaded, options: Options) -> None:
        """Gather the facts."""
        self._loaded, self._options = loaded, options
        self._instance: Instance | None = None
        self.facts = _facts.Facts(self._call("queries", options.product), options.calls, options.around)

    def _call(self, function: str, *arguments: Any) -> Any:
        """Call the policy, once more with another instance if the first one traps."""
        for is_last in (False, True):
            try:
                if not self._instance:
                    self._instance = Instance(self._loaded, Imports())
                return self._instance.call("policy", function, *arguments)
            except TrapError:
                self.close()
                if is_last:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Free the instance. Another one is made when there is more to decide."""
        instance, self._instance = self._instance, None
        if instance:
            instance.close()

    def decide(self, show: Callable[[str], None] | None) -> dict[str, Any]:
        """Decide. Where a notice is to be shown first, `show` shows it, and that is a fact."""
        decision: dict[str, Any] = self._call("decide", self._options.product, self.facts.found)
        if decision["state"] == "notify" and show:
            show(decision["text"])
            self.facts.show()
            decision = self._call("decide", self._options.product, self.facts.found)
        return decision

    def store(self, granted: bool) -> str | None:
        """Store a person's decision. Where it is; None: the product has no place for one.

        Raises:
            OSError: it could not be stored.
        """
        path = self.facts.decision_file()
        if not any(query["source"] == "file" for query in self.facts.queries):
            return None
        if not path:
            raise OSError("there is no home to store it in")
        now = float(self._options.around.clock().wall() // 1_000_000)
        text = self._call("consent-file", self._options.product, granted, now)
        if text:
            _private.replace(path, text)
        elif not _private.remove(path):
            raise OSError(f"{path} cannot be removed")
        return path


class Worker:
    """The work of one queue."""

    def __init__(self, options: Options, inbox: Inbox) -> None:
        """Take what there is to work with."""
        self._options, self._inbox = options, inbox
        self._counting = threading.Lock()
        self._is_counted = False

    def run(self) -> None:
        """Work until there is nothing more to do for good."""
        while True:
            try:
                self._work()
            except TelemetryError as error:
                self._give_up(f"telemetry does not work: {error}")
            except Exception as error:
                self._give_up(f"telemetry does not work: {type(error).__name__} in its thread; please report it")
            if self._inbox.end():
                return

    def _give_up(self, problem: str) -> None:
        self._options.tell(self._inbox, problem)
        with self._inbox.lock:
            # What was asked for cannot be done.
            self._inbox.orders.opt_out = False

    def _work(self) -> None:
        loaded = _runtime.load(self._options.around.cache())
        deciding = Deciding(loaded, self._options)
        try:
            self._decide(loaded, deciding)
        finally:
            deciding.close()

    def _decide(self, loaded: _runtime.Loaded, deciding: Deciding) -> None:
        options, inbox = self._options, self._inbox
        decision = deciding.decide(options.show)
        inbox.decide(decision["state"], decision["text"])
        if decision["state"] != "on" or inbox.aborted:
            if inbox.take()[1].opt_out:
                self._store_no(deciding)
            return
        # Not before: while telemetry is off no folder is made.
        loaded.remember()
        session = Session(loaded, options.settings, deciding.facts.found, self._imports)
        try:
            inbox.decide(decision["state"], decision["text"], _object(session.resolved()))
            self._drive(session, deciding)
        finally:
            session.end()
            self._count_exit(session)

    def _imports(self) -> Imports:
        options = self._options
        clock, paths = options.around.clock(), options.around.paths()

        def warn(warning: str) -> None:
            options.tell(self._inbox, warning)

        has_outbox = options.outbox and paths.state
        imports = Imports(
            clock=clock,
            transport=options.around.transport(),
            outbox=FileOutbox(paths.state, options.product, clock.wall, warn) if has_outbox and paths.state else None,
            audit=FileAudit(paths.state, paths.config, options.product, clock.wall, warn),
        )
        imports.on_failure = warn
        return imports

    def _drive(self, session: Session, deciding: Deciding) -> None:
        inbox, is_closing = self._inbox, False
        inbox.wake = session.wake

        def put_away() -> None:
            client = session.client
            if client:
                client.imports.outbox.end()
            self._count_exit(session)

        inbox.put_away = put_away
        while not inbox.aborted:
            restarts = session.restarts
            items, orders = inbox.take()
            if orders.opt_out or self._was_revoked(deciding):
                self._stop(session, deciding, orders.opt_out)
                return
            self._obey(session, items, orders)
            is_closing = is_closing or orders.close is not None
            wake = session.poll()
            deadline = inbox.publish(session.ledger(), session.restarts, time.monotonic())
            if is_closing and wake is None:
                return
            # An instance that was started meanwhile has another way to be woken, which `wake` finds by itself; but what came before
            # that has to be looked at.
            if session.restarts == restarts:
                seconds = RENEWAL / 1e9 if wake is None else min(wake / 1000, RENEWAL / 1e9)
                if deadline is not None:
                    seconds = min(seconds, max(deadline - time.monotonic(), 0.0))
                session.wait(seconds)

    def _obey(self, session: Session, items: list[Item], orders: Orders) -> None:
        for count, lines in self._chunks(items):
            # So that at no instant an event is both in the component and among those that wait.
            with _lifecycle.Crossing():
                if self._inbox.aborted:
                    return
                report = session.enqueue(lines) if lines else {"rejected": []}
                self._inbox.crossed(count)
            if report is None:
                self._inbox.reject(lines.count("\n"))
                continue
            self._inbox.reject(len(report["rejected"]))
            for rejection in report["rejected"]:
                for problem in rejection["problems"]:
                    self._options.tell(self._inbox, f"an event was rejected: {describe(problem)}")
        if orders.flush:
            session.flush()
        if orders.close is not None:
            session.close(time.monotonic() + orders.close)

    def _chunks(self, items: list[Item]) -> list[tuple[int, str]]:
        """Write events as lines, in texts that may cross in one call, each with the number of events that it stands for."""
        chunks: list[tuple[int, str]] = []
        lines: list[str] = []
        count = size = 0
        for kind, fields, seconds in items:
            line = self._line(kind, fields, seconds)
            if size + len(line) > MAX_TEXT:
                chunks.append((count, "".join(lines)))
                lines, count, size = [], 0, 0
            lines.append(line)
            count += 1
            size += len(line)
        return [*chunks, (count, "".join(lines))] if count else chunks

    def _line(self, kind: type[_event.TelemetryEvent], fields: dict[str, object], seconds: float) -> str:
        """Write an event as a line with its line feed; empty: it cannot be written."""
        try:
            line = _event.line(kind, fields, seconds)
        except (TypeError, ValueError, RecursionError) as error:
            # Messages of these would repeat a value.
            self._inbox.reject(1)
            self._options.tell(self._inbox, f"an event was rejected: {kind.__qualname__} has no form in JSON: {type(error).__name__}")
            return ""
        if len(line) > MAX_LINE:
            self._inbox.reject(1)
            self._options.tell(self._inbox, f"an event was rejected: {kind.__qualname__} is longer than {MAX_LINE} bytes")
            return ""
        return line + "\n"

    def _was_revoked(self, deciding: Deciding) -> bool:
        """Whether the stored decision says no by now. It is looked at before anything can be sent."""
        if not deciding.facts.look_again():
            return False
        decision = deciding.decide(None)
        if decision["state"] == "on":
            return False
        self._inbox.decide(decision["state"], decision["text"])
        return True

    def _stop(self, session: Session, deciding: Deciding, is_new: bool) -> None:
        """End because of a no. `is_new`: it is not stored yet, which comes before anything else."""
        if is_new:
            self._store_no(deciding)
            self._inbox.decide("off", "telemetry is off: it was turned off while it ran")
        session.opt_out()
        while session.poll() is not None:
            session.wait(0.01)
        self._inbox.publish(session.ledger(), session.restarts, time.monotonic())

    def _store_no(self, deciding: Deciding) -> None:
        try:
            deciding.store(False)
        except OSError as error:
            self._options.tell(self._inbox, f"{NOT_STORED}: {error}")

    def _count_exit(self, session: Session) -> None:
        """Remember once whether the program reached its collector. Who comes second waits for the first to have written it."""
        with self._counting:
            if self._is_counted:
                return
            self._is_counted = True
            exits, ledger = exits_of(self._options), session.ledger()
            if exits and session.was_answered():
                exits.forget()
            elif exits and (ledger["kept"] or ledger["pending"]):
                exits.note()


def exits_of(options: Options) -> Exits | None:
    """Give what remembers the exits of the product; None: nothing is kept."""
    state = options.around.paths().state if options.outbox else None
    return Exits(state, options.product, options.around.clock().wall()) if state else None


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def keep_raw(options: Options, inbox: Inbox, items: list[Item]) -> bool:
    """Leave events to a later process without entering the component, which checks and guards them there. Whether that was done."""
    state = options.around.paths().state if options.outbox else None
    if not state:
        return False
    settings = json.loads(options.settings)
    session = inbox.resolved.get("sessionId") or settings.get("sessionId")
    now, lines = options.around.clock().wall(), []
    for kind, fields, seconds in items:
        line = {
            "id": os.urandom(8).hex(),
            "firstTs": _event.instant(now / 1e9),
            "ts": _event.instant(seconds),
            "product": options.product,
            "event": kind._event_name,
            **({"schemaVersion": kind._schema_version} if kind._schema_version else {}),
            **({"clientVer": settings["clientVersion"]} if "clientVersion" in settings else {}),
            **({"sessionId": session} if session else {}),
            **({"cpuArchitecture": settings["cpuArchitecture"]} if "cpuArchitecture" in settings else {}),
            "raw": True,
            "parameters": _event.parameters(kind, fields),
        }
        try:
            text = json.dumps(line, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            continue
        if len(text) <= MAX_LINE:
            lines.append(text + "\n")
    outbox = FileOutbox(state, options.product, options.around.clock().wall, lambda warning: options.tell(inbox, warning))
    kept = outbox.append("".join(lines))
    outbox.end()
    if kept:
        with inbox.lock:
            ledger = inbox.ledger = dict(inbox.ledger or nothing())
            ledger["accepted"] += len(lines)
            ledger["kept"] += len(lines)
        exits = exits_of(options)
        if exits:
            exits.note()
    return kept
