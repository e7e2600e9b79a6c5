"""Facts in the words of a person. Hosts in other languages say the same."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._fact import Fact

LONGEST = 16
"""Longest value of a variable that is repeated: switches have words; what is longer may be somebody's own."""

_TOLD = {
    ("call", "destination"): "this command names where events go",
    ("call", "answer"): "the answer to the question",
    ("call", "opt-out"): "it was turned off while it ran",
    ("host", "administrator"): "the policy of this machine's administrator",
    ("host", "compiled-out"): "this build leaves telemetry out",
    ("host", "terminals"): "nobody was asked, and there is no terminal to ask at",
    ("host", "test-runner"): "a test is running",
    ("host", "notice"): "the notice was shown, and nobody objected",
}
_DEFAULTS = {"ask": "to ask first", "notify": "on, after a notice", "on": "on"}
_HEADLINES = {
    "on": "telemetry is on",
    "off": "telemetry is off",
    "ask": "telemetry is off until a person was asked",
    "notify": "telemetry is off until a notice was shown",
}


def describe(fact: Fact) -> str:
    """Say a fact as the reason of a decision. No file's text is in it."""
    source, name, value = fact["source"], fact["name"], fact["value"]
    if source == "variable":
        is_word = len(value) <= LONGEST and re.fullmatch("[A-Za-z0-9._-]*", value)
        return f"{name}={value} in the environment" if is_word else f"{name} in the environment"
    if source == "file":
        return f"the stored decision {name}"
    if (source, name) == ("host", "default"):
        return f"the product's default: {_DEFAULTS.get(value, 'off')}"
    return _TOLD.get((source, name)) or f"the {'program' if source == 'call' else 'host'} says {name}={value}"


def headline(state: str) -> str:
    """Say a state: `telemetry is off`."""
    return _HEADLINES[state]
