"""The book of an account as a file, for spreadsheets: CSV and XLSX hold the same rows."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from flask import Blueprint, Response, request
from flask_babel import gettext

from api.documents import tables, workbooks
from api.documents.tables import Cell, csv_chunks
from api.documents.workbooks import workbook
from api.pages.public.account_books import (
    RULE,
    AskedMonth,
    asked_month,
    latest_month,
    title,
    whole_book,
)
from api.pages.public.caching import by_position
from api.pages.public.figure_files import plain
from api.pages.reading import look
from api.serving.rates import costly
from ledger.values import AccountId, FundId
from projections.control.account_book import AccountBook
from projections.views import Reading

book_files = Blueprint("book_files", __name__)

Row: TypeAlias = Sequence[Cell]

_WIDTHS = (12, 16, 60, 18, 18, 18)
_HEADS = 7
"""The last row of the heads, counted from 0: those above say which book it is."""


@book_files.get(f"{RULE}.csv")
@costly
@by_position
def as_csv(fund_id: FundId, account_id: AccountId) -> Response:
    """Give a month of the book of an account as CSV."""
    asked = asked_month(request.args)
    with look() as reading:
        month = asked or latest_month(reading, fund_id, account_id)
        book, rows = _rows(reading, fund_id, account_id, month)
        text = "".join(csv_chunks(rows))
    return _file(text.encode(), tables.MIME_TYPE, book, month, "csv")


@book_files.get(f"{RULE}.xlsx")
@costly
@by_position
def as_xlsx(fund_id: FundId, account_id: AccountId) -> Response:
    """Give a month of the book of an account as XLSX."""
    asked = asked_month(request.args)
    with look() as reading:
        month = asked or latest_month(reading, fund_id, account_id)
        book, rows = _rows(reading, fund_id, account_id, month)
        file = workbook(month.text, rows, bold=(0, _HEADS), widths=_WIDTHS)
    return _file(file, workbooks.MIME_TYPE, book, month, "xlsx")


def _rows(
    reading: Reading, fund_id: FundId, account_id: AccountId, month: AskedMonth
) -> tuple[AccountBook, Iterator[Row]]:
    book, lines = whole_book(reading, fund_id, account_id, month)

    def rows() -> Iterator[Row]:
        yield (title(book),)
        yield gettext("Quỹ"), book.fund
        yield gettext("Tài khoản"), book.account.name
        yield gettext("Kỳ"), month.text
        yield gettext("Bút toán số"), book.as_of.position
        yield gettext("Đơn vị tính"), gettext("đồng")
        yield ()
        yield (
            gettext("Ngày"),
            gettext("Chứng từ"),
            gettext("Nội dung"),
            gettext("Thu"),
            gettext("Chi"),
            gettext("Tồn"),
        )
        yield None, None, gettext("Số dư đầu kỳ"), None, None, book.opening_dong
        for line in lines:
            content = ": ".join(filter(None, (line.name, line.content)))
            yield (
                line.effective_on,
                line.voucher,
                content,
                line.in_dong or None,
                line.out_dong or None,
                line.balance_dong,
            )
        yield None, None, gettext("Cộng trong kỳ"), book.in_dong, book.out_dong, None
        yield None, None, gettext("Số dư cuối kỳ"), None, None, book.closing_dong

    return book, rows()


def _file(
    content: bytes, mime_type: str, book: AccountBook, month: AskedMonth, ending: str
) -> Response:
    response = Response(content, content_type=mime_type)
    saved_as = f"{plain(book.fund)}-{plain(book.account.name)}-{month.text}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=saved_as)
    return response
