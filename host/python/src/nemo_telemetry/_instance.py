"""One instance of the component: its imports, its limits, and its exports."""

from __future__ import annotations

from ._errors import TelemetryError
from ._limits import FUEL
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._errors import Problem
    from ._runtime import Loaded
    from ._world import Imports


class TrapError(TelemetryError):
    """An instance is lost: it trapped, or was given what does not fit."""


class Instance:
    """An instance of the component. A trap ends it: every later call raises `TrapError`."""

    def __init__(self, loaded: Loaded, imports: Imports) -> None:
        """Link the imports and start an instance.

        Raises:
            TrapError: the component does not fit the world of this host.
        """
        self.imports = imports
        functions = {
            interface: {name: self._guarded(function, otherwise) for name, (function, otherwise) in members.items()}
            for interface, members in imports.table().items()
        }
        with RUNTIME:
            try:
                self._instance = loaded.engine.start(loaded.component, functions, FUEL)
            except Exception as error:
                raise TrapError(f"the component does not start: {error}") from error

    def call(self, interface: str, function: str, *arguments: Any) -> Any:
        """Call an export, such as `labels` and `derive`. Records are dictionaries, variants pairs of a name and a value.

        Raises:
            TrapError: the instance is lost.
        """
        with RUNTIME:
            try:
                self._instance.refuel(FUEL)
                result = self._instance.call(f"nemo:telemetry/{interface}@0.2.0", function, arguments)
            except Exception as error:
                raise TrapError(f"the component ended in {interface} {function}: {error}") from error
            finally:
                raised, self.imports.raised = self.imports.raised, None
            if raised:
                # An interrupt is not the component's: it goes on where it belongs.
                raise raised
            return result

    def close(self, resource: Any = None) -> None:
        """Free it, and a resource of it before. The runtime frees no resource that Python forgets."""
        with RUNTIME:
            try:
                if resource is not None:
                    self._instance.drop(resource)
            except Exception:
                pass  # It went with its instance.
            self._instance.close()

    def _guarded(self, function: Callable[..., Any], otherwise: Any) -> Callable[..., Any]:
        """Never raise into the component: that would end the instance. `call` raises when it is back."""

        def guarded(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except BaseException as error:
                self.imports.note(error)
                return otherwise

        return guarded

    def validate(self, event: str, version: str, parameters: str) -> tuple[str | None, list[Problem]]:
        """Check an event's parameters: the canonical text, or what is wrong."""
        checked = self.call("catalog", "validate", {"name": event, "version": version}, parameters)
        return checked["canonical"], checked["problems"]
