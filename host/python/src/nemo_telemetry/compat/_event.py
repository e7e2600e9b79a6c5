"""Events as the products' modules have them: they refuse what is wrong while they are made."""

from __future__ import annotations

import sys

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from .._errors import EventError


class Event(TelemetryEvent, abstract=True):
    """The base class of a product's events. A class with a name that is not in the catalog can be made; its events are refused when sent.

    Raises:
        TypeError: when a class is made that has no `_event_name`.
    """

    __slots__ = ("_shown",)
    _shown: dict[str, object]

    _late: ClassVar[dict[str, Callable[[], object]]] = {}
    """Fields that the component fills where the program says nothing, and what an event shows until then."""

    def __init_subclass__(cls, *, abstract: bool = False, **options: Any) -> None:
        """Refuse a class without a name."""
        if abstract:
            super().__init_subclass__(abstract=True, **options)
            return
        if "_event_name" not in vars(cls):
            raise TypeError(f"{cls.__name__} must define '_event_name' class variable")
        super().__init_subclass__(abstract=True, checked=True, **options)

    def __getattr__(self, name: str) -> object:
        """Show a field that nobody has set."""
        if name == "_shown" or name not in type(self)._late:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self._unset()[name]

    def model_dump(self, *, by_alias: bool = False, mode: str = "python") -> dict[str, object]:
        """Give the fields as a dictionary, those that nobody has set as they show."""
        shown = type(self).__new__(type(self))
        vars(shown).update({**self._unset(), **vars(self)})
        return TelemetryEvent.model_dump(shown, by_alias=by_alias, mode=mode)

    def _unset(self) -> dict[str, object]:
        """What fields show that nobody has set, the same each time. It is not what is sent."""
        try:
            return dict(self._shown)
        except AttributeError:
            shown = {name: late() for name, late in self._late.items()}
            object.__setattr__(self, "_shown", shown)
            return shown

    @classmethod
    def _refusal(cls, error: EventError) -> ValueError:
        """Raise what a program with pydantic expects: its own class of `ValueError`, where it is loaded. No value is in it."""
        pydantic = sys.modules.get("pydantic_core")
        if pydantic is None:
            return error
        lines = [
            {
                "type": pydantic.PydanticCustomError(problem["code"].replace("-", "_"), "{what}", {"what": problem["message"]}),
                "loc": tuple(problem["pointer"].split("/")[1:]),
                "input": None,
            }
            for problem in error.problems
        ]
        refusal: ValueError = pydantic.ValidationError.from_exception_data(cls.__name__, lines, hide_input=True)
        return refusal
