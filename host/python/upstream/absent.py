"""Stands in for packages of Safe Synthesizer's engine, which take many gigabytes and are not needed to end a job badly.

What is imported from one of them is a class of no use, whatever its name.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ENGINE = frozenset(
    (
        "accelerate",
        "bitsandbytes",
        "category_encoders",
        "datasets",
        "dateparser",
        "dython",
        "flashtext",
        "gliner",
        "joblib",
        "kernels",
        "opacus",
        "opt_einsum",
        "outlines_core",
        "peft",
        "plotly",
        "prv_accountant",
        "pycountry",
        "range_regex",
        "safetensors",
        "sentence_transformers",
        "sklearn",
        "stdnum",
        "tenacity",
        "tldextract",
        "torch",
        "transformers",
        "trl",
        "vllm",
        "wandb",
        "xgrammar",
    )
)


class _Useless(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Useless(name, (Nothing,), {})


class Nothing(metaclass=_Useless):
    """A class, function or object of an engine that is not there. It is false."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take whatever is given."""

    def __getattr__(self, name: str) -> Any:
        """Give more of the same."""
        return getattr(type(self), name)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Decorate by doing nothing."""
        return arguments[0] if arguments else self

    def __bool__(self) -> bool:
        """Nothing is available."""
        return False


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what nobody else has found."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        """Say that it is here."""
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in ENGINE else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Have an ordinary module made."""

    def exec_module(self, module: ModuleType) -> None:
        """Give it every name."""
        module.__getattr__ = lambda name: getattr(Nothing, name)  # type: ignore[method-assign]


sys.meta_path.append(Absent())
