"""What strict telemetry checks in the caller's thread."""

from __future__ import annotations

from . import _check, _event, _form, _runtime
from ._client import Client
from ._errors import EventError
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
    except _form.FormError as error:
        raise EventError([error.problem]) from None
    except Exception as error:
        raise _form.without_form(error) from None
    problems = _check.judge(kind, parameters)[1]
    if problems:
        raise EventError(problems)
