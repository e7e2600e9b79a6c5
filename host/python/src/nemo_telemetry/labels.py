"""What a program knows, as the few words that may be sent. The component answers; here is only what it cannot look at.

Nothing here raises, as a program calls it while it makes an event: where the component does not run nothing is sent either, and a label is
`undefined`, -1, or an empty list or dictionary. The first call in a process loads the component: some 30 ms, and half a second more where
no process has compiled it yet.

    from nemo_telemetry import labels

    labels.sanitize_model("/home/me/llama")  # "local_path"
    labels.bucket_records(350)  # "201-1000"
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal

    Derivation = Literal["command-outcome", "failure-counts", "guardrails-usage", "job-run", "models-discovered", "subcommand"]
    """A label that makes several fields at once."""

__all__ = [
    "average_tokens",
    "bucket_columns",
    "bucket_records",
    "classify_model_host",
    "collect_model_hosts",
    "command_outcome",
    "derive",
    "failure_counts",
    "guardrails_usage",
    "join_aliases",
    "sanitize_model",
    "subcommand",
]

_UNDEFINED = "undefined"


def sanitize_model(name: str | None, *, on_disk: bool | None = None) -> str:
    """Say a model's name: itself when it is a repository id of a model hub, `undefined` when there is none, else `local_path`.

    Args:
        name: The name, or None.
        on_disk: Whether there is a file of that name. None: it is looked for.
    """
    if on_disk is None:
        on_disk = _is_on_disk(name)
    return _word("sanitize-model", name, on_disk)


def bucket_records(count: float) -> str:
    """Bucket of a number of records: `1-200`, `201-1000`, `1001-10000`, `10001-100000`, `100001+`."""
    return _word("bucket-records", _double(count))


def bucket_columns(count: float) -> str:
    """Bucket of a number of columns: `1-5`, `6-10`, `11-20`, `21-50`, `51+`."""
    return _word("bucket-columns", _double(count))


def classify_model_host(endpoint: str | None, *, strict: bool = False) -> str:
    """Kind of host behind a model endpoint: `nvidia-build`, `nvidia-internal`, `openrouter`, `local`, `other`; see `words.ModelHost`.

    Args:
        endpoint: The address of the service, or None.
        strict: Only the host decides, and no text elsewhere in the address.
    """
    return _word("classify-model-host", endpoint, strict)


def collect_model_hosts(hosts: Iterable[str | None]) -> list[str]:
    """Distinct kinds of host, sorted; `other` when there is none."""
    given = [None if host is None else str(host) for host in hosts]
    found: list[str] = _label([], "collect-model-hosts", given)
    return found


def join_aliases(aliases: Iterable[str | None]) -> str:
    """Model aliases trimmed, sorted and joined with commas; `not_applicable` when there is none."""
    return _word("join-aliases", [alias for alias in aliases if alias])


def average_tokens(counts: Iterable[int]) -> int:
    """Mean number of tokens of a record, rounded down; -1 when there are no records.

    Args:
        counts: Number of tokens of each record, as a tokenizer of the program's own counts them.
    """
    each = list(counts)
    return int(_label(-1, "average-tokens", _double(sum(each)), min(len(each), 2**32 - 1)))


def failure_counts(steps: Sequence[str], *, rewrite: bool) -> dict[str, int]:
    """Count failed records by step: the fields of `AnonymizerEvent` that end in `_failure_count`, and `repair_iterations_triggered`.

    Args:
        steps: The step at which each failed record failed, such as `entity-detection`.
        rewrite: Whether records were rewritten.
    """
    return _pythonic(_derived("failure-counts", {"steps": list(steps), "rewrite": rewrite}))


def subcommand(arguments: Sequence[str], command: str, registered: Sequence[str]) -> str:
    """Name under which the second word of a command line is registered; `undefined` where it is not, as it may be anything.

    Args:
        arguments: The words without the program.
        command: The command that they call.
        registered: The names of that command's subcommands.
    """
    found = _derived("subcommand", {"arguments": list(arguments), "command": command, "registered": list(registered)})
    return str(found.get("subcommand", _UNDEFINED))


def command_outcome(ended: BaseException | int | None) -> dict[str, Any]:
    """Say how a command ended: the fields `task_status`, `exit_code` and `error_class` of `NatCliCommand`.

    Args:
        ended: What it raised, or what it returned. Exceptions of click are known by their names.
    """
    given: dict[str, object] = {"ending": "return"}
    if isinstance(ended, BaseException):
        kinds = [kind.__name__ for kind in type(ended).__mro__]
        endings = {"KeyboardInterrupt": "interrupt", "Abort": "abort", "SystemExit": "exit", "ClickException": "usage"}
        given = {"ending": next((endings[kind] for kind in kinds if kind in endings), "exception"), "errorClass": kinds[0][:128]}
        ended = getattr(ended, "code", None) if isinstance(ended, SystemExit) else getattr(ended, "exit_code", None)
        if isinstance(ended, str):
            ended = 1  # A text is printed, and the status is 1.
    if isinstance(ended, int):
        given["exitCode"] = int(ended)
    return _pythonic(_derived("command-outcome", given))


def guardrails_usage(config: object | None = None, **usage: str) -> dict[str, Any]:
    """Say what a configuration of Guardrails uses: fields of `GuardrailsUsageEvent`. Empty: the engine is none that is known.

    Names of models, prompts and flows of the user's own are not looked at, but for counting them.

    Args:
        config: A `RailsConfig`, or None.
        usage: `deploymentType`, `deploymentOverride` and `railsEngine`.
    """
    given: dict[str, object] = dict(usage)
    if config is not None:
        from ._rails import described

        given["config"] = described(config)
    return _pythonic(_derived("guardrails-usage", given))


def derive(name: Derivation | str, given: Mapping[str, object]) -> dict[str, Any]:
    """Derive several fields at once, by their names on the wire. `job-run` and `models-discovered` of Platform have no function here.

    Raises:
        EventError: what is given is wrong.
        TelemetryError: the component does not run.
    """
    import json

    from ._errors import EventError
    from ._standalone import ask

    checked = ask("labels", "derive", name, json.dumps(given, separators=(",", ":")))
    if checked["canonical"] is None:
        raise EventError(checked["problems"])
    fields: dict[str, Any] = json.loads(checked["canonical"])
    return fields


def _word(function: str, *arguments: object) -> str:
    return str(_label(_UNDEFINED, function, *arguments))


def _label(otherwise: Any, function: str, *arguments: object) -> Any:
    try:
        from ._standalone import ask

        return ask("labels", function, *arguments)
    except Exception:
        return otherwise


def _derived(name: str, given: Mapping[str, object]) -> dict[str, Any]:
    try:
        return derive(name, given)
    except Exception:
        return {}


def _pythonic(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Name fields as Python does."""
    return {"".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name): value for name, value in fields.items()}


def _double(number: float) -> float:
    """Give a number as a double; one that is too large for that is as large as doubles go."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _is_on_disk(name: str | None) -> bool:
    """Whether there is a file of that name. One that cannot be looked for is none: a text that looks like a path is none that passes."""
    import os

    try:
        return bool(name) and os.path.exists(os.path.expanduser(str(name).strip()))
    except (OSError, ValueError):
        return False
