"""What needs no queue: questions to the component alone. One instance serves them all, and one that is lost is replaced."""

from __future__ import annotations

from . import _runtime, _surroundings
from ._errors import TelemetryError
from ._instance import Instance, TrapError
from ._locks import RUNTIME
from ._world import Imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_instance: Instance | None = None


def ask(interface: str, function: str, *arguments: Any) -> Any:
    """Ask the component, such as for `labels` and `derive`.

    Raises:
        RuntimeMissingError: the WebAssembly runtime cannot be loaded.
        TelemetryError: the component cannot be loaded, or does not take these arguments.
    """
    global _instance
    if not RUNTIME.may_load():
        raise TelemetryError("nothing can be loaded: the interpreter is ending, or was forked while telemetry was being loaded")
    loaded = _runtime.load(_surroundings.current.cache())
    with RUNTIME:
        if _instance is None:
            _instance = Instance(loaded, Imports())
            # It is compiled by now, and a program that only asks would compile it at every start.
            loaded.remember()
        try:
            return _instance.call(interface, function, *arguments)
        except TrapError:
            _instance.close()
            _instance = None
            raise
