"""How telemetry stands."""

from __future__ import annotations

from . import _runtime
from ._errors import TelemetryError
from ._inbox import Phase
from ._locks import RUNTIME
from ._version import __version__
from ._views import Ledger, Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Inbox
    from ._options import Options


def status(options: Options, inbox: Inbox, off: bool, ledger: Ledger) -> Status:
    """Gather it. The runtime is not loaded for it."""
    paths = options.around.paths()
    state, text = inbox.state, inbox.text
    if off and state == "undecided":
        state, text = "off", "telemetry is off: the environment, the program or a stored decision says so"
    return Status(
        state=state,
        text=text,
        ledger=ledger,
        waiting=len(inbox.items) + len(inbox.taken),
        rejected=inbox.rejected,
        overflowed=inbox.overflowed,
        restarts=inbox.life["traps"],
        problems=tuple(inbox.problems),
        ended=off or inbox.phase is Phase.ENDED,
        endpoint=inbox.settled.get("endpoint", ""),
        version=__version__,
        component=_runtime.sha256(),
        runtime=runtime(),
        config=paths.config or "",
        state_folder=paths.state or "",
        cache=paths.cache or "",
    )


def runtime() -> str:
    """Say which runtime there is, without loading it."""
    with RUNTIME.loading:
        from importlib.metadata import PackageNotFoundError, version

    try:
        return f"wasmtime {version('wasmtime')}"
    except PackageNotFoundError:
        return "none: the package wasmtime is not installed"


def check_runtime() -> str:
    """Say which runtime there is, or why it cannot be loaded."""
    try:
        return f"wasmtime {_runtime.version()}"
    except TelemetryError as error:
        return str(error)
