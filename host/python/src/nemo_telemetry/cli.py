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
    from typing import Any

    from ._options import Options

DONE, INVALID, MISTAKE, BROKEN = 0, 1, 2, 70


def command(arguments: Sequence[str], *, product: str | None = None, prog: str | None = None) -> int:
    """Do what a person asks for: `status`, `on`, `off`, `preview`, `audit` or `schema`.

    Args:
        arguments: The words after the command's name.
        product: The only product it is about. None: a person names one with `--product`, or means all.
        prog: What the command is called in its help.

    Returns:
        The exit status, that of every host's command: 0 done, 1 an event that was given is wrong, 2 wrong words or a file cannot be read
        or written, 70 the component does not run. Of `on` and `off` it says what was done, not whether that could be printed.
    """
    from ._errors import ProblemsError, TelemetryError

    terminal, is_printing = Terminal(), True
    try:
        parsed = _parsed(arguments, product, prog)
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
        code = MISTAKE
    is_printed = terminal.end()
    return code or (DONE if is_printed or not is_printing else MISTAKE)


def main() -> int:
    """Run the script `nemo-telemetry`."""
    import sys

    return command(sys.argv[1:], prog="nemo-telemetry")


def _parsed(arguments: Sequence[str], product: str | None, prog: str | None) -> argparse.Namespace:
    import argparse

    from . import __version__
    from ._precheck_table import PRODUCTS

    parser = argparse.ArgumentParser(prog=prog, description="Telemetry: how it stands, and what it sends.")
    parser.add_argument("--version", action="version", version=f"nemo-telemetry {__version__}")
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
    schema.add_argument("event", nargs="?", metavar="EVENT", help="such as nat_cli_command or anonymizer_event@1.7")
    first = arguments[0] if arguments else "-"
    if not first.startswith("-") and first not in verbs.choices:
        parser.error(f"expected {', '.join(verbs.choices)}, found {first!r}; the command that is built from Rust has more, such as collect")
    return parser.parse_args(arguments)


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
    from . import __version__, _lines, _runtime, _standing
    from ._consent import Consent

    found: dict[str, Any] = {
        "schema": _standing.SCHEMA,
        "component": {"version": __version__, "sha256": _runtime.sha256()},
        "cache": _surroundings.current.cache(),
        "products": [_standing.standing(options, Consent(options)) for options in map(_options, _products(parsed))],
    }
    if parsed.json:
        import json

        terminal.data(json.dumps(found, separators=(",", ":"), ensure_ascii=False))
        return DONE
    for product in found["products"]:
        for line in _lines.lines(product):
            terminal.say(line)
        terminal.say("")
    for line in _lines.shared(found):
        terminal.say(line)
    return DONE


def _on(parsed: argparse.Namespace, terminal: Terminal) -> int:
    return _change(parsed, terminal, True)


def _off(parsed: argparse.Namespace, terminal: Terminal) -> int:
    return _change(parsed, terminal, False)


def _change(parsed: argparse.Namespace, terminal: Terminal, granted: bool) -> int:
    """Store a decision. All products' before anything is said, which may fail and must cost nobody a no."""
    from ._change import Change

    changes = [Change(_options(product), granted) for product in _products(parsed)]
    lines = [line for change in changes for line in change.lines()]
    for place, line in enumerate(lines):
        # What is the same for several of them is said once, after the last.
        if line not in lines[place + 1 :]:
            word, text = line
            terminal.complain(text if word == "say" else f"{word}: {text}")
    return DONE if all(change.is_done for change in changes) else MISTAKE


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
    from . import _shown

    sent = _shown.sent(_products(parsed))
    lines = _shown.events(sent)
    if parsed.what == "show":
        event = _shown.find(sent, parsed.event or "")
        if event is None:
            terminal.complain(f"error: expected EVENT to be one of {', '.join(sorted(sent))}")
            return MISTAKE
        lines = _shown.fields(event)
    for line in lines:
        terminal.say(line)
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
