"""What the policy may look at, as it is in the program's surroundings. `host/FACTS.md` has the rule."""

from __future__ import annotations

import os
import stat

from ._limits import MAX_FACT
from ._noticed import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._fact import DecisionFile, Fact, FileQuery, Query
    from ._paths import Paths
    from ._surroundings import Surroundings


def place(query: FileQuery, variables: Mapping[str, str], paths: Paths) -> str | None:
    """Say where a file is that the policy names; None: the system does not say."""
    for name in (query["variable"] or "").split():
        variable, _, steps = name.partition("/")
        instead = variables.get(variable, "")
        if not steps and instead:
            return instead
        if steps and os.path.isabs(instead):
            return os.path.join(instead, *steps.split("/"))
    if not paths.config:
        return None
    first, *rest = query["path"].split("/")
    return os.path.join(os.path.dirname(paths.config), *rest) if first == "~" else os.path.join(paths.config, first, *rest)


def read(path: str) -> str | None:
    """Read a decision. None: there is none, and only where the system says so. What cannot be read or is too long is empty: never a yes."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            data = file.read(MAX_FACT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return ""
    return "" if len(data) > MAX_FACT else data.decode("utf-8", "replace")


def administrator(paths: Paths) -> str | None:
    """Read what the administrator of the machine has decided."""
    return read(os.path.join(paths.machine, "policy.toml")) if paths.machine else None


def store(file: DecisionFile, around: Surroundings) -> str:
    """Store a person's decision, or a session for later processes. Where it is now.

    Raises:
        OSError: it could not be stored.
    """
    from . import _private

    path = place(file["place"], around.variables(), around.paths())
    if not path:
        raise OSError("no variable says where a person's files are, such as HOME")
    _private.must_be_a_file(path)
    if file["text"] is not None:
        _private.replace(path, file["text"])
    elif not _private.remove(path):
        raise OSError(f"{path} cannot be removed")
    return path


class Facts:
    """Where the component's queries are answered."""

    def __init__(self, calls: Mapping[str, bool | None], around: Surroundings) -> None:
        """Look at nothing yet.

        Args:
            calls: What the embedding program says, by the name of the fact; None: nothing.
            around: Where to look.
        """
        self._calls, self._around = calls, around
        self.is_shown = False
        """The notice was shown."""
        self.policy: str | None = None
        """What the administrator had decided when it was looked at last."""

    def look(self, queries: list[Query]) -> list[Fact]:
        """Look at these, and at nothing else. What is not there is left out."""
        found: list[Fact] = []
        for source, what in queries:
            value = self._find(source, what)
            if value is not None:
                found.append({"source": source, "name": what["path"] if source == "file" else what, "value": value})
        return found

    def _find(self, source: str, what: str | FileQuery) -> str | None:
        if not isinstance(what, str):
            path = place(what, self._around.variables(), self._around.paths())
            return read(path) if path else None
        if source == "variable":
            value = self._around.variables().get(what)
            return None if value is None else clean(value)
        if source == "call":
            said = self._calls.get(what)
            return None if said is None else str(said).lower()
        if what == "administrator":
            self.policy = administrator(self._around.paths())
            return self.policy
        if what == "notice":
            return "true" if self.is_shown else None
        return self._around.host(what)
