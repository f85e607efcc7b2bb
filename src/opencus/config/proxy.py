"""Who is asking: the address and the scheme are believed of our own proxy only."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
Network = IPv4Network | IPv6Network

#: Headers by which a proxy speaks for a visitor; from anybody else they are lies.
SPOKEN = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP",
)  # fmt: skip


def networks(words: str) -> tuple[Network, ...]:
    """Read `OPENCUS_TRUSTED_PROXIES`: addresses and networks with commas; ValueError for anything else."""
    return tuple(ip_network(word.strip(), strict=False) for word in words.split(",") if word.strip())


def visitor(request: HttpRequest) -> HttpRequest:
    """Put the visitor's own address into REMOTE_ADDR when our proxy says it, and drop every such claim of others.

    The address is the last one of X-Forwarded-For that is not itself a proxy of ours: what stands before it was
    written by the visitor. Lock-outs count by this address.
    """
    trusted: tuple[Network, ...] = settings.TRUSTED_PROXIES
    claims = {name: request.META.pop(name) for name in SPOKEN if name in request.META}
    if not _within(request.META.get("REMOTE_ADDR", ""), trusted):
        return request
    if proto := claims.get("HTTP_X_FORWARDED_PROTO"):
        request.META["HTTP_X_FORWARDED_PROTO"] = proto
    for hop in reversed([part.strip() for part in claims.get("HTTP_X_FORWARDED_FOR", "").split(",")]):
        if not _valid(hop):
            break
        request.META["REMOTE_ADDR"] = hop
        if not _within(hop, trusted):
            break
    return request


def trusted_only(get_response: Handler) -> Handler:
    """The middleware of `visitor`."""
    return lambda request: get_response(visitor(request))


def _valid(address: str) -> bool:
    try:
        ip_address(address)
    except ValueError:
        return False
    return True


def _within(address: str, trusted: tuple[Network, ...]) -> bool:
    if not _valid(address):
        return False
    one = ip_address(address)
    mapped = getattr(one, "ipv4_mapped", None)  # ::ffff:127.0.0.1, as a listener on both families sees it
    return any((mapped or one) in network for network in trusted)
