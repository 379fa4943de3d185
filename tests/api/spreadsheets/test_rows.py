"""The rows of a sheet are what the reader of whole workbooks finds in it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from api.spreadsheets.parts import Bounds, WorkbookTooLarge
from api.spreadsheets.rows import CELL_CHARACTERS_MAX
from api.spreadsheets.sheets import BrokenWorkbook, SheetRow, first_sheet
from tests.api.spreadsheets.files import OVERRIDE, SHARED, SHEET, STRINGS, rezipped

BOUNDS = Bounds(
    streamed_bytes=1_000_000,
    streamed_elements=10_000,
    text_elements=1_000,
    opened_bytes=10_000_000,
)
COLUMNS = 12

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda text: "_x" not in text and not text.startswith("=")
)
DAYS = st.dates(date(1904, 3, 1), date(2100, 1, 1))
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    DAYS,
    st.datetimes(datetime(1904, 3, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.timedeltas(timedelta(0), timedelta(days=90)).map(lambda t: timedelta(seconds=t.seconds)),
    st.sampled_from(["=1+1", "=SUM(A1:A2)", "#N/A"]),
)


def a_workbook(*rows: Sequence[object], epoch: datetime = CALENDAR_WINDOWS_1900) -> bytes:
    book, file = Workbook(), BytesIO()
    book.epoch = epoch
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def rows_of(content: bytes) -> list[SheetRow]:
    return list(first_sheet(BytesIO(content), BOUNDS, columns_max=COLUMNS))


def written(content: bytes, *cells: bytes) -> list[SheetRow]:
    """The rows of a workbook in whose sheet nothing but this stands."""
    data = b"<sheetData>" + b"".join(cells) + b"</sheetData>"

    def replace(parts: dict[str, bytes]) -> None:
        sheet = parts[SHEET]
        end = b"</sheetData>" if b"</sheetData>" in sheet else b"<sheetData/>"
        start = sheet.index(b"<sheetData")
        parts[SHEET] = sheet[:start] + data + sheet[sheet.index(end) + len(end) :]

    return rows_of(rezipped(content, replace))


@given(
    rows=st.lists(st.lists(CELLS, max_size=COLUMNS), max_size=8),
    epoch=st.sampled_from([CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904]),
)
def test_the_values_are_those_that_a_reader_of_whole_workbooks_finds(
    rows: list[list[object]], epoch: datetime
) -> None:
    content = a_workbook(*rows, epoch=epoch)
    sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
    expected = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS), 1):
        filled = list(cells)
        while filled and filled[-1] is None:
            filled.pop()
        if filled:
            expected.append((number, tuple(filled)))
    found = rows_of(content)
    assert found == expected
    assert [list(map(type, cells)) for _, cells in found] == [
        list(map(type, cells)) for _, cells in expected
    ]


@pytest.mark.parametrize(
    "cell, value",
    [
        (b'<c t="inlineStr"><is><r><t>ung </t></r><r><rPr/><t>ho</t></r></is></c>', "ung ho"),
        (b'<c t="inlineStr"><is><t>An</t><rPh sb="0" eb="1"><t>a</t></rPh></is></c>', "An"),
        (b'<c t="str"><v>_x005F_x000D_</v></c>', "_x000D_"),
        (b'<c t="str"><v>a_x000D_\nb</v></c>', "a\r\nb"),
        (b"<c><f>A2</f><v>500000</v></c>", "=A2"),
        (b'<c><f t="shared" si="0"/><v>500000</v></c>', "="),
        (b'<c t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c t="d"><v>2024-09-10</v></c>', date(2024, 9, 10)),
        (b"<c><v>5E5</v></c>", 500_000.0),
        (b'<c r="A1"/><c><v>7</v></c>', (None, 7)),
        (b'<c r="C1"><v>7</v></c><c><v>8</v></c>', (None, None, 7, 8)),
        (b'<c r="AAA1"><v>7</v></c>', None),
    ],
)
def test_what_other_programs_write_is_read(cell: bytes, value: object) -> None:
    found = written(a_workbook(), b"<row>" + cell + b"</row>")
    cells = value if isinstance(value, tuple) else (value,)
    assert found == ([] if value is None else [(1, cells)])


@pytest.mark.parametrize(
    "data",
    [
        b'<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>',
        b'<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
        b'<row><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
        b'<row><c r="1"><v>1</v></c></row>',
        b'<row><c r="ABCD1"><v>1</v></c></row>',
        b"<row><c><v>1_000</v></c></row>",
        "<row><c><v>\u0661</v></c></row>".encode(),
        b"<row><c><v>nan</v></c></row>",
        b'<row><c t="s"><v>-1</v></c></row>',
        b'<row><c t="s"><v>9</v></c></row>',
        b'<row r="x"><c><v>1</v></c></row>',
        b"<row><c>",
    ],
)
def test_what_stands_nowhere_or_twice_is_no_row(data: bytes) -> None:
    """A reader that passes over such rows, or takes the last, loses money without a word."""
    with pytest.raises(BrokenWorkbook):
        written(a_workbook(["a text"]), data)


def test_a_part_that_defines_entities_is_refused() -> None:
    def declare(parts: dict[str, bytes]) -> None:
        declared = b'<!DOCTYPE a [<!ENTITY a "aaaa">]>'
        parts[SHEET] = declared + parts[SHEET][parts[SHEET].index(b"<worksheet") :]

    with pytest.raises(BrokenWorkbook):
        rows_of(rezipped(a_workbook(["a"]), declare))


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def test_a_strict_workbook_is_read_as_any_other() -> None:
    """What a spreadsheet saves as such names all parts otherwise, and writes days as texts."""

    def make_strict(parts: dict[str, bytes]) -> None:
        day = b't="d"><v>2024-09-01T00:00:00</v>'
        parts[SHEET] = parts[SHEET].replace(b't="n"><v>45536</v>', day)
        assert day in parts[SHEET]
        for usual, strict in STRICT.items():
            parts.update({name: part.replace(usual, strict) for name, part in parts.items()})

    memo = "ủng hộ"
    content = a_workbook(["Ngày", "Nội dung"], [date(2024, 9, 1), memo, 5213.45946])
    day = datetime(2024, 9, 1)  # noqa: DTZ001
    assert rows_of(rezipped(content, make_strict)) == [
        (1, ("Ngày", "Nội dung")),
        (2, (day, memo, 5213.45946)),
    ]


def test_a_cell_is_no_longer_than_a_spreadsheet_keeps_it() -> None:
    longest = b'<row><c t="str"><v>' + b"a" * CELL_CHARACTERS_MAX
    assert written(a_workbook(), longest, b"</v></c></row>")
    with pytest.raises(WorkbookTooLarge):
        written(a_workbook(), longest, b"a</v></c></row>")


def test_rows_come_before_the_sheet_is_read_to_its_end() -> None:
    """A broken end shows when it is reached: what was looked at before need not wait for it."""
    content = a_workbook(*([number] for number in range(3_000)))

    def cut(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].removesuffix(b"</worksheet>") + b" " * 300_000

    rows = first_sheet(BytesIO(rezipped(content, cut)), BOUNDS, columns_max=COLUMNS)
    assert next(rows) == (1, (0,))
    with pytest.raises(BrokenWorkbook):
        list(rows)


def sharing(texts: bytes, *cells: bytes) -> list[SheetRow]:
    """The rows of a workbook whose cells share texts."""

    def share(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"</Types>", OVERRIDE)
        parts[STRINGS] = texts

    return written(rezipped(a_workbook(), share), *cells)


def test_cells_share_texts_without_their_formats_and_readings() -> None:
    first = b"<si><r><t>ung </t></r><r><rPr><b/></rPr><t>h\xe1\xbb\x99_x000D_</t></r></si>"
    second = b'<si><t xml:space="preserve"> An </t><rPh sb="0" eb="1"><t>a</t></rPh></si>'
    cells = b"".join(b'<c t="s"><v>%d</v></c>' % at for at in (1, 0, 1, 2))
    found = sharing(SHARED % (first + second + b"<si/>"), b"<row>" + cells + b"</row>")
    assert found == [(1, (" An ", "ung hộ\r", " An ", ""))]


def test_texts_are_read_as_far_as_they_are_asked_for() -> None:
    broken = (SHARED % b"<si><t>An</t></si>").replace(b"</sst>", b" " * 300_000 + b"<si>")
    asked = b'<row><c t="s"><v>%d</v></c></row>'
    assert sharing(broken, asked % 0) == [(1, ("An",))]
    with pytest.raises(BrokenWorkbook):
        sharing(broken, asked % 1)


def test_no_more_texts_are_kept_than_may_be() -> None:
    asked = b'<row><c t="s"><v>%d</v></c></row>'
    assert sharing(SHARED % (b"<si><t>a</t></si>" * 499), asked % 498) == [(1, ("a",))]
    with pytest.raises(WorkbookTooLarge):
        sharing(SHARED % (b"<si><t>a</t></si>" * 600), asked % 550)
