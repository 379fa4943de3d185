"""Where the columns of a layout stand in a file."""

from collections.abc import Iterator

from api.statements.errors import AmbiguousColumns, EmptyFile, MissingColumns
from api.statements.layout import FIELDS, Field, Layout
from api.statements.records import Record


class Header:
    """The header of one file: how many cells its rows have, and in which of them each field is."""

    def __init__(self, cells: list[str], layout: Layout) -> None:
        """Find the columns of the layout; raises `AmbiguousColumns`, `MissingColumns`."""
        names = fold(cells)
        wanted = {f: layout.columns.of(f) for f in FIELDS if layout.columns.of(f)}
        found = {f: _positions(names, aliases) for f, aliases in wanted.items()}
        double = [wanted[f][0] for f, at in found.items() if len(at) > 1]
        if double:
            raise AmbiguousColumns(*double)
        missing = [wanted[f][0] for f, at in found.items() if not at]
        if missing:
            raise MissingColumns(*missing)
        self.names = names
        self.width = len(cells)
        self._at = {f: at[0] for f, at in found.items()}
        self._titles = {f: aliases[0] for f, aliases in wanted.items()}

    def at(self, field: Field) -> int:
        """Return the cell of a field; one past the last where the layout has no such column."""
        return self._at.get(field, self.width)

    def title(self, field: Field) -> str:
        """Return how the layout calls the column of a field."""
        return self._titles.get(field, "")


def find_header(source: Iterator[Record], layout: Layout) -> Header:
    """Read on to the header, past what the bank prints above it.

    Raises:
        EmptyFile: there is no filled cell.
        AmbiguousColumns: a column of the layout is there twice.
        MissingColumns: no record among the first has all columns; names those that the one most
            like a header lacks.
    """
    nearest: MissingColumns | None = None
    for _, (_, cells) in zip(range(layout.records_before_header_max + 1), source, strict=False):
        if not isinstance(cells, list) or not any(fold(cells)):
            continue
        try:
            return Header(cells, layout)
        except MissingColumns as missing:
            if nearest is None or len(missing.fields) < len(nearest.fields):
                nearest = missing
    raise nearest or EmptyFile


def fold(cells: list[str]) -> list[str]:
    """Return the cells without differences of case, spaces and line breaks."""
    return [" ".join(cell.split()).casefold() for cell in cells]


def _positions(names: list[str], aliases: tuple[str, ...]) -> list[int]:
    known = set(fold(list(aliases)))
    return [at for at, name in enumerate(names) if name in known]
