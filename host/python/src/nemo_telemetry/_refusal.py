"""A person's no, stored without the component: it needs no memory that may run code, and nothing that could fail but the file itself."""

from __future__ import annotations

from . import _facts, _precheck

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._fact import FileQuery
    from ._options import Options


def store(options: Options) -> str | None:
    """Store a no. Where it is; None: the product has no place for one.

    Raises:
        OSError: it could not be stored.
    """
    from time import gmtime, strftime

    known = _precheck.row(options.product)
    if not known or not known.no:
        return None
    around = options.around
    at = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(around.clock().wall() // 1_000_000_000))
    place: FileQuery = {"path": known.file, "variable": known.file_variable}
    return _facts.store({"place": place, "text": known.no.replace("{at}", at)}, around)
