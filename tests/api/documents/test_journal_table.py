"""The table of postings: what the book says, in rows that a spreadsheet adds up."""

import csv
from collections import Counter
from collections.abc import Sequence
from io import StringIO

from hypothesis import given, settings

from api.documents import log
from api.documents.journal_table import HEAD, rows
from api.documents.tables import csv_chunks
from ledger.fund.opening import NewAccount
from ledger.values import AccountId, AccountKind
from tests.books import Book, open_book
from tests.builders import OPENED, a_donation, goods
from tests.projections.histories import HISTORIES, Life, Step
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 5)


def table(book: Book) -> list[dict[str, str]]:
    """What a program reads from the file."""
    events = log.events(book.ledger, until=book.ledger.position())
    text = "".join(csv_chunks(rows(events))).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def test_an_entry_has_a_row_for_each_posting(book: Book) -> None:
    receipt = book.donate(500_000)
    debit, credit = table(book)
    assert {**debit, **credit}.keys() == set(HEAD)
    assert (debit["position"], debit["entry"]) == (str(receipt.position), str(receipt.version))
    assert (debit["chart"], debit["amount_dong"]) == ("assets:bank", "500000")
    assert (credit["chart"], credit["amount_dong"]) == ("income:donations", "-500000")
    assert (debit["fund_id"], debit["purpose"]) == (str(book.fund_id), "general")
    assert debit["account"]
    assert not credit["account"]
    assert debit["voucher"].startswith("BC-2025-")
    assert debit["recorded_at"].endswith("+07:00")


def test_goods_are_counted_apart_from_money(book: Book) -> None:
    book.donate(gift=a_donation(70, account_id=None, goods=goods()))
    counted = [row for row in table(book) if row["commodity"]]
    assert sum(int(row["quantity_milli"]) for row in counted) == 0
    assert not any(row["amount_dong"] for row in counted)


def test_a_reversal_says_what_it_reverses(book: Book) -> None:
    receipt = book.donate(500)
    book.reverse(receipt)
    assert [row["reverses"] for row in table(book)] == ["", "", *[str(receipt.version)] * 2]


def test_names_that_look_like_formulas_are_never_computed(book: Book) -> None:
    account = NewAccount(
        account_id=AccountId(book.new_id()),
        account_kind=AccountKind.CASH_BOX,
        name="=1+1",
        effective_on=OPENED,
    )
    book.ledger.open_account(book.command(), book.fund_id, account)
    book.donate(gift=a_donation(5, account_id=account.account_id))
    assert table(book)[0]["account"] == "'=1+1"


@EXAMPLES
@given(history=HISTORIES)
def test_the_rows_add_up_to_the_balances_and_each_entry_to_nothing(
    store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book:
        life = Life(book)
        life.go_through(history)
        held, entries = Counter[str](), Counter[str]()
        for row in table(book):
            if row["amount_dong"]:
                entries[row["position"]] += int(row["amount_dong"])
                if row["account"]:
                    held[row["fund_id"]] += int(row["amount_dong"])
        assert not any(entries.values())
        desk = book.ledger.desk()
        for fund_id, _ in life.funds:
            assert held[str(fund_id)] == desk.fund(fund_id).balance_dong
