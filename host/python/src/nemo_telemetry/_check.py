"""Events that refuse what is wrong while they are made. What is right at a glance passes; the component judges the rest.

An event is a `TelemetryEvent` here, and a kind is a class of them; this module stands below theirs.
"""

from __future__ import annotations

from ._catalog import EVENTS
from ._errors import EventError, TelemetryError
from ._form import FormError, camel, named, without_form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import Enum
    from typing import Any

    from ._errors import Problem

_ROOMY = 256
"""Letters of a text that fits every field that takes one."""


def version(kind: Any) -> str:
    """Wire version of a class: its own, or the newest of its event."""
    versions = [version for known, version in EVENTS if known == kind._event_name]
    own: str = kind._schema_version
    return own or max(versions, key=lambda version: [int(part) for part in version.split(".")])


def judge(kind: Any, parameters: str) -> tuple[str | None, list[Problem]]:
    """Have the component check parameters: the canonical text, or what is wrong.

    Raises:
        TelemetryError: the component cannot be loaded.
    """
    from ._standalone import ask

    checked = ask("catalog", "validate", {"name": kind._event_name, "version": version(kind)}, parameters)
    return checked["canonical"], checked["problems"]


def constructor(kind: Any, make: Callable[..., None]) -> Callable[..., None]:
    """Give a class a constructor that refuses wrong fields.

    Args:
        kind: The class.
        make: Its constructor so far, which sets the fields by their names in Python and knows the defaults.
    """
    if make.__module__.startswith(f"{__package__}.events."):
        return _of_the_schema(kind, make)
    rules = _rules(kind)

    def __init__(self: Any, /, **given: object) -> None:
        """Set the fields, by either name, or refuse them."""
        # A class that is made of this one may have rules of its own.
        _fill(self, make, given, rules if type(self) is kind else _rules(type(self)))

    return __init__


def _of_the_schema(kind: Any, make: Callable[..., None]) -> Callable[..., None]:
    """Give the constructor of a class whose own one is written from the schema."""
    # Defaults of the schema are right, and only what is given has to be looked at. A field without a default holds its place.
    names, rules, known = kind._wire_names, _rules(kind), make.__kwdefaults__ or {}
    required = tuple(name for name in names if name not in known)
    fields = {name: known.get(name) for name in names if name in required or known[name] is not None}
    defaults = {name: value for name, value in fields.items() if name not in required}
    lists = tuple(name for name, value in fields.items() if rules.get(name) is list or type(value) is tuple)
    _raise_words(fields, kind._enums)

    def __init__(self: Any, /, **given: object) -> None:
        """Set the fields, by either name, or refuse them."""
        own = vars(self)
        own.update(fields)
        if not _take(own, rules, given, required):
            _mend(self, {**defaults, **given})
        # A default is a tuple, and shared; a list is the event's own.
        for name in lists:
            if type(own.get(name)) is tuple:
                own[name] = [*own[name]]

    return __init__


def fill(event: Any, make: Callable[..., None], given: dict[str, object]) -> None:
    """Set an event's fields, or refuse them.

    Args:
        event: The event, without fields.
        make: What sets the fields by their names in Python and knows the defaults.
        given: The fields by either name; where both are given, the one on the wire counts.

    Raises:
        EventError: they are wrong. It names every problem.
    """
    _fill(event, make, given, _rules(type(event)))


def _fill(event: Any, make: Callable[..., None], given: dict[str, object], rules: Mapping[str, Any]) -> None:
    own = vars(event)
    try:
        make(event, **given)
        # A class of a program's own may have defaults that are wrong.
        is_plain = _take(own, rules, dict(own)) and not any(value is None for value in given.values())
    except TypeError:
        is_plain = False
    if not is_plain:
        _mend(event, {**own, **given})


def _rules(kind: Any) -> dict[str, Any]:
    """Say for each field which values are right at a glance: those of `_plain`, and words with their members."""
    return {**kind._plain, **{name: enum._value2member_map_ for name, enum in kind._enums.items() if name in kind._plain}}


def _take(own: dict[str, Any], rules: Mapping[str, Any], given: Mapping[str, Any], required: tuple[str, ...] = ()) -> bool:
    """Set the fields that are given, if they are right at a glance. False says nothing."""
    for name in required:
        if name not in given:
            return False
    for name, value in given.items():
        kind, rule = type(value), rules.get(name)
        if rule is str:
            if kind is not str or len(value) > _ROOMY or not value.isascii():
                return False
        elif type(rule) is dict:
            if (kind is not str and not isinstance(value, str)) or value not in rule:
                return False
            value = rule[value]
        elif type(rule) is tuple:
            if kind is not int or not rule[0] <= value <= rule[1]:
                return False
        elif type(rule) is frozenset:
            if not isinstance(value, str) or value not in rule:
                return False
        elif kind is float:
            if rule is not float or value - value != 0.0:
                return False
        elif rule is list:
            if kind is not list and kind is not tuple:
                return False
            if not all(type(item) is str and item.isascii() and len(item) <= _ROOMY for item in value):
                return False
        elif kind is not rule:
            return False
        own[name] = value
    return True


def _mend(event: Any, given: Mapping[str, object]) -> None:
    """Take the fields as the component understands them, such as `12` for a number that is sent as `12.0`."""
    kind, own = type(event), vars(event)
    # A class of a program's own names only what is not in camel case.
    names = {**{name: camel(name) for name in own}, **kind._wire_names}
    on_the_wire: dict[str, object] = {names[name]: value for name, value in given.items() if name in names}
    on_the_wire.update((name, value) for name, value in given.items() if name not in names)
    try:
        text = named(on_the_wire)
    except FormError as error:
        raise kind._refusal(EventError([error.problem])) from None
    except Exception as error:
        raise kind._refusal(without_form(error)) from None
    own.clear()
    try:
        canonical, problems = judge(kind, text)
    except TelemetryError:
        # Telemetry does not work here, and nothing is sent: there is nothing to refuse.
        own.update((name, on_the_wire[wire]) for name, wire in names.items() if wire in on_the_wire)
        return
    if problems or canonical is None:
        raise kind._refusal(EventError(problems))
    from json import loads

    values = loads(canonical)
    own.update((name, values[wire]) for name, wire in names.items() if wire in on_the_wire or (wire in values and wire not in kind._filled))
    _raise_words(own, kind._enums)


def _raise_words(own: dict[str, object], enums: Mapping[str, type[Enum]]) -> None:
    """Make members of words."""
    for name, enum in enums.items():
        word = own.get(name)
        if type(word) is not enum and word is not None:
            own[name] = enum._value2member_map_.get(word, word)
