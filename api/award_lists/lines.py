"""Rows to lines of an award list, and what is wrong with every row that is none."""

import re
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from api.award_lists.headings import Column, find_headings, folded
from api.award_lists.tables import Cell, Formula, rows_of
from api.errors import UnreadableAwardList
from api.texts import clean
from ledger.values import AMOUNT_DONG_MAX, BeneficiaryId, Category

LINES_MAX = 10_000
"""Lines of one file; they become disbursements of a thousand lines each."""

AWARDS_MAX = 1_000
_TEXT_MAX = 200
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]{1,16}")
_CURRENCY = re.compile(r"(?:đồng|đ|vnd|vnđ)\.?$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9 .()-]{8,20}")
_UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TOTALS = ("tong cong", "tong so", "tong", "cong", "total")

_TAGS = {
    **{category.value: category for category in Category},
    "ngheo": Category.POOR,
    "ho ngheo": Category.POOR,
    "ngheo vuot kho": Category.POOR,
    "mo coi": Category.ORPHANED,
    "khuyet tat": Category.DISABLED,
    "hoc sinh gioi": Category.EXCELLENT,
    "hoc gioi": Category.EXCELLENT,
    "gioi": Category.EXCELLENT,
    "dat giai": Category.EXCELLENT,
    "giao vien": Category.TEACHER,
    "nguoi lon": Category.ADULT_LEARNER,
    "nguoi lon hoc tap": Category.ADULT_LEARNER,
    "tan sinh vien": Category.NEW_STUDENT,
    "dot xuat": Category.EMERGENCY,
}


class Reason(StrEnum):
    """Why a cell cannot be taken."""

    FORMULA = "formula"
    MISSING = "missing"
    BAD_AMOUNT = "bad_amount"
    BAD_AWARDS = "bad_awards"
    BAD_CATEGORY = "bad_category"
    BAD_PHONE = "bad_phone"
    BAD_TEXT = "bad_text"
    BAD_CODE = "bad_code"
    UNKNOWN_CODE = "unknown_code"
    TOTAL_DIFFERS = "total_differs"
    REFUSED = "refused"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in which row of the file, by its number as a spreadsheet shows it."""

    row: int
    column: Column | None
    reason: Reason


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient as a list tells of him."""

    name: str
    phone: str = ""
    address: str = ""
    note: str = ""


class ListedAward(msgspec.Struct, frozen=True, kw_only=True):
    """A line: so much to a recipient, who is named either by a code or by a name."""

    row: int
    beneficiary_id: BeneficiaryId | None
    person: ListedPerson | None
    categories: tuple[Category, ...]
    amount_dong: int
    awards: int


class ReadList(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a file, and everything that is wrong with the other rows."""

    lines: tuple[ListedAward, ...]
    faults: tuple[Fault, ...]


def read_award_list(content: bytes) -> ReadList:
    """Return what stands in a file. Raises `UnreadableAwardList` if it is no list at all.

    A row of totals is no line; it is compared with the sum of those above it.
    """
    rows = rows_of(content)
    start, columns = find_headings(rows)
    lines: list[ListedAward] = []
    faults: list[Fault] = []
    for number, cells in rows[start:]:
        row = _Row(number, cells, columns)
        if row.is_total():
            told = row.amount()
            if not faults and told != sum(line.amount_dong for line in lines):
                faults.append(row.fault(Column.AMOUNT, Reason.TOTAL_DIFFERS))
            continue
        line = _line(row)
        if row.faults:
            faults += row.faults
        else:
            lines.append(line)
    if not lines and not faults:
        raise UnreadableAwardList("lines")
    if len(lines) > LINES_MAX:
        raise UnreadableAwardList("lines", most=LINES_MAX)
    return ReadList(lines=tuple(lines), faults=tuple(faults))


def _line(row: "_Row") -> ListedAward:
    """Return the line in a row; it is one only if the row has no faults afterwards."""
    code, person = row.code(), row.person()
    if code is None and person is None and not row.faults:
        row.faults.append(row.fault(Column.NAME, Reason.MISSING))
    return ListedAward(
        row=row.number,
        beneficiary_id=code,
        person=person if code is None else None,
        categories=row.categories(),
        awards=row.awards(),
        amount_dong=row.amount(),
    )


class _Row:
    """The cells of a row by what they hold; whatever is wrong with one is put into `faults`."""

    def __init__(self, number: int, cells: Sequence[Cell], columns: dict[Column, int]) -> None:
        self.number = number
        self.faults: list[Fault] = []
        self._cells = cells
        self._columns = columns

    def fault(self, column: Column, reason: Reason) -> Fault:
        return Fault(row=self.number, column=column, reason=reason)

    def is_total(self) -> bool:
        """Tell whether its first text says that it is a total."""
        texts = (folded(cell) for cell in self._cells if isinstance(cell, str))
        return next(texts, "").rstrip(": ") in _TOTALS

    def code(self) -> BeneficiaryId | None:
        text = self._text(Column.CODE)
        if not text:
            return None
        if not _UUID.fullmatch(text):
            self._add(Column.CODE, Reason.BAD_CODE)
            return None
        return BeneficiaryId(UUID(text))

    def person(self) -> ListedPerson | None:
        name, phone = self._text(Column.NAME), self._text(Column.PHONE)
        if phone and not _PHONE.fullmatch(phone):
            self._add(Column.PHONE, Reason.BAD_PHONE)
        address, note = self._text(Column.ADDRESS), self._text(Column.NOTE)
        if not name:
            return None
        return ListedPerson(name=name, phone=phone, address=address, note=note)

    def categories(self) -> tuple[Category, ...]:
        named = [folded(each) for each in re.split("[;,/]", self._text(Column.CATEGORIES))]
        tags = [_TAGS.get(each) for each in named if each]
        if None in tags:
            self._add(Column.CATEGORIES, Reason.BAD_CATEGORY)
        return tuple(category for category in Category if category in tags)

    def awards(self) -> int:
        cell = self._cell(Column.AWARDS)
        number = 1 if cell is None else _whole(cell)
        if number is None or not 1 <= number <= AWARDS_MAX:
            self._add(Column.AWARDS, Reason.BAD_AWARDS)
            return 0
        return number

    def amount(self) -> int:
        cell = self._cell(Column.AMOUNT)
        if cell is None:
            self._add(Column.AMOUNT, Reason.MISSING)
            return 0
        number = _whole(cell)
        if number is None or not 1 <= number <= AMOUNT_DONG_MAX:
            self._add(Column.AMOUNT, Reason.BAD_AMOUNT)
            return 0
        return number

    def _text(self, column: Column) -> str:
        """Return a text, empty if there is none; whole numbers are texts too, as phones are."""
        cell = self._cell(column)
        if cell is None:
            return ""
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        read = clean(text)
        if read is None or len(read) > _TEXT_MAX:
            self._add(column, Reason.BAD_TEXT)
            return ""
        return read

    def _cell(self, column: Column) -> str | int | float | None:
        at = self._columns.get(column, len(self._cells))
        cell = self._cells[at] if at < len(self._cells) else None
        if isinstance(cell, Formula):
            self._add(column, Reason.FORMULA)
            return None
        return cell

    def _add(self, column: Column, reason: Reason) -> None:
        # One cell is at fault once: that it is a formula says why nothing could be read of it.
        if all(fault.column is not column for fault in self.faults):
            self.faults.append(self.fault(column, reason))


def _whole(cell: str | float) -> int | None:
    """Return a whole number, of a text with its thousands grouped in one way or not at all."""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    digits = _CURRENCY.sub("", cell.strip()).rstrip()
    if _GROUPED.fullmatch(digits):
        return int(re.sub("[.,]", "", digits))
    return int(digits) if _PLAIN.fullmatch(digits) else None
