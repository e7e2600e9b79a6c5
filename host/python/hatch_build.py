"""Puts the component and the licence into what is built: NEMO_TELEMETRY_COMPONENT names a component, else cargo builds it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
COMPONENT = HERE / "src" / "nemo_telemetry" / "component.wasm"
BUILT = Path("target/guest/component.wasm")


class ComponentHook(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that hatchling calls before each build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the files in place. In an unpacked sdist they are there already.

        Raises:
            FileNotFoundError: there is no component, and no repository to build one from.
            CalledProcessError: cargo failed; it says itself why.
        """
        repository = HERE.parents[1]
        given = os.environ.get("NEMO_TELEMETRY_COMPONENT")
        is_clone = (repository / "guest" / "component" / "Cargo.toml").exists()
        if given:
            shutil.copyfile(given, COMPONENT)
        elif is_clone:
            subprocess.run(["cargo", "build", "--locked", "--package", "nemo-telemetry-artifact"], cwd=repository, check=True)
            shutil.copyfile(repository / BUILT, COMPONENT)
        elif not COMPONENT.exists():
            raise FileNotFoundError(f"expected the component at {COMPONENT}, found none; set NEMO_TELEMETRY_COMPONENT to a component.wasm")
        if is_clone:
            for name in ("LICENSE", "NOTICE"):
                shutil.copyfile(repository / name, HERE / name)
