"""What has happened when an entry was corrected, money was counted, or books were closed."""

from datetime import date

from msgspec.structs import replace

from ledger.accounts import Posting
from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    EntryReversed,
    ReversalPrivate,
    StatementRowMatched,
)
from ledger.events.fund.money import Documented, FromStatement
from ledger.events.fund.receiving import DonationReceived
from ledger.values import AccountKind, MemoId, ReopeningReason, ReversalReason, Series
from tests.builders import BANK, CASH_BOX, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.happened import BY_TREASURER, voucher


def entry_reversed(postings: tuple[Posting, ...], **fields: object) -> EntryReversed:
    event = EntryReversed(
        entry=5,
        amount_dong=500_000,
        entry_topic=DonationReceived.topic,
        entry_effective_on=TODAY,
        reason=ReversalReason.WRONG_AMOUNT,
        postings=postings,
        effective_on=TODAY,
        private=ReversalPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def cash_counted(counted_dong: int, book_dong: int, **fields: object) -> CashCounted:
    event = CashCounted(
        account_id=CASH_BOX,
        counted_dong=counted_dong,
        book_dong=book_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def cash_difference_posted(
    dong: int = 50_000, *, surplus: bool = True, **fields: object
) -> CashDifferencePosted:
    series = Series.CASH_RECEIPT if surplus else Series.CASH_PAYMENT
    event = CashDifferencePosted(
        entry=5,
        surplus=surplus,
        account_id=CASH_BOX,
        account_kind=AccountKind.CASH_BOX,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(series),
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def bank_reconciled(statement_dong: int, book_dong: int, **fields: object) -> BankReconciled:
    event = BankReconciled(
        account_id=BANK,
        statement_dong=statement_dong,
        book_dong=book_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def statement_row_matched(
    dong: int = 500_000, *, row: str | None = "a row", **fields: object
) -> StatementRowMatched:
    event = StatementRowMatched(
        entry=5,
        account_id=BANK,
        amount_dong=dong,
        booked_on=TODAY,
        effective_on=TODAY,
        private=FromStatement(
            recorded_by=TREASURER, statement_row=row, memo_id=MemoId(an_id("memo"))
        ),
    )
    return replace(event, **fields)


def period_closed(through: date, **fields: object) -> PeriodClosed:
    event = PeriodClosed(effective_on=through, private=BY_TREASURER)
    return replace(event, **fields)


def period_reopened(since: date) -> PeriodReopened:
    return PeriodReopened(
        since=since,
        reason=ReopeningReason.ENTRY_FORGOTTEN,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
