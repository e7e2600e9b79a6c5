"""Which URLs are sent to: https to any host, plain http to a loopback address, no user name or password in it."""

from __future__ import annotations

import ipaddress
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Address(NamedTuple):
        """A URL that may be sent to. The host is as it stands there, an IPv6 address without its brackets; the target is ASCII."""

        scheme: str
        host: str
        port: int
        target: str
else:
    from collections import namedtuple

    Address = namedtuple("Address", "scheme host port target")

PORTS = {"https": 443, "http": 80}
"""Where a scheme goes that names no port."""

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#\s\x00-\x20]*)(?P<target>[^#]*)(?:#.*)?")
# What a URL has to write with a percent sign, because readers differ in what they make of it.
_FOREIGN = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=-]+)(?::(?P<port>[0-9]+))?")

# What ends in a number is an address to other readers, and each fills in another one.
_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?$")


def parse(url: str) -> Address:
    """Read a URL that may be sent to.

    Raises:
        ValueError: the first rule that it breaks. The message does not repeat the URL, which may hold a secret.
    """
    found = None if _FOREIGN.search(url) else _URL.fullmatch(url)
    if not found:
        raise ValueError("expected an absolute URL such as https://host/path, with other characters written with a percent sign")
    scheme = found["scheme"].lower()
    if scheme not in ("https", "http"):
        raise ValueError("expected the scheme https, or http for a loopback address")
    if "@" in found["authority"]:
        raise ValueError("a URL must not carry a user name or password")
    authority = _AUTHORITY.fullmatch(found["authority"])
    port = int(authority["port"] or PORTS[scheme]) if authority else 0
    if not authority or port > 65535:
        raise ValueError("the URL has no host, or its port is not a number up to 65535")
    host = authority["host"].strip("[]")
    is_literal = authority["host"].startswith("[") or _NUMBER.search(host)
    if is_literal and not _is_address(host.removesuffix(".")):
        raise ValueError("an IPv4 address has four decimal numbers up to 255, without leading zeros; one of IPv6 has brackets")
    if scheme == "http" and not is_loopback(host):
        raise ValueError("plain http goes to localhost, 127.0.0.0/8 and [::1] only; use https")
    target = found["target"]
    return Address(scheme, host, port, target if target.startswith("/") else "/" + target)


def authority(scheme: str, host: str, port: int | None) -> str:
    """Write a host with its port, as in a URL; without that of its scheme."""
    host = f"[{host}]" if ":" in host else host
    return host if port == PORTS.get(scheme) else f"{host}:{port}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host can only be this machine. `localhost` is, because it is never looked up."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # A mapped address is another spelling, and does not count.
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None
