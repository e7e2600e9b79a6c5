"""A person's decision, for programs that ask for it themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import run

from nemo_telemetry import _surroundings, consent
from nemo_telemetry._surroundings import Surroundings

PRODUCTS = ["agent-toolkit", "anonymizer", "data-designer", "guardrails", "platform", "safe-synthesizer"]


class AtATerminal(Surroundings):
    """Those of this process, but at a terminal, and outside of a test: nobody is asked in one."""

    def variables(self) -> Mapping[str, str]:
        return {name: value for name, value in super().variables().items() if name != "PYTEST_CURRENT_TEST"}

    def host(self, name: str) -> str | None:
        return "stdin stdout stderr" if name == "terminals" else super().host(name)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person is there, and no test is running."""
    monkeypatch.setattr(_surroundings, "current", AtATerminal())


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_yes_and_a_no_are_stored_and_found_without_a_word(product: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert consent.stored(product) is None
    place = consent.store(product, granted=True)
    assert place == consent.place(product)
    assert consent.stored(product) is (None if product == "guardrails" else True)
    assert consent.is_on(product)
    assert consent.store(product, granted=False) == place and place and Path(place).is_file()
    assert consent.stored(product) is False and not consent.is_on(product)
    assert capsys.readouterr() == ("", "")


def test_whether_it_is_on_is_known_without_loading_anything(environment: Path) -> None:
    script = """
from nemo_telemetry import _surroundings, consent
from nemo_telemetry._surroundings import Surroundings
assert not consent.is_on("agent-toolkit") and consent.is_on("guardrails")
assert not consent.is_on("guardrails", enabled=False) and not consent.is_on("guardrails", emit_telemetry=False)
os.environ["DO_NOT_TRACK"] = "1"
assert not consent.is_on("guardrails")
assert not {"ctypes", "json", "nemo_telemetry._runtime", "nemo_telemetry._consent"} & set(sys.modules)
"""
    run(script, home=environment)


def test_the_whole_decision_is_the_components(monkeypatch: pytest.MonkeyPatch) -> None:
    assert consent.state("safe-synthesizer") == "notify"
    assert consent.state("agent-toolkit") == "off"
    assert consent.state("agent-toolkit", enabled=True) == "on"
    # A test is running.
    assert consent.state("guardrails") == "off"
    assert consent.state("made-up") == "off" and consent.place("made-up") is None


@pytest.mark.parametrize(
    "asks",
    [
        consent.ask,
        consent.question,
        consent.stored,
        lambda product: consent.answer(product, "y"),
        lambda product: consent.store(product, granted=True),
        lambda product: consent.store(product, granted=False),
    ],
)
def test_nobody_is_asked_for_a_product_that_does_not_exist(asks: Callable[[str], object], terminal: None) -> None:
    with pytest.raises(ValueError, match=r"^expected one of agent-toolkit, .*; found another product$"):
        asks("made-up")


def test_a_person_is_asked_once(terminal: None, capsys: pytest.CaptureFixture[str]) -> None:
    question = consent.question("agent-toolkit")
    assert question and question.endswith("[Y/n]")
    assert consent.ask("agent-toolkit", lambda: "") is True
    assert capsys.readouterr() == ("", question + " ")
    assert consent.stored("agent-toolkit") is True
    assert consent.question("agent-toolkit") is None and consent.ask("agent-toolkit", lambda: "n") is None


@pytest.mark.parametrize(("typed", "is_yes"), [("", True), (" YES ", True), ("y", True), ("n", False), ("perhaps", False), (None, False)])
def test_what_a_person_types_is_understood_as_in_every_language(typed: str | None, is_yes: bool) -> None:
    assert consent.understood("agent-toolkit", typed) is is_yes
    assert consent.answer("agent-toolkit", typed) is is_yes
    assert consent.stored("agent-toolkit") is is_yes


@pytest.mark.parametrize("error", [EOFError, KeyboardInterrupt])
def test_an_interrupt_at_the_question_is_a_no(terminal: None, capsys: pytest.CaptureFixture[str], error: type[BaseException]) -> None:
    def read() -> str:
        raise error

    assert consent.ask("agent-toolkit", read) is False
    assert consent.stored("agent-toolkit") is False and capsys.readouterr().err.endswith("\n")


@pytest.mark.parametrize("variable", ["DO_NOT_TRACK", "CI", "NAT_TELEMETRY_ENABLED"])
def test_nobody_is_asked_where_it_is_decided_or_nobody_is_there(terminal: None, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    assert consent.question("agent-toolkit") is None
    assert consent.question("guardrails") is None


def test_an_answer_that_cannot_be_stored_holds_for_this_process(terminal: None, environment: Path) -> None:
    (environment / ".config").touch()
    assert consent.ask("agent-toolkit", lambda: "y") is True
    assert consent.stored("agent-toolkit") is None
    with pytest.raises(OSError):
        consent.store("agent-toolkit", granted=False)
