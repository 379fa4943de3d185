"""A workbook costs no more than a list does, whatever its parts unpack to."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED

import pytest

from api.award_lists.lines import read_award_list
from api.award_lists.tables import BOUNDS
from api.errors import UnreadableAwardList
from api.spreadsheets.parts import ELEMENTS_MAX, WHOLE_BYTES_MAX, WorkbookTooLarge
from api.spreadsheets.sheets import sheets
from tests.api.award_lists.files import xlsx_list
from tests.api.spreadsheets.files import OVERRIDE, SHARED, SHEET, STRINGS, rezipped

AN = ("Lê Thị An", "6A", "", 1, 500_000)
STYLES = "xl/styles.xml"

ASKS = b'<row r="9"><c t="s"><v>%d</v></c></row></sheetData>'
"""A cell that has a text which cells share: no more of them are read than are asked for."""


def filled(part: str, end: bytes, more: bytes, *, asked_for: int = 10**6) -> bytes:
    """A list with more of something before the end of an element of a part."""

    def fill(parts: dict[str, bytes]) -> None:
        if part == STRINGS:
            parts[part] = SHARED % b""
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
                b"</Types>", OVERRIDE
            )
            parts[SHEET] = parts[SHEET].replace(b"</sheetData>", ASKS % asked_for)
        assert end in parts[part]
        parts[part] = parts[part].replace(end, more + end)

    return rezipped(xlsx_list(AN), fill)


@pytest.mark.parametrize(
    "part, end, more",
    [
        (STYLES, b"</cellXfs>", b"<xf/>" * 450_000),
        (STYLES, b"</cellXfs>", b"<xf%s/>" % b"".join(b' a%d=""' % n for n in range(200))),
        (STYLES, b"</styleSheet>", b" " * BOUNDS.streamed_bytes),
        ("[Content_Types].xml", b"</Types>", b'<Default Extension="a" ContentType="b"/>' * 9_000),
        ("xl/workbook.xml", b"</workbook>", b"<a/>" * ELEMENTS_MAX),
        ("xl/workbook.xml", b"</workbook>", b" " * WHOLE_BYTES_MAX),
        (SHEET, b"</sheetData>", b'<row r="3">' + b"<c/>" * 500_000 + b"</row>"),
        (SHEET, b"</sheetData>", b'<row r="3">' + b"<c/>" * (ELEMENTS_MAX + 1) + b"</row>"),
        (SHEET, b"</sheetData>", b'<row r="3"/>' * 450_000),
        (SHEET, b"</worksheet>", b"<mergeCells>" + b"<mergeCell/>" * 30_000 + b"</mergeCells>"),
        (SHEET, b"</sheetData>", b" " * BOUNDS.streamed_bytes),
        (STRINGS, b"</sst>", b"<si/>" * 450_000),
        (STRINGS, b"</sst>", b"<si>" + b"<r/>" * 30_000 + b"</si>"),
        (STRINGS, b"</sst>", b"<!--%s-->" % (b"-" * 1_000_000).replace(b"--", b" -")),
        (STRINGS, b"</sst>", b'<si a="%s"/>' % (b" " * 1_000_000)),
        (STRINGS, b"</sst>", b"<si%s/>" % b"".join(b' a%d=""' % n for n in range(200))),
    ],
)
def test_what_costs_more_than_a_list_is_refused_before_it_is_built(
    part: str, end: bytes, more: bytes
) -> None:
    with pytest.raises(UnreadableAwardList) as refused:
        read_award_list(filled(part, end, more))
    assert refused.value.limits, "it is refused for what it costs"


@pytest.mark.parametrize(
    "part, end, more",
    [
        (STYLES, b"</cellXfs>", b"<xf/>" * 60_000),
        (SHEET, b"</sheetData>", b'<row r="3">' + b"<c/>" * 16_384 + b"</row>"),
        (SHEET, b"</sheetData>", b'<row r="3"/>' * 30_000),
        (STRINGS, b"</sst>", b"<si/>" * 50_000),
    ],
)
def test_what_a_program_writes_for_a_large_sheet_is_read(
    part: str, end: bytes, more: bytes
) -> None:
    (line,) = read_award_list(filled(part, end, more, asked_for=49_999)).lines
    assert line.amount_dong == 500_000


def test_a_picture_in_a_workbook_is_not_unpacked_and_may_be_large() -> None:
    logo = rezipped(
        xlsx_list(AN), lambda parts: parts.update({"xl/media/1": bytes(BOUNDS.streamed_bytes * 2)})
    )
    assert len(read_award_list(logo).lines) == 1


def test_a_sheet_that_is_named_again_and_again_is_looked_into_once() -> None:
    def repeat(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b" " * 5_000_000 + b"</sheetData>")
        book = parts["xl/workbook.xml"]
        start = book.index(b"<sheet ")
        end = book.index(b"/>", start) + len(b"/>")
        parts["xl/workbook.xml"] = book[:start] + book[start:end] * 20 + book[end:]

    named = rezipped(xlsx_list(AN), repeat)
    assert len(read_award_list(named).lines) == 1
    with pytest.raises(WorkbookTooLarge) as refused:
        list(sheets(BytesIO(named), BOUNDS, columns_max=1))
    assert refused.value.limits == {"unpacked_bytes_most": BOUNDS.streamed_bytes}


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_parts_that_no_spreadsheet_packs_like_that_are_refused(method: int) -> None:
    packed = rezipped(xlsx_list(AN), lambda _: None, method)
    with pytest.raises(UnreadableAwardList):
        read_award_list(packed)


def test_parts_that_are_not_packed_at_all_are_read() -> None:
    assert len(read_award_list(rezipped(xlsx_list(AN), lambda _: None, ZIP_STORED)).lines) == 1


def test_a_part_that_ends_too_early_is_refused() -> None:
    content = bytearray(rezipped(xlsx_list(AN), lambda _: None, ZIP_STORED))
    directory = content.index(b"PK\x01\x02")
    while directory != -1:
        for at in (directory + 20, directory + 24):  # both lengths, as the directory tells them
            content[at : at + 4] = (150_000).to_bytes(4, "little")
        directory = content.find(b"PK\x01\x02", directory + 4)
    with pytest.raises(UnreadableAwardList):
        read_award_list(bytes(content))
