"""How a product's telemetry stands, in the lines that every host's command prints for a person."""

from __future__ import annotations

from . import _stored
from ._told import headline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IGNORED = 4
"""How many ignored signals are told one by one."""


def lines(found: dict[str, Any]) -> list[str]:
    """Make the lines of a product, of what `_standing.standing` has found. There are 24 at most."""
    said = [("because", found["signal"]["text"])]
    for fact in found["ignored"][:IGNORED]:
        # Of a file it matters what it would say if it were heard.
        says = f" ({_stored.told(found['stored'])})" if fact["source"] == "file" else ""
        said.append(("ignored", fact["text"] + says))
    if len(found["ignored"]) > IGNORED:
        said.append(("ignored", f"{len(found['ignored']) - IGNORED} more: --json lists them"))
    said.append(("keep off" if found["state"] == "off" else "turn off", found["turnOff"]))
    said.append(("stored", f"{_stored.told(found['stored'])}  {_stored.place(found['stored'])}"))
    if found["unstorable"]:
        said.append(("", f"another decision cannot be stored: {found['unstorable']}"))
    if found["policy"]:
        said.append(("policy", f"{'of this machine' if found['policy']['exists'] else 'none'}  {found['policy']['file']}"))
    said.append(("endpoint", _endpoint(found)))
    said.append(("outbox", _outbox(found["outbox"])))
    if found["audit"]:
        problem = found["audit"]["problem"]
        written = f"{found['audit']['bytes']} bytes{f', cannot be written: {problem}' if problem else ''}"
        said.append(("audit", f"{written}  {found['audit']['file']}"))
        said.append(("last sent", _last(found["audit"]["lastRequest"])))
    said.extend(("warning", warning) for warning in found["warnings"])
    return [f"{found['product']}: {headline(found['state'])}", *(f"  {name:<10} {value}" for name, value in said)]


def shared(machine: dict[str, Any]) -> list[str]:
    """Make the lines after those of the products: what they have in common."""
    component = machine["component"]
    return [f"component: {component['version']}, sha256 {component['sha256']}", f"  cache      {machine['cache'] or 'none'}"]


def _endpoint(found: dict[str, Any]) -> str:
    nowhere = {"none": "nowhere: events are built and not sent", "denied": "nowhere: the address is none that events may go to"}
    there: str = found["endpoint"] if found["sink"] == "http" else f"{found['endpoint']} on this machine"
    return nowhere.get(found["sink"], there)


def _outbox(waiting: dict[str, Any] | None) -> str:
    if not waiting:
        return "none: no variable says where a person's state is, such as HOME"
    count = f"{waiting['events']} event{'' if waiting['events'] == 1 else 's'}, {waiting['bytes']} bytes"
    return f"{waiting['problem'] or count}  {waiting['folder']}"


def _last(last: dict[str, Any] | None) -> str:
    if not last:
        return "nothing that the audit log knows of"
    return f"{last['at']}, {last['outcome'] or 'not answered'}, body {last['sha256'][:12]}"
