"""The testee of the C library, through ctypes: `python3 vectors.py LIBRARY`. `tests/vectors/TESTEE.md` has the protocol.

Of its messages it knows `call`, for the functions that the library has.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

#: Arguments of the labels that are no derivations, by name.
LABELS = {
    "average-tokens": ["total", "records"],
    "bucket-columns": ["count"],
    "bucket-records": ["count"],
    "classify-model-host": ["endpoint", "strict"],
    "collect-model-hosts": ["hosts"],
    "join-aliases": ["aliases"],
    "sanitize-model": ["name", "onDisk"],
}


class Library:
    """The functions that the vectors reach."""

    def __init__(self, path: str) -> None:
        """Load it."""
        self._library = ctypes.CDLL(path)
        self._library.nt_validate.restype = ctypes.c_void_p
        self._library.nt_label.restype = ctypes.c_void_p
        self._library.nt_text_free.argtypes = [ctypes.c_void_p]
        self._library.nt_text_free.restype = None

    def ask(self, function: str, *texts: str) -> Any:
        """Call a function with texts."""
        arguments: list[Any] = []
        for text in texts:
            data = text.encode()
            arguments += [data, ctypes.c_size_t(len(data))]
        length = ctypes.c_size_t()
        pointer = getattr(self._library, function)(*arguments, ctypes.byref(length))
        try:
            answer = json.loads(ctypes.string_at(pointer, length.value))
        finally:
            self._library.nt_text_free(pointer)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer


def call(library: Library, interface: str, function: str, arguments: list[Any]) -> Any:
    """Do what a message says."""
    if (interface, function) == ("catalog", "validate"):
        event, parameters = arguments
        return library.ask("nt_validate", event["name"], event["version"], parameters)
    if interface != "labels":
        raise LookupError(f"no function of the library for {function} of {interface}")
    if function == "derive":
        name, text = arguments
        answer = library.ask("nt_label", name, text)
        found = answer.get("problems", [])
        canonical = None if found else json.dumps(answer["value"], ensure_ascii=False, separators=(",", ":"))
        return {"canonical": canonical, "problems": found}
    given = json.dumps(dict(zip(LABELS[function], arguments)))
    return library.ask("nt_label", function, given)["value"]


def main() -> None:
    """Answer until the input ends."""
    library = Library(sys.argv[1])
    for line in sys.stdin:
        message = json.loads(line)["call"]
        try:
            answer = {"value": call(library, **message)}
        except (LookupError, RuntimeError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


main()
