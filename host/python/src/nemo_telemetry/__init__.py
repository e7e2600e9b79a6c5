"""Anonymous usage telemetry in the format of NVIDIA's NeMo products.

    from nemo_telemetry import NatCliCommand, Telemetry

    with Telemetry(product="agent-toolkit", client_version="1.9.0") as telemetry:
        telemetry.enqueue(NatCliCommand(command="run", task_status="success", python_version="3.12.4"))

`Telemetry` is a program's queue; the events are in `nemo_telemetry.events`, their words in `words`. `labels` makes the few words that
may be sent of what a program knows, and `consent` is a person's decision. Everything that decides, checks, sends again or keeps is
done by a WebAssembly component that has neither files nor a network of its own; it is loaded in a thread, with the first event, and not
at all while telemetry is off. This package is not a product of NVIDIA and not affiliated with it.

Importing it loads next to nothing: names are looked up when they are used.
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = [
    "BodyVerdict",
    "EventError",
    "Ledger",
    "Product",
    "RefusedEvent",
    "RuntimeMissingError",
    "Settings",
    "SettingsError",
    "Status",
    "Telemetry",
    "TelemetryError",
    "TelemetryEvent",
    "__version__",
    "check_body",
    "command",
    "consent",
    "labels",
    "words",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import consent as consent
    from . import events
    from . import labels as labels
    from . import words as words
    from ._body import BodyVerdict, RefusedEvent, check_body
    from ._errors import EventError, RuntimeMissingError, SettingsError, TelemetryError
    from ._event import TelemetryEvent
    from ._settings import Product, Settings
    from ._telemetry import Telemetry
    from ._views import Ledger, Status
    from .cli import command
    from .events import *  # noqa: F403

    __all__ += events.__all__
else:
    from ._catalog import CLASSES

    __all__ += sorted(CLASSES)

_MODULES = ("consent", "labels", "words")

_HOMES = {
    "BodyVerdict": "_body",
    "EventError": "_errors",
    "Ledger": "_views",
    "Product": "_settings",
    "RefusedEvent": "_body",
    "RuntimeMissingError": "_errors",
    "Settings": "_settings",
    "SettingsError": "_errors",
    "Status": "_views",
    "Telemetry": "_telemetry",
    "TelemetryError": "_errors",
    "TelemetryEvent": "_event",
    "check_body": "_body",
    "command": "cli",
}


def __getattr__(name: str) -> object:
    """Load a name when it is used first (PEP 562)."""
    if name in _MODULES:
        return __import__(f"{__name__}.{name}", fromlist=("__name__",))
    home = _HOMES.get(name)
    if home is None:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home = "events"
    # Not importlib, which costs more than all of this module.
    module = __import__(f"{__name__}.{home}", fromlist=(name,))
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name, loaded or not."""
    return sorted(__all__)
