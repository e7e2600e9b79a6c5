"""Programs that open a queue, pass an event and end: what is delivered and what is kept is all that was passed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, Collector, run

PRODUCTS = sorted(path.stem for path in (ROOT / "guest" / "schema" / "products").glob("*.json"))

SCRIPT = """
import json, logging
from nemo_telemetry import TelemetryEvent
# Where the notice goes, which a process shows that lives long enough.
logging.basicConfig(stream=sys.stdout)
product, name, parameters = sys.argv[2:5]
Event = type("Event", (TelemetryEvent,), {"_event_name": name})
queue = Telemetry(product, client_version="1", endpoint=sys.argv[1], **json.loads(sys.argv[5]))
for _ in range(3):
    queue.enqueue(Event(**json.loads(parameters)))
"""


def example(product: str) -> tuple[str, str]:
    """Give an event that the product sends."""
    schema = ROOT / "guest" / "schema"
    events = json.loads((schema / "products" / f"{product}.json").read_text())["events"]
    name, version = next(iter(events.items()))
    event = json.loads((schema / "events" / f"{name}.{version}.json").read_text())
    return name, json.dumps(event["x-examples"][0])


def kept(home: Path, product: str) -> list[str]:
    folder = home / "state" / "nemo-telemetry" / product
    segments = [path for path in folder.glob("*.jsonl") if not path.name.startswith("audit.")]
    return [line for path in segments for line in path.read_text().splitlines()]


@pytest.mark.parametrize("cache", ["cold", "warm"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_short_programs_lose_nothing(product: str, cache: str, collector: Collector, environment: Path) -> None:
    default = json.loads((ROOT / "guest" / "schema" / "products" / f"{product}.json").read_text())["default"]
    # Where a person is asked first, a program without a yes passes nothing.
    given = {"enabled": True} if default == "ask" else {}
    name, parameters = example(product)
    is_unsure = False
    for number in range(1, 6):
        variables = {"XDG_CACHE_HOME": str(environment / f"cache-{number}")} if cache == "cold" else {}
        run(SCRIPT, collector.url, product, name, parameters, json.dumps(given), home=environment, **variables)  # type: ignore[arg-type]
        delivered = sum(len(envelope["events"]) for envelope in collector.envelopes)
        lines = kept(environment, product)
        # What left in the moment of an end may have arrived, is kept all the same, and is sent again.
        is_unsure |= any('"unsure"' in line for line in lines)
        found = delivered + len(lines)
        assert found == 3 * number or (is_unsure and found > 3 * number)


def test_a_program_without_a_yes_passes_nothing_where_a_person_is_asked(collector: Collector, environment: Path) -> None:
    name, parameters = example("agent-toolkit")
    run(SCRIPT, collector.url, "agent-toolkit", name, parameters, "{}", home=environment)
    assert not collector.bodies and not list(environment.rglob("*.jsonl"))
