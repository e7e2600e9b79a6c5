"""The files of events that wait, as far as a person's no needs them: the component knows what is in them."""

from __future__ import annotations

import re

from ._private import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._folder import Folder


def of(folder: Folder) -> list[tuple[str, int]]:
    """Give name and length of each file of events that wait.

    Raises:
        OSError: nobody knows.
    """
    try:
        lines = folder.entries().splitlines()
    except ABSENT:
        return []
    files = [line.split(" ") for line in lines]
    return [(file[0], int(file[1])) for file in files if re.fullmatch(r"[0-9a-f]{16}-[0-9]+(\.ready)?\.jsonl", file[0])]


def purge(folder: Folder) -> tuple[int, str]:
    """Remove them, as the component does that is told no. How many are gone, and why not all are; nothing: all are."""
    removed, why = 0, ""
    try:
        names = [name for name, _ in of(folder)]
    except Exception as error:
        return removed, str(error)
    for name in names:
        try:
            folder.remove(name)
            removed += 1
        except Exception as error:
            why = str(error)  # The others go all the same.
    return removed, why
