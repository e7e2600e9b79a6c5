"""Values in the form that JSON has for them, and names on the wire."""

from __future__ import annotations

from _operator import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._errors import EventError, Problem

_NAME = vars(type)["__qualname__"].__get__


def name(kind: type) -> str:
    """Name of a class, whatever it or its metaclass says about that."""
    found: str = _NAME(kind)
    return found


class FormError(ValueError):
    """A field has no form in JSON. The message names it, without its value."""

    def __init__(self, pointer: str, what: str) -> None:
        """Say where, and what was found."""
        self.what = f"expected a value that JSON has a form for, found {what}"
        self.problem: Problem = {"pointer": pointer, "code": "syntax", "message": self.what, "suggestion": None, "offset": 0}
        super().__init__(f"{pointer or '/'}: {self.what}")


def without_form(error: Exception) -> EventError:
    """Say that an event cannot be written. The error's own text may have a value in it."""
    from ._errors import EventError

    message = f"expected values that JSON has a form for, found {name(type(error))}"
    return EventError([{"pointer": "", "code": "syntax", "message": message, "suggestion": None, "offset": 0}])


_PLAIN = frozenset((str, int, float, bool, type(None)))


def plain(value: Any) -> object:
    kind = type(value)
    if kind in _PLAIN or issubclass(kind, (str, int, float)):
        return value
    if issubclass(kind, (list, tuple)):
        return [plain(item) for item in value]
    if issubclass(kind, dict):
        return {key: plain(item) for key, item in value.items()}
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


def simple(value: object) -> object:
    """Give a value as JSON has it, words in the place of members."""
    value = plain(value)
    if isinstance(value, list):
        return [simple(item) for item in value]
    word = getattr(value, "value", value)
    if isinstance(word, bool):
        return word
    for kind in (str, int, float):
        if isinstance(word, kind):
            return kind(word)
    return word


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


def named(fields: dict[str, object]) -> str:
    """Write fields that have their names on the wire.

    Raises:
        FormError: as for `text`.
        RecursionError: likewise.
    """
    return written({name: value if type(value) in _PLAIN else plain(value) for name, value in fields.items()})


def written(values: dict[str, object]) -> str:
    from json import dumps

    try:
        return dumps(values, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        if wrong := _misfit(values):
            raise wrong from None
        raise
