"""Labels: what the products' helper functions make of a value, beside those here."""

from __future__ import annotations

import random
import sys
import types
from typing import Any

from judge import COUNT, Verdicts

PIECES = [
    "nvidia",
    "Llama-3",
    "a",
    "_",
    "-",
    ".",
    "..",
    "--",
    "/",
    "//",
    "./",
    "../",
    "~",
    "\\",
    "C:",
    " ",
    "\t",
    "\x1c",
    "é",
    "東",
    ".git",
    ".GIT",
    "x" * 97,
    "0",
    "org",
    "model",
    "\u00a0",
    "\ufeff",
    "$HOME",
    "%",
    "@",
]
HOSTS = [
    "https://",
    "http://",
    "build.nvidia.com",
    "Integrate.API.nvidia.com",
    "inference-api.nvidia.com",
    "openrouter.ai",
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "[::1]",
    "example.com",
    ":8000",
    "/v1",
    "?",
    "#",
    "@",
    "İ",
    "",
    " ",
]
ALIASES = ["b", "a", " a ", "", "  ", "é", "😀", "a,b", "\u2003x", "B", "\x1c", None]
STEPS = [
    "entity-detection",
    "latent-entity-detection",
    "replace-map-generation",
    "rewrite-pipeline",
    "rewrite-final-judge",
    "rewrite-evaluate-1",
    "rewrite-repair-2",
    "other",
]
FLOWS = [
    "self check input",
    "self check hallucination",
    "content safety check input $model=x",
    " jailbreak detection heuristics ",
    "my own flow",
    "topic safety check input(model='y')",
    "regex check retrieval",
    "f5 guardrails scan input",
    "Self Check Input",
    "()",
]


def judge_labels(product: Any, verdicts: Verdicts) -> None:
    """Judge the helper functions that a product has."""
    chance = random.Random(11)
    judges = {"safe-synthesizer": _models_and_buckets, "anonymizer": _hosts_and_aliases, "guardrails": _usage}
    judge = judges.get(product.name)
    if judge:
        judge(product, verdicts, chance)


def _models_and_buckets(product: Any, verdicts: Verdicts, chance: random.Random) -> None:
    theirs, ours = product.pair("sanitize_model_for_telemetry")
    for _ in range(COUNT):
        name = None if chance.random() < 0.01 else "".join(chance.choices(PIECES, k=chance.randrange(6)))
        verdicts.compare(f"model {name!r}", theirs(name), ours(name))
    for function in ("bucket_records", "bucket_columns"):
        theirs, ours = product.pair(function)
        edges = [edge + step for edge in (0, 5, 10, 20, 50, 200, 1_000, 10_000, 100_000) for step in (-1, 0, 1)]
        for count in [*edges, -(10**30), 10**30, *(chance.randrange(300_000) for _ in range(COUNT // 10))]:
            verdicts.compare(f"{function} {count}", theirs(count), ours(count))


def _hosts_and_aliases(product: Any, verdicts: Verdicts, chance: random.Random) -> None:
    theirs, ours = product.pair("classify_model_host")
    for _ in range(COUNT):
        endpoint = "".join(chance.choices(HOSTS, k=chance.randrange(5)))
        provider = types.SimpleNamespace(endpoint=endpoint)
        verdicts.compare(f"host {endpoint!r}", theirs(provider).value, ours(provider).value)
    verdicts.compare("no provider", theirs(None).value, ours(None).value)
    theirs, ours = product.pair("collect_model_hosts")
    kinds = product.pair("ModelHostEnum")
    for _ in range(COUNT // 10):
        words = chance.choices([*(kind.value for kind in kinds[0]), None], k=chance.randrange(6))
        both = [[kind(word) if word else None for word in words] for kind in kinds]
        verdicts.compare(f"hosts {words}", theirs(both[0]), ours(both[1]))
    theirs, ours = product.pair("sort_join_aliases")
    for _ in range(COUNT // 10):
        aliases = chance.choices(ALIASES, k=chance.randrange(5))
        verdicts.compare(f"aliases {aliases}", theirs(aliases), ours(aliases))
    _tokens(product, verdicts, chance)


def _tokens(product: Any, verdicts: Verdicts, chance: random.Random) -> None:
    """Both count by the same tokenizer, which needs no network here: what is compared is the mean."""
    tokenizer = types.ModuleType("tiktoken")
    encoding = types.SimpleNamespace(encode=lambda text, disallowed_special: text.split())
    tokenizer.get_encoding = lambda name: encoding  # type: ignore[attr-defined]
    sys.modules["tiktoken"] = tokenizer
    theirs, ours = product.pair("avg_tokens_per_record")
    for _ in range(COUNT // 10):
        texts: list[Any] = [chance.choice(["", "a b", "c d e", None, 3]) for _ in range(chance.randrange(5))]
        verdicts.compare(f"tokens of {texts}", theirs(texts), ours(texts))
    verdicts.compare("tokens of no list", theirs(None), ours(None))


def _usage(product: Any, verdicts: Verdicts, chance: random.Random) -> None:
    theirs, ours = product.pair("_collect_usage_data")
    told = (
        "deployment_type",
        "colang_version",
        "llm_providers",
        "num_rails_configured",
        "rail_types_in_use",
        "tracing_enabled",
        "rails_engine",
        "has_knowledge_base",
        "streaming_configured",
        "builtin_features",
        "num_custom_flows",
        "event",
        "nemo_source",
        "python_version",
        "nemoguardrails_version",
        "platform",
        "os_name",
    )
    for number in range(COUNT):
        config = None if chance.random() < 0.02 else _config(chance)
        deployment = chance.choice(["library", "api", "cli", "sdk", "nmp", "undefined", "", "API", "else", None])
        one, other = theirs(config, deployment), ours(config, deployment)
        dumps = [event.model_dump(mode="json") for event in (one, other)]
        values = [{name: dump[name] for name in told} for dump in dumps]
        verdicts.compare(f"configuration {number}", values[0], values[1])


class _Data:
    """Sections of a configuration, with the defaults of the product."""

    model_fields = dict.fromkeys(("patronus", "regex_detection", "privateai", "fact_checking", "f5", "polygraf", "clavata"))

    def __init__(self, **sections: object) -> None:
        for name in self.model_fields:
            setattr(self, name, sections.get(name))


def _config(chance: random.Random) -> Any:
    def some(things: list[Any]) -> list[Any]:
        return chance.sample(things, k=chance.randrange(min(4, len(things))))

    def group(**more: object) -> Any:
        return types.SimpleNamespace(flows=some(FLOWS), **more)

    library = f"{sys.modules['nemoguardrails'].__path__[0]}/colang/v2_x/library/core.co"
    flows = [
        {"id": "mine"},
        {"is_system_flow": True},
        {"file_info": {"name": library}},
        types.SimpleNamespace(file_info={"name": "/app/rails.co"}),
        types.SimpleNamespace(is_system_flow=True),
    ]
    rails = types.SimpleNamespace(
        input=group(),
        output=group(streaming=types.SimpleNamespace(enabled=chance.random() < 0.5)),
        retrieval=group(),
        tool_output=group(),
        tool_input=group(),
        dialog=types.SimpleNamespace(single_call=types.SimpleNamespace(enabled=chance.random() < 0.5)),
        config=_Data(**dict.fromkeys(some(list(_Data.model_fields)), True)),
    )
    return types.SimpleNamespace(
        colang_version=chance.choice(["1.0", "2.x"]),
        models=[types.SimpleNamespace(engine=engine) for engine in some(["openai", "nim", "", None, "nvidia_ai_endpoints"])],
        rails=rails,
        flows=some(flows),
        tracing=types.SimpleNamespace(enabled=chance.random() < 0.5),
        docs=[1] if chance.random() < 0.5 else None,
    )
