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


def fill(event: Any, make: Callable[..., None], given: dict[str, object]) -> None:
    """Set an event's fields, or refuse them.

    Args:
        event: The event, without fields.
        make: What sets the fields by their names in Python and knows the defaults.
        given: The fields by either name; where both are given, the one on the wire counts.

    Raises:
        EventError: they are wrong. It names every problem.
    """
    kind = type(event)
    try:
        make(event, **given)
        is_plain = _is_plain(kind._plain, vars(event))
        for value in given.values():
            # It is not sent, and no value of a field.
            if value is None:
                is_plain = False
    except TypeError:
        is_plain = False
    if not is_plain:
        # A class of a program's own has its defaults in the event by now.
        _mend(event, {**vars(event), **given})
    if kind._enums:
        _raise_words(vars(event), kind._enums)


def _is_plain(rules: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Whether values are right at a glance. False says nothing."""
    for name, value in fields.items():
        kind, rule = type(value), rules.get(name)
        if kind is str:
            if rule is str:
                if len(value) > _ROOMY or not value.isascii():
                    return False
            elif type(rule) is not frozenset or value not in rule:
                return False
        elif kind is int:
            if type(rule) is not tuple or not rule[0] <= value <= rule[1]:
                return False
        elif kind is rule:
            if kind is float:
                if value - value != 0.0:
                    return False
            elif kind is list and not all(type(item) is str and item.isascii() and len(item) <= _ROOMY for item in value):
                return False
        elif type(rule) is not frozenset or not isinstance(value, str) or value not in rule:
            return False
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


def _raise_words(own: dict[str, object], enums: Mapping[str, type[Enum]]) -> None:
    """Make members of words."""
    for name, enum in enums.items():
        word = own.get(name)
        if type(word) is not enum and word is not None:
            own[name] = enum._value2member_map_.get(word, word)
