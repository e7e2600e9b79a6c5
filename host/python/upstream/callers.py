"""Let the products' own programs run twice, with their own telemetry module and with ours, and compare the events that arrive.

`cargo xtask upstream --callers` runs it. Nothing of a program is changed but what `import` finds; see `instead/sitecustomize.py`.
"""

from __future__ import annotations

import json
import os
import pty
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE = 120.0

NAT = [
    ["--help"],
    ["--version"],
    ["info", "components", "--help"],
    ["configure", "telemetry", "--status"],
    ["configure", "telemetry", "--made-up"],
    ["made-up"],
    ["run"],
    ["validate", "--config_file", "/nowhere.yml"],
]
"""Commands of Agent Toolkit that end well, with a usage error, and with an exception."""

RAILS = """
import time
from nemoguardrails import LLMRails, RailsConfig
config = RailsConfig.from_content(yaml_content='''
models: []
rails:
  input:
    flows: [self check input]
  output:
    flows: [self check output]
prompts:
  - task: self_check_input
    content: x
  - task: self_check_output
    content: x
''')
LLMRails(config)
LLMRails(config)
time.sleep(10)
"""

SERVED = """
from nemoguardrails.server.api import app
app.rails_config_path = "served"
"""
"""What `nemoguardrails server` does besides, which starts one worker only."""

UVICORN = "uvicorn served:app --workers 2 --port {port} --log-level error"
GUNICORN = "gunicorn served:app --workers 2 --bind 127.0.0.1:{port} --preload --worker-class uvicorn_worker.UvicornWorker"
"""Servers with two workers each: programs of their own, and forks of one that has loaded the product."""

SERVED_RAILS = """
models: []
rails:
  input:
    flows: [self check input]
prompts:
  - task: self_check_input
    content: x
"""

SYNTHESIZER = """
import sys, time
import absent
import pandas
from nemo_safe_synthesizer.sdk import library_builder
from nemo_safe_synthesizer.sdk.library_builder import SafeSynthesizer, TaskStatusEnum
sys.modules["torch"] = None  # As on a machine without a device.
data = pandas.DataFrame({"a": range(250), "b": range(250)})
synthesizer = SafeSynthesizer(save_path="artifacts").with_data_source(data)
try:
    synthesizer.run()
except Exception:
    pass
for status in TaskStatusEnum:
    library_builder._emit_nss_telemetry(synthesizer, status)
time.sleep(3)
"""
"""A job that its own check ends, and the emitter with every status."""

ANONYMIZER = """
import time
from pathlib import Path
from anonymizer import AnonymizerConfig, AnonymizerInput, Redact
from anonymizer.engine.constants import COL_FINAL_ENTITIES, COL_REPLACED_TEXT
from anonymizer.engine.detection.detection_workflow import EntityDetectionResult
from anonymizer.engine.replace.replace_runner import ReplacementResult
from anonymizer.interface.anonymizer import Anonymizer

class Detection:
    def run(self, dataframe, **options):
        if self.ending:
            raise self.ending
        return EntityDetectionResult(dataframe.assign(**{COL_FINAL_ENTITIES: [{"entities": []}] * len(dataframe)}), [])

class Replacement:
    def run(self, dataframe, **options):
        replaced = dataframe.assign(**{COL_REPLACED_TEXT: "x"})
        replaced.attrs["original_text_column"] = "text"
        return ReplacementResult(replaced, [])

Path("in.csv").write_text("text\\nAlice works at Acme\\nBob does not\\n")
detection = Detection()
program = Anonymizer(detection_workflow=detection, replace_runner=Replacement())
for detection.ending in (None, RuntimeError(), KeyboardInterrupt()):
    try:
        program.run(config=AnonymizerConfig(replace=Redact()), data=AnonymizerInput(source="in.csv", data_summary="names"))
    except (RuntimeError, KeyboardInterrupt):
        pass
time.sleep(3)
"""
"""Three runs: one that is whole, one that fails, one that a person ends. The models are left out, which are elsewhere."""

DESIGNER = """
import json, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import data_designer.config as dd
from data_designer.interface import DataDesigner

class Model(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "good"}}
        # Data Designer sends a title while telemetry is on. Its length is told by the event.
        usage = {"prompt_tokens": len(self.headers.get("X-Title", "")), "completion_tokens": 3, "total_tokens": 10}
        answer = {"id": "x", "object": "chat.completion", "created": 0, "model": asked["model"], "choices": [choice], "usage": usage}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=server.serve_forever, daemon=True).start()
provider = dd.ModelProvider(name="here", endpoint=f"http://127.0.0.1:{server.server_port}/v1", api_key="none")
models = [dd.ModelConfig(alias=name, model=f"maker/{name}", provider="here") for name in ("writer", "judge")]
builder = dd.DataDesignerConfigBuilder(model_configs=models)
kinds = dd.CategorySamplerParams(values=["a", "b"])
builder.add_column(dd.SamplerColumnConfig(name="kind", sampler_type=dd.SamplerType.CATEGORY, params=kinds))
builder.add_column(dd.LLMTextColumnConfig(name="review", model_alias="writer", prompt="Review {{ kind }}."))
builder.add_column(dd.LLMTextColumnConfig(name="verdict", model_alias="judge", prompt="Judge {{ review }}."))
designer = DataDesigner(artifact_path="artifacts", model_providers=[provider])
designer.preview(builder, num_records=3)
designer.create(builder, num_records=4)
"""
"""A preview, which sends nothing, and a data set, which sends an event for each of its two models. The models answer on this machine."""

VARYING = {"durationMs", "jobDurationSec", "sessionId", "timestamp"}


class Collector:
    """A collector on this machine."""

    def __init__(self) -> None:
        """Listen."""
        self.bodies: list[dict[str, Any]] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Take a body."""
                bodies.append({**json.loads(self.rfile.read(int(self.headers["Content-Length"]))), "agent": self.headers["User-Agent"]})
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1.1/events/json"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def is_ours(self) -> bool:
        """Whether all of it was sent by this package, which names no library of HTTP."""
        return all("python" not in str(body["agent"]).lower() for body in self.bodies)

    def events(self, count: int) -> list[tuple[Any, ...]]:
        """Give what arrived, without what differs between two runs, as soon as so much has."""
        end = time.monotonic() + 10
        while sum(len(body["events"]) for body in self.bodies) < count and time.monotonic() < end:
            time.sleep(0.05)
        return [_comparable(body, event) for body in self.bodies for event in body["events"]]


def _comparable(body: dict[str, Any], event: dict[str, Any]) -> tuple[Any, ...]:
    parameters = {name: "" if name in VARYING else value for name, value in event["parameters"].items()}
    kind = [type(event["parameters"].get(name)).__name__ for name in sorted(VARYING)]
    return (event["name"], body["clientVer"], body["eventSchemaVer"], body["eventSysVer"], list(parameters.items()), kind)


def _environment(home: str, url: str, is_ours: bool) -> dict[str, str]:
    path = [str(HERE.parent / "src"), str(HERE), *([str(HERE / "instead")] if is_ours else [])]
    return {
        "HOME": home,
        "PATH": os.environ["PATH"],
        "TERM": "dumb",
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", home),
        "NAT_TELEMETRY_ENDPOINT": url,
        "NEMO_GUARDRAILS_USAGE_STATS_SERVER": url,
        "NEMO_TELEMETRY_ENDPOINT": url,
        "NEMO_TELEMETRY_ENABLED": "true",
        # Nothing of what they would load leaves this machine.
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "NO_PROXY": "127.0.0.1",
    }


def nat(is_ours: bool) -> list[Any]:
    """Run the commands at a terminal, in the home of a person who is asked at the first one, and says yes."""
    home, collector, found = tempfile.mkdtemp(), Collector(), []
    environment = _environment(home, collector.url, is_ours)
    program = [sys.executable, "-c", "import sys; from nat.cli.main import run_cli; sys.argv[0] = 'nat'; run_cli()"]
    for words in NAT:
        code, seen = _at_a_terminal([*program, *words], environment)
        found.append((words, code, "[Y/n]" in seen))
    events = collector.events(_SENT)
    assert collector.is_ours is is_ours, "the other module has sent"
    return [*found, *events]


_SENT = 6
"""Commands of these that send an event: click ends `--help` and `--version` of the root before the group's callback."""


def _at_a_terminal(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    primary, secondary = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdin=secondary, stdout=secondary, stderr=secondary, close_fds=True)
    os.close(secondary)
    seen, end, is_answered = "", time.monotonic() + PATIENCE, False
    while time.monotonic() < end:
        if select.select([primary], [], [], 0.1)[0]:
            try:
                seen += os.read(primary, 65536).decode(errors="replace")
            except OSError:
                break
        if "[Y/n]" in seen and not is_answered:
            is_answered = True
            os.write(primary, b"y\n")
        if process.poll() is not None and not select.select([primary], [], [], 0)[0]:
            break
    os.close(primary)
    return process.wait(PATIENCE), seen


def rails(is_ours: bool) -> list[Any]:
    """Build rails of a real configuration twice."""
    home, collector = tempfile.mkdtemp(), Collector()
    environment = _environment(home, collector.url, is_ours)
    subprocess.run([sys.executable, "-c", RAILS], env=environment, check=True, timeout=PATIENCE, stderr=subprocess.DEVNULL)
    events = sorted(collector.events(2), key=repr)
    assert collector.is_ours is is_ours, "the other module has sent"
    return events


def uvicorn(is_ours: bool) -> list[Any]:
    """Serve rails with uvicorn."""
    return _served(UVICORN, is_ours)


def gunicorn(is_ours: bool) -> list[Any]:
    """Serve rails with gunicorn."""
    return _served(GUNICORN, is_ours)


def _served(server: str, is_ours: bool) -> list[Any]:
    """Serve rails, until each worker has built its own. Each is a process with a session of its own."""
    home, collector = tempfile.mkdtemp(), Collector()
    folder = Path(home, "served", "rails")
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text(SERVED_RAILS)
    Path(home, "served.py").write_text(SERVED)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", *server.format(port=port).split()]
    environment, nowhere = _environment(home, collector.url, is_ours), subprocess.DEVNULL
    process = subprocess.Popen(words, env=environment, cwd=home, stdout=nowhere, stderr=nowhere)
    end = time.monotonic() + PATIENCE
    try:
        while len(_sessions(collector)) < 2 and time.monotonic() < end:
            with ThreadPoolExecutor(8) as people:
                list(people.map(_chat, [f"http://127.0.0.1:{port}/v1/chat/completions"] * 8))
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait(PATIENCE)
    events = sorted(collector.events(2), key=repr)
    assert collector.is_ours is is_ours, "the other module has sent"
    return [len(_sessions(collector)), *events]


def _sessions(collector: Collector) -> set[str]:
    return {str(event["parameters"]["sessionId"]) for body in collector.bodies for event in body["events"]}


def _chat(url: str) -> None:
    """Ask for an answer, which rails without a model do not have."""
    body = {"model": "none", "messages": [{"role": "user", "content": "hi"}], "guardrails": {"config_id": "rails"}}
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE).close()
    except OSError:
        pass  # It is not there yet, or has no answer.


def synthesizer(is_ours: bool) -> list[Any]:
    """End jobs of Safe Synthesizer."""
    return _program(SYNTHESIZER, is_ours, 5)


def anonymizer(is_ours: bool) -> list[Any]:
    """End runs of Anonymizer."""
    return _program(ANONYMIZER, is_ours, 3)


def designer(is_ours: bool) -> list[Any]:
    """Make a data set with Data Designer."""
    return _program(DESIGNER, is_ours, 2)


def _program(text: str, is_ours: bool, count: int) -> list[Any]:
    home, collector = tempfile.mkdtemp(), Collector()
    environment, nowhere = _environment(home, collector.url, is_ours), subprocess.DEVNULL
    words = [sys.executable, "-W", "ignore", "-c", text]
    subprocess.run(words, env=environment, cwd=home, check=True, timeout=PATIENCE, stdout=nowhere, stderr=nowhere)
    events = sorted(collector.events(count), key=repr)
    assert collector.is_ours is is_ours, "the other module has sent"
    return events


def main() -> int:
    """Compare all of them, or those that are named."""
    is_right = True
    rows = [
        ("nat", nat, len(NAT) + 4),
        ("LLMRails", rails, 2),
        ("uvicorn", uvicorn, 3),
        ("gunicorn", gunicorn, 3),
        ("Safe Synthesizer", synthesizer, 5),
        ("Anonymizer", anonymizer, 3),
        ("Data Designer", designer, 2),
    ]
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    for name, caller, least in (row for row in rows if not named or row[0] in named):
        theirs, ours = caller(False), caller(True)
        is_equal = theirs == ours and len(theirs) >= least
        is_right &= is_equal
        if "--show" in sys.argv:
            print(*ours, sep="\n")
        print(f"{name}: {len(theirs)} and {len(ours)} results, {'equal' if is_equal else 'different'}")
        for one, other in zip(theirs, ours, strict=False):
            if one != other:
                print(f"  its own {one}\n  ours    {other}")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
