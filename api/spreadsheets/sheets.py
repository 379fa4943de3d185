"""The first sheet of a workbook, row by row; no formula in it is ever worked out.

It is read as it was written, not as another program last computed it: what a formula showed to its
author is nothing that anybody decided on here.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from api.spreadsheets.parts import Bounds, Parts

_BROKEN = (
    InvalidFileException,
    BadZipFile,
    EOFError,
    ExpatError,
    zlib.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    UserWarning,
)
"""What the reader of workbooks raises for parts that are not what they should be.

It builds its objects straight from the attributes it finds. SyntaxError is what the XML parser's
error is a kind of, RuntimeError what a part under a password is, UserWarning what is only warned of
where warnings are no errors.
"""

SheetRow = tuple[int, tuple[object, ...]]
"""The number of a row, from 1 as a spreadsheet shows it, and the values of its cells."""


class BrokenWorkbook(Exception):
    """The file is no workbook, or its parts are not what they should be."""


def sheet_rows(
    file: BinaryIO, bounds: Bounds, *, rows_max: int, columns_max: int
) -> Iterator[SheetRow]:
    """Yield the rows of the first sheet, at most so many and so wide.

    A formula is its text. Raises `BrokenWorkbook`, and `WorkbookTooLarge` before it is built.
    """
    source = _source(file, bounds, rows_max, columns_max)
    while True:
        try:
            row = next(source, None)
        except _BROKEN:
            raise BrokenWorkbook from None
        if row is None:
            return
        yield row


def _source(file: BinaryIO, bounds: Bounds, rows_max: int, columns_max: int) -> Iterator[SheetRow]:
    reader = ExcelReader(file, read_only=True, keep_links=False)
    reader.archive = Parts(file, bounds)
    reader.read()
    rows = reader.wb.worksheets[0].iter_rows(
        max_row=rows_max, max_col=columns_max, values_only=True
    )
    yield from enumerate(rows, 1)
