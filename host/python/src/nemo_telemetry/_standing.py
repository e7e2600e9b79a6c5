"""How a product's telemetry stands on this machine, in the form that every host's command prints for programs."""

from __future__ import annotations

import os
import re

from . import _precheck, _refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._consent import Consent
    from ._fact import Fact
    from ._folder import Folder
    from ._options import Options

SCHEMA = "nemo-telemetry.status/1"
"""Names the form. Another form that programs cannot read as before gets another number."""

LONGEST = 16
"""Longest value of a variable that is repeated: switches have words; what is longer may be somebody's own."""

_TOLD = {
    ("call", "destination"): "this command names where events go",
    ("call", "answer"): "the answer to the question",
    ("host", "administrator"): "the policy of this machine's administrator",
    ("host", "compiled-out"): "this build leaves telemetry out",
    ("host", "terminals"): "nobody was asked, and there is no terminal to ask at",
    ("host", "test-runner"): "a test is running",
    ("host", "notice"): "the notice was shown, and nobody objected",
}
_DEFAULTS = {"ask": "to ask first", "notify": "on, after a notice", "on": "on"}


def describe(fact: Fact) -> str:
    """Say a fact as the reason of a decision. No file's text is in it."""
    source, name, value = fact["source"], fact["name"], fact["value"]
    if source == "variable":
        is_word = len(value) <= LONGEST and re.fullmatch("[A-Za-z0-9._-]*", value)
        return f"{name}={value} in the environment" if is_word else f"{name} in the environment"
    if source == "file":
        return f"the stored decision {name}"
    if (source, name) == ("host", "default"):
        return f"the product's default: {_DEFAULTS.get(value, 'off')}"
    return _TOLD.get((source, name)) or f"the {'program' if source == 'call' else 'host'} says {name}={value}"


def standing(options: Options, consent: Consent) -> dict[str, Any]:
    """Say how a product stands. Nothing is made and nothing is sent to find out."""
    decision, product, paths = consent.decision(), options.product, options.around.paths()
    settled = decision["settled"]
    policy = os.path.join(paths.machine, "policy.toml") if paths.machine else None
    return {
        "product": product,
        "state": decision["state"],
        "signal": _signal(decision["signal"]),
        "ignored": [_signal(fact) for fact in decision["ignored"]],
        "turnOff": f"nemo-telemetry off --product {product}; or {' or '.join(_switches(product))} in the environment",
        "stored": _stored(options, consent),
        "unstorable": _unwritable(consent.path()),
        "policy": {"file": policy, "exists": os.path.exists(policy)} if policy else None,
        "endpoint": re.split("[?#]", settled["endpoint"])[0],
        "sink": settled["sink"],
        "outbox": _outbox(options.folder()) if paths.state else None,
        "audit": _audit(options.folder()) if paths.state else None,
        "warnings": settled["warnings"],
    }


def _signal(fact: Fact) -> dict[str, str]:
    return {"source": fact["source"], "name": fact["name"], "text": describe(fact)}


def _switches(product: str) -> list[str]:
    """Name what turns it off without a file, the product's own first."""
    known = _precheck.row(product)
    own = [f"{known.variable}=false"] if known and known.variable else []
    return own + [f"{name}=1" for name in reversed(known.switches if known else ())]


def _stored(options: Options, consent: Consent) -> dict[str, Any]:
    """Say what is stored, by a decision in which nobody else speaks."""
    path, text, alone = consent.path(), consent.text(), consent.alone()
    problem = next(iter(alone["settled"]["warnings"]), None) if text is not None else None
    says = "nothing"
    if text is not None:
        is_believed = alone["signal"]["source"] == "file"
        says = "damaged" if problem else "stale" if not is_believed else "yes" if alone["state"] == "on" else "no"
    at = re.search(r'^\s*consented_at\s*=\s*"([^"]*)"', text or "", re.MULTILINE)
    known = _precheck.row(options.product)
    variable = known.file_variable if known else ""
    return {
        "product": options.product,
        "says": says,
        "at": (at[1] if at else _refusal.written(path)) if text is not None else None,
        "file": path,
        "variable": variable if variable and options.around.variables().get(variable) else None,
        "problem": problem,
    }


def _outbox(folder: Folder) -> dict[str, Any]:
    """Say what waits on disk."""
    events = size = 0
    problem = None
    try:
        for line in folder.entries().splitlines():
            name, length, _ = line.split(" ")
            if re.fullmatch(r"[0-9a-f]{16}-[0-9]+(\.ready)?\.jsonl", name):
                size += int(length)
                events += sum('"event"' in kept for kept in folder.text(name).split("\n"))
    except FileNotFoundError:
        pass
    except OSError as error:
        problem = error.strerror or str(error)
    return {"folder": folder.path, "events": events, "bytes": size, "problem": problem}


def _audit(folder: Folder) -> dict[str, Any]:
    """Say what the audit log has."""
    import json

    last: dict[str, Any] | None = None
    file = os.path.join(str(folder.path), "audit.jsonl")
    texts = [folder.text(name) for name in ("audit.1.jsonl", "audit.jsonl")]
    for line in "\n".join(texts).split("\n"):
        try:
            entry = json.loads(line)
            if entry["what"] == "request":
                last = {"at": entry["ts"], "sha256": entry["sha256"], "outcome": None}
            elif entry["what"] == "answer" and last and last["sha256"] == entry["sha256"]:
                last["outcome"] = entry["outcome"]
        except (ValueError, KeyError, TypeError):
            continue
    size = sum(len(text.encode()) for text in texts)
    return {"file": file, "bytes": size, "problem": _unwritable(file), "lastRequest": last}


def _unwritable(path: str | None) -> str | None:
    """Say why a file could not be written: of it and the folders above it, the first that is there decides. None: it could."""
    if path is None:
        return None
    above = os.path.abspath(path)
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    if above != os.path.abspath(path) and not os.path.isdir(above):
        return os.strerror(20)
    return None if os.access(above, os.W_OK) else os.strerror(13)
