"""Put the drop-in modules in place of the products' own, as a changed import line would, in a program that is otherwise untouched."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

PLACES = {
    "nat.utils.telemetry": "agent_toolkit",
    "nemoguardrails.telemetry": "guardrails",
    "nemo_safe_synthesizer.telemetry": "safe_synthesizer",
    "anonymizer.telemetry": "anonymizer",
    "data_designer.engine.models.telemetry": "data_designer",
}


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ours under their names."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        """Say that it is here."""
        return importlib.util.spec_from_loader(name, self) if self._ours(name) else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Give the module of this package, which is loaded already."""
        return importlib.import_module(str(self._ours(spec.name)))

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing more."""

    def _ours(self, name: str) -> str | None:
        for place, module in PLACES.items():
            if name == place or name.startswith(place + "."):
                return f"nemo_telemetry.compat.{module}{name[len(place) :]}"
        return None


sys.meta_path.insert(0, Instead())
