"""Who may read: 0700 for folders and 0600 for files where there are modes. Elsewhere a person's folders are private by inheritance."""

from __future__ import annotations

import os
import stat

HAS_MODES = os.name == "posix"

ABSENT = (FileNotFoundError, NotADirectoryError)
"""How the system says that something is not there. Any other error says nothing about that."""


def make_folder(path: str) -> None:
    """Make a folder that only its person can enter, and what is above it."""
    parent = os.path.dirname(path)
    if parent and parent != path and not os.path.isdir(parent):
        make_folder(parent)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def open_file(path: str, flags: int) -> int:
    """Open a file that, when it is made now, only its person can read. Gives a descriptor."""
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), 0o600)


def write_all(file: int, data: bytes) -> None:
    """Write everything, or raise `OSError`."""
    while data:
        data = data[os.write(file, data) :]


def replace(path: str, text: str) -> None:
    """Put a file in place of another: after a crash one of the two is there. Missing folders are made.

    A link to a person's own file stays, and that file is replaced; any other link is replaced itself, so that nothing is written
    through it.

    Raises:
        OSError: it was not written; the old file is still there.
    """
    if os.path.islink(path):
        real = os.path.realpath(path)
        path = real if os.path.isfile(real) and is_ours(real) else path
    make_folder(os.path.dirname(path))
    temporary = f"{path}.{os.urandom(8).hex()}.tmp"
    file = open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            write_all(file, text.encode())
            # A no outlives a power cut, too.
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(temporary, path)
    except OSError:
        remove(temporary)
        raise


def remove(path: str) -> bool:
    """Remove a file. Whether it is gone."""
    try:
        os.remove(path)
    except ABSENT:
        return True
    except OSError:
        return False
    return True


def close_folder(path: str, mode: int) -> None:
    """Take a folder's rights from everybody else, which only its owner can."""
    if HAS_MODES and mode & 0o077:
        os.chmod(path, 0o700)


def is_ours(path: str) -> bool:
    """Whether a folder or a file is no link, belongs to this process's user, and can be written by nobody else."""
    try:
        data = os.lstat(path)
    except OSError:
        return False
    if stat.S_ISLNK(data.st_mode):
        return False
    return not HAS_MODES or (data.st_uid == os.geteuid() and not data.st_mode & 0o022)
