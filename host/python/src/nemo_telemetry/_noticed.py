"""What can be noticed in this process."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def clean(value: str) -> str:
    """Make U+FFFD of bytes that are not UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_terminal(stream: object) -> bool:
    """Whether a stream is a terminal. Programs put anything in the place of theirs; what cannot say so is none."""
    try:
        return stream is not None and bool(stream.isatty())  # type: ignore[attr-defined]
    except Exception:
        return False


def notice(name: str) -> str | None:
    """Say what is noticed under the name of a host fact; None: nothing, or it cannot be seen."""
    try:
        return _look(name)
    except Exception:
        return None


def _look(name: str) -> str | None:
    import sys

    if name == "terminals":
        streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
        return " ".join(name for name, stream in streams if is_terminal(stream))
    if name == "test-runner":
        # Both are loaded by those who run tests, and by nobody else.
        for runner, module in (("pytest", "_pytest.config"), ("unittest", "unittest.main")):
            if module in sys.modules:
                return runner
        return None
    if name == "user-name":
        variables = (os.environ.get(variable) for variable in ("USER", "LOGNAME", "USERNAME"))
        return next((clean(value) for value in variables if value and isinstance(value, str)), None)
    if name == "host-name":
        import socket

        return socket.gethostname() or None
    if name == "home-directory":
        home = os.path.expanduser("~")
        return clean(home) if home != "~" else None
    if name == "compiled-out":
        return "true" if is_compiled_out() else None
    return None


def resource(path: str) -> bytes:
    """Read a file beside the modules, which may be in an archive.

    Raises:
        OSError: there is none.
    """
    loader: Any = __spec__ and __spec__.loader
    if hasattr(loader, "get_data"):
        data: bytes = loader.get_data(path)
        return data
    with open(path, "rb") as file:
        return file.read()


def is_compiled_out() -> bool:
    """Whether this build leaves telemetry out: whoever packages it puts an empty file of that name beside the modules."""
    try:
        resource(os.path.join(os.path.dirname(__file__), "compiled-out"))
    except OSError:
        return False
    return True
