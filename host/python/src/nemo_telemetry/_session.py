"""A client that outlives its instance: after a trap it goes on in another one."""

from __future__ import annotations

import time

from ._client import Client
from ._errors import is_passing
from ._instance import TrapError
from ._limits import MAX_TRAPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from ._client import Look
    from ._fact import Fact, Life, Order
    from ._runtime import Loaded
    from ._world import Imports

    T = TypeVar("T")


class Session:
    """A client, and its instances. Methods raise `TrapError` when too many of them have trapped."""

    def __init__(self, loaded: Loaded, imports: Imports, product: str, settings: str, look: Look, life: Life) -> None:
        """Prepare a client; `open` opens it.

        Args:
            loaded: The component.
            imports: What the instances import.
            product: Identifier of the product.
            settings: Settings in JSON.
            look: Answers the component's queries.
            life: What the client has been through; it is kept up to date.
        """
        # An exit that keeps this thread out of the runtime finds every client that has opened.
        self._make: Callable[[], Client] = lambda: Client(loaded, imports, product, settings, look, life, self._take)
        self.imports, self.life = imports, life
        self._client: Client | None = None
        # When it has to have ended, once it was closed, in seconds of the monotonic clock.
        self._ends: float | None = None
        self._has_opted_out = False

    def open(self) -> None:
        """Open an instance, and ask of it what was asked of the one before.

        Raises:
            SettingsError: the settings are wrong.
            TrapError: the component does not run.
        """
        while True:
            try:
                client = self._make()
                self.life["ledger"] = client.ledger()
                if self._has_opted_out:
                    client.opt_out()
                elif self._ends is not None:
                    self._close(client)
                return
            except TrapError as error:
                self._lose(error)

    def _take(self, client: Client) -> None:
        self._client = client

    @property
    def is_open(self) -> bool:
        """Whether there is an instance."""
        return self._client is not None

    def decision(self) -> dict[str, Any]:
        """What was decided."""
        return self._do(lambda client: client.decision())

    def tell(self, facts: list[Fact]) -> None:
        """Say what was found."""
        self._do(lambda client: client.tell(facts))

    def enqueue(self, lines: str) -> dict[str, Any] | None:
        """Take lines. None: they brought two instances down, and no more are tried."""
        for _ in range(2):
            before = self.life["ledger"]["accepted"]
            try:
                report = self._now().enqueue(lines)
                self.life["ledger"] = self._now().ledger()
                return report
            except TrapError as error:
                self._follow(error)
            accepted = self.life["ledger"]["accepted"] - before
            if accepted > 0:
                return {"accepted": accepted, "ignored": 0, "rejected": []}
        return None

    def poll(self) -> Order:
        """Do what is due, and say what is next."""

        def poll(client: Client) -> Order:
            order = client.poll()
            self.life["ledger"] = client.ledger()
            return order

        return self._do(poll)

    def flush(self) -> None:
        """Make everything that is queued due now."""
        self._do(lambda client: client.flush())

    def close(self, seconds: float) -> float:
        """Take no more events, and end within that time. How long it may take, in seconds."""
        self._ends = time.monotonic() + seconds
        may_take = self._do(self._close) / 1000
        self._ends = time.monotonic() + may_take
        return may_take

    def opt_out(self) -> None:
        """Stop for good."""
        self._has_opted_out = True
        self._do(lambda client: client.opt_out())

    def end(self) -> None:
        """Free it."""
        client, self._client = self._client, None
        if client:
            client.drop()
        self.imports.transport.end()

    def _close(self, client: Client) -> int:
        left = (self._ends or 0.0) - time.monotonic()
        return client.close(max(min(round(left * 1000), 0xFFFFFFFF), 0))

    def _now(self) -> Client:
        if not self._client:
            raise TrapError("there is no instance any more")
        return self._client

    def _do(self, call: Callable[[Client], T]) -> T:
        while True:
            try:
                return call(self._now())
            except TrapError as error:
                self._follow(error)

    def _follow(self, error: TrapError) -> None:
        """Open another instance after one that is lost."""
        if not self._client:
            raise error
        self._lose(error)
        self.open()

    def _lose(self, error: TrapError) -> None:
        client, self._client = self._client, None
        if client:
            client.drop()
        self.imports.forget()
        if is_passing(error):
            raise error
        self.life["traps"] += 1
        if self.life["traps"] >= MAX_TRAPS:
            raise TrapError(f"it trapped {MAX_TRAPS} times; please report it: {error}") from error
