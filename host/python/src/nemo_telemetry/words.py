# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Every set of words that an event may have, an enumeration each. A member may stand wherever its word may."""

from __future__ import annotations

from ._word import Word, made

__all__ = [
    "AnonymizerEventDeploymentType",
    "AnonymizerEventTask",
    "AnonymizerEventV1_7DeploymentType",
    "AnonymizerSource",
    "CommandInvokedDeploymentType",
    "CommandStatus",
    "GuardrailsUsageEventDeploymentType",
    "GuardrailsUsageEventEvent",
    "GuardrailsUsageEventRailsEngine",
    "InferenceEventDeploymentType",
    "InferenceSource",
    "InferenceStatus",
    "JobRunDeploymentType",
    "JobStatus",
    "ModelHost",
    "NemoSource",
    "OnboardingStepDeploymentType",
    "PlatformStatus",
    "RunStatus",
    "SafeSynthesizerSource",
    "TrainAndGenerationEventDeploymentType",
    "TrainAndGenerationEventV1_7DeploymentType",
]

TYPE_CHECKING = False
if TYPE_CHECKING:

    class NemoSource(Word):
        """NeMo products.

        The product that made an event, in the schema that all products share.
        """

        INFERENCE = "inference"
        AUDITOR = "auditor"
        DATADESIGNER = "datadesigner"
        EVALUATOR = "evaluator"
        GUARDRAILS = "guardrails"
        SAFE_SYNTHESIZER = "safe-synthesizer"
        ANONYMIZER = "anonymizer"
        AGENT_TOOLKIT = "agent_toolkit"
        UNDEFINED = "undefined"

    class CommandStatus(Word):
        """Ends of a command.

        How a command ended, with the words of all products that share the schema.
        """

        SUCCESS = "success"
        FAILURE = "failure"
        COMPLETED = "completed"
        ERROR = "error"
        CANCELED = "canceled"
        INTERRUPTED = "interrupted"
        UNDEFINED = "undefined"

    class JobStatus(Word):
        """Ends of a job.

        How a Safe Synthesizer job ended.
        """

        COMPLETED = "completed"
        ERROR = "error"
        CANCELED = "canceled"
        UNDEFINED = "undefined"

    class RunStatus(Word):
        """Ends of a run.

        How an Anonymizer run ended.
        """

        COMPLETED = "completed"
        ERROR = "error"
        CANCELED = "canceled"

    class InferenceSource(Word):
        """NeMo products that use models.

        The product that made an event about the use of a model.
        """

        INFERENCE = "inference"
        AUDITOR = "auditor"
        DATADESIGNER = "datadesigner"
        EVALUATOR = "evaluator"
        GUARDRAILS = "guardrails"
        UNDEFINED = "undefined"

    class InferenceStatus(Word):
        """Ends of the use of a model.

        How the use of a model ended.
        """

        SUCCESS = "success"
        FAILURE = "failure"
        UNDEFINED = "undefined"

    class PlatformStatus(Word):
        """Ends of work.

        How a command, a step or a job of NeMo Platform ended.
        """

        COMPLETED = "completed"
        ERROR = "error"
        CANCELED = "canceled"
        UNDEFINED = "undefined"

    class SafeSynthesizerSource(Word):
        """Safe Synthesizer.

        Safe Synthesizer as the maker of an event.
        """

        SAFE_SYNTHESIZER = "safe-synthesizer"
        UNDEFINED = "undefined"

    class AnonymizerSource(Word):
        """Anonymizer.

        Anonymizer as the maker of an event.
        """

        ANONYMIZER = "anonymizer"
        UNDEFINED = "undefined"

    class ModelHost(Word):
        """Hosts of models.

        Kinds of services that run models, as the label classify-model-host tells them apart.
        """

        NVIDIA_BUILD = "nvidia-build"
        NVIDIA_INTERNAL = "nvidia-internal"
        OPENROUTER = "openrouter"
        LOCAL = "local"
        OTHER = "other"

    class AnonymizerEventV1_7DeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp).
        """

        CLI = "cli"
        SDK = "sdk"
        NMP = "nmp"
        UNDEFINED = "undefined"

    class AnonymizerEventDeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp). nvidia-internal marks
        NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NMP = "nmp"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

    class AnonymizerEventTask(Word):
        """Kind of run.

        batch for a whole run, preview for a sample.
        """

        BATCH = "batch"
        PREVIEW = "preview"

    class CommandInvokedDeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

    class GuardrailsUsageEventEvent(Word):
        """Occasion.

        startup when rails are built, heartbeat at intervals afterwards.
        """

        STARTUP = "startup"
        HEARTBEAT = "heartbeat"

    class GuardrailsUsageEventRailsEngine(Word):
        """Rails engine.

        Class that runs the rails.
        """

        LLMRAILS = "LLMRails"
        IORAILS = "IORails"
        UNDEFINED = "undefined"

    class GuardrailsUsageEventDeploymentType(Word):
        """Way of use.

        How the product is used: from code (library), as a server (api) or in the terminal (cli); sdk and nmp belong to
        products that share the schema.
        """

        LIBRARY = "library"
        API = "api"
        CLI = "cli"
        SDK = "sdk"
        NMP = "nmp"
        UNDEFINED = "undefined"

    class InferenceEventDeploymentType(Word):
        """Way of use.

        How the product was started: in a Python program (library) or behind its service (api). nvidia-internal marks
        NVIDIA's own use.
        """

        LIBRARY = "library"
        API = "api"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

    class JobRunDeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

    class OnboardingStepDeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

    class TrainAndGenerationEventV1_7DeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The words
        with nvidia-internal mark NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NMP = "nmp"
        SLURM = "slurm"
        SLURM_NVIDIA_INTERNAL = "slurm-nvidia-internal"
        UNDEFINED = "undefined"

    class TrainAndGenerationEventDeploymentType(Word):
        """Way of use.

        How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The words
        with nvidia-internal mark NVIDIA's own use.
        """

        CLI = "cli"
        SDK = "sdk"
        NMP = "nmp"
        SLURM = "slurm"
        SLURM_NVIDIA_INTERNAL = "slurm-nvidia-internal"
        NVIDIA_INTERNAL = "nvidia-internal"
        UNDEFINED = "undefined"

else:
    _SETS = {
        "NemoSource": (
            (
                "NeMo products.",
                "",
                "The product that made an event, in the schema that all products share.",
            ),
            (
                "inference",
                "auditor",
                "datadesigner",
                "evaluator",
                "guardrails",
                "safe-synthesizer",
                "anonymizer",
                "agent_toolkit",
                "undefined",
            ),
        ),
        "CommandStatus": (
            (
                "Ends of a command.",
                "",
                "How a command ended, with the words of all products that share the schema.",
            ),
            (
                "success",
                "failure",
                "completed",
                "error",
                "canceled",
                "interrupted",
                "undefined",
            ),
        ),
        "JobStatus": (
            (
                "Ends of a job.",
                "",
                "How a Safe Synthesizer job ended.",
            ),
            (
                "completed",
                "error",
                "canceled",
                "undefined",
            ),
        ),
        "RunStatus": (
            (
                "Ends of a run.",
                "",
                "How an Anonymizer run ended.",
            ),
            (
                "completed",
                "error",
                "canceled",
            ),
        ),
        "InferenceSource": (
            (
                "NeMo products that use models.",
                "",
                "The product that made an event about the use of a model.",
            ),
            (
                "inference",
                "auditor",
                "datadesigner",
                "evaluator",
                "guardrails",
                "undefined",
            ),
        ),
        "InferenceStatus": (
            (
                "Ends of the use of a model.",
                "",
                "How the use of a model ended.",
            ),
            (
                "success",
                "failure",
                "undefined",
            ),
        ),
        "PlatformStatus": (
            (
                "Ends of work.",
                "",
                "How a command, a step or a job of NeMo Platform ended.",
            ),
            (
                "completed",
                "error",
                "canceled",
                "undefined",
            ),
        ),
        "SafeSynthesizerSource": (
            (
                "Safe Synthesizer.",
                "",
                "Safe Synthesizer as the maker of an event.",
            ),
            (
                "safe-synthesizer",
                "undefined",
            ),
        ),
        "AnonymizerSource": (
            (
                "Anonymizer.",
                "",
                "Anonymizer as the maker of an event.",
            ),
            (
                "anonymizer",
                "undefined",
            ),
        ),
        "ModelHost": (
            (
                "Hosts of models.",
                "",
                "Kinds of services that run models, as the label classify-model-host tells them apart.",
            ),
            (
                "nvidia-build",
                "nvidia-internal",
                "openrouter",
                "local",
                "other",
            ),
        ),
        "AnonymizerEventV1_7DeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp).",
            ),
            (
                "cli",
                "sdk",
                "nmp",
                "undefined",
            ),
        ),
        "AnonymizerEventDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp). nvidia-internal marks",
                "NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nmp",
                "nvidia-internal",
                "undefined",
            ),
        ),
        "AnonymizerEventTask": (
            (
                "Kind of run.",
                "",
                "batch for a whole run, preview for a sample.",
            ),
            (
                "batch",
                "preview",
            ),
        ),
        "CommandInvokedDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nvidia-internal",
                "undefined",
            ),
        ),
        "GuardrailsUsageEventEvent": (
            (
                "Occasion.",
                "",
                "startup when rails are built, heartbeat at intervals afterwards.",
            ),
            (
                "startup",
                "heartbeat",
            ),
        ),
        "GuardrailsUsageEventRailsEngine": (
            (
                "Rails engine.",
                "",
                "Class that runs the rails.",
            ),
            (
                "LLMRails",
                "IORails",
                "undefined",
            ),
        ),
        "GuardrailsUsageEventDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product is used: from code (library), as a server (api) or in the terminal (cli); sdk and nmp belong to",
                "products that share the schema.",
            ),
            (
                "library",
                "api",
                "cli",
                "sdk",
                "nmp",
                "undefined",
            ),
        ),
        "InferenceEventDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: in a Python program (library) or behind its service (api). nvidia-internal marks",
                "NVIDIA's own use.",
            ),
            (
                "library",
                "api",
                "nvidia-internal",
                "undefined",
            ),
        ),
        "JobRunDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nvidia-internal",
                "undefined",
            ),
        ),
        "OnboardingStepDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nvidia-internal",
                "undefined",
            ),
        ),
        "TrainAndGenerationEventV1_7DeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The words",
                "with nvidia-internal mark NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nmp",
                "slurm",
                "slurm-nvidia-internal",
                "undefined",
            ),
        ),
        "TrainAndGenerationEventDeploymentType": (
            (
                "Way of use.",
                "",
                "How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The words",
                "with nvidia-internal mark NVIDIA's own use.",
            ),
            (
                "cli",
                "sdk",
                "nmp",
                "slurm",
                "slurm-nvidia-internal",
                "nvidia-internal",
                "undefined",
            ),
        ),
    }

    def __getattr__(name: str) -> type[Word]:
        """Make a set when it is used first."""
        if name not in _SETS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        doc, words = _SETS[name]
        found: type[Word] = globals().setdefault(name, made(name, __name__, doc, words))
        return found
