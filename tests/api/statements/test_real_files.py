"""The figures of the real statements, whole and in extracts."""

import random
from collections import Counter
from itertools import pairwise

import pytest

from api.statements.identities.identity import identify
from api.statements.reader import Row, RowFault, Unreadable
from tests.api.statements.files import layout_of, read_file, real_files, rows_of

KEY = bytes(range(32))

# file: credits, their sum, debits, their sum, what is unreadable
FIGURES: dict[str, tuple[int, int, int, int, list[Unreadable]]] = {
    "vietcombank-extract.csv": (52, 13_196_000, 1, 55_000, []),
    "agribank-extract.csv": (39, 16_195_374, 0, 0, [Unreadable(21, RowFault.NO_AMOUNT)]),
    "vietinbank-extract.csv": (41, 25_010_000, 0, 0, []),
    "vietcombank-2024-09.csv": (6_999, 8_789_133_706, 1, 55_000, []),
    "agribank-2024-09.csv": (
        3_999,
        2_008_980_451,
        0,
        0,
        [Unreadable(1694, RowFault.NO_AMOUNT)],
    ),
    "vietinbank-2024-09.csv": (2_000, 936_327_430, 0, 0, []),
}

every_real_file = pytest.mark.parametrize("name", sorted(real_files()))


@every_real_file
def test_a_real_statement_has_the_figures_its_bank_published(name: str) -> None:
    items = read_file(name)
    rows = [item for item in items if isinstance(item, Row)]
    credits_ = [row.credit_dong for row in rows if row.credit_dong]
    debits = [row.debit_dong for row in rows if row.debit_dong]
    unreadable = [item for item in items if isinstance(item, Unreadable)]

    assert FIGURES[name] == (len(credits_), sum(credits_), len(debits), sum(debits), unreadable)


@every_real_file
def test_every_row_of_a_real_statement_has_an_identity_of_its_own(name: str) -> None:
    rows = rows_of(name)
    identities = set(identify(layout_of(name), rows, key=KEY, account="a"))
    assert len(identities) == len(rows)


@every_real_file
def test_shuffling_a_real_statement_changes_no_identity(name: str) -> None:
    rows = rows_of(name)
    shuffled = random.Random(2024).sample(rows, len(rows))
    before = Counter(identify(layout_of(name), rows, key=KEY, account="a"))
    after = Counter(identify(layout_of(name), shuffled, key=KEY, account="a"))
    assert before == after


@every_real_file
def test_the_line_of_a_row_is_where_its_record_starts(name: str) -> None:
    lines = real_files()[name].read_bytes().split(b"\n")
    for row in rows_of(name):
        page, booked_on, _ = lines[row.line - 1].split(b",", 2)
        assert page.isdigit()
        assert booked_on == f"{row.booked_on:%d/%m/%Y}".encode()


def test_the_running_balance_of_agribank_ties_but_for_the_row_that_lost_its_amount() -> None:
    """The balance says what it was: 100,000 đồng. Nothing is recorded for it unasked."""
    rows = rows_of("agribank-extract.csv")
    gaps = {
        after.line: after.balance_dong - before.balance_dong - after.credit_dong
        for before, after in pairwise(rows)
        if before.balance_dong is not None and after.balance_dong is not None
    }
    assert {line: gap for line, gap in gaps.items() if gap} == {22: 100_000}


def test_memos_and_counterparties_of_vietinbank_may_take_several_lines() -> None:
    rows = rows_of("vietinbank-extract.csv")
    assert any("\n" in row.memo for row in rows)
    assert any("\n" in row.counterparty for row in rows)
    assert all(row.time_of_day for row in rows)


def test_two_gifts_of_one_day_and_document_number_are_two_rows() -> None:
    rows = rows_of("vietcombank-extract.csv")
    numbers = Counter((row.booked_on, row.document) for row in rows)
    doubles = [number for number, count in numbers.items() if count == 2]
    assert len(doubles) == 5
