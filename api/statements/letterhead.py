"""What a bank prints above the rows of a statement."""

from collections.abc import Iterator
from io import SEEK_SET
from typing import BinaryIO

from api.spreadsheets.sheets import SheetRow
from api.statements.header import find_header, find_sheet
from api.statements.layout import Layout
from api.statements.lines import BYTES_MAX, line_blocks
from api.statements.workbooks import as_texts, is_workbook, workbook_sheets


def letterhead(layout: Layout, stream: BinaryIO) -> str:
    """Return what stands above the header of a seekable file; leave the file where it was.

    Raises `StatementError` if there is no header.
    """
    start = stream.tell()
    try:
        if not is_workbook(stream):
            lines = next(line_blocks(stream, encoding=layout.encoding), [])
            _, count, _ = find_header(lines, layout)
            return "".join(lines[:count])
        above: list[str] = []
        sheets = workbook_sheets(stream, bytes_max=BYTES_MAX)
        find_sheet((_noted(rows, above) for rows in sheets), layout)
        return "\n".join(above)
    finally:
        stream.seek(start, SEEK_SET)


def _noted(rows: Iterator[SheetRow], above: list[str]) -> Iterator[SheetRow]:
    for number, cells in rows:
        above += as_texts(cells)
        yield number, cells
