"""A pytest plugin: the fixture `nemo_telemetry` is a `nemo_telemetry.testing.World` for one test.

def test_a_run_is_reported(nemo_telemetry):
    main(["run"])
    assert nemo_telemetry.events[0]["command"] == "run"
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .testing import World


@pytest.fixture
def nemo_telemetry() -> Iterator[World]:
    """A world without network and files, in which time stands still; telemetry that is opened in it is on."""
    with World() as world:
        yield world
