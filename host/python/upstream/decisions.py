"""Switches, stored decisions and answers: what both make of them."""

from __future__ import annotations

import builtins
import io
import os
import random
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from judge import COUNT, Verdicts

WORDS = [None, "", "0", "1", "true", "TRUE", "True", "false", "no", "yes", "Yes", "on", "off", " true", "true ", "2", "enabled", "\u00a01"]
PLAIN_YES = ("1", "true", "yes")
"""What every product reads as a yes, in small letters."""
ANSWERS = ["", "y", "Y", "yes", " YES ", "n", "no", "maybe", "yes!", "\u00a0y", EOFError, KeyboardInterrupt]
KEYS = [
    'consent = "enabled"',
    'consent = "disabled"',
    'consent = "DISABLED"',
    "consent = 'disabled'",
    "consent = true",
    'consent="enabled"',
]
HEADS = ["[telemetry]", "[ telemetry ]", "[other]", "", "# a comment", "[telemetry"]
VERSIONS = ['prompt_version = "1.0"', 'prompt_version = "0.9"', "prompt_version = 1.0", ""]
ENDS = ["", "other = 1", "other = [1, 2]\n[next]\na = 'b'", "broken", 'consent = "enabled"', "consented_at = 2026-10-02T11:00:00Z"]


def judge_decisions(product: Any, verdicts: Verdicts) -> None:
    """Judge what a product decides."""
    if product.name == "agent-toolkit":
        _stored(product, verdicts)
        _answers(product, verdicts)
        _written(product, verdicts)
        _variable(product, verdicts)
    elif product.name == "guardrails":
        _usage_stats(product, verdicts)
    elif product.name != "data-designer":
        _switch(product, verdicts)


def _with(name: str, value: str | None) -> None:
    os.environ.pop(name, None)
    if value is not None:
        os.environ[name] = value


def _spelling(word: str | None) -> str | None:
    """The class of a switch that is not spelt plainly."""
    return None if word is None or word.lower() in (*PLAIN_YES, "0", "false", "no", "off") else "switch spelling"


def _switch(product: Any, verdicts: Verdicts) -> None:
    theirs, ours = product.pair("_telemetry_enabled")
    for word in WORDS:
        _with("NEMO_TELEMETRY_ENABLED", word)
        verdicts.compare(f"NEMO_TELEMETRY_ENABLED={word!r}", theirs(), ours(), _spelling(word))
    _with("NEMO_TELEMETRY_ENABLED", None)
    theirs, ours = product.pair("_deployment_type")
    for word in [None, "", "cli", "SDK", "nmp", "nvidia-internal", "slurm", " sdk", "library", "else"]:
        _with("NEMO_DEPLOYMENT_TYPE", word)
        verdicts.compare(f"NEMO_DEPLOYMENT_TYPE={word!r}", theirs().value, ours().value)
    _with("NEMO_DEPLOYMENT_TYPE", None)
    theirs, ours = product.pair("TelemetryHandler")
    for prefix in [None, "", "ci-"]:
        _with("NEMO_SESSION_PREFIX", prefix)
        both = [make(session_id="abc")._session_id for make in (theirs, ours)]
        verdicts.compare(f"NEMO_SESSION_PREFIX={prefix!r}", both[0], both[1])
    _with("NEMO_SESSION_PREFIX", None)


def _usage_stats(product: Any, verdicts: Verdicts) -> None:
    theirs, ours = product.pair("_is_usage_stats_enabled")
    marker = Path.home() / ".config/nemoguardrails/do_not_track"
    for name in ("NEMO_GUARDRAILS_NO_USAGE_STATS", "DO_NOT_TRACK", "CI"):
        for word in WORDS:
            _with(name, word)
            # Of what is no plain word a no is made here.
            plain = (None, "", "0", "1", "true", "false")
            allowed = None if word is None or word.lower() in plain else "switch spelling"
            verdicts.compare(f"{name}={word!r}", theirs(), ours(), allowed)
        _with(name, None)
    _with("PYTEST_CURRENT_TEST", "a test")
    verdicts.compare("a test", theirs(), ours())
    _with("PYTEST_CURRENT_TEST", None)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    verdicts.compare("a file do_not_track", theirs(), ours())
    marker.unlink()
    marker.mkdir()
    verdicts.compare("a folder do_not_track", theirs(), ours())
    marker.rmdir()
    theirs, ours = product.pair("_get_heartbeat_interval_s")
    for text in [None, "", "bad", "0", "-1", "600", "60.5", "1e3"]:
        _with("NEMO_GUARDRAILS_HEARTBEAT_INTERVAL_S", text)
        verdicts.compare(f"interval {text!r}", float(theirs()), ours())
    _with("NEMO_GUARDRAILS_HEARTBEAT_INTERVAL_S", None)


def _variable(product: Any, verdicts: Verdicts) -> None:
    theirs, ours = product.pair("resolve_env_consent")
    for word in WORDS:
        _with("NAT_TELEMETRY_ENABLED", word)
        allowed = "switch spelling" if word is not None and word.strip().lower() in ("on", "\u00a01") else None
        verdicts.compare(f"NAT_TELEMETRY_ENABLED={word!r}", theirs(), ours(), allowed)
    _with("NAT_TELEMETRY_ENABLED", None)


def _stored(product: Any, verdicts: Verdicts) -> None:
    theirs, ours = product.pair("read_persisted_consent")
    chance, file = random.Random(13), Path.home() / ".config/nat/telemetry.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    verdicts.compare("no file", theirs().value, ours().value)
    for _ in range(COUNT):
        lines = [chance.choice(HEADS[:1] * 6 + HEADS), chance.choice(KEYS), chance.choice(VERSIONS), chance.choice(ENDS[:1] * 6 + ENDS)]
        if chance.random() < 0.1:
            chance.shuffle(lines)
        mark = "\ufeff" if chance.random() < 0.03 else ""
        text = mark + "\n".join(lines) + "\n"
        file.write_text(text, encoding="utf-8")
        their, mine = theirs().value, ours().value
        # A no that is damaged is one here.
        is_no = "disabled" in text.lower() and their != "disabled" and mine == "disabled"
        # Only texts are read here; beside a list or a date a yes is not certain.
        is_doubtful = ("[1, 2]" in text or "= 2026" in text) and (their, mine) == ("enabled", "never_asked")
        allowed = "no in a damaged file" if is_no else "yes beside what is not read" if is_doubtful else None
        verdicts.compare(f"{text!r}", their, mine, allowed)
    file.unlink()


def _answers(product: Any, verdicts: Verdicts) -> None:
    theirs, ours = product.pair("prompt_user")
    for answer in ANSWERS:

        def read(*_: object, answer: Any = answer) -> str:
            if isinstance(answer, str):
                return answer
            raise answer

        before, builtins.input = builtins.input, read
        try:
            with redirect_stderr(io.StringIO()):
                # Here white space of ASCII is trimmed, which every language does alike.
                allowed = "answer in other white space" if answer == "\u00a0y" else None
                verdicts.compare(f"answer {answer!r}", theirs().value, ours().value, allowed)
        finally:
            builtins.input = before


def _written(product: Any, verdicts: Verdicts) -> None:
    """Each reads what the other has written, and the lines are the same but for comments and the instant."""
    write, read = product.pair("write_persisted_consent"), product.pair("read_persisted_consent")
    states, file = product.pair("ConsentState"), Path.home() / ".config/nat/telemetry.toml"
    for word in ("enabled", "disabled"):
        found = []
        for side in (0, 1):
            write[side](states[side](word))
            lines = [line.partition("consented_at")[0] for line in file.read_text().splitlines() if not line.startswith("#")]
            found.append((lines, *(reader().value for reader in read)))
        verdicts.compare(f"stored {word}", found[0], found[1])
    file.unlink()
    sys.stdout.flush()
