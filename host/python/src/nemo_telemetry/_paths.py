"""Where things are on this machine: a function of the system and a few variables.

`tests/host/paths.json` says in data what it answers, the same in every language.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _is_absolute(path: str, windows: bool) -> bool:
    if not windows:
        return path.startswith("/")
    drive = path[:1]
    return path.startswith("\\\\") or (drive.isascii() and drive.isalpha() and path[1:3] in (":\\", ":/"))


class Paths:
    """Folders; None where the system does not say where a person's things are. None of them need be there."""

    __slots__ = ("cache", "config", "machine", "state")

    def __init__(self, config: str | None, state: str | None, cache: str | None, machine: str | None) -> None:
        """Name them.

        Args:
            config: What persons decide, of all programs: a product's own folder is in it.
            state: This project's own: outboxes and audit logs, which outlive a restart.
            cache: This project's own: what can be made again.
            machine: What an administrator decides for everybody on this machine.
        """
        self.config, self.state, self.cache, self.machine = config, state, cache, machine


def find(windows: bool, variables: Mapping[str, str]) -> Paths:
    """Find the folders. A variable that is empty or no absolute path counts as not set."""

    def folder(name: str) -> str | None:
        value = variables.get(name, "")
        return value if _is_absolute(value, windows) else None

    def below(root: str | None, *steps: str) -> str | None:
        if root is None:
            return None
        separator = "\\" if windows else "/"
        return separator.join([root.rstrip("\\/" if windows else "/"), *steps])

    def either(name: str, home: str, *steps: str) -> str | None:
        return folder(name) or below(folder(home), *steps)

    # The products look nowhere else, whatever XDG_CONFIG_HOME or APPDATA say; elsewhere a no that one of them stored would not be seen.
    config = below(folder("USERPROFILE" if windows else "HOME"), ".config")
    if windows:
        state = cache = either("LOCALAPPDATA", "USERPROFILE", "AppData", "Local")
        cache = below(cache, "nemo-telemetry", "cache")
        machine = below(folder("PROGRAMDATA"), "nemo-telemetry")
    else:
        state = either("XDG_STATE_HOME", "HOME", ".local", "state")
        cache = below(either("XDG_CACHE_HOME", "HOME", ".cache"), "nemo-telemetry")
        machine = "/etc/nemo-telemetry"
    return Paths(config, below(state, "nemo-telemetry"), cache, machine)


def here(variables: Mapping[str, str]) -> Paths:
    """Find the folders on this system."""
    return find(os.name == "nt", variables)
