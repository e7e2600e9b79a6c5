"""The words in which the component and this host talk about facts."""

from __future__ import annotations

from os import urandom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypedDict

    class Fact(TypedDict):
        """What a host found: `source` is `variable`, `file`, `call` or `host`."""

        source: str
        name: str
        value: str

    class FileQuery(TypedDict):
        """A file of a stored decision: its path below the configuration folder, and the variable that may hold another one."""

        path: str
        variable: str | None

    Query = tuple[str, Any]
    """What a host may look at: `file` with a `FileQuery`, or `variable`, `call` or `host` with a name."""

    class DecisionFile(TypedDict):
        """A person's decision that is to be stored: where, and the whole text; None: the file is to be removed."""

        place: FileQuery
        text: str | None

    Order = tuple[str, Any]
    """What a host does next: `wait`, `look`, `show`, `warn`, `store` or `done`, with what belongs to it, as `wit/client.wit` has it."""

    class Life(TypedDict):
        """What a client has been through: its token, how many of its instances trapped, and its last ledger."""

        token: str
        traps: int
        ledger: dict[str, Any]


def new_life(token: str | None = None) -> Life:
    """Begin the life of a client, whose token is random unless it is given."""
    counts: dict[str, Any] = dict.fromkeys(("accepted", "recovered", "delivered", "pending", "kept", "unsure"), 0)
    return {"token": token or urandom(8).hex(), "traps": 0, "ledger": {**counts, "dropped": []}}
