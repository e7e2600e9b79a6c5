"""The closed classes of differences in what an event may be given. `tests/vectors/DEVIATIONS.md` says why each is there.

A class is a predicate over what was given, and over what is found wrong with it here. It knows no input by its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

Given = Mapping[str, Any]


def _is_lax(value: Any) -> bool:
    """A value of another type, which pydantic converts."""
    return isinstance(value, (str, bool, int, float, list, tuple))


def _has_surrogate(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_has_surrogate, value))
    return isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_beyond(value: Any) -> bool:
    """Seconds that no calendar has; upstream takes them, and fails when it sends the event."""
    try:
        datetime.fromtimestamp(value, tz=timezone.utc)
    except (OverflowError, ValueError, OSError):
        return True
    return False


CLASSES: list[tuple[str, str, Callable[[Any], bool]]] = [
    ("lax coercion", "wrong-type", _is_lax),
    ("lax coercion", "syntax", lambda value: isinstance(value, bytes)),
    ("unknown key", "unknown-field", lambda value: True),
    ("non-finite number", "syntax", lambda value: isinstance(value, float) and not math.isfinite(value)),
    ("lone surrogate", "lone-surrogate", _has_surrogate),
    ("integer outside 64 bits", "out-of-range", lambda value: isinstance(value, int) and abs(value) >= 2**63),
    ("as upstream", "invalid-time", _is_beyond),
]
"""Its name, the code of the problem that is found here, and what the value has to be."""


def of(problem: Mapping[str, Any], given: Given) -> str | None:
    """Say to which class a problem belongs that upstream does not have; None: to none."""
    field = _field(problem)
    values = [given[field]] if field in given else list(given.values())
    for name, code, fits in CLASSES:
        if problem["code"] == code and any(map(fits, values)):
            return name
    return None


def _field(problem: Mapping[str, Any]) -> str:
    """Name of the field that a problem is about; empty: that of the whole, whose unknown name is withheld."""
    steps = [step for step in problem["pointer"].split("/") if step and step != "parameters"]
    return steps[0] if steps else ""
