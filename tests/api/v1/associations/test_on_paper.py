"""What was done on paper over HTTP: for everybody, but for what points at a few."""

from datetime import date
from typing import Any

import pytest

from ledger.association.establishing import NewParent
from ledger.values import AssociationId, Level, Role
from tests.api.site import Caller, Site
from tests.builders import an_association

SUMMARY = {
    "whole": False,
    "since": "2025-01-01",
    "effective_on": "2025-06-13",
    "mobilized_dong": 70_000_000,
    "cash_dong": 50_000_000,
    "supported_dong": 40_000_000,
    "closing": {"amount_dong": 12_000_000, "on": "2025-06-13"},
    "lines": [{"disbursement_class": "support", "categories": ["poor"], "awards": 80}],
    "source": "Sổ giấy của xã",
}
AID = {
    "programme": "Khen thưởng cuối năm",
    "whole": False,
    "since": "2025-01-01",
    "effective_on": "2025-06-13",
    "amount_dong": 42_000_000,
    "own_share_dong": 2_000_000,
    "lines": [
        {"disbursement_class": "award", "categories": ["teacher"], "instances": 17},
        {"disbursement_class": "award", "instances": 370},
        {"disbursement_class": "award", "part_of": 2, "categories": ["disabled"], "instances": 3},
    ],
    "payer": "Công ty Than Hạ Long",
    "co_organisers": ["Tỉnh đoàn"],
    "place": "huyện Ba Bể, Bắc Kạn",
    "narrow_place": "Trường tiểu học Quảng Khê",
    "source": "Báo cáo 6 tháng",
}


@pytest.fixture
def province(site: Site) -> AssociationId:
    """A province of which nothing was told yet."""
    return site.book.establish(an_association(Level.PROVINCE, site.book.central, name="Phú Thọ"))


def a_commune(site: Site, parent: AssociationId) -> AssociationId:
    """A commune that has no book."""
    return site.book.establish(an_association(Level.COMMUNE, parent, name="Cẩm Hà"))


def tell(
    site: Site, whose: AssociationId, part: str = "period-summaries", /, **said: object
) -> None:
    body = {**(SUMMARY if part == "period-summaries" else AID), **said}
    answer = site.treasurer.post(f"/associations/{whose}/{part}", body)
    assert answer.status_code == 201, answer.text


def report(site: Site, whose: AssociationId, **query: str) -> dict[str, Any]:
    path = f"/associations/{whose}/report"
    found = site.public.get(path, None, **{"period": "2025-H1", **query})
    assert found.status_code == 200, found.text
    assert isinstance(found.json, dict)
    return found.json


def listed(caller: Caller, whose: AssociationId, part: str, **query: str) -> list[dict[str, Any]]:
    found = caller.get(f"/associations/{whose}/{part}", None, **query)
    assert found.json is not None, found.text
    items: list[dict[str, Any]] = found.json["items"]
    return items


def test_what_a_unit_without_a_book_did_stands_apart_from_every_total(
    site: Site, province: AssociationId
) -> None:
    tell(site, a_commune(site, province))
    found = report(site, province)
    assert (found["mobilized"]["total"], found["supported"]["total"]) == (0, 0)
    assert found["from_paper"] == {
        "associations": 1,
        "summaries": 1,
        "covered": 0,
        "overlapping": 0,
        "since": "2025-01-01",
        "as_of": "2025-06-13",
        "mobilized": {
            "total": 70_000_000,
            "cash": 50_000_000,
            "in_kind": 0,
            "direct_aid": 0,
            "unsplit": 20_000_000,
        },
        "supported": 40_000_000,
        "closing": {
            "total": 12_000_000,
            "as_of": "2025-06-13",
            "as_of_earliest": "2025-06-13",
            "figures": 1,
        },
        "recipients": {
            "suat": 80,
            "luot": None,
            "lines": [
                {
                    "disbursement_class": "support",
                    "categories": ["poor"],
                    "is_part": False,
                    "suat": 80,
                    "luot": None,
                    "persons": None,
                    "amount": None,
                    "figures": 1,
                }
            ],
            "exhaustive": False,
        },
    }


def test_paper_never_counts_on_a_day_on_which_a_book_is_open(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    site.book.open_fund(commune)
    tell(site, commune)
    tell(site, province, whole=True)
    assert report(site, province)["from_paper"]["covered"] == 2
    assert report(site, province)["from_paper"]["mobilized"]["total"] == 0
    tell(site, commune, since="2023-01-01", effective_on="2023-12-31", closing=None)
    assert report(site, province, period="2023")["from_paper"]["mobilized"]["total"] == 70_000_000


def test_what_was_left_is_not_told_of_a_day_on_which_a_book_was_open_already(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    site.book.open_fund(commune, on=date(2025, 6, 1))
    closing = {"amount_dong": 5, "on": "2025-06-13"}
    tell(site, commune, effective_on="2025-05-31", closing=closing)
    found = report(site, province)["from_paper"]
    assert (found["summaries"], found["closing"]) == (1, None)


def test_only_a_unit_that_was_inside_on_all_the_days_counts(
    site: Site, province: AssociationId
) -> None:
    book = site.book
    commune = a_commune(site, book.province)
    moved = NewParent(
        parent_id=province, effective_on=date(2025, 3, 1), decision_number="7/QĐ-UBND"
    )
    book.ledger.attach_association(book.command(), commune, moved)
    tell(site, commune)
    assert report(site, province)["from_paper"]["summaries"] == 0
    tell(site, commune, since="2025-03-01")
    assert report(site, province)["from_paper"]["summaries"] == 1


def test_a_later_summary_of_the_same_days_replaces_and_an_empty_one_takes_back(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    tell(site, commune)
    before = site.position()
    tell(site, commune, mobilized_dong=71_000_000)
    assert report(site, province)["from_paper"]["mobilized"]["total"] == 71_000_000
    known = report(site, province, known_at=str(before))["from_paper"]
    assert known["mobilized"]["total"] == 70_000_000
    nothing: dict[str, object] = {name: None for name in SUMMARY if name.endswith("_dong")}
    tell(site, commune, **nothing, closing=None, lines=None)
    assert report(site, province)["from_paper"]["summaries"] == 0
    assert len(listed(site.public, commune, "period-summaries")) == 3


def test_what_overlaps_is_counted_once_the_wider_and_longer_first(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    tell(site, commune, effective_on="2025-03-31", closing=None, mobilized_dong=60_000_000)
    tell(site, commune)
    found = report(site, province)["from_paper"]
    assert (found["mobilized"]["total"], found["overlapping"]) == (70_000_000, 1)
    quarter = report(site, province, period="2025-Q1")["from_paper"]
    assert quarter["mobilized"]["total"] == 60_000_000
    assert report(site, province, period="2025-Q2")["from_paper"]["summaries"] == 0


def test_a_summary_of_the_whole_stands_for_those_below(site: Site, province: AssociationId) -> None:
    book = site.book
    district = book.establish(an_association(Level.DISTRICT, province, name="Đức Thọ"))
    commune = a_commune(site, district)
    tell(site, commune)
    tell(site, district, whole=True, mobilized_dong=99_000_000)
    found = report(site, province)["from_paper"]
    assert (found["mobilized"]["total"], found["overlapping"]) == (99_000_000, 1)
    assert (found["closing"]["total"], found["closing"]["figures"]) == (12_000_000, 1)
    assert report(site, district, scope="own")["from_paper"]["summaries"] == 0
    assert report(site, commune)["from_paper"]["mobilized"]["total"] == 70_000_000


def test_only_what_others_paid_is_added_to_what_was_supported(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    tell(site, commune, "aid-given")
    tell(site, commune, "aid-given", programme="Tết", own_share_dong=None, amount_dong=16_300_000)
    found = report(site, province)
    supported = found["supported"]
    assert (supported["total"], supported["by_others"]) == (40_000_000, 40_000_000)
    assert [(each["amount"], each["own_share"], each["lines"]) for each in supported["joint"]] == [
        (42_000_000, 2_000_000, 2),
        (16_300_000, None, 2),
    ]
    for lines in ("by_level", "by_unit"):
        assert sum(each["supported"] for each in found[lines]) == 40_000_000
    assert found["mobilized"]["total"] == 0
    assert found["recipients"]["suat"] == 0


def test_payer_place_and_co_organiser_are_different_things(
    site: Site, province: AssociationId
) -> None:
    commune = a_commune(site, province)
    tell(site, commune, "aid-given")
    [told] = listed(site.public, commune, "aid-given")
    assert (told["payer"], told["co_organisers"], told["place"]) == (
        "Công ty Than Hạ Long",
        ["Tỉnh đoàn"],
        "huyện Ba Bể, Bắc Kạn",
    )


def test_what_points_at_a_few_is_for_entitled_readers(site: Site, province: AssociationId) -> None:
    commune = a_commune(site, province)
    tell(site, commune, "aid-given")
    everybody = site.public.get(f"/associations/{commune}/aid-given")
    assert "disabled" not in everybody.text
    assert "Quảng Khê" not in everybody.text
    assert "disabled" not in str(report(site, province))
    elsewhere = site.someone(Role.AUDITOR, site.book.commune)
    assert listed(elsewhere, commune, "aid-given")[0]["private"] is None
    [told] = listed(site.auditor, commune, "aid-given")
    assert told["private"] == {
        "few": [{"number": 3, "categories": ["disabled"]}],
        "place": "Trường tiểu học Quảng Khê",
    }


def test_lists_come_by_pages_as_they_were_known(site: Site, province: AssociationId) -> None:
    commune = a_commune(site, province)
    for programme in ("Tết", "Khai giảng"):
        tell(site, commune, "aid-given", programme=programme)
        tell(site, commune, effective_on="2025-06-12" if programme == "Tết" else "2025-06-13")
    for part in ("aid-given", "period-summaries"):
        first = site.public.get(f"/associations/{commune}/{part}", None, limit="1").json
        assert first is not None
        [rest] = listed(site.public, commune, part, cursor=first["next_cursor"])
        assert rest["position"] < first["items"][0]["position"]
        known = listed(site.public, commune, part, known_at=str(rest["position"]))
        assert known == [rest]


@pytest.mark.parametrize(
    "part,change,code,field",
    [
        ("period-summaries", {"cash_dong": 70_000_001}, "amount_mismatch", "mobilized_dong"),
        ("period-summaries", {"since": "2025-06-14"}, "bad_window", "effective_on"),
        ("period-summaries", {"effective_on": "2025-06-17"}, "dated_ahead", "effective_on"),
        (
            "period-summaries",
            {"closing": {"amount_dong": 1, "on": "2025-06-17"}},
            "dated_ahead",
            "closing.on",
        ),
        ("period-summaries", {"closing": {"on": "2025-06-13"}}, "invalid_request", None),
        ("aid-given", {"own_share_dong": 42_000_001}, "amount_mismatch", "own_share_dong"),
        ("aid-given", {"payer": ""}, "invalid_request", "payer"),
        (
            "aid-given",
            {"lines": [{"disbursement_class": "administration", "awards": 7}]},
            "bad_award_list",
            "lines.0.disbursement_class",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    site: Site, part: str, change: dict[str, object], code: str, field: str | None
) -> None:
    body = {**(SUMMARY if part == "period-summaries" else AID), **change}
    answer = site.treasurer.post(f"/associations/{site.book.province}/{part}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, code)
    if field is not None:
        assert [each["field"] for each in answer.json["fields"]] == [field]
