"""What the component settles from variables and files, beside the decision."""

from __future__ import annotations

from .. import _surroundings
from ..consent import _consent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._settings import Product

ENDPOINT = "https://events.telemetry.data.nvidia.com/v1.1/events/json"
CLIENT_ID = "184482118588404"


def settled(product: Product, name: str) -> str:
    """One of the things, such as `deployment-type`; empty where the component does not run."""
    from .._errors import TelemetryError

    try:
        return str(_consent(product).settled()[name])
    except TelemetryError:
        return ""


def variable(name: str, otherwise: str) -> str:
    """Show a variable. Where events go is the component's to say; see `Telemetry.status`."""
    return _surroundings.current.variables().get(name, otherwise)
