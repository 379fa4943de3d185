"""What a bank prints above the rows of a statement: whose account it is of."""

import re
from collections.abc import Iterator
from io import SEEK_SET
from typing import BinaryIO

from api.spreadsheets.sheets import SheetRow
from api.statements.errors import OtherAccount
from api.statements.header import find_header, find_sheet
from api.statements.layout import Layout
from api.statements.lines import BYTES_MAX, line_blocks
from api.statements.proposals.known import Known
from api.statements.workbooks import as_texts, is_workbook, workbook_sheets

_BETWEEN_DIGITS = re.compile("(?<=[0-9])[ .-](?=[0-9])")


def check_account(layout: Layout, stream: BinaryIO, known: Known) -> None:
    """Raise `OtherAccount` if the file names another account of the fund, and not the one meant.

    It is left where it was. Numbers may be told in groups, and without the zeros that a spreadsheet
    took away. Raises `StatementError` if there is no header.
    """
    if known.number is None or not known.accounts:
        return
    above = letterhead(layout, stream)
    told = {*re.findall("[0-9]+", above), *re.findall("[0-9]+", _BETWEEN_DIGITS.sub("", above))}
    numbers = {number.lstrip("0") for number in told}
    if known.number.lstrip("0") in numbers:
        return
    for other in known.accounts:
        if other.number.lstrip("0") in numbers:
            raise OtherAccount("account_id", account_id=str(other.account_id))


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
