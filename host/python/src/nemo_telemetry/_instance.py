"""One instance of the component: its imports, its limits, and its exports."""

from __future__ import annotations

from ._errors import TelemetryError
from ._limits import FUEL, MEMORY
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
        from wasmtime import Store
        from wasmtime.component import Linker, Record, Variant

        self.imports = imports
        self._record, self._variant = Record, Variant
        with RUNTIME:
            try:
                self._store = Store(loaded.engine)
                self._store.set_limits(memory_size=MEMORY)
                self._store.set_fuel(FUEL)
                self._linker = linker = Linker(loaded.engine)
                with linker.root() as root:
                    for interface, functions in imports.table().items():
                        with root.add_instance(interface) as instance:
                            for name, (function, otherwise) in functions.items():
                                instance.add_func(name, self._guarded(function, otherwise))
                self._instance = linker.instantiate(self._store, loaded.component)
            except Exception as error:
                raise TrapError(f"the component does not start: {error}") from error
        self._found: dict[tuple[str, str], Any] = {}

    def call(self, interface: str, function: str, *arguments: Any) -> Any:
        """Call an export, such as `labels` and `derive`. Records are dictionaries, variants pairs of a name and a value.

        Raises:
            TrapError: the instance is lost.
        """
        with RUNTIME:
            try:
                self._store.set_fuel(FUEL)
                result = self._find(interface, function)(self._store, *map(self._to_wit, arguments))
            except Exception as error:
                raise TrapError(f"the component ended in {interface} {function}: {error}") from error
            finally:
                raised, self.imports.raised = self.imports.raised, None
            if raised:
                # An interrupt is not the component's: it goes on where it belongs.
                raise raised
            return self._from_wit(result)

    def _find(self, interface: str, function: str) -> Any:
        key = (interface, function)
        if key not in self._found:
            index = self._instance.get_export_index(self._store, f"nemo:telemetry/{interface}@0.2.0")
            index = index and self._instance.get_export_index(self._store, function, index)
            found = index and self._instance.get_func(self._store, index)
            if not found:
                raise LookupError("the component does not export it")
            self._found[key] = found
        return self._found[key]

    def close(self, resource: Any = None) -> None:
        """Free it, and a resource of it before. The runtime frees no resource that Python forgets.

        It calls back into Python while it frees the imports, and must not be at that when the interpreter goes away. So this is not left to
        the garbage collector.
        """
        with RUNTIME:
            try:
                if resource is not None:
                    resource.drop(self._store)
            except Exception:
                pass  # It went with its instance.
            self._found.clear()
            self._store.close()
            self._linker.close()

    def _guarded(self, function: Callable[..., Any], otherwise: Any) -> Callable[..., Any]:
        """Never raise into the component: that would end the instance. `call` raises when it is back."""

        def guarded(_store: object, *arguments: Any) -> Any:
            try:
                return self._to_wit(function(*map(self._from_wit, arguments)))
            except BaseException as error:
                self.imports.note(error)
                return self._to_wit(otherwise)

        return guarded

    def _to_wit(self, value: Any) -> Any:
        """Make records of dictionaries, whose keys are the names in the WIT. All else is the runtime's own form already."""
        if isinstance(value, dict):
            made = self._record()
            vars(made).update({name: self._to_wit(field) for name, field in value.items()})
            return made
        return [self._to_wit(item) for item in value] if isinstance(value, list) else value

    def _from_wit(self, value: Any) -> Any:
        """Make dictionaries of records, and pairs of variants."""
        if isinstance(value, self._record):
            return {name: self._from_wit(field) for name, field in vars(value).items()}
        if isinstance(value, self._variant):
            return value.tag, self._from_wit(value.payload)
        return [self._from_wit(item) for item in value] if isinstance(value, list) else value

    def validate(self, event: str, version: str, parameters: str) -> tuple[str | None, list[Problem]]:
        """Check an event's parameters: the canonical text, or what is wrong."""
        checked = self.call("catalog", "validate", {"name": event, "version": version}, parameters)
        return checked["canonical"], checked["problems"]
