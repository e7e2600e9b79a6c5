"""`python -m nemo_telemetry`."""

from __future__ import annotations

import sys

from .cli import command

if __name__ == "__main__":
    sys.exit(command(sys.argv[1:], prog="python -m nemo_telemetry"))
