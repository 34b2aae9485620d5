"""What stands for a visitor's network where something is counted: a keyed digest, never the address (C14)."""

import hashlib
import hmac
import ipaddress


def network_digest(ip_address: str, key: str) -> str:
    """HMAC of the IPv4 address, or of the /64 that an IPv6 household has; what is no address counts as one network.

    It is as secret as the key, with which all IPv4 addresses are tried in minutes: so a key lives one day.
    """
    return hmac.new(key.encode(), _network(ip_address).encode(), hashlib.sha256).hexdigest()


def _network(ip_address: str) -> str:
    try:
        address = ipaddress.ip_address(ip_address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False))
