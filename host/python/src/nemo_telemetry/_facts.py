"""What the policy may look at, as it is in the program's surroundings. `host/FACTS.md` has the rule."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._client import Fact
    from ._paths import Paths
    from ._surroundings import Surroundings

MOST = 64 * 1024
"""Longest stored decision that is looked at, in bytes; real ones have some hundred."""


def clean(value: str) -> str:
    """Make U+FFFD of bytes that are no UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def place(name: str, variables: Mapping[str, str], paths: Paths) -> tuple[str, str | None]:
    """Say what the fact of a file is called, and where the file is; None: the system does not say.

    Args:
        name: Name of the query: a path below the configuration folder, or a variable that may hold another, a colon and that path.
        variables: The environment.
        paths: Folders.
    """
    variable, colon, path = name.rpartition(":")
    instead = variables.get(variable, "") if colon else ""
    if instead:
        return path, instead
    return path, os.path.join(paths.config, *path.split("/")) if paths.config else None


def read(path: str) -> str | None:
    """Read a stored decision. None: there is none. What cannot be read, or is too long, is empty: damaged, and never a yes."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        return None
    except OSError:
        return "" if os.path.lexists(path) else None
    return "" if len(data) > MOST else data.decode("utf-8", "replace")


def notice(name: str) -> str | None:
    """Say what is noticed in this process under the name of a host fact; None: nothing."""
    import sys

    if name == "terminals":
        streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
        return " ".join(name for name, stream in streams if stream and not stream.closed and stream.isatty())
    if name == "test-runner":
        # Both are loaded by those who run tests, and by nobody else.
        for runner, module in (("pytest", "_pytest.config"), ("unittest", "unittest.main")):
            if module in sys.modules:
                return runner
        return None
    if name == "user-name":
        variables = (os.environ.get(variable) for variable in ("USER", "LOGNAME", "USERNAME"))
        return next((clean(value) for value in variables if value), None)
    if name == "host-name":
        import socket

        return socket.gethostname() or None
    if name == "home-directory":
        home = os.path.expanduser("~")
        return clean(home) if home != "~" else None
    if name == "compiled-out":
        return "true" if is_compiled_out() else None
    return None


def is_compiled_out() -> bool:
    """Whether this build leaves telemetry out: whoever packages it puts an empty file of that name beside the modules."""
    return os.path.exists(os.path.join(os.path.dirname(__file__), "compiled-out"))


class Facts:
    """The facts that a product's policy asks for."""

    def __init__(self, queries: list[dict[str, str]], calls: Mapping[str, bool | None], around: Surroundings) -> None:
        """Gather them.

        Args:
            queries: What the policy may look at, and nothing else is.
            calls: What the embedding program says, by the name of the fact; None: nothing.
            around: Where to look.
        """
        self.queries, self._calls, self._around = queries, calls, around
        self._shown = False
        self.found = [fact for query in queries if (fact := self._find(query))]

    def look_again(self) -> bool:
        """Look at the stored decisions once more. Whether one says something else than before."""
        changed = False
        for query in self.queries:
            if query["source"] == "file":
                name = query["name"].rpartition(":")[2]
                old = next((fact for fact in self.found if fact["source"] == "file" and fact["name"] == name), None)
                new = self._find(query)
                if old != new:
                    self.found = [fact for fact in self.found if fact is not old] + ([new] if new else [])
                    changed = True
        return changed

    def show(self) -> None:
        """Take down that the notice was shown."""
        if not self._shown:
            self._shown = True
            self.found.append({"source": "host", "name": "notice", "value": "true"})

    def decision_file(self) -> str | None:
        """Say where the product's decision is stored; None: nowhere."""
        for query in self.queries:
            if query["source"] == "file":
                return place(query["name"], self._around.variables(), self._around.paths())[1]
        return None

    def _find(self, query: dict[str, str]) -> Fact | None:
        source, name = query["source"], query["name"]
        value: str | None = None
        if source == "variable":
            value = self._around.variables().get(name)
            value = clean(value) if value is not None else None
        elif source == "file":
            name, path = place(name, self._around.variables(), self._around.paths())
            value = read(path) if path else None
        elif source == "call":
            said = self._calls.get(name)
            value = None if said is None else str(said).lower()
        elif name == "administrator":
            machine = self._around.paths().machine
            value = read(os.path.join(machine, "policy.toml")) if machine else None
        elif name == "notice":
            value = "true" if self._shown else None
        else:
            value = self._around.host(name)
        return None if value is None else {"source": source, "name": name, "value": value}
