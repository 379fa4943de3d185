"""Reorganisation files to rows: pure, and every cell that cannot be read is named.

A file is a CSV table in UTF-8 with a heading row, in Vietnamese or English: old unit, new unit,
share, date, decision, and perhaps the new unit's level. One row says that the old unit goes, from
that day, by that decision, in that share to the new unit. It is dissolved only where that is said
in so many words: a cell that was forgotten must not end a unit for good.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

import msgspec

from api.errors import RequestError
from api.operations.fields import Day, DecisionNumber, Identifier, Text
from ledger.letters import normalized
from ledger.store.vault.media_types import delimiter_of
from ledger.values import Level

ROWS_MAX = 5_000
BYTES_MAX = 2_000_000

HEADINGS = {
    "old": ("đơn vị cũ", "old unit"),
    "new": ("đơn vị mới", "new unit"),
    "share": ("tỷ lệ", "tỉ lệ", "share"),
    "on": ("ngày hiệu lực", "ngày", "date"),
    "decision": ("quyết định", "số quyết định", "decision"),
    "level": ("cấp", "level"),
}
_OPTIONAL = frozenset({"level", "share"})

READABLE = {
    "old": "tên như trong sổ, hoặc id · its name as in the book, or its id",
    "new": "tên đơn vị, hoặc «giải thể» · its name, or “dissolve”",
    "share": "60%, 33,5%, 60, 0.6, 1/3; để trống · empty = 100%",
    "on": "01/07/2025, 2025-07-01",
    "decision": "1283/NQ-UBTVQH15",
    "level": "tỉnh, huyện, xã, chi hội · province, district, commune, branch; để trống · or empty",
}
"""What can be read in each column, as it is told to people."""

_DISSOLVED = frozenset({"giải thể", "dissolve", "dissolved"})
_LEVELS = {
    "tỉnh": Level.PROVINCE,
    "huyện": Level.DISTRICT,
    "xã": Level.COMMUNE,
    "chi hội": Level.BRANCH,
    **{level.value: level for level in Level},
}
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))? ?%")
_PERCENT_MOST = 100
_RATIO = re.compile(r"(\d{1,9}) ?/ ?(\d{1,9})")
_DECIMAL = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))?")


class UnreadablePlan(RequestError):
    """A reorganisation file is a CSV table in UTF-8 with headings for units, date and decision."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a line of the file: a code, and in which column.

    A cell beyond the last heading has no name, but its number, from 1.
    """

    line: int
    column: str
    code: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line: units are named as they are written; a share of None is the whole.

    A unit that nobody succeeds (`new` is None) is dissolved.
    """

    line: int
    old: str
    new: str | None
    share: Fraction | None
    on: date
    decision: str
    level: Level | None


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Return the rows of a file and what is wrong with the others; raise `UnreadablePlan`."""
    try:
        text = normalized("NFC", content.decode("utf-8-sig"))
        table = csv.reader(text.splitlines(), delimiter=delimiter_of(text), strict=True)
        records = [(table.line_num, record) for record in table if any(map(str.strip, record))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadablePlan("body") from error
    if not records or len(records) > ROWS_MAX + 1 or len(content) > BYTES_MAX:
        raise UnreadablePlan("body", rows_most=ROWS_MAX, bytes_most=BYTES_MAX)
    columns, width = _columns(records[0][1]), len(records[0][1])
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, record in records[1:]:
        cells = {
            name: record[at].strip() if at is not None and at < len(record) else ""
            for name, at in columns.items()
        }
        found = dict(_read(cells))
        wrong = [(name, value) for name, value in found.items() if isinstance(value, _Wrong)]
        spare = [at for at, cell in enumerate(record, 1) if at > width and cell.strip()]
        if wrong or spare:
            faults += [Fault(line=line, column=name, code=value) for name, value in wrong]
            faults += [Fault(line=line, column=str(at), code="too_many_cells") for at in spare]
        else:
            rows.append(msgspec.convert({"line": line, **found}, Row, strict=False))
    return rows, faults


def folded(name: str) -> str:
    """Return a name without differences of case and spaces."""
    return " ".join(normalized("NFC", name).casefold().split())


class _Wrong(StrEnum):
    """What is wrong with a cell."""

    MISSING = "missing"
    UNREADABLE = "unreadable"


_WRONG = _Wrong.UNREADABLE
CODES_OF_CELLS = frozenset(_Wrong)
"""What a cell by itself may be; the other codes are of lines and of what they come to."""


def _columns(heading: list[str]) -> dict[str, int | None]:
    """Return where each column stands; raise `UnreadablePlan`, naming the one that does not."""
    titles = [folded(title) for title in heading]
    columns: dict[str, int | None] = {}
    for name, known in HEADINGS.items():
        found = [at for at, title in enumerate(titles) if title in known]
        if len(found) > 1 or (not found and name not in _OPTIONAL):
            raise UnreadablePlan(known[0])
        columns[name] = found[0] if found else None
    return columns


def _read(cells: dict[str, str]) -> Iterator[tuple[str, object]]:
    yield "old", _name(cells["old"])
    yield "new", None if folded(cells["new"]) in _DISSOLVED else _name(cells["new"])
    yield "share", _share(cells["share"])
    yield "on", (_day(cells["on"]) or _WRONG) if cells["on"] else _Wrong.MISSING
    decision = cells["decision"]
    yield "decision", (DecisionNumber().read(decision) or _WRONG) if decision else _Wrong.MISSING
    yield "level", (_LEVELS.get(folded(cells["level"]), _WRONG)) if cells["level"] else None


def _name(text: str) -> str | _Wrong:
    """Read what a unit is called; a dash, as people write for nothing, is no name."""
    if not text:
        return _Wrong.MISSING
    is_name = any(map(str.isalpha, text)) or Identifier().read(text) is not None
    return (Text().read(text) or _WRONG) if is_name else _WRONG


def _share(text: str) -> Fraction | _Wrong | None:
    """Read `60%`, `33,5 %`, `1/3` or `0.6`, exactly; nothing is None.

    A number above one can only be a percentage, as `60` is. What was meant otherwise does not sum
    to the whole with the other shares of its unit.
    """
    if not text:
        return None
    if found := _PERCENT.fullmatch(text):
        return Fraction(f"{found[1]}.{found[2] or 0}") / 100
    if found := _RATIO.fullmatch(text):
        return Fraction(int(found[1]), int(found[2])) if int(found[2]) else _WRONG
    if found := _DECIMAL.fullmatch(text):
        number = Fraction(f"{found[1]}.{found[2] or 0}")
        if number <= _PERCENT_MOST:
            return number if number <= 1 else number / 100
    return _WRONG


def _day(text: str) -> date | None:
    """Read `2025-07-01`, or `01/07/2025` as it is written in Vietnam."""
    day = Day().read(text)
    if day is not None:
        return day
    try:
        return Day().read(datetime.strptime(text, "%d/%m/%Y").date().isoformat())  # noqa: DTZ007  # a date
    except ValueError:
        return None
