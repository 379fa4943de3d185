"""Published reports over HTTP: the same bytes for ever, and what was restated since."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from api.publishing import ATTEMPTS
from ledger.association.establishing import NewParent
from ledger.values import AccountKind, AssociationId, BeneficiaryId, Category, DisbursementId, Level
from projections.reports import publishing
from projections.reports.report import Report
from tests.api.site import Caller, Site, a_gift
from tests.builders import a_list, an_association, an_award, an_id

YEAR, AWARDED = "2024", date(2024, 6, 1)


def a_district(site: Site) -> AssociationId:
    """A district with a commune whose fund is to be written into from now on."""
    book = site.book
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    commune = book.establish(an_association(Level.COMMUNE, district, name="Yên Hồ"))
    book.fund_id = book.open_fund(commune)
    book.bank = book.open_account(AccountKind.BANK)
    return district


def give(site: Site, dong: int) -> None:
    gift = a_gift(site, dong, effective_on="2024-05-01")
    assert site.treasurer.post(f"{site.fund}/donations", gift).status_code == 201


def award(
    site: Site, *, on: date = AWARDED, whom: Sequence[BeneficiaryId] = (), **recipients: int
) -> tuple[DisbursementId, int | None]:
    """Award so many pupils of each category; return the disbursement and its payment."""
    lines = [
        an_award(dong=100_000, categories=(Category(name),))
        for name, count in recipients.items()
        for _ in range(count)
    ]
    named = [replace(line, beneficiary_id=who) for line, who in zip(lines, whom, strict=False)]
    lines = named or lines
    disbursement_id = DisbursementId(site.book.new_id())
    proposal = replace(a_list(*lines), disbursement_id=disbursement_id, effective_on=on)
    site.book.propose(proposal=proposal)
    site.book.approve(disbursement_id, on)
    return disbursement_id, site.book.pay(disbursement_id, on=on).version


def publish(site: Site, whose: object, caller: Caller | None = None, **members: object) -> str:
    site.catch_up()
    body = {"association_id": str(whose), "period": YEAR, **members}
    answer = (caller or site.approver).post("/reports", body)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return str(answer.json["id"])


def read(site: Site, path: str, **query: str) -> Any:  # noqa: ANN401  # JSON
    answer = site.public.get(path, None, **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_published_report_is_the_same_bytes_for_ever_whatever_is_corrected(site: Site) -> None:
    district = a_district(site)
    give(site, 5_000_000)
    report_id = publish(site, district)
    first = site.public.get(f"/reports/{report_id}")
    assert first.headers["ETag"] == f'"{sha256(first.data).hexdigest()}"'
    assert first.json is not None
    asked = read(
        site,
        f"/associations/{district}/report",
        period=YEAR,
        known_at=str(first.json["known_at"]["position"]),
    )
    assert {**first.json, "recipients": None} == {**asked, "recipients": None}
    give(site, 30_000)
    assert site.public.get(f"/reports/{report_id}").data == first.data
    found = read(site, f"/reports/{report_id}/restatement")
    told = {each["figure"]: (each["published"], each["restated"]) for each in found["differences"]}
    assert told["cash.closing"] == (5_000_000, 5_030_000)
    assert told["cash.by_account[bank].closing"] == (5_000_000, 5_030_000)
    assert told["by_level[commune].mobilized"] == (5_000_000, 5_030_000)
    assert "cash.opening" not in told
    same = str(found["published_at"])
    assert read(site, f"/reports/{report_id}/restatement", known_at=same)["differences"] == []
    [listed] = read(site, f"/associations/{district}/reports")["items"]
    assert (listed["report_id"], listed["first"], listed["digest"]) == (
        report_id,
        "2024-01-01",
        sha256(first.data).hexdigest(),
    )


def test_whoever_has_a_published_report_is_not_sent_it_again(site: Site) -> None:
    path = f"/reports/{publish(site, a_district(site))}"
    first = site.public.get(path, None)
    tag = first.headers["ETag"]
    again = site.app.test_client().get(f"/api/v1{path}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = site.app.test_client().get(f"/api/v1{path}", headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.data) == (200, first.data)
    of_a_write = site.app.test_client().get(f"/api/v1{path}", headers={"If-Match": '"7"'})
    assert (of_a_write.status_code, of_a_write.data) == (200, first.data)


def test_what_was_restated_of_own_money_is_told_by_account_and_purpose(site: Site) -> None:
    a_district(site)
    commune = site.book.ledger.desk().fund(site.book.fund_id).association_id
    other = site.book.open_account(AccountKind.BANK)
    give(site, 5_000_000)
    report_id = publish(site, commune, scope="own")
    give(site, 30_000)
    found = read(site, f"/reports/{report_id}/restatement")
    told = {each["figure"]: (each["published"], each["restated"]) for each in found["differences"]}
    fund_id = site.book.fund_id
    changed = (5_000_000, 5_030_000)
    assert told[f"cash.by_account[{fund_id} {site.book.bank}].closing"] == changed
    assert told[f"cash.by_purpose[{fund_id} general].closing"] == changed
    assert not [figure for figure in told if str(other) in figure]


def test_a_report_is_published_as_it_was_known_once_and_once_for_each_key(site: Site) -> None:
    district = a_district(site)
    give(site, 1_000_000)
    before = site.position()
    give(site, 1)
    site.catch_up()
    body = {"association_id": str(district), "period": YEAR, "known_at": before}
    key = {"Idempotency-Key": "publish-once"}
    first = site.approver.post("/reports", body, key)
    site.catch_up()
    again = site.approver.post("/reports", body, key)
    assert (first.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert first.json is not None
    published = read(site, f"/reports/{first.json['id']}")
    assert (published["cash"]["closing"], published["known_at"]["position"]) == (1_000_000, before)
    rehearsed = site.approver.post("/reports", body, None, dry_run="true")
    assert rehearsed.status_code == 200
    assert len(read(site, f"/associations/{district}/reports")["items"]) == 1


def test_categories_are_published_without_what_points_at_a_few(site: Site) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    award(site, poor=12, orphaned=6, disabled=2)
    shown = read(site, f"/reports/{publish(site, district)}")["recipients"]
    assert shown["suat"] == 20
    assert shown["by_category"] == [
        {"categories": ["poor"], "suat": 12, "luot": 12, "amount": 1_200_000},
        {"categories": [], "suat": 8, "luot": 8, "amount": 800_000},
    ]


@pytest.mark.parametrize(
    "period,scope", [("2024-H1", "consolidated"), ("2024", "own"), ("2024-06", "consolidated")]
)
def test_categories_are_published_only_for_whole_years_and_all_below(
    site: Site, period: str, scope: str
) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    award(site, poor=12)
    shown = read(site, f"/reports/{publish(site, district, period=period, scope=scope)}")
    assert shown["recipients"]["by_category"] is None


def test_where_a_unit_joined_or_left_in_the_year_nothing_is_broken_down(site: Site) -> None:
    """A province that has the second half of a commune's year gives its first half away."""
    district = a_district(site)
    other = site.book.establish(an_association(Level.DISTRICT, site.book.province, name="Can Lộc"))
    commune = site.book.ledger.desk().fund(site.book.fund_id).association_id
    give(site, 50_000_000)
    award(site, disabled=3, poor=9)
    award(site, on=date(2024, 9, 2), disabled=6, poor=9)
    place = NewParent(parent_id=other, effective_on=date(2024, 7, 1), decision_number="1/QĐ")
    site.book.ledger.attach_association(site.book.command(), commune, place)

    def told(whose: AssociationId) -> dict[str, int] | None:
        recipients = read(site, f"/reports/{publish(site, whose)}")["recipients"]
        assert recipients["suat"]
        cells = recipients["by_category"]
        return cells and {each["categories"][0]: each["suat"] for each in cells}

    assert told(commune) == {"disabled": 9, "poor": 18}
    assert told(district) is None
    assert told(other) is None


def test_a_later_publication_shows_no_categories_that_differ_by_a_few(site: Site) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    award(site, poor=12)
    first = read(site, f"/reports/{publish(site, district)}")["recipients"]
    assert first["by_category"][0]["suat"] == 12
    award(site, poor=2)
    second = read(site, f"/reports/{publish(site, district)}")["recipients"]
    assert (second["suat"], second["by_category"]) == (14, None)


def test_what_differs_by_a_few_is_not_shown_by_publishing_it_once_more(site: Site) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    award(site, poor=12)
    publish(site, district)
    award(site, poor=2)
    for _ in range(2):
        shown = read(site, f"/reports/{publish(site, district)}")["recipients"]
        assert (shown["suat"], shown["by_category"]) == (14, None)


@pytest.mark.parametrize("is_above_first", [True, False])
def test_what_was_published_above_or_below_from_another_position_gives_nothing_away(
    site: Site, *, is_above_first: bool
) -> None:
    last = a_district(site)
    first = site.book.ledger.desk().fund(site.book.fund_id).association_id
    if is_above_first:
        first, last = last, first
    give(site, 50_000_000)
    award(site, poor=12)
    position = site.position()
    publish(site, first)
    award(site, poor=2)
    shown = read(site, f"/reports/{publish(site, last)}")["recipients"]
    assert (shown["suat"], shown["by_category"]) == (14, None)
    shown = read(site, f"/reports/{publish(site, last, known_at=position)}")["recipients"]
    assert [each["suat"] for each in shown["by_category"]] == [12]
    award(site, poor=3)
    shown = read(site, f"/reports/{publish(site, last)}")["recipients"]
    assert [each["suat"] for each in shown["by_category"]] == [17]


def test_two_who_publish_at_the_same_moment_see_one_another(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commune publishes while the report of its district is made, and not yet recorded."""
    district = a_district(site)
    commune = site.book.ledger.desk().fund(site.book.fund_id).association_id
    give(site, 50_000_000)
    award(site, poor=12)
    position = site.position()
    award(site, poor=2)
    others: list[str] = []
    written = publishing.canonical

    def meanwhile(report: Report) -> bytes:
        if not others:
            others.append("under way")
            others[0] = publish(site, commune, known_at=position)
            site.catch_up()
        return written(report)

    monkeypatch.setattr(publishing, "canonical", meanwhile)
    shown = read(site, f"/reports/{publish(site, district)}")["recipients"]
    assert (shown["suat"], shown["by_category"]) == (14, None)
    [cell] = read(site, f"/reports/{others[0]}")["recipients"]["by_category"]
    assert cell["suat"] == 12


def test_who_never_gets_a_turn_to_publish_is_told_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    award(site, poor=12)
    written, under_way = publishing.canonical, [False]

    def meanwhile(report: Report) -> bytes:
        if not under_way[0]:
            under_way[0] = True
            publish(site, district)
            site.catch_up()
            under_way[0] = False
        return written(report)

    monkeypatch.setattr(publishing, "canonical", meanwhile)
    body = {"association_id": str(district), "period": YEAR}
    site.catch_up()
    refused = site.approver.post("/reports", body)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "published_meanwhile")
    assert len(read(site, f"/associations/{district}/reports")["items"]) == ATTEMPTS


def test_a_few_awards_that_came_back_in_another_year_are_not_shown(site: Site) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    disbursement_id, payment = award(site, disabled=6)
    award(site, poor=12, on=date(2025, 3, 1))
    back = {
        "account_id": str(site.book.bank),
        "payment": payment,
        "effective_on": "2025-04-01",
        "lines": [1, 2],
    }
    returned = site.treasurer.post(f"{site.fund}/disbursements/{disbursement_id}/return", back)
    assert returned.status_code == 201, returned.text
    shown = read(site, f"/reports/{publish(site, district, period='2025')}")["recipients"]
    assert shown["suat"] == 10
    assert shown["by_category"] == [
        {"categories": [], "suat": 10, "luot": 10, "amount": 1_000_000},
    ]


def test_persons_are_told_in_publications_alone_and_never_a_few(site: Site) -> None:
    district = a_district(site)
    give(site, 50_000_000)
    people = [site.book.register_beneficiary() for _ in range(13)]
    award(site, whom=people[:4], poor=4)

    def told() -> tuple[Any, Any]:
        shown = read(site, f"/reports/{publish(site, district)}")["recipients"]
        return shown["persons"], shown["exhaustive"]

    assert told() == (None, None)
    award(site, whom=people[4:12], poor=8)
    assert told() == (12, True)
    award(site, whom=[*people[12:], *people[:5]], poor=6)
    assert told() == (None, True)
    for period, scope in ((YEAR, "consolidated"), (str(AWARDED), "own")):
        path = f"/associations/{district}/report"
        live = read(site, path, period=period, scope=scope)["recipients"]
        assert (live["persons"], live["exhaustive"]) == (None, None)
    entitled = site.auditor.get(f"/associations/{district}/report", None, period=YEAR).json
    assert entitled is not None
    assert (entitled["recipients"]["persons"], entitled["recipients"]["exhaustive"]) == (13, True)


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"period": "2024-H3"}, 400, "bad_period", "period"),
        ({"period": "2026"}, 422, "dated_ahead", "period"),
        ({"known_at": 10**9}, 404, "position_not_found", "known_at"),
        ({"association_id": str(an_id("nowhere"))}, 404, "association_not_found", "association_id"),
        ({"scope": "all"}, 422, "invalid_request", "scope"),
        ({"restated": "2024-02-30"}, 400, "bad_restated", "restated"),
        ({"restated": "1996-10-01"}, 404, "association_not_on_day", "restated"),
    ],
)
def test_what_cannot_be_published_is_refused(
    site: Site, change: dict[str, object], status: int, code: str, field: str
) -> None:
    body = {"association_id": str(site.book.province), "period": YEAR, **change}
    site.catch_up()
    before = site.position()
    answer = site.approver.post("/reports", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["field"] for each in answer.json["fields"]] == [field]
    assert site.position() == before


def test_a_restated_report_is_published_as_that_and_breaks_nothing_down(site: Site) -> None:
    district = a_district(site)
    give(site, 9_000_000)
    award(site, poor=30, orphaned=20)
    plain, restated = publish(site, district), publish(site, district, restated="2025-06-16")
    site.catch_up()
    listed = read(site, f"/associations/{district}/reports")["items"]
    assert [(each["report_id"], each["restated"]) for each in listed] == [
        (restated, "2025-06-16"),
        (plain, None),
    ]
    shown = read(site, f"/reports/{restated}")
    assert shown["restated"] == {"on": "2025-06-16", "estimated": False, "shares": []}
    assert shown["recipients"]["by_category"] is None
    assert read(site, f"/reports/{plain}")["recipients"]["by_category"] is not None
    give(site, 500_000)
    site.catch_up()
    differences = read(site, f"/reports/{restated}/restatement")["differences"]
    assert {
        "figure": "mobilized.total",
        "published": 9_000_000,
        "restated": 9_500_000,
    } in differences
    assert not [each for each in differences if each["figure"].startswith("restated")]


def test_what_was_not_published_is_not_found_and_who_records_does_not_publish(site: Site) -> None:
    for path in ("", "/restatement"):
        answer = site.public.get(f"/reports/{an_id('no report')}{path}")
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (404, "report_not_found")
    body = {"association_id": str(site.book.province), "period": YEAR}
    refused = site.treasurer.post("/reports", body)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
