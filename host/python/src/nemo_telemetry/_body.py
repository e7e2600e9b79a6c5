"""Whether the body of a request is right, as whoever receives it sees it."""

from __future__ import annotations

from typing import Literal, TypedDict

from . import _runtime, _surroundings
from ._instance import Instance
from ._limits import MAX_CHECKED_BODY
from ._world import Imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._errors import Problem


class RefusedEvent(TypedDict):
    """An event of a body that is refused."""

    index: int
    """Its place in the list of events, from 0."""
    problems: list[Problem]
    """What is wrong, at most 32 problems. Pointers and offsets are those of the whole body."""


class BodyVerdict(TypedDict):
    """What a check of a body found. No value of the body is in it."""

    form: Literal["envelope", "not-envelope", "not-json", "too-large"]
    """What the body is as a whole. Of one that is too large, longer than 1 MiB, nothing was looked at."""
    status: int
    """The HTTP status with which a collector answers: 400, 413, 422 where every event is refused, else 200."""
    problems: list[Problem]
    """What is wrong with the whole: nothing for an envelope, else at least one problem and at most 32."""
    accepted: int
    """Events of an envelope that have nothing wrong."""
    refused: int
    """Events of an envelope that have something wrong."""
    rejections: list[RefusedEvent]
    """The refused events in their order, until 256 problems are told. Those behind are only counted."""


def check_body(body: str) -> BodyVerdict:
    """Check the body of a request as strictly as its events: the members of the envelope, a known client, and each event.

    An event has every field and no other. A body of more than 1 MiB is too large. Free strings are not looked at for what is private.

    Raises:
        RuntimeMissingError: the WebAssembly runtime cannot be loaded.
        TelemetryError: the component cannot be loaded.
    """
    instance = Instance(_runtime.load(_surroundings.current.cache()), Imports())
    try:
        verdict: BodyVerdict = instance.call("catalog", "check-body", _checked_part(body))
    finally:
        instance.close()
    return verdict


def _checked_part(body: str) -> str:
    """As much as the check has to see: of a body that is too long it says the same when it sees that.

    Half of a surrogate pair becomes a question mark, which the component could not take.
    """
    data = body.encode(errors="replace")
    # At most three bytes of the last character go.
    return data[: MAX_CHECKED_BODY + 4].decode(errors="ignore")
