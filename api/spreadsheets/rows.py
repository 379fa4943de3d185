"""A sheet's XML to rows, and the texts that its cells share, both as they come.

ECMA-376, part 1, 18.3 and 18.4. Each is read once, by the parser itself, and what it may cost is
counted as it is read: objects of every element, as a reader of whole sheets makes them, take five
times as long.
"""

from collections.abc import Callable, Iterator
from string import digits
from typing import IO

from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from api.spreadsheets.escapes import unescaped
from api.spreadsheets.formats import Formats
from api.spreadsheets.parts import ATTRIBUTES_MAX, ELEMENTS_MAX, WorkbookTooLarge, pull

SheetRow = tuple[int, tuple[object, ...]]
"""The number of a row, from 1 as a spreadsheet shows it, and the values of its cells."""

CELL_CHARACTERS_MAX = 100_000
"""A spreadsheet keeps 32,767 in a cell."""

_CACHED_MAX = 10_000
_COLUMN_LETTERS_MAX = 3
_ROW_DEPTH = 3

_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC, _ITEM = (
    f"{SHEET_MAIN_NS} {name}"
    for name in ("sheetData", "row", "c", "v", "f", "is", "t", "rPh", "si")
)
_NO_ATTRIBUTES: dict[str, str] = {}


class Texts:
    """The texts that cells share; read as far as they are asked for."""

    def __init__(self, source: Iterator[str]) -> None:
        """Take them from here."""
        self._source = source
        self._known: list[str] = []

    def __getitem__(self, at: int) -> str:
        """Return a text by its number from 0; raises `IndexError`."""
        while at >= len(self._known):
            text = next(self._source, None)
            if text is None:
                raise IndexError
            self._known.append(text)
        if at < 0:
            raise IndexError
        return self._known[at]


class _Counter:
    """How many elements there may be, in all and in each of those that are kept at once."""

    def __init__(self, most: int) -> None:
        self._left = most
        self.left_here = ELEMENTS_MAX

    def count(self, attributes: dict[str, str]) -> None:
        if len(attributes) > ATTRIBUTES_MAX:
            raise WorkbookTooLarge(attributes_most=ATTRIBUTES_MAX)
        self._left -= 1
        self.left_here -= 1
        if self._left < 0 or self.left_here < 0:
            raise WorkbookTooLarge(elements_most=ELEMENTS_MAX)


class _Collected:
    """The pieces of one text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._left = CELL_CHARACTERS_MAX
        self.is_wanted = False

    def add(self, piece: str) -> None:
        if self.is_wanted:
            self._left -= len(piece)
            if self._left < 0:
                raise WorkbookTooLarge(cell_characters_most=CELL_CHARACTERS_MAX)
            self._pieces.append(piece)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        self._left = CELL_CHARACTERS_MAX
        return text


def shared_texts(part: IO[bytes], elements_max: int) -> Iterator[str]:
    """Yield the texts of a part of shared ones, without their readings and formats."""
    counter, text, found = _Counter(elements_max), _Collected(), list[str]()
    is_reading = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_reading
        if name == _ITEM:
            counter.left_here = ELEMENTS_MAX
        elif name == _PHONETIC:
            is_reading = True
        text.is_wanted = name == _TEXT and not is_reading
        counter.count(attributes)

    def end(name: str) -> None:
        nonlocal is_reading
        text.is_wanted = False
        if name == _ITEM:
            found.append(unescaped(text.take()))
        elif name == _PHONETIC:
            is_reading = False

    return pull(part, start, end, text.add, found)


def sheet_rows(
    part: IO[bytes], formats: Formats, texts: Texts, *, elements_max: int, columns_max: int
) -> Iterator[SheetRow]:
    """Yield the rows of a sheet that hold anything, in their order, each up to its last value.

    What stands beyond `columns_max` is not looked at. Raises `WorkbookTooLarge`, and
    `ValueError`, `IndexError`, `ExpatError` for what is no sheet.
    """
    sheet = _Sheet(_Values(formats, texts), elements_max, columns_max)
    return pull(part, sheet.start, sheet.end, sheet.text.add, sheet.found)


class _Sheet:
    """What stands at one place of a sheet while it is read."""

    def __init__(self, values: "_Values", elements_max: int, columns_max: int) -> None:
        self.found: list[SheetRow] = []
        self.text = _Collected()
        self._values = values
        self._counter = _Counter(elements_max)
        self._columns_max = columns_max
        self._depth = 0
        self._is_in_data = False
        self._is_reading = False
        self._number = self._last = 0
        self._column = 0
        self._cells: list[object] = []
        self._cell = _NO_ATTRIBUTES
        self._value: str | None = None
        self._formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.text.is_wanted = False
        if name == _CELL:
            self._cell, self._value, self._formula = attributes, None, None
        elif name in (_VALUE, _FORMULA):
            self.text.is_wanted = True
        elif name == _TEXT:
            self.text.is_wanted = not self._is_reading
        elif name == _PHONETIC:
            self._is_reading = True
        elif self._depth == _ROW_DEPTH - 1:
            self._is_in_data = name == _DATA
            self._counter.left_here = ELEMENTS_MAX
        elif self._depth == _ROW_DEPTH and self._is_in_data:
            self._counter.left_here = ELEMENTS_MAX
            if name == _ROW:
                self._begin_row(attributes)
        self._counter.count(attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self.text.is_wanted = False
        if name in (_VALUE, _INLINE):
            self._value = self.text.take()
        elif name == _CELL:
            if self._is_in_data:
                self._end_cell()
        elif name == _ROW:
            if self._is_in_data and self._cells:
                self._end_row()
        elif name == _FORMULA:
            self._formula = self.text.take()
        elif name == _PHONETIC:
            self._is_reading = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._number = self._number + 1 if number is None else int(number)
        self._column, self._cells = 0, []

    def _end_row(self) -> None:
        if self._number <= self._last:
            raise ValueError
        self._last = self._number
        self.found.append((self._number, tuple(self._cells)))
        self._cells = []

    def _end_cell(self) -> None:
        place = self._cell.get("r")
        now = self._column + 1 if place is None else _column_of(place)
        if now <= self._column:
            raise ValueError
        self._column = now
        if now > self._columns_max:
            return
        value = self._values.of(self._cell, self._value, self._formula)
        if value is not None:
            missing = now - 1 - len(self._cells)
            if missing:
                self._cells += [None] * missing
            self._cells.append(value)


class _Values:
    """What cells hold, by their kind, their style and what is written in them."""

    def __init__(self, formats: Formats, texts: Texts) -> None:
        self._formats = formats
        self._texts = texts
        self._moments: dict[tuple[str, int], object] = {}
        self._of_kind: dict[str, Callable[[str], object]] = {
            "s": lambda written: texts[int(written)],
            "b": lambda written: bool(int(written)),
            "d": from_ISO8601,
            "str": unescaped,
            "e": unescaped,
            "inlineStr": unescaped,
        }

    def of(self, cell: dict[str, str], written: str | None, formula: str | None) -> object:
        """Return a value: None for an empty cell, and the text of a formula for what it makes."""
        if formula is not None:
            return f"={unescaped(formula)}"
        kind = cell.get("t", "n")
        if not written:
            return "" if kind == "inlineStr" and written is not None else None
        if kind != "n":
            of_kind = self._of_kind.get(kind)
            return written if of_kind is None else of_kind(written)
        style = int(cell.get("s", 0))
        return self._moment(written, style) if style in self._formats.dates else _number(written)

    def _moment(self, written: str, style: int) -> object:
        found = self._moments.get((written, style))
        if found is None:
            if len(self._moments) >= _CACHED_MAX:
                self._moments.clear()
            is_span, epoch = style in self._formats.spans, self._formats.epoch
            try:
                found = from_excel(_number(written), epoch, timedelta=is_span)
            except (OverflowError, ValueError):
                found = "#VALUE!"
            self._moments[written, style] = found
        return found


def _number(written: str) -> int | float:
    if not written.isascii() or "_" in written:
        raise ValueError
    is_whole = "." not in written and "E" not in written and "e" not in written
    return int(written) if is_whole else float(written)


def _column_of(place: str) -> int:
    letters = place.rstrip(digits)
    column = _columns.get(letters)
    if column is None:
        if not (letters.isascii() and letters.isalpha() and len(letters) <= _COLUMN_LETTERS_MAX):
            raise ValueError
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        _columns[letters] = column
    return column


_columns: dict[str, int] = {}
"""The columns that were met, by their letters: no more than there are."""
