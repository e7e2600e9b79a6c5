# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `command_invoked`, wire version 1.10."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class CommandInvoked(TelemetryEvent):
    """A Platform command ended: `command_invoked`, wire version 1.10.

    Made once, when a command ends. Carries no arguments, option values, paths, configuration, names of workspaces,
    hosts or users.

    Args:
        nemo_source: NeMo product. Product that made the event: platform, or a product that is built on it. Meant as
            a label: what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart.
            Source: nemo_platform_plugin.telemetry.events.
        task_status: End of the work. completed, error (it ended with an error) or canceled (a person stopped it).
            No value: `"undefined"`. Purpose: See how often work fails. Source:
            nemo_platform_plugin.telemetry.events.
        deployment_type: Way of use. How the product was started: command line (cli) or Python (sdk).
            nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the whole process.
            Purpose: See where the product is used. Source: nemo_platform_plugin.telemetry.events.
        is_ci: Continuous integration. Whether it ran in continuous integration. None: what the environment says.
            Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
        command: Command. Names under which the command and its subcommands are registered, such as models list.
            Never its arguments. Meant as a label: what looks private is sent as `redacted`. Example: `"models
            list"`. Purpose: Decide which commands to work on. Source: nemo_platform_plugin.telemetry.events.
        duration_sec: Duration. Wall-clock time of the work. Unit: s. Example: `93.5`. Purpose: Find slow work.
            Source: nemo_platform_plugin.telemetry.events.
        agent_mode: Agent mode. Whether an AI agent called the command. Purpose: See where the product is used.
            Source: nemo_platform_plugin.telemetry.events.
    """

    _event_name = "command_invoked"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "command": "command",
        "duration_sec": "durationSec",
        "agent_mode": "agentMode",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "command": str,
        "duration_sec": float,
        "agent_mode": bool,
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        command: str,
        duration_sec: float,
        agent_mode: bool = False,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.command = command
        self.duration_sec = duration_sec
        self.agent_mode = agent_mode
