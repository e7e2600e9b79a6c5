"""Judge the modules of `nemo_telemetry.compat` by the products' own, side by side: `cargo xtask upstream` runs it.

What was captured, and 10,000 inputs for each product that are made up, are given to both. Bodies, labels, stored decisions and what is
decided have to be equal, or differ in one of the closed classes of `tests/vectors/DEVIATIONS.md`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
COUNT = 10_000
AT = datetime(2026, 10, 2, 11, 0, 0, 123456, tzinfo=timezone.utc)


class Verdicts:
    """What was found for one product."""

    def __init__(self, product: str) -> None:
        """Begin with nothing."""
        self.product, self.counts = product, Counter[str]()
        self.unmatched: list[str] = []

    def count(self, name: str) -> None:
        """Count an input as upstream, or in a class."""
        self.counts[name] += 1

    def refuse(self, what: str) -> None:
        """Take down a difference that is in no class."""
        self.counts["unmatched"] += 1
        self.unmatched.append(what)

    def compare(self, what: str, theirs: Any, ours: Any, allowed: str | None = None) -> None:
        """Compare two values. `allowed`: the class of a difference, where one may be."""
        if theirs == ours and type(theirs) is type(ours):
            self.count("as upstream")
        elif allowed:
            self.count(allowed)
        else:
            self.refuse(f"{what}: upstream {theirs!r}, here {ours!r}")


def main() -> int:
    """Judge all of it, and print a line for each product and class."""
    home = tempfile.mkdtemp()
    cache = os.environ.get("XDG_CACHE_HOME", str(ROOT / "target/hosts/cache"))
    os.environ.clear()
    os.environ.update(HOME=home, XDG_CACHE_HOME=cache, PATH="/usr/bin:/bin")
    import products
    from decisions import judge_decisions
    from events import judge_events
    from helpers import judge_labels

    is_right = True
    for product in products.load():
        verdicts = Verdicts(product.name)
        judges: list[Callable[[Any, Verdicts], None]] = [judge_events, judge_labels, judge_decisions]
        for judge in judges:
            judge(product, verdicts)
        for name, count in sorted(verdicts.counts.items()):
            print(f"{product.name:<17} {name:<36} {count:>6}")
        for what in verdicts.unmatched[:20]:
            print(f"  {what[:500]}")
        is_right &= not verdicts.unmatched and verdicts.counts["as upstream"] > COUNT // 4
    print("as upstream, but for the classes" if is_right else "there are differences that are in no class")
    return 0 if is_right else 1


def captured(product: Any) -> Iterator[dict[str, Any]]:
    """Give the fields of the events that were captured, by their names on the wire."""
    text = (ROOT / f"tests/vectors/captures/{product.captures}-event.json").read_text()
    for vector in json.loads(text):
        for event in vector["events"]:
            line = event if isinstance(event, dict) else json.loads(event)
            if isinstance(line.get("parameters"), dict):
                yield line["parameters"]


if __name__ == "__main__":
    sys.exit(main())
