"""The system's proxies: for https only, as plain http goes to this machine only."""

from __future__ import annotations

import re
import sys

from . import _url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PATTERN = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*):(?P<port>[0-9]+)")


class UnusableProxyError(Exception):
    """A proxy is wanted that cannot be used. Nothing goes past it."""


class Proxies:
    """The proxy for https, and the hosts that do without."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Read them once, now.

        The first of `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` that is not empty holds. `no_proxy` or `NO_PROXY` lists
        hosts that are reached directly: a name covers its subdomains, `*` is every host, ranges of addresses are not understood.
        Without any of them the settings of Windows or macOS hold.
        """

        def first(*names: str) -> str:
            return next((value for value in (variables.get(name, "").strip() for name in names) if value), "")

        self._https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        self._direct = [pattern.lower() for pattern in re.split(r"[, \t]+", first("no_proxy", "NO_PROXY")) if pattern]
        self._system = not self._https and not self._direct and sys.platform in ("win32", "darwin")

    def route(self, host: str, port: int) -> str | None:
        """Find the proxy on the way to a host; None: a direct connection.

        Raises:
            UnusableProxyError: it is not the URL of an http or https proxy.
        """
        if _url.is_loopback(host) or self._is_direct(host, port):
            return None
        proxy = self._of_system(host) if self._system else self._https
        if not proxy:
            return None
        if "://" not in proxy:
            proxy = "http://" + proxy
        if not re.fullmatch(r"https?://[^/\s]*[^/\s@]/?", proxy, re.IGNORECASE):
            raise UnusableProxyError
        return proxy

    def _of_system(self, host: str) -> str:
        import urllib.request

        if urllib.request.proxy_bypass(host):
            return ""
        found = urllib.request.getproxies()
        return found.get("https", "") or found.get("all", "")

    def _is_direct(self, host: str, port: int) -> bool:
        host = host.rstrip(".").lower()
        return any(_covers(pattern, host, port) for pattern in self._direct)


def _covers(pattern: str, host: str, port: int) -> bool:
    """Whether a pattern, in lower case, covers a host: `*`, or a name with its subdomains, with or without a port."""
    with_port = _PATTERN.fullmatch(pattern)
    if with_port:
        if int(with_port["port"]) != port:
            return False
        pattern = with_port["name"]
    name = pattern.lstrip("*").lstrip(".").strip("[]")
    if not name:
        return pattern.startswith("*")
    return host == name or host.endswith("." + name)


def split_credentials(proxy: str) -> tuple[str, str | None]:
    """Take user and password out of a proxy's URL, as urllib3 wants them apart."""
    from urllib.parse import unquote

    scheme, _, rest = proxy.partition("://")
    credentials, at, host = rest.rpartition("@")
    return f"{scheme}://{host}", unquote(credentials) if at else None
