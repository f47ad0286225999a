"""Which network addresses belong to everybody. A connector never reaches the inside by a public name."""

from __future__ import annotations

import ipaddress

#: IPv4 inside IPv6: translated (RFC 6052) and 6to4 (RFC 3056) addresses lead to the IPv4 one that they carry.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the Internet could call.

    Not those of this machine, of private and shared networks, of the link (where clouds answer with credentials), of
    documentation and of groups.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # with a scope, as fe80::1%eth0: an address of the link
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _translated(found)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
