"""The sheets of a workbook, row by row; no formula in them is ever worked out.

It is read as it was written, not as another program last computed it: what a formula showed to its
author is nothing that anybody decided on here.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from api.spreadsheets.parts import Bounds, Parts

T = TypeVar("T")

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

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold, or would change: a carriage return above all.

ECMA-376, part 1, 22.9.2.19 (ST_Xstring); the reader of workbooks leaves it as it is.
"""

SheetRow = tuple[int, tuple[object, ...]]
"""The number of a row, from 1 as a spreadsheet shows it, and the values of its cells."""


class BrokenWorkbook(Exception):
    """The file is no workbook, or its parts are not what they should be."""


def sheet_rows(
    file: BinaryIO, bounds: Bounds, *, rows_max: int, columns_max: int
) -> Iterator[SheetRow]:
    """Yield the rows of the first sheet, as `sheets` does."""
    for rows in sheets(file, bounds, rows_max=rows_max, columns_max=columns_max):
        yield from rows
        return
    raise BrokenWorkbook


def sheets(
    file: BinaryIO, bounds: Bounds, *, rows_max: int, columns_max: int
) -> Iterator[Iterator[SheetRow]]:
    """Yield the sheets as their rows, at most so many and so wide.

    A formula is its text. Raises `BrokenWorkbook`, and `WorkbookTooLarge` before it is built.
    """
    for sheet in _unbroken(_sheets(file, bounds)):
        rows = sheet.iter_rows(max_row=rows_max, max_col=columns_max, values_only=True)
        yield _unbroken(_rows(rows))


def _unbroken(source: Iterator[T]) -> Iterator[T]:
    """Yield the same, and raise `BrokenWorkbook` for whatever parts may bring up."""
    while True:
        try:
            item = next(source)
        except StopIteration:
            return
        except _BROKEN:
            raise BrokenWorkbook from None
        yield item


def _sheets(file: BinaryIO, bounds: Bounds) -> Iterator[Any]:
    reader = ExcelReader(file, read_only=True, keep_links=False)
    reader.archive = Parts(file, bounds)
    reader.read()
    yield from reader.wb.worksheets


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[SheetRow]:
    for number, cells in enumerate(rows, 1):
        if any(cell.__class__ is str and "_x" in cell for cell in cells):
            yield number, tuple(map(_unescaped, cells))
        else:
            yield number, cells


def _unescaped(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return _ESCAPED.sub(_character, cell)


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character.isspace() else match[0]
