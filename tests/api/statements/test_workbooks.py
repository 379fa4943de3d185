"""A statement as a workbook is read as the same statement in text would be."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from api.statements.errors import (
    BrokenStatementWorkbook,
    EmptyFile,
    MissingColumns,
    SeveralSheets,
    StatementError,
    TooLarge,
)
from api.statements.layout import Layout, layouts_of, load_layout
from api.statements.reader import Item, read, recognise
from api.statements.rows import Amountless, Row, RowFault, Unreadable

BIDV = load_layout("bidv")
HEADER = ["STT", "Ngày HL", "Số CT/Mã GD", "Ghi nợ", "Ghi có", "Số dư", "Diễn giải"]
ABOVE: list[list[object]] = [
    ["NGÂN HÀNG TMCP ĐẦU TƯ VÀ PHÁT TRIỂN VIỆT NAM"],
    ["Số tài khoản:", None, 12310000123456],
]
ROWS: list[list[object]] = [
    [1, datetime(2024, 9, 1), 5213, None, 50_000, 1_050_000, "ủng hộ\nem An"],  # noqa: DTZ001
    [2, date(2024, 9, 2), "5214", 11_000.0, None, 1_039_000, "Thu phí"],
    [3, "03/09/2024", 5215, "", "1,000", "1,040,000", 112233],
]
BELOW: list[list[object]] = [
    ["Cộng phát sinh", None, None, 11_000, 51_000],
    ["Số dư cuối kỳ", None, None, None, None, 1_040_000],
]
FIRST: list[object] = ["Số dư đầu kỳ", None, None, None, None, 1_000_000]


def a_workbook(*rows: Sequence[object]) -> BytesIO:
    return sheets_of(rows)


def sheets_of(*sheets: Sequence[Sequence[object]]) -> BytesIO:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    file.seek(0)
    return file


def items(*rows: Sequence[object], layout: Layout = BIDV) -> list[Item]:
    return list(read(layout, a_workbook(*rows)))


def told(found: Sequence[Item]) -> list[tuple[date, str, int, int | None, str]]:
    """What rows say, none of which may be anything else."""
    rows = [row for row in found if isinstance(row, Row)]
    assert len(rows) == len(found)
    return [
        (r.booked_on, r.document, r.credit_dong - r.debit_dong, r.balance_dong, r.memo)
        for r in rows
    ]


def test_dates_and_numbers_are_what_they_are() -> None:
    rows = items(*ABOVE, HEADER, FIRST, *ROWS, *BELOW)
    assert all(isinstance(row, Row) for row in rows)
    assert [
        (
            row.line,
            row.booked_on.day,
            row.document,
            row.credit_dong,
            row.debit_dong,
            row.balance_dong,
            row.memo,
        )
        for row in rows
        if isinstance(row, Row)
    ] == [
        (5, 1, "5213", 50_000, 0, 1_050_000, "ủng hộ\nem An"),
        (6, 2, "5214", 0, 11_000, 1_039_000, "Thu phí"),
        (7, 3, "5215", 1_000, 0, 1_040_000, "112233"),
    ]


def test_a_workbook_and_a_text_of_the_same_rows_are_the_same_statement() -> None:
    lines = [
        ",".join(HEADER),
        '1,01/09/2024,5213,,"50,000","1,050,000","ủng hộ\nem An"',
        '2,02/09/2024,5214,"11,000",,"1,039,000",Thu phí',
        '3,03/09/2024,5215,,"1,000","1,040,000",112233',
        '"Cộng phát sinh",,,"11,000","51,000",,',
    ]
    text = list(read(BIDV, BytesIO("\n".join(lines).encode())))
    assert told(text) == told(items(HEADER, *ROWS))


@pytest.mark.parametrize(
    "credit, fault",
    [
        (50_000.5, RowFault.BAD_AMOUNT),
        (-50_000, RowFault.NEGATIVE_AMOUNT),
        (1e30, RowFault.AMOUNT_TOO_LARGE),
        ("=SUM(E1:E2)", RowFault.BAD_AMOUNT),
        (True, RowFault.BAD_AMOUNT),
        ("50.000", RowFault.BAD_AMOUNT),
        (datetime(2024, 9, 1), RowFault.BAD_AMOUNT),  # noqa: DTZ001
    ],
)
def test_what_is_no_amount_of_dong_is_named(credit: object, fault: RowFault) -> None:
    row = [1, date(2024, 9, 1), 1, None, credit, None, "ung ho"]
    assert items(HEADER, row) == [Unreadable(2, fault, "Ghi có")]


def test_a_row_without_amount_is_one_in_a_workbook_too() -> None:
    (item,) = items(HEADER, [1, date(2024, 9, 1), 1, None, None, 10, "ung ho"])
    assert isinstance(item, Amountless)


def test_cells_beyond_the_header_are_more_than_a_row_has() -> None:
    row = [1, date(2024, 9, 1), 1, None, 50_000, None, "ung ho"]
    assert items(HEADER, [*row, "more"]) == [Unreadable(2, RowFault.TOO_MANY_CELLS)]
    assert isinstance(items(HEADER, [*row[:7], None, None])[0], Row)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(1_000)])
def test_a_broken_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenStatementWorkbook):
        list(read(BIDV, BytesIO(content)))


def test_a_line_break_of_two_characters_is_one() -> None:
    """XML would lose a carriage return, so a workbook writes it in letters."""
    row = [1, date(2024, 9, 1), 1, None, 50_000, None, "ủng hộ_x000D_\nem _xD800_ An"]
    ((_, _, _, _, memo),) = told(items(HEADER, row))
    assert memo == "ủng hộ\r\nem _xD800_ An"


def test_the_sheet_is_read_that_has_the_header() -> None:
    cover = [["Sao kê tài khoản"], ["Trang 1"]]
    file = sheets_of(cover, [HEADER, *ROWS], [], [HEADER])
    assert told(list(read(BIDV, file))) == told(items(HEADER, *ROWS))
    file.seek(0)
    assert recognise(layouts_of("970418"), file) is BIDV


def test_rows_on_a_second_sheet_are_not_passed_over() -> None:
    with pytest.raises(SeveralSheets):
        list(read(BIDV, sheets_of([HEADER, *ROWS], [*ABOVE, HEADER, *ROWS])))


def test_of_several_sheets_the_one_most_like_a_statement_says_what_it_lacks() -> None:
    with pytest.raises(MissingColumns) as refused:
        list(read(BIDV, sheets_of([], [["Ngày HL"]], [HEADER[:-1]])))
    assert refused.value.fields == ("Diễn giải",)
    with pytest.raises(EmptyFile):
        list(read(BIDV, sheets_of([], [])))


def test_a_workbook_of_another_bank_lacks_columns() -> None:
    with pytest.raises(MissingColumns):
        items(["Date", "Amount"], [1, 2])


def test_a_workbook_that_costs_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.statements import workbooks  # noqa: PLC0415

    monkeypatch.setattr(workbooks, "ROWS_MAX", 2)
    with pytest.raises(TooLarge):
        items(HEADER, *ROWS)
    monkeypatch.setattr(workbooks, "WORKBOOK_BYTES_MAX", 100)
    with pytest.raises(TooLarge):
        items(HEADER)


def test_a_layout_is_recognised_by_the_header_of_a_file() -> None:
    file = a_workbook(*ABOVE, HEADER, *ROWS)
    assert recognise(layouts_of("970418"), file) is BIDV
    assert file.tell() == 0
    other = Layout.from_toml(
        'name = "bidv-online"\nbank = "BIDV"\nbin = "970418"\n'
        'identity = ["date", "debit", "credit", "memo"]\n[columns]\n'
        'date = ["Ngày"]\ndebit = ["Nợ"]\ncredit = ["Có"]\nmemo = ["Nội dung"]\n'
    )
    assert recognise([BIDV, other], BytesIO("Ngày,Nợ,Có,Nội dung\n".encode())) is other
    with pytest.raises(MissingColumns) as refused:
        recognise([BIDV, other], BytesIO("Ngày,Nợ,Thu,Nội dung\n".encode()))
    assert refused.value.fields == ("Có",), "named is what lacks to the nearest"
    with pytest.raises(StatementError):
        layouts_of("999999")
