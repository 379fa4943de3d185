"""The sheets of a workbook, row by row; no formula in them is ever worked out.

It is read as it was written, not as another program last computed it: what a formula showed to its
author is nothing that anybody decided on here.
"""

import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, TypeVar
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS, STYLES_TYPE

from api.spreadsheets.formats import formats_of
from api.spreadsheets.parts import Bounds, Parts
from api.spreadsheets.rows import SheetRow, Texts, shared_texts, sheet_rows

__all__ = ["BrokenWorkbook", "SheetRow", "first_sheet", "sheets"]

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


class BrokenWorkbook(Exception):
    """The file is no workbook, or its parts are not what they should be."""


def first_sheet(file: BinaryIO, bounds: Bounds, *, columns_max: int) -> Iterator[SheetRow]:
    """Yield the rows of the first sheet, as `sheets` does."""
    for rows in sheets(file, bounds, columns_max=columns_max):
        yield from rows
        return
    raise BrokenWorkbook


def sheets(file: BinaryIO, bounds: Bounds, *, columns_max: int) -> Iterator[Iterator[SheetRow]]:
    """Yield the sheets as their rows that hold anything, at most so wide, as they are drawn.

    A formula is its text. Raises `BrokenWorkbook`, and `WorkbookTooLarge` as soon as that shows,
    which may be after many rows.
    """
    for rows in _unbroken(_sheets(file, bounds, columns_max)):
        yield _unbroken(rows)


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


def _sheets(file: BinaryIO, bounds: Bounds, columns_max: int) -> Iterator[Iterator[SheetRow]]:
    parts = Parts(file, bounds)
    outline = ExcelReader(file, read_only=True, keep_links=False)
    outline.archive = parts
    outline.read_manifest()
    outline.read_workbook()
    most = bounds.streamed_elements
    styles = _part(parts, outline, STYLES_TYPE)
    formats = formats_of(styles, outline.wb.epoch, elements_max=most)
    texts = Texts(_shared(parts, outline))
    for _, at in outline.parser.find_sheets():
        if at.target in outline.valid_files and "chartsheet" not in at.Type:
            part = parts.open(at.target)
            yield sheet_rows(part, formats, texts, elements_max=most, columns_max=columns_max)


def _shared(parts: Parts, outline: ExcelReader) -> Iterator[str]:
    part = _part(parts, outline, SHARED_STRINGS)
    if part is not None:
        yield from shared_texts(part, parts.bounds.text_elements)


def _part(parts: Parts, outline: ExcelReader, content_type: str) -> IO[bytes] | None:
    place = outline.package.find(content_type)
    return None if place is None else parts.open(place.PartName[1:])
