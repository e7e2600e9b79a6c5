"""The component by the public functions of the package `wasmtime`, for versions whose library is not known here."""

from __future__ import annotations

import wasmtime
import wasmtime.component

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._engine import Functions, Limits


class Engine:
    """Compiles, and holds what the process has compiled."""

    def __init__(self, limits: Limits) -> None:
        """Configure it."""
        config = wasmtime.Config()
        config.wasm_component_model = True
        config.consume_fuel = True
        config.max_wasm_stack = limits.stack
        config.parallel_compilation = False
        config.memory_init_cow = False
        config.cranelift_opt_level = "none"
        if limits.is_narrow:
            config.memory_reservation = config.memory_guard_size = 0
            config.memory_reservation_for_growth = limits.growth
            config.signals_based_traps = False
        self._engine, self._memory = wasmtime.Engine(config), limits.memory

    def compile(self, code: bytes) -> Component:
        """Compile a component."""
        return Component(self._engine, wasmtime.component.Component(self._engine, code))

    def deserialize(self, code: bytes) -> Component:
        """Take what `serialize` of the same engine and version has made. Nothing else may be given."""
        return Component(self._engine, wasmtime.component.Component.deserialize(self._engine, code))

    def start(self, component: Component, functions: Mapping[str, Functions], fuel: int) -> Instance:
        """Start an instance that imports these functions."""
        return Instance(self._engine, component, functions, self._memory, fuel)


class Component:
    """A compiled component."""

    def __init__(self, engine: wasmtime.Engine, component: wasmtime.component.Component) -> None:
        """Take it."""
        self._engine, self.component = engine, component

    def serialize(self) -> bytes:
        """Give the code that was compiled."""
        return bytes(self.component.serialize())

    def imports(self) -> list[str]:
        """Name everything that it imports."""
        return list(self.component.type.imports(self._engine))


class Instance:
    """An instance.

    It calls back into Python while it frees the imports, and must not be at that when the interpreter goes away. So `close` is not left to
    the garbage collector.
    """

    def __init__(self, engine: wasmtime.Engine, component: Component, functions: Mapping[str, Functions], memory: int, fuel: int) -> None:
        """Link the imports and start it."""
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=memory)
        self._store.set_fuel(fuel)
        self._linker = wasmtime.component.Linker(engine)
        with self._linker.root() as root:
            for interface, members in functions.items():
                with root.add_instance(interface) as inner:
                    for name, function in members.items():
                        inner.add_func(name, _crossing(function))
        self._instance = self._linker.instantiate(self._store, component.component)
        self._found: dict[tuple[str, str], Any] = {}

    def refuel(self, fuel: int) -> None:
        """Let it take that many instructions from now on."""
        self._store.set_fuel(fuel)

    def call(self, interface: str, function: str, arguments: tuple[Any, ...]) -> Any:
        """Call an export."""
        return _from_wit(self._find(interface, function)(self._store, *map(_to_wit, arguments)))

    def _find(self, interface: str, function: str) -> Any:
        key = (interface, function)
        if key not in self._found:
            index = self._instance.get_export_index(self._store, interface)
            index = index and self._instance.get_export_index(self._store, function, index)
            found = index and self._instance.get_func(self._store, index)
            if not found:
                raise LookupError("the component does not export it")
            self._found[key] = found
        return self._found[key]

    def drop(self, resource: Any) -> None:
        """Drop a resource, which may call into the instance."""
        resource.drop(self._store)

    def close(self) -> None:
        """Free it."""
        self._found.clear()
        self._store.close()
        self._linker.close()


def _crossing(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _store, *arguments: _to_wit(function(*map(_from_wit, arguments)))


def _to_wit(value: Any) -> Any:
    """Make records of dictionaries, whose keys are the names in the WIT. All else is the runtime's own form already."""
    if isinstance(value, dict):
        made = wasmtime.component.Record()
        vars(made).update({name: _to_wit(field) for name, field in value.items()})
        return made
    return [_to_wit(item) for item in value] if isinstance(value, list) else value


def _from_wit(value: Any) -> Any:
    """Make dictionaries of records, and pairs of variants."""
    if isinstance(value, wasmtime.component.Record):
        return {name: _from_wit(field) for name, field in vars(value).items()}
    if isinstance(value, wasmtime.component.Variant):
        return value.tag, _from_wit(value.payload)
    return [_from_wit(item) for item in value] if isinstance(value, list) else value
