"""The base class of all events, and how an event becomes a line for the component."""

from __future__ import annotations

from operator import index

from ._catalog import EVENTS
from ._limits import MAX_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class TelemetryEvent:
    """An event of the catalog.

    `nemo_telemetry.events` has a class for each event and wire version. A class of your own names one of them, and takes its fields by
    their Python names:

        class Command(TelemetryEvent):
            _event_name = "nat_cli_command"
            _schema_version = "1.5"

            command: str
            task_status: str
            python_version: str = "3.12.4"

    Raises:
        TypeError: when the class is made, if it has no `_event_name`, or names an event or a version that is not in the catalog.
    """

    _event_name: ClassVar[str] = ""
    """Name on the wire."""
    _schema_version: ClassVar[str] = ""
    """Wire version, such as `1.5`; empty: the one that the product sends today."""
    _wire_names: ClassVar[dict[str, str]] = {}
    """What fields are called on the wire; a name that is not here is turned into camel case."""

    def __init_subclass__(cls, **options: object) -> None:
        """Refuse a class that could never be sent."""
        super().__init_subclass__(**options)
        name, version = cls._event_name, cls._schema_version
        if not name:
            raise TypeError(f'{cls.__qualname__}: expected a name on the wire, found none; set _event_name, such as "nat_cli_command"')
        if (name, version) in EVENTS or (not version and any(name == known for known, _ in EVENTS)):
            return
        file = f"guest/schema/events/{name}.{version or 'VERSION'}.json"
        known = ", ".join(f"{name} {version}" for name, version in sorted(EVENTS))
        raise TypeError(
            f"{cls.__qualname__}: expected an event of the catalog, found {name} {version}".rstrip()
            + f"; add the schema file {file}, or name one of {known}"
        )

    def __init__(self, **fields: object) -> None:
        """Set the fields; what the class itself says holds for those that are not given."""
        own = vars(self)
        for part in reversed(type(self).__mro__):
            if part is not object and part is not TelemetryEvent:
                own.update((name, value) for name, value in vars(part).items() if _is_field(name, value))
        own.update(fields)

    def __repr__(self) -> str:
        """Show the class and its fields."""
        fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({fields})"

    def __eq__(self, other: object) -> bool:
        """Events of one class with the same fields are equal."""
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def _is_field(name: str, value: object) -> bool:
    return not name.startswith("_") and not callable(value) and not hasattr(value, "__get__")


_FIELDS = vars(TelemetryEvent)["__dict__"].__get__
_NAME = vars(type)["__qualname__"].__get__

_DEPTH = 32
"""Lists and objects within each other that are copied."""


def name(kind: type) -> str:
    """Name of a class, whatever it or its metaclass says about that."""
    found: str = _NAME(kind)
    return found


def snapshot(event: TelemetryEvent) -> dict[str, object]:
    """Copy an event's fields, lists and objects in them too, so that the program can go on changing its own.

    The methods that are called are those of the language. An event's own could raise, or never come back, and this is the caller's thread.

    Raises:
        TypeError: it is no event.
        ValueError: it goes too deep, holds itself, or has more values than fit a line.
    """
    fields: dict[str, object] = dict.copy(_FIELDS(event))
    left = [MAX_LINE]
    for field, value in fields.items():
        kind = type(value)
        if kind is not str and kind is not int and kind is not bool and kind is not float:
            fields[field] = _copy(value, _DEPTH, left)
    return fields


def _copy(value: Any, depth: int, left: list[int]) -> object:
    kind = type(value)
    is_object = issubclass(kind, dict)
    if is_object:
        value = dict.copy(value)
    elif issubclass(kind, list):
        value = list.copy(value)
    elif issubclass(kind, tuple):
        value = [*tuple.__iter__(value)]
    else:
        return value
    left[0] -= len(value)
    if not depth or left[0] < 0:
        raise ValueError("it is too large, too deep, or holds itself")
    if is_object:
        return {key: _copy(item, depth - 1, left) for key, item in value.items()}
    return [_copy(item, depth - 1, left) for item in value]


class FormError(ValueError):
    """A field has no form in JSON. The message names it, without its value."""

    def __init__(self, pointer: str, what: str) -> None:
        """Say where, and what was found."""
        self.pointer, self.what = pointer, f"expected a value that JSON has a form for, found {what}"
        super().__init__(f"{pointer or '/'}: {self.what}")


_PLAIN = frozenset((str, int, float, bool, type(None)))


def parameters(kind: type[TelemetryEvent], fields: dict[str, object]) -> dict[str, object]:
    """Give the fields their names on the wire, and numbers of other libraries, such as numpy, the form of Python's."""
    names = kind._wire_names
    return {names.get(name) or camel(name): value if type(value) in _PLAIN else _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> object:
    kind = type(value)
    if kind in _PLAIN or issubclass(kind, (str, int, float)):
        return value
    if issubclass(kind, (list, tuple)):
        return [_plain(item) for item in value]
    if issubclass(kind, dict):
        return {key: _plain(item) for key, item in value.items()}
    # Whatever has a length is no single number, however it is converted.
    if hasattr(kind, "__len__"):
        return value
    try:
        if kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_"):
            return bool(value)
        if hasattr(kind, "__index__"):
            return int(index(value))
        if hasattr(kind, "__float__"):
            return float(value)
    except Exception:
        pass  # It has no form in JSON then.
    return value


def _misfit(values: dict[str, object]) -> FormError | None:
    """Find the field that has no form in JSON; None: all of them have."""
    from json import dumps

    for name, value in values.items():
        try:
            dumps(value, allow_nan=False)
        except Exception:
            is_infinite = isinstance(value, float)
            return FormError(f"/parameters/{name}", "a number that is not finite" if is_infinite else type(value).__name__)
    return None


def camel(name: str) -> str:
    """Turn `task_status` into `taskStatus`."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def instant(seconds: float) -> str:
    """Write an instant, in seconds since 1970, in RFC 3339 with milliseconds."""
    from time import gmtime, strftime

    whole, milliseconds = divmod(int(max(seconds, 0.0) * 1000), 1000)
    return f"{strftime('%Y-%m-%dT%H:%M:%S', gmtime(whole))}.{milliseconds:03d}Z"


def text(kind: type[TelemetryEvent], fields: dict[str, object]) -> str:
    """Write the fields as they are on the wire.

    Raises:
        FormError: a value has no form in JSON: it is no finite number, or something else altogether.
        RecursionError: the event holds itself.
    """
    from json import dumps

    values: dict[str, object] = {}
    try:
        values = parameters(kind, fields)
        return dumps(values, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        if wrong := _misfit(values):
            raise wrong from None
        raise


def line(kind: type[TelemetryEvent], fields: dict[str, object], seconds: float) -> str:
    """Write a line for `client.enqueue`, without its line feed.

    Raises:
        FormError: a value has no form in JSON: see `text`.
        RecursionError: the event holds itself.
    """
    from json import dumps

    head = {"event": kind._event_name}
    if kind._schema_version:
        head["schemaVersion"] = kind._schema_version
    head["ts"] = instant(seconds)
    return f'{dumps(head, separators=(",", ":"))[:-1]},"parameters":{text(kind, fields)}}}'
