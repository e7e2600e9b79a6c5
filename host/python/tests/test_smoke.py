"""The component's interfaces as the host in one file sees them, and that host as a whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from wasmtime import Engine
from wasmtime.component import Component

import smoke
from nemo_telemetry import _runtime
from smoke import EVENT, FAILED, SETTINGS, Client, Facts, Folder, Guest, Http, Session, SettingsError, TrapError
from vectors import Files, Requests

IMPORTS = [
    "nemo:telemetry/folder@0.2.0",
    "nemo:telemetry/http@0.2.0",
    "wasi:clocks/monotonic-clock@0.2.12",
    "wasi:clocks/wall-clock@0.2.12",
    "wasi:random/random@0.2.12",
]

NEW_YEAR = 1_767_225_600_000_000_000

YES = [{"source": "call", "name": "enabled", "value": "true"}]

PARAMETERS = (
    '{"nemoSource":"agent_toolkit","command":"run","subcommand":"undefined","taskStatus":"success","durationMs":-1,'
    '"exitCode":-1,"errorClass":"undefined","pythonVersion":"3.12.4"}'
)

BODY = (
    '{"browserType":"undefined","clientId":"184482118588404","clientType":"Native","clientVariant":"Release",'
    '"clientVer":"1.9.0","cpuArchitecture":"x86_64","deviceGdprBehOptIn":"None","deviceGdprFuncOptIn":"None",'
    '"deviceGdprTechOptIn":"None","deviceId":"undefined","deviceMake":"undefined","deviceModel":"undefined",'
    '"deviceOS":"undefined","deviceOSVersion":"undefined","deviceType":"undefined","eventProtocol":"1.6",'
    '"eventSchemaVer":"1.5","eventSysVer":"nat-telemetry/1.0","externalUserId":"undefined","gdprBehOptIn":"None",'
    '"gdprFuncOptIn":"None","gdprTechOptIn":"None","idpId":"undefined","integrationId":"undefined",'
    '"productName":"undefined","productVersion":"undefined","sentTs":"2026-01-01T00:00:00.000Z","sessionId":"s",'
    '"userId":"undefined","events":[{"ts":"2026-01-01T00:00:00.000Z","parameters":' + PARAMETERS + ","
    '"name":"nat_cli_command"}]}'
)

COMMAND = {"name": "nat_cli_command", "version": "1.5"}
LINE = json.dumps(EVENT)


class ComponentTest(unittest.TestCase):
    """One compiled component for all; each test has an instance of its own, in a world that stands still."""

    engine: Engine
    component: Component

    @classmethod
    def setUpClass(cls) -> None:
        """Compile the component."""
        cls.engine = Engine()
        cls.component = Component.from_file(cls.engine, _runtime.FILE)

    def setUp(self) -> None:
        """Make an instance."""
        self.files, self.requests, self.monotonic = Files(), Requests(), 0
        self.files.wall = NEW_YEAR
        self.guest = self.make()

    def imports(self) -> smoke.Table:
        """Name the imports of this world."""
        return smoke.imports(lambda: self.files.wall, lambda: self.monotonic, lambda: 1 << 63, self.requests, self.files)

    def make(self) -> Guest:
        """Make another instance in this world."""
        return Guest(self.engine, self.component, self.imports())

    def open(self, facts: list[dict[str, str]] = YES, **settings: Any) -> Client:
        """Open a client that is freed at the end of the test."""
        text = json.dumps({**SETTINGS, "sessionId": "s", "cpuArchitecture": "x86_64", **settings})
        life = {"token": "a" * 16, "traps": 0, "ledger": smoke.NO_EVENTS}
        client = Client(self.guest, text, facts, life)
        self.addCleanup(client.close)
        return client

    def poll(self, client: Client, facts: list[dict[str, str]] = YES) -> tuple[str, Any]:
        """Poll until there is nothing else to do. What is looked for is found as before."""
        while True:
            order, what = client.call("poll")
            if order != "look":
                return order, what
            names = [name if source != "file" else name["path"] for source, name in what]
            client.call("tell", [fact for fact in facts if fact["name"] in names])

    def answer(self, ticket: int, status: int) -> None:
        """Answer a request as a server would."""
        self.requests.answers[ticket] = smoke.answer("answered", status)

    def advance(self, ms: int) -> None:
        """Let both clocks go on."""
        self.files.wall += ms * 1_000_000
        self.monotonic += ms * 1_000_000

    def sent(self) -> list[list[dict[str, Any]]]:
        """Events of each request so far."""
        return [json.loads(request["body"])["events"] for request in self.requests.started]

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Read the lines of a file."""
        return [json.loads(line) for line in self.files.files.get(name, (b"", 0))[0].splitlines()]

    def told(self) -> list[str]:
        """What each line of the audit log tells: how a request ended, why events are dropped, or what kind of line it is."""
        return [line.get("outcome") or line.get("reason") or line["what"] for line in self.lines("audit.jsonl")]

    def assert_ledger(self, client: Client, **counts: Any) -> None:
        """Compare the ledger; what is not named is 0."""
        self.assertEqual(client.call("ledger"), {**smoke.NO_EVENTS, **counts})


class Imports(ComponentTest):
    """What the component asks of a host."""

    def test_the_component_imports_five_interfaces_and_no_more(self) -> None:
        self.assertEqual(sorted(self.component.type.imports(self.engine)), IMPORTS)
        self.assertEqual(sorted(self.imports()), IMPORTS)

    def test_an_import_that_raises_does_not_end_the_instance(self) -> None:
        def broken(request: dict[str, Any]) -> int:
            raise KeyboardInterrupt("why")

        self.requests.start = broken  # type: ignore[method-assign]
        self.guest = self.make()
        client = self.open(flushEvents=1)
        client.call("enqueue", LINE)
        self.poll(client)
        self.assertEqual(self.guest.reason, "why")
        self.assert_ledger(client, accepted=1, pending=1)

    def test_the_outbox_and_the_audit_log_are_written(self) -> None:
        client = self.open(outbox=True, flushEvents=1)
        client.call("enqueue", LINE)
        (kept,) = self.lines(f"{'a' * 16}-1.jsonl")
        self.assertEqual((kept["event"], kept["parameters"]), ("nat_cli_command", json.loads(PARAMETERS)))
        self.poll(client)
        self.answer(1, 200)
        self.poll(client)
        self.assertEqual(list(self.files.files), ["audit.jsonl"])
        self.assertEqual(self.told(), ["request", "delivered"])


class Delivery(ComponentTest):
    """The life of a client."""

    def test_an_event_is_delivered(self) -> None:
        client = self.open()
        self.assertEqual(client.call("enqueue", LINE), {"accepted": 1, "ignored": 0, "rejected": []})
        self.assertEqual(self.poll(client), ("wait", 120_000))
        client.call("flush")
        self.assertEqual(self.poll(client), ("wait", 3_000))
        self.assertEqual(
            self.requests.started[0],
            {"url": "https://events.telemetry.data.nvidia.com/v1.1/events/json", "body": BODY, "timeout-ms": 2_000},
        )
        self.assertEqual(len(json.loads(BODY)), 30)
        self.assert_ledger(client, accepted=1, pending=1)
        self.answer(1, 200)
        self.assertEqual(self.poll(client), ("wait", None))
        self.assert_ledger(client, accepted=1, delivered=1)
        self.assertEqual(self.requests.poll(1), FAILED)

    def test_a_wrong_line_is_rejected_with_its_problems(self) -> None:
        wrong = '{"event": "nat_cli_command", "parameters": {"comand": "run", "taskStatus": 1, "pythonVersion": "3.12"}}'
        report = self.open().call("enqueue", f"{LINE}\n\n{wrong}\n")
        self.assertEqual((report["accepted"], report["ignored"]), (1, 0))
        (rejection,) = report["rejected"]
        self.assertEqual(rejection["line"], 3)
        keys = ["code", "pointer", "suggestion", "offset"]
        self.assertEqual(
            [tuple(problem[key] for key in keys) for problem in rejection["problems"]],
            [
                ("unknown-field", "/parameters/comand", "command", wrong.index('"comand"')),
                ("wrong-type", "/parameters/taskStatus", None, wrong.index("1,")),
                ("missing-field", "/parameters", None, wrong.index('{"comand"')),
            ],
        )

    def test_wrong_settings_are_an_error_with_every_problem(self) -> None:
        with self.assertRaises(SettingsError) as caught:
            self.open(product="agent-tool-kit", retries="3")
        found = [(each["pointer"], each["code"], each["suggestion"]) for each in caught.exception.problems]
        self.assertEqual(found, [("/product", "not-allowed", "agent-toolkit"), ("/retries", "wrong-type", None)])

    def test_nothing_is_taken_while_telemetry_is_off(self) -> None:
        client = self.open([{"source": "variable", "name": "DO_NOT_TRACK", "value": "1"}, *YES])
        decision = client.call("decision")
        self.assertEqual((decision["state"], decision["signal"]["name"]), ("off", "DO_NOT_TRACK"))
        self.assertEqual(decision["ignored"], YES)
        self.assertEqual(client.call("enqueue", f"{LINE}\nnot JSON"), {"accepted": 0, "ignored": 2, "rejected": []})
        client.call("flush")
        self.assertEqual(self.poll(client), ("done", None))
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.files.files, {})
        self.assert_ledger(client)

    def test_a_body_that_is_too_large_is_split(self) -> None:
        client = self.open()
        client.call("enqueue", f"{LINE}\n{LINE}")
        client.call("flush")
        for ticket, status in enumerate([413, 200, 413], start=1):
            self.poll(client)
            self.answer(ticket, status)
        self.assertEqual(self.poll(client), ("wait", None))
        self.assertEqual([len(events) for events in self.sent()], [2, 1, 1])
        self.assert_ledger(client, accepted=2, delivered=1, dropped=[{"reason": "too-large", "count": 1}])

    def test_a_request_without_an_answer_is_sent_again_and_counted_unsure(self) -> None:
        client = self.open(flushEvents=1)
        client.call("enqueue", LINE)
        self.poll(client)
        self.requests.answers[1] = smoke.answer("timeout", unsure=True)
        _, pause = self.poll(client)
        self.assertLess(pause, 1_000)
        self.advance(pause)
        self.poll(client)
        self.answer(2, 204)
        self.assertEqual(self.poll(client), ("wait", None))
        self.assert_ledger(client, accepted=1, delivered=1, unsure=1)

    def test_opting_out_ends_everything(self) -> None:
        self.files.files[f"{'f' * 16}-1.ready.jsonl"] = (b"{}\n", 0)
        client = self.open(outbox=True, flushEvents=1)
        client.call("enqueue", LINE)
        self.poll(client)
        client.call("enqueue", LINE)
        client.call("opt-out")
        order, file = self.poll(client)
        self.assertEqual((order, file["place"]["path"]), ("store", "nat/telemetry.toml"))
        self.assertIn('consent = "disabled"', file["text"])
        self.assertEqual(self.poll(client), ("done", None))
        self.assertEqual((self.requests.cancelled, list(self.files.files)), ([1], ["audit.jsonl"]))
        self.assertEqual(client.call("decision")["state"], "off")
        self.assertEqual(client.call("enqueue", LINE)["ignored"], 1)
        client.call("flush")
        self.assertEqual(self.poll(client), ("done", None))
        self.assertEqual(len(self.sent()), 1)

    def test_closing_drops_what_nothing_keeps(self) -> None:
        client = self.open()
        client.call("enqueue", LINE)
        self.assertEqual(client.call("close", 50), 50)
        self.assertEqual(self.poll(client), ("wait", 50))
        self.advance(50)
        self.assertEqual(self.poll(client), ("done", None))
        self.assertEqual(self.requests.cancelled, [1])
        self.assertEqual(self.told(), ["request", "dropped", "closed"])
        self.assert_ledger(client, accepted=1, unsure=1, dropped=[{"reason": "closed", "count": 1}])


class Traps(ComponentTest):
    """What a host does when an instance is lost."""

    def session(self, trap: Callable[[str], bool]) -> Session:
        """Open a session whose instances trap when a function is called of which `trap` says so."""

        def make() -> Guest:
            guest = self.make()
            call = guest.call

            def trapping(interface: str, function: str, *arguments: Any) -> Any:
                if trap(function.removeprefix("[method]client.")):
                    raise TrapError(function)
                return call(interface, function, *arguments)

            guest.call = trapping  # type: ignore[method-assign]
            return guest

        settings = json.dumps({**SETTINGS, "outbox": True})
        session = Session(make, settings, lambda guest: YES)
        self.addCleanup(lambda: session.client.close())
        return session

    def test_a_client_goes_on_in_another_instance(self) -> None:
        traps = iter([True])
        session = self.session(lambda function: function == "poll" and next(traps, False))
        session.enqueue(LINE)
        while session.call("poll")[0] == "look":
            session.call("tell", YES)
        self.assertEqual((session.life["traps"], session.life["ledger"]["pending"]), (1, 1))
        self.answer(1, 200)
        session.call("poll")
        self.assertEqual(session.life["ledger"], {**smoke.NO_EVENTS, "accepted": 1, "delivered": 1})

    def test_lines_that_bring_two_instances_down_are_given_up(self) -> None:
        session = self.session(lambda function: function == "enqueue")
        self.assertIsNone(session.enqueue(LINE))
        self.assertEqual(session.life["traps"], 2)

    def test_a_component_that_always_traps_is_given_up(self) -> None:
        session = self.session(lambda function: function == "flush")
        with self.assertRaises(TrapError):
            session.order("flush")
        self.assertEqual(session.life["traps"], smoke.MAX_TRAPS)


class Bounds(ComponentTest):
    """Long texts, and many calls."""

    def test_a_text_of_200_kib_crosses(self) -> None:
        lines = (LINE + "\n") * (200 * 1024 // len(LINE))
        report = self.open(queueEvents=10_000).call("enqueue", lines)
        self.assertEqual(report, {"accepted": lines.count("\n"), "ignored": 0, "rejected": []})

    def test_an_event_of_200_kib_is_a_problem(self) -> None:
        checked = self.guest.call("catalog", "validate", COMMAND, json.dumps({"command": "é" * 100 * 1024}, ensure_ascii=False))
        self.assertIsNone(checked["canonical"])
        self.assertEqual([each["code"] for each in checked["problems"]], ["too-large"])

    def test_memory_does_not_grow(self) -> None:
        client = self.open(flushEvents=1)
        for ticket in range(1, 10_001):
            if ticket == 1_000:
                # The limit holds for what is asked for from now on.
                self.guest.store.set_limits(memory_size=0)
            client.call("enqueue", LINE)
            self.poll(client)
            self.files.files.clear()
            self.requests.started.clear()
            self.answer(ticket, 200)
            self.poll(client)
        self.assert_ledger(client, accepted=10_000, delivered=10_000)

    def test_memory_that_cannot_grow_ends_an_instance_and_no_other(self) -> None:
        self.guest.store.set_limits(memory_size=0)
        with self.assertRaises(TrapError):
            self.guest.call("labels", "join-aliases", ["a" * 1024 * 1024])
        self.setUp()
        self.assertEqual(self.guest.call("labels", "join-aliases", ["a" * 1024]), "a" * 1024)


class Catalog(ComponentTest):
    """Events, schemas, validation."""

    def test_events_are_listed_by_name_and_version(self) -> None:
        events = self.guest.call("catalog", "events")
        self.assertIn(COMMAND, events)
        self.assertEqual(events, sorted(events, key=lambda event: (event["name"], event["version"])))

    def test_schemas_are_json(self) -> None:
        schemas = {kind: json.loads(self.guest.call("catalog", "json-schema", COMMAND, kind)) for kind in ["input", "wire"]}
        self.assertEqual(list(schemas["input"]["properties"]), list(json.loads(PARAMETERS)))
        self.assertEqual(schemas["input"]["required"], ["command", "taskStatus", "pythonVersion"])
        self.assertEqual(schemas["wire"]["required"], list(json.loads(PARAMETERS)))
        self.assertIsNone(self.guest.call("catalog", "json-schema", {**COMMAND, "version": "0.0"}, "wire"))
        settings = json.loads(self.guest.call("catalog", "settings-schema"))
        self.assertEqual(settings["required"], ["product"])

    def test_the_inventory_names_every_event(self) -> None:
        inventory = self.guest.call("catalog", "inventory")
        self.assertIsInstance(json.loads(inventory), dict)
        self.assertTrue(all(event["name"] in inventory for event in self.guest.call("catalog", "events")))

    def test_a_valid_event_becomes_canonical(self) -> None:
        checked = self.guest.call("catalog", "validate", COMMAND, json.dumps(EVENT["parameters"]))
        self.assertEqual(checked, {"canonical": PARAMETERS, "problems": []})

    def test_white_space_means_nothing(self) -> None:
        for indent in [None, 0, 4]:
            text = json.dumps(json.loads(PARAMETERS), indent=indent)
            checked = self.guest.call("catalog", "validate", COMMAND, text)
            self.assertEqual(checked, {"canonical": PARAMETERS, "problems": []}, text)


class Policy(ComponentTest):
    """Consent."""

    def test_queries_name_what_a_host_may_look_at(self) -> None:
        queries = self.guest.call("policy", "queries", "agent-toolkit")
        self.assertIn(("variable", "DO_NOT_TRACK"), queries)
        self.assertIn(("call", "enabled"), queries)
        file = {"path": "nat/telemetry.toml", "variable": "NAT_TELEMETRY_CONSENT_FILE"}
        self.assertIn(("file", file), queries)
        self.assertEqual(self.guest.call("policy", "queries", "nobody"), [])

    def test_facts_decide(self) -> None:
        decision = self.guest.call("policy", "decide", "agent-toolkit", YES)
        self.assertEqual((decision["state"], decision["signal"], decision["ignored"]), ("on", YES[0], []))
        settled = decision["settled"]
        self.assertEqual((settled["sink"], settled["warnings"]), ("http", []))
        self.assertEqual(self.guest.call("policy", "decide", "agent-toolkit", [])["state"], "ask")

    def test_a_stored_decision_is_believed(self) -> None:
        for granted, state in [(True, "on"), (False, "off")]:
            case, text = self.guest.call("policy", "consent-file", "agent-toolkit", granted, 1_767_225_600_000.0)
            self.assertEqual(case, "write")
            self.assertIn('"2026-01-01T00:00:00Z"', text)
            fact = {"source": "file", "name": "nat/telemetry.toml", "value": text}
            self.assertEqual(self.guest.call("policy", "decide", "agent-toolkit", [fact])["state"], state)
        self.assertEqual(self.guest.call("policy", "consent-file", "nobody", False, 0.0), ("none", None))


class Labels(ComponentTest):
    """Few words from many."""

    def label(self, function: str, *arguments: Any) -> Any:
        """Call a function of `labels`."""
        return self.guest.call("labels", function, *arguments)

    def test_models(self) -> None:
        self.assertEqual(self.label("sanitize-model", "org/model-7b", False), "org/model-7b")
        self.assertEqual(self.label("sanitize-model", "org/model-7b", True), "local_path")
        self.assertEqual(self.label("sanitize-model", "/home/me/model", False), "local_path")
        self.assertEqual(self.label("sanitize-model", None, False), "undefined")

    def test_buckets(self) -> None:
        for count, records, columns in [(-1.0, "1-200", "1-5"), (200.5, "201-1000", "51+"), (1e308, "100001+", "51+")]:
            self.assertEqual(self.label("bucket-records", count), records)
            self.assertEqual(self.label("bucket-columns", count), columns)

    def test_model_hosts(self) -> None:
        self.assertEqual(self.label("classify-model-host", "https://example.org/openrouter.ai", False), "openrouter")
        self.assertEqual(self.label("classify-model-host", "https://example.org/openrouter.ai", True), "other")
        self.assertEqual(self.label("classify-model-host", None, True), "other")
        self.assertEqual(self.label("collect-model-hosts", ["other", None, "local", "other"]), ["local", "other"])
        self.assertEqual(self.label("collect-model-hosts", [None]), ["other"])

    def test_aliases(self) -> None:
        self.assertEqual(self.label("join-aliases", [" b ", "a", "", "é"]), "a,b,é")
        self.assertEqual(self.label("join-aliases", []), "not_applicable")

    def test_tokens(self) -> None:
        self.assertEqual(self.label("average-tokens", 8.0, 3), 2)
        self.assertEqual(self.label("average-tokens", float(2**53 - 1), 1), 2**31 - 1)
        self.assertEqual(self.label("average-tokens", 0.0, 0), -1)

    def test_derivations(self) -> None:
        names = ["command-outcome", "failure-counts", "guardrails-usage", "job-run", "models-discovered", "subcommand"]
        self.assertEqual(self.label("derivations"), names)
        self.assertEqual(
            self.label("derive", "command-outcome", '{"ending": "exit", "exitCode": 3}'),
            {"canonical": '{"taskStatus":"failure","exitCode":3,"errorClass":"SystemExit"}', "problems": []},
        )
        (problem,) = self.label("derive", "command-outcom", "{}")["problems"]
        self.assertEqual((problem["code"], problem["suggestion"]), ("unknown-derivation", "command-outcome"))


class Limits(unittest.TestCase):
    """Numbers that all hosts share."""

    def test_they_are_those_of_the_schema(self) -> None:
        schema = json.loads((Path(__file__).parents[3] / "guest" / "schema" / "host.json").read_text())
        known = {name: limit["value"] for name, limit in schema["limits"].items()}
        own = {name: value for name, value in vars(smoke).items() if name.isupper() and isinstance(value, int)}
        self.assertEqual(own, {name: known.get(name) for name in own})


class Temporary(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        """Make it."""
        self.home = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.home)


@unittest.skipUnless(os.name == "posix", "smoke.py is for systems with modes and links")
class InTheFolder(Temporary):
    """The folder on disk, which fails as a function of `imports` that answers in place of an error."""

    def setUp(self) -> None:
        """Offer a folder in which the clock stands still."""
        super().setUp()
        self.state = self.home / "state"
        self.folder = Folder(str(self.state), str(self.home / "config"), "product", lambda: NEW_YEAR)

    def test_nothing_is_made_before_the_first_file(self) -> None:
        for operation in (
            self.folder.entries,
            lambda: self.folder.append("a", "x"),
            lambda: self.folder.touch("a"),
            lambda: self.folder.rename("a", "b"),
            lambda: self.folder.read("a", 0, 1),
        ):
            with self.assertRaises(FileNotFoundError):
                operation()
        self.assertIsNone(self.folder.stat("a"))
        self.assertTrue(self.folder.remove("a"))
        self.assertEqual(list(self.home.iterdir()), [])

    def test_a_file_lives(self) -> None:
        self.assertTrue(self.folder.create("a.jsonl", "one\n"))
        with self.assertRaises(FileExistsError):
            self.folder.create("a.jsonl", "other")
        self.assertTrue(self.folder.append("a.jsonl", "two\n"))
        self.assertEqual(self.folder.entries(), "a.jsonl 8 1767225600000\n")
        self.assertEqual(self.folder.stat("a.jsonl"), {"bytes": 8, "touched-ms": 1_767_225_600_000.0})
        self.assertEqual(self.folder.read("a.jsonl", 4, 2), "tw")
        self.assertTrue(self.folder.rename("a.jsonl", "b.jsonl"))
        self.assertTrue(self.folder.write("b.jsonl", "three"))
        self.assertEqual(self.folder.read("b.jsonl", 0, 100), "three")
        self.assertTrue(self.folder.remove("b.jsonl"))
        self.assertEqual(self.folder.entries(), "")

    def test_it_is_closed_to_others(self) -> None:
        self.folder.create("a", "")
        self.state.chmod(0o755)
        self.folder.create("b", "")
        modes = {path.stat().st_mode & 0o777 for path in [self.state, self.state / "product"]}
        self.assertEqual(modes, {0o700})
        self.assertEqual((self.state / "product" / "b").stat().st_mode & 0o777, 0o600)

    def test_no_link_is_followed(self) -> None:
        other = self.home / "other"
        other.write_text("x")
        self.folder.create("a", "")
        (self.state / "product" / "link").symlink_to(other)
        for operation in (
            lambda: self.folder.stat("link"),
            lambda: self.folder.read("link", 0, 1),
            lambda: self.folder.append("link", "y"),
            lambda: self.folder.create("link", "y"),
            lambda: self.folder.remove("link"),
        ):
            with self.assertRaises(OSError):
                operation()
        self.assertEqual((self.folder.entries(), other.read_text()), ("a 0 1767225600000\n", "x"))
        moved = self.home / "moved"
        self.state.rename(moved)
        self.state.symlink_to(moved)
        with self.assertRaises(OSError):
            self.folder.stat("a")

    def test_a_name_is_one_step(self) -> None:
        for name in ["", ".", "..", "a/b", "../a", "a\n", "é", ".hidden"]:
            with self.assertRaises(OSError):
                self.folder.create(name, "")
        self.assertEqual(list(self.home.iterdir()), [])

    def test_lines_that_are_not_text_keep_their_length(self) -> None:
        self.folder.create("a", "")
        (self.state / "product" / "a").write_bytes("é\n".encode() + b"\xff!\nz")
        self.assertEqual(self.folder.read("a", 0, 100), "é\n\0\0\nz")
        self.assertEqual(self.folder.read("a", 1, 100), "\0\n\0\0\nz")

    def test_usage_stats_are_in_the_product_s_folder(self) -> None:
        self.folder.create("usage_stats.json", "x")
        self.assertEqual((self.home / "config" / "nemoguardrails" / "usage_stats.json").read_text(), "x")
        self.assertFalse(self.state.exists())


@unittest.skipUnless(os.name == "posix", "smoke.py is for systems with modes and links")
class Decisions(Temporary):
    """Facts that are files, and what is stored."""

    def setUp(self) -> None:
        """Have a home."""
        super().setUp()
        self.facts = Facts({"HOME": str(self.home)}, {"enabled": "true"})
        self.query = {"path": "nat/telemetry.toml", "variable": "NAT_FILE"}
        self.file = self.home / ".config" / "nat" / "telemetry.toml"

    def found(self) -> str | None:
        """Read the stored decision."""
        return next((fact["value"] for fact in self.facts.look([("file", self.query)])), None)

    def test_a_file_is_where_the_policy_names_it(self) -> None:
        session = {"path": "~/.state/s.json", "variable": "STATE/s.json"}
        config = {"path": "p/c.yaml", "variable": "FILE FOLDER/p/c.yaml"}
        below = str(self.home)
        for variables, expected in (
            ({}, [f"{below}/.state/s.json", f"{below}/.config/p/c.yaml"]),
            ({"STATE": "/s", "FOLDER": "/f"}, ["/s/s.json", "/f/p/c.yaml"]),
            ({"STATE": "s", "FILE": "mine", "FOLDER": "/f"}, [f"{below}/.state/s.json", "mine"]),
            ({"STATE": "", "FILE": "", "FOLDER": ""}, [f"{below}/.state/s.json", f"{below}/.config/p/c.yaml"]),
        ):
            facts = Facts({"HOME": below, **variables}, {})
            self.assertEqual([facts.path(session), facts.path(config)], expected)

    def test_facts_are_found_by_name(self) -> None:
        facts = self.facts.look([("call", "enabled"), ("call", "other"), ("variable", "HOME"), ("host", "notice")])
        self.assertEqual([fact["name"] for fact in facts], ["enabled", "HOME"])

    def test_what_is_stored_is_found(self) -> None:
        self.assertIsNone(self.found())
        smoke.store(str(self.file), "a")
        smoke.store(str(self.file), "b")
        self.assertEqual((self.found(), self.file.stat().st_mode & 0o777), ("b", 0o600))
        self.assertEqual(self.file.parent.stat().st_mode & 0o777, 0o700)
        smoke.store(str(self.file), None)
        smoke.store(str(self.file), None)
        self.assertIsNone(self.found())

    def test_what_cannot_be_read_is_never_a_yes(self) -> None:
        self.file.parent.mkdir(parents=True)
        self.file.write_text("x" * (smoke.MAX_FACT + 1))
        self.assertEqual(self.found(), "")
        self.file.unlink()
        self.file.symlink_to(self.file)
        self.assertEqual(self.found(), "")

    def test_a_link_to_an_own_file_stays_and_any_other_is_replaced(self) -> None:
        self.file.parent.mkdir(parents=True)
        own = self.home / "own"
        own.write_text("a")
        own.chmod(0o644)
        self.file.symlink_to(own)
        smoke.store(str(self.file), "b")
        self.assertEqual((self.file.is_symlink(), own.read_text()), (True, "b"))
        own.chmod(0o666)
        smoke.store(str(self.file), "c")
        self.assertEqual((self.file.is_symlink(), own.read_text()), (False, "b"))


class Collector(BaseHTTPRequestHandler):
    """Takes requests as a collector does."""

    def do_POST(self) -> None:
        """Answer 200."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), json.loads(body)))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Be quiet."""


@unittest.skipUnless(os.name == "posix", "smoke.py is for systems with modes and links")
class Whole(Temporary):
    """The program, and what it sends."""

    def setUp(self) -> None:
        """Start a collector."""
        super().setUp()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
        self.server.received = []  # type: ignore[attr-defined]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://localhost:{self.server.server_address[1]}/v1.1/events/json"

    def run_smoke(self, *arguments: str, **variables: str) -> tuple[list[dict[str, Any]], str]:
        """Run the program: what it printed, a JSON text a line."""
        command = [sys.executable, "-B", smoke.__file__, _runtime.FILE, *arguments]
        environment = {"HOME": str(self.home), **variables}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def received(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        """Head and body of each request."""
        found: list[tuple[dict[str, str], dict[str, Any]]] = self.server.received  # type: ignore[attr-defined]
        return found

    def test_it_sends_an_event_and_prints_the_ledger(self) -> None:
        printed, errors = self.run_smoke(self.url)
        self.assertEqual((printed, errors), ([{**smoke.NO_EVENTS, "accepted": 1, "delivered": 1}], ""))
        ((head, body),) = self.received()
        self.assertEqual(sorted(head), ["Content-Length", "Content-Type", "Host", "User-Agent"])
        self.assertEqual([event["name"] for event in body["events"]], ["nat_cli_command"])
        folder = self.home / ".local" / "state" / "nemo-telemetry" / "agent-toolkit"
        self.assertEqual([path.name for path in folder.iterdir()], ["audit.jsonl"])

    def test_without_an_address_it_prints_what_would_leave(self) -> None:
        (body, ledger), errors = self.run_smoke()
        self.assertEqual((len(body["events"]), ledger["delivered"], errors), (1, 1, ""))

    def test_nothing_happens_where_a_person_objects(self) -> None:
        printed, errors = self.run_smoke(self.url, DO_NOT_TRACK="1")
        self.assertEqual((printed, errors, self.received()), ([smoke.NO_EVENTS], "", []))
        self.assertEqual(list(self.home.iterdir()), [])

    def test_what_a_program_leaves_the_next_one_sends(self) -> None:
        program = "import smoke, sys\n"
        program += "queue = smoke.Telemetry(sys.argv[1], {**smoke.SETTINGS, 'endpoint': 'http://127.0.0.1:9', 'outbox': True}, "
        program += "{'enabled': 'true'})\nqueue.enqueue(smoke.EVENT)\nqueue.flush(1000)"
        command = [sys.executable, "-B", "-c", program, _runtime.FILE]
        environment = {"HOME": str(self.home), "PYTHONPATH": str(Path(smoke.__file__).parent)}
        subprocess.run(command, env=environment, check=True)
        (ledger,), _ = self.run_smoke(self.url)
        self.assertEqual((ledger["recovered"], ledger["delivered"]), (1, 2))

    def test_a_no_is_stored(self) -> None:
        program = "import smoke, sys\n"
        program += "queue = smoke.Telemetry(sys.argv[1], smoke.SETTINGS, {})\nqueue.opt_out()\nprint(queue.problems)"
        command = [sys.executable, "-B", "-c", program, _runtime.FILE]
        environment = {"HOME": str(self.home), "PYTHONPATH": str(Path(smoke.__file__).parent)}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        self.assertEqual((done.stdout, done.stderr), ("[]\n", ""))
        self.assertIn('consent = "disabled"', (self.home / ".config" / "nat" / "telemetry.toml").read_text())


class Sending(unittest.TestCase):
    """HTTP, without a component."""

    def ended(self, url: str, timeout_ms: int = 1000) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        http = Http(lambda: None)
        ticket = http.start({"url": url, "body": "{}", "timeout-ms": timeout_ms})
        while True:
            found = http.poll(ticket)
            if found:
                self.assertEqual(http.poll(ticket), FAILED)
                return found
            time.sleep(0.005)

    def test_only_this_machine_is_sent_to_without_encryption(self) -> None:
        for url in ["http://example.org/", "http://0.0.0.0/", "https://user@example.org/", "ftp://localhost/", "x", "https:///"]:
            self.assertEqual(self.ended(url)["outcome"], "denied", url)

    def test_nobody_listens(self) -> None:
        self.assertEqual(self.ended("http://127.0.0.1:9/"), smoke.answer("unreachable"))

    def test_a_server_that_is_silent(self) -> None:
        import socket

        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/"
            self.assertEqual(self.ended(url, 50), smoke.answer("timeout", unsure=True))
