"""Rows become lines, and every row that is none says which cell is wrong and why."""

import re
from contextlib import suppress
from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.award_lists.headings import HEADINGS, Column, folded
from api.award_lists.lines import (
    AWARDS_MAX,
    LINES_MAX,
    ListedPerson,
    Reason,
    read_award_list,
)
from api.award_lists.template import template
from api.errors import UnreadableAwardList
from ledger.values import AMOUNT_DONG_MAX, Category
from tests.api.award_lists.files import HEAD, csv_list, xlsx_list
from tests.api.spreadsheets.files import rezipped
from tests.builders import an_id

AN = ("Lê Thị An", "6A, THCS Thạch Hà", "nghèo; mồ côi", 2, 500_000)
BINH = ("Trần Văn Bình", "", "", None, 300_000)


def faults(content: bytes) -> list[tuple[int, str | None, str]]:
    return [(each.row, each.column, each.reason) for each in read_award_list(content).faults]


@pytest.mark.parametrize("file", [csv_list, xlsx_list])
def test_a_row_is_a_line_with_who_receives_it(file) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    read = read_award_list(file(AN, BINH))
    assert read.faults == ()
    first, second = read.lines
    assert first.person == ListedPerson(name="Lê Thị An", note="6A, THCS Thạch Hà")
    assert (first.row, first.amount_dong, first.awards) == (2, 500_000, 2)
    assert first.categories == (Category.POOR, Category.ORPHANED)
    assert (second.row, second.amount_dong, second.awards, second.categories) == (3, 300_000, 1, ())


def test_what_stands_above_the_headings_and_between_the_rows_is_passed_over() -> None:
    above: list[list[object]] = [
        ["HỘI KHUYẾN HỌC XÃ THẠCH HÀ"],
        [],
        ["Danh sách học bổng", None, "Số tiền"],
    ]
    content = xlsx_list(AN, [], BINH, [None, "  "], above=above)
    assert [line.row for line in read_award_list(content).lines] == [5, 7]


@pytest.mark.parametrize("column", Column)
def test_a_heading_may_be_any_of_the_usual_words(column: Column) -> None:
    for word in HEADINGS[column]:
        for written in (word.upper(), f"  {word} ", folded(word)):
            head = [written, *(HEADINGS[each][0] for each in Column if each is not column)]
            row = {
                Column.CODE: str(an_id("An")),
                Column.AMOUNT: 5,
                Column.AWARDS: 1,
                Column.CATEGORIES: "poor",
            }
            cells = [row.get(each) for each in (column, *(c for c in Column if c is not column))]
            (line,) = read_award_list(xlsx_list(cells, head=head)).lines
            assert (line.beneficiary_id, line.amount_dong) == (an_id("An"), 5)


def test_a_code_names_who_is_registered_and_the_name_beside_it_is_for_people() -> None:
    head = ("Mã", "Họ tên", "Số tiền")
    (line,) = read_award_list(csv_list((an_id("An"), "Lê Thị An", 5), head=head)).lines
    assert (line.beneficiary_id, line.person) == (UUID(str(an_id("An"))), None)


@pytest.mark.parametrize(
    "written, dong",
    [
        ("500000", 500_000),
        ("500.000", 500_000),
        ("1,500,000", 1_500_000),
        ("500.000 đ", 500_000),
        ("500.000đồng", 500_000),
        ("1.000 VND", 1_000),
        (str(AMOUNT_DONG_MAX), AMOUNT_DONG_MAX),
    ],
)
def test_an_amount_is_read_however_its_thousands_are_grouped(written: str, dong: int) -> None:
    (line,) = read_award_list(csv_list(("An", "", "", "", written))).lines
    assert line.amount_dong == dong


@pytest.mark.parametrize(
    "written",
    [
        *("0", "-5", "5,5", "500.00", "1.000,000", "năm trăm", "1e6", "٥", "5 000", "1" * 17),
        pytest.param(f"1{' ' * 30_000}x", id="spaces"),
    ],
)
def test_an_amount_is_never_guessed(written: str) -> None:
    assert faults(csv_list(("An", "", "", "", written))) == [(2, "amount_dong", "bad_amount")]


@pytest.mark.parametrize(
    "cells, expected",
    [
        ((None, "", "", 1, 5), [(2, "name", "missing")]),
        (("An", "", "", 1, None), [(2, "amount_dong", "missing")]),
        (("An", "", "", 0, 5), [(2, "awards", "bad_awards")]),
        (("An", "", "", AWARDS_MAX + 1, 5), [(2, "awards", "bad_awards")]),
        (("An", "", "", 1.5, 5), [(2, "awards", "bad_awards")]),
        (("An", "", "nghèo; giàu", 1, 5), [(2, "categories", "bad_category")]),
        (("x" * 201, "", "", 1, 5), [(2, "name", "bad_text")]),
        (("An\u200bB", "", "", 1, 5), [(2, "name", "bad_text")]),
        (("\u3164", "", "", 1, 5), [(2, "name", "bad_text")]),
        (
            (None, "", "giàu", "x", "y"),
            [
                (2, "name", "missing"),
                (2, "categories", "bad_category"),
                (2, "awards", "bad_awards"),
                (2, "amount_dong", "bad_amount"),
            ],
        ),
        (("An", "", "", True, 5), [(2, "awards", "formula")]),
        (("An", "", "", 1, datetime(2025, 1, 1)), [(2, "amount_dong", "formula")]),  # noqa: DTZ001
    ],
)
def test_every_cell_that_is_wrong_is_named(
    cells: tuple[object, ...], expected: list[tuple[int, str, str]]
) -> None:
    assert faults(xlsx_list(cells)) == expected


@pytest.mark.parametrize("text", ["=1+1", "=SUM(E1:E9)", "@cmd", "+x", "-x", '=HYPERLINK("x")'])
def test_a_formula_is_a_fault_and_is_never_worked_out(text: str) -> None:
    for file in (xlsx_list, csv_list):
        assert faults(file((text, "", "", 1, 5))) == [(2, "name", "formula")]
        assert faults(file(("An", "", "", 1, text))) == [(2, "amount_dong", "formula")]


def test_a_phone_may_begin_with_a_plus() -> None:
    head = ("Họ tên", "Điện thoại", "Số tiền")
    (line,) = read_award_list(csv_list(("An", "+84 912 345 678", 5), head=head)).lines
    assert line.person == ListedPerson(name="An", phone="+84 912 345 678")
    assert faults(csv_list(("An", "một hai ba", 5), head=head)) == [(2, "phone", "bad_phone")]


@pytest.mark.parametrize("word", ["Tổng cộng", "TỔNG CỘNG:", "Cộng", "total"])
def test_a_total_is_no_line_and_must_be_that_of_the_lines(word: str) -> None:
    right, wrong = (word, "", "", "", 800_000), (word, "", "", "", 800_001)
    assert len(read_award_list(csv_list(AN, BINH, right)).lines) == 2
    assert faults(csv_list(AN, BINH, wrong)) == [(4, "amount_dong", Reason.TOTAL_DIFFERS)]
    spoilt = ("", "", "", "", "x")
    assert [row for row, _, _ in faults(csv_list(AN, spoilt, wrong))] == [3, 3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a word",
        b"%PDF-1.7",
        csv_list(AN, head=("Tên", "Lớp", "Diện", "Suất", "Tiền")),
        csv_list(),
        xlsx_list(),
        xlsx_list(AN)[:300],
        csv_list(*[AN] * (LINES_MAX + 1)),
    ],
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableAwardList):
        read_award_list(content)


def test_ten_thousand_lines_are_read() -> None:
    assert len(read_award_list(csv_list(*[AN] * LINES_MAX)).lines) == LINES_MAX


def test_the_template_has_the_headings_that_are_read_and_nothing_else() -> None:
    with pytest.raises(UnreadableAwardList) as empty:
        read_award_list(template())
    assert empty.value.fields == ("lines",)


def test_the_usual_columns_are_among_the_headings() -> None:
    assert {folded(each) for each in HEAD} <= {
        folded(word) for words in HEADINGS.values() for word in words
    }


@given(st.randoms(use_true_random=False))
def test_no_broken_workbook_is_more_than_unreadable(random: Random) -> None:
    def damage(parts: dict[str, bytes]) -> None:
        name = random.choice(list(parts))
        text = parts[name].decode()
        places = [found.span() for found in re.finditer(r'\w+="[^"]*"|<[^>]+>', text)]
        start, end = random.choice(places)
        put = random.choice(["", 'x="-1"', 't="s"', 'r="ZZZ0"', '<c t="s"><v>99</v></c>', "<f/>"])
        parts[name] = (text[:start] + put + text[end:]).encode()
        if random.random() < 0.1:
            del parts[name]

    with suppress(UnreadableAwardList):
        read_award_list(rezipped(xlsx_list(AN, BINH), damage))
