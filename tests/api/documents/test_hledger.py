"""The journal: hledger reads it, and finds in it just what the book says (law 3)."""

import csv
import io
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.documents import journal_table, log
from api.documents.hledger import commodity, journal
from api.documents.naming import named_by
from ledger.accounts import VND, Chart
from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.events.fund.receiving import CustodialReceived
from ledger.fund.handing_over.handovers import Heir
from ledger.fund.opening import NewAccount, NewFund, NewPurpose
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import GENERAL, AccountId, AccountKind, FundId, PurposeId
from projections import balances
from projections.control.account_book import Asked as AskedBook
from projections.control.account_book import account_book
from tests.books import Book, open_book
from tests.builders import OPENED, a_donation, a_proposal, goods
from tests.golden.payloads import example
from tests.ledger.handed_over import TAKEN_OVER
from tests.ledger.use_cases.test_reorganising import JULY_15, Reorganisation
from tests.projections.histories import HISTORIES, Life, Step
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 5)

Balances: TypeAlias = dict[str, dict[str, int]]
"""What each account holds: whole đồng, or thousandths of any other commodity."""


class Journal:
    """A journal that hledger has read and found nothing wrong with."""

    def __init__(self, program: Path, text: str) -> None:
        self._program = program
        self.text = text
        self.run("check", "--strict")

    def balances(self, *asked: str) -> Balances:
        """Return what hledger says each account holds, the empty ones apart."""
        report = self.run("balance", "--flat", "-O", "csv", *asked)
        rows = [row for row in csv.reader(io.StringIO(report)) if row[0] != "total"]
        return {account: _amounts(text) for account, text in rows[1:]}

    def run(self, *arguments: str) -> str:
        """Run hledger over the journal and return what it prints."""
        command = [str(self._program), "-f", "-", *arguments]
        done = subprocess.run(command, input=self.text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


Read: TypeAlias = Callable[..., Journal]


@pytest.fixture(scope="session")
def read(hledger: Path) -> Read:
    """Read a book, or one fund of it, as of its end or a position, by way of hledger."""

    def reading(
        book: Book, *, fund_id: FundId | None = None, position: int | None = None
    ) -> Journal:
        until = book.ledger.position() if position is None else position
        events = log.events(book.ledger, until=until, stream=fund_id)
        return Journal(hledger, "".join(journal(events, position=until)))

    return reading


# Law 3


@EXAMPLES
@given(history=HISTORIES)
def test_hledger_finds_what_state_and_postings_and_read_models_say(
    store_kind: StoreKind, read: Read, history: Sequence[Step]
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        life = Life(book)
        life.go_through(history)
        follow(views, book)
        found = read(book).balances()
        assert found == posted(book)
        held = held_in(found)
        for fund_id, _ in life.funds:
            fund = book.ledger.desk().fund(fund_id)
            by_account: dict[str, int] = defaultdict(int)
            by_purpose: dict[str, int] = defaultdict(int)
            for (account, purpose), dong in held.items():
                if account in map(tail, fund.accounts):
                    by_account[account] += dong
                    by_purpose[purpose] += dong
            assert non_zero(by_account) == non_zero(
                {tail(account): days.total for account, days in fund.by_account.items()}
            )
            assert non_zero(by_purpose) == non_zero(
                {tail(purpose): days.total for purpose, days in fund.by_purpose.items()}
            )
            with views.reading() as reading:
                for holding in balances.balance(reading, fund_id).holdings:
                    key = tail(holding.account_id), tail(holding.purpose)
                    assert held.get(key, 0) == holding.dong


def posted(book: Book) -> Balances:
    """Add up all postings of the book, under the names that they have in the journal."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    names = {
        each.event.account_id: f"{each.event.name} {tail(each.event.account_id)}"
        for each in book.events()
        if isinstance(each.event, AccountOpened)
    }
    purposes = {
        each.event.purpose: f"{each.event.name} {tail(each.event.purpose)}"
        for each in book.events()
        if isinstance(each.event, PurposeDefined)
    }
    purposes |= {
        each.event.purpose: f"Thu hộ số {each.event.number} {tail(each.event.purpose)}"
        for each in book.events()
        if isinstance(each.event, CustodialReceived) and each.event.number
    }
    for each in book.events():
        for line in postings(each.event):
            held = f":{names[line.account_id]}" if line.account_id is not None else ""
            purpose = purposes.get(line.purpose, line.purpose)
            sums[f"{line.chart.value}{held}:{purpose}", line.commodity] += line.amount
    found: Balances = defaultdict(dict)
    for (account, counted_in), amount in sums.items():
        if amount:
            found[account][counted_in] = amount
    return found


def held_in(found: Balances) -> dict[tuple[str, str], int]:
    """Return the money in accounts, by the ends of the ids of account and purpose."""
    held = {}
    for name, amounts in found.items():
        chart, _, rest = name.rpartition(":")[0].rpartition(":")
        if chart in {Chart.CASH, Chart.BANK, Chart.TERM_DEPOSIT}:
            purpose = name.rpartition(":")[2].rpartition(" ")[2]
            held[rest.rpartition(" ")[2], purpose] = amounts[VND]
    return held


def tail(key: UUID | str) -> str:
    """Return how the journal tells things of the same name apart."""
    return str(key) if key == GENERAL else str(key).replace("-", "")[-12:]


def non_zero(sums: dict[str, int]) -> dict[str, int]:
    return {key: dong for key, dong in sums.items() if dong}


# The books of a month


@EXAMPLES
@given(history=HISTORIES, month=st.sampled_from([(2024, 1), (2024, 12), (2025, 5), (2025, 6)]))
def test_hledger_finds_the_books_of_a_month_line_by_line_as_they_are(
    store_kind: StoreKind, read: Read, history: Sequence[Step], month: tuple[int, int]
) -> None:
    first = date(*month, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        accounts = [(book.fund_id, each) for each in (book.cash_box, book.bank, book.term_deposit)]
        life = Life(book)
        life.go_through(history)
        follow(views, book)
        found = read(book)
        with views.reading() as reading:
            for fund_id, account_id in [*accounts, life.funds[1]]:
                asked = AskedBook(period_from=first, period_to=after - timedelta(days=1))
                kept = account_book(reading, fund_id, account_id, asked)
                lines = changes(found, account_id, first, after)
                assert [
                    (line.entry.effective_on, line.in_dong - line.out_dong) for line in kept.lines
                ] == lines
                held = held_until(found, account_id, after)
                assert kept.closing_dong == held
                assert kept.opening_dong == held - sum(dong for _, dong in lines)
                assert [line.balance_dong for line in kept.lines] == list(
                    accumulate((dong for _, dong in lines), initial=kept.opening_dong)
                )[1:]
                balance = balances.balance(reading, fund_id, as_of=asked.period_to)
                assert held in [
                    each.dong for each in balance.by_account if each.account_id == account_id
                ]


def changes(
    found: Journal, account_id: AccountId, first: date, after: date
) -> list[tuple[date, int]]:
    """Return by how much each entry of a period changed an account, as hledger prints it.

    What changed nothing is left out, and so are opening balances and what reverses them.
    """
    printed = found.run("print", "-b", str(first), "-e", str(after), "-O", "csv")
    entries: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(printed)):
        entries[row["txnidx"]].append(row)
    of_account = f" {tail(account_id)}:"
    moved = [
        (
            date.fromisoformat(rows[0]["date"]),
            sum(int(row["amount"]) for row in rows if of_account in row["account"]),
        )
        for rows in entries.values()
        if not any(row["account"].startswith(Chart.OPENING) for row in rows)
    ]
    return [(day, dong) for day, dong in moved if dong]


def held_until(found: Journal, account_id: AccountId, after: date) -> int:
    """Return what hledger says an account held, for all purposes, before a day."""
    by_purpose = found.balances(f" {tail(account_id)}:", "-e", str(after)).values()
    return sum(amounts[VND] for amounts in by_purpose)


# Names

NAMES = st.text(max_size=12) | st.sampled_from(["a  b;c", 'x:"y"', "[2024-99-99]", "%3b", "a\n b"])


@pytest.fixture(scope="module")
def shared_book(store_kind: StoreKind) -> Iterator[Book]:
    """A book that all examples share, each with a fund of its own."""
    with prepared_store(store_kind) as store, open_book(store) as book:
        yield book


@EXAMPLES
@given(fund_name=NAMES, names=st.lists(NAMES, max_size=5))
def test_no_name_breaks_the_journal_and_no_goods_are_mixed_up(
    shared_book: Book, read: Read, fund_name: str, names: list[str]
) -> None:
    book = shared_book
    new = NewFund(association_id=book.commune, name=fund_name, effective_on=OPENED)
    fund_id = book.ledger.open_fund(book.command(), new).created_id
    assert fund_id is not None
    book.fund_id = FundId(fund_id)
    cash_boxes = [a_cash_box_of_seven_dong(book, name) for name in names]
    stock: dict[str, int] = defaultdict(int)
    for milli, name in enumerate(names, 1):
        gift = a_donation(0, account_id=None, goods=goods(name, milli))
        book.donate(gift=gift)
        assert gift.goods is not None
        stock[commodity(gift.goods.commodity).strip('"')] += milli
    found = read(book, fund_id=book.fund_id).balances()
    assert [dong for (cash, _), dong in held_in(found).items() if cash] == [7] * len(cash_boxes)
    assert {cash for cash, _ in held_in(found)} == set(map(tail, cash_boxes))
    assert found.get(f"{Chart.STOCK.value}:{GENERAL}", {}) == stock


def a_cash_box_of_seven_dong(book: Book, name: str) -> AccountId:
    """Open a cash box and define a purpose, both of this name, and give seven đồng to them."""
    purpose, cash = PurposeId(str(book.new_id())), AccountId(book.new_id())
    defined = NewPurpose(purpose=purpose, name=name, effective_on=OPENED)
    book.ledger.define_purpose(book.command(), book.fund_id, defined)
    account = NewAccount(
        account_id=cash, account_kind=AccountKind.CASH_BOX, name=name, effective_on=OPENED
    )
    book.ledger.open_account(book.command(), book.fund_id, account)
    book.donate(gift=a_donation(7, account_id=cash, purpose=purpose))
    return cash


@given(first=st.text(max_size=5), second=st.text(max_size=5))
def test_different_goods_are_different_commodities(first: str, second: str) -> None:
    assert (commodity(first) == commodity(second)) is (first == second)
    assert "\n" not in commodity(first)
    assert commodity(first).count('"') == (0 if first == VND else 2)


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


def _amounts(text: str) -> dict[str, int]:
    """Read `1000 VND, 1.5 "quyển vở"`: amounts by their commodities."""
    amounts = {}
    for number, quoted, plain in re.findall(r'(-?[\d.]+) (?:"([^"]*)"|(\w+))', text):
        whole, _, fraction = number.partition(".")
        if plain:
            amounts[plain] = int(whole)
        else:
            amounts[quoted] = int(whole + fraction.ljust(3, "0"))
    return amounts
