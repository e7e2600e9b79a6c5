# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Events and wire versions that the component knows, and the classes of `events`."""

from __future__ import annotations

EVENTS = {
    ("anonymizer_event", "1.7"),
    ("anonymizer_event", "1.9"),
    ("guardrails_usage_event", "1.7"),
    ("nat_cli_command", "1.5"),
    ("train_and_generation_event", "1.7"),
    ("train_and_generation_event", "1.9"),
}

CLASSES = {
    "AnonymizerEvent",
    "AnonymizerEventV1_7",
    "GuardrailsUsageEvent",
    "NatCliCommand",
    "TrainAndGenerationEvent",
    "TrainAndGenerationEventV1_7",
}
