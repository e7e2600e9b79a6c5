"""A person's decision, stored by the command: what is done, and the lines that every host's command says about it.

A line is a word, `say`, `warning` or `error`, and its text.
"""

from __future__ import annotations

import os

from . import _precheck, _refusal, _segments
from ._errors import TelemetryError
from ._standing import switches
from ._told import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._options import Options

    Line = tuple[str, str]


class Change:
    """What became of a decision of one product."""

    def __init__(self, options: Options, granted: bool) -> None:
        """Store it; of a no also remove what waits. Nothing is loaded for a no, and nothing of one is raised.

        Raises:
            TelemetryError: the component cannot be loaded, which a yes needs.
        """
        self._options, self._granted = options, granted
        self._kept: str | None = None
        self._is_removal = False
        self._failure = self._stuck = self._folder = ""
        self._removed = 0
        try:
            self._keep()
        except TelemetryError:
            raise
        except Exception as error:
            self._failure = _why(error)
        if granted:
            return
        try:
            folder = options.folder()
            self._folder = folder.path
            self._removed, self._stuck = _segments.purge(folder)
        except Exception as error:
            self._stuck = _why(error)

    @property
    def is_done(self) -> bool:
        """Whether everything was done."""
        return not self._failure and not self._stuck

    def lines(self) -> list[Line]:
        """Say what was done."""
        product, answer = self._options.product, "yes" if self._granted else "no"
        lines: list[Line] = []
        if self._failure:
            lines.append(("error", f"the {answer} for {product} is not stored: {self._place()}: {self._failure}"))
            if not self._granted:
                lines.append(("say", f"to turn it off without a file: {switches(product)}"))
        elif self._is_removal:
            lines.append(("say", f"removed {self._kept}: {product} stores only a no; without one its default holds"))
        else:
            lines.append(("say", f"stored {answer} for {product} in {self._kept}"))
        return lines + self._waiting() + ([] if self._failure else self._effect())

    def _keep(self) -> None:
        if not self._granted:
            self._kept = _refusal.store(self._options)
            return
        from ._consent import Consent

        self._kept = Consent(self._options).grant()
        self._is_removal = not os.path.lexists(self._kept or "")

    def _place(self) -> str:
        from . import consent

        known = _precheck.row(self._options.product)
        return consent.place(self._options.product) or (known.file if known else "")

    def _waiting(self) -> list[Line]:
        if self._stuck:
            return [("error", f"events that were waiting to be sent are still in {self._folder}: {self._stuck}")]
        if self._removed:
            return [("say", f"removed the events that were waiting to be sent: {self._removed} of {self._folder}")]
        return [("say", "no events were waiting to be sent")] if self._folder else []

    def _effect(self) -> list[Line]:
        """Say what holds from now on."""
        decision = self._decision()
        state, because = (decision["state"], describe(decision["signal"])) if decision else ("off", "")
        if not self._granted:
            if state == "off":
                return [("say", "programs that run look at this before each request: they send nothing more")]
            return [("warning", f"telemetry is on all the same: {because}")]
        if state == "on":
            return [("say", f"telemetry is on: {because}")]
        if state == "notify":
            return [("say", "telemetry is on once the product's notice was shown")]
        return [("warning", f"telemetry stays off: {because}")]

    def _decision(self) -> dict[str, Any] | None:
        """Decide anew; None: it is off, or only the component could tell, which does not work here."""
        from ._consent import Consent

        options = self._options
        if not self._granted and _precheck.is_off(options.product, options.calls, options.around):
            return None
        try:
            return Consent(options).decision()
        except TelemetryError:
            return None


def _why(error: Exception) -> str:
    """Say what the system said, without the path, which stands before it."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
