"""Which lines are records: half rows, quotes, cut files, and what stands between the rows."""

import msgspec
import pytest

from api.statements.layout import load_layout
from api.statements.lines import BLOCK_BYTES
from api.statements.reader import Row, RowFault, Unreadable
from api.statements.records import records
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK, read_bytes, read_lines

MULTILINE = msgspec.structs.replace(VIETCOMBANK, lines_per_record_max=3)


def lines_of(items: list[Row | Unreadable]) -> list[int]:
    """The lines of the rows among these."""
    return [item.line for item in items if isinstance(item, Row)]


def faults_of(items: list[Row | Unreadable]) -> list[tuple[int, RowFault]]:
    """Where the rest is, and why."""
    return [(item.line, item.reason) for item in items if isinstance(item, Unreadable)]


def test_half_a_row_and_a_row_and_a_half_are_named_and_the_rest_is_read() -> None:
    items = read_lines(GIFT, "1,01/09/2024,5213", GIFT, f"{GIFT},more", GIFT)
    assert lines_of(items) == [2, 4, 6]
    assert faults_of(items) == [
        (3, RowFault.TOO_FEW_CELLS),
        (5, RowFault.TOO_MANY_CELLS),
    ]


def test_empty_lines_repeated_headers_and_footers_are_passed_over() -> None:
    items = read_lines(GIFT, "", ",,,,,,", HEADER.upper(), GIFT, "Cộng phát sinh,,,,100.000,,", "")
    assert lines_of(items) == [2, 6]
    assert faults_of(items) == []


def test_a_memo_may_begin_like_a_footer() -> None:
    (row,) = read_lines("1,01/09/2024,5213.45946,,50.000,,Cộng phát sinh")
    assert isinstance(row, Row)


def test_what_the_bank_prints_above_the_header_is_passed_over() -> None:
    content = f"NGAN HANG,VIETCOMBANK\n\nSao ke\n{HEADER}\n{GIFT}\n"
    assert lines_of(read_bytes(content.encode())) == [5]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    content = f"{HEADER}\n{GIFT}\n".encode()
    assert read_bytes(b"\xef\xbb\xbf" + content) == read_bytes(content)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_may_end_as_on_any_machine(end: str) -> None:
    items = read_bytes(end.join([HEADER, GIFT, GIFT, ""]).encode())
    assert lines_of(items) == [2, 3]


def test_cells_like_formulas_are_text() -> None:
    memos = ["=1+1", "+84 ung ho", "@SUM(A1)", "-5", "=HYPERLINK(x)"]
    items = read_lines(*(f"1,01/09/2024,5213.45946,,50.000,,{memo}" for memo in memos))
    assert [item.memo for item in items if isinstance(item, Row)] == memos


def test_a_cell_over_several_lines_is_one_row_at_its_first_line() -> None:
    over_three = '1,01/09/2024,5213.45946,,50.000,,"ung ho\ndong bao\nbi bao lu"'
    items = read_lines(GIFT, over_three, GIFT, over_three, layout=MULTILINE)
    assert lines_of(items) == [2, 3, 6, 7]
    assert [item.memo for item in items if isinstance(item, Row)][
        1
    ] == "ung ho\ndong bao\nbi bao lu"


def test_a_stray_quote_spoils_its_own_line_only() -> None:
    stray = '1,01/09/2024,5213.45946,,50.000,,"ung ho'
    items = read_lines(GIFT, stray, GIFT, GIFT)
    assert lines_of(items) == [2, 4, 5]
    assert faults_of(items) == [(3, RowFault.BAD_QUOTES)]


def test_a_quote_that_another_row_closes_swallows_nothing() -> None:
    opening = '1,01/09/2024,5213.45946,,50.000,,"ung ho'
    closing = '1,01/09/2024,5213.45947,,60.000,,ung ho"'
    items = read_lines(opening, GIFT, GIFT, GIFT, closing, layout=MULTILINE)
    assert lines_of(items) == [3, 4, 5, 6]
    assert faults_of(items) == [(2, RowFault.BAD_QUOTES)]


def test_a_quote_that_ends_within_a_cell_is_not_guessed_at() -> None:
    items = read_lines('1,01/09/2024,5213.45946,,50.000,,"ung" ho', GIFT)
    assert lines_of(items) == [3]
    assert faults_of(items) == [(2, RowFault.BAD_QUOTES)]


def test_quotes_within_a_cell_that_has_none_around_it_are_text() -> None:
    (row,) = read_lines('1,01/09/2024,5213.45946,,50.000,,ung ho "mien Bac"')
    assert isinstance(row, Row)
    assert row.memo == 'ung ho "mien Bac"'


def test_a_file_cut_within_its_last_row_says_so() -> None:
    """The memo is the last cell, so only the missing line end shows it."""
    content = f"{HEADER}\n{GIFT}\n{GIFT[:-3]}"
    items = read_bytes(content.encode())
    assert lines_of(items) == [2]
    assert faults_of(items) == [(3, RowFault.CUT_SHORT)]


def test_a_file_cut_within_a_quoted_cell_says_so_once() -> None:
    vietinbank = load_layout("vietinbank")
    header = "PageId,Date,Time,DocumentNumber,ReferenceNumber,TransactionDetails"
    header += ",DebitAmount,CreditAmount,Balance,OffsetAccount"
    whole = '1,10/09/2024,12:01:29,,,"ung ho\nnguoi dan",,"300,000",,AN'
    for cut in ('1,10/09/2024,12:01:29,,,"ung ho\nnguoi dan\n', whole[:-20], whole[:-1]):
        items = read_bytes(f"{header}\n{whole}\n{cut}".encode(), vietinbank)
        assert lines_of(items) == [2]
        assert faults_of(items) == [(4, RowFault.CUT_SHORT)]


def test_a_layout_may_say_that_files_end_without_a_line_end() -> None:
    layout = msgspec.structs.replace(VIETCOMBANK, ends_with_newline=False)
    assert lines_of(read_bytes(f"{HEADER}\n{GIFT}\n{GIFT}".encode(), layout)) == [2, 3]


def test_records_and_line_ends_may_lie_across_blocks() -> None:
    """Every offset at which a block can end within two records is tried."""
    record = '1,01/09/2024,5213.45946,,50.000,,"ung ho\r\ndong bao"\r\n'
    head = f"{HEADER}\r\n{GIFT}\r\n"
    short = "1,01/09/2024,1,,1.000,,x\r\n"
    for shift in range(2 * len(record)):
        room = BLOCK_BYTES - len(head) - shift
        count, spare = divmod(room, len(short))
        padded = short.replace("x", "x" * (1 + spare))
        content = head + padded + short * (count - 1) + record * 4
        items = read_bytes(content.encode(), MULTILINE)
        first = 3 + count
        assert lines_of(items)[-4:] == [first, first + 2, first + 4, first + 6]
        assert len(items) == 1 + count + 4


PAGE_HEADING = ['STT,"Ngày GD/\n', 'TNX Date","Số dư/\n', 'Balance"\n']
PAGES = [
    "1,01/09/2024,2\n",
    *PAGE_HEADING,
    "2,02/09/2024,3\n",
    *PAGE_HEADING,
    '3,"stray,4\n',
    "5,,\n",
]


@pytest.mark.parametrize("cut", range(1, len(PAGES)))
def test_a_heading_of_several_lines_is_one_record_on_every_page(cut: int) -> None:
    """Also where no memo has more than one line, and wherever a block ends."""
    found = list(records([PAGES[:cut], PAGES[cut:]], VIETCOMBANK, heading=PAGE_HEADING))
    title = ["STT", "Ngày GD/\nTNX Date", "Số dư/\nBalance"]
    assert found == [
        (1, ["1", "01/09/2024", "2"]),
        (2, title),
        (5, ["2", "02/09/2024", "3"]),
        (6, title),
        (9, RowFault.BAD_QUOTES),
        (10, ["5", "", ""]),
    ]


def test_a_heading_that_a_file_ends_within_is_what_its_lines_are() -> None:
    found = list(records([["1,2\n", *PAGE_HEADING[:2]]], VIETCOMBANK, heading=PAGE_HEADING))
    assert found[0] == (1, ["1", "2"])
    assert len(found) == 3
