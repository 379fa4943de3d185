"""The journal: hledger reads it, and finds in it just what the book says (law 3)."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.documents.hledger import commodity
from ledger.accounts import VND, Chart
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.events.fund.receiving import CustodialReceived
from ledger.fund.opening import NewAccount, NewFund, NewPurpose
from ledger.postings import postings
from ledger.values import GENERAL, AccountId, AccountKind, FundId, PurposeId
from projections import balances
from projections.control.account_book import Asked as AskedBook
from projections.control.account_book import account_book
from tests.api.documents.hledger_journal import Balances, Journal, Read, tail
from tests.books import Book, open_book
from tests.builders import OPENED, a_donation, goods
from tests.projections.histories import HISTORIES, Life, Step
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 5)


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
