# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `guardrails_usage_event`, wire version 1.7."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class GuardrailsUsageEvent(TelemetryEvent):
    """Guardrails is in use: `guardrails_usage_event`, wire version 1.7.

    Made when rails are built, and at intervals while the process lives. Carries no prompts, answers, model names,
    flow names of users, paths or addresses.

    Args:
        nemo_source: NeMo product. Always guardrails; the other words belong to products that share the schema. No
            value: `"undefined"`. Another word is not sent. Purpose: Tell products apart. Source:
            nemoguardrails.telemetry.
        session_id: Session. Random UUID of the process, made anew at each start and never kept. No value:
            `"undefined"`. None: that of the queue. Meant as a label: what looks private is sent as `redacted`.
            Example: `"6f9c3c1e-8d0b-4a63-9d0e-2f1f6a7b8c9d"`. Purpose: Join the events of one process. Source:
            nemoguardrails.telemetry.
        nemoguardrails_version: Product version. Version of the installed package, such as 0.24.1. No value:
            `"unknown"`. Meant as a version: what looks private is sent as `redacted`. Example: `"0.24.1"`. Purpose:
            Decide which versions to support. Source: nemoguardrails.telemetry.
        python_version: Python version. Version of the interpreter, such as 3.12.4. No value: `"unknown"`. Meant as
            a version: what looks private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions
            to support. Source: nemoguardrails.telemetry.
        platform: Platform. Operating system, its release and the processor in one text, as Python names them. Never
            a host name. No value: `"unknown"`. Meant as a platform: what looks private is sent as `redacted`.
            Example: `"Linux-6.8.0-x86_64-with-glibc2.39"`. Purpose: Decide which platforms to support. Source:
            nemoguardrails.telemetry.
        os_name: Operating system. Family of the operating system, such as Linux. No value: `"unknown"`. Meant as a
            label: what looks private is sent as `redacted`. Example: `"Linux"`. Purpose: Decide which platforms to
            support. Source: nemoguardrails.telemetry.
        colang_version: Colang version. Version of the rails language as configured, such as 1.0 or 2.x. No value:
            `"unknown"`. Meant as a version: what looks private is sent as `redacted`. Example: `"1.0"`. Purpose:
            Decide which versions to support. Source: nemoguardrails.telemetry.
        llm_providers: Model providers. Names of the configured engines, sorted, each once, such as openai. Never
            models, addresses or keys. Meant as a label: what looks private is sent as `redacted`. Example: `("nim",
            "openai",)`. Purpose: Decide which models to support. Source: nemoguardrails.telemetry.
        num_rails_configured: Rails configured. Number of configured rail flows. Unit: rails. Example: `3`. Purpose:
            Know the size of typical work. Source: nemoguardrails.telemetry.
        rail_types_in_use: Kinds of rails. Those of input, output, retrieval, tool_output, tool_input and dialog
            that are configured. Meant as a label: what looks private is sent as `redacted`. Example: `("input",
            "output",)`. Purpose: Decide which features to work on. Source: nemoguardrails.telemetry.
        tracing_enabled: Tracing. Whether tracing is on. Purpose: Decide which features to work on. Source:
            nemoguardrails.telemetry.
        deployment_type: Way of use. How the product is used: from code (library), as a server (api) or in the
            terminal (cli); sdk and nmp belong to products that share the schema. No value: `"undefined"`. None:
            what holds for the whole process. Purpose: See where the product is used. Source:
            nemoguardrails.telemetry.
        rails_engine: Rails engine. Class that runs the rails. No value: `"undefined"`. Purpose: Decide which
            features to work on. Source: nemoguardrails.telemetry.
        has_knowledge_base: Knowledge base. Whether documents are configured. Never which. Purpose: Decide which
            features to work on. Source: nemoguardrails.telemetry.
        streaming_configured: Streaming. Whether output rails stream. Purpose: Decide which features to work on.
            Source: nemoguardrails.telemetry.
        builtin_features: Built-in features. Names of the product's own features in use, sorted. Never names of a
            user's flows. Meant as a label: what looks private is sent as `redacted`. Example: `("self_check",)`.
            Purpose: Decide which features to work on. Source: nemoguardrails.telemetry.
        num_custom_flows: Own flows. Number of flows that do not come with the product. Never their names. Unit:
            flows. Example: `2`. Purpose: Know the size of typical work. Source: nemoguardrails.telemetry.
        timestamp: Instant. Unix time of the event as the product measured it. Unit: s. None: the instant of
            `enqueue`. Example: `1767225600.25`. Purpose: Order events. Source: nemoguardrails.telemetry.
        event: Occasion. startup when rails are built, heartbeat at intervals afterwards. Purpose: See how long
            processes live. Source: nemoguardrails.telemetry.
    """

    _event_name = "guardrails_usage_event"
    _schema_version = "1.7"
    _wire_names = {
        "nemo_source": "nemoSource",
        "session_id": "sessionId",
        "nemoguardrails_version": "nemoguardrailsVersion",
        "python_version": "pythonVersion",
        "platform": "platform",
        "os_name": "osName",
        "colang_version": "colangVersion",
        "llm_providers": "llmProviders",
        "num_rails_configured": "numRailsConfigured",
        "rail_types_in_use": "railTypesInUse",
        "tracing_enabled": "tracingEnabled",
        "deployment_type": "deploymentType",
        "rails_engine": "railsEngine",
        "has_knowledge_base": "hasKnowledgeBase",
        "streaming_configured": "streamingConfigured",
        "builtin_features": "builtinFeatures",
        "num_custom_flows": "numCustomFlows",
        "timestamp": "timestamp",
        "event": "event",
    }
    _plain = {
        "nemo_source": frozenset(("inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined",)),
        "session_id": str,
        "nemoguardrails_version": str,
        "python_version": str,
        "platform": str,
        "os_name": str,
        "colang_version": str,
        "llm_providers": list,
        "num_rails_configured": (-9223372036854775808, 9223372036854775807),
        "rail_types_in_use": list,
        "tracing_enabled": bool,
        "deployment_type": frozenset(("library", "api", "cli", "sdk", "nmp", "undefined",)),
        "rails_engine": frozenset(("LLMRails", "IORails", "undefined",)),
        "has_knowledge_base": bool,
        "streaming_configured": bool,
        "builtin_features": list,
        "num_custom_flows": (-9223372036854775808, 9223372036854775807),
        "event": frozenset(("startup", "heartbeat",)),
    }
    _filled = frozenset(("sessionId", "deploymentType", "timestamp",))

    def __init__(
        self,
        *,
        nemo_source: Literal["inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined"] = "guardrails",
        session_id: str | None = None,
        nemoguardrails_version: str = "unknown",
        python_version: str = "unknown",
        platform: str = "unknown",
        os_name: str = "unknown",
        colang_version: str = "unknown",
        llm_providers: list[str] | tuple[str, ...] = (),
        num_rails_configured: int = 0,
        rail_types_in_use: list[str] | tuple[str, ...] = (),
        tracing_enabled: bool = False,
        deployment_type: Literal["library", "api", "cli", "sdk", "nmp", "undefined"] | None = None,
        rails_engine: Literal["LLMRails", "IORails", "undefined"] = "undefined",
        has_knowledge_base: bool = False,
        streaming_configured: bool = False,
        builtin_features: list[str] | tuple[str, ...] = (),
        num_custom_flows: int = 0,
        timestamp: float | None = None,
        event: Literal["startup", "heartbeat"] = "startup",
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        if session_id is not None:
            self.session_id = session_id
        self.nemoguardrails_version = nemoguardrails_version
        self.python_version = python_version
        self.platform = platform
        self.os_name = os_name
        self.colang_version = colang_version
        self.llm_providers = [*llm_providers] if type(llm_providers) is tuple else llm_providers
        self.num_rails_configured = num_rails_configured
        self.rail_types_in_use = [*rail_types_in_use] if type(rail_types_in_use) is tuple else rail_types_in_use
        self.tracing_enabled = tracing_enabled
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.rails_engine = rails_engine
        self.has_knowledge_base = has_knowledge_base
        self.streaming_configured = streaming_configured
        self.builtin_features = [*builtin_features] if type(builtin_features) is tuple else builtin_features
        self.num_custom_flows = num_custom_flows
        if timestamp is not None:
            self.timestamp = timestamp
        self.event = event
