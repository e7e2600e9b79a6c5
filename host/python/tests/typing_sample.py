"""What a user writes, for type checkers: all of it is right."""

from __future__ import annotations

import nemo_telemetry
from nemo_telemetry import GuardrailsUsageEvent, Ledger, NatCliCommand, Status, Telemetry, TelemetryEvent
from nemo_telemetry.testing import World


class Mine(TelemetryEvent):
    """An event of one's own."""

    _event_name = "nat_cli_command"
    _schema_version = "1.5"

    command: str
    exit_code: int = 3


def problem(text: str) -> None:
    """Take a problem."""


def synchronous() -> Ledger:
    """Use it from a thread."""
    with Telemetry(product="agent-toolkit", client_version="1.9.0", on_problem=problem, enabled=None) as telemetry:
        taken: bool = telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12", duration_ms=5))
        telemetry.enqueue(Mine(command="run"))
        telemetry.enqueue(GuardrailsUsageEvent(llm_providers=["openai"], deployment_type=None))
        status: Status = telemetry.status()
        bodies: list[str] = telemetry.preview(NatCliCommand(command="run", task_status="success", python_version="3"))
        dropped: dict[str, int] = telemetry.ledger().dropped
        print(taken, status.state, bodies, dropped, nemo_telemetry.__version__)
    return telemetry.stop()


async def asynchronous() -> Ledger:
    """Use it from an event loop."""
    async with Telemetry("guardrails") as telemetry:
        await telemetry.aflush(timeout=1)
    return await telemetry.astop()


def tested() -> list[dict[str, object]]:
    """Use it in a test."""
    with World(enabled=True) as world:
        world.respond(lambda request: 200 if request.events else None)
    return world.events
