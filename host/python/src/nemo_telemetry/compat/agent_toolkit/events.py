"""`nat.utils.telemetry.events`: the event of a command."""

from __future__ import annotations

from ...events import NatCliCommand
from ...words import CommandStatus as TaskStatusEnum
from ...words import NemoSource as NemoSourceEnum
from .._event import Event

__all__ = ["CliCommandEvent", "NemoSourceEnum", "TaskStatusEnum", "TelemetryEvent"]


class TelemetryEvent(Event, abstract=True):
    """The base class of the product's events."""

    _schema_version = "1.5"


class CliCommandEvent(TelemetryEvent, NatCliCommand):
    """A command ended. `nemo_telemetry.events.NatCliCommand` describes the fields."""

    _event_name = "nat_cli_command"
    _enums = {"nemo_source": NemoSourceEnum, "task_status": TaskStatusEnum}
