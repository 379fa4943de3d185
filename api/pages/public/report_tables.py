"""A report as a file: CSV and XLSX for spreadsheets, and a text that a person reads in a terminal.

All three have the same rows, in the language of whoever asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby, islice

from api.documents.tables import Cell, csv_chunks
from api.documents.workbooks import workbook
from api.pages.presentation import formatting, furnishing
from api.pages.presentation.formatting import Language
from api.pages.presentation.language import language
from api.pages.public.report_rows import Row, rows
from projections.reports.report import Report

_WIDTHS = (28, 40, 40, 20, 40)
_MILLI = "_milli"


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let reports be written in a language where no web application runs, as in a shell."""
    with furnishing.words_alone(language).app_context():
        yield


def as_csv(found: Report) -> bytes:
    """Return a report as CSV."""
    return "".join(csv_chunks(rows(found))).encode()


def as_xlsx(found: Report, title: str) -> bytes:
    """Return a report as a workbook whose sheet is called after its period."""
    return workbook(title, rows(found), bold=(0,), widths=_WIDTHS)


def as_text(found: Report) -> str:
    """Return a report as text: its parts under one another, names to the left, figures right."""
    blocks = [list(block) for _, block in groupby(islice(rows(found), 1, None), lambda row: row[0])]
    return "\n\n".join("\n".join(_block(block)) for block in blocks) + "\n"


def _block(lines: list[Row]) -> Iterator[str]:
    names = [" · ".join(str(each) for each in row[1:3] if each) for row in lines]
    values = [_written(row[3], str(row[4])) for row in lines]
    to_the_right = max(
        (len(value) for value, row in zip(values, lines, strict=True) if _is_figure(row)), default=0
    )
    widest = max(map(len, names))
    yield str(lines[0][0])
    for name, value, row in zip(names, values, lines, strict=True):
        shown = value.rjust(to_the_right) if _is_figure(row) else value
        yield f"  {name.ljust(widest)}  {shown}"


def _is_figure(row: Row) -> bool:
    return isinstance(row[3], int) or str(row[4]).endswith(_MILLI)


def _written(value: Cell, path: str) -> str:
    if path.endswith(_MILLI):
        return formatting.quantity(Decimal(str(value)), language())
    if isinstance(value, int):
        return formatting.grouped(value, language())
    return formatting.day(value, language()) if isinstance(value, date) else str(value)
