"""The base class of all events, and how an event becomes a line for the component."""

from __future__ import annotations

from ._catalog import EVENTS
from ._form import camel, plain, simple, written
from ._limits import MAX_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum
    from typing import Any, ClassVar

    from typing_extensions import Self

    from ._errors import EventError


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
    _plain: ClassVar[dict[str, object]] = {}
    """Which values of a field are right at a glance: a type, the bounds of an integer, or a set of words."""
    _filled: ClassVar[frozenset[str]] = frozenset()
    """Names on the wire of fields that others fill where the program says nothing."""
    _enums: ClassVar[dict[str, type[Enum]]] = {}
    """Fields whose words become members of an enumeration while a checked event is made."""

    def __init_subclass__(cls, *, abstract: bool = False, checked: bool = False, **options: object) -> None:
        """Refuse a class that could never be sent.

        Args:
            abstract: The class is a base of others, and none of its own events is sent.
            checked: Events of this class refuse wrong fields while they are made, by `EventError`, a `ValueError` with every problem.
                They take each field by its name in Python or on the wire.
            options: Those of other base classes.
        """
        super().__init_subclass__(**options)
        if checked:
            _make_checked(cls)
        if abstract:
            return
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

    @classmethod
    def model_validate(cls, fields: Mapping[str, object]) -> Self:
        """Make an event of fields by their names in Python or on the wire; where both are given, the one on the wire counts.

        Raises:
            EventError: they are wrong. It is a `ValueError`, and names every problem.
        """
        from ._check import fill

        event = cls.__new__(cls)
        fill(event, getattr(cls, "_make", cls.__init__), dict(fields))
        return event

    @classmethod
    def _refusal(cls, error: EventError) -> ValueError:
        """Give what is raised for wrong fields."""
        return error

    def model_dump(self, *, by_alias: bool = False, mode: str = "python") -> dict[str, object]:
        """Give the fields, in the order in which they are sent, as a dictionary that the program may change.

        Args:
            by_alias: By their names on the wire.
            mode: `json`: with words and numbers of other libraries as JSON has them; `python`: as they were given.
        """
        own = snapshot(self)
        fields = {name: own[name] for name in (*self._wire_names, *own) if name in own}
        if mode == "json":
            fields = {name: simple(value) for name, value in fields.items()}
        return {self._wire_names.get(name) or camel(name): value for name, value in fields.items()} if by_alias else fields

    def __repr__(self) -> str:
        """Show the class and its fields."""
        fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({fields})"

    def __eq__(self, other: object) -> bool:
        """Events of one class with the same fields are equal."""
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def _make_checked(kind: type[TelemetryEvent]) -> None:
    """Have a class check its events while they are made."""
    from ._check import constructor

    make = kind.__init__
    kind._make = staticmethod(make)  # type: ignore[attr-defined]
    kind.__init__ = constructor(kind, make)  # type: ignore[method-assign]


def _is_field(name: str, value: object) -> bool:
    return not name.startswith("_") and not callable(value) and not hasattr(value, "__get__")


_FIELDS = vars(TelemetryEvent)["__dict__"].__get__
_WHOLE = frozenset((str, int, bool, float))
"""Types of values that have no parts."""
_DEPTH = 32
"""Lists and objects within each other that are copied."""


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
        if kind not in _WHOLE and not issubclass(kind, str):
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


def parameters(kind: type[TelemetryEvent], fields: dict[str, object]) -> dict[str, object]:
    """Give the fields their names on the wire, and numbers of other libraries, such as numpy, the form of Python's."""
    names = kind._wire_names
    return {names.get(name) or camel(name): plain(value) for name, value in fields.items()}


def instant(seconds: float) -> str:
    """Write an instant, in seconds since 1970, in RFC 3339 with milliseconds."""
    from time import gmtime, strftime

    # A double is near to an instant of so many microseconds, and may be just below it.
    whole, microseconds = divmod(round(max(seconds, 0.0) * 1_000_000), 1_000_000)
    return f"{strftime('%Y-%m-%dT%H:%M:%S', gmtime(whole))}.{microseconds // 1000:03d}Z"


def text(kind: type[TelemetryEvent], fields: dict[str, object]) -> str:
    """Write the fields as they are on the wire.

    Raises:
        FormError: a value has no form in JSON: it is no finite number, or something else altogether.
        RecursionError: the event holds itself.
    """
    return written(parameters(kind, fields))


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
