"""`nat.utils.telemetry.consent`: a person's decision. Where it is stored and what is believed is the component's to say."""

from __future__ import annotations

import os

from ... import _precheck, _surroundings, consent
from ..._errors import TelemetryError
from ..._precheck_table import YES
from ..._terminal import asked
from ..._word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "PROMPT_VERSION",
    "TELEMETRY_ENV_VAR",
    "ConsentState",
    "is_interactive_session",
    "maybe_prompt_for_consent",
    "prompt_user",
    "read_persisted_consent",
    "render_prompt",
    "resolve_env_consent",
    "resolve_initial_consent",
    "write_persisted_consent",
]

TELEMETRY_ENV_VAR = "NAT_TELEMETRY_ENABLED"
PROMPT_VERSION = "1.0"
_PRODUCT = "agent-toolkit"

_PROMPT = """
NeMo Agent Toolkit can send anonymous telemetry.

We collect: Command name and subcommand, how it ended and its duration, the class
  of an error, the Python version, the product's version, the kind of processor.
We do NOT collect: Command arguments, paths, configuration, names of workflows,
  tools, models, hosts or users, addresses, or any other user input.
Change it at any time: nat configure telemetry --enable | --disable | --status,
  or NAT_TELEMETRY_ENABLED=false in the environment.

Enter alone is a yes. Send it? [Y/n] """


class ConsentState(Word):
    """What a person has decided."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    NEVER_ASKED = "never_asked"


def resolve_env_consent() -> bool | None:
    """Say what `NAT_TELEMETRY_ENABLED` says; None: it is not set."""
    value = _surroundings.current.variables().get(TELEMETRY_ENV_VAR)
    return None if value is None else value.strip().lower() in YES


def resolve_initial_consent() -> bool:
    """Say whether telemetry is on before anybody is asked."""
    said = resolve_env_consent()
    return read_persisted_consent() == ConsentState.ENABLED if said is None else said


def read_persisted_consent() -> ConsentState:
    """Say what is stored. What is not believed counts as never asked."""
    try:
        # Without a file there is nothing to load the component for.
        granted = None if _precheck.stored(_PRODUCT, _surroundings.current) is None else consent.stored(_PRODUCT)
    except TelemetryError:
        return ConsentState.DISABLED
    return ConsentState.NEVER_ASKED if granted is None else ConsentState.ENABLED if granted else ConsentState.DISABLED


def write_persisted_consent(state: ConsentState) -> None:
    """Store a decision. One that cannot be stored is not, and nothing is raised: read it again to know."""
    if state != ConsentState.NEVER_ASKED:
        try:
            consent.store(_PRODUCT, state == ConsentState.ENABLED)
        except (OSError, TelemetryError):
            pass


def is_interactive_session() -> bool:
    """Whether a person can be asked: at a terminal, and not where an AI agent or continuous integration runs the command."""
    return consent.question(_PRODUCT) is not None


def render_prompt() -> str:
    """Give the question. It names the product's own command."""
    return _PROMPT


def prompt_user() -> ConsentState:
    """Ask on standard error. Enter, `y` and `yes` are a yes; all else is a no, the end of input and Ctrl-C among it."""
    try:
        is_yes = consent.understood(_PRODUCT, asked(render_prompt(), input))
    except (OSError, ValueError, TelemetryError):
        is_yes = False
    return ConsentState.ENABLED if is_yes else ConsentState.DISABLED


def maybe_prompt_for_consent() -> None:
    """Ask where nobody has decided and a person can be asked, store the answer, and let it hold for this process."""
    if resolve_env_consent() is not None or read_persisted_consent() != ConsentState.NEVER_ASKED or not is_interactive_session():
        return
    state = prompt_user()
    write_persisted_consent(state)
    from . import config

    config.TELEMETRY_ENABLED = state == ConsentState.ENABLED


def _consent_file_path() -> Path:
    from pathlib import Path

    path = consent.place(_PRODUCT)
    return Path(path or os.devnull)
