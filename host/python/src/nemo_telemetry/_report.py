"""How telemetry stands."""

from __future__ import annotations

from . import _library, _runtime
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._options import Options


def about(options: Options) -> dict[str, str]:
    """Say what works, and where its things are. The runtime is not loaded for it."""
    paths = options.around.paths()
    return {
        "component": _runtime.sha256(),
        "runtime": runtime(),
        "config": paths.config or "",
        "state_folder": paths.state or "",
        "cache": paths.cache or "",
    }


def runtime() -> str:
    """Say which runtime there is, without loading it."""
    found = _library.find()
    if found:
        return f"wasmtime {found[1]}"
    with RUNTIME.loading:
        from importlib.metadata import PackageNotFoundError, version

    try:
        return f"wasmtime {version('wasmtime')}"
    except PackageNotFoundError:
        return "none: the package wasmtime is not installed"
