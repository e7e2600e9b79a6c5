"""The component, compiled, and what it asks of a host."""

from __future__ import annotations

import hashlib
import os
import sys
import zlib

from . import _library, _private, _surroundings
from ._engine import Limits
from ._errors import RuntimeMissingError, TelemetryError
from ._limits import MEMORY, STACK
from ._locks import RUNTIME
from ._noticed import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._engine import Component, Engine

ALLOWED_IMPORTS = (
    "wasi:clocks/wall-clock@0.2.12",
    "wasi:clocks/monotonic-clock@0.2.12",
    "wasi:random/random@0.2.12",
    "nemo:telemetry/http@0.2.0",
    "nemo:telemetry/folder@0.2.0",
)
"""Every interface that the component may import. A component that asks for more is refused."""

FILE = os.path.join(os.path.dirname(__file__), "component.wasm")
"""The component, as the Rust build made it."""


def read() -> bytes:
    """Read the component.

    Raises:
        TelemetryError: this installation has none.
    """
    try:
        return resource(FILE)
    except OSError as error:
        raise TelemetryError(
            f"expected the component at {FILE}, found none: {error.strerror or error}; install nemo-telemetry from a wheel"
        ) from None


def sha256() -> str:
    """Hash of the component's bytes, in hexadecimal; empty when there is none."""
    try:
        return hashlib.sha256(read()).hexdigest()
    except TelemetryError:
        return ""


def version() -> str:
    """Version of the WebAssembly runtime, once it is loaded.

    Raises:
        RuntimeMissingError: it cannot be loaded.
    """
    return _open()[1]


def _open() -> tuple[Callable[[Limits], Engine], str]:
    """Give what makes an engine, and its version."""
    try:
        found = _library.find()
        if found:
            return _thin(*found)
        return _whole()
    except Exception as error:
        # On machines without a wheel of their own pip installs one that holds a library for another system, and importing it fails.
        raise RuntimeMissingError(
            f"the WebAssembly runtime cannot be loaded on {sys.platform} {_surroundings.processor()}: {type(error).__name__}: {error}; "
            "the package wasmtime has to be of version 45 or later, and have a wheel for this machine"
        ) from error


def _thin(path: str, number: str) -> tuple[Callable[[Limits], Engine], str]:
    with RUNTIME.loading:
        from . import _binding
    library = _library.load(path)
    return lambda limits: _binding.Engine(library, limits), number


def _whole() -> tuple[Callable[[Limits], Engine], str]:
    with RUNTIME.loading:
        from importlib.metadata import version as installed

        from . import _package
    return _package.Engine, installed("wasmtime")


class Loaded:
    """A compiled component. Instances of it share the code."""

    def __init__(self, engine: Engine, component: Component, cache: str | None) -> None:
        """Refuse a component that imports more than it may.

        Args:
            engine: What it was compiled for.
            component: The code.
            cache: Path of the file where it belongs, when it was not there yet.

        Raises:
            TelemetryError: it does.
        """
        for name in component.imports():
            if name not in ALLOWED_IMPORTS:
                raise TelemetryError(f"the component imports {name}, which is not in the list that a host of nemo-telemetry grants")
        self.engine, self.component = engine, component
        self._cache = cache

    def remember(self) -> None:
        """Leave what was compiled for later processes, once. A folder that cannot be written costs time at every start, and no more."""
        path, self._cache = self._cache, None
        if not path:
            return
        try:
            _store(path, self.component.serialize())
        except Exception:
            pass


_loaded: Loaded | None = None


def load(cache: str | None) -> Loaded:
    """Load the component of this package: from what an earlier process left in that folder, else by compiling it. Once in a process.

    Raises:
        RuntimeMissingError: there is no runtime.
        TelemetryError: there is no component, or it does not compile.
    """
    global _loaded
    with RUNTIME:
        if not _loaded:
            _loaded = _load(cache)
            _keep(_loaded)
            RUNTIME.is_loaded = True
        return _loaded


def _keep(loaded: Loaded) -> None:
    """Keep a component to the very end: the runtime's own modules are gone by the time it would be freed, and complain."""
    import ctypes

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(loaded))


def _is_narrow() -> bool:
    """Whether this process may not have as many addresses as it likes (`ulimit -v`).

    An instance usually reserves 4 GiB of them and a guard, which makes the code a fifth faster, and does not start where there are fewer.
    """
    try:
        with RUNTIME.loading:
            import resource
    except ImportError:
        return False  # Windows has no such limit.
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


_GROWTH = 1 << 20
"""Room for a memory without a reservation to grow, so that not every page that is added moves it. In bytes."""


def _load(cache: str | None) -> Loaded:
    make, number = _open()
    is_narrow = _is_narrow()
    engine = make(Limits(MEMORY, STACK, is_narrow, _GROWTH))
    form = "-narrow" if is_narrow else ""
    code = read()
    name = f"{hashlib.sha256(code).hexdigest()}-py{number}{form}-{sys.platform}-{_surroundings.processor()}.cwasm"
    path = os.path.join(cache, name) if cache else None
    kept = _fetch(cache, path) if cache and path else None
    if kept is not None:
        try:
            return Loaded(engine, engine.deserialize(kept), None)
        except TelemetryError:
            raise
        except Exception:
            pass  # Another processor, or another configuration: compiled anew, and replaced.
    try:
        compiled = engine.compile(code)
    except Exception as error:
        raise TelemetryError(f"the component does not compile: {error}") from error
    return Loaded(engine, compiled, path)


def _fetch(folder: str, path: str) -> bytes | None:
    """Read machine code, if it is whole and nobody else could have written it: it runs with this process's rights."""
    try:
        with _private.open_any(folder) as place:
            if not _private.is_safe(os.stat(place.path if place.file is None else place.file)) or os.path.islink(folder):
                return None
            file = _private.open_file(place.at(os.path.basename(path)), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0), place.file)
        with open(file, "rb") as code_file:
            if not _private.is_safe(os.fstat(file)):
                return None
            checksum, code = code_file.read(4), code_file.read()
    except OSError:
        return None
    return code if zlib.crc32(code) == int.from_bytes(checksum, "little") and code else None


def _store(path: str, code: bytes) -> None:
    folder = os.path.dirname(path)
    _private.make_folder(folder)
    with _private.open_folder(folder) as place:
        name = os.path.basename(path)
        _private.put(place, name, zlib.crc32(code).to_bytes(4, "little") + code)
