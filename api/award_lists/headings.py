"""The headings of an award list: which column holds what, in whichever of the usual words."""

from collections.abc import Sequence
from enum import StrEnum
from unicodedata import combining

from api.award_lists.tables import Cell, Row
from api.errors import UnreadableAwardList
from ledger.letters import normalized

_ROWS_ABOVE_MAX = 20
"""Lists begin with the association's name, the programme and the decision."""


class Column(StrEnum):
    """What a column holds."""

    CODE = "beneficiary_id"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    NOTE = "note"
    CATEGORIES = "categories"
    AWARDS = "awards"
    AMOUNT = "amount_dong"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.CODE: ("Mã người nhận", "Mã", "Beneficiary id"),
    Column.NAME: ("Họ và tên", "Họ tên", "Họ và tên người nhận", "Người nhận", "Name"),
    Column.PHONE: ("Số điện thoại", "Điện thoại", "SĐT", "Phone"),
    Column.ADDRESS: ("Địa chỉ", "Nơi ở", "Address"),
    Column.NOTE: ("Lớp, trường", "Trường, lớp", "Lớp", "Trường", "Ghi chú", "Note"),
    Column.CATEGORIES: ("Đối tượng", "Diện", "Categories"),
    Column.AWARDS: ("Số suất", "Suất", "Awards"),
    Column.AMOUNT: ("Số tiền", "Số tiền (đồng)", "Thành tiền", "Mức", "Amount", "Amount (VND)"),
}
"""The words for each column, the first as in the template."""


def folded(text: str) -> str:
    """Return a text without accents and capitals, as headings and tags are compared."""
    plain = normalized("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not combining(sign)).split())


_COLUMNS = {folded(word): column for column, words in HEADINGS.items() for word in words}


def find_headings(rows: Sequence[Row]) -> tuple[int, dict[Column, int]]:
    """Return how many rows there are down to the headings, and where each column is.

    There must be a recipient's name or code, and an amount. Raises `UnreadableAwardList`.
    """
    for at, (_, cells) in enumerate(rows[:_ROWS_ABOVE_MAX]):
        columns = _columns(cells)
        if Column.AMOUNT in columns and columns.keys() & {Column.NAME, Column.CODE}:
            return at + 1, columns
    raise UnreadableAwardList("headings")


def _columns(cells: Sequence[Cell]) -> dict[Column, int]:
    columns: dict[Column, int] = {}
    for at, cell in enumerate(cells):
        column = _COLUMNS.get(folded(cell)) if isinstance(cell, str) else None
        if column is not None:
            columns.setdefault(column, at)
    return columns
