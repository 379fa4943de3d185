"""What everybody is answered alike comes compressed to whoever reads gzip; nothing else does."""

import gzip

import pytest
from werkzeug.test import TestResponse

from ledger.values import Role
from tests.api.site import PASSWORD, Site


def ask(site: Site, path: str, encodings: str = "gzip, deflate, br", **more: str) -> TestResponse:
    site.catch_up()
    headers = {"Accept-Encoding": encodings, **more}
    return site.app.test_client().get(path, headers=headers, buffered=True)


@pytest.fixture
def paths(site: Site) -> list[str]:
    """Pages that everybody sees alike, and what they are shown with."""
    fund = f"/funds/{site.book.fund_id}"
    return [
        "/",
        f"/associations/{site.book.central}/report",
        fund,
        f"{fund}/entries",
        f"{fund}/corrections",
        f"{fund}/accounts/{site.book.bank}/book",
        "/static/soquy.css",
        "/static/soquy.js",
    ]


def test_a_page_about_much_takes_an_eighth_of_its_bytes(site: Site) -> None:
    for number in range(40):
        site.book.launch(name=f"Vì em hiếu học {number}")
    path = f"/funds/{site.book.fund_id}"
    assert 8 * len(ask(site, path).data) < len(ask(site, path, "identity").data)


def test_what_comes_compressed_is_the_same(site: Site, paths: list[str]) -> None:
    for path in paths:
        plain, packed = ask(site, path, "identity"), ask(site, path)
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.content_length == len(packed.data) < len(plain.data)
        assert gzip.decompress(packed.data) == plain.data
        for answer in (plain, packed):
            assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("encodings", ["", "br", "gzip;q=0", "gzip;q=0, *", "identity"])
def test_who_does_not_read_it_is_sent_none(site: Site, encodings: str) -> None:
    assert "Content-Encoding" not in ask(site, "/", encodings).headers


def test_who_has_it_compressed_has_it(site: Site, paths: list[str]) -> None:
    for path in paths:
        tag = ask(site, path).headers["ETag"]
        assert tag.startswith("W/"), "the same in other bytes"
        again = ask(site, path, **{"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_what_depends_on_who_asks_is_never_compressed(site: Site, paths: list[str]) -> None:
    site.login_of(Role.TREASURER, "ketoan.nen")
    client = site.app.test_client()
    given = {"login": "ketoan.nen", "password": PASSWORD}
    assert client.post("/api/v1/session", json=given).status_code == 200
    site.catch_up()
    own = [path for path in paths if not path.startswith("/static/")]
    for path in [*own, "/book", f"/book/funds/{site.book.fund_id}/donations/new"]:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, path
        assert "Content-Encoding" not in answer.headers
    assert "Content-Encoding" not in ask(site, "/login").headers


def test_neither_answers_to_programs_nor_files_are_compressed(site: Site) -> None:
    fund = site.fund
    site.book.donate(1)
    for path in (f"/api/v1{fund}", f"/api/v1{fund}/entries", f"{fund}.csv", f"{fund}/entries.csv"):
        answer = ask(site, path)
        assert answer.status_code == 200, path
        assert "Content-Encoding" not in answer.headers
