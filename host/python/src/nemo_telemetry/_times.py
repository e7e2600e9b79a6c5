"""Spans of time that a program gives."""

from __future__ import annotations

LONGEST = 4_000_000.0
"""Seconds, some 46 days. Every wait of every system takes them, and so does the component, which counts milliseconds in 32 bits."""


def span(seconds: object, otherwise: float) -> float:
    """Make a span of what a program gives, in seconds from 0 to `LONGEST`. What is no number is `otherwise`."""
    try:
        value = float(seconds)  # type: ignore[arg-type]
    except OverflowError:
        return 0.0 if type(seconds) is int and seconds < 0 else LONGEST
    except Exception:
        return otherwise
    return min(max(value, 0.0), LONGEST) if value == value else otherwise
