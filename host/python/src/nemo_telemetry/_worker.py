"""The thread that works: it loads the component, and drives a client until it is done."""

from __future__ import annotations

import json
import time

# What the thread needs is loaded here, all at once, while it holds the lock: a fork must not meet half of a module.
from . import _event, _facts, _form, _http, _paths, _runtime
from ._errors import TelemetryError, describe, is_passing
from ._limits import MAX_LINE, MAX_TEXT, MAX_TRAPS, SHUTDOWN_RESERVE_MS
from ._locks import RUNTIME, Crossing
from ._session import Session
from ._times import LONGEST
from ._world import Imports

PRELOADED = (_http, _paths, json)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._fact import Fact
    from ._inbox import Inbox, Item, Orders
    from ._options import Options

NOT_STORED = "could not be stored and holds for this process only"

SHOWN: Fact = {"source": "host", "name": "notice", "value": "true"}


class Worker:
    """The work of one queue."""

    def __init__(self, options: Options, inbox: Inbox) -> None:
        """Take what there is to work with."""
        self._options, self._inbox = options, inbox
        self._facts = _facts.Facts(options.calls, options.around)

    def run(self) -> None:
        """Work until there is nothing more to do for good, or the system has nothing left to work with, or something outside ends it."""
        try:
            while True:
                try:
                    self._work()
                except Exception as error:
                    what = str(error) if isinstance(error, TelemetryError) else f"{type(error).__name__} in its thread; please report it"
                    if is_passing(error):
                        self._inbox.pause(rests=True)
                        self._tell(f"telemetry waits: {what}")
                        return
                    if not isinstance(error, TelemetryError):
                        self._inbox.life["traps"] += 1
                        if self._inbox.life["traps"] < MAX_TRAPS:
                            self._tell(f"telemetry is started again: {what}")
                            continue
                    self._give_up(f"telemetry does not work: {what}")
                if self._inbox.end():
                    return
        except BaseException:
            # Something stops threads. The next call starts another one.
            self._inbox.pause(rests=False)

    def _tell(self, problem: str) -> None:
        """Tell of a problem. Whatever listens does not end the thread."""
        try:
            with RUNTIME.writing:
                self._options.tell(self._inbox, problem)
        except BaseException:
            pass

    def _give_up(self, problem: str) -> None:
        self._tell(problem)
        lost, has_opted_out = self._inbox.give_up(problem)
        if lost:
            self._tell(f"events lost: {lost}; telemetry does not work")
        if has_opted_out:
            self._refuse()

    def _refuse(self) -> None:
        """Store a person's no, which needs no component, and remove what waits."""
        from . import _refusal, _segments

        try:
            _refusal.store(self._options)
        except Exception as error:
            self._tell(f"the decision {NOT_STORED}: {error}")
        try:
            folder = self._options.folder()
        except Exception as error:
            why = str(error)
        else:
            why = _segments.purge(folder)[1]
        if why:
            self._tell(f"events that waited could not be removed: {why}")

    def _work(self) -> None:
        options, inbox = self._options, self._inbox
        loaded = _runtime.load(options.around.cache())
        imports = Imports(options.around.clock(), options.around.transport(), options.folder())
        session = Session(loaded, imports, options.product, options.settings, self._facts.look, inbox.life)
        inbox.wake, inbox.put_away = imports.transport.wake, lambda: self._put_away(session)
        try:
            session.open()
            inbox.decide(session.decision(), self._facts.policy)
            self._drive(session, loaded)
        except BaseException:
            # What it has taken is kept for the next one, or counted.
            self._put_away(session)
            raise
        finally:
            session.end()

    def _drive(self, session: Session, loaded: _runtime.Loaded) -> None:
        inbox = self._inbox
        while True:
            if inbox.aborted:
                # The session is the exit's from now on.
                RUNTIME.stay()
            kind, what = session.poll()
            while session.imports.failures:
                self._tell(session.imports.failures.pop(0))
            if self._heed(session, kind, what):
                continue
            deadline = inbox.keep_promises(time.monotonic())
            items, orders = inbox.take()
            if orders.opt_out:
                session.opt_out()
            elif kind == "done":
                inbox.decide(session.decision(), self._facts.policy)
                return
            elif items or orders.flush or orders.close is not None:
                # Not before: while telemetry is off no folder is made.
                loaded.remember()
                self._obey(session, items, orders)
            else:
                seconds = LONGEST if what is None else what / 1000
                if deadline is not None:
                    seconds = min(seconds, max(deadline - time.monotonic(), 0.0))
                inbox.come_to_rest()
                session.imports.transport.wait(seconds)

    def _heed(self, session: Session, kind: str, what: Any) -> bool:
        """Do what the component asks for. Whether it may ask for more."""
        options, inbox, imports = self._options, self._inbox, session.imports
        if kind == "look":
            session.tell(self._facts.look(what))
        elif kind == "show" and not inbox.aborted:
            with RUNTIME.writing:
                is_shown = options.show(what)
            if is_shown:
                self._facts.is_shown = True
                session.tell([SHOWN])
                inbox.decide(session.decision(), self._facts.policy)
        elif kind == "warn":
            # Without storage nothing is expected to be kept.
            if imports.folder.path:
                self._tell(f"{what}: {imports.problem}" if imports.problem else what)
        elif kind == "store":
            try:
                _facts.store(what, options.around)
            except OSError as error:
                self._tell(f"{what['place']['path']} {NOT_STORED}: {error}")
        else:
            return False
        return True

    def _obey(self, session: Session, items: list[Item], orders: Orders) -> None:
        for count, lines in self._chunks(items):
            # So that at no instant an event is both in the component and among those that wait.
            with Crossing():
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
                    self._tell(f"an event was rejected: {describe(problem)}")
        if orders.flush:
            session.flush()
        if orders.close is not None:
            may_take = session.close(orders.close)
            if may_take > orders.close:
                self._inbox.put_off(may_take + SHUTDOWN_RESERVE_MS / 1000)

    def _put_away(self, session: Session) -> None:
        """Close the client at once, in the thread of an exit, which keeps this one out of the component."""
        try:
            if session.is_open:
                session.close(0.0)
                while self._heed(session, *session.poll()):
                    pass
        except Exception:
            pass  # What it has kept is taken over when its lease has run out.

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
            if len(line) <= MAX_LINE:
                return line + "\n"
            problem = f"is longer than {MAX_LINE} bytes"
        except _form.FormError as error:
            problem = str(error)
        except BaseException as error:
            # Values may be of any class, and have code of their own. Messages would repeat a value.
            problem = f"has no form in JSON: {_form.name(type(error))}"
        self._inbox.reject(1)
        self._tell(f"an event was rejected: {_form.name(kind)} {problem}")
        return ""
