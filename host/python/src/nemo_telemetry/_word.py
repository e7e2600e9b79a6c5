"""The base class of sets of words."""

from __future__ import annotations

from enum import Enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Word(str, Enum):
    """A word of a set. It is a string, and prints as one."""

    def __str__(self) -> str:
        """Give the word."""
        value: str = self.value
        return value


def made(name: str, module: str, doc: tuple[str, ...], words: tuple[str, ...]) -> type[Word]:
    """Make a set of words, as a class statement in a module would: `safe-synthesizer` is its member `SAFE_SYNTHESIZER`."""
    members = [("".join(letter if letter.isalnum() else "_" for letter in word.upper()), word) for word in words]
    make: Any = Word
    found: type[Word] = make(name, members, module=module, qualname=name)
    found.__doc__ = "\n".join(doc)
    return found
