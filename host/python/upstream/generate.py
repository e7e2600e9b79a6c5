"""Fields of events, the same in every run: mostly right, and wrong in every way that a program could be."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

TEXTS = ["", "run", "undefined", "a" * 300, "Zürich-東京-é", 'q"\\/\b\n\t\x7f', "\x00\x1f", "\ud83d", "😀", "nvidia/llama", "3.12.4", " x "]
NUMBERS = [
    0,
    1,
    -1,
    -2,
    7,
    2**31,
    2**63 - 1,
    -(2**63),
    2**63,
    10**30,
    3.5,
    -0.0,
    1e16,
    1e-7,
    0.1 + 0.2,
    12.0,
    5e-324,
    1.7976931348623157e308,
]
ODD: list[Any] = [None, True, False, "12", "yes", "nan", [], ["a"], {}, float("nan"), float("inf"), b"x", object]


def events(plain: Mapping[str, Any], wire: Mapping[str, str], required: set[str], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Make the fields of so many events.

    Args:
        plain: By field: what is right at a glance, as the package's classes have it.
        wire: By field: its name on the wire.
        required: Fields without a default.
        count: How many.
        seed: Of the random numbers.
    """
    chance = random.Random(seed)
    for _ in range(count):
        given: dict[str, Any] = {}
        is_wild = chance.random() < 0.4
        for name in wire:
            if name in required or chance.random() < 0.5:
                given[name] = _value(chance, plain.get(name, float), is_wild)
        if is_wild and chance.random() < 0.2 and required:
            given.pop(chance.choice(sorted(required)), None)
        if chance.random() < 0.1:
            given["madeUp" if chance.random() < 0.5 else "comand"] = 1
        if chance.random() < 0.1 and given:
            name = chance.choice(sorted(name for name in given if name in wire) or ["task"])
            if name in given:
                given[wire[name]] = given.pop(name)
        yield given


def _value(chance: random.Random, rule: Any, is_wild: bool) -> Any:
    if is_wild and chance.random() < 0.15:
        return chance.choice([*ODD[:-1], *TEXTS, *NUMBERS])
    if isinstance(rule, frozenset):
        return chance.choice(sorted(rule))
    if isinstance(rule, tuple):
        fitting = [number for number in NUMBERS if isinstance(number, int) and rule[0] <= number <= rule[1]]
        return chance.choice([*fitting, chance.randrange(0, 10**6)])
    if rule is float:
        return chance.choice([*NUMBERS[:8], *NUMBERS[10:], chance.uniform(-1e6, 1e6)])
    if rule is bool:
        return chance.random() < 0.5
    if rule is list:
        return chance.choices([text for text in TEXTS if "\ud83d" not in text], k=chance.randrange(4))
    return chance.choice([text for text in TEXTS if "\ud83d" not in text])
