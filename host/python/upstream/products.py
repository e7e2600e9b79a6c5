"""The products' own telemetry modules beside those of `nemo_telemetry.compat`."""

from __future__ import annotations

import importlib
import sys
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Product:
    """A product, its module and ours."""

    name: str
    theirs: Any
    ours: Any
    event: str
    """Name of the class of its event."""
    captures: str
    """The captures of its version, by the name of their file."""

    def pair(self, name: str) -> tuple[Any, Any]:
        """Give what both modules have under a name."""
        return getattr(self.theirs, name), getattr(self.ours, name)


def _bare(package: str) -> None:
    """Stand in for packages whose own `__init__` would load the whole product."""
    place = next(path for path in map(Path, sys.path) if (path / package.replace(".", "/")).is_dir())
    module = types.ModuleType(package)
    module.__path__ = [str(place / package.replace(".", "/"))]
    sys.modules[package] = module
    parent, _, name = package.rpartition(".")
    if parent:
        setattr(sys.modules[parent], name, module)


class _Quiet:
    """A logger that says nothing, whatever it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self


def prepare() -> None:
    """Have what stands around the products' modules in the place of what would load all of them."""
    for package in ("nemo_safe_synthesizer", "anonymizer", "nemoguardrails", "nat", "nat.utils"):
        _bare(package)
    for package in ("data_designer", "data_designer.engine", "data_designer.engine.models"):
        _bare(package)
    observability = types.ModuleType("nemo_safe_synthesizer.observability")
    observability.get_logger = _Quiet()  # type: ignore[attr-defined]
    sys.modules["nemo_safe_synthesizer.observability"] = observability
    lazy = types.ModuleType("data_designer.lazy_heavy_imports")
    lazy.__getattr__ = importlib.import_module  # type: ignore[method-assign]
    sys.modules["data_designer.lazy_heavy_imports"] = lazy
    sys.modules["data_designer"].lazy_heavy_imports = lazy  # type: ignore[attr-defined]


def load() -> list[Product]:
    """Load all of them.

    Raises:
        ImportError: one is not installed, or is not what it was.
    """
    prepare()
    rows = [
        ("safe-synthesizer", "nemo_safe_synthesizer.telemetry", "safe_synthesizer", "NSSTrainingAndGenerationEvent", "0.1.16"),
        ("anonymizer", "anonymizer.telemetry", "anonymizer", "AnonymizerEvent", "0.4.0"),
        ("guardrails", "nemoguardrails.telemetry", "guardrails", "GuardrailsUsageEvent", "0.24.1"),
        ("data-designer", "data_designer.engine.models.telemetry", "data_designer", "InferenceEvent", "0.9.7"),
    ]
    products = [
        Product(name, importlib.import_module(theirs), importlib.import_module(f"nemo_telemetry.compat.{ours}"), event, f"{name}-{version}")
        for name, theirs, ours, event, version in rows
    ]
    return [*products, _agent_toolkit()]


def _agent_toolkit() -> Product:
    """Give those of Agent Toolkit, whose names are in several modules."""
    joined = []
    for package in ("nat.utils.telemetry", "nemo_telemetry.compat.agent_toolkit"):
        names: dict[str, Any] = {}
        for part in ("config", "consent", "events", "payload", "handler"):
            names.update(vars(importlib.import_module(f"{package}.{part}")))
        joined.append(types.SimpleNamespace(**names))
    return Product("agent-toolkit", joined[0], joined[1], "CliCommandEvent", "agent-toolkit-1.9.0")
