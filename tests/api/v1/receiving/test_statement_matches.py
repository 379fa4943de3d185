"""What a row of a statement is in the book: a transfer, a pledge, a move, an entry by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.statements import candidates, keeping
from ledger.events.fund.correcting import StatementRowMatched
from ledger.events.fund.receiving import (
    CreditUnallocated,
    DonationReceived,
)
from ledger.events.fund.transferring import TransferReceived
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountKind, DonorId, PledgeId
from tests.api.site import Site
from tests.api.v1.receiving.uploading import (
    CODED,
    DAY,
    GIFT,
    confirm,
    happened,
    kept,
    proposals,
    told,
)
from tests.builders import a_donation, a_pledge, an_id
from tests.fakes import TODAY


def a_correction(
    site: Site, entry: int, dong: int, on: date = date(2024, 9, 2)
) -> Mapping[str, object]:
    """What is asked for to record a gift of another donor in the place of an entry."""
    gift = {
        "account_id": str(site.book.bank),
        "amount_dong": dong,
        "effective_on": on.isoformat(),
    }
    return {"entry": entry, "reason": "wrong_donor", "replacement": {"donation": gift}}


def test_a_transfer_that_is_on_its_way_is_proposed_and_received(site: Site) -> None:
    book = site.book
    other = book.open_fund(book.province)
    book.donate(2_000_000)
    sent = book.send(other, dong=1_500_000)
    home = book.fund_id
    book.fund_id = other
    book.bank = book.open_account(AccountKind.BANK)
    row = f"1,{TODAY:%d/%m/%Y},5213.9,,1.500.000,,HOI KHUYEN HOC chuyen quy"
    path = kept(site, row)
    assert proposals(site, path) == [("transfer", "in_transit")]
    before = site.position()
    done = told(confirm(site, path))
    assert (done["recorded"], done["placed"], done["unplaced"]) == (1, 1, [])
    assert happened(site, before) == [CreditUnallocated, TransferReceived]
    assert (book.balance, sent is not None, home != other) == (1_500_000, True, True)


def test_a_pledge_is_fulfilled_by_its_amount_and_its_donor(site: Site) -> None:
    donor = site.treasurer.post(
        "/donors", {"association_id": str(site.book.commune), "name": "Trần Thị Bích"}
    )
    donor_id = told(donor)["id"]
    pledge = site.treasurer.post(
        f"{site.fund}/pledges",
        {"amount_dong": 5_000_000, "donor_id": donor_id, "effective_on": "2024-08-30"},
    )
    row = f"1,{DAY},5213.8,,5.000.000,,TRAN THI BICH chuyen tien"
    path = kept(site, row, GIFT)
    assert proposals(site, path)[0] == ("pledge", "pledge_donor")
    before = site.position()
    confirm(site, path)
    gift = site.services.ledger.read(before, 1)[0].event
    assert isinstance(gift, DonationReceived)
    assert gift.pledge is not None
    assert str(gift.pledge.pledge_id) == told(pledge)["id"]
    assert str(gift.private.donor_id) == donor_id


def test_of_a_pledge_no_more_is_taken_than_there_is_and_nothing_recorded_of_the_file(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the rows before the one too many would be in the book, a thousand at a time."""
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 1)
    pledge_id = str(site.book.pledge(pledge=a_pledge(100_000, on=date(2024, 8, 30))))
    path = kept(site, f"1,{DAY},5213.8,,50.000,,mot", GIFT, f"1,{DAY},5213.9,,70.000,,hai")
    before = site.position()
    both = {"lines": [2, 3, 4], "kind": "pledge", "pledge_id": pledge_id}
    for asked in ({"dry_run": "true"}, {}):
        answer = site.treasurer.post(f"{path}/confirmation", {"decisions": [both]}, None, **asked)
        assert told(answer)["limits"]["line"] == 4
    assert site.position() == before
    done = told(confirm(site, path, {**both, "lines": [2, 4]}))
    assert done["recorded"] == 3


def test_both_halves_of_a_move_come_together(site: Site) -> None:
    book = site.book
    here = book.bank
    book.donate(9_000_000, on=date(2024, 8, 30))
    confirm(site, kept(site, f"1,{DAY},1.1,3.000.000,,,chuyen noi bo"))
    book.bank = book.open_account(AccountKind.BANK)
    path = kept(site, f"1,{DAY},2.2,,3.000.000,,chuyen noi bo")
    assert proposals(site, path) == [("move", "other_account")]
    assert told(confirm(site, path))["placed"] == 1
    fund = book.fund
    assert (fund.debits, fund.credits) == ({}, {})
    assert [fund.by_account[each].total for each in (here, book.bank)] == [6_000_000, 3_000_000]


def test_what_was_written_by_hand_is_matched_and_not_recorded_twice(site: Site) -> None:
    site.book.donate(50_000, on=date(2024, 9, 2))
    path = kept(site, GIFT, GIFT)
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    before = site.position()
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["left"]) == (1, 1, 0)
    assert happened(site, before) == [DonationReceived, StatementRowMatched]
    assert site.book.balance == 100_000


@pytest.mark.parametrize("is_placed", [False, True], ids=["waiting", "placed"])
def test_a_credit_noted_by_hand_is_matched_whether_or_not_somebody_has_placed_it(
    site: Site, *, is_placed: bool
) -> None:
    day = date(2024, 9, 2)
    credit_id = site.book.note_credit(50_000, on=day)
    if is_placed:
        gift = a_donation(50_000, on=day, account_id=site.book.bank, credit_id=credit_id)
        site.book.donate(gift=gift)
    path = kept(site, GIFT, GIFT)
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"]) == (1, 1)
    assert site.book.balance == 100_000


def test_what_was_written_by_hand_long_ago_is_found_by_a_file_of_those_days(site: Site) -> None:
    book = site.book
    opened = date(2010, 1, 1)
    book.fund_id = book.open_fund(book.commune, on=opened)
    book.bank = book.open_account(AccountKind.BANK, on=opened)
    book.donate(50_000, on=date(2010, 9, 2))
    path = kept(site, "1,03/09/2010,5213.1,,50.000,,ung ho")
    assert proposals(site, path) == [("matched", "in_book")]


def test_an_entry_written_by_hand_is_the_row_of_one_file_only(site: Site) -> None:
    """What is found again for every next file swallows one gift of each."""
    site.book.donate(50_000, on=date(2024, 9, 2))
    told(confirm(site, kept(site, GIFT)))
    path = kept(site, "1,04/09/2024,5090.8,,50.000,,TRAN THI B ung ho", GIFT)
    assert proposals(site, path) == [("donation", "usual"), ("skip", "known")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["known"]) == (1, 0, 1)
    assert site.book.balance == 100_000


def test_a_row_is_matched_with_the_entry_that_a_person_names(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 8, 1))
    path = kept(site, GIFT, CODED)
    assert proposals(site, path) == [("donation", "usual"), ("donation", "usual")]
    wrong = confirm(site, path, {"lines": [3], "kind": "matched", "entry": gift.version})
    assert (wrong.status_code, told(wrong)["code"]) == (422, "amount_mismatch")
    unnamed = confirm(site, path, {"lines": [2], "kind": "matched"})
    assert (unnamed.status_code, told(unnamed)["code"]) == (422, "bad_decision")
    twice = {"lines": [2, 3], "kind": "matched", "entry": gift.version}
    both = confirm(site, path, twice)
    assert (both.status_code, told(both)["code"]) == (409, "already_matched")
    named = {"lines": [2], "kind": "matched", "entry": gift.version}
    assert told(confirm(site, path, named))["matched"] == 1
    assert site.book.balance == 50_000 + 70_000


def test_the_money_of_a_row_whose_entry_is_reversed_waits_for_a_person(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 9, 2))
    confirm(site, kept(site, GIFT))
    wrong = {"entry": gift.version, "reason": "wrong_donor"}
    assert site.treasurer.post(f"{site.fund}/reversals", wrong).status_code == 201
    (waiting,) = told(site.treasurer.get(f"{site.fund}/credits"))["items"]
    assert waiting["memo"] == "NGUYEN VAN A ung ho"
    assert site.book.balance == 50_000
    assert proposals(site, kept(site, GIFT)) == [("skip", "known")]


def test_the_correction_of_a_matched_entry_is_matched_in_its_place(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 9, 2))
    confirm(site, kept(site, GIFT))
    anew = a_correction(site, gift.version, 50_000)
    assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
    next_file = kept(site, "1,04/09/2024,5090.8,,50.000,,TRAN THI B ung ho")
    assert proposals(site, next_file) == [("donation", "usual")]


def test_what_is_written_by_hand_after_the_upload_is_not_doubled(site: Site) -> None:
    path = kept(site, GIFT, CODED)
    site.book.donate(50_000, on=date(2024, 9, 1))
    site.catch_up()
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["left"], done["changed_count"]) == (1, 0, 1, 1)
    assert done["changed"] == [{"line": 2, "kind": "matched", "why": "in_book"}]
    assert site.book.balance == 50_000 + 70_000
    again = told(confirm(site, path))
    assert (again["recorded"], again["matched"], again["known"]) == (0, 1, 1)
    assert site.book.balance == 50_000 + 70_000


def test_what_is_written_by_hand_while_a_statement_is_recorded_is_not_doubled(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 1)
    book, ledger = site.book, site.services.ledger
    path, recording = kept(site, CODED, GIFT), ledger.record_kept

    def and_somebody_writes(command: Command, *about: Any) -> Receipt:  # noqa: ANN401
        receipt = recording(command, *about)
        if not command.dry_run and book.balance == 70_000:
            book.donate(50_000, on=date(2024, 9, 1))
        return receipt

    monkeypatch.setattr(ledger, "record_kept", and_somebody_writes)
    done = told(confirm(site, path))
    assert (done["recorded"], done["left"], done["changed_count"]) == (1, 1, 1)
    assert done["changed"] == [{"line": 3, "kind": "matched", "why": "in_book"}]
    site.catch_up()
    assert proposals(site, path) == [("donation", "usual"), ("matched", "in_book")]
    assert told(confirm(site, path))["changed_count"] == 1, "nobody has seen it so"
    assert told(confirm(site, path))["matched"] == 1
    assert book.balance == 120_000


def test_what_was_decided_of_a_row_before_it_changed_is_not_recorded_either(site: Site) -> None:
    path = kept(site, GIFT)
    site.book.donate(50_000, on=date(2024, 9, 1))
    done = told(confirm(site, path, {"proposed": "donation", "kind": "interest"}))
    assert (done["recorded"], done["changed_count"]) == (0, 1)
    assert told(confirm(site, path, {"lines": [2], "kind": "interest"}))["recorded"] == 1


def test_a_pledge_that_was_fulfilled_after_the_upload_is_not_fulfilled_again(site: Site) -> None:
    book = site.book
    donor = {"association_id": str(book.commune), "name": "Trần Thị Bích"}
    donor_id = told(site.treasurer.post("/donors", donor))["id"]
    pledged = {"amount_dong": 5_000_000, "donor_id": donor_id, "effective_on": "2024-08-30"}
    pledge_id = told(site.treasurer.post(f"{site.fund}/pledges", pledged))["id"]
    path = kept(site, f"1,{DAY},5213.8,,5.000.000,,TRAN THI BICH chuyen tien")
    assert proposals(site, path) == [("pledge", "pledge_donor")]
    gift = a_donation(
        5_000_000,
        on=date(2024, 9, 20),
        account_id=book.cash_box,
        donor_id=DonorId(UUID(donor_id)),
        pledge_id=PledgeId(UUID(pledge_id)),
    )
    book.donate(gift=gift)
    done = told(confirm(site, path))
    assert (done["recorded"], done["changed"]) == (
        0,
        [{"line": 2, "kind": "donation", "why": "usual"}],
    )


def test_a_confirmation_waits_until_the_read_models_know_the_fund(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAIT_SECONDS_MAX", 0.01)
    path = kept(site, GIFT)
    site.lag()
    site.book.donate(50_000, on=date(2024, 9, 1))
    answer = confirm(site, path)
    assert (answer.status_code, told(answer)["code"]) == (503, "projections_behind")
    assert site.book.balance == 50_000


def test_the_correction_of_a_row_is_not_taken_for_what_was_written_by_hand(site: Site) -> None:
    path = kept(site, GIFT)
    confirm(site, path)
    gift = site.services.ledger.read(site.position() - 1, 1)[0]
    assert isinstance(gift.event, DonationReceived)
    anew = a_correction(site, gift.version, 50_000)
    assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
    assert proposals(site, kept(site, GIFT, GIFT))[1] == ("donation", "usual")


def test_what_is_refused_when_it_is_placed_waits_for_a_person(site: Site) -> None:
    """A payment takes a cashier, and the treasurer is none."""
    book = site.book
    book.donate(2_000_000, on=date(2024, 8, 30))
    approved = book.propose(dong=1_000_000)
    book.approve(approved)
    path = kept(site, f"1,{TODAY:%d/%m/%Y},9915.1,1.000.000,,,CHI HOC BONG")
    assert proposals(site, path) == [("payment", "approved")]
    done = told(confirm(site, path))
    assert done["unplaced"] == [{"line": 2, "code": "forbidden"}]
    assert len(book.fund.debits) == 1


def test_a_dry_run_tells_what_placing_would_be_refused_for(site: Site) -> None:
    """What is confirmed after it ends the same, but for being recorded."""
    book = site.book
    book.donate(2_000_000, on=date(2024, 8, 30))
    approved = book.propose(dong=1_000_000)
    book.approve(approved)
    nothing, bank = str(an_id("nothing")), str(book.bank)
    credit, debit = f"1,{TODAY:%d/%m/%Y},5213.9", f"1,{TODAY:%d/%m/%Y},9915.1"
    path = kept(
        site,
        f"{credit},,1.000,,chuyen khoan",
        f"{credit}2,,2.000,,chuyen den",
        f"{debit},50,,,tra tien vo",
        f"{debit}2,1.000.000,,,CHI HOC BONG",
        f"{credit}3,,3.000,,chuyen tiep",
    )
    before = site.position()
    decisions: list[dict[str, object]] = [
        {"kind": "move", "lines": [2], "account_id": bank},
        {"kind": "transfer", "lines": [3], "transfer_id": nothing},
        {"kind": "payment", "lines": [4], "disbursement_id": nothing},
    ]
    shown = site.treasurer.post(
        f"{path}/confirmation", {"decisions": decisions}, None, dry_run="true"
    )
    assert (shown.status_code, site.position()) == (200, before)
    assert told(shown)["unplaced"] == [
        {"line": 2, "code": "same_account"},
        {"line": 3, "code": "transfer_not_found"},
        {"line": 4, "code": "forbidden"},
        {"line": 5, "code": "forbidden"},
    ]
    done = told(confirm(site, path, *decisions))
    assert {**told(shown), "position": done["position"]} == done


def test_a_dry_run_tells_what_would_be_placed_as_often_as_it_can_be(site: Site) -> None:
    """A transfer arrives once, and a row that is to be the same one waits."""
    book = site.book
    other = book.open_fund(book.province)
    book.donate(2_000_000)
    sent = str(book.send(other, dong=5_000))
    book.fund_id = other
    book.bank = book.open_account(AccountKind.BANK)
    box = book.open_account(AccountKind.CASH_BOX)
    credit = f"1,{TODAY:%d/%m/%Y},5213.9"
    path = kept(
        site,
        f"{credit},,5.000,,chuyen khoan",
        f"{credit}2,,5.000,,chuyen den",
        f"1,{TODAY:%d/%m/%Y},9915.1,4.000,,,rut tien",
    )
    decisions: list[dict[str, object]] = [
        {"kind": "transfer", "lines": [2, 3], "transfer_id": sent},
        {"kind": "move", "lines": [4], "account_id": str(box)},
    ]
    shown = site.treasurer.post(
        f"{path}/confirmation", {"decisions": decisions}, None, dry_run="true"
    )
    assert (told(shown)["placed"], told(shown)["unplaced"]) == (
        2,
        [{"line": 3, "code": "transfer_settled"}],
    )
    done = told(confirm(site, path, *decisions))
    assert {**told(shown), "position": done["position"]} == done
    assert done["balance_dong"] == book.balance == 10_000
