"""The command for a person: how telemetry stands, on, off, what would be sent, and what was.

`python -m nemo_telemetry` is this for every product. A product's own command line mounts it for itself:

    from nemo_telemetry import command

    if arguments[:1] == ["telemetry"]:
        sys.exit(command(arguments[1:], product="agent-toolkit", prog="nat telemetry"))

What is asked for goes to standard output, everything else to standard error.
"""

from __future__ import annotations

from . import _surroundings
from ._terminal import Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ._options import Options

DONE, INVALID, BROKEN = 0, 1, 70


def command(arguments: Sequence[str], *, product: str | None = None, prog: str | None = None) -> int:
    """Do what a person asks for: `status`, `on`, `off`, `preview`, `audit` or `schema`.

    Args:
        arguments: The words after the command's name.
        product: The only product it is about. None: a person names one with `--product`, or means all.
        prog: What the command is called in its help.

    Returns:
        The exit status: 0 done, 1 something that was given is wrong or a file cannot be read or written, 2 wrong words, 70 the component
        does not run. Of `on` and `off` it says what was done, not whether that could be printed.
    """
    from ._errors import ProblemsError, TelemetryError

    terminal, is_printing = Terminal(), True
    try:
        parsed = _parser(product, prog).parse_args(arguments)
        is_printing = parsed.run not in (_on, _off)
        code: int = parsed.run(parsed, terminal)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 2
    except ProblemsError as error:
        terminal.complain(f"error: {error}")
        code = INVALID
    except TelemetryError as error:
        terminal.complain(f"error: {error}")
        code = BROKEN
    except OSError as error:
        terminal.complain(f"error: {error}")
        code = INVALID
    is_printed = terminal.end()
    return code or (DONE if is_printed or not is_printing else INVALID)


def main() -> int:
    """Run the script `nemo-telemetry`."""
    import sys

    return command(sys.argv[1:], prog="nemo-telemetry")


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
    schema = verb("schema", _schema, "print what is collected: every event, or every field of one")
    schema.add_argument("what", choices=["list", "show"], metavar="list|show", help="every event; the fields of EVENT")
    schema.add_argument("event", nargs="?", metavar="EVENT", help="name of an event, such as nat_cli_command")
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


def _status(parsed: argparse.Namespace, terminal: Terminal) -> int:
    import json

    from . import _report, _runtime
    from ._consent import Consent
    from ._version import __version__

    if parsed.json:
        from . import _standing

        machine = {
            "schema": _standing.SCHEMA,
            "component": {"version": __version__, "sha256": _runtime.sha256()},
            "cache": _surroundings.current.cache(),
            "products": [_standing.standing(options, Consent(options)) for options in map(_options, _products(parsed))],
        }
        terminal.data(json.dumps(machine, separators=(",", ":"), ensure_ascii=False))
        return DONE
    machine = {"component": _runtime.sha256(), "runtime": _report.check_runtime(), "version": __version__}
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
    for product, found in products.items():
        if found["state"] in ("ask", "notify"):
            # The text is then the question or the notice; whoever asks for the status wants to know what holds until it is answered.
            until = "a person has said yes" if found["state"] == "ask" else "a notice was shown"
            terminal.say(f"{product}: nothing is sent until {until}")
        else:
            terminal.say(f"{product}: {found['text']}")
        for fact in decision_facts(found["ignored"]):
            terminal.say(f"  ignored    {fact}")
        for name in ("endpoint", "decision", "outbox", "audit"):
            terminal.say(f"  {name:<10} {found[name] or 'none'}")
        warnings = found["warnings"]
        for warning in warnings if isinstance(warnings, list) else []:
            terminal.say(f"  warning    {warning}")
    for name in ("component", "runtime", "version"):
        terminal.say(f"{name:<12} {machine[name]}")
    return DONE


def decision_facts(facts: object) -> list[str]:
    """Say facts in words, without their values but for switches."""
    return [f"{fact['source']} {fact['name']}" for fact in facts] if isinstance(facts, list) else []


def _kept(product: str) -> dict[str, object]:
    """Say where a product's outbox and audit log are, and what waits."""
    import os

    from . import _segments

    folder = _options(product).folder()
    audit = os.path.join(folder.path, "audit.jsonl") if folder.path else ""
    try:
        segments = _segments.of(folder)
    except OSError:
        segments = []
    return {
        "outbox": folder.path,
        "segments": len(segments),
        "bytes": sum(length for _, length in segments),
        "audit": audit if os.path.exists(audit) else "",
    }


def _on(parsed: argparse.Namespace, terminal: Terminal) -> int:
    from ._consent import Consent

    code = DONE
    for product in _products(parsed):
        consent = Consent(_options(product))
        path = consent.grant()
        if not path:
            terminal.complain(f"{product}: there is no place to store a yes")
            code = INVALID
            continue
        terminal.say(f"{product}: a yes is stored in {path}")
        # What else is said, such as a kill switch, may outrank it.
        decision = consent.decision()
        if decision["state"] == "off":
            terminal.complain(f"{product}: all the same: {decision['text']}")
    return code


def _off(parsed: argparse.Namespace, terminal: Terminal) -> int:
    from . import _refusal

    products = _products(parsed)
    stored: dict[str, str | Exception | None] = {}
    # All of them before anything is loaded or said, which may fail and must cost nobody a no.
    for product in products:
        try:
            stored[product] = _refusal.store(_options(product))
        except Exception as error:
            stored[product] = error
    code = max([_follow(product, stored[product], terminal) for product in products])
    try:
        from ._consent import Consent

        for product in products:
            decision = Consent(_options(product)).decision()
            if decision["state"] != "off":
                terminal.complain(f"{product}: all the same: {decision['text']}")
    except Exception as error:
        terminal.complain(f"whether something outranks what is stored cannot be seen: {error}")
    return code


def _follow(product: str, stored: str | Exception | None, terminal: Terminal) -> int:
    """Say where a no is, and remove what waits."""
    code = DONE
    if isinstance(stored, str):
        terminal.say(f"{product}: a no is stored in {stored}")
    else:
        why = stored or "the product has no place for it"
        terminal.complain(f"error: {product}: the no is not stored: {why}; set DO_NOT_TRACK=1 in the environment instead")
        code = INVALID
    return max(code, _purge(product, terminal))


def _purge(product: str, terminal: Terminal) -> int:
    """Remove what waits, as the component does that is told no."""
    from . import _segments

    folder = _options(product).folder()
    removed, why = _segments.purge(folder)
    if removed:
        terminal.say(f"{product}: {removed} file{'s' if removed > 1 else ''} of events that waited removed")
    if why:
        terminal.complain(f"error: {product}: events that waited are still in {folder.path}: {why}")
    return INVALID if why else DONE


def _preview(parsed: argparse.Namespace, terminal: Terminal) -> int:
    from . import _preview
    from ._jsonl import lines_of

    lines = [line for name in parsed.file for line in lines_of(name)]
    if not lines:
        terminal.complain("error: expected at least one event, found none")
        return INVALID
    for body in _preview.bodies_of_lines(_options(_products(parsed)[0]), lines):
        terminal.data(body)
    terminal.complain(f"{len(lines)} event{'s' if len(lines) > 1 else ''}; not sent: preview never uses the network")
    return DONE


def _schema(parsed: argparse.Namespace, terminal: Terminal) -> int:
    import json

    from ._standalone import ask

    inventory = json.loads(ask("catalog", "inventory"))
    wanted = _products(parsed)
    sent = {name for product in inventory["products"] if product["id"] in wanted for name in product["events"]}
    if parsed.what == "list":
        for event in inventory["events"]:
            if event["name"] in sent:
                fields = f"{len(event['fields'])} fields"
                terminal.say(f"{event['name']:<28} {event['version']:<4} {fields:>10}  {event['title']}")
        return DONE
    events = [event for event in inventory["events"] if event["name"] == parsed.event]
    if not events:
        terminal.complain(f"error: expected EVENT to be one of {', '.join(sorted(sent))}")
        return INVALID
    newest = events[-1]
    terminal.say(f"{newest['name']} {newest['version']}: {newest['title']}")
    for field in newest["fields"]:
        terminal.say(f"  {field['name']:<32} {field['title']}. {field['description']}")
    return DONE


def _audit(parsed: argparse.Namespace, terminal: Terminal) -> int:
    import json

    count = damaged = 0
    for product in _products(parsed):
        folder = _options(product).folder()
        for name in ("audit.1.jsonl", "audit.jsonl"):
            for line in filter(None, folder.text(name).split("\n")):
                try:
                    entry = json.loads(line)
                    told = line if parsed.json else _tell(product, entry)
                except (ValueError, KeyError, TypeError, RecursionError):
                    damaged += 1
                    continue
                count += 1
                if parsed.json:
                    terminal.data(told)
                else:
                    terminal.say(told)
    if damaged:
        terminal.complain(f"{damaged} line{'s' if damaged > 1 else ''} passed over: no lines of an audit log")
    if not count:
        terminal.complain("nothing was sent")
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
