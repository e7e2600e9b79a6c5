"""Who may read: 0700 for folders and 0600 for files where there are modes. Elsewhere a person's folders are private by inheritance."""

from __future__ import annotations

import os
import stat
from errno import ELOOP, ENOTDIR, EPERM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HAS_MODES = os.name == "posix"

ABSENT = (FileNotFoundError, NotADirectoryError)
"""How the system says that something is not there. Any other error says nothing about that."""


FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)

HAS_DESCRIPTORS = os.open in os.supports_dir_fd
"""Whether a folder can be held open, so that what is done below it is done in the folder that was looked at. Windows has no such thing."""


class Place:
    """A folder that is open: `os` gets `at(name)` and `dir_fd=place.file`."""

    __slots__ = ("file", "path")

    def __init__(self, path: str, file: int | None) -> None:
        """Take a descriptor, which is closed at the end of a `with` block; None: this system works by paths."""
        self.path, self.file = path, file

    def at(self, name: str) -> str:
        """Give what stands for a name in the folder."""
        return name if self.file is not None else os.path.join(self.path, name)

    def __enter__(self) -> Place:
        """Hold it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        if self.file is not None:
            os.close(self.file)


def make_folder(path: str) -> None:
    """Make a folder that only its person can enter, and what is above it.

    Raises:
        OSError: it cannot be made, or may not: see `must_not_be_foreign`.
    """
    if os.path.isdir(path):
        return
    parent, name = os.path.split(path.rstrip("/") if HAS_DESCRIPTORS else path)
    if parent and parent != path:
        make_folder(parent)
    with open_any(parent) as place:
        must_not_be_foreign(place)
        try:
            os.mkdir(place.at(name), 0o700, dir_fd=place.file)
        except FileExistsError:
            if not os.path.isdir(path):
                raise


def must_not_be_foreign(place: Place) -> None:
    """Refuse, as root, to make anything in a folder of somebody else, as with `sudo`: it would shut that person out.

    Raises:
        PermissionError: it is somebody else's.
    """
    if place.file is not None and os.geteuid() == 0 and os.fstat(place.file).st_uid:
        raise PermissionError(EPERM, "expected a folder of root, found another user's; run it as that user", place.path)


def open_any(path: str) -> Place:
    """Open a folder, or what a link to one leads to; it need not be readable."""
    return Place(path, os.open(path or ".", getattr(os, "O_PATH", os.O_RDONLY) | FOLDER) if HAS_DESCRIPTORS else None)


def open_folder(path: str, above: Place | None = None) -> Place:
    """Open a folder that is this user's own and no link, and close it to everybody else.

    Args:
        path: Where it is.
        above: The folder in which it is, when that is open.

    Raises:
        OSError: there is none, or it is somebody else's, or a link or a file.
    """
    if not HAS_DESCRIPTORS:
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise OSError(f"expected a folder, found a link or a file: {path}")
        return Place(path, None)
    within = above.file if above else None
    try:
        file = os.open(os.path.basename(path) if above else path, os.O_RDONLY | os.O_NOFOLLOW | FOLDER, dir_fd=within)
    except OSError as error:
        if error.errno in (ENOTDIR, ELOOP) and os.path.lexists(path):
            raise OSError(f"expected a folder, found a link or a file: {path}") from None
        raise
    try:
        data = os.fstat(file)
        if data.st_uid != os.geteuid():
            raise PermissionError(EPERM, "expected a folder of this user, found another user's", path)
        if data.st_mode & 0o077:
            os.fchmod(file, 0o700)
    except OSError:
        os.close(file)
        raise
    return Place(path, file)


def open_file(path: str, flags: int, within: int | None = None) -> int:
    """Open a file that, when it is made now, only its person can read. Gives a descriptor."""
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), 0o600, dir_fd=within)


def write_all(file: int, data: bytes) -> None:
    """Write everything, or raise `OSError`."""
    while data:
        data = data[os.write(file, data) :]


def must_be_a_file(path: str) -> None:
    """Refuse a path at which something is that is neither a file nor a link: such as a pipe or a device, whose place no file takes.

    Raises:
        OSError: it is.
    """
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise OSError(f"expected a file, found something else: {path}")


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
    folder, name = os.path.split(path)
    make_folder(folder or ".")
    with open_any(folder) as place:
        # A no outlives a power cut, too.
        put(place, name, text.encode(), os.fsync)


def put(place: Place, name: str, data: bytes, after: Callable[[int], object] = int) -> None:
    """Put a file in place of another; `after` gets the descriptor of the new one when it is whole.

    Raises:
        OSError: it was not written; the old file is still there.
    """
    temporary = place.at(f"{name}.{os.urandom(8).hex()}.tmp")
    file = open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, place.file)
    try:
        try:
            write_all(file, data)
            after(file)
        finally:
            os.close(file)
        os.replace(temporary, place.at(name), src_dir_fd=place.file, dst_dir_fd=place.file)
    except OSError:
        remove(temporary, place.file)
        raise


def remove(path: str, within: int | None = None) -> bool:
    """Remove a file. Whether it is gone."""
    try:
        os.remove(path, dir_fd=within)
    except ABSENT:
        return True
    except OSError:
        return False
    return True


def is_ours(path: str) -> bool:
    """Whether a folder or a file is no link, belongs to this process's user, and can be written by nobody else."""
    try:
        data = os.lstat(path)
    except OSError:
        return False
    return not stat.S_ISLNK(data.st_mode) and is_safe(data)


def is_safe(data: os.stat_result) -> bool:
    """Whether something belongs to this process's user, and can be written by nobody else."""
    return not HAS_MODES or (data.st_uid == os.geteuid() and not data.st_mode & 0o022)
