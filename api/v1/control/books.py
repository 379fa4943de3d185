"""The book of an account: sổ quỹ tiền mặt of a cash box, sổ tiền gửi of a bank account."""

from collections.abc import Sequence
from datetime import date

import msgspec

from api.operations.queries import KnownAtText, PageAsked, PageQuery, PeriodText
from api.operations.reading import known_position, next_cursor, reading
from api.operations.resource import Resource
from api.people.consented import names_of_donors
from ledger.values import AccountId, FundId
from projections.control import overdrafts
from projections.control.account_book import Asked, BookLine, account_book
from projections.control.overdrafts import Overdraft
from projections.funds import Account
from projections.views import AsOf

resource = Resource("books", "Sổ quỹ tiền mặt, sổ tiền gửi: the book of an account")


class BookQuery(PageQuery):
    """The book of a period such as `2025-06`, as it was known at a position or moment."""

    period = PeriodText(required=True)
    known_at = KnownAtText()


class BookLineOut(BookLine, frozen=True, kw_only=True):
    """A line of the book; `donor_name` is that of a donor who agreed to be named with the gift."""

    donor_name: str | None


class BookOut(msgspec.Struct, frozen=True, kw_only=True):
    """What an account held before a period, what came and went, what it held at its end, in đồng.

    Opening + in − out = closing, of the whole period. `carried_dong` is what the account held
    before the first of this page's lines. An opening balance that is dated in the period is in
    `opening_dong`. `overdrafts` are the days on which the account was below zero at the end of the
    day: all that touch the period, each from its first day to its last.
    """

    fund_id: FundId
    fund: str
    account: Account
    period_from: date
    period_to: date
    opening_dong: int
    in_dong: int
    out_dong: int
    closing_dong: int
    carried_dong: int
    overdrafts: Sequence[Overdraft]
    lines: Sequence[BookLineOut]
    next_cursor: str | None
    known_at: AsOf


@resource.read(
    "/funds/<uuid:fund_id>/accounts/<uuid:account_id>/book", BookOut, None, query=BookQuery
)
def read_book(asked: PageAsked, fund_id: FundId, account_id: AccountId) -> BookOut:
    """Show the book of an account for a period, a page of its lines at a time."""
    assert asked.period is not None, "the schema asks for it"
    with reading() as state:
        wanted = Asked(
            period_from=asked.period.first,
            period_to=asked.period.last,
            known_at=known_position(asked.known_at),
            after=asked.after,
            limit=asked.limit,
        )
        book = account_book(state, fund_id, account_id, wanted)
        names = names_of_donors(state, [line.entry for line in book.lines])
        below_zero = overdrafts.of_account(
            state,
            fund_id,
            account_id,
            first=wanted.period_from,
            last=wanted.period_to,
            known_at=wanted.known_at,
        )
    return BookOut(
        fund_id=book.fund_id,
        fund=book.fund,
        account=book.account,
        period_from=book.period_from,
        period_to=book.period_to,
        opening_dong=book.opening_dong,
        in_dong=book.in_dong,
        out_dong=book.out_dong,
        closing_dong=book.closing_dong,
        carried_dong=book.carried_dong,
        overdrafts=below_zero,
        lines=[
            BookLineOut(
                entry=line.entry,
                voucher=line.voucher,
                in_dong=line.in_dong,
                out_dong=line.out_dong,
                balance_dong=line.balance_dong,
                donor_name=names.get(line.entry.position),
            )
            for line in book.lines
        ],
        next_cursor=next_cursor(book.after, book.as_of.position),
        known_at=book.as_of,
    )
