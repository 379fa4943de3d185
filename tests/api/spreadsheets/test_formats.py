"""Of how cells look nothing is read but whether a number is a day."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from api.spreadsheets.formats import CODE_CHARACTERS_MAX
from api.spreadsheets.parts import Bounds
from api.spreadsheets.sheets import BrokenWorkbook, first_sheet
from tests.api.spreadsheets.files import rezipped

BOUNDS = Bounds(
    streamed_bytes=1_000_000,
    streamed_elements=10_000,
    text_elements=1_000,
    opened_bytes=10_000_000,
)
STYLES = "xl/styles.xml"
DAY = date(2024, 9, 10)


def a_day() -> bytes:
    """A workbook with a day in its only cell, which is a number in a style of days."""
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append([DAY])
    book.save(file)
    return file.getvalue()


def value(content: bytes) -> object:
    ((_, cells),) = first_sheet(BytesIO(content), BOUNDS, columns_max=1)
    return cells[0]


def styled(old: bytes, new: bytes) -> bytes:
    """The same with something else among its styles."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[STYLES]
        parts[STYLES] = parts[STYLES].replace(old, new)

    return rezipped(a_day(), change)


def test_a_number_in_a_style_of_days_is_a_day() -> None:
    assert value(a_day()) == datetime(2024, 9, 10)  # noqa: DTZ001  # a cell has no zone


@pytest.mark.parametrize(
    "old, new",
    [
        (b"</fonts>", b"<font><colour/></font></fonts>"),
        (b"</fills>", b"<fill/></fills>"),
        (b"</cellXfs>", b"<extLst/></cellXfs>"),
        (b"<colors>", b'<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs><colors>'),
    ],
)
def test_fonts_and_fills_that_other_programs_write_speak_against_no_workbook(
    old: bytes, new: bytes
) -> None:
    assert value(styled(old, new)) == datetime(2024, 9, 10)  # noqa: DTZ001


def test_a_code_that_no_spreadsheet_takes_is_not_looked_through() -> None:
    """It was, in a time by the square of its length: five kilobytes kept a server for minutes."""
    longest = b"yyyy-mm-dd" + b"[" * (CODE_CHARACTERS_MAX - 10)
    assert isinstance(value(styled(b"yyyy-mm-dd", longest)), datetime)
    assert isinstance(value(styled(b"yyyy-mm-dd", longest + b"[")), int)


def test_a_workbook_without_styles_has_numbers() -> None:
    def remove(parts: dict[str, bytes]) -> None:
        del parts[STYLES]
        types = "[Content_Types].xml"
        start = parts[types].index(b'<Override PartName="/xl/styles.xml"')
        end = parts[types].index(b"/>", start) + 2
        parts[types] = parts[types][:start] + parts[types][end:]

    assert value(rezipped(a_day(), remove)) == 45_545


@pytest.mark.parametrize(
    "old, new", [(b'formatCode="', b'more="'), (b'numFmtId="164"', b'numFmtId="x"')]
)
def test_styles_that_are_none_are_no_workbook(old: bytes, new: bytes) -> None:
    with pytest.raises(BrokenWorkbook):
        value(styled(old, new))
