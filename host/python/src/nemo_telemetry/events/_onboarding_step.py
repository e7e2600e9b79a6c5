# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `onboarding_step`, wire version 1.10."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class OnboardingStep(TelemetryEvent):
    """A step of the Platform setup ended: `onboarding_step`, wire version 1.10.

    Made when a step of the setup ends. Carries no keys, addresses, names of models, workspaces, hosts or users.

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
        step: Step. Which step it was, such as provider_connected. Chosen by the product, never typed by a person.
            Meant as a label: what looks private is sent as `redacted`. Example: `"provider_connected"`. Purpose:
            Find where the setup is hard. Source: nemo_platform_plugin.telemetry.events.
        provider_type: Kind of provider. The provider, where it is one that the product knows; custom for any other.
            Never its address. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`.
            Example: `"nvidia-build"`. Purpose: Decide which providers to support. Source:
            nemo_platform_plugin.telemetry.events.
        models_discovered_bucket: Models found. How many models the provider has, in steps: 0, 1-5, 6-20, 21-50,
            51-100, 101-250, 251+. No value: `"undefined"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"21-50"`. Purpose: Find where the setup is hard. Source:
            nemo_platform_plugin.telemetry.events.
        skills_target: Agents with skills. Coding agents for which skills were installed, with commas between them.
            No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"claude,codex"`. Purpose: Decide which agents to support. Source:
            nemo_platform_plugin.telemetry.events.
        agent_deployed: Agent deployed. Whether the sample agent came to run. Purpose: Find where the setup is hard.
            Source: nemo_platform_plugin.telemetry.events.
    """

    _event_name = "onboarding_step"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "step": "step",
        "provider_type": "providerType",
        "models_discovered_bucket": "modelsDiscoveredBucket",
        "skills_target": "skillsTarget",
        "agent_deployed": "agentDeployed",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "step": str,
        "provider_type": str,
        "models_discovered_bucket": str,
        "skills_target": str,
        "agent_deployed": bool,
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        step: str,
        provider_type: str = "undefined",
        models_discovered_bucket: str = "undefined",
        skills_target: str = "undefined",
        agent_deployed: bool = False,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.step = step
        self.provider_type = provider_type
        self.models_discovered_bucket = models_discovered_bucket
        self.skills_target = skills_target
        self.agent_deployed = agent_deployed
