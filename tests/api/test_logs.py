"""Logs tell what happened when and how fast, and nothing about people."""

import json
from collections.abc import Iterator
from io import BytesIO

import pytest

from api import logs
from tests.api.site import PASSWORD, Site, a_gift, open_site
from tests.stores import Store


@pytest.fixture
def lines() -> BytesIO:
    """What is logged."""
    return BytesIO()


@pytest.fixture
def logged_site(store: Store, lines: BytesIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An app whose log can be read."""
    register = logs.register_logs
    monkeypatch.setattr(logs, "register_logs", lambda app: register(app, lines))
    with open_site(store) as site:
        yield site


def test_each_request_is_one_line_of_json(logged_site: Site, lines: BytesIO) -> None:
    logged_site.treasurer.post(f"{logged_site.fund}/donations", a_gift(logged_site))
    (line,) = lines.getvalue().splitlines()
    logged = json.loads(line)
    assert logged.keys() == {
        "event",
        "level",
        "timestamp",
        "method",
        "route",
        "status",
        "duration_ms",
    }
    assert logged["route"] == "/api/v1/funds/<uuid:fund_id>/donations"
    assert (logged["event"], logged["method"], logged["status"]) == ("request", "POST", 201)
    assert logged["duration_ms"] >= 0


def test_nothing_anybody_types_is_logged(logged_site: Site, lines: BytesIO) -> None:
    site = logged_site
    site.treasurer.post(
        "/donors",
        {"association_id": str(site.book.commune), "name": "Nguyễn Thị Mai", "phone": "0912345678"},
    )
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, device_number="Nguyễn Thị Mai\n"))
    site.public.post("/session", {"login": "mai.nguyen", "password": PASSWORD})
    site.public.get("/Nguyen Thi Mai", q="0912345678")
    site.bearer("sq_Mai").get("/donors")
    logged = lines.getvalue().decode()
    assert len(logged.splitlines()) == 5
    for told in ("Mai", "mai", "0912345678", PASSWORD, "sq_"):
        assert told not in logged
