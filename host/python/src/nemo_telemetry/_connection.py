"""Connections to collectors: direct, or through the tunnel of a proxy."""

from __future__ import annotations

import socket

from . import _head, _url
from ._tls import Tls

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ._proxies import Proxy
    from ._tls import Wire
    from ._url import Address


class Connection:
    """A connection that is established. Its methods raise `OSError`."""

    def __init__(self, base: socket.socket, wire: Wire) -> None:
        """Take the socket, and what the request goes through."""
        self.socket, self._wire = base, wire
        self.send, self.receive = wire.sendall, wire.recv

    def is_quiet(self) -> bool:
        """Whether it still stands, and nothing came that nobody asked for."""
        self.socket.settimeout(0)
        try:
            # Below TLS, whose records nobody takes apart here.
            socket.socket.recv(self.socket, 1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def wait_at_most(self, seconds: float) -> None:
        """Bound every single operation."""
        self.socket.settimeout(seconds)

    def close(self) -> None:
        """End it."""
        self.socket.close()


def connect(
    address: Address,
    proxy: Proxy | None,
    context: Callable[[], ssl.SSLContext],
    seconds: float,
    hold: Callable[[socket.socket], object],
) -> Connection:
    """Establish a connection, so far that the next bytes are those of the request.

    Args:
        address: Where to.
        proxy: The proxy on the way; None: none.
        context: Gives what TLS needs. It is called when that is needed.
        seconds: Bound of every single step.
        hold: Called with the socket, once there is one. To shut that down ends what is done here.

    Raises:
        OSError: there is no way, or TLS is not established.
        BrokenError: the proxy is none.
    """
    nearest = proxy or address
    base = _dial(nearest.host, nearest.port, seconds)
    try:
        hold(base)
        base.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire: Wire = base
        if proxy:
            if proxy.scheme == "https":
                wire = Tls(wire, context(), proxy.host)
            _tunnel(wire, address, proxy)
        if address.scheme == "https":
            wire = Tls(wire, context(), address.host)
    except BaseException:
        base.close()
        raise
    return Connection(base, wire)


def _dial(host: str, port: int, seconds: float) -> socket.socket:
    # `localhost` is never looked up: a name server could say anything.
    *others, last = ("127.0.0.1", "::1") if host.lower() == "localhost" else (host,)
    for each in others:
        try:
            return _open(each, port, seconds)
        except OSError:
            pass
    return _open(last, port, seconds)


def _open(host: str, port: int, seconds: float) -> socket.socket:
    # As bytes: for a text Python loads modules that deal with letters beyond ASCII.
    return socket.create_connection((host.encode("ascii"), port), seconds)  # type: ignore[arg-type]


def _tunnel(wire: Wire, address: Address, proxy: Proxy) -> None:
    place = _url.authority("", address.host, address.port)
    credentials = f"Proxy-Authorization: {proxy.credentials}\r\n" if proxy.credentials else ""
    wire.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{credentials}\r\n".encode("ascii"))
    head, rest = _head.read(wire.recv)
    # Who speaks TLS says nothing before it is spoken to.
    if not 200 <= head.status <= 299 or rest:
        raise ConnectionRefusedError(f"expected a tunnel, found the status {head.status}")
