"""Events and bodies: given to both modules, and compared."""

from __future__ import annotations

import json
from typing import Any

import classes
import generate
from judge import AT, COUNT, Verdicts, captured

VERSION, SESSION = "1.2.3", "sess-0001"


def judge_events(product: Any, verdicts: Verdicts) -> None:
    """Judge events that were captured and that are made up."""
    theirs, ours = product.pair(product.event)
    names = ours._wire_names
    python = {wire: name for name, wire in names.items()}
    is_required = {name for name, field in theirs.model_fields.items() if field.is_required()}
    both = [{python.get(name, name): value for name, value in fields.items()} for fields in captured(product)]
    both += generate.events(ours._plain, names, is_required, COUNT, seed=7)
    taken = [pair for given in both if (pair := _judge(product, given, verdicts))]
    # A body of many costs little more than one of one.
    for start in range(0, len(taken), 100):
        _compare_bodies(product, taken[start : start + 100], verdicts)


def _judge(product: Any, given: dict[str, Any], verdicts: Verdicts) -> tuple[Any, Any] | None:
    """Judge whether an event is taken. The events of both, where it is."""
    theirs, ours = product.pair(product.event)
    names = ours._wire_names
    # A name on the wire is a field's name here; Safe Synthesizer reads it as unknown.
    is_read = {name: field.validation_alias or name for name, field in theirs.model_fields.items()}
    unread = {wire for name, wire in names.items() if wire in given and wire not in (name, is_read[name])}
    if unread:
        verdicts.count("wire name as input")
        given = {name: value for name, value in given.items() if name not in unread}
    given = _ordered(given, names)
    found: set[str] = set()
    for _ in range(len(given) + 1):
        mine, problems = _made(ours, given)
        their = _theirs(theirs, given)
        more = [problem for problem in problems if _key(problem, names) not in their[1]]
        if their[0] is not None or more:
            kinds = {id(problem): classes.of(problem, _on_the_wire(given, names)) for problem in more}
            if any(kind is None for kind in kinds.values()) or (problems and not more and their[0] is not None):
                verdicts.refuse(f"{given}: upstream {their[1] or 'takes it'}, here {problems}")
                return None
        if not more:
            break
        found.update(kind for kind in kinds.values() if kind)
        # As it should be: without what is in a class, both have to agree about the rest.
        given = _without(given, more, names, theirs)
    missing = their[1] - {_key(problem, names) for problem in problems}
    if (mine is None) != (their[0] is None) or (missing and not _are_hidden(problems)):
        verdicts.refuse(f"{given}: upstream {their[1] or 'takes it'}, here {problems or 'takes it'}")
        return None
    for kind in found or ({"as upstream"} if not unread else ()):
        verdicts.count(kind)
    return None if mine is None else (their[0], mine)


def _made(ours: Any, given: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    from nemo_telemetry import EventError

    refusal, ours._refusal = ours._refusal, staticmethod(lambda error: error)
    try:
        return ours(**given), []
    except EventError as error:
        return None, [dict(problem) for problem in error.problems]
    finally:
        ours._refusal = refusal


def _theirs(theirs: Any, given: dict[str, Any]) -> tuple[Any, set[str]]:
    import pydantic

    try:
        return theirs(**given), set()
    except pydantic.ValidationError as error:
        return None, {_wire(str(problem["loc"][0]), theirs) for problem in error.errors()}


def _wire(name: str, theirs: Any) -> str:
    field = theirs.model_fields.get(name)
    return str(field.serialization_alias or field.alias or name) if field else name


def _key(problem: dict[str, Any], names: dict[str, str]) -> str:
    """Name on the wire of the field that a problem is about."""
    steps = [step for step in problem["pointer"].split("/") if step and step != "parameters"]
    if steps:
        return str(steps[0])
    return str(problem["message"].split("`")[1]) if "`" in problem["message"] else ""


def _are_hidden(problems: list[dict[str, Any]]) -> bool:
    """After broken syntax the rest is not looked at, and of many problems the last are not told."""
    return any(problem["code"] in ("syntax", "lone-surrogate") for problem in problems) or len(problems) >= 32


def _ordered(given: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Leave out a name in Python beside the one on the wire, which wins in both modules."""
    return {name: value for name, value in given.items() if names.get(name, name) == name or names[name] not in given}


def _on_the_wire(given: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in given.items()}


def _without(given: dict[str, Any], more: list[dict[str, Any]], names: dict[str, str], theirs: Any) -> dict[str, Any]:
    """Put right what is in a class: another value where the field is required, else none."""
    wires = {_key(problem, names) for problem in more}
    known = set(names) | set(names.values())
    kept = {}
    for name, value in given.items():
        wire = names.get(name, name)
        is_odd = wire in wires or (name not in known and any(problem["code"] == "unknown-field" for problem in more))
        if "" in wires and isinstance(value, (float, str, bytes, list)) and not is_odd:
            is_odd = any(fits(value) for _, code, fits in classes.CLASSES if code in ("syntax", "lone-surrogate"))
        if not is_odd:
            kept[name] = value
        elif any(wire == _wire(field, theirs) and about.is_required() for field, about in theirs.model_fields.items()):
            kept[name] = "run"
    return kept


def _compare_bodies(product: Any, taken: list[tuple[Any, Any]], verdicts: Verdicts) -> None:
    """Compare the bodies of the same events."""
    bodies = []
    for side in (0, 1):
        events = [pair[side] for pair in taken]
        if product.name == "guardrails":
            # Each has one at random unless it is given.
            for event in events:
                event.session_id = "a-session"
            build = product.pair("_build_nvidia_payload")[side]
            body = build(events, VERSION, SESSION, [pair[0].timestamp for pair in taken])
        else:
            wait, build = product.pair("QueuedEvent")[side], product.pair("build_payload")[side]
            body = build([wait(event=event, timestamp=AT) for event in events], source_client_version=VERSION, session_id=SESSION)
        body["sentTs"] = ""
        events = body.pop("events")
        bodies.append((json.dumps(body), [json.dumps(event, default=lambda word: word.value) for event in events]))
    (one, ones), (other, others) = bodies
    if one != other or len(ones) != len(others):
        verdicts.refuse(f"an envelope of {len(ones)}: upstream {one}, here {other} with {len(others)}")
    for one, other in zip(ones, others, strict=False):
        if one != other:
            verdicts.refuse(f"upstream {one}, here {other}")
