"""What can be known without the component: most programs in which telemetry is off never load it. `host/FACTS.md` has the rule.

The pre-check may say off, and never on: where it says nothing, the component decides.
"""

from __future__ import annotations

from . import _facts
from ._precheck_table import NO, PRODUCTS, YES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._fact import Fact
    from ._surroundings import Surroundings


class Row:
    """What the table says about a product. Empty texts for what it does not have."""

    __slots__ = ("default", "file", "file_variable", "form", "no", "switches", "variable")

    def __init__(self, switches: tuple[str, ...], variable: str, default: str, file: str, file_variable: str, form: str, no: str) -> None:
        """Take a row."""
        self.switches, self.variable, self.default = switches, variable, default
        self.file, self.file_variable, self.form, self.no = file, file_variable, form, no


_SPACE = " \t\n\f\r"
"""What is trimmed: white space of ASCII, which every language does alike."""

# A build that leaves telemetry out, and what a person told a browser that runs Python.
_HOST_FACTS = ("compiled-out", "global-privacy-control", "do-not-track")


def row(product: str) -> Row | None:
    """Look a product up; None: it is not in the catalog."""
    known = PRODUCTS.get(product)
    return Row(*known) if known else None


def is_off(product: str, calls: Mapping[str, bool | None], around: Surroundings) -> bool:
    """Whether telemetry is certainly off; the arguments are those of `decisive`."""
    return decisive(product, calls, around) is not None


def decisive(product: str, calls: Mapping[str, bool | None], around: Surroundings) -> Fact | None:
    """Find the fact for which telemetry is certainly off. None: the component has to be asked.

    Args:
        product: Identifier of the product; of one that is not in the catalog the component says that it is off.
        calls: What the embedding program says, by the name of the fact; None: nothing.
        around: Where to look.
    """
    said = {name: str(value).lower() for name, value in calls.items() if value is not None}
    hosts = {name: value for name in _HOST_FACTS if (value := around.host(name)) is not None}
    return signal(product, around.variables(), said, hosts, stored(product, around))


def stored(product: str, around: Surroundings) -> str | None:
    """Text of the decision that is stored for a product; None: there is none."""
    known = row(product)
    if not known or not known.file:
        return None
    path = _facts.place({"path": known.file, "variable": known.file_variable}, around.variables(), around.paths())
    return _facts.read(path) if path else None


def says_off(product: str, variables: Mapping[str, str], calls: Mapping[str, str], hosts: Mapping[str, str], file: str | None) -> bool:
    """Whether facts say that it is off; the arguments are those of `signal`."""
    return signal(product, variables, calls, hosts, file) is not None


def signal(product: str, variables: Mapping[str, str], calls: Mapping[str, str], hosts: Mapping[str, str], file: str | None) -> Fact | None:
    """Find the fact for which it is off. None: the component has to be asked.

    Args:
        product: Identifier of the product; of one that is not in the catalog the component says that it is off.
        variables: The environment.
        calls: What the embedding program says, by the name of the fact.
        hosts: What the host noticed, by the name of the fact.
        file: Text of the stored decision; None: there is none.
    """
    known = row(product)
    if not known:
        return None

    def word(value: str) -> str:
        return value.strip(_SPACE).lower()

    def is_no(name: str) -> bool:
        return name in calls and word(calls[name]) in NO

    def is_yes(name: str) -> bool:
        return name in calls and word(calls[name]) in YES

    for name in known.switches:
        if word(variables.get(name, "")) not in NO:
            return {"source": "variable", "name": name, "value": variables[name]}
    for name in _HOST_FACTS:
        if word(hosts.get(name, "")) in YES:
            return {"source": "host", "name": name, "value": hosts[name]}
    for name in ("enabled", "emit_telemetry"):
        if is_no(name):
            return {"source": "call", "name": name, "value": calls[name]}
    own = variables.get(known.variable) if known.variable else None
    if own is not None and word(own) not in YES:
        return {"source": "variable", "name": known.variable, "value": own}
    if not is_yes("destination") and file is not None and (known.form == "marker" or _is_disabled(file)):
        return {"source": "file", "name": known.file, "value": file}
    speaks = is_yes("enabled") or is_yes("destination") or "answer" in calls or own is not None or file is not None
    return {"source": "host", "name": "default", "value": known.default} if known.default in ("off", "ask") and not speaks else None


def _is_disabled(text: str) -> bool:
    """Whether a stored decision has a line that is `consent = disabled`, whatever its quotes and spaces."""
    plain = text.translate({ord(character): None for character in _SPACE + "\"'" if character != "\n"})
    return any(line.lower() == "consent=disabled" for line in plain.split("\n"))
