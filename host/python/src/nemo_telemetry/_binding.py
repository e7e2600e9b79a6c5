"""The component in the library of `_library`: no more of it than this host needs."""

from __future__ import annotations

import sys
from ctypes import CDLL, CFUNCTYPE, Structure, byref, c_size_t, c_uint64, c_void_p, cast, create_string_buffer, string_at

from ._values import Resource, Type, Value, Vector, lift, lowering, member, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._engine import Functions, Limits
    from ._values import Lower


class EngineError(Exception):
    """What the library says of a failure, a trap among them."""


_Callback = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_size_t, c_void_p, c_size_t)

_ROOM = 64
"""Bytes for what the library keeps in a place of ours, about functions and imports: more than in any version that is known here."""


class _Place(Structure):
    """Of an instance in its store."""

    _fields_ = [("store", c_uint64), ("number", c_uint64)]


class Engine:
    """Compiles, and holds what the process has compiled. It is never freed."""

    def __init__(self, library: CDLL, limits: Limits) -> None:
        """Configure it."""
        self.library, self._memory = library, limits.memory
        config = library.wasm_config_new()
        library.wasmtime_config_wasm_component_model_set(config, True)
        library.wasmtime_config_consume_fuel_set(config, True)
        library.wasmtime_config_max_wasm_stack_set(config, limits.stack)
        library.wasmtime_config_parallel_compilation_set(config, False)
        library.wasmtime_config_memory_init_cow_set(config, False)
        library.wasmtime_config_cranelift_opt_level_set(config, 0)
        if limits.is_narrow:
            library.wasmtime_config_memory_reservation_set(config, 0)
            library.wasmtime_config_memory_guard_size_set(config, 0)
            library.wasmtime_config_memory_reservation_for_growth_set(config, limits.growth)
            library.wasmtime_config_signals_based_traps_set(config, False)
        self._engine = library.wasm_engine_new_with_config(config)
        if not self._engine:
            raise EngineError("the runtime takes none of its settings")

    def compile(self, code: bytes) -> Component:
        """Compile a component.

        Raises:
            EngineError: it is none.
        """
        return self._component(self.library.wasmtime_component_new, code)

    def deserialize(self, code: bytes) -> Component:
        """Take what `serialize` of the same engine and version has made. Nothing else may be given.

        Raises:
            EngineError: it is of another version or processor.
        """
        return self._component(self.library.wasmtime_component_deserialize, code)

    def _component(self, make: Callable[..., int | None], code: bytes) -> Component:
        made = c_void_p()
        check(self.library, make(self._engine, code, len(code), byref(made)))
        return Component(self.library, self._engine, made.value)

    def start(self, component: Component, functions: Mapping[str, Functions], fuel: int) -> Instance:
        """Start an instance that imports these functions.

        Raises:
            EngineError: it imports others, or traps.
        """
        return Instance(self.library, self._engine, component, functions, self._memory, fuel)


class Component:
    """A compiled component. It is never freed."""

    def __init__(self, library: CDLL, engine: int | None, pointer: int | None) -> None:
        """Own it."""
        self._library, self._engine, self.pointer = library, engine, pointer

    def serialize(self) -> bytes:
        """Give the code that was compiled."""
        code = Vector()
        check(self._library, self._library.wasmtime_component_serialize(self.pointer, byref(code)))
        try:
            return string_at(code.data or 0, code.size)
        finally:
            self._library.wasm_byte_vec_delete(byref(code))

    def imports(self) -> list[str]:
        """Name everything that it imports."""
        library, names = self._library, []
        of = library.wasmtime_component_type(self.pointer)
        for number in range(library.wasmtime_component_type_import_count(of, self._engine)):
            data, size, what = c_void_p(), c_size_t(), create_string_buffer(_ROOM)
            # What it is differs among versions, and stays: there are five of them in a process.
            if library.wasmtime_component_type_import_nth(of, self._engine, number, byref(data), byref(size), what):
                names.append(string_at(data.value or 0, size.value).decode())
        library.wasmtime_component_type_delete(of)
        return names


class _Export:
    """A function of an instance."""

    def __init__(self, library: CDLL, context: int, place: Any) -> None:
        self.place = place
        of = library.wasmtime_component_func_type(place, context)
        count = library.wasmtime_component_func_type_param_count(of)
        parameters = (member(library, library.wasmtime_component_func_type_param_nth, of, number) for number in range(count))
        self.parameters = [lower for _, lower in parameters]
        result = Type()
        self.has_result = library.wasmtime_component_func_type_result(of, byref(result))
        if self.has_result:
            library.wasmtime_component_valtype_delete(byref(result))
        library.wasmtime_component_func_type_delete(of)


class Instance:
    """An instance. `close` frees it; one that a thread has left which was ended from outside is freed by the garbage collector."""

    _store: int | None = None
    _linker: int | None = None

    def __init__(
        self,
        library: CDLL,
        engine: int | None,
        component: Component,
        functions: Mapping[str, Functions],
        memory: int,
        fuel: int,
    ) -> None:
        """Link the imports and start it."""
        self._library = library
        self._functions: list[Callable[..., Any]] = []
        self._results: dict[int, Lower] = {}
        self._raised: BaseException | None = None
        self._exports: dict[tuple[str, str], _Export] = {}
        # It is called for as long as the instance lives.
        self._callback = _Callback(self._called)
        self._place = _Place()
        self._linker = library.wasmtime_component_linker_new(engine)
        self._store = library.wasmtime_store_new(engine, None, None)
        self._context = library.wasmtime_store_context(self._store)
        try:
            library.wasmtime_store_limiter(self._store, memory, -1, -1, -1, -1)
            self.refuel(fuel)
            self._link(functions)
            self._do(library.wasmtime_component_linker_instantiate(self._linker, self._context, component.pointer, byref(self._place)))
        except BaseException:
            self.close()
            raise

    def _link(self, functions: Mapping[str, Functions]) -> None:
        library = self._library
        root = library.wasmtime_component_linker_root(self._linker)
        try:
            for interface, members in functions.items():
                name, inner = interface.encode(), c_void_p()
                self._do(library.wasmtime_component_linker_instance_add_instance(root, name, len(name), byref(inner)))
                try:
                    for member, function in members.items():
                        name, number = member.encode(), len(self._functions)
                        self._functions.append(function)
                        callback = cast(self._callback, c_void_p)
                        self._do(library.wasmtime_component_linker_instance_add_func(inner, name, len(name), callback, number, None))
                finally:
                    library.wasmtime_component_linker_instance_delete(inner)
        finally:
            library.wasmtime_component_linker_instance_delete(root)

    def _called(
        self, number: int | None, _context: int, of: int, given: int | None, count: int, result: int | None, results: int
    ) -> int | None:
        """Call a function that the instance imports. Whatever it raises ends the instance, and is raised by `call`."""
        library = self._library
        try:
            number = number or 0
            arguments = [lift(library, value) for value in (Value * count).from_address(given or 0)] if count else []
            returned = self._functions[number](*arguments)
            if results and result:
                if number not in self._results:
                    self._results[number] = lowering(library, lambda found: library.wasmtime_component_func_type_result(of, found))
                self._results[number](returned, Value.from_address(result))
            return None
        except BaseException as error:
            self._raised = error
            made: int | None = library.wasmtime_error_new(b"a function that is imported has failed")
            return made

    def refuel(self, fuel: int) -> None:
        """Let it take that many instructions from now on."""
        self._do(self._library.wasmtime_context_set_fuel(self._context, fuel))

    def call(self, interface: str, function: str, arguments: tuple[Any, ...]) -> Any:
        """Call an export.

        Raises:
            EngineError: it has trapped, and is lost.
            LookupError: it does not export that.
            TypeError: an argument does not fit.
        """
        library, export = self._library, self._find(interface, function)
        if len(arguments) != len(export.parameters):
            raise TypeError(f"expected {len(export.parameters)} arguments, found {len(arguments)}")
        given, result = (Value * len(arguments))(), Value()
        try:
            for lower, argument, value in zip(export.parameters, arguments, given, strict=True):
                lower(argument, value)
            place = byref(result) if export.has_result else None
            self._do(library.wasmtime_component_func_call(export.place, self._context, given, len(given), place, int(export.has_result)))
            return lift(library, result) if export.has_result else None
        finally:
            for value in given:
                library.wasmtime_component_val_delete(byref(value))
            library.wasmtime_component_val_delete(byref(result))

    def _find(self, interface: str, function: str) -> _Export:
        key = (interface, function)
        if key not in self._exports:
            self._exports[key] = self._look(*(name.encode() for name in key))
        return self._exports[key]

    def _look(self, *path: bytes) -> _Export:
        library, index, place = self._library, None, create_string_buffer(_ROOM)
        for name in path:
            above, index = (
                index,
                library.wasmtime_component_instance_get_export_index(byref(self._place), self._context, index, name, len(name)),
            )
            if above:
                library.wasmtime_component_export_index_delete(above)
            if not index:
                raise LookupError("the component does not export it")
        is_found = library.wasmtime_component_instance_get_func(byref(self._place), self._context, index, place)
        library.wasmtime_component_export_index_delete(index)
        if not is_found:
            raise LookupError("the component does not export it as a function")
        return _Export(library, self._context, place)

    def drop(self, resource: Resource) -> None:
        """Drop a resource, which may call into the instance."""
        pointer, resource.pointer = resource.pointer, None
        if pointer and self._store:
            try:
                self._do(self._library.wasmtime_component_resource_any_drop(self._context, pointer))
            finally:
                self._library.wasmtime_component_resource_any_delete(pointer)

    def close(self) -> None:
        """Free it."""
        store, self._store = self._store, None
        linker, self._linker = self._linker, None
        if store:
            self._exports.clear()
            self._library.wasmtime_store_delete(store)
        if linker:
            self._library.wasmtime_component_linker_delete(linker)

    def __del__(self) -> None:
        """Free it, but for the end of the process, which does that by itself."""
        if not sys.is_finalizing():
            self.close()

    def _do(self, error: int | None) -> None:
        raised, self._raised = self._raised, None
        try:
            check(self._library, error)
        except EngineError:
            if raised:
                raise raised from None
            raise


def check(library: CDLL, error: int | None) -> None:
    """Raise what the library says has failed; None: nothing."""
    if not error:
        return
    message = Vector()
    library.wasmtime_error_message(error, byref(message))
    said = text(message)
    library.wasm_byte_vec_delete(byref(message))
    library.wasmtime_error_delete(error)
    raise EngineError(said)
