"""Where a request came from: proxies are believed as far as the settings say, visitors never."""

import pytest
from flask import Flask

from api.serving.addresses import NOWHERE, client_address, trust_proxies
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
        (0, "127.0.0.1", (FORGED, f"{VISITOR}:4711")),
        (1, PROXY, (FORGED, f"{VISITOR}:65000")),
        (0, "127.0.0.1", (f"[::ffff:{VISITOR}]:4711",)),
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


@pytest.mark.parametrize("told", ["[2001:db8::9]", "[2001:db8::9]:443", "2001:db8::9%eth0"])
def test_an_address_is_the_same_however_a_proxy_writes_it(told: str) -> None:
    assert address(0, "127.0.0.1", told) == address(0, "2001:db8::1")


@pytest.mark.parametrize("proxies, remote", [(0, "127.0.0.1"), (1, PROXY)])
@pytest.mark.parametrize(
    "told",
    ["unknown", "evil1", "evil2:80", "1.2.3.4:x", "1.2.3.4:123456", "[]", ":80", "x" * 1_000],
)
def test_whatever_is_no_address_is_nobody_else_each_time(
    proxies: int, remote: str, told: str
) -> None:
    assert address(proxies, remote, told) == NOWHERE
