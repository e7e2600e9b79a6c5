"""TLS over whatever sends and receives bytes: a connection, or a tunnel in one that is TLS itself."""

from __future__ import annotations

from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import Protocol, TypeVar

    T = TypeVar("T")

    class Wire(Protocol):
        """What bytes go through."""

        def sendall(self, data: bytes, /) -> None: ...
        def recv(self, most: int, /) -> bytes: ...


_RECORD = 16 * 1024 + 512
"""Bytes of the longest record, about."""


def make_context() -> ssl.SSLContext:
    """Take the certificates of `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the system's."""
    with RUNTIME.loading:
        import ssl
    with RUNTIME.certificates:
        context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class Tls:
    """A wire that is encrypted. Its methods raise `OSError`."""

    def __init__(self, lower: Wire, context: ssl.SSLContext, host: str) -> None:
        """Agree on keys with the server of that name or address.

        Raises:
            OSError: it is not that server, it speaks no TLS, or the wire fails.
        """
        import ssl

        self._lower = lower
        self._wants, self._ends = ssl.SSLWantReadError, ssl.SSLZeroReturnError
        self._from, self._to = ssl.MemoryBIO(), ssl.MemoryBIO()
        # As bytes: for a text Python loads modules that deal with letters beyond ASCII.
        self._tls = context.wrap_bio(self._from, self._to, server_hostname=host.rstrip(".").encode("ascii"))
        self._do(self._tls.do_handshake)

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._do(self._tls.write, rest) :]

    def recv(self, most: int) -> bytes:
        """Give at most that many bytes; none: the server has ended."""
        try:
            return self._do(self._tls.read, most)
        except self._ends:
            return b""

    def _do(self, operation: Callable[..., T], *arguments: object) -> T:
        while True:
            try:
                return operation(*arguments)
            except self._wants:
                pass
            finally:
                # Also the reason why there is an end.
                if self._to.pending:
                    self._lower.sendall(self._to.read())
            part = self._lower.recv(_RECORD)
            if part:
                self._from.write(part)
            else:
                self._from.write_eof()
