"""The system's proxies: for https only, as plain http goes to this machine only."""

from __future__ import annotations

import binascii
import ipaddress
import re
import sys

from . import _url
from ._locks import RUNTIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NamedTuple

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

    class Proxy(NamedTuple):
        """A proxy. The credentials are the value of a `Proxy-Authorization`, or empty."""

        scheme: str
        host: str
        port: int
        credentials: str
else:
    from collections import namedtuple

    Proxy = namedtuple("Proxy", "scheme host port credentials")

_PROXY = re.compile(
    r"(?P<scheme>https?)://(?:(?P<user>[^/\s]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/\s@:\[\]]+)(?::(?P<port>[0-9]{0,5}))?/?", re.IGNORECASE
)

_PATTERN = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*):(?P<port>[0-9]{1,5})")


class UnusableProxyError(Exception):
    """A proxy is wanted that cannot be used. Nothing goes past it."""


class Proxies:
    """The proxy for https, and the hosts that do without."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Read them once, now.

        The first of `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` that is not empty holds. `no_proxy` or `NO_PROXY` lists
        hosts that are reached directly, as `host/PROXY.md` has it. Without any of them the settings of Windows or macOS hold.
        """

        def first(*names: str) -> str:
            return next((value for value in (variables.get(name, "").strip() for name in names) if value), "")

        self._https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        self._direct = [pattern.lower() for pattern in re.split(r"[, \t]+", first("no_proxy", "NO_PROXY")) if pattern]
        self._system = not self._https and not self._direct and sys.platform in ("win32", "darwin")

    def route(self, host: str, port: int) -> Proxy | None:
        """Find the proxy on the way to a host; None: a direct connection.

        Raises:
            UnusableProxyError: it is not the URL of an http or https proxy.
        """
        if _url.is_loopback(host) or self._is_direct(host, port):
            return None
        proxy = self._of_system(host) if self._system else self._https
        if not proxy:
            return None
        return _parse(proxy if "://" in proxy else "http://" + proxy)

    def _of_system(self, host: str) -> str:
        with RUNTIME.loading:
            import urllib.request

        if urllib.request.proxy_bypass(host):
            return ""
        found = urllib.request.getproxies()
        return found.get("https", "") or found.get("all", "")

    def _is_direct(self, host: str, port: int) -> bool:
        host = host.rstrip(".").lower()
        address = _address(host)
        return any(_covers(pattern, host, address, port) for pattern in self._direct)


def _covers(pattern: str, host: str, address: Address | None, port: int) -> bool:
    """Whether a pattern, in lower case, covers a host, which is an address or not."""
    if "/" in pattern:
        return address is not None and _is_within(pattern, address)
    with_port = _PATTERN.fullmatch(pattern)
    if with_port:
        if int(with_port["port"]) != port:
            return False
        pattern = with_port["name"]
    if pattern == "*":
        return True
    own = _address(pattern[1:-1] if pattern.startswith("[") and pattern.endswith("]") else pattern)
    if own or address:
        return own == address
    name = pattern.removeprefix("*").removeprefix(".")
    return bool(name) and (host == name or host.endswith("." + name))


def _address(text: str) -> Address | None:
    """Read an address. One of IPv4 in one of IPv6 is the one of IPv4."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_within(network: str, address: Address) -> bool:
    base, _, prefix = network.partition("/")
    # A prefix is a number here; the library takes masks, too.
    if not (prefix.isascii() and prefix.isdecimal()) or "%" in base:
        return False
    try:
        found = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
    mapped = getattr(found.network_address, "ipv4_mapped", None)
    if mapped and found.prefixlen >= 96:
        return address in ipaddress.ip_network(f"{mapped}/{found.prefixlen - 96}")
    return address in found


def _parse(proxy: str) -> Proxy:
    found = _PROXY.fullmatch(proxy)
    if not found:
        raise UnusableProxyError
    scheme, host = found["scheme"].lower(), found["host"].strip("[]")
    port = int(found["port"] or _url.PORTS[scheme])
    if port > 65535:
        raise UnusableProxyError
    if not host.isascii():
        with RUNTIME.loading:
            import encodings.idna  # noqa: F401 - Python loads it by its name
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise UnusableProxyError from None
    return Proxy(scheme, host, port, _credentials(found["user"]) if found["user"] else "")


def _credentials(user: str) -> str:
    with RUNTIME.loading:
        from urllib.parse import unquote_to_bytes

    return "Basic " + binascii.b2a_base64(unquote_to_bytes(user), newline=False).decode("ascii")
