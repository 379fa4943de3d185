"""Logs tell what happened when and how fast, and nothing about people."""

import json
from collections.abc import Iterator
from io import BytesIO

import pytest

from api.serving import logs
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
        "request_id",
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
    site.public.get("/associations", {"X-Request-Id": "Nguyen-Thi-Mai-0912345678"})
    site.public.send("MAI", "/associations")
    logged = lines.getvalue().decode()
    assert len(logged.splitlines()) == 7
    for told in ("Mai", "mai", "MAI", "0912345678", PASSWORD, "sq_"):
        assert told not in logged


def test_a_request_is_found_by_its_id(logged_site: Site, lines: BytesIO) -> None:
    mine = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"
    answer = logged_site.public.get("/donors", {"X-Request-Id": mine})
    assert answer.headers["X-Request-Id"] == mine
    assert answer.json is not None
    assert answer.json["request_id"] == mine
    assert json.loads(lines.getvalue())["request_id"] == mine


def test_what_failed_is_found_by_the_id_of_its_request(
    logged_site: Site, lines: BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("Mai")

    monkeypatch.setattr(logged_site.services.views, "reading", fail)
    answer = logged_site.public.client.get("/api/v1/associations")
    failed, request = map(json.loads, lines.getvalue().splitlines())
    assert answer.status_code == 500
    assert failed["request_id"] == request["request_id"] == answer.headers["X-Request-Id"]
    assert failed["chain"][0]["error"] == "ZeroDivisionError"
    assert "Mai" not in lines.getvalue().decode()


def test_what_fails_while_an_error_is_answered_is_a_line_too(
    logged_site: Site,
    lines: BytesIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("Mai")

    monkeypatch.setattr("api.problems.problem_of", fail)
    answer = logged_site.public.client.get("/api/v1/donors")
    failed, _ = map(json.loads, lines.getvalue().splitlines())
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert failed["chain"][0]["error"] == "ZeroDivisionError"
    assert "Mai" not in lines.getvalue().decode() + capfd.readouterr().err
