"""The base class of sets of words."""

from __future__ import annotations

from enum import Enum


class Word(str, Enum):
    """A word of a set. It is a string, and prints as one."""

    def __str__(self) -> str:
        """Give the word."""
        value: str = self.value
        return value
