"""What strict telemetry checks in the caller's thread."""

from __future__ import annotations

from . import _event, _runtime
from ._catalog import EVENTS
from ._client import Client
from ._errors import EventError
from ._instance import Instance
from ._world import Imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._inbox import Item
    from ._options import Options


def check_settings(options: Options) -> None:
    """Refuse settings that no client can be opened with.

    Raises:
        SettingsError: they are wrong.
        TelemetryError: the component cannot be loaded.
    """
    Client(_runtime.load(options.around.cache()), Imports(), options.product, options.settings, lambda queries: []).drop()


def check_event(options: Options, item: Item) -> None:
    """Refuse an event that its schema does not allow.

    Raises:
        EventError: it is wrong.
        TelemetryError: the component cannot be loaded.
    """
    kind, fields, _ = item
    try:
        parameters = _event.text(kind, fields)
    except _event.FormError as error:
        raise EventError([{"pointer": error.pointer, "code": "syntax", "message": error.what, "suggestion": None, "offset": 0}]) from None
    except Exception as error:
        raise without_form(error) from None
    name = kind._event_name
    versions = [version for known, version in EVENTS if known == name]
    version = kind._schema_version or max(versions, key=lambda version: [int(part) for part in version.split(".")])
    instance = Instance(_runtime.load(options.around.cache()), Imports())
    try:
        problems = instance.validate(name, version, parameters)[1]
    finally:
        instance.close()
    if problems:
        raise EventError(problems)


def without_form(error: Exception) -> EventError:
    """Say that an event cannot be written. The error's own text may have a value in it."""
    message = f"expected values that JSON has a form for, found {_event.name(type(error))}"
    return EventError([{"pointer": "", "code": "syntax", "message": message, "suggestion": None, "offset": 0}])
