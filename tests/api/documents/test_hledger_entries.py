"""What an entry of the journal carries, and which entries are in it."""

import csv
import io
from uuid import UUID

import pytest

from api.documents import journal_table, log
from api.documents.naming import named_by
from ledger.accounts import VND, Chart
from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.fund.handing_over.handovers import Heir
from ledger.store.log.codec import Recorded
from ledger.values import AccountKind
from tests.api.documents.hledger_journal import Journal, Read, tail
from tests.books import Book
from tests.builders import a_donation, a_proposal, goods
from tests.golden.payloads import example
from tests.ledger.handed_over import TAKEN_OVER
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation

# Entries


def test_an_entry_carries_its_voucher_fund_and_place_and_no_person(book: Book, read: Read) -> None:
    donor_id = book.register_donor()
    book.donate(gift=a_donation(500_000, account_id=book.bank, donor_id=donor_id, named=True))
    text = read(book).text
    assert "2025-06-16 (BC-2025-00001) Ủng hộ | Donation  ; fund:" in text
    assert str(donor_id) not in text


def test_a_reversal_is_a_negative_entry_that_names_what_it_reverses(book: Book, read: Read) -> None:
    gift = book.donate(500_000)
    book.reverse(gift, a_donation(50_000, account_id=book.bank))
    journal_ = read(book)
    assert f"reverses:{gift.version}" in journal_.text
    assert f"corrects:{gift.version}" in journal_.text
    bank = f"assets:bank:Tài khoản Vietcombank {tail(book.bank)}:general"
    assert journal_.balances("^assets") == {bank: {VND: 50_000}}
    listed = journal_.run("register", "^assets", "-O", "csv")
    assert [row["amount"] for row in csv.DictReader(io.StringIO(listed))] == [
        "500000 VND",
        "-500000 VND",
        "50000 VND",
    ]


def test_funds_can_be_told_apart_by_their_tag(book: Book, read: Read) -> None:
    book.donate(1)
    book.fund_id = book.open_fund(book.commune)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(2)
    found = read(book).balances("^assets", f"tag:fund={tail(book.fund_id)}$")
    assert [amounts[VND] for amounts in found.values()] == [2]


def test_one_fund_alone_and_the_book_as_of_a_position(book: Book, read: Read) -> None:
    position = book.donate(1).position
    assert position is not None
    book.donate(2)
    other = book.open_fund(book.commune)
    assert held(read(book, fund_id=book.fund_id)) == 3
    assert held(read(book, fund_id=other)) == 0
    assert held(read(book, fund_id=book.fund_id, position=position)) == 1
    assert held(read(book, position=position)) == 1


def test_a_journal_says_how_many_entries_it_has(book: Book, read: Read) -> None:
    book.donate()
    book.donate()
    last = read(book).text.splitlines()[-1]
    assert last == f"; End of the journal: 2 entries as of position {book.ledger.position()}"


def test_a_journal_says_what_the_accounts_of_the_chart_are_called(book: Book, read: Read) -> None:
    text = read(book).text
    assert "; assets:cash = 111 Tiền mặt | Cash\n" in text
    assert all(f"\n; {chart.value} = " in text for chart in Chart)


def test_the_book_of_an_heir_names_all_that_was_taken_over(book: Book, read: Read) -> None:
    reorganisation = Reorganisation(book)
    purpose = book.define_purpose()
    book.donate(gift=a_donation(500_000, account_id=book.bank, purpose=purpose))
    book.donate(gift=a_donation(70, account_id=None, goods=goods()))
    book.pledge(700_000)
    book.note_credit(30_000)
    book.hold(50_000)
    book.hold(60_000)
    disbursement_id = book.propose(proposal=a_proposal(400_000, purpose=purpose))
    book.approve(disbursement_id)
    reorganisation.succeed(1_000_000)
    book.clock.set_day(JULY_15)
    heir = reorganisation.first_fund
    goes_on = {book.bank: book.bank, book.cash_box: reorganisation.first_bank}
    reorganisation.hand_over(Heir(fund_id=heir, accounts=goes_on))
    recorded = list(log.events(book.ledger, until=book.ledger.position(), stream=heir))
    taken_over = {type(event) for event in TAKEN_OVER}
    assert taken_over <= {type(each.event) for each in recorded}
    found = read(book, fund_id=heir)
    assert held(found) == 640_070
    owed = found.balances("^liabilities:custodial")
    assert sorted(sums[VND] for sums in owed.values()) == [-60_000, -50_000]
    rows = list(journal_table.rows(recorded))[1:]
    assert sum(1 for each in rows if "custody" in str(each[4])) == 4


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.topic)
def test_whatever_begins_an_account_or_a_purpose_gives_it_its_name(kind: type[Event]) -> None:
    event = example(kind)
    name = getattr(event, "label", None)
    if isinstance(event, AccountOpened | PurposeDefined):
        name = event.name
    things = [str(getattr(event, each, "")) for each in ("purpose", "account_id")]
    if name is not None:
        named = named_by(Recorded(1, 1, UUID(int=1), 1, event))
        assert named is not None
        assert named[0] in things
        assert named[1] == name


def held(found: Journal) -> int:
    return sum(amounts[VND] for amounts in found.balances("^assets").values())
