"""Where a request came from, as far as that can be known behind proxies."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from api.settings import Settings

_NETWORK = 64
_TOLD_MAX = 100
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d{1,5})?|([^:]*):\d{1,5}")
"""An address as some proxies tell it (RFC 7239, section 6): `192.0.2.1:4711`, `[2001:db8::1]`."""

NOWHERE = "nowhere"
"""What stands for everybody of whom something is told that is no address: they share one limit."""


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Believe as many proxies as the settings say stand in front, each about the one before."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask advises
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def client_address() -> str:
    """Return what stands for whoever asks: an address, of IPv6 the network that one customer has.

    What is told of it by a proxy may carry a port, which is another with each connection; what is
    no address at all is `NOWHERE`, or whoever makes it up would be somebody else each time. A proxy
    on this very machine is believed without a setting: else all its visitors would be one.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return _standing_for(request.remote_addr or "", forwarded[:_TOLD_MAX])


@lru_cache(maxsize=10_000)
def _standing_for(told: str, forwarded: str) -> str:
    if forwarded and _is_here(told):
        told = forwarded
    address = _address_in(told)
    if address is None:
        return NOWHERE
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(int(address) >> (128 - _NETWORK))
    return str(address)


def _address_in(told: str) -> IPv4Address | IPv6Address | None:
    bare = _WITH_PORT.fullmatch(told)
    try:
        return ip_address(told if bare is None else bare[1] or bare[2])
    except ValueError:
        return None


def _is_here(told: str) -> bool:
    try:
        return ip_address(told).is_loopback
    except ValueError:  # a socket in the file system has no address
        return True
