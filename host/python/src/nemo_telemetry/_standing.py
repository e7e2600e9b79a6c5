"""How a product's telemetry stands on this machine, in the form that every host's command prints for programs."""

from __future__ import annotations

import os
import re

from . import _facts, _precheck, _private, _segments, _stored
from ._told import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._consent import Consent
    from ._fact import Fact
    from ._folder import Folder
    from ._options import Options

SCHEMA = "nemo-telemetry.status/1"
"""Names the form. Another form that programs cannot read as before gets another number."""


def standing(options: Options, consent: Consent) -> dict[str, Any]:
    """Say how a product stands. Nothing is made and nothing is sent to find out."""
    decision, product, paths = consent.decision(), options.product, options.around.paths()
    settled = decision["settled"]
    policy = os.path.join(paths.machine, "policy.toml") if paths.machine else None
    path = consent.path()
    return {
        "product": product,
        "state": decision["state"],
        "signal": _signal(decision["signal"]),
        "ignored": [_signal(fact) for fact in decision["ignored"]],
        "turnOff": f"nemo-telemetry off --product {product}; or {switches(product)}",
        "stored": _stored.stored(options, consent),
        "unstorable": _why(_try_making, path) if path else None,
        "policy": {"file": policy, "exists": _facts.administrator(paths) is not None} if policy else None,
        "endpoint": re.split("[?#]", settled["endpoint"])[0],
        "sink": settled["sink"],
        "outbox": _outbox(options.folder()) if paths.state else None,
        "audit": _audit(options.folder()) if paths.state else None,
        "warnings": settled["warnings"],
    }


def switches(product: str) -> str:
    """Name what turns it off without a file, the product's own first."""
    known = _precheck.row(product)
    own = [f"{known.variable}=false"] if known and known.variable else []
    ways = own + [f"{name}=1" for name in reversed(known.switches if known else ())]
    return f"{' or '.join(ways)} in the environment"


def _signal(fact: Fact) -> dict[str, str]:
    return {"source": fact["source"], "name": fact["name"], "text": describe(fact)}


def _outbox(folder: Folder) -> dict[str, Any]:
    """Say what waits on disk."""
    events = size = 0
    problem = None
    try:
        for name, length in _segments.of(folder):
            size += length
            events += sum(bool(line.strip()) for line in folder.text(name).split("\n"))
    except OSError as error:
        problem = error.strerror or str(error)
    return {"folder": folder.path, "events": events, "bytes": size, "problem": problem}


def _audit(folder: Folder) -> dict[str, Any]:
    """Say what the audit log has."""
    import json

    last: dict[str, Any] | None = None
    file, size, problem = os.path.join(folder.path, "audit.jsonl"), 0, None
    for name in ("audit.1.jsonl", "audit.jsonl"):
        try:
            found = folder.stat(name)
            size += int(found["bytes"]) if found else 0
            lines = folder.text(name).split("\n")
        except OSError as error:
            problem = error.strerror or str(error)
            continue
        for line in lines:
            try:
                entry = json.loads(line)
                if entry["what"] == "request":
                    last = {"at": entry["ts"], "sha256": entry["sha256"], "outcome": None}
                elif entry["what"] == "answer" and last and last["sha256"] == entry["sha256"]:
                    last["outcome"] = entry["outcome"]
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
    return {"file": file, "bytes": size, "problem": _why(_try_writing, file) or problem, "lastRequest": last}


def _why(attempt: Any, path: str) -> str | None:
    """Say why something could not be done; None: it could."""
    try:
        attempt(path)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _try_writing(path: str) -> None:
    """Find out whether a line could be added to a file, without making or changing anything."""
    links = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | links))
    except FileNotFoundError:
        _try_making(path)


def _try_making(path: str) -> None:
    """Find out whether a file could be made: of the folders above it, the first that is there decides."""
    from errno import EACCES, ENOTDIR

    folder = os.path.dirname(os.path.abspath(path))
    while True:
        try:
            with _private.open_any(folder) as place:
                _private.must_not_be_foreign(place)
            break
        except FileNotFoundError:
            folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        raise OSError(ENOTDIR, os.strerror(ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(EACCES, os.strerror(EACCES))
