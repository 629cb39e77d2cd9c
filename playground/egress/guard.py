"""Where a call may go. Pure functions on addresses, and the system's resolver."""

from __future__ import annotations

import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

from .errors import RefusedAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Loopback, private and shared networks: allowed where `allow_private` says so.
_AT_HOME: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
            *("::1/128", "fc00::/7"),
        ),
    )
)
# Never, not even there: the metadata services of clouds that do not live on link-local addresses
# (AWS over IPv6, Alibaba; their documentation, 2026).
_METADATA: Final = ("fd00:ec2::254", "100.100.100.200")
# Not public, but `ipaddress` of Python 3.11 thinks so (IANA special-purpose registries, 2025).
_NOT_PUBLIC: Final = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20", "5f00::/16"),
    )
)
# IPv6 that ends in an IPv4 address: NAT64 and the old "compatible" form.
_TAILED: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


def _innermost(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address) or int(address) <= 1:
        return address
    if any(address in network for network in _TAILED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def check_address(text: str, *, allow_private: bool = False) -> None:
    """Whether an IP address may be connected. Raises RefusedAddress, ValueError if it is none.

    Public ones may; with `allow_private` also loopback, private and shared (100.64/10) ones.
    Link-local addresses, where metadata services live, may never.
    """
    address = _innermost(ipaddress.ip_address(text.split("%")[0]))
    if allow_private and any(address in network for network in _AT_HOME):
        allowed = str(address) not in _METADATA
    else:
        allowed = (
            address.is_global
            and not address.is_multicast
            and not any(address in network for network in _NOT_PUBLIC)
        )
    if not allowed:
        raise RefusedAddress(f"{text} is not an address that may be called")


def check_url(url: str) -> None:
    """Whether a base URL is http(s), a host and at most a path. Raises RefusedAddress."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise RefusedAddress("that is not an address") from None
    if parts.scheme not in ("http", "https") or not named:
        raise RefusedAddress("only http and https addresses with a host can be called")
    if parts.username is not None or parts.query or parts.fragment:
        raise RefusedAddress("an address holds no user name, no question mark and no #")
    if any(ord(character) <= 0x20 or character == "\\" for character in url):
        raise RefusedAddress("an address holds no blank and no backslash")


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, in the system's order. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
