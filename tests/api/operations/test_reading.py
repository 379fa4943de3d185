"""Reads: what one has written, as it was known then, page by page."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

import pytest
from sqlalchemy import text

import api.operations.reading
from projections.associations import associations
from projections.tables import database
from projections.views import Reading
from tests.api.site import Site, a_gift, open_site
from tests.api.v1.people.test_erasures import registered
from tests.stores import Store


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let readers wait for a moment only."""
    monkeypatch.setattr(api.operations.reading, "WAIT_SECONDS_MAX", 0.01)


def entries_of(site: Site, **query: str) -> Iterator[dict[str, object]]:
    """Every entry of the fund, page by page."""
    page = site.public.get(f"{site.fund}/entries", None, **query).json
    while page is not None:
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        page = site.public.get(f"{site.fund}/entries", cursor=page["next_cursor"]).json


# Read your writes


def test_a_read_waits_for_what_was_written(site: Site) -> None:
    written = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 7))
    position = {"Ledger-Min-Position": written.headers["Ledger-Position"]}
    balance = site.public.get(f"{site.fund}/balance", position).json
    assert balance is not None
    assert balance["balance_dong"] == 7
    assert balance["known_at"]["position"] >= int(written.headers["Ledger-Position"])


@pytest.mark.usefixtures("impatient")
def test_a_read_that_cannot_see_it_in_time_says_so(site: Site) -> None:
    site.catch_up()
    site.lag()
    written = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 7))
    position = {"Ledger-Min-Position": written.headers["Ledger-Position"]}
    late = site.public.get(f"{site.fund}/balance", position)
    assert late.json is not None
    assert (late.status_code, late.json["code"]) == (503, "projections_behind")
    assert "Retry-After" in late.headers
    without = site.public.get(f"{site.fund}/balance").json
    assert without is not None
    assert without["balance_dong"] == 0


def test_nobody_waits_for_what_is_not_written_yet(site: Site) -> None:
    beyond = {"Ledger-Min-Position": str(site.position() + 1)}
    answer = site.public.get(f"{site.fund}/balance", beyond)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "position_not_found")


@pytest.mark.parametrize("position", ["", "-1", "1.0", "seven", "٣", "9" * 19])
def test_a_position_to_wait_for_is_a_whole_number(site: Site, position: str) -> None:
    answer = site.public.get(f"{site.fund}/balance", {"Ledger-Min-Position": position})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "bad_min_position")


@pytest.mark.usefixtures("impatient")
def test_the_etag_of_a_fund_is_the_version_that_is_shown(site: Site) -> None:
    site.catch_up()
    site.lag()
    shown = site.public.get(site.fund)
    for _ in range(30):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    assert site.public.get(site.fund).headers["ETag"] == shown.headers["ETag"]
    stale = {"If-Match": shown.headers["ETag"]}
    refused = site.treasurer.post(f"{site.fund}/donations", a_gift(site), stale)
    assert refused.status_code == 412


ROLE = {"role": "auditor", "since": "2025-01-01"}
NAME = {"name": "Hội Khuyến học Mới", "decision_number": "1/QĐ", "effective_on": "2025-06-01"}


@pytest.mark.parametrize("kind", ["association", "staff", "donor", "beneficiary"])
def test_whoever_looks_is_told_what_a_condition_compares(site: Site, kind: str) -> None:
    """Who changes what he saw, and only while it is so, need not have written it himself."""
    where = str(site.book.commune)
    match kind:
        case "association":
            path = seen_at = f"/associations/{where}"
            change, body = f"{path}/names", NAME
        case "staff":
            path = seen_at = f"/staff/{site.enrol()}"
            change, body = f"{path}/roles", {**ROLE, "association_id": where}
        case _:
            path = registered(site, "donors" if kind == "donor" else "beneficiaries")
            seen_at, change, body = f"{path}/history", f"{path}/erasure", {}
    seen = {"If-Match": site.administrator.get(seen_at).headers["ETag"]}
    assert site.administrator.post(change, body, seen).status_code == 201
    site.catch_up()
    assert site.administrator.post(change, body, seen).status_code == 412


# As it was known


def test_a_balance_may_be_asked_for_as_it_was_known(site: Site) -> None:
    first = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 1))
    site.book.clock.advance(hours=1)
    between = site.book.clock().isoformat()
    site.book.clock.advance(hours=1)
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 20))
    path = f"{site.fund}/balance"
    for known_at in (first.headers["Ledger-Position"], between, between.replace("+", " ")):
        balance = site.public.get(path, known_at=known_at).json
        assert balance is not None
        assert balance["balance_dong"] == 1
        assert balance["known_at"]["position"] == int(first.headers["Ledger-Position"])
    now = site.public.get(path).json
    assert now is not None
    assert now["balance_dong"] == 21


@pytest.mark.parametrize("known_at", ["2035-01-01T00:00:00Z", "900000000"])
def test_nothing_is_known_ahead_of_its_time(site: Site, known_at: str) -> None:
    answer = site.public.get(f"{site.fund}/balance", known_at=known_at)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "position_not_found")


def test_before_anything_was_known_there_was_no_fund(site: Site) -> None:
    answer = site.public.get(f"{site.fund}/balance", known_at="1999-01-01T00:00:00Z")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "fund_not_found")


# Page by page


def test_pages_show_everything_once_in_order(site: Site) -> None:
    for dong in range(1, 8):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong))
    seen = [entry["money_dong"] for entry in entries_of(site, limit="3")]
    assert seen == list(range(1, 8))


def test_later_pages_are_as_of_the_first(site: Site) -> None:
    for dong in (1, 2, 3):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong))
    pages = entries_of(site, limit="2")
    seen = [next(pages), next(pages)]
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 4))
    assert [entry["money_dong"] for entry in (*seen, *pages)] == [1, 2, 3]


def test_a_cursor_carries_its_filters(site: Site) -> None:
    for day in ("2025-05-31", "2025-06-01", "2025-06-02", "2025-06-03"):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site, effective_on=day))
    days = [entry["effective_on"] for entry in entries_of(site, limit="1", period="2025-06")]
    assert days == ["2025-06-01", "2025-06-02", "2025-06-03"]


@pytest.fixture
def cursor(site: Site) -> str:
    """Where the second page of two begins, of the fund's entries in June, one by one."""
    for _ in range(2):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    page = site.public.get(f"{site.fund}/entries", limit="1", period="2025-06").json
    assert page is not None
    text: str = page["next_cursor"]
    return text


def test_a_cursor_may_come_with_its_own_filters(site: Site, cursor: str) -> None:
    path = f"{site.fund}/entries"
    answer = site.public.get(path, cursor=cursor, limit="1", period="2025-06")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query", [{"limit": "2", "period": "2025-06"}, {"period": "2025-06"}, {"colour": "red"}]
)
def test_a_cursor_comes_with_no_other_filters(
    site: Site, cursor: str, query: dict[str, str]
) -> None:
    answer = site.public.get(f"{site.fund}/entries", None, cursor=cursor, **query)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor")


def test_a_cursor_belongs_to_its_list(site: Site, cursor: str) -> None:
    foreign = [f"{site.fund}/events", f"{site.fund}/disbursements", "/associations"]
    site.renew()
    foreign.append(f"{site.fund}/entries")
    for path in foreign:
        answer = site.public.get(path, cursor=cursor)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor"), path


@pytest.mark.parametrize("cursor_text", ["", "x", "é", "=", "A" * 100, "\u0000"])
def test_a_cursor_that_was_never_given_is_refused(site: Site, cursor_text: str) -> None:
    answer = site.public.get(f"{site.fund}/entries", cursor=cursor_text)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor")


def test_a_cursor_is_written_in_one_way(site: Site, cursor: str) -> None:
    last = cursor[:-1] + chr(ord(cursor[-1]) + 1)  # its last bits are none of what it means
    for other in (f"{cursor}=", f"{cursor[:9]}!{cursor[9:]}", f"{cursor}\n", f" {cursor}", last):
        answer = site.public.get(f"{site.fund}/entries", cursor=other)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor"), other


@pytest.mark.parametrize("sealed", [b"", b"{}", b'["a"]', b"\xff", b'["a",{},null,1.5]'])
def test_a_cursor_that_another_version_sealed_is_refused(site: Site, sealed: bytes) -> None:
    key = site.services.cursor_key
    tag = hmac.digest(key, sealed, "sha256")[:16]
    text_of = urlsafe_b64encode(tag + sealed).rstrip(b"=").decode()
    answer = site.public.get(f"{site.fund}/entries", cursor=text_of)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor")


def test_no_bit_of_a_cursor_can_be_changed(site: Site, cursor: str) -> None:
    packed = bytearray(urlsafe_b64decode(cursor + "=="))
    for at in range(0, len(packed), 7):
        packed[at] ^= 1
        forged = urlsafe_b64encode(packed).rstrip(b"=").decode()
        packed[at] ^= 1
        answer = site.public.get(f"{site.fund}/entries", cursor=forged)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor")


# A question that takes too long


def test_a_read_over_its_time_is_a_problem_and_the_next_is_answered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_for_ever(reading: Reading, *_: object) -> None:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        reading.first(text(f"{endless} SELECT sum(i) FROM n"))  # noqa: S608  # our own

    monkeypatch.setattr(database, "STATEMENT_SECONDS_MAX", 0.1)
    with open_site(store) as site:
        site.catch_up()
        with monkeypatch.context() as slow:
            slow.setattr(associations, "children", look_for_ever)
            answer = site.public.get(f"/associations/{site.book.commune}")
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (503, "store_busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert site.public.get(f"/associations/{site.book.commune}").status_code == 200
