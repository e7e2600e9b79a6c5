"""A configuration of Guardrails, as the label `guardrails-usage` reads it. Nothing is judged here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_RAILS = {
    "inputFlows": "input",
    "outputFlows": "output",
    "retrievalFlows": "retrieval",
    "toolOutputFlows": "tool_output",
    "toolInputFlows": "tool_input",
}


def described(config: Any) -> dict[str, object]:
    """Describe a `RailsConfig`: names of flows, sections and engines, and what is switched on."""
    rails = getattr(config, "rails", None)
    models = getattr(config, "models", None) or []
    flows = {name: [str(flow) for flow in _of(rails, part, "flows") or []] for name, part in _RAILS.items()}
    return {
        **flows,
        "colangVersion": str(getattr(config, "colang_version", None) or "1.0"),
        "engines": [str(engine) for model in models if (engine := getattr(model, "engine", None))],
        "singleCall": bool(_of(rails, "dialog", "single_call", "enabled")),
        "tracing": bool(_of(config, "tracing", "enabled")),
        "streaming": bool(_of(rails, "output", "streaming", "enabled")),
        "knowledgeBase": bool(getattr(config, "docs", None)),
        "sections": _sections(getattr(rails, "config", None)),
        "flows": [_flow(flow) for flow in getattr(config, "flows", None) or []],
    }


def _of(owner: Any, *names: str) -> Any:
    for name in names:
        owner = getattr(owner, name, None)
    return owner


def _sections(data: Any) -> list[str]:
    """Name the sections that differ from their defaults."""
    try:
        untouched = type(data)()
        names = list(getattr(type(data), "model_fields", ()))
        return [name for name in names if getattr(data, name, None) != getattr(untouched, name, None)]
    except Exception:
        return []


def _flow(flow: Any) -> dict[str, object]:
    """Say of a flow where it comes from, and nothing else."""

    def member(name: str) -> Any:
        return flow.get(name) if isinstance(flow, dict) else getattr(flow, name, None)

    told: dict[str, object] = {}
    information = member("file_info")
    file = information.get("name") if isinstance(information, dict) else None
    if file:
        told["file"] = str(file)
    if member("is_system_flow"):
        told["system"] = True
    return told
