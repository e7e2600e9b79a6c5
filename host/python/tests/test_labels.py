"""Labels as functions, and words as enumerations."""

from __future__ import annotations

import ast
import json
import pickle
from pathlib import Path

import pytest
from conftest import ROOT, run

from nemo_telemetry import EventError, NatCliCommand, labels, words
from nemo_telemetry._event import line, snapshot
from nemo_telemetry._word import Word

FUNCTIONS = {"failure-counts", "guardrails-usage", "subcommand", "command-outcome"}


def test_a_model_is_looked_for_on_the_disk_unless_the_program_has_done_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert labels.sanitize_model("my-model") == "my-model"
    (tmp_path / "my-model").mkdir()
    assert labels.sanitize_model("my-model") == "local_path"
    assert labels.sanitize_model("my-model", on_disk=False) == "my-model"
    assert labels.sanitize_model("/home/me/llama") == "local_path"
    assert labels.sanitize_model(None) == labels.sanitize_model("  ") == "undefined"
    assert labels.sanitize_model("a" * 5000) == "local_path"
    assert labels.sanitize_model("nul\0") == "local_path"


def test_counts_of_any_size_have_a_bucket() -> None:
    assert [labels.bucket_records(count) for count in (-(10**400), 200, 201, 10**400)] == ["1-200", "1-200", "201-1000", "100001+"]
    assert [labels.bucket_columns(count) for count in (0, 5.0, 6, 51)] == ["1-5", "1-5", "6-10", "51+"]


def test_hosts_and_aliases_leave_out_what_is_none() -> None:
    assert labels.classify_model_host("https://integrate.api.nvidia.com/v1") == words.ModelHost.NVIDIA_BUILD
    assert labels.classify_model_host("https://example.com/?localhost", strict=True) == "other"
    assert labels.collect_model_hosts([words.ModelHost.LOCAL, None, "local"]) == ["local"]
    assert labels.join_aliases([" b", "a", None, ""]) == "a,b"


def test_tokens_are_counted_by_the_program() -> None:
    assert labels.average_tokens([1, 2]) == 1
    assert labels.average_tokens(iter([])) == -1


def test_failures_become_fields_of_the_event() -> None:
    found = labels.failure_counts(["rewrite-repair-1", "rewrite-repair-1", "other"], rewrite=True)
    assert (found["rewrite_repair_failure_count"], found["unknown_step_failure_count"], found["repair_iterations_triggered"]) == (2, 1, 1)


def test_a_word_that_is_not_registered_is_not_told() -> None:
    assert labels.subcommand(["info", "mcp"], "info", ["mcp"]) == "mcp"
    assert labels.subcommand(["info", "secret.yaml"], "info", ["mcp"]) == "undefined"


class ClickException(Exception):
    exit_code = 2


class UsageError(ClickException):
    pass


@pytest.mark.parametrize(
    ("ended", "outcome"),
    [
        (None, ("success", 0, "undefined")),
        (0, ("success", 0, "undefined")),
        (3, ("failure", 3, "undefined")),
        (SystemExit(None), ("success", 0, "undefined")),
        (SystemExit("a text"), ("failure", 1, "SystemExit")),
        (KeyboardInterrupt(), ("interrupted", 130, "KeyboardInterrupt")),
        (UsageError(), ("failure", 2, "UsageError")),
        (ValueError("a secret"), ("failure", 1, "ValueError")),
    ],
)
def test_the_end_of_a_command_becomes_fields_of_the_event(ended: BaseException | int | None, outcome: tuple[str, int, str]) -> None:
    found = labels.command_outcome(ended)
    assert (found["task_status"], found["exit_code"], found["error_class"]) == outcome
    assert NatCliCommand.model_validate({"command": "run", "python_version": "3.12.4", **found}).exit_code == outcome[1]


def test_the_vectors_of_derivations_hold_through_the_function() -> None:
    count = 0
    for name in ("failure-counts", "subcommand", "guardrails-usage", "platform"):
        for vector in json.loads((ROOT / f"tests/vectors/labels/{name}.json").read_text()):
            if vector["label"] not in (*FUNCTIONS, "job-run", "models-discovered"):
                continue
            count += 1
            if "value" in vector["expect"]:
                assert labels.derive(vector["label"], vector["input"]) == vector["expect"]["value"], vector["name"]
            else:
                with pytest.raises(EventError) as raised:
                    labels.derive(vector["label"], vector["input"])
                found = [problem["code"] for problem in raised.value.problems]
                assert found == [problem["code"] for problem in vector["expect"]["problems"]], vector["name"]
    assert count > 30


def test_where_the_component_does_not_run_a_label_says_nothing(environment: Path) -> None:
    script = """
from nemo_telemetry import _runtime, labels
from nemo_telemetry._errors import TelemetryError

def fail(cache):
    raise TelemetryError("there is none")

_runtime.load = fail
assert labels.sanitize_model("a/b") == labels.bucket_records(3) == labels.join_aliases(["a"]) == "undefined"
assert labels.collect_model_hosts(["local"]) == [] and labels.average_tokens([1]) == -1
assert labels.failure_counts([], rewrite=True) == {} and labels.subcommand(["a"], "a", []) == "undefined"
"""
    run(script, home=environment)


def test_a_word_is_its_text_and_stands_wherever_the_text_may() -> None:
    word = words.CommandStatus.SUCCESS
    assert (str(word), f"{word}", word == "success", json.dumps(word)) == ("success", "success", True, '"success"')
    event = NatCliCommand(command="run", task_status=word, python_version="3.12.4")  # type: ignore[arg-type]
    assert json.loads(line(NatCliCommand, snapshot(event), 0))["parameters"]["taskStatus"] == "success"


def test_every_set_of_words_in_the_schema_is_an_enumeration() -> None:
    kinds = [getattr(words, name) for name in words.__all__]
    assert all(issubclass(kind, Word) for kind in kinds)
    known = [[member.value for member in kind] for kind in kinds]
    for file in (ROOT / "guest/schema/json-schema").glob("*.input.json"):
        for name, field in json.loads(file.read_text())["properties"].items():
            if "enum" in field:
                assert field["enum"] in known, (file.name, name)


def test_a_set_of_words_that_is_made_when_it_is_used_is_that_of_the_type_checkers() -> None:
    tree = ast.parse(Path(words.__file__).read_text())
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    declared = {
        node.name: {
            line.targets[0].id: ast.literal_eval(line.value)
            for line in node.body
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
        }
        for node in block.body
        if isinstance(node, ast.ClassDef)
    }
    assert sorted(declared) == words.__all__
    for name, members in declared.items():
        found = getattr(words, name)
        assert {member.name: member.value for member in found} == members
        assert getattr(words, name) is found and pickle.loads(pickle.dumps(next(iter(found)))) is next(iter(found))
        assert found.__doc__ and not hasattr(words, f"{name}Made")
