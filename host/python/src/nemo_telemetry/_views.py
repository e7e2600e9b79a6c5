"""What `Telemetry` tells: the ledger and the status."""

# Plain classes: a program asks for these while a thread loads the runtime, and dataclasses would load the same modules at the same time.

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Record:
    """Values with names. Records of one kind with the same values are equal."""

    def __eq__(self, other: object) -> bool:
        """Compare all values."""
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show all values."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def as_dict(self) -> dict[str, object]:
        """Give everything as a dictionary that JSON can write."""
        return {
            name: value.as_dict() if isinstance(value, Record) else list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
        }


class Ledger(Record):
    """Where every event is.

    At any instant `accepted + recovered = delivered + pending + kept + sum(dropped.values())`.
    """

    def __init__(
        self,
        accepted: int = 0,
        recovered: int = 0,
        delivered: int = 0,
        pending: int = 0,
        kept: int = 0,
        unsure: int = 0,
        dropped: Mapping[str, int] | None = None,
    ) -> None:
        """Take the counts."""
        self.accepted = accepted
        """Events that the component took."""
        self.recovered = recovered
        """Events of earlier processes, found in the outbox."""
        self.delivered = delivered
        """Answered with a 2xx status."""
        self.pending = pending
        """Queued, waiting for another attempt, or under way."""
        self.kept = kept
        """In the outbox, for a later process."""
        self.unsure = unsure
        """Events with an attempt whose end is unknown: they may arrive twice. Also counted where they are."""
        self.dropped = dict(dropped or {})
        """Events that never arrive, by reason, such as `refused`, `age`, `overflow` or `opt-out`."""


class Status(Record):
    """How telemetry stands."""

    def __init__(
        self,
        *,
        state: str,
        text: str,
        ledger: Ledger,
        waiting: int,
        rejected: int,
        overflowed: int,
        restarts: int,
        problems: tuple[str, ...],
        ended: bool,
        endpoint: str,
        version: str,
        component: str,
        runtime: str,
        config: str,
        state_folder: str,
        cache: str,
    ) -> None:
        """Take the values."""
        self.state = state
        """`on`, `off`, `ask` (a person may be asked), `notify` (a notice has to be shown), or `undecided`: nothing has happened yet."""
        self.text = text
        """Why, in a line for a person; of telemetry that is on and does not work, why not."""
        self.ledger = ledger
        """Where every event is that was checked."""
        self.waiting = waiting
        """Events that wait to be checked."""
        self.rejected = rejected
        """Events that were wrong."""
        self.overflowed = overflowed
        """Events that found the buffer full, or a process that can neither send nor keep them any more."""
        self.restarts = restarts
        """How often the component had to be started again."""
        self.problems = problems
        """What keeps it from working as it should, the latest last."""
        self.ended = ended
        """It was closed, it is off, or it does not work."""
        self.endpoint = endpoint
        """Where events go, or empty when that is not known yet."""
        self.version = version
        """Version of this package."""
        self.component = component
        """SHA-256 of the component's bytes in hexadecimal."""
        self.runtime = runtime
        """Version of the WebAssembly runtime, or why there is none."""
        self.config = config
        """The person's folder of decisions; empty: none."""
        self.state_folder = state_folder
        """This project's folder of outboxes and audit logs; empty: none."""
        self.cache = cache
        """This project's folder of what can be made again; empty: none."""
