"""CSV tables that spreadsheets open as what they are: texts stay texts and are never formulas."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import TypeAlias

Cell: TypeAlias = str | int | date | None
"""What may stand in a cell; whole numbers and dates are ours, only texts can hold a formula."""

MIME_TYPE = "text/csv; charset=utf-8"

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the local code page
_WOULD_COMPUTE = re.compile(r"^ *(?=[=+\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n]) *(?=[=+\-@＝＋－＠])")
"""Where a cell begins a formula: also behind marks by which a spreadsheet may part cells.

One that writes amounts with commas, as in Vietnam, parts them by semicolons.
"""

_ROWS_IN_A_CHUNK = 500


def csv_chunks(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the file of a table in chunks, however long it is; nothing is held but one chunk."""
    text = StringIO()
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text)  # lines end in CR LF (RFC 4180, section 2)
    for number, row in enumerate(rows, start=1):
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
        if number % _ROWS_IN_A_CHUNK == 0:
            yield _taken_from(text)
    yield _taken_from(text)


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute of a text (CWE-1236)."""
    return _WOULD_COMPUTE.sub(r"'\g<0>", text)


def _taken_from(text: StringIO) -> str:
    taken = text.getvalue()
    text.seek(0)
    text.truncate()
    return taken
