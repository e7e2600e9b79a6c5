"""Where PyInstaller finds what it cannot see by itself; the entry point `pyinstaller40` names `hook_dirs`."""

from __future__ import annotations

import os


def hook_dirs() -> list[str]:
    """Name the folder of the hook."""
    return [os.path.dirname(__file__)]
