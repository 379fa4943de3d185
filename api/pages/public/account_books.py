"""The books of accounts for everybody: a month of a cash box or bank account, line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages import overdrawn
from api.pages.entry_lines import Line, lines_of
from api.pages.links import fund_link, place, trail
from api.pages.presentation import code_names
from api.pages.public import figures
from api.pages.public.caching import by_position
from api.pages.reading import as_of, look, today
from api.periods import Period, parse_period
from ledger.values import AccountId, AccountKind, FundId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.control import overdrafts
from projections.control.account_book import AccountBook, Asked, BookLine, account_book, last_day
from projections.views import Reading

books = Blueprint("books", __name__)

RULE = "/funds/<uuid:fund_id>/accounts/<uuid:account_id>/book"
LINES_ON_A_PAGE = 200

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_JOINT = " · "


class AskedMonth(NamedTuple):
    """A month as it is written, and its days."""

    text: str
    period: Period


class LineShown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the book in words: what it was is `content`."""

    effective_on: date
    occurred_on: date | None
    voucher: str | None
    name: str
    content: str
    in_dong: int
    out_dong: int
    balance_dong: int


@books.get(RULE)
@by_position
def show(fund_id: FundId, account_id: AccountId) -> str:
    """Show a month of the book of an account; it prints on paper as it is kept there."""
    asked_for = asked_month(request.args)
    with look() as reading:
        month = asked_for or latest_month(reading, fund_id, account_id)
        asked = _asked(month, after=place(request.args, "after"), limit=LINES_ON_A_PAGE)
        book = account_book(reading, fund_id, account_id, asked)
        fund = funds.fund(reading, fund_id)
        above = figures.line_of(reading, fund.association_id)
        months = [each.month for each in funds.by_month(reading, fund_id)]
        lines = shown_lines(reading, book.lines)
        first, last = month.period
        found = overdrafts.of_account(reading, fund_id, account_id, first=first, last=last)
        below_zero = overdrawn.shown(reading, fund_id, found)
        known = as_of(reading)
    here = {"fund_id": fund_id, "account_id": account_id, "period": month.text}
    return render_template(
        "public/account_book.html",
        trail=[*trail(above), fund_link(fund)],
        fund={"name": fund.name, "association": above[-1].name if above else ""},
        account={"name": book.account.name, "number": figures.number_of(book.account)},
        is_cash=book.account.kind is AccountKind.CASH_BOX,
        as_of=known,
        month=month.text,
        periods=_periods(months, month.text),
        book=book,
        overdrafts=[each.words for each in below_zero],
        is_first=asked.after is None,
        lines=lines,
        next_href=None if book.after is None else _href(here, after=book.after),
        first_href=None if asked.after is None else _href(here),
        csv_href=url_for("pages.book_files.as_csv", **here),  # type: ignore[arg-type]
        xlsx_href=url_for("pages.book_files.as_xlsx", **here),  # type: ignore[arg-type]
    )


def asked_month(query: Mapping[str, str]) -> AskedMonth | None:
    """Return the month asked for in a query string, if one is; or raise `InvalidRequest`."""
    text = query.get("period")
    if not text:
        return None
    period = parse_period(text) if _MONTH.fullmatch(text) else None
    if period is None:
        raise InvalidRequest({"period": "Must be a month, such as 2025-06."})
    return AskedMonth(text, period)


def latest_month(reading: Reading, fund_id: FundId, account_id: AccountId) -> AskedMonth:
    """Return the last month in which something moved an account's money; this one if none did.

    Whoever opens a book in the first days of a month looks for the month before.
    """
    text = f"{last_day(reading, fund_id, account_id) or today():%Y-%m}"
    period = parse_period(text)
    assert period is not None, "every month of the calendar is one"
    return AskedMonth(text, period)


def whole_book(
    reading: Reading, fund_id: FundId, account_id: AccountId, month: AskedMonth
) -> tuple[AccountBook, Iterator[LineShown]]:
    """Return a month of the book of an account, and all of its lines, read as they are taken."""
    book = account_book(reading, fund_id, account_id, _asked(month, limit=LIMIT_MAX))

    def lines() -> Iterator[LineShown]:
        part = book
        yield from shown_lines(reading, part.lines)
        while part.after is not None:
            asked = _asked(month, after=part.after, limit=LIMIT_MAX)
            part = account_book(reading, fund_id, account_id, asked)
            yield from shown_lines(reading, part.lines)

    return book, lines()


def shown_lines(reading: Reading, lines: Sequence[BookLine]) -> list[LineShown]:
    """Return lines of a book in words; donors are named as they agreed."""
    told = lines_of(reading, [line.entry for line in lines])
    return [_shown(line, words) for line, words in zip(lines, told, strict=True)]


def title(book: AccountBook) -> str:
    """Return what the book of an account is called."""
    if book.account.kind is AccountKind.CASH_BOX:
        return gettext("Sổ quỹ tiền mặt")
    return gettext("Sổ tiền gửi")


def _shown(line: BookLine, words: Line) -> LineShown:
    entry = line.entry
    details = (words.giver, words.matter, words.purpose and code_names.purpose(words.purpose))
    return LineShown(
        effective_on=entry.effective_on,
        occurred_on=entry.occurred_on,
        voucher=line.voucher,
        name=code_names.entry(entry.topic, words.spending),
        content=_JOINT.join(filter(None, details)),
        in_dong=line.in_dong,
        out_dong=line.out_dong,
        balance_dong=line.balance_dong,
    )


def _asked(month: AskedMonth, *, after: int | None = None, limit: int) -> Asked:
    first, last = month.period
    return Asked(period_from=first, period_to=last, after=after, limit=limit)


def _periods(months: Sequence[date], chosen: str) -> list[dict[str, Any]]:
    """Return the months to choose from, the newest first: those with entries, and the chosen."""
    values = {f"{month:%Y-%m}" for month in months} | {chosen, f"{today():%Y-%m}"}
    return [{"value": value, "chosen": value == chosen} for value in sorted(values, reverse=True)]


def _href(here: Mapping[str, object], **more: object) -> str:
    return url_for("pages.books.show", **here, **more)  # type: ignore[arg-type]
