"""Values that cross into the component and out of it, as the runtime's library has them: `wasmtime/component/val.h`.

Records are dictionaries, variants pairs of a name and a value, an option is None or its value, and a result comes without its tag.
"""

from __future__ import annotations

from ctypes import (
    CDLL,
    Structure,
    Union,
    byref,
    c_bool,
    c_double,
    c_float,
    c_int8,
    c_int16,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
    memset,
    sizeof,
    string_at,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Lower = Callable[[Any, "Value"], None]
    """Puts a value in place of an empty one. What it has put there when it raises can be deleted."""


class Vector(Structure):
    """Bytes, values or fields, one after the other."""

    _fields_ = [("size", c_size_t), ("data", c_void_p)]
    size: int
    data: int | None


class _Variant(Structure):
    _fields_ = [("name", Vector), ("value", c_void_p)]


class _Result(Structure):
    _fields_ = [("is_ok", c_bool), ("value", c_void_p)]


class _Content(Union):
    _fields_ = [
        ("boolean", c_bool),
        ("s8", c_int8),
        ("u8", c_uint8),
        ("s16", c_int16),
        ("u16", c_uint16),
        ("s32", c_int32),
        ("u32", c_uint32),
        ("s64", c_int64),
        ("u64", c_uint64),
        ("f32", c_float),
        ("f64", c_double),
        ("vector", Vector),
        ("variant", _Variant),
        ("result", _Result),
        ("pointer", c_void_p),
    ]


class Value(Structure):
    """A value. One that is all zeros is false, and owns nothing."""

    _fields_ = [("kind", c_uint8), ("of", _Content)]
    kind: int
    of: Any


class _Field(Structure):
    _fields_ = [("name", Vector), ("value", Value)]
    name: Vector
    value: Value


class Type(Structure):
    """A type of values."""

    _fields_ = [("kind", c_uint8), ("of", c_void_p)]
    kind: int
    of: int | None


class Resource:
    """A handle of a resource. Its instance forgets the resource by `drop`, and the memory of the handle is freed by it, too."""

    __slots__ = ("pointer",)

    def __init__(self, pointer: int) -> None:
        """Own a handle."""
        self.pointer: int | None = pointer


# The kinds of values; those of types differ among the numbers.
_BOOL, _S8, _U8, _S16, _U16, _S32, _U32, _S64, _U64, _F32, _F64 = range(11)
_STRING, _LIST, _RECORD = 12, 13, 14
_VARIANT, _ENUM, _OPTION, _RESULT, _RESOURCE = 16, 17, 18, 19, 21

_NUMBERS = {
    _S8: "s8",
    _U8: "u8",
    _S16: "s16",
    _U16: "u16",
    _S32: "s32",
    _U32: "u32",
    _S64: "s64",
    _U64: "u64",
    _F32: "f32",
    _F64: "f64",
}

_TYPE_NUMBERS = {1: _S8, 2: _S16, 3: _S32, 4: _S64, 5: _U8, 6: _U16, 7: _U32, 8: _U64, 9: _F32, 10: _F64}
_TYPE_BOOL, _TYPE_STRING, _TYPE_LIST, _TYPE_RECORD, _TYPE_ENUM, _TYPE_OPTION, _TYPE_BORROW = 0, 12, 13, 14, 17, 18, 22


def text(vector: Vector) -> str:
    """Read a text."""
    return string_at(vector.data or 0, vector.size).decode() if vector.size else ""


def lift(library: CDLL, value: Value) -> Any:
    """Copy a value out. It stays what it is."""
    kind, of = value.kind, value.of
    if kind in (_STRING, _ENUM):
        return text(of.vector)
    if kind == _BOOL:
        return of.boolean
    if kind in _NUMBERS:
        return getattr(of, _NUMBERS[kind])
    if kind == _RECORD:
        fields = _each(_Field, of.vector)
        return {text(field.name): lift(library, field.value) for field in fields}
    if kind == _LIST:
        return [lift(library, item) for item in _each(Value, of.vector)]
    if kind == _OPTION:
        return _lift_at(library, of.pointer)
    if kind == _VARIANT:
        return text(of.variant.name), _lift_at(library, of.variant.value)
    if kind == _RESULT:
        return _lift_at(library, of.result.value)
    if kind == _RESOURCE:
        return Resource(library.wasmtime_component_resource_any_clone(of.pointer))
    raise TypeError(f"expected a value of a kind that the world of nemo-telemetry has, found kind {kind}")


def _lift_at(library: CDLL, pointer: int | None) -> Any:
    return lift(library, Value.from_address(pointer)) if pointer else None


def _each(kind: type[Any], vector: Vector) -> list[Any]:
    start, step = vector.data or 0, sizeof(kind)
    return [kind.from_address(start + number * step) for number in range(vector.size)]


def lowering(library: CDLL, ask: Callable[[Any], object]) -> Lower:
    """Make the function that puts values of a type in. `ask` is given the type to be filled in."""
    found = Type()
    ask(byref(found))
    try:
        return _lowering(library, found)
    finally:
        library.wasmtime_component_valtype_delete(byref(found))


def _lowering(library: CDLL, kind: Type) -> Lower:
    if kind.kind in _TYPE_NUMBERS:
        return _number(_TYPE_NUMBERS[kind.kind])
    if kind.kind == _TYPE_BOOL:
        return _boolean
    if kind.kind == _TYPE_STRING:
        return _text(library, _STRING)
    if kind.kind == _TYPE_ENUM:
        return _text(library, _ENUM)
    if kind.kind == _TYPE_LIST:
        return _list(library, lowering(library, lambda found: library.wasmtime_component_list_type_element(kind.of, found)))
    if kind.kind == _TYPE_OPTION:
        return _option(library, lowering(library, lambda found: library.wasmtime_component_option_type_ty(kind.of, found)))
    if kind.kind == _TYPE_RECORD:
        return _record(library, kind)
    if kind.kind == _TYPE_BORROW:
        return _resource(library)
    number = kind.kind

    def refuse(given: Any, value: Value) -> None:
        raise TypeError(f"expected a type that the world of nemo-telemetry takes, found kind {number}")

    return refuse


def _boolean(given: Any, value: Value) -> None:
    if type(given) is not bool:
        raise TypeError(f"expected a boolean, found {type(given).__name__}")
    value.kind, value.of.boolean = _BOOL, given


def _number(kind: int) -> Lower:
    name, python = _NUMBERS[kind], float if kind in (_F32, _F64) else int

    def lower(given: Any, value: Value) -> None:
        if type(given) is bool or not isinstance(given, python):
            raise TypeError(f"expected a number of kind {name}, found {type(given).__name__}")
        value.kind = kind
        setattr(value.of, name, given)
        if python is int and getattr(value.of, name) != given:
            raise OverflowError(f"expected a number that fits {name}, found another one")

    return lower


def _put_text(library: CDLL, given: str, vector: Vector) -> None:
    data = given.encode()
    library.wasm_byte_vec_new(byref(vector), len(data), data)


def _text(library: CDLL, kind: int) -> Lower:
    def lower(given: Any, value: Value) -> None:
        if not isinstance(given, str):
            raise TypeError(f"expected a text, found {type(given).__name__}")
        _put_text(library, given, value.of.vector)
        value.kind = kind

    return lower


def _list(library: CDLL, element: Lower) -> Lower:
    def lower(given: Any, value: Value) -> None:
        if not isinstance(given, list):
            raise TypeError(f"expected a list, found {type(given).__name__}")
        vector = value.of.vector
        library.wasmtime_component_vallist_new_uninit(byref(vector), len(given))
        memset(vector.data or 0, 0, len(given) * sizeof(Value))
        value.kind = _LIST
        for item, place in zip(given, _each(Value, vector), strict=True):
            element(item, place)

    return lower


def member(library: CDLL, nth: Callable[..., bool], of: int | None, number: int) -> tuple[str, Lower]:
    """Give the name of a record's field, or of a function's parameter, and what writes its values."""
    data, size = c_void_p(), c_size_t()
    lower = lowering(library, lambda found: nth(of, number, byref(data), byref(size), found))
    return string_at(data.value or 0, size.value).decode(), lower


def _record(library: CDLL, kind: Type) -> Lower:
    count = library.wasmtime_component_record_type_field_count(kind.of)
    fields = [member(library, library.wasmtime_component_record_type_field_nth, kind.of, number) for number in range(count)]

    def lower(given: Any, value: Value) -> None:
        if not isinstance(given, dict):
            raise TypeError(f"expected a record, found {type(given).__name__}")
        vector = value.of.vector
        library.wasmtime_component_valrecord_new_uninit(byref(vector), len(fields))
        memset(vector.data or 0, 0, len(fields) * sizeof(_Field))
        value.kind = _RECORD
        for (name, lower_field), place in zip(fields, _each(_Field, vector), strict=True):
            _put_text(library, name, place.name)
            lower_field(given[name], place.value)

    return lower


def _option(library: CDLL, some: Lower) -> Lower:
    def lower(given: Any, value: Value) -> None:
        value.kind = _OPTION
        value.of.pointer = None
        if given is not None:
            inner = Value()
            try:
                some(given, inner)
                # Its content has moved there.
                value.of.pointer = library.wasmtime_component_val_new(byref(inner))
                memset(byref(inner), 0, sizeof(Value))
            finally:
                library.wasmtime_component_val_delete(byref(inner))

    return lower


def _resource(library: CDLL) -> Lower:
    def lower(given: Any, value: Value) -> None:
        if not isinstance(given, Resource) or not given.pointer:
            raise TypeError(f"expected a resource, found {type(given).__name__}")
        value.of.pointer = library.wasmtime_component_resource_any_clone(given.pointer)
        value.kind = _RESOURCE

    return lower
