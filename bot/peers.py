"""Where a request comes from, behind the proxies that are believed (C14)."""

import ipaddress
from collections.abc import Sequence

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def network_of(request: web.Request, trusted_proxies: Sequence[Network]) -> str:
    """The sender's IP address; X-Forwarded-For counts only from configured proxies, read from the right."""
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    address = _ip(peer[0]) if isinstance(peer, tuple) else None
    hops = [hop.strip() for value in request.headers.getall("X-Forwarded-For", []) for hop in value.split(",")]
    while hops and address is not None and any(address in network for network in trusted_proxies):
        before = _ip(hops.pop())
        if before is None:
            break
        address = before
    return str(address or "")


def _ip(text: str) -> IpAddress | None:
    try:
        ip = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip
