"""The component's interfaces as the host in one file sees them."""

from __future__ import annotations

import json
import unittest
from typing import Any

from wasmtime import Engine, WasmtimeError
from wasmtime.component import Component

from nemo_telemetry import _runtime
from smoke import EVENT, FAILED, SETTINGS, YES, Client, Guest, Host, SettingsError

IMPORTS = [
    "wasi:clocks/wall-clock@0.2.12",
    "wasi:clocks/monotonic-clock@0.2.12",
    "wasi:random/random@0.2.12",
    "nemo:telemetry/http@0.1.0",
    "nemo:telemetry/outbox@0.1.0",
    "nemo:telemetry/audit@0.1.0",
]

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
    """One compiled component for all; each test has an instance of its own."""

    engine: Engine
    component: Component

    @classmethod
    def setUpClass(cls) -> None:
        """Compile the component."""
        cls.engine = Engine()
        cls.component = Component.from_file(cls.engine, _runtime.FILE)

    def setUp(self) -> None:
        """Make an instance."""
        self.host = Host()
        self.guest = Guest(self.engine, self.component, self.host)

    def open(self, facts: list[dict[str, str]] = YES, **settings: Any) -> Client:
        """Open a client that is dropped at the end of the test."""
        client = Client(self.guest, json.dumps({**SETTINGS, **settings}), facts)
        self.addCleanup(client.drop)
        return client

    def sent(self) -> list[list[dict[str, Any]]]:
        """Events of each request so far."""
        return [json.loads(request["body"])["events"] for request in self.host.requests.values()]

    def told(self) -> list[str]:
        """What each line of the audit log tells: how a request ended, why events are dropped, or what kind of line it is."""
        lines = map(json.loads, self.host.log)
        return [line.get("outcome") or line.get("reason") or line["what"] for line in lines]

    def assert_ledger(self, client: Client, **counts: Any) -> None:
        """Compare the ledger; what is not named is 0."""
        nothing = dict.fromkeys(["accepted", "recovered", "delivered", "pending", "kept", "unsure"], 0)
        self.assertEqual(client.call("ledger"), {**nothing, "dropped": [], **counts})


class Imports(ComponentTest):
    """What the component asks of a host."""

    def test_the_component_imports_six_interfaces_and_no_more(self) -> None:
        self.assertEqual(list(self.component.type.imports(self.engine)), IMPORTS)
        self.assertEqual(list(self.host.imports()), IMPORTS)

    def test_an_import_that_raises_does_not_end_the_instance(self) -> None:
        def broken(request: dict[str, Any]) -> int:
            raise KeyboardInterrupt

        self.host.start = broken  # type: ignore[method-assign]
        self.guest = Guest(self.engine, self.component, self.host)
        client = self.open(flushEvents=1)
        client.call("enqueue", LINE)
        with self.assertRaises(KeyboardInterrupt):
            client.call("poll")
        self.assert_ledger(client, accepted=1, pending=1)

    def test_the_outbox_and_the_audit_log_are_written(self) -> None:
        client = self.open(outbox=True, flushEvents=1)
        client.call("enqueue", LINE)
        kept = json.loads(self.host.segment)
        self.assertEqual((kept["event"], kept["parameters"]), ("nat_cli_command", json.loads(PARAMETERS)))
        client.call("poll")
        self.host.answer(1, 200)
        client.call("poll")
        self.assertEqual(self.host.segment, "")
        self.assertEqual(self.told(), ["request", "delivered"])


class Delivery(ComponentTest):
    """The life of a client."""

    def test_an_event_is_delivered(self) -> None:
        client = self.open()
        self.assertEqual(client.call("enqueue", LINE), {"accepted": 1, "ignored": 0, "rejected": []})
        self.assertEqual(client.call("poll"), 120_000)
        client.call("flush")
        self.assertEqual(client.call("poll"), 3_000)
        self.assertEqual(
            self.host.requests[1],
            {"url": "https://events.telemetry.data.nvidia.com/v1.1/events/json", "body": BODY, "timeout-ms": 2_000},
        )
        self.assertEqual(len(json.loads(BODY)), 30)
        self.assert_ledger(client, accepted=1, pending=1)
        self.host.answer(1, 200)
        self.assertIsNone(client.call("poll"))
        self.assert_ledger(client, accepted=1, delivered=1)
        self.assertEqual(self.host.poll(1), FAILED)

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
        self.assertIsNone(client.call("poll"))
        self.assertEqual(self.sent(), [])
        self.assert_ledger(client)

    def test_a_body_that_is_too_large_is_split(self) -> None:
        client = self.open()
        client.call("enqueue", f"{LINE}\n{LINE}")
        client.call("flush")
        for ticket, status in enumerate([413, 200, 413], start=1):
            client.call("poll")
            self.host.answer(ticket, status)
        self.assertIsNone(client.call("poll"))
        self.assertEqual([len(events) for events in self.sent()], [2, 1, 1])
        self.assert_ledger(client, accepted=2, delivered=1, dropped=[{"reason": "too-large", "count": 1}])

    def test_a_request_without_an_answer_is_sent_again_and_counted_unsure(self) -> None:
        client = self.open(flushEvents=1)
        client.call("enqueue", LINE)
        client.call("poll")
        self.host.answers[1] = {"outcome": "timeout", "status": 0, "retry-after": "", "unsure": True}
        pause = client.call("poll")
        self.assertLess(pause, 1_000)
        self.host.now += pause * 1_000_000
        client.call("poll")
        self.host.answer(2, 204)
        self.assertIsNone(client.call("poll"))
        self.assert_ledger(client, accepted=1, delivered=1, unsure=1)

    def test_opting_out_ends_everything(self) -> None:
        client = self.open(outbox=True, flushEvents=1)
        client.call("enqueue", LINE)
        client.call("poll")
        client.call("enqueue", LINE)
        client.call("opt-out")
        self.assertEqual((self.host.cancelled, self.host.segment), ([1], ""))
        self.assertEqual(self.told(), ["request", "dropped", "opt-out"])
        self.assertEqual(client.call("decision")["state"], "off")
        self.assertEqual(client.call("enqueue", LINE)["ignored"], 1)
        client.call("flush")
        self.assertIsNone(client.call("poll"))
        self.assertEqual(len(self.sent()), 1)
        self.assert_ledger(client, accepted=2, unsure=1, dropped=[{"reason": "opt-out", "count": 2}])

    def test_closing_drops_what_nothing_keeps(self) -> None:
        client = self.open()
        client.call("enqueue", LINE)
        client.call("close", 50)
        self.assertEqual(client.call("poll"), 50)
        self.host.now += 50 * 1_000_000
        self.assertIsNone(client.call("poll"))
        self.assertEqual(self.host.cancelled, [1])
        self.assertEqual(self.told(), ["request", "dropped", "closed"])
        self.assert_ledger(client, accepted=1, unsure=1, dropped=[{"reason": "closed", "count": 1}])


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
            client.call("poll")
            self.host.requests.clear()
            self.host.answer(ticket, 200)
            client.call("poll")
        self.assert_ledger(client, accepted=10_000, delivered=10_000)

    def test_memory_that_cannot_grow_ends_an_instance_and_no_other(self) -> None:
        self.guest.store.set_limits(memory_size=0)
        with self.assertRaises(WasmtimeError):
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
        self.assertIn({"source": "variable", "name": "DO_NOT_TRACK"}, queries)
        self.assertIn({"source": "call", "name": "enabled"}, queries)
        self.assertEqual(self.guest.call("policy", "queries", "nobody"), [])

    def test_facts_decide(self) -> None:
        decision = self.guest.call("policy", "decide", "agent-toolkit", YES)
        self.assertEqual((decision["state"], decision["signal"], decision["ignored"]), ("on", YES[0], []))
        resolved = json.loads(decision["resolved"])
        self.assertEqual(
            list(resolved),
            [
                "endpoint",
                "sink",
                "deploymentType",
                "sessionPrefix",
                "sessionId",
                "heartbeatIntervalMs",
                "redacted",
                "warnings",
            ],
        )
        self.assertEqual(self.guest.call("policy", "decide", "agent-toolkit", [])["state"], "ask")

    def test_a_stored_decision_is_believed(self) -> None:
        for granted, state in [(True, "on"), (False, "off")]:
            text = self.guest.call("policy", "consent-file", "agent-toolkit", granted, 1_767_225_600_000.0)
            self.assertIn('"2026-01-01T00:00:00Z"', text)
            file = next(query for query in self.guest.call("policy", "queries", "agent-toolkit") if query["source"] == "file")
            decision = self.guest.call("policy", "decide", "agent-toolkit", [{**file, "name": file["name"].split(":")[-1], "value": text}])
            self.assertEqual(decision["state"], state)


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
        names = ["command-outcome", "failure-counts", "guardrails-usage", "subcommand"]
        self.assertEqual(self.label("derivations"), names)
        self.assertEqual(
            self.label("derive", "command-outcome", '{"ending": "exit", "exitCode": 3}'),
            {"canonical": '{"taskStatus":"failure","exitCode":3,"errorClass":"SystemExit"}', "problems": []},
        )
        (problem,) = self.label("derive", "command-outcom", "{}")["problems"]
        self.assertEqual((problem["code"], problem["suggestion"]), ("unknown-derivation", "command-outcome"))
