"""Whatever takes an account below zero tells so in its receipt, and stops further spending."""

from datetime import date

from msgspec.structs import replace

from ledger.errors.money import InsufficientFunds, NotEnoughGoods
from ledger.fund.receiving.banking import BankFee
from ledger.fund.receiving.importing import RowKind
from ledger.recording.commands import Receipt, Warned
from ledger.values import GENERAL, AccountId, PurposeId, Role
from tests.books import Book
from tests.builders import a_credit, a_debit, a_donation, goods
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.stores import Store

FIRST, SECOND, THIRD = date(2025, 6, 2), date(2025, 6, 5), date(2025, 6, 10)


def overdrawn(
    lowest: int, since: date, until: date | None = None, **holder: AccountId | PurposeId
) -> Warned:
    """What is told of an account or a purpose."""
    told: dict[str, int | str] = {name: str(each) for name, each in holder.items()}
    told |= {"available_dong": lowest, "since_on": since.isoformat()}
    if until is not None:
        told["until_on"] = until.isoformat()
    return Warned(InsufficientFunds.code, {**told, "times": 1})


def bank_and_general(
    book: Book, lowest: int, since: date, until: date | None = None
) -> tuple[Warned, ...]:
    """What is told where the bank account holds all the money there is."""
    return (
        overdrawn(lowest, since, until, account_id=book.bank),
        overdrawn(lowest, since, until, purpose=GENERAL),
    )


def overspent(book: Book) -> Receipt:
    """Pay 120,000 of 150,000, and return the receipt of the gift of 50,000 among it."""
    book.open_balance(100_000, on=FIRST)
    gift = book.donate(50_000, on=FIRST)
    book.spend(120_000, on=SECOND)
    return gift


def test_a_reversal_tells_what_it_leaves_below_zero_and_since_when(book: Book) -> None:
    gift = overspent(book)
    assert book.reverse(gift).warnings == bank_and_general(book, -20_000, SECOND)
    refilled = book.donate(500_000, on=THIRD)
    assert refilled.warnings == (), "it takes nothing away"


def test_days_below_zero_that_are_over_are_told_with_the_last_of_them(book: Book) -> None:
    gift = overspent(book)
    book.donate(500_000, on=THIRD)
    until = date(2025, 6, 9)
    assert book.reverse(gift).warnings == bank_and_general(book, -20_000, SECOND, until)


def test_a_correction_tells_what_is_left_after_all_of_it(book: Book) -> None:
    gift = overspent(book)
    as_much = a_donation(50_000, account_id=book.bank, on=FIRST)
    corrected = book.reverse(gift, as_much)
    assert corrected.warnings == ()
    less = replace(as_much, amount_dong=10_000)
    told = book.reverse(corrected.entries[-1].version, less).warnings
    assert told == bank_and_general(book, -10_000, SECOND)


def test_it_is_told_in_a_dry_run_and_whenever_the_command_comes_again(book: Book) -> None:
    gift = overspent(book)
    told = bank_and_general(book, -20_000, SECOND)
    assert book.reverse(gift, dry_run=True).warnings == told
    assert book.reverse(gift, command_id="once").warnings == told
    book.donate(500_000, on=FIRST)
    again = book.reverse(gift, command_id="once")
    assert (again.replayed, again.warnings) == (True, told)


def test_a_fee_tells_and_stops_further_spending_by_so_much(book: Book, store: Store) -> None:
    book.open_balance(100_000, on=FIRST)
    assert book.charge_fee(100_000, on=SECOND).warnings == ()
    assert book.charge_fee(1, on=SECOND).warnings == bank_and_general(book, -1, SECOND)
    book.donate(1_000, on=THIRD)
    proposal, approver = book.propose(1_000), book.person(Role.APPROVER)
    with refused(book, store, InsufficientFunds("purpose", available_dong=999, asked_dong=1_000)):
        book.approve(proposal, by=approver)


def test_a_row_of_a_statement_that_is_a_fee_tells_with_all_other_rows_in_the_book(
    book: Book,
) -> None:
    fee = replace(a_debit(55_000, "fee", on=SECOND), kind=RowKind.FEE)
    waits = a_debit(500_000, "waits", on=SECOND)
    assert book.import_rows(waits).warnings == (), "it moves nothing before somebody decides"
    told = book.import_rows(fee, a_credit(50_000, "gift", on=FIRST)).warnings
    assert told == bank_and_general(book, -5_000, SECOND)


def test_a_shortage_tells_of_the_purpose_that_bears_it(book: Book) -> None:
    purpose = book.define_purpose()
    book.donate(gift=a_donation(70_000, account_id=book.cash_box, purpose=purpose))
    counted = book.count(40_000)
    told = book.post_difference(counted).warnings
    assert told == (overdrawn(-30_000, TODAY, purpose=GENERAL),)


def test_a_custody_whose_money_was_handed_on_tells_when_it_never_came(book: Book) -> None:
    book.donate(3_000_000)
    custody = book.hold(2_000_000)
    receipt = book.version
    book.hand_on(custody, 2_000_000)
    told = book.reverse(receipt).warnings
    assert told == (overdrawn(-2_000_000, TODAY, purpose=PurposeId(str(custody))),)


def test_goods_that_were_given_out_tell_when_they_never_came(book: Book, store: Store) -> None:
    books = goods()
    gift = book.donate(gift=a_donation(300_000, account_id=None, goods=books))
    book.issue(replace(books, quantity_milli=500_000))
    (told,) = book.reverse(gift).warnings
    figures = {"available_milli": -500_000, "available_dong": -75_000}
    assert told.code == NotEnoughGoods.code
    assert told.limits == {
        "purpose": GENERAL,
        "commodity": books.commodity,
        **figures,
        "since_on": TODAY.isoformat(),
        "times": 1,
    }
    refusal = NotEnoughGoods("goods.quantity_milli", available_milli=0, asked_milli=1)
    with refused(book, store, refusal):
        book.issue(replace(books, quantity_milli=1))


def test_what_corrects_a_fee_tells_of_no_more_than_was_told_of_the_fee(book: Book) -> None:
    charged = book.charge_fee(10_000, on=FIRST)
    assert charged.warnings == bank_and_general(book, -10_000, FIRST)
    less = BankFee(account_id=book.bank, amount_dong=4_000, effective_on=FIRST)
    assert book.reverse(charged, less).warnings == ()
