"""Run test vectors, which tests/vectors/FORMAT.md describes, against the component.

`read` makes vectors of a file's text, and `Runner.run` says where one differs from what it expects. What is no vector,
or cannot be run, is a `VectorError`.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from nemo_telemetry import SettingsError
from nemo_telemetry._audit import NoAudit
from nemo_telemetry._client import Client
from nemo_telemetry._instance import Imports, Instance, NoTransport
from nemo_telemetry._outbox import NoOutbox
from nemo_telemetry._runtime import Loaded
from nemo_telemetry._tickets import Answer

NANOSECONDS = 1_000_000_000
YES = [{"source": "call", "name": "enabled", "value": "true"}]
MAX_TEXT = 256 * 1024
U32 = 2**32 - 1
U64 = 2**64 - 1


class VectorError(ValueError):
    """This is no vector, or it cannot be run."""


# JSON with its texts kept. Python's own reader would change numbers and drop repeated keys.

TOKEN = re.compile(
    r"""[ \t\n\r]*(
        [{}\[\]:,]
        | "[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"
        | -?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?
        | true | false | null
        | \Z
    )""",
    re.VERBOSE,
)
CLOSING = {"{": "}", "[": "]"}
SURROGATE = re.compile("[\ud800-\udfff]")


class Json:
    """A JSON value: where it is among the tokens of a text."""

    __slots__ = ("end", "items", "keys", "start", "tokens")

    def __init__(self, tokens: list[str], start: int) -> None:
        """Begin at a token. `items` are what a list or an object holds, `keys` an object's keys as they are written."""
        self.tokens, self.start, self.end = tokens, start, start + 1
        self.keys: list[str] = []
        self.items: list[Json] = []

    @property
    def head(self) -> str:
        """The first token. Of all but an object and a list it is the only one."""
        return self.tokens[self.start]

    def text(self) -> str:
        """Give the text, byte for byte but for white space between tokens."""
        return "".join(self.tokens[self.start : self.end])


def split(text: str) -> list[str]:
    """Make tokens of a text. The last is empty."""
    tokens, at = [], 0
    while True:
        token = TOKEN.match(text, at)
        if not token:
            line = text.count("\n", 0, at) + 1
            raise VectorError(f"expected JSON, found something else after line {line}")
        tokens.append(token[1])
        at = token.end()
        if not token[1]:
            return tokens


def parse(text: str) -> list[Json]:
    """Read JSON values that stand one after the other. Any depth will do: nothing here recurses."""
    found: list[Json] = []
    outer: list[Json] = []
    tokens, at = split(text), 0

    def key() -> None:
        nonlocal at
        if tokens[at][:1] != '"' or tokens[at + 1] != ":":
            raise VectorError(f"expected a key before {''.join(tokens[at : at + 20])}")
        outer[-1].keys.append(tokens[at])
        at += 2

    while tokens[at] or outer:
        value = Json(tokens, at)
        if value.head in ("", ":", ",", "}", "]"):
            raise VectorError(f"expected a value after {''.join(tokens[max(at - 20, 0) : at])}")
        at += 1
        if value.head in CLOSING and tokens[at] != CLOSING[value.head]:
            outer.append(value)
            if value.head == "{":
                key()
            continue
        if value.head in CLOSING:
            at += 1
            value.end = at
        while outer:
            outer[-1].items.append(value)
            at += 1
            if tokens[at - 1] == ",":
                if outer[-1].head == "{":
                    key()
                break
            if tokens[at - 1] != CLOSING[outer[-1].head]:
                raise VectorError(f"expected a comma after {''.join(tokens[max(at - 21, 0) : at - 1])}")
            value = outer.pop()
            value.end = at
        else:
            found.append(value)
    return found


# What a vector is made of. A shape makes Python's value of a JSON value, or refuses it.

Shape = Callable[[Json], Any]


def expected(what: str, value: Json) -> VectorError:
    """Say what was expected."""
    return VectorError(f"expected {what}, found {value.text()[:80]}")


def raw(value: Json) -> str:
    """Keep the text of any value."""
    return value.text()


def anything(value: Json) -> Any:
    """Read any value."""
    return json.loads(value.text())


def string(value: Json) -> str:
    """Read a string. Half a surrogate pair is no text."""
    text: str = json.loads(value.head) if value.head[0] == '"' else "\ud800"
    if SURROGATE.search(text):
        raise expected("a string", value)
    return text


def boolean(value: Json) -> bool:
    """Read true or false."""
    if value.head not in ("true", "false"):
        raise expected("true or false", value)
    return value.head == "true"


def true(value: Json) -> bool:
    """Read true."""
    if value.head != "true":
        raise expected("true", value)
    return True


def number(value: Json) -> float:
    """Read a number of any kind."""
    if value.head[0] not in "-0123456789" or float(value.head) in (float("inf"), float("-inf")):
        raise expected("a number", value)
    return float(value.head)


def integer(most: int) -> Shape:
    """Make the shape of an integer from 0."""

    def shape(value: Json) -> int:
        if not re.fullmatch("[0-9]{1,20}", value.head) or int(value.head) > most:
            raise expected(f"an integer from 0 to {most}", value)
        return int(value.head)

    return shape


def word(*words: str) -> Shape:
    """Make the shape of one of a few words."""

    def shape(value: Json) -> str:
        if value.head[0] != '"' or string(value) not in words:
            raise expected(" or ".join(words), value)
        return string(value)

    return shape


def nullable(shape: Shape) -> Shape:
    """Make the shape of a value that may be null."""
    return lambda value: None if value.head == "null" else shape(value)


def array(shape: Shape) -> Shape:
    """Make the shape of a list."""

    def items(value: Json) -> list[Any]:
        if value.head != "[":
            raise expected("a list", value)
        return [shape(item) for item in value.items]

    return items


def members(value: Json) -> list[tuple[str, Json]]:
    """Read what an object holds."""
    if value.head != "{":
        raise expected("an object", value)
    return [(json.loads(key), item) for key, item in zip(value.keys, value.items)]


def record(required: dict[str, Shape], optional: dict[str, Shape] | None = None) -> Shape:
    """Make the shape of an object with these keys and no other."""
    shapes = {**required, **(optional or {})}

    def shape(value: Json) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in members(value):
            if key not in shapes or key in found:
                raise VectorError(f"{'repeated' if key in found else 'unknown'} key {key}")
            try:
                found[key] = shapes[key](item)
            except VectorError as error:
                raise VectorError(f"{key}: {error}") from None
        for key in required:
            if key not in found:
                raise VectorError(f"expected the key {key}, found none")
        return found

    return shape


def event(value: Json) -> str:
    """Read a line for `enqueue`: an object, or a string that is passed on as it is."""
    if value.head[0] not in '{"':
        raise expected("an object or a string", value)
    return string(value) if value.head[0] == '"' else value.text()


INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?Z")


def instant(value: Json) -> int:
    """Read an instant as nanoseconds since 1970."""
    parts = INSTANT.fullmatch(string(value))
    if parts:
        year, month, day, hour, minute, second = map(int, parts.groups()[:6])
        date = year >= 1970 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
        if date and hour < 24 and minute < 60 and second < 60:
            seconds = calendar.timegm((year, month, day, hour, minute, second))
            return seconds * NANOSECONDS + int((parts[7] or "").ljust(9, "0"))
    raise expected("an instant such as 2026-01-01T00:00:00.000Z, not before 1970", value)


def dropped(value: Json) -> dict[str, int]:
    """Read the counts of each reason."""
    return {reason: integer(U32)(count) for reason, count in members(value)}


FACT = record({"source": word("variable", "file", "call", "host"), "name": string, "value": string})
PROBLEMS = array(
    record(
        {},
        {
            "pointer": string,
            "code": string,
            "message": string,
            "suggestion": nullable(string),
            "offset": integer(U32),
        },
    )
)
REJECTED = array(record({"line": integer(U32), "problems": PROBLEMS}))
DECISION = record(
    {},
    {
        "state": word("off", "ask", "notify", "on"),
        "signal": FACT,
        "ignored": array(FACT),
        "text": string,
        "resolved": anything,
    },
)
ANSWER = record(
    {"outcome": word("answered", "timeout", "unreachable", "denied", "failed")},
    {"status": integer(U32), "retryAfter": string, "unsure": boolean},
)
COUNTS = dict.fromkeys(["accepted", "recovered", "delivered", "pending", "kept", "unsure"], integer(U32))

# Each step has one of these. An answer may stand beside its request, which is why it comes later.
ACTIONS = {
    "enqueue": record(
        {"enqueue": array(event)},
        {"expect": record({}, {"accepted": integer(U32), "ignored": integer(U32), "rejected": REJECTED})},
    ),
    "advance": record({"advance": integer(U64)}),
    "clock": record({"clock": instant}),
    "flush": record({"flush": true}),
    "poll": record({"poll": true}, {"expect": record({}, {"wake": nullable(integer(U32))})}),
    "request": record(
        {"request": nullable(record({}, {"url": string, "timeoutMs": integer(U32), "body": raw, "events": array(anything)}))},
        {"answer": ANSWER},
    ),
    "answer": record({"answer": ANSWER}),
    "cancelled": record({"cancelled": boolean}),
    "close": record({"close": integer(U32)}),
    "optOut": record({"optOut": true}),
    "ledger": record({"ledger": record({}, {**COUNTS, "dropped": dropped})}),
    "decision": record({"decision": DECISION}),
    "outbox": record({"outbox": array(anything)}),
    "audit": record({"audit": array(anything)}),
}


def step(value: Json) -> dict[str, Any]:
    """Read a step of a script. `action` names what it does."""
    keys = [key for key, _ in members(value)]
    action = next((action for action in ACTIONS if action in keys), None)
    if not action:
        raise expected("an action", value)
    found: dict[str, Any] = ACTIONS[action](value)
    return {"action": action, **found}


# Arguments of each label, in the order of the function's. One that may be missing is then false.
LABELS: dict[str, tuple[dict[str, Shape], dict[str, Shape]]] = {
    "sanitize-model": ({"name": nullable(string)}, {"onDisk": boolean}),
    "bucket-records": ({"count": number}, {}),
    "bucket-columns": ({"count": number}, {}),
    "classify-model-host": ({"endpoint": nullable(string)}, {"strict": boolean}),
    "collect-model-hosts": ({"hosts": array(nullable(string))}, {}),
    "join-aliases": ({"aliases": array(string)}, {}),
    "average-tokens": ({"total": number, "records": integer(U32)}, {}),
}


def label(value: Json) -> dict[str, Any]:
    """Read a vector of the kind `labels`, with the arguments of the function in place of the input."""
    keep = record(
        {"kind": string, "name": string, "label": string, "input": lambda value: value},
        {"description": string, "expect": record({}, {"value": raw, "problems": PROBLEMS})},
    )
    found: dict[str, Any] = keep(value)
    if not found["label"]:
        raise VectorError("expected the name of a label, found an empty one")
    if found["label"] in LABELS:
        required, optional = LABELS[found["label"]]
        given = record(required, optional)(found["input"])
        found["arguments"] = [given.get(name, False) for name in [*required, *optional]]
    else:
        found["input"] = found["input"].text()
    return found


KINDS: dict[str, Shape] = {
    "validate": record(
        {"kind": string, "name": string, "event": string},
        {
            "description": string,
            "schemaVersion": string,
            "parameters": raw,
            "text": string,
            "expect": record({}, {"canonical": raw, "problems": PROBLEMS}),
        },
    ),
    "envelope": record(
        {"kind": string, "name": string, "settings": raw, "sent": instant, "events": array(event)},
        {
            "description": string,
            "facts": array(FACT),
            "random": array(integer(U64)),
            "expect": record({}, {"bodies": array(raw), "rejected": REJECTED, "problems": PROBLEMS}),
        },
    ),
    "labels": label,
    "policy": record(
        {"kind": string, "name": string, "product": string},
        {"description": string, "facts": array(FACT), "expect": DECISION},
    ),
    "script": record(
        {"kind": string, "name": string, "settings": raw, "clock": instant, "steps": array(step)},
        {
            "description": string,
            "facts": array(FACT),
            "random": array(integer(U64)),
            "segments": array(string),
            "expect": record({"problems": PROBLEMS}),
        },
    ),
}


class Vector(NamedTuple):
    """A test vector. Texts of JSON in it have no white space between tokens; instants are nanoseconds since 1970."""

    kind: str
    name: str
    content: dict[str, Any]


def read(text: str) -> list[Vector]:
    """Read the vectors of a file: JSON values one after the other, each a vector or a list of vectors."""
    vectors = []
    for outer in parse(text):
        for value in outer.items if outer.head == "[" else [outer]:
            head = dict(members(value))
            kind = word(*KINDS)(head["kind"]) if "kind" in head else None
            if not kind:
                raise expected("a vector with a kind", value)
            try:
                content = KINDS[kind](value)
            except VectorError as error:
                raise VectorError(f"{head['name'].text() if 'name' in head else kind}: {error}") from None
            vectors.append(Vector(kind, content["name"], content))
    return vectors


class World:
    """The world of a vector: clocks that stand still, dice thrown before, a server that answers from a script."""

    def __init__(self, wall: int = 0, random: list[int] | None = None, segments: list[str] | None = None) -> None:
        """Start at an instant, with results of the dice and the segments that earlier processes left."""
        self.wall_clock, self.monotonic_clock = wall, 0
        self.results = list(random or [])
        self.server, self.disk, self.audit = Server(), Disk(segments or []), AuditLog()

    def wall(self) -> int:
        """Tell the time."""
        return self.wall_clock

    def monotonic(self) -> int:
        """Tell how much time has passed."""
        return min(self.monotonic_clock, U64)

    def dice(self) -> int:
        """Throw the dice."""
        return self.results.pop(0) if self.results else 0

    def imports(self) -> Imports:
        """Give what an instance imports."""
        return Imports(clock=self, transport=self.server, outbox=self.disk, audit=self.audit, random=self.dice)


class Server(NoTransport):
    """Takes requests, and answers what it is told."""

    def __init__(self) -> None:
        """Begin before the first request."""
        self.started: list[dict[str, Any]] = []
        self.answered: dict[int, Answer] = {}
        self.spent: set[int] = set()
        self.cancelled: list[int] = []

    def start(self, url: str, body: str, timeout_ms: int) -> int:
        """Note a request. Tickets count from 1."""
        self.started.append({"url": url, "body": body, "timeoutMs": timeout_ms})
        return len(self.started)

    def poll(self, ticket: int) -> Answer | None:
        """Hand out what the script answered, once."""
        if not 0 < ticket <= len(self.started) or ticket in self.spent or ticket in self.cancelled:
            return Answer("failed")
        if ticket in self.answered:
            self.spent.add(ticket)
        return self.answered.pop(ticket, None)

    def cancel(self, ticket: int) -> None:
        """Note that it was given up."""
        self.cancelled.append(ticket)


class Disk(NoOutbox):
    """An outbox in memory."""

    def __init__(self, segments: list[str]) -> None:
        """Have the segments that earlier processes left."""
        self.segment = ""
        self.segments = list(enumerate(segments, start=1))
        self.claimed: dict[int, tuple[int, str]] = {}

    def append(self, lines: str) -> bool:
        """Keep lines after those kept before."""
        self.segment += lines
        return True

    def replace(self, lines: str) -> bool:
        """Keep lines in place of those kept before."""
        self.segment = lines
        return True

    def claim(self, most: int) -> tuple[int, str] | None:
        """Hand out the first segment that is short enough."""
        for place, segment in enumerate(self.segments):
            if len(segment[1].encode()) <= most:
                self.claimed[segment[0]] = segment
                return self.segments.pop(place)
        return None

    def release(self, segment: int) -> None:
        """Take a segment back."""
        if segment in self.claimed:
            self.segments.append(self.claimed.pop(segment))

    def discard(self, segment: int) -> None:
        """Forget a segment."""
        self.claimed.pop(segment, None)


class AuditLog(NoAudit):
    """An audit log in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self.lines: list[str] = []

    def append(self, line: str) -> bool:
        """Add a line."""
        self.lines.append(line)
        return True


class Differences:
    """What was found against what is expected: only what is mentioned counts."""

    def __init__(self) -> None:
        """Start with none."""
        self.found: list[str] = []

    def equal(self, place: str, expected: Any, found: Any) -> None:
        """Compare values as JSON: 1, 1.0 and true are three."""
        texts = [json.dumps(value, sort_keys=True, ensure_ascii=False) for value in (expected, found)]
        if texts[0] != texts[1]:
            self.found.append(f"{place}: expected {texts[0]}, found {texts[1]}")

    def text(self, place: str, expected: str, found: str | None) -> None:
        """Compare texts of JSON byte for byte."""
        if expected != found:
            found = found or "none"
            same = next((at for at, pair in enumerate(zip(expected, found)) if pair[0] != pair[1]), None)
            at = min(len(expected), len(found)) if same is None else same
            window = slice(max(at - 40, 0), at + 60)
            self.found.append(f"{place} at {at}: expected …{expected[window]}…, found …{found[window]}…")

    def mentioned(self, place: str, expected: dict[str, Any], found: dict[str, Any]) -> None:
        """Compare what `expected` has."""
        for key, value in expected.items():
            self.equal(f"{place} {key}", value, found[key])

    def problems(self, place: str, expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
        """Compare problems, one by one."""
        self.equal(f"{place}: number of problems", len(expected), len(found))
        for number, (problem, other) in enumerate(zip(expected, found), start=1):
            self.mentioned(f"{place}: problem {number}", problem, other)

    def rejected(self, expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
        """Compare rejected lines."""
        self.equal("number of rejected lines", len(expected), len(found))
        for rejection, other in zip(expected, found):
            self.equal("rejected line", rejection["line"], other["line"])
            self.problems(f"line {other['line']}", rejection["problems"], other["problems"])

    def decision(self, expected: dict[str, Any], found: dict[str, Any]) -> None:
        """Compare a decision."""
        simple = {key: value for key, value in expected.items() if key != "resolved"}
        self.mentioned("decision", simple, found)
        if "resolved" in expected:
            self.subset("resolved", expected["resolved"], json.loads(found["resolved"]))

    def request(self, expected: dict[str, Any] | None, found: dict[str, Any] | None) -> None:
        """Compare a request."""
        if expected is None or found is None:
            self.equal("request", expected is not None, found is not None)
            return
        simple = {key: value for key, value in expected.items() if key not in ("body", "events")}
        self.mentioned("request", simple, found)
        if "body" in expected:
            self.text("body", expected["body"], found["body"])
        if "events" in expected:
            self.objects("request event", expected["events"], json.loads(found["body"])["events"])

    def objects(self, place: str, expected: list[Any], found: list[Any]) -> None:
        """Compare a list with objects of which only the members mentioned count."""
        self.equal(f"number of {place}s", len(expected), len(found))
        for number, (value, other) in enumerate(zip(expected, found), start=1):
            self.subset(f"{place} {number}", value, other)

    def subset(self, place: str, expected: Any, found: Any) -> None:
        """Compare members that are mentioned, however deep; all else as a whole."""
        if not isinstance(expected, dict):
            self.equal(place, expected, found)
            return
        for key, value in expected.items():
            self.subset(f"{place}/{key}", value, found.get(key) if isinstance(found, dict) else None)


def fitting(text: str) -> str:
    """Refuse what no host passes on."""
    if len(text.encode()) > MAX_TEXT:
        raise VectorError(f"expected a text of at most {MAX_TEXT} bytes, found {len(text.encode())}")
    return text


class Runner:
    """Runs vectors on the component: one instance for what is pure, one for each client."""

    def __init__(self, loaded: Loaded) -> None:
        """Take the compiled component."""
        self.loaded = loaded
        self.pure = Instance(loaded, World().imports())
        # In the order of versions, so that the newest stays.
        self.newest = {each["name"]: each["version"] for each in self.pure.call("catalog", "events")}

    def run(self, vector: Vector) -> list[str]:
        """Run a vector and list the differences."""
        kinds = {
            "validate": self.validate,
            "envelope": self.envelope,
            "labels": self.label,
            "policy": self.policy,
            "script": self.script,
        }
        differences = Differences()
        kinds[vector.kind](vector.content, differences)
        return differences.found

    def validate(self, vector: dict[str, Any], differences: Differences) -> None:
        """Check an event's parameters."""
        if ("parameters" in vector) == ("text" in vector):
            raise VectorError("expected one of parameters and text")
        version = vector.get("schemaVersion", self.newest.get(vector["event"], ""))
        text = fitting(vector["parameters"] if "parameters" in vector else vector["text"])
        found = self.pure.call("catalog", "validate", {"name": vector["event"], "version": version}, text)
        self.checked(vector, "canonical", found, differences)

    def checked(self, vector: dict[str, Any], key: str, found: dict[str, Any], differences: Differences) -> None:
        """Compare a text that is there or has problems."""
        expect = vector.get("expect", {})
        if key in expect:
            differences.text(key, expect[key], found["canonical"])
        if "problems" in expect:
            differences.problems(key, expect["problems"], found["problems"])

    def label(self, vector: dict[str, Any], differences: Differences) -> None:
        """Derive a label."""
        if "arguments" in vector:
            value = self.pure.call("labels", vector["label"], *vector["arguments"])
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            found = {"canonical": text, "problems": []}
        else:
            found = self.pure.call("labels", "derive", vector["label"], fitting(vector["input"]))
        self.checked(vector, "value", found, differences)

    def policy(self, vector: dict[str, Any], differences: Differences) -> None:
        """Decide from facts."""
        found = self.pure.call("policy", "decide", vector["product"], vector.get("facts", []))
        differences.decision(vector.get("expect", {}), found)

    def open(self, vector: dict[str, Any], world: World, facts: list[dict[str, str]], differences: Differences) -> Client | None:
        """Open a client in a new instance. None: its settings are wrong."""
        problems = vector.get("expect", {}).get("problems", [])
        try:
            client = Client(self.loaded, world.imports(), fitting(vector["settings"]), facts)  # type: ignore[arg-type]
        except SettingsError as error:
            differences.problems("settings", problems, error.problems)  # type: ignore[arg-type]
            return None
        differences.problems("settings", problems, [])
        return client

    def envelope(self, vector: dict[str, Any], differences: Differences) -> None:
        """Build the bodies of events."""
        if not vector["events"]:
            raise VectorError("expected at least one event, found none")
        world = World(vector["sent"], vector.get("random"))
        client = self.open(vector, world, vector.get("facts", YES), differences)
        if not client:
            return
        rejected = client._call("enqueue", fitting("\n".join(vector["events"])))["rejected"]
        bodies: list[str] = []
        client._call("flush")
        client._call("poll")
        while len(world.server.started) > len(bodies):
            ticket = len(world.server.started)
            bodies.append(world.server.started[-1]["body"])
            world.server.answered[ticket] = Answer("answered", 200)
            client._call("poll")
        expect = vector.get("expect")
        if expect is not None:
            if "bodies" in expect:
                differences.equal("number of bodies", len(expect["bodies"]), len(bodies))
                for number, (body, found) in enumerate(zip(expect["bodies"], bodies), start=1):
                    differences.text(f"body {number}", body, found)
            differences.rejected(expect.get("rejected", []), rejected)

    def script(self, vector: dict[str, Any], differences: Differences) -> None:
        """Play a client's whole life."""
        world = World(vector["clock"], vector.get("random"), vector.get("segments"))
        client = self.open(vector, world, vector.get("facts", []), differences)
        if not client:
            return
        player = Player(client, world)
        for number, each in enumerate(vector["steps"], start=1):
            found = Differences()
            player.play(each, found)
            differences.found.extend(f"step {number}: {difference}" for difference in found.found)


class Player:
    """Plays the steps of a script."""

    def __init__(self, client: Client, world: World) -> None:
        """Start before the first request."""
        self.client, self.world = client, world
        # Ticket of the request that was taken last.
        self.taken = 0

    def play(self, step: dict[str, Any], differences: Differences) -> None:
        """Do what a step says and compare what comes out."""
        action, client, world = step["action"], self.client, self.world
        argument, expect = step[action], step.get("expect", {})
        if action == "enqueue":
            report = client._call("enqueue", fitting("\n".join(argument)))
            simple = {key: value for key, value in expect.items() if key != "rejected"}
            differences.mentioned("report", simple, report)
            if "rejected" in expect:
                differences.rejected(expect["rejected"], report["rejected"])
        elif action == "advance":
            world.wall_clock += argument * 1_000_000
            world.monotonic_clock += argument * 1_000_000
        elif action == "clock":
            world.wall_clock = argument
        elif action == "flush":
            client._call("flush")
        elif action == "poll":
            differences.mentioned("poll", expect, {"wake": client._call("poll")})
        elif action == "request":
            there = self.taken < len(world.server.started)
            differences.request(argument, world.server.started[self.taken] if there else None)
            if not there:
                return
            self.taken += 1
        elif action == "cancelled":
            differences.equal("cancelled", argument, self.taken in world.server.cancelled)
        elif action == "close":
            client._call("close", argument)
        elif action == "optOut":
            client._call("opt-out")
        elif action == "ledger":
            found = client._call("ledger")
            reasons = {tally["reason"]: tally["count"] for tally in found["dropped"]}
            differences.mentioned("ledger", argument, {**found, "dropped": reasons})
        elif action == "decision":
            differences.decision(argument, client._call("decision"))
        elif action == "outbox":
            lines = [json.loads(line) for line in world.disk.segment.split("\n")[:-1]]
            differences.objects("outbox line", argument, lines)
        elif action == "audit":
            differences.objects("audit line", argument, [json.loads(line) for line in world.audit.lines])
            world.audit.lines.clear()
        if "answer" in step:
            if not self.taken:
                raise VectorError("expected a request to answer, found none started")
            answer = step["answer"]
            world.server.answered[self.taken] = Answer(
                answer["outcome"], answer.get("status", 0), answer.get("retryAfter", ""), answer.get("unsure", False)
            )
