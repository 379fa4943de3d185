"""Appeals over HTTP."""

import pytest

from tests.api.site import Site, a_gift
from tests.builders import an_id

APPEAL = {
    "name": "Vì em hiếu học",
    "starts_on": "2025-06-01",
    "ends_on": "2025-06-30",
    "target_dong": 50_000_000,
    "memo_code": "VEHH",
}


def launched(site: Site) -> str:
    answer = site.treasurer.post(f"{site.fund}/mobilizations", APPEAL)
    assert answer.status_code == 201
    assert answer.json is not None
    mobilization_id: str = answer.json["id"]
    return mobilization_id


def test_an_appeal_shows_what_it_raised(site: Site) -> None:
    mobilization_id = launched(site)
    gift = a_gift(site, 7_000, mobilization_id=mobilization_id)
    site.treasurer.post(f"{site.fund}/donations", gift)
    page = site.public.get(f"{site.fund}/mobilizations").json
    assert page is not None
    (appeal,) = page["items"]
    assert appeal["mobilization_id"] == mobilization_id
    assert (appeal["money_dong"], appeal["gifts"], appeal["closed_on"]) == (7_000, 1, None)
    assert {name: appeal[name] for name in APPEAL} == APPEAL


def test_an_appeal_shows_what_it_had_raised_as_it_was_known(site: Site) -> None:
    mobilization_id = launched(site)
    launch = str(site.position())
    gift = a_gift(site, 7_000, mobilization_id=mobilization_id)
    site.treasurer.post(f"{site.fund}/donations", gift)
    site.book.clock.advance(hours=1)
    moment = site.book.clock().isoformat()
    site.book.clock.advance(hours=1)
    site.treasurer.post(f"{site.fund}/donations", gift)
    closing = f"{site.fund}/mobilizations/{mobilization_id}/closing"
    site.treasurer.post(closing, {"effective_on": "2025-06-16"})

    def raised(**query: str) -> tuple[int, int, str | None]:
        page = site.public.get(f"{site.fund}/mobilizations", None, **query).json
        assert page is not None
        (appeal,) = page["items"]
        return appeal["money_dong"], appeal["gifts"], appeal["closed_on"]

    assert raised(known_at=launch) == (0, 0, None)
    assert raised(known_at=moment) == (7_000, 1, None)
    assert raised() == (14_000, 2, "2025-06-16")
    before = site.public.get(f"{site.fund}/mobilizations", None, known_at=str(int(launch) - 1)).json
    assert before is not None
    assert (before["items"], before["known_at"]["position"]) == ([], int(launch) - 1)


@pytest.mark.parametrize(
    "known_at,status,expected",
    [
        ("900000000", 404, "position_not_found"),
        ("2035-01-01T00:00:00Z", 404, "position_not_found"),
        ("1999-01-01T00:00:00Z", 404, "fund_not_found"),
        ("yesterday", 400, "bad_known_at"),
        ("-1", 400, "bad_known_at"),
    ],
)
def test_appeals_are_known_neither_too_early_nor_ahead_of_time(
    site: Site, known_at: str, status: int, expected: str
) -> None:
    answer = site.public.get(f"{site.fund}/mobilizations", None, known_at=known_at)
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, expected)


def test_a_closed_appeal_takes_no_more(site: Site) -> None:
    mobilization_id = launched(site)
    path = f"{site.fund}/mobilizations/{mobilization_id}/closing"
    assert site.treasurer.post(path, {"effective_on": "2025-06-15"}).status_code == 201
    late = a_gift(site, mobilization_id=mobilization_id)
    refused = site.treasurer.post(f"{site.fund}/donations", late)
    assert (refused.status_code, refused.json and refused.json["code"]) == (
        422,
        "mobilization_is_closed",
    )
    again = site.treasurer.post(path, {"effective_on": "2025-06-15"})
    assert (again.status_code, again.json and again.json["code"]) == (422, "mobilization_is_closed")


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"target_dong": 0}, 422, "invalid_request", "target_dong"),
        ({"ends_on": "2025-05-31"}, 422, "bad_window", "ends_on"),
        ({"starts_on": "2023-12-31"}, 422, "dated_before_fund", "starts_on"),
        ({"memo_code": "vì em"}, 422, "invalid_request", "memo_code"),
        ({"purpose": str(an_id("nothing"))}, 404, "purpose_not_found", "purpose"),
    ],
)
def test_what_is_no_appeal_is_refused(
    site: Site, change: dict[str, object], status: int, code: str, field: str
) -> None:
    before = site.position()
    answer = site.treasurer.post(f"{site.fund}/mobilizations", {**APPEAL, **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["fields"][0]["field"] == field
    assert site.position() == before


def test_the_memo_code_of_an_open_appeal_is_no_other_s(site: Site) -> None:
    first = launched(site)
    path = f"{site.fund}/mobilizations"
    refused = site.treasurer.post(path, APPEAL)
    assert (refused.status_code, refused.json and refused.json["code"]) == (409, "memo_code_taken")
    assert refused.json is not None
    assert refused.json["fields"] == [{"field": "memo_code"}]
    assert refused.json["limits"] == {"mobilization_id": first}
    closed = site.treasurer.post(f"{path}/{first}/closing", {"effective_on": "2025-06-01"})
    assert closed.status_code == 201
    assert launched(site) != first


def test_an_appeal_that_is_not_there_cannot_be_closed(site: Site) -> None:
    path = f"{site.fund}/mobilizations/{an_id('nowhere')}/closing"
    answer = site.treasurer.post(path, {"effective_on": "2025-06-15"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (
        404,
        "mobilization_not_found",
    )
