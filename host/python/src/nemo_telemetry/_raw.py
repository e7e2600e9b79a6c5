"""Events that an exit finds outside the component: they are kept for a later process, which checks and guards them."""

from __future__ import annotations

import json
import os

from . import _event, _facts, _form, _precheck
from ._limits import MAX_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Inbox, Item
    from ._options import Options

MOST_FILES = 512
"""Files in the folder at which no more are made. A component that is never loaded in time keeps no bounds."""


def may_keep(options: Options, inbox: Inbox) -> bool:
    """Whether events may be kept now: where telemetry is on, or nothing was decided and somebody has said yes, or would not be asked.

    What was decided may be old: the stored decision is looked at now. Events stay on this machine. The next program decides, after its
    notice where one is due, and a no removes them.
    """
    if not options.given.get("outbox") or inbox.state not in ("undecided", "notify", "on"):
        return False
    policy = _facts.administrator(options.around.paths())
    if _precheck.is_off(options.product, options.calls, options.around):
        return False
    if inbox.state == "on":
        return policy == inbox.policy
    known = _precheck.row(options.product)
    # An administrator may have said no.
    if not known or policy is not None:
        return False
    return bool(
        known.default in ("on", "notify")
        or options.calls.get("enabled")
        or options.calls.get("destination")
        or (known.variable and options.around.variables().get(known.variable))
        or (known.form == "toml" and _precheck.stored(options.product, options.around))
    )


def keep(options: Options, inbox: Inbox, items: list[Item]) -> bool:
    """Keep events without entering the component, if they may be. Whether that was done; what is lost is counted and told."""
    lines = list(filter(None, (_line(options, inbox, item) for item in items)))
    if not lines:
        return False
    is_kept = may_keep(options, inbox) and _write(options, inbox, "".join(lines))
    reason = "opt-out" if _precheck.is_off(options.product, options.calls, options.around) else "closed"
    inbox.account(len(lines), "" if is_kept else reason)
    if not is_kept and reason == "closed":
        options.tell(inbox, f"events lost: {len(lines)}; the program ended before they were sent, and they may not be kept")
    return is_kept


def _line(options: Options, inbox: Inbox, item: Item) -> str:
    """Write an event as a line of the outbox; empty: it has none."""
    kind, fields, seconds = item
    try:
        settings = json.loads(options.settings)
        session = inbox.settled.get("session-id") or settings.get("sessionId")
        common = {"clientVer": settings.get("clientVersion"), "sessionId": session, "cpuArchitecture": settings.get("cpuArchitecture")}
        line = {
            "id": os.urandom(8).hex(),
            "firstTs": _event.instant(options.around.clock().wall() / 1e9),
            "ts": _event.instant(seconds),
            "product": options.product,
            "event": kind._event_name,
            **({"schemaVersion": kind._schema_version} if kind._schema_version else {}),
            **{name: value for name, value in common.items() if value},
            "raw": True,
            "parameters": _event.parameters(kind, fields),
        }
        text = json.dumps(line, separators=(",", ":"), allow_nan=False)
        problem = "" if len(text) <= MAX_LINE else f"is longer than {MAX_LINE} bytes"
    except BaseException as error:
        problem = f"has no form in JSON: {_form.name(type(error))}"
    if not problem:
        return text + "\n"
    inbox.reject(1)
    options.tell(inbox, f"an event was rejected: {_form.name(kind)} {problem}")
    return ""


def _write(options: Options, inbox: Inbox, text: str) -> bool:
    folder, name = options.folder(), f"{os.urandom(8).hex()}-1.ready.jsonl"
    try:
        try:
            if folder.entries().count("\n") >= MOST_FILES:
                return False
        except OSError:
            pass  # There is no folder yet.
        if not folder.create(name, text):
            return False
        if may_keep(options, inbox):
            return True
        # A no came meanwhile, and whoever removed what was kept did not see this.
        folder.remove(name)
        return False
    except OSError as error:
        options.tell(inbox, f"events are lost: they could not be written to the folder: {error}")
        return False
