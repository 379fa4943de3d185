"""Where a request came from: proxies are believed as far as the settings say, visitors never."""

import pytest
from flask import Flask

from api.serving.addresses import client_address, trust_proxies
from api.settings import Settings


def address(proxies: int, remote: str, *forwarded: str) -> str:
    environ = {"SOQUY_SECRET_KEY": "s" * 32, "SOQUY_PROXIES": str(proxies)}
    app, settings = Flask(__name__), Settings.from_environ(environ)
    trust_proxies(app, settings)
    app.add_url_rule("/", view_func=client_address)
    headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
    client = app.test_client()
    return client.get("/", headers=headers, environ_overrides={"REMOTE_ADDR": remote}).text


VISITOR, FORGED, PROXY = "203.0.113.7", "198.51.100.1", "10.0.0.2"


@pytest.mark.parametrize(
    "proxies, remote, forwarded",
    [
        (0, VISITOR, ()),
        (0, VISITOR, (FORGED,)),
        (0, "127.0.0.1", (FORGED, VISITOR)),
        (0, "::1", (VISITOR,)),
        (0, "", (VISITOR,)),
        (1, PROXY, (FORGED, VISITOR)),
        (2, PROXY, (FORGED, VISITOR, "10.0.0.3")),
        (0, f"::ffff:{VISITOR}", ()),
    ],
)
def test_the_visitor_is_told_from_the_proxies(
    proxies: int, remote: str, forwarded: tuple[str, ...]
) -> None:
    assert address(proxies, remote, *forwarded) == VISITOR


def test_one_customers_network_is_one_address() -> None:
    one, same, other = (
        address(0, each) for each in ("2001:db8::1", "2001:db8::2:3", "2001:db9::1")
    )
    assert one == same != other


def test_what_is_no_address_is_taken_as_it_is() -> None:
    assert address(0, "127.0.0.1", "unknown") == "unknown"
    assert len(address(0, "127.0.0.1", "x" * 1_000)) == 100
