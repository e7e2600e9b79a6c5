# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `job_run`, wire version 1.10."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class JobRun(TelemetryEvent):
    """A Platform job ended: `job_run`, wire version 1.10.

    Made once, when a job ends. Carries no names of jobs, models, data, workspaces or users.

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
        job_type: Kind of job. A kind that comes with the product, such as evaluation; custom for any other. Meant
            as a label: what looks private is sent as `redacted`. Example: `"evaluation"`. Purpose: Decide which
            features to work on. Source: nemo_platform_plugin.telemetry.events.
        duration_sec: Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose:
            Find slow work. Source: nemo_platform_plugin.telemetry.events.
        plugins: Plugins. Plugins that took part, at most 16, in lower case and without what all of their names
            share. Meant as a label: what looks private is sent as `redacted`. Example: `("evaluator",)`. Purpose:
            Decide which features to work on. Source: nemo_platform_plugin.telemetry.events.
        model: Model. Whether a model is named: defined or undefined. Never its name. No value: `"undefined"`. Meant
            as a label: what looks private is sent as `redacted`. Example: `"defined"`. Purpose: See how much the
            product is used. Source: nemo_platform_plugin.telemetry.events.
        input_tokens: Tokens given. Size of what the model was given. Never its content. Unit: tokens. No value:
            `-1`. Example: `48211`. Purpose: See how much the product is used. Source:
            nemo_platform_plugin.telemetry.events.
        output_tokens: Tokens returned. Size of what the model returned. Never its content. Unit: tokens. No value:
            `-1`. Example: `9073`. Purpose: See how much the product is used. Source:
            nemo_platform_plugin.telemetry.events.
    """

    _event_name = "job_run"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "job_type": "jobType",
        "duration_sec": "durationSec",
        "plugins": "plugins",
        "model": "model",
        "input_tokens": "inputTokens",
        "output_tokens": "outputTokens",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "job_type": str,
        "duration_sec": float,
        "plugins": list,
        "model": str,
        "input_tokens": (-9223372036854775808, 9223372036854775807),
        "output_tokens": (-9223372036854775808, 9223372036854775807),
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        job_type: str,
        duration_sec: float = -1.0,
        plugins: list[str] | tuple[str, ...] = (),
        model: str = "undefined",
        input_tokens: int = -1,
        output_tokens: int = -1,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.job_type = job_type
        self.duration_sec = duration_sec
        self.plugins = [*plugins] if type(plugins) is tuple else plugins
        self.model = model
        self.input_tokens = input_tokens
        self.output_tokens = output_tokens
