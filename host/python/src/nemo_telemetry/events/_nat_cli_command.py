# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `nat_cli_command`, wire version 1.5."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class NatCliCommand(TelemetryEvent):
    """An Agent Toolkit command ended: `nat_cli_command`, wire version 1.5.

    Made once, when a top-level nat command ends. Carries no arguments, option values, paths, configuration, names
    of workflows, hosts or users.

    Args:
        nemo_source: NeMo product. Product that made the event. The Agent Toolkit sends agent_toolkit; the other
            words belong to products that share the schema. No value: `"undefined"`. Purpose: Tell products apart.
            Source: nat.utils.telemetry.events.
        command: Top-level command. Name under which the command is registered, such as run; unknown when there was
            none. Never its arguments. No value: `"unknown"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"run"`. Purpose: Decide which commands to work on. Source:
            nat.utils.telemetry.events.
        subcommand: Subcommand. Name under which the second word is registered, such as telemetry. Never another
            word that a person typed. No value: `"undefined"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"telemetry"`. Purpose: Decide which commands to work on. Source:
            nat.utils.telemetry.events.
        task_status: End of the command. success, failure (it ended with an error) or interrupted (Ctrl-C); the
            other words belong to products that share the schema. No value: `"undefined"`. Purpose: See how often
            work fails. Source: nat.utils.telemetry.events.
        duration_ms: Duration. Time from start to end on a monotonic clock. Unit: ms. At least -1. No value: `-1`.
            Example: `1234`. Purpose: Find slow work. Source: nat.utils.telemetry.events.
        exit_code: Exit status. Exit status of the process: 0 after success, 130 after Ctrl-C. No value: `-1`.
            Example: `0`. Purpose: See how often work fails. Source: nat.utils.telemetry.events.
        error_class: Exception class. Name of the class of the exception that ended the command, such as ValueError.
            Never its message or where it was raised. No value: `"undefined"`. Meant as a class-name: what looks
            private is sent as `redacted`. Example: `"ValueError"`. Purpose: Find common errors. Source:
            nat.utils.telemetry.events.
        python_version: Python version. Version of the interpreter, such as 3.12.4. Meant as a version: what looks
            private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions to support. Source:
            nat.utils.telemetry.events.
    """

    _event_name = "nat_cli_command"
    _schema_version = "1.5"
    _wire_names = {
        "nemo_source": "nemoSource",
        "command": "command",
        "subcommand": "subcommand",
        "task_status": "taskStatus",
        "duration_ms": "durationMs",
        "exit_code": "exitCode",
        "error_class": "errorClass",
        "python_version": "pythonVersion",
    }
    _plain = {
        "nemo_source": frozenset(("inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined",)),
        "command": str,
        "subcommand": str,
        "task_status": frozenset(("success", "failure", "completed", "error", "canceled", "interrupted", "undefined",)),
        "duration_ms": (-1, 9223372036854775807),
        "exit_code": (-9223372036854775808, 9223372036854775807),
        "error_class": str,
        "python_version": str,
    }

    def __init__(
        self,
        *,
        nemo_source: Literal["inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined"] = "agent_toolkit",
        command: str,
        subcommand: str = "undefined",
        task_status: Literal["success", "failure", "completed", "error", "canceled", "interrupted", "undefined"],
        duration_ms: int = -1,
        exit_code: int = -1,
        error_class: str = "undefined",
        python_version: str,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.command = command
        self.subcommand = subcommand
        self.task_status = task_status
        self.duration_ms = duration_ms
        self.exit_code = exit_code
        self.error_class = error_class
        self.python_version = python_version
