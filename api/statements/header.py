"""Where the columns of a layout stand in a file."""

from collections.abc import Iterable, Iterator
from itertools import islice
from math import inf

import msgspec

from api.spreadsheets.sheets import SheetRow
from api.statements.errors import (
    AmbiguousColumns,
    EmptyFile,
    MissingColumns,
    SeveralSheets,
    StatementError,
)
from api.statements.layout import FIELDS, Field, Layout, bare
from api.statements.records import Record, head_records
from api.statements.workbooks import as_texts, without_trailing

SHEETS_MAX = 20
"""So many sheets of a workbook are looked at."""


class Header:
    """The header of one file: how many cells its rows have, and in which of them each field is."""

    def __init__(
        self, line: int, cells: list[str], layout: Layout, above: list[str] | None = None
    ) -> None:
        """Find the columns of the layout; raises `MissingColumns`, `AmbiguousColumns`.

        `above` is the first row of a header of two, in which one cell may stand over several;
        `line` is where the other one begins.
        """
        names = fold(cells if above is None else _in_two_rows(above, cells))
        wanted = {f: layout.columns.of(f) for f in FIELDS if layout.columns.of(f)}
        found = {f: _positions(names, aliases) for f, aliases in wanted.items()}
        missing = [wanted[f][0] for f, at in found.items() if not at]
        if missing:
            raise MissingColumns(*missing)
        double = [wanted[f][0] for f, at in found.items() if len(at) > 1]
        if double:
            raise AmbiguousColumns(*double)
        self.line = line
        self.width = len(names)
        self._rows = [_filled(fold(row)) for row in (cells, above) if row]
        self._at = {f: at[0] for f, at in found.items()}
        self._titles = {f: aliases[0] for f, aliases in wanted.items()}

    def at(self, field: Field) -> int:
        """Return the cell of a field; one past the last where the layout has no such column."""
        return self._at.get(field, self.width)

    def is_again(self, folded: list[str]) -> bool:
        """Tell whether a record that is not empty is a row of the header, on the next page."""
        return _filled(folded[: self.width]) in self._rows

    def fit(self, cells: list[str]) -> list[str]:
        """Return the cells of a sheet's row as wide as the header, if nothing stands beyond it.

        A sheet has cells wherever something was once; a text file has them where they are written.
        """
        more = [""] * (self.width - len(cells))
        return cells[: self.width] + more if not any(cells[self.width :]) else cells

    def title(self, field: Field) -> str:
        """Return how the layout calls the column of a field."""
        return self._titles.get(field, "")


DELIMITERS = (",", ";", "\t")
"""What parts the cells of a CSV text; a spreadsheet that saved a bank's file has used its own."""

_NO_CONTENT = f'"\r\n \u00a0{"".join(DELIMITERS)}'


def find_header(lines: list[str], layout: Layout) -> tuple[Header, int, str]:
    """Find the header of a text file; also return how many lines it and what is above it take.

    And what parts its cells: what the layout says, or else the first of `DELIMITERS` by which the
    file has such a header. Raises as `search_header` does, by that which comes nearest to one.
    """
    nearest: StatementError | None = None
    for delimiter in dict.fromkeys((layout.delimiter, *DELIMITERS)):
        source = head_records(lines, msgspec.structs.replace(layout, delimiter=delimiter))
        try:
            header = search_header(source, layout)
        except (EmptyFile, MissingColumns) as error:
            # Where every cell is quoted, the wrong mark between them leaves no record at all.
            nearest = min(nearest or error, error, key=_lacking)
        else:
            after, _ = next(source, (len(lines) + 1, None))
            return header, after - 1, delimiter
    assert nearest is not None, "each way to part the cells was tried"
    raise nearest if "".join(lines).strip(_NO_CONTENT) else EmptyFile


def find_sheet(
    sheets: Iterator[Iterator[SheetRow]], layout: Layout
) -> tuple[Header, Iterator[SheetRow]]:
    """Find the sheet of a workbook that has the header; return what follows that as well.

    Raises as `search_header` does, by the sheet that comes nearest to one, and `SeveralSheets` if
    anything stands below the header of another sheet: no row is passed over without a word.
    """
    found: tuple[Header, Iterator[SheetRow]] | None = None
    nearest: StatementError | None = None
    for rows in islice(sheets, SHEETS_MAX):
        texts = ((number, without_trailing(as_texts(cells))) for number, cells in rows)
        try:
            header = search_header(texts, layout)
        except (EmptyFile, MissingColumns, AmbiguousColumns) as error:
            nearest = min(nearest or error, error, key=_lacking)
            continue
        if found is None:
            found = header, rows
        elif any(any(cells) for _, cells in rows):
            raise SeveralSheets
    if found is None:
        raise nearest or EmptyFile
    return found


def _lacking(error: StatementError) -> float:
    """Return how many columns a sheet lacks to a header, all of them if it is empty."""
    if isinstance(error, EmptyFile):
        return inf
    return len(error.fields) if isinstance(error, MissingColumns) else 0


def search_header(source: Iterator[Record], layout: Layout) -> Header:
    """Find the header below what the bank prints above it, and leave `source` behind it.

    Raises:
        EmptyFile: there is no filled cell.
        MissingColumns: no record among the first has all columns; names those that the one most
            like a header lacks.
        AmbiguousColumns: a column of the layout is there twice.
    """
    nearest: MissingColumns | None = None
    above: list[str] | None = None
    for line, cells in islice(source, layout.records_before_header_max + 1):
        if not isinstance(cells, list) or not any(fold(cells)):
            continue
        for first in dict.fromkeys([None, above and tuple(above)]):
            try:
                return Header(line, cells, layout, None if first is None else list(first))
            except MissingColumns as missing:
                if nearest is None or len(missing.fields) < len(nearest.fields):
                    nearest = missing
        above = cells
    raise nearest or EmptyFile


def _in_two_rows(above: list[str], below: list[str]) -> list[str]:
    """Return what columns are called by two rows: what stands over them, and what below that.

    A cell over several columns is the first of those; the others below it have an empty one.
    """
    names: list[str] = []
    over = ""
    for at in range(max(len(above), len(below))):
        upper = above[at] if at < len(above) else ""
        lower = below[at] if at < len(below) else ""
        over = upper if upper.strip() or not lower.strip() else over
        names.append(f"{over} {lower}")
    return names


def _filled(row: list[str]) -> list[str]:
    """Return a row up to the last cell that holds anything."""
    last = max((at for at, cell in enumerate(row) if cell), default=-1)
    return row[: last + 1]


def fold(cells: Iterable[str]) -> list[str]:
    """Return the cells without spaces, line breaks and differences of case."""
    return [bare(cell) for cell in cells]


def _positions(names: list[str], aliases: tuple[str, ...]) -> list[int]:
    known = set(fold(aliases))
    return [at for at, name in enumerate(names) if name in known]
