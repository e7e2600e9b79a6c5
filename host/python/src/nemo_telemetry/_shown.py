"""What is collected, in the lines that every host's command prints: out of the component itself."""

from __future__ import annotations

import json

from ._standalone import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

_NOTES = (
    ("unit", "x-unit"),
    ("unknown is", "x-sentinel"),
    ("filled by", "x-filled-by"),
    ("label", "x-label"),
    ("example", "examples"),
    ("purpose", "x-purpose"),
    ("sensitivity", "x-sensitivity"),
    ("guard", "x-guard"),
    ("source", "x-source"),
)
"""What is told of a field, and the keyword of the schema that has it."""


def sent(products: Collection[str]) -> set[str]:
    """Name the events that products send."""
    inventory = json.loads(ask("catalog", "inventory"))
    return {name for product in inventory["products"] if product["id"] in products for name in product["events"]}


def events(names: Collection[str]) -> list[str]:
    """Make a line for every event and wire version."""
    return [_event(event) for event in ask("catalog", "events") if event["name"] in names]


def find(names: Collection[str], wanted: str) -> dict[str, str] | None:
    """Find the event that `name` or `name@version` means; without a version the newest."""
    name, _, version = wanted.partition("@")
    found: list[dict[str, str]] = [
        event
        for event in ask("catalog", "events")
        if event["name"] == name and event["name"] in names and version in ("", event["version"])
    ]
    return found[-1] if found else None


def fields(event: dict[str, str]) -> list[str]:
    """Make the lines of an event: every field, what it means, what it is for, what it never holds."""
    schema = _schema(event, "input")
    lines = [f"{event['name']} {event['version']}: {schema['title']}", schema["description"]]
    for name, field in schema["properties"].items():
        lines += ["", f"{name}  ({_type(field)}, {_presence(name, field, schema)})", f"  {field['description']}"]
        lines += [f"  {label:<12} {_text(field[key])}" for label, key in _NOTES if key in field]
    return lines


def _event(event: dict[str, str]) -> str:
    schema = _schema(event, "wire")
    return f"{event['name']:<28} {event['version']:<5} {len(schema['properties']):>2} fields  {schema['title']}"


def _schema(event: dict[str, str], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask("catalog", "json-schema", event, kind))
    return found


def _presence(name: str, field: dict[str, Any], schema: dict[str, Any]) -> str:
    if field.get("default") is not None:
        return f"default {_json(field['default'])}"
    return "required" if name in schema.get("required", ()) else "optional"


def _type(field: dict[str, Any]) -> str:
    items = field.get("items", {})
    if field["type"] == "array":
        return f"list of {' | '.join(items['enum'])}" if "enum" in items else "list of strings"
    return " | ".join(field["enum"]) if "enum" in field else str(field["type"])


def _text(value: object) -> str:
    """Give the text of a string, and any other value's JSON."""
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
