# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Every event, a class for each wire version. The newest version has the short name."""

from __future__ import annotations

from .._catalog import CLASSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._anonymizer_event import AnonymizerEvent
    from ._anonymizer_event_v1_7 import AnonymizerEventV1_7
    from ._command_invoked import CommandInvoked
    from ._guardrails_usage_event import GuardrailsUsageEvent
    from ._inference_event import InferenceEvent
    from ._job_run import JobRun
    from ._nat_cli_command import NatCliCommand
    from ._onboarding_step import OnboardingStep
    from ._train_and_generation_event import TrainAndGenerationEvent
    from ._train_and_generation_event_v1_7 import TrainAndGenerationEventV1_7

__all__: list[str] = [
    "AnonymizerEvent",
    "AnonymizerEventV1_7",
    "CommandInvoked",
    "GuardrailsUsageEvent",
    "InferenceEvent",
    "JobRun",
    "NatCliCommand",
    "OnboardingStep",
    "TrainAndGenerationEvent",
    "TrainAndGenerationEventV1_7",
]


def __getattr__(name: str) -> object:
    """Load a class when it is used first (PEP 562)."""
    home = CLASSES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(__import__(f"{__name__}.{home}", fromlist=(name,)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every class, loaded or not."""
    return sorted(__all__)
