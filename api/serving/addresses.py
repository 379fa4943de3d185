"""Where a request came from, as far as that can be known behind proxies."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from api.settings import Settings

_NETWORK = 64
_TOLD_MAX = 100


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Believe as many proxies as the settings say stand in front, each about the one before."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask advises
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def client_address() -> str:
    """Return what stands for whoever asks: an address, of IPv6 the network that one customer has.

    A proxy on this very machine is believed without a setting: else all its visitors would be one.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return _standing_for(request.remote_addr or "", forwarded[:_TOLD_MAX])


@lru_cache(maxsize=10_000)
def _standing_for(told: str, forwarded: str) -> str:
    if forwarded and _is_here(told):
        told = forwarded
    try:
        address = ip_address(told)
    except ValueError:
        return told[:_TOLD_MAX]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(int(address) >> (128 - _NETWORK))
    return str(address)


def _is_here(told: str) -> bool:
    try:
        return ip_address(told).is_loopback
    except ValueError:  # a socket in the file system has no address
        return True
