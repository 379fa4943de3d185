"""The report of an association over HTTP: for everybody, and with what only staff may see."""

from datetime import date
from typing import Any

import pytest

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.values import AccountKind, AssociationId, Category, DisbursementId, Level
from tests.api.site import Caller, Site, a_gift
from tests.builders import a_donation, a_list, an_association, an_award, an_id


def asked(
    site: Site, caller: Caller | None = None, association_id: object = None, **query: str
) -> Any:  # noqa: ANN401  # JSON
    whose = association_id or site.book.province
    answer = (caller or site.public).get(f"/associations/{whose}/report", None, **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def a_district(site: Site) -> AssociationId:
    """A district of the province, and a fund of a commune in it to write into from now on."""
    book = site.book
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    commune = book.establish(an_association(Level.COMMUNE, district, name="Yên Hồ"))
    book.fund_id = book.open_fund(commune)
    book.bank = book.open_account(AccountKind.BANK)
    return district


def give(site: Site, dong: int, on: str = "2025-06-13") -> int:
    answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong, effective_on=on))
    assert answer.status_code == 201
    return int(answer.headers["Ledger-Position"])


def test_a_report_adds_up_what_all_below_an_association_did(site: Site) -> None:
    district = a_district(site)
    give(site, 7_000_000, "2024-12-31")
    give(site, 5_000_000)
    site.book.spend(2_000_000)
    report = asked(site, association_id=district, period="2025")
    assert report["association"]["name"] == "Đức Thọ"
    assert report["period"] == {"first": "2025-01-01", "last": "2025-12-31"}
    assert report["scope"] == "consolidated"
    cash = report["cash"]
    assert (cash["opening"], cash["closing"]) == (7_000_000, 10_000_000)
    assert cash["receipts"] == {"donations": 5_000_000, "interest": 0}
    assert cash["payments"]["scholarship"] == 2_000_000
    assert report["mobilized"]["total"] == 5_000_000
    assert report["supported"]["total"] == 2_000_000
    assert report["recipients"]["suat"] == 2
    by_level = {each["level"]: each for each in report["by_level"]}
    assert (by_level["commune"]["associations"], by_level["commune"]["with_fund"]) == (1, 1)
    assert by_level["commune"]["cash"] == 10_000_000
    assert [(each["unit"]["name"], each["is_own"], each["cash"]) for each in report["by_unit"]] == [
        ("Đức Thọ", True, 0),
        ("Yên Hồ", False, 10_000_000),
    ]
    own = asked(site, association_id=district, period="2025", scope="own")
    assert (own["scope"], own["cash"]["closing"], own["by_unit"]) == ("own", 0, [])


@pytest.mark.parametrize(
    "period,first,last",
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-Q2", "2025-04-01", "2025-06-30"),
        ("2025-06", "2025-06-01", "2025-06-30"),
        ("2025-06-13", "2025-06-13", "2025-06-13"),
        ("2024/2025", "2024-09-01", "2025-08-31"),
        ("2021..2025", "2021-01-01", "2025-12-31"),
        ("2025-01-01..2025-06-13", "2025-01-01", "2025-06-13"),
    ],
)
def test_a_period_is_written_in_any_of_its_forms(
    shared_site: Site, period: str, first: str, last: str
) -> None:
    report = asked(shared_site, period=period)
    assert report["period"] == {"first": first, "last": last}


def test_a_report_is_as_it_was_known_at_a_position_or_a_moment(site: Site) -> None:
    district = a_district(site)
    before = give(site, 1_000_000)
    site.book.clock.advance(hours=1)
    give(site, 30_000_000)
    now = asked(site, association_id=district, period="2025")
    assert now["cash"]["closing"] == 31_000_000
    known = asked(site, association_id=district, period="2025", known_at=str(before))
    assert (known["cash"]["closing"], known["known_at"]["position"]) == (1_000_000, before)
    moment = known["known_at"]["recorded_at"]
    again = asked(site, association_id=district, period="2025", known_at=moment)
    assert again["cash"] == known["cash"]


def test_a_transfer_between_levels_is_in_no_total_and_is_said(site: Site) -> None:
    book = site.book
    district = a_district(site)
    commune, bank = book.fund_id, book.bank
    book.fund_id = book.open_fund(district)
    districts, districts_bank = book.fund_id, book.open_account(AccountKind.BANK)
    book.fund_id, book.bank = commune, bank
    give(site, 9_000_000)
    arrived, _ = book.send(districts, 2_000_000), book.send(districts, 500_000)
    book.receive_transfer(arrived, districts, districts_bank)
    whole = asked(site, association_id=district, period="2025")
    assert (whole["cash"]["transfers_in"], whole["cash"]["transfers_out"]) == (0, 0)
    assert whole["transfers"]["eliminated"] == {
        "sent": {"transfers": 2, "dong": 2_500_000},
        "received": {"transfers": 1, "dong": 2_000_000},
        "handed_over": 0,
        "taken_over": 0,
    }
    assert whole["transfers"]["in_transit"]["within"] == {"transfers": 1, "dong": 500_000}
    assert (whole["cash"]["in_transit_net"], whole["cash"]["closing"]) == (-500_000, 8_500_000)
    yen_ho = whole["by_unit"][1]["unit"]["association_id"]
    own = asked(site, association_id=yen_ho, period="2025", scope="own")
    assert own["cash"]["transfers_out"] == 2_500_000
    assert own["transfers"]["in_transit"]["outgoing"] == {"transfers": 1, "dong": 500_000}


def test_a_report_is_restated_to_the_units_of_a_day(site: Site) -> None:
    book = site.book
    old = a_district(site)
    give(site, 7_000_001)
    ended = book.ledger.desk().fund(book.fund_id).association_id
    heirs = [
        book.establish(an_association(Level.COMMUNE, book.province, name=name))
        for name in ("Đức Đồng", "Đức Thịnh")
    ]
    successors = tuple(
        Successor(association_id=heir, share_millionths=share)
        for heir, share in zip(heirs, (250_000, 750_000), strict=True)
    )
    succession = Succession(
        successors=successors, effective_on=date(2025, 6, 16), decision_number="1283/NQ"
    )
    book.ledger.succeed_association(book.command(), ended, succession)
    raised = [
        asked(site, association_id=heir, period="2025-H1", restated="2025-06-16") for heir in heirs
    ]
    assert [each["mobilized"]["total"] for each in raised] == [1_750_000, 5_250_001]
    assert [each["cash"]["closing"] for each in raised] == [1_750_000, 5_250_001]
    assert raised[0]["restated"] == {
        "on": "2025-06-16",
        "estimated": True,
        "shares": [
            {
                "unit": {"association_id": str(ended), "name": "Yên Hồ", "level": "commune"},
                "share_millionths": 250_000,
            }
        ],
    }
    assert [
        asked(site, association_id=heir, period="2025-H1")["cash"]["closing"] for heir in heirs
    ] == [0, 0]
    # Its money hung below the district, and hangs below the province now.
    assert asked(site, association_id=old, period="2025-H1")["mobilized"]["total"] == 7_000_001
    now = asked(site, association_id=old, period="2025-H1", restated="2025-06-16")
    assert now["mobilized"]["total"] == 0
    then = asked(site, association_id=old, period="2025-H1", restated="2025-06-15")
    assert (then["mobilized"]["total"], then["restated"]["estimated"]) == (7_000_001, False)
    province = asked(site, period="2025-H1", restated="2025-06-16")
    lines = {each["unit"]["name"]: each for each in province["by_unit"]}
    assert (lines["Đức Đồng"]["cash"], lines["Đức Thịnh"]["cash"]) == (1_750_000, 5_250_001)
    assert lines["Đức Đồng"]["estimated"]
    assert not province["restated"]["estimated"]
    gone = site.public.get(
        f"/associations/{ended}/report", None, period="2025", restated="2025-06-16"
    )
    assert gone.json is not None
    assert (gone.json["code"], gone.json["limits"]) == (
        "association_not_on_day",
        {"ended_on": "2025-06-16"},
    )


def test_only_those_who_may_read_there_see_the_tags_of_recipients(site: Site) -> None:
    book, district = site.book, a_district(site)
    give(site, 9_000_000)
    awards = [an_award(dong=500_000, categories=(Category.DISABLED,))]
    proposal = a_list(*awards, disbursement_id=DisbursementId(book.new_id()))
    proposed = book.propose(proposal=proposal)
    book.approve(proposed)
    book.pay(proposed)
    of_all = asked(site, association_id=district, period="2025")["recipients"]
    assert (of_all["suat"], of_all["by_category"]) == (1, None)
    told = asked(site, site.auditor, district, period="2025")["recipients"]
    assert told["by_category"] == [
        {"categories": ["disabled"], "suat": 1, "luot": 1, "amount": 500_000}
    ]


@pytest.mark.parametrize(
    "query,status,code,field",
    [
        ({"period": "2025-Q5"}, 400, "bad_period", "period"),
        ({"period": "2025-06-13..2025-06-12"}, 400, "bad_period", "period"),
        ({"period": "hai nghìn"}, 400, "bad_period", "period"),
        ({"period": "2025", "known_at": "hôm qua"}, 400, "bad_known_at", "known_at"),
        ({"period": "2025", "known_at": "2025-01-15"}, 400, "bad_known_at", "known_at"),
        ({"period": "2025", "known_at": "-1"}, 400, "bad_known_at", "known_at"),
        ({"period": "2025", "known_at": "999999"}, 404, "position_not_found", "known_at"),
        (
            {"period": "2025", "known_at": "2125-01-15T17:00:00Z"},
            404,
            "position_not_found",
            "known_at",
        ),
        ({"period": "1996-10-01"}, 404, "association_not_in_period", "period"),
        ({"period": "2025", "known_at": "1"}, 404, "association_not_in_period", "known_at"),
        ({}, 422, "invalid_request", "period"),
        ({"period": "2025", "scope": "all"}, 422, "invalid_request", "scope"),
        ({"period": "2025", "restated": "2025-13-01"}, 400, "bad_restated", "restated"),
        ({"period": "2025", "restated": "now"}, 400, "bad_restated", "restated"),
        ({"period": "2025", "restated": "1996-10-01"}, 404, "association_not_on_day", "restated"),
        (
            {"period": "2025", "restated": "2025-06-16", "known_at": "1"},
            404,
            "association_not_in_period",
            "known_at",
        ),
    ],
)
def test_what_is_no_question_is_refused_by_a_code_that_says_why(
    shared_site: Site, query: dict[str, str], status: int, code: str, field: str
) -> None:
    whose = shared_site.book.province
    answer = shared_site.public.get(f"/associations/{whose}/report", None, **query)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["field"] for each in answer.json["fields"]] == [field]


def test_nobody_reports_for_an_association_that_is_not_there(shared_site: Site) -> None:
    for caller in (shared_site.public, shared_site.auditor):
        answer = caller.get(f"/associations/{an_id('nowhere')}/report", None, period="2025")
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (404, "association_not_found")


def test_own_money_is_told_by_each_account_and_purpose_and_that_of_many_by_their_kinds(
    site: Site,
) -> None:
    book = site.book
    district = a_district(site)
    commune = book.ledger.desk().fund(book.fund_id).association_id
    cash_box = book.open_account(AccountKind.CASH_BOX)
    purpose = book.define_purpose()
    give(site, 7_000_000, "2024-12-31")
    book.donate(gift=a_donation(3_000_000, account_id=book.bank, purpose=purpose))
    book.move(1_000_000, into=cash_box)
    book.hold(250_000)
    report = asked(site, association_id=commune, period="2025", scope="own")
    own = report["cash"]
    assert [(each["account_id"], each["kind"], each["closing"]) for each in own["by_account"]] == [
        (str(book.bank), "bank", 9_250_000),
        (str(cash_box), "cash_box", 1_000_000),
    ]
    by_purpose = [
        (each["kind"], each["opening"], each["moved"], each["closing"])
        for each in own["by_purpose"]
    ]
    assert by_purpose == [
        ("general", 7_000_000, 0, 7_000_000),
        ("restricted", 0, 3_000_000, 3_000_000),
        ("custodial", 0, 250_000, 250_000),
    ]
    assert [each["purpose"] for each in own["by_purpose"]][:2] == ["general", str(purpose)]
    assert {each["fund_id"] for each in (*own["by_account"], *own["by_purpose"])} == {
        str(book.fund_id)
    }
    of_all = asked(site, association_id=district, period="2025")["cash"]
    assert [(each["kind"], each["closing"]) for each in of_all["by_account"]] == [
        ("cash_box", 1_000_000),
        ("bank", 9_250_000),
        ("term_deposit", 0),
    ]
    assert [each["fund_id"] or each["name"] for each in of_all["by_purpose"]] == 4 * [None]


def test_a_report_names_accounts_and_shows_no_number_of_them(site: Site) -> None:
    book = site.book
    book.open_account(AccountKind.BANK, number="1903654321098")
    own = asked(site, association_id=book.commune, period="2025", scope="own")
    shown = own["cash"]["by_account"]
    assert {name for each in shown for name in each} == {
        *("account_id", "fund_id", "kind", "name"),
        *("opening", "moved", "joined", "left", "closing"),
    }
    assert "1903654321098" not in str(own)
