"""What a queue was opened with."""

from __future__ import annotations

from . import _sink
from ._errors import printable
from ._surroundings import processor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._folder import Folder
    from ._inbox import Inbox
    from ._surroundings import Surroundings


class Options:
    """Settings as far as the host has to know them, and the surroundings."""

    __slots__ = ("_text", "around", "calls", "given", "on_problem", "product")

    def __init__(
        self,
        product: str,
        given: Mapping[str, object],
        calls: Mapping[str, bool | None],
        around: Surroundings,
        on_problem: Callable[[str], object] | None,
    ) -> None:
        """Take them.

        Args:
            product: Identifier of the product.
            given: Settings of the component, by their names there; None: not given.
            calls: What the program says to the policy, by the name of the fact; None: nothing.
            around: The surroundings.
            on_problem: Told of problems, in place of `logging`.
        """
        self.product, self.given = product, given
        self.calls, self.around, self.on_problem = calls, around, on_problem
        self._text = ""

    @property
    def settings(self) -> str:
        """Settings in JSON, written when they are needed: while telemetry is off they never are.

        Raises:
            TelemetryError: a value has no form in JSON.
        """
        if not self._text:
            import json

            given = {name: value for name, value in self.given.items() if value is not None}
            given.setdefault("cpuArchitecture", processor() or "undefined")
            try:
                self._text = json.dumps(given, separators=(",", ":"), allow_nan=False)
            except (TypeError, ValueError) as error:
                from ._errors import TelemetryError

                raise TelemetryError(f"the settings cannot be used: {type(error).__name__}") from None
        return self._text

    def folder(self) -> Folder:
        """Give the one folder that the component sees."""
        from ._folder import Folder

        paths = self.around.paths()
        return Folder(paths.state, paths.config, self.product, self.around.clock().wall)

    def tell(self, inbox: Inbox, problem: str) -> None:
        """Tell of a problem in a line, once: the callback, or the log; and remember it. No private value is in it."""
        # The system's and the runtime's words are in it, and have lines and letters of their own.
        problem = printable(" ".join(problem.split()))
        if inbox.note(problem):
            self._say(problem)

    def show(self, notice: str) -> bool:
        """Show the product's notice, as a warning of the log, which goes to standard error unless the program says otherwise.

        A program that has not loaded `logging` has not said otherwise. To load it for that takes long, and not in a thread: it has a hook
        for forks that takes a lock and one that gives it back, and during a fork would only get to the second.
        """
        import sys

        try:
            if "logging" in sys.modules:
                import logging

                logging.getLogger("nemo_telemetry").warning("%s", notice)
            else:
                _sink.write("stderr:", notice)
        except Exception:
            return False
        return True

    def _say(self, problem: str) -> None:
        try:
            if self.on_problem:
                self.on_problem(problem)
            else:
                self.show(problem)
        except Exception:
            pass  # Whoever listens has a problem too, and it is not ours to end the program for it.
