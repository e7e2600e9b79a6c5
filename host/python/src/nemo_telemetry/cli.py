"""The command for a person: how telemetry stands, on, off, what would be sent, and what was.

`python -m nemo_telemetry` is this for every product. A product's own command line mounts it for itself:

    from nemo_telemetry import command

    if arguments[:1] == ["telemetry"]:
        sys.exit(command(arguments[1:], product="agent-toolkit", prog="nat telemetry"))

What is asked for goes to standard output, everything else to standard error.
"""

from __future__ import annotations

import sys

from . import _surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ._options import Options

DONE, INVALID, BROKEN = 0, 1, 70


def command(arguments: Sequence[str], *, product: str | None = None, prog: str | None = None) -> int:
    """Do what a person asks for: `status`, `on`, `off`, `preview` or `audit`.

    Args:
        arguments: The words after the command's name.
        product: The only product it is about. None: a person names one with `--product`, or means all.
        prog: What the command is called in its help.

    Returns:
        The exit status: 0 done, 1 something that was given is wrong, 2 wrong words, 70 the component does not run.
    """
    from ._errors import ProblemsError, TelemetryError

    try:
        parsed = _parser(product, prog).parse_args(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    try:
        found: int = parsed.run(parsed)
        return found
    except ProblemsError as error:
        print(f"error: {error}", file=sys.stderr)
        return INVALID
    except TelemetryError as error:
        print(f"error: {error}", file=sys.stderr)
        return BROKEN
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return INVALID


def _parser(product: str | None, prog: str | None) -> argparse.ArgumentParser:
    import argparse

    from ._precheck_table import PRODUCTS

    parser = argparse.ArgumentParser(prog=prog, description="Telemetry: how it stands, and what it sends.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: object, text: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(run=run, products=[product] if product else None)
        if not product:
            required = name in ("on", "preview")
            names = ", ".join(PRODUCTS)
            every = "" if required else "; without it, all"
            made.add_argument("--product", required=required, choices=list(PRODUCTS), metavar="PRODUCT", help=f"one of {names}{every}")
        return made

    status = verb("status", _status, "whether telemetry is on, and why")
    status.add_argument("--json", action="store_true", help="for programs")
    verb("on", _on, "store a yes")
    verb("off", _off, "store a no; nothing is sent from then on")
    preview = verb("preview", _preview, "print the exact bodies that would be sent, one a line; no network is used")
    preview.add_argument("file", nargs="+", metavar="FILE", help="JSON Lines of events; -: standard input")
    audit = verb("audit", _audit, "print what was sent, the latest last")
    audit.add_argument("--json", action="store_true", help="the lines as they are kept")
    return parser


def _products(parsed: argparse.Namespace) -> list[str]:
    from ._precheck_table import PRODUCTS

    if parsed.products:
        return list(parsed.products)
    return [parsed.product] if parsed.product else list(PRODUCTS)


def _options(product: str) -> Options:
    from ._options import Options

    calls: dict[str, bool | None] = {}
    return Options(product, {"product": product}, calls, _surroundings.current, None)


def _status(parsed: argparse.Namespace) -> int:
    import json

    from . import _report, _runtime
    from ._consent import Consent
    from ._version import __version__

    machine: dict[str, object] = {
        "version": __version__,
        "component": _runtime.sha256(),
        "runtime": _report.check_runtime(),
        "products": {},
    }
    products: dict[str, dict[str, object]] = {}
    for product in _products(parsed):
        consent = Consent(_options(product))
        decision = consent.decision()
        products[product] = {
            "state": decision["state"],
            "text": decision["text"],
            "signal": decision["signal"],
            "ignored": decision["ignored"],
            "endpoint": decision["settled"]["endpoint"],
            "warnings": decision["settled"]["warnings"],
            "decision": consent.path() or "",
            **_kept(product),
        }
    machine["products"] = products
    if parsed.json:
        print(json.dumps(machine, indent=2))
        return DONE
    for product, found in products.items():
        if found["state"] in ("ask", "notify"):
            # The text is then the question or the notice; whoever asks for the status wants to know what holds until it is answered.
            until = "a person has said yes" if found["state"] == "ask" else "a notice was shown"
            print(f"{product}: nothing is sent until {until}")
        else:
            print(f"{product}: {found['text']}")
        for fact in decision_facts(found["ignored"]):
            print(f"  ignored    {fact}")
        for name in ("endpoint", "decision", "outbox", "audit"):
            print(f"  {name:<10} {found[name] or 'none'}")
        warnings = found["warnings"]
        for warning in warnings if isinstance(warnings, list) else []:
            print(f"  warning    {warning}")
    for name in ("component", "runtime", "version"):
        print(f"{name:<12} {machine[name]}")
    return DONE


def decision_facts(facts: object) -> list[str]:
    """Say facts in words, without their values but for switches."""
    return [f"{fact['source']} {fact['name']}" for fact in facts] if isinstance(facts, list) else []


def _kept(product: str) -> dict[str, object]:
    """Say where a product's outbox and audit log are, and what waits."""
    import os

    folder = _options(product).folder()
    audit = os.path.join(folder.path, "audit.jsonl") if folder.path else ""
    return {
        "outbox": folder.path,
        "segments": len(_segments(product)),
        "bytes": sum(_segments(product)),
        "audit": audit if os.path.exists(audit) else "",
    }


def _segments(product: str) -> list[int]:
    """Give the length of each file of events that wait."""
    try:
        lines = _options(product).folder().entries().splitlines()
    except OSError:
        return []
    files = [line.split(" ") for line in lines]
    return [int(file[1]) for file in files if file[0].endswith(".jsonl") and not file[0].startswith("audit.")]


def _on(parsed: argparse.Namespace) -> int:
    return max([_store(product, True) for product in _products(parsed)])


def _off(parsed: argparse.Namespace) -> int:
    return max([_store(product, False) for product in _products(parsed)])


def _store(product: str, granted: bool) -> int:
    from ._consent import Consent

    consent, waited = Consent(_options(product)), len(_segments(product))
    path = consent.grant() if granted else consent.revoke()
    word = "yes" if granted else "no"
    print(f"{product}: {f'a {word} is stored in {path}' if path else 'there is no place to store it; set DO_NOT_TRACK=1'}")
    # What else is said, such as a kill switch, may outrank it.
    decision = consent.decision()
    if (decision["state"] == "off") == granted:
        print(f"{product}: all the same: {decision['text']}", file=sys.stderr)
    removed = waited - len(_segments(product))
    if not granted and removed > 0:
        print(f"{product}: {removed} file{'s' if removed > 1 else ''} of events that waited removed")
    return DONE if path else INVALID


def _preview(parsed: argparse.Namespace) -> int:
    from . import _preview

    lines: list[str] = []
    for name in parsed.file:
        if name == "-":
            lines += sys.stdin.read().splitlines()
        else:
            with open(name, encoding="utf-8") as file:
                lines += file.read().splitlines()
    lines = [line + "\n" for line in lines if line.strip()]
    if not lines:
        print("error: expected at least one event, found none", file=sys.stderr)
        return INVALID
    for body in _preview.bodies_of_lines(_options(_products(parsed)[0]), lines):
        print(body)
    print(f"{len(lines)} event{'s' if len(lines) > 1 else ''}; not sent: preview never uses the network", file=sys.stderr)
    return DONE


def _audit(parsed: argparse.Namespace) -> int:
    import json
    import os

    count = damaged = 0
    for product in _products(parsed):
        folder = _options(product).folder().path
        for name in ("audit.1.jsonl", "audit.jsonl") if folder else ():
            try:
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    text = file.read()
            except FileNotFoundError:
                continue
            for line in filter(None, text.split("\n")):
                try:
                    entry = json.loads(line)
                    told = line if parsed.json else _tell(product, entry)
                except (ValueError, KeyError, TypeError):
                    damaged += 1
                    continue
                count += 1
                print(told)
    if damaged:
        print(f"{damaged} line{'s' if damaged > 1 else ''} passed over: no lines of an audit log", file=sys.stderr)
    if not count:
        print("nothing was sent", file=sys.stderr)
    return DONE


def _tell(product: str, entry: dict[str, object]) -> str:
    what, start = entry["what"], f"{entry['ts']}  {product}"
    events = entry.get("events")
    names = ", ".join(events) if isinstance(events, list) else ""
    if what == "request":
        return f"{start}  {entry['count']} event(s), {entry['bytes']} bytes to {entry['endpoint']}: {names}"
    if what == "answer":
        unsure = ", and may have arrived" if entry["unsure"] else ""
        return f"{start}  {entry['outcome']}, status {entry['status'] or 'none'}{unsure}"
    return f"{start}  {entry['count']} event(s) never sent, {entry['reason']}: {names}"
