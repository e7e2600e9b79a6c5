"""Programs in surroundings that are not well-behaved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import Collector, run

pytestmark = pytest.mark.usefixtures("loaded")

DELIVER = "queue = open(sys.argv[1], on_problem=print); queue.enqueue(event(1)); queue.flush(30)"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not hold a process to it")
@pytest.mark.parametrize("megabytes", [1000, 4000])
def test_a_process_with_few_addresses_has_telemetry(megabytes: int, collector: Collector, environment: Path) -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20,) * 2)\n"
    assert run(limit + DELIVER, collector.url, home=environment).stdout == ""
    assert collector.numbers == [1]
