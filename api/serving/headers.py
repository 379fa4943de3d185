"""The headers that every answer carries: nothing is sniffed, framed, or loaded from elsewhere.

What they say is what OWASP's secure headers project advises for pages that need nothing of others.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

Headers: TypeAlias = list[tuple[str, str]]
Failed: TypeAlias = Any
"""What WSGI calls `exc_info`."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
EVERYWHERE: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", _POLICY),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _UNUSED)),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
_OVER_HTTPS: Headers = [
    *EVERYWHERE,
    ("Strict-Transport-Security", f"max-age={365 * 24 * 60 * 60}"),
]
_CACHING = "Cache-Control"
_BY_NOBODY = "private, no-store"
_NOT_UNASKED = "no-cache"
"""What says nothing may be kept for as long as a cache thinks fit (RFC 9111, section 4.2.2)."""
_IS_FOR_ONE = "soquy.is_for_one"


def register_headers(app: Flask) -> None:
    """Add the headers to every answer of `app`, outside of it, where that takes least."""
    app.after_request(_lead_within)
    app.wsgi_app = _adding(app.wsgi_app)  # type: ignore[method-assign, assignment]  # as Flask advises


def keep_from_others() -> None:
    """Let nobody keep the answer to this request: it depends on who asks."""
    request.environ[_IS_FOR_ONE] = True


def _lead_within(response: Response) -> Response:
    """Let an answer that leads to where we were asked for lead there without a host.

    The library makes the address whole where it mends a path, by whatever host a visitor named.
    """
    location = response.headers.get("Location")
    # What we lead to ourselves begins with a slash, and most answers lead nowhere.
    if location is not None and not location.startswith("/"):
        host = request.host_url
        if location.startswith(host):
            response.headers["Location"] = "/" + location.removeprefix(host).lstrip("/")
    return response


def _adding(app: WSGIApplication) -> WSGIApplication:
    def added(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def respond(status: str, headers: Headers, *failed: Failed) -> Callable[[bytes], object]:
            is_secure = environ["wsgi.url_scheme"] == "https"
            headers = headers + (_OVER_HTTPS if is_secure else EVERYWHERE)
            names = {name for name, _ in headers}
            if _CACHING not in names:
                is_for_one = _IS_FOR_ONE in environ or "Set-Cookie" in names
                headers.append((_CACHING, _BY_NOBODY if is_for_one else _NOT_UNASKED))
            return start_response(status, headers, *failed)

        return app(environ, respond)

    return added
