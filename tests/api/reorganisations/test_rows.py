"""Reorganisation files are read strictly: every cell that cannot be read is named."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reorganisations.rows import Fault, Row, UnreadablePlan, read
from ledger.values import Level

HEADING = "Đơn vị cũ;Đơn vị mới;Tỷ lệ;Ngày hiệu lực;Quyết định;Cấp\n"
JULY_1 = date(2025, 7, 1)


def test_a_file_is_read_in_vietnamese() -> None:
    rows, faults = read(
        f"{HEADING}Xã Thạch Hà ;Xã Đồng Lộc;60 %;01/07/2025;1283/NQ-UBTVQH15;xã\n".encode()
    )
    assert faults == []
    assert rows == [
        Row(
            line=2,
            old="Xã Thạch Hà",
            new="Xã Đồng Lộc",
            share=Fraction(3, 5),
            on=JULY_1,
            decision="1283/NQ-UBTVQH15",
            level=Level.COMMUNE,
        )
    ]


def test_and_in_english_without_what_may_be_left_out() -> None:
    rows, _ = read(b"\xef\xbb\xbfold unit,new unit,date,decision\nA,B,2025-07-01,1/QD\n")
    assert (rows[0].new, rows[0].share, rows[0].level) == ("B", None, None)


@pytest.mark.parametrize("said", ["giải thể", "Giải  Thể", "dissolve", "DISSOLVED"])
def test_a_unit_is_dissolved_where_that_is_said(said: str) -> None:
    [row], _ = read(f"{HEADING}A;{said};;2025-07-01;1/QĐ;\n".encode())
    assert row.new is None


@pytest.mark.parametrize(
    "text, share",
    [
        ("100%", Fraction(1)),
        ("33,5 %", Fraction(67, 200)),
        ("1/3", Fraction(1, 3)),
        ("0.25", Fraction(1, 4)),
        ("0,25", Fraction(1, 4)),
        ("1", Fraction(1)),
        ("100", Fraction(1)),
        ("50", Fraction(1, 2)),
        ("33,3333", Fraction(333_333, 1_000_000)),
        ("66.6667", Fraction(666_667, 1_000_000)),
    ],
)
def test_shares_are_exact(text: str, share: Fraction) -> None:
    [row], _ = read(f"{HEADING}A;B;{text};2025-07-01;1/QĐ;\n".encode())
    assert row.share == share


@pytest.mark.parametrize(
    "line, column",
    [
        ("A\u200b;B;1;2025-07-01;1/QĐ;", "old"),
        ("-;B;1;2025-07-01;1/QĐ;", "old"),
        ("A;-;1;2025-07-01;1/QĐ;", "new"),
        ("A;—;1;2025-07-01;1/QĐ;", "new"),
        ("A;0;1;2025-07-01;1/QĐ;", "new"),
        ("A;B;100,5;2025-07-01;1/QĐ;", "share"),
        ("A;B;500;2025-07-01;1/QĐ;", "share"),
        ("A;B;một nửa;2025-07-01;1/QĐ;", "share"),
        ("A;B;1/0;2025-07-01;1/QĐ;", "share"),
        ("A;B;-1;2025-07-01;1/QĐ;", "share"),
        ("A;B;1;31/06/2025;1/QĐ;", "on"),
        ("A;B;1;2025-07-01;1/QĐ;làng", "level"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_line_and_column(line: str, column: str) -> None:
    rows, faults = read(f"{HEADING}A;B;1;2025-07-01;1/QĐ;\n{line}\n".encode())
    assert len(rows) == 1
    assert Fault(line=3, column=column, code="unreadable") in faults


@pytest.mark.parametrize(
    "line, columns",
    [
        (";B;1;2025-07-01;1/QĐ;", ["old"]),
        ("A;;100%;2025-07-01;1/QĐ;", ["new"]),
        ("A; ;;2025-07-01;1/QĐ;", ["new"]),
        ("A;B;1;;1/QĐ;", ["on"]),
        ("A;B;1;2025-07-01;;", ["decision"]),
        ("A;B", ["on", "decision"]),
    ],
)
def test_a_cell_that_is_missing_is_named_and_ends_nobody(line: str, columns: list[str]) -> None:
    rows, faults = read(f"{HEADING}{line}\n".encode())
    assert rows == []
    assert faults == [Fault(line=2, column=column, code="missing") for column in columns]


def test_a_cell_too_many_is_named_by_its_number() -> None:
    """As of a decision's number with a comma that is not in quotation marks."""
    heading = "old unit,new unit,date,decision\n"
    rows, faults = read(f"{heading}A,B,2025-07-01,12,13/QĐ\nA,B,2025-07-01,1/QĐ, ,\n".encode())
    assert faults == [Fault(line=2, column="5", code="too_many_cells")]
    assert [row.decision for row in rows] == ["1/QĐ"], "empty cells say nothing"
    [row], faults = read(f'{heading}A,B,2025-07-01,"12,13/QĐ"\n'.encode())
    assert (row.decision, faults) == ("12,13/QĐ", [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"old unit,new unit\nA,B\n",
        b"old unit,old unit,new unit,date,decision\nA,A,B,2025-07-01,1\n",
        (b'old unit,new unit,date,decision\n"A,B,2025-07-01,1\n'),
    ],
)
def test_what_is_no_such_table_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(UnreadablePlan):
        read(content)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEADING + text).encode()))
def test_nothing_makes_it_fail_otherwise(content: bytes) -> None:
    try:
        rows, faults = read(content)
    except UnreadablePlan:
        return
    assert all(row.line > 1 for row in rows)
    assert all(fault.line > 1 for fault in faults)
