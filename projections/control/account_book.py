"""The book of one account: sổ quỹ tiền mặt of a cash box, sổ tiền gửi of a bank account or deposit.

It is a pure query over the postings to the account, so what it adds up to is a second opinion on
the account's balance. Its lines come in pages, each with what was carried over to it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Subquery, case, func, select

from ledger.errors.missing import AccountNotFound
from ledger.values import AccountId, FundId
from projections import entries, funds
from projections.answers import between, bounded, whole
from projections.entries import PublicEntry
from projections.funds import Account
from projections.movements import Side
from projections.tables.schema import Tables
from projections.views import AsOf, Reading


class BookLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that moved the account's money, and what the account held after it, in đồng.

    A reversal stands, below zero, on the side of the entry that it reverses (*ghi số âm*), and
    carries the voucher's number of that.
    """

    entry: PublicEntry
    voucher: str | None
    in_dong: int
    out_dong: int
    balance_dong: int


class AccountBook(msgspec.Struct, frozen=True, kw_only=True):
    """What an account held before a period, what came and went in it, what it held at its end.

    Opening + in − out = closing, in đồng. Opening balances that were recorded with a day of the
    period are in `opening_dong`, because they came in before this book was kept. What only changed
    its purpose, or turned out to be a gift, moved no money of the account and is not in its book.

    `lines` are a page of it: `carried_dong` is what the account held before the first of them, and
    `after` is what to ask for the next page with, none at the end.
    """

    fund_id: FundId
    fund: str
    account: Account
    period_from: date
    period_to: date
    as_of: AsOf
    opening_dong: int
    in_dong: int
    out_dong: int
    closing_dong: int
    carried_dong: int
    lines: tuple[BookLine, ...]
    after: int | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which book: of what period (its days included), as it was known at a position.

    `after` is where the page before ended.
    """

    period_from: date
    period_to: date
    known_at: int | None = None
    after: int | None = None
    limit: int = 1_000


def account_book(
    reading: Reading, fund_id: FundId, account_id: AccountId, asked: Asked
) -> AccountBook:
    """Return a page of the book of an account for a period, with the sums of the whole period.

    Raises `PositionNotFound`, `FundNotFound`, `AccountNotFound`.
    """
    known = funds.require(reading, fund_id, asked.known_at)
    account = _account(reading, fund_id, account_id, known)
    book = _Book(reading, fund_id, account_id, asked, known)
    opening = book.held_before() + book.opened_within()
    totals = reading.first(select(whole(book.came).label("came"), whole(book.went).label("went")))
    assert totals is not None, "sums of nothing are zeros"
    rows = book.page()
    limit = bounded(asked.limit)
    carried = opening + (0 if asked.after is None else book.moved_until(asked.after))
    return AccountBook(
        fund_id=fund_id,
        fund=funds.names(reading, [fund_id])[fund_id],
        account=account,
        period_from=asked.period_from,
        period_to=asked.period_to,
        as_of=reading.as_of(asked.known_at),
        opening_dong=opening,
        in_dong=totals.came,
        out_dong=totals.went,
        closing_dong=opening + totals.came - totals.went,
        carried_dong=carried,
        lines=_lines(rows[:limit], carried, known),
        after=rows[limit - 1].order_key if len(rows) > limit else None,
    )


def last_day(reading: Reading, fund_id: FundId, account_id: AccountId) -> date | None:
    """Return the last day that something moved an account's money on, none if nothing ever did."""
    b = reading.tables.balances_by_day
    query = select(func.max(b.c.day)).where(b.c.fund_id == fund_id, b.c.account_id == account_id)
    found: date | None = reading.connection.execute(query).scalar_one()
    return found


class _Book:
    """The queries for one account, period and position."""

    def __init__(
        self, reading: Reading, fund_id: FundId, account_id: AccountId, asked: Asked, known: int
    ) -> None:
        self._reading, self._t = reading, reading.tables
        self._fund_id, self._account_id = fund_id, account_id
        self._asked, self._known = asked, known
        self._moved = _moved(self._t, fund_id, account_id, asked, known)
        amount, is_reversal = self._moved.c.amount, self._moved.c.reverses.is_not(None)
        came_in = (amount > 0) != is_reversal
        self.came: ColumnElement[int] = case((came_in, amount), else_=0)
        self.went: ColumnElement[int] = case((came_in, 0), else_=-amount)

    def held_before(self) -> int:
        """Return what the account held before the period's first day."""
        first = self._asked.period_from
        if self._asked.known_at is None:
            b = self._t.balances_by_day
            query = select(whole(b.c.dong)).where(b.c.fund_id == self._fund_id, b.c.day < first)
            return self._sum(query.where(b.c.account_id == self._account_id))
        p = self._t.postings
        query = select(whole(p.c.amount)).where(
            p.c.fund_id == self._fund_id,
            p.c.account_id == self._account_id,
            p.c.effective_on < first,
            p.c.position <= self._known,
        )
        return self._sum(query)

    def opened_within(self) -> int:
        """Return the opening balances that are dated in the period."""
        e = self._t.entries
        query = select(whole(e.c.money_dong)).where(
            e.c.fund_id == self._fund_id,
            e.c.account_id == self._account_id,
            e.c.side == Side.OPENING.value,
            e.c.position <= self._known,
            *between(e.c.order_key, self._asked.period_from, self._asked.period_to),
        )
        return self._sum(query)

    def moved_until(self, order_key: int) -> int:
        """Return what the lines up to one came to, in and out."""
        query = select(whole(self._moved.c.amount)).where(self._moved.c.order_key <= order_key)
        return self._sum(query)

    def page(self) -> list[Row[Any]]:
        """Return the rows of a page, and one more if there is a next page."""
        moved, original = self._moved, self._t.entries.alias()
        columns = entries.public_columns(self._t)
        e = self._t.entries
        is_original = (original.c.fund_id == e.c.fund_id) & (original.c.version == e.c.reverses)
        query = (
            entries.from_entries(
                self._t,
                [
                    *columns,
                    moved.c.amount.label("moved_dong"),
                    self.came.label("came"),
                    self.went.label("went"),
                    original.c.voucher_in.label("original_voucher_in"),
                ],
            )
            .join(moved, moved.c.position == e.c.position)
            .outerjoin(original, is_original)
        )
        if self._asked.after is not None:
            query = query.where(moved.c.order_key > self._asked.after)
        limit = bounded(self._asked.limit) + 1
        return self._reading.all(query.order_by(moved.c.order_key).limit(limit))

    def _sum(self, query: Any) -> int:  # noqa: ANN401  # a query for one number
        total: int = self._reading.connection.execute(query).scalar_one()
        return total


def _moved(t: Tables, fund_id: FundId, account_id: AccountId, asked: Asked, known: int) -> Subquery:
    """Return what each entry of a period moved in the account; what moved nothing is left out.

    The position is bound as a sum: a plain bound would hold for the postings' position too, being
    the same, and SQLite would then go through all postings up to it for each entry.
    """
    e, p = t.entries, t.postings
    amount = whole(p.c.amount)
    return (
        select(e.c.position, e.c.order_key, e.c.reverses, amount.label("amount"))
        .select_from(e.join(p, (p.c.fund_id == e.c.fund_id) & (p.c.position == e.c.position)))
        .where(
            e.c.fund_id == fund_id,
            e.c.position + 0 <= known,
            e.c.side != Side.OPENING.value,
            p.c.account_id == account_id,
            *between(e.c.order_key, asked.period_from, asked.period_to),
        )
        .group_by(e.c.position, e.c.order_key, e.c.reverses)
        .having(amount != 0)
        .subquery()
    )


def _account(reading: Reading, fund_id: FundId, account_id: AccountId, known: int) -> Account:
    for account in funds.accounts(reading, fund_id, known_at=known):
        if account.account_id == account_id:
            return account
    raise AccountNotFound("account_id")


def _lines(rows: Sequence[Row[Any]], carried: int, known: int) -> tuple[BookLine, ...]:
    found, balance = [], carried
    for row in rows:
        balance += row.moved_dong
        entry = entries.public_entry(row, known)
        found.append(
            BookLine(
                entry=entry,
                voucher=_voucher(row),
                in_dong=row.came,
                out_dong=row.went,
                balance_dong=balance,
            )
        )
    return tuple(found)


def _voucher(row: Row[Any]) -> str | None:
    """Return the voucher's number on this account's side: a move between two has one on each."""
    voucher_in: str | None = row.voucher_in or row.original_voucher_in
    came = (row.moved_dong > 0) != (row.reverses is not None)
    voucher: str | None = row.voucher
    return voucher_in if came and voucher_in is not None else voucher
