"""What a host asks of a WebAssembly runtime: `_binding` and `_package` are two ways to it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NamedTuple, Protocol

    Functions = Mapping[str, Callable[..., Any]]
    """The functions of an interface, by their names. Values are as `_values` has them."""

    class Limits(NamedTuple):
        """Bounds of instances, in bytes; and whether the process may not have as many addresses as it likes."""

        memory: int
        stack: int
        is_narrow: bool
        growth: int

    class Component(Protocol):
        """A compiled component."""

        def serialize(self) -> bytes: ...
        def imports(self) -> list[str]: ...

    class Instance(Protocol):
        """An instance. What it raises ends it."""

        def refuel(self, fuel: int) -> None: ...
        def call(self, interface: str, function: str, arguments: tuple[Any, ...]) -> Any: ...
        def drop(self, resource: Any) -> None: ...
        def close(self) -> None: ...

    class Engine(Protocol):
        """Compiles and starts.

        A call that does not come back runs dry of fuel. There is no pool of threads that compiles in parallel: it does not survive a fork,
        and a child that compiles would wait for it. Code that binaryen has optimised is hardly faster for being optimised once more, and
        compiles in three quarters of the time without. The image of an instance's memory would be a file, which cannot be had where no file
        may grow (`ulimit -f`). Where addresses are few there is no guard, and code of its own checks every access.
        """

        def compile(self, code: bytes) -> Component: ...
        def deserialize(self, code: bytes) -> Component: ...
        def start(self, component: Any, functions: Mapping[str, Functions], fuel: int) -> Instance: ...
else:
    from collections import namedtuple

    Limits = namedtuple("Limits", "memory stack is_narrow growth")
