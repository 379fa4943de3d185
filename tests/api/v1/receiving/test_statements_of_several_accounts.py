"""What rows belong to in other accounts, and on days that are closed, is found for them."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from ledger.application import Ledger
from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.recording.commands import Command, Receipt
from ledger.shares import WHOLE
from ledger.values import AccountKind, Level
from tests.api.site import Site
from tests.api.v1.receiving.test_statement_matches import a_correction
from tests.api.v1.receiving.uploading import CODED, DAY, GIFT, confirm, kept, proposals, told
from tests.builders import a_donation, an_association


def test_a_move_is_found_also_where_the_file_of_the_receiving_account_comes_first(
    site: Site,
) -> None:
    book = site.book
    here = book.bank
    book.donate(9_000_000, on=date(2024, 8, 30))
    book.bank = book.open_account(AccountKind.BANK)
    first = kept(site, f"1,{DAY},2.2,,3.000.000,,dieu chuyen noi bo")
    assert proposals(site, first) == [("unallocated", "says_own")]
    confirm(site, first)
    there, book.bank = book.bank, here
    second = kept(site, f"1,{DAY},1.1,3.000.000,,,dieu chuyen noi bo")
    assert proposals(site, second) == [("move", "other_account")]
    assert told(confirm(site, second))["placed"] == 1
    fund = book.fund
    assert (fund.debits, fund.credits) == ({}, {})
    assert [fund.by_account[each].total for each in (here, there)] == [6_000_000, 3_000_000]


def test_what_another_confirmation_has_placed_meanwhile_does_not_wait(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, move = site.book, Ledger.move_money
    here = book.bank
    book.donate(9_000_000, on=date(2024, 8, 30))
    confirm(site, kept(site, f"1,{DAY},1.1,3.000.000,,,rut tien"))
    there = book.bank = book.open_account(AccountKind.BANK)
    path = kept(site, f"1,{DAY},2.2,,3.000.000,,dieu chuyen noi bo")

    def as_two(ledger: Ledger, command: Command, *about: Any) -> Receipt:  # noqa: ANN401
        move(ledger, msgspec.structs.replace(command, command_id="the other's"), *about)
        return move(ledger, command, *about)

    monkeypatch.setattr(Ledger, "move_money", as_two)
    done = told(confirm(site, path))
    assert (done["recorded"], done["placed"], done["unplaced"]) == (1, 0, [])
    assert [book.fund.by_account[each].total for each in (here, there)] == [6_000_000, 3_000_000]


@pytest.mark.parametrize("times", [1, 2])
def test_a_row_corrected_to_the_right_account_is_that_ones_own_row(site: Site, times: int) -> None:
    """A file was imported into the wrong account; that of the right one brings the gift again."""
    book = site.book
    wrong, entry = book.bank, book.version + 1
    confirm(site, kept(site, GIFT))
    right = book.bank = book.open_account(AccountKind.BANK)
    for _ in range(times):
        anew = a_correction(site, entry, 50_000)
        assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
        entry = book.version
    path = kept(site, GIFT, CODED)
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"]) == (1, 1)
    assert proposals(site, kept(site, GIFT)) == [("skip", "known")]
    assert [book.fund.by_account[each].total for each in (wrong, right)] == [0, 120_000]
    book.bank = wrong
    assert proposals(site, kept(site, GIFT)) == [("skip", "known")]


def test_what_was_written_after_its_day_was_closed_is_the_row_of_that_day(site: Site) -> None:
    """A late fact is booked on the first open day; the bank's statement shows when it happened."""
    book = site.book
    book.donate(1, on=date(2024, 9, 1))
    book.close(date(2024, 10, 31))
    late = {"effective_on": date(2024, 11, 1), "occurred_on": date(2024, 9, 2)}
    book.donate(gift=a_donation(50_000, account_id=book.bank, **late))
    assert proposals(site, kept(site, "1,01/11/2024,1,,50.000,,ung ho")) == [("donation", "usual")]
    path = kept(site, GIFT, GIFT)
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    assert told(confirm(site, path))["matched"] == 1
    assert book.balance == 100_001


@pytest.mark.parametrize("was_late", [True, False])
def test_what_was_corrected_after_its_day_was_closed_is_the_row_of_that_day(
    site: Site, *, was_late: bool
) -> None:
    """Who corrects the amount need not say again when the money came."""
    book = site.book
    came, first_open = date(2024, 9, 2), date(2024, 11, 1)
    days: dict[str, date] = {"effective_on": came}
    if was_late:
        book.close(date(2024, 10, 31))
        days = {"effective_on": first_open, "occurred_on": came}
    book.donate(gift=a_donation(5_000_000, account_id=book.bank, **days))
    wrong = book.version
    if not was_late:
        book.close(date(2024, 10, 31))
    anew = a_correction(site, wrong, 50_000, on=first_open)
    assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
    path = kept(site, GIFT)
    assert proposals(site, path) == [("matched", "in_book")]
    assert told(confirm(site, path))["matched"] == 1
    assert book.balance == 50_000


def test_what_was_written_by_hand_before_the_account_was_handed_over_does_not_come_again(
    site: Site,
) -> None:
    book = site.book
    on = date(2024, 9, 1)
    book.commune = book.establish(an_association(Level.COMMUNE, book.province))
    site.renew()
    book.donate(50_000, on=on - timedelta(days=1))
    heir = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
    old, book.fund_id = book.fund_id, book.open_fund(heir)
    new, book.fund_id = book.fund_id, old
    succession = Succession(
        successors=(Successor(association_id=heir, share_millionths=WHOLE),),
        effective_on=on,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), book.commune, succession)
    way = {"from_account_id": str(book.bank), "to_account_id": str(book.bank)}
    handover = {
        "heirs": [{"fund_id": str(new), "accounts": [way]}],
        "effective_on": on.isoformat(),
        "decision_number": "01/BB-BG",
    }
    assert site.approver.post(f"{site.fund}/handover", handover).status_code == 201
    book.fund_id = new
    path = kept(site, GIFT, CODED)
    assert proposals(site, path) == [("skip", "in_book"), ("donation", "usual")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["left"]) == (1, 1)
    assert book.fund.by_account[book.bank].total == 120_000


def test_a_move_is_found_after_its_day_was_closed(site: Site) -> None:
    book = site.book
    here, there = book.bank, book.open_account(AccountKind.BANK)
    book.donate(9_000_000, on=date(2024, 8, 30))
    book.close(date(2024, 10, 31))
    confirm(site, kept(site, f"1,{DAY},1.1,3.000.000,,,chuyen tien"))
    book.bank = there
    path = kept(site, f"1,{DAY},2.2,,3.000.000,,chuyen tien")
    assert proposals(site, path) == [("move", "other_account")]
    assert told(confirm(site, path))["placed"] == 1
    assert [book.fund.by_account[each].total for each in (here, there)] == [6_000_000, 3_000_000]
