"""A person's decision, for programs that ask for it themselves: is telemetry on, what is stored, a yes or a no, the question.

    from nemo_telemetry import consent

    if consent.is_on("agent-toolkit"):
        telemetry.enqueue(expensive_event())

Nothing here prints, but for `ask`. `nemo_telemetry.command` is the same for a person. Where an answer is asked for or stored, a product
that is not in the catalog is a `ValueError`.
"""

from __future__ import annotations

from . import _precheck, _surroundings, _terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._consent import Consent
    from ._settings import Product

__all__ = ["answer", "ask", "is_on", "place", "question", "state", "store", "stored", "understood"]


def is_on(product: Product | str, *, enabled: bool | None = None, emit_telemetry: bool | None = None) -> bool:
    """Say whether an event need be made at all. Cheap: it looks at variables and at one file, and loads nothing.

    False is certain. True says that nothing forbids it as far as can be seen without the component, which decides before each request.

    Args:
        product: Identifier of the product.
        enabled: The program's own yes or no. None: it has no opinion.
        emit_telemetry: The product's setting of that name: False is a no, True says nothing.
    """
    around = _surroundings.current
    calls = {"enabled": around.enabled() if enabled is None else enabled, "emit_telemetry": emit_telemetry}
    try:
        return not _precheck.is_off(product, calls, around)
    except Exception:
        return False


def state(product: Product | str, *, enabled: bool | None = None, emit_telemetry: bool | None = None) -> str:
    """Decide as a queue does that is opened now: `on`, `off`, `ask` (a person may be asked) or `notify` (on once a notice was shown).

    It is `off` where the component does not run.
    """
    from ._errors import TelemetryError

    if not is_on(product, enabled=enabled, emit_telemetry=emit_telemetry) and not _may_ask(product):
        return "off"
    try:
        return str(_consent(product, enabled, emit_telemetry).decision()["state"])
    except TelemetryError:
        return "off"


def stored(product: Product | str) -> bool | None:
    """Say what a person has decided, whatever else decides today; None: nothing that is believed.

    A yes to an earlier question is not believed, and neither is a file that cannot be read for certain.

    Raises:
        TelemetryError: the component cannot be loaded.
    """
    _expect(product)
    return _consent(product).stored()


def store(product: Product | str, granted: bool) -> str | None:
    """Store a person's yes or no, in the product's own format. Where it is; None: the product has no place for one.

    A no needs no component. What waits to be sent is removed by `Telemetry.opt_out`, and by the programs that run.

    Raises:
        OSError: it could not be stored.
        TelemetryError: the component cannot be loaded, which a yes needs.
    """
    _expect(product)
    if granted:
        return _consent(product).grant()
    from . import _refusal

    return _refusal.store(_options(product))


def place(product: Product | str) -> str | None:
    """Say where a decision is stored; None: nowhere."""
    from . import _facts

    known, around = _precheck.row(product), _surroundings.current
    if not known or not known.file:
        return None
    return _facts.place({"path": known.file, "variable": known.file_variable}, around.variables(), around.paths())


def question(product: Product | str) -> str | None:
    """Give what a person is to be asked; None: nobody is, because the product does not ask, it is decided, or there is no terminal."""
    from ._errors import TelemetryError

    _expect(product)
    if not _may_ask(product):
        return None
    try:
        decision = _consent(product).decision()
    except TelemetryError:
        return None
    return str(decision["text"]) if decision["state"] == "ask" else None


def answer(product: Product | str, typed: str | None) -> bool:
    """Store what a person typed at the question. Whether it is a yes.

    Args:
        product: Identifier of the product.
        typed: The line without its end; None: the end of input, or Ctrl-C.

    Raises:
        OSError: it could not be stored. It holds for this process all the same, where the program passes it as `enabled`.
        TelemetryError: the component cannot be loaded.
    """
    is_yes = understood(product, typed)
    store(product, is_yes)
    return is_yes


def understood(product: Product | str, typed: str | None) -> bool:
    """Say whether what a person typed at the question is a yes, and store nothing.

    Enter alone is a yes where the question says so; None, the end of input, never is.

    Raises:
        TelemetryError: the component cannot be loaded.
    """
    _expect(product)
    return _consent(product).understood(typed)


def ask(product: Product | str, read: Callable[[], str] | None = None) -> bool | None:
    """Ask on standard error where a person is to be asked, and store the answer. Whether it is a yes; None: nobody was asked.

    An answer that cannot be stored holds for this process, and is asked for again: no `OSError` and no `TelemetryError` is raised.

    Args:
        product: Identifier of the product.
        read: Reads a line. None: from standard input.

    Raises:
        ValueError: the product is not in the catalog, so nobody would ever be asked.
    """
    from ._errors import TelemetryError

    text = question(product)
    if text is None:
        return None
    try:
        is_yes = understood(product, _terminal.asked(text, read or input))
    except (OSError, ValueError, TelemetryError):
        return False
    try:
        store(product, is_yes)
    except (OSError, TelemetryError):
        pass
    return is_yes


def _expect(product: str) -> None:
    if _precheck.row(product) is None:
        from ._precheck_table import PRODUCTS

        raise ValueError(f"expected one of {', '.join(PRODUCTS)}; found another product")


def _may_ask(product: str) -> bool:
    """Whether the product is one that asks, and nothing that can be seen without the component has decided."""
    around = _surroundings.current
    known = _precheck.row(product)
    try:
        # As if a person had just said yes: what is off then is off for another reason.
        return known is not None and known.default == "ask" and not _precheck.is_off(product, {"enabled": True}, around)
    except Exception:
        return False


def _options(product: str, calls: dict[str, bool | None] | None = None) -> Any:
    from ._options import Options

    return Options(product, {"product": product}, calls or {}, _surroundings.current, None)


def _consent(product: str, enabled: bool | None = None, emit_telemetry: bool | None = None) -> Consent:
    from ._consent import Consent

    calls: dict[str, bool | None] = {"enabled": enabled, "emit_telemetry": emit_telemetry}
    return Consent(_options(product, calls))
