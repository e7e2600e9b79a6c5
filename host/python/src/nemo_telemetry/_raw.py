"""Events that an exit finds outside the component: they are kept for a later process, which checks and guards them."""

from __future__ import annotations

import json
import os

from . import _event, _facts, _precheck
from ._limits import MAX_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Inbox, Item
    from ._options import Options

MOST_FILES = 512
"""Files in the folder at which no more are made. A component that is never loaded in time keeps no bounds."""


def may_keep(options: Options, inbox: Inbox) -> bool:
    """Whether events may be kept that nobody has decided about yet: where somebody has said yes, or would not be asked.

    They stay on this machine. The next program decides, after its notice where one is due, and a no removes them.
    """
    if not options.given.get("outbox") or inbox.state not in ("undecided", "on"):
        return False
    if inbox.state == "on":
        return True
    known = _precheck.row(options.product)
    # An administrator may have said no.
    if not known or _facts.administrator(options.around.paths()) is not None:
        return False
    return bool(
        known.default in ("on", "notify")
        or options.calls.get("enabled")
        or options.calls.get("destination")
        or (known.variable and options.around.variables().get(known.variable))
        or (known.form == "toml" and _precheck.stored(options.product, options.around))
    )


def keep(options: Options, inbox: Inbox, items: list[Item]) -> bool:
    """Keep events without entering the component. Whether that was done."""
    settings = json.loads(options.settings)
    session = inbox.settled.get("session-id") or settings.get("sessionId")
    common = {"clientVer": settings.get("clientVersion"), "sessionId": session, "cpuArchitecture": settings.get("cpuArchitecture")}
    now, lines = _event.instant(options.around.clock().wall() / 1e9), []
    for kind, fields, seconds in items:
        line = {
            "id": os.urandom(8).hex(),
            "firstTs": now,
            "ts": _event.instant(seconds),
            "product": options.product,
            "event": kind._event_name,
            **({"schemaVersion": kind._schema_version} if kind._schema_version else {}),
            **{name: value for name, value in common.items() if value},
            "raw": True,
            "parameters": _event.parameters(kind, fields),
        }
        try:
            text = json.dumps(line, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            continue
        if len(text) <= MAX_LINE:
            lines.append(text + "\n")
    if not lines or not _write(options, inbox, "".join(lines)):
        return False
    with inbox.lock:
        ledger = dict(inbox.life["ledger"])
        ledger["accepted"] += len(lines)
        ledger["kept"] += len(lines)
        inbox.life["ledger"] = ledger
    return True


def _write(options: Options, inbox: Inbox, text: str) -> bool:
    folder = options.folder()
    try:
        try:
            if folder.entries().count("\n") >= MOST_FILES:
                return False
        except OSError:
            pass  # There is no folder yet.
        return folder.create(f"{os.urandom(8).hex()}-1.ready.jsonl", text)
    except OSError as error:
        options.tell(inbox, f"events are lost: they could not be written to the folder: {error}")
        return False
