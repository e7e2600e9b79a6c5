"""A stored decision as it is, and whether it is believed."""

from __future__ import annotations

import re

from . import _precheck

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._consent import Consent
    from ._options import Options


def stored(options: Options, consent: Consent) -> dict[str, Any]:
    """Say what is stored, for programs: read as the policy does, by a decision in which nobody else speaks."""
    path, text, alone = consent.path(), consent.text(), consent.alone()
    problem = next(iter(alone["settled"]["warnings"]), None) if text is not None else None
    says = "nothing"
    if text is not None:
        is_believed = alone["signal"]["source"] == "file"
        says = "damaged" if problem else "stale" if not is_believed else "yes" if alone["state"] == "on" else "no"
    return {
        "product": options.product,
        "says": says,
        "at": _said_at(text) or _written_at(path) if text is not None else None,
        "file": path,
        "variable": _variable(options),
        "problem": problem,
    }


def told(found: dict[str, Any]) -> str:
    """Say it in words: `yes, since 2026-10-02T11:00:00Z`."""
    since = f", since {found['at']}" if found["at"] else ""
    words = {
        "nothing": "none",
        "yes": f"yes{since}",
        "no": f"no{since}",
        "stale": f"a yes to an earlier question{since}; it is not believed, and a person is asked again",
        "damaged": "not readable for certain; it is never taken as yes",
    }
    return words[found["says"]]


def place(found: dict[str, Any]) -> str:
    """Say where it is, and which variable has it that way."""
    known = _precheck.row(found["product"])
    named = f" (named by {found['variable']})" if found["variable"] else ""
    return f"{found['file'] or (known.file if known else '')}{named}"


def _variable(options: Options) -> str | None:
    known = _precheck.row(options.product)
    name = known.file_variable if known else ""
    return name if name and options.around.variables().get(name) else None


def _said_at(text: str) -> str | None:
    """Find the instant in a line `consented_at = "…"`, in whole seconds of UTC."""
    from datetime import datetime, timezone

    line = re.search(r"^\s*consented_at\s*=(.*)$", text, re.MULTILINE)
    try:
        # From 3.11 on the parser takes a Z, too.
        at = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", line[1].strip().strip("\"'"))) if line else None
        return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _written_at(path: str | None) -> str | None:
    """Say when the file was written; None: nothing says it."""
    import os
    from time import gmtime, strftime

    try:
        return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(os.stat(path or "").st_mtime))
    except OSError:
        return None
