# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Events and wire versions that the component knows, the classes of `events`, and the names of settings."""

from __future__ import annotations

EVENTS = {
    ("anonymizer_event", "1.7"),
    ("anonymizer_event", "1.9"),
    ("command_invoked", "1.10"),
    ("guardrails_usage_event", "1.7"),
    ("inference_event", "1.9"),
    ("job_run", "1.10"),
    ("nat_cli_command", "1.5"),
    ("onboarding_step", "1.10"),
    ("train_and_generation_event", "1.7"),
    ("train_and_generation_event", "1.9"),
}

#: By the name of a class, its module in `events`.
CLASSES = {
    "AnonymizerEvent": "_anonymizer_event",
    "AnonymizerEventV1_7": "_anonymizer_event_v1_7",
    "CommandInvoked": "_command_invoked",
    "GuardrailsUsageEvent": "_guardrails_usage_event",
    "InferenceEvent": "_inference_event",
    "JobRun": "_job_run",
    "NatCliCommand": "_nat_cli_command",
    "OnboardingStep": "_onboarding_step",
    "TrainAndGenerationEvent": "_train_and_generation_event",
    "TrainAndGenerationEventV1_7": "_train_and_generation_event_v1_7",
}

#: By the name of a setting in Python, its name in the component.
SETTINGS = {
    "client_version": "clientVersion",
    "session_id": "sessionId",
    "cpu_architecture": "cpuArchitecture",
    "endpoint": "endpoint",
    "dry_run": "dryRun",
    "deployment_type": "deploymentType",
    "outbox": "outbox",
    "overflow": "overflow",
    "queue_events": "queueEvents",
    "batch_events": "batchEvents",
    "flush_events": "flushEvents",
    "flush_interval_ms": "flushIntervalMs",
    "timeout_ms": "timeoutMs",
    "retries": "retries",
    "patience_ms": "patienceMs",
    "heartbeat_interval_ms": "heartbeatIntervalMs",
    "audit": "audit",
    "usage_stats": "usageStats",
    "guard": "guard",
}
