"""Statement files as nobody writes them: never a crash, and never wrong money unsaid."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook

from api.statements.balances import BalanceBreak, Implied, RunningBalance
from api.statements.errors import StatementError
from api.statements.layout import FIELDS, Layout, layouts, load_layout
from api.statements.proposals.known import Known
from api.statements.proposals.proposing import Proposer
from api.statements.reader import read
from api.statements.rows import Row, Unreadable
from ledger.values import AMOUNT_DONG_MAX
from tests.api.statements.files import layout_of, real_files

AGRIBANK = "agribank-extract.csv"
BIDV = load_layout("bidv")
BIDV_HEADER = ["STT", "Ngày HL", "Số CT/Mã GD", "Ghi nợ", "Ghi có", "Số dư", "Diễn giải"]

Found = tuple[list[Row], list[Row], list[Unreadable], list[BalanceBreak]]


def found_in(layout: Layout, content: bytes) -> Found | None:
    """The rows of a file, those that are implied, its faults and its breaks; None if refused."""
    breaks: list[BalanceBreak] = []
    try:
        places = list(RunningBalance(layout, breaks.append).check(read(layout, BytesIO(content))))
    except StatementError:
        return None
    rows = [place for place in places if isinstance(place, Row)]
    implied = [place.row for place in places if isinstance(place, Implied)]
    faults = [place for place in places if isinstance(place, Unreadable)]
    proposer = Proposer(Known(), layout.words)
    for row in (*rows, *implied):
        assert min(row.credit_dong, row.debit_dong) == 0
        assert row.credit_dong + row.debit_dong > 0
        proposer.propose(row)
    return rows, implied, faults, breaks


def records_of(name: str) -> list[list[str]]:
    with real_files()[name].open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def written(records: Sequence[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(records)
    return text.getvalue().encode()


REAL = records_of(AGRIBANK)
CREDIT = REAL[0].index("CreditAmount")
LOST = next(at for at, record in enumerate(REAL) if at and not record[CREDIT])


@given(st.integers(1, len(REAL) - 1), st.integers(1, AMOUNT_DONG_MAX))
def test_an_amount_that_was_changed_breaks_the_balance_and_is_named(at: int, dong: int) -> None:
    text = f"{dong:,}"
    assume(at != LOST and text != REAL[at][CREDIT])
    records = [list(record) for record in REAL]
    records[at][CREDIT] = text
    found = found_in(layout_of(AGRIBANK), written(records))
    assert found is not None
    named = {each.line for each in found[3]} | {fault.line for fault in found[2]}
    # The first row has no balance before it: what is wrong with it shows on no other.
    assert at == 1 or named & {at + 1, at + 2}


@given(st.integers(2, len(REAL) - 1))
def test_a_row_that_was_taken_out_breaks_the_balance_and_is_named(at: int) -> None:
    assume(at not in (LOST, LOST - 1, LOST + 1, len(REAL) - 1))
    found = found_in(layout_of(AGRIBANK), written([*REAL[:at], *REAL[at + 1 :]]))
    assert found is not None
    assert at + 1 in {each.line for each in found[3]}


@given(st.integers(2, len(REAL) - 2))
def test_an_amount_that_was_blanked_is_implied_to_the_dong(at: int) -> None:
    assume(abs(at - LOST) > 1)
    records = [list(record) for record in REAL]
    records[at][CREDIT] = ""
    found = found_in(layout_of(AGRIBANK), written(records))
    assert found is not None
    _, implied, _, breaks = found
    told = {row.line: row.credit_dong for row in implied}
    assert told[at + 1] == int(REAL[at][CREDIT].replace(",", ""))
    assert breaks == []


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.times(),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters=[chr(c) for c in range(32)]),
        max_size=20,
    ),
    st.sampled_from(["50,000", "1,000,000", "01/09/2024", "=1+1", "-5", "Cộng phát sinh"]),
)


@given(st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_whatever_cells_a_workbook_has_its_amounts_are_those_that_stand_there(
    rows: list[list[Any]],
) -> None:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    for row in [BIDV_HEADER, *rows]:
        book.active.append([_storable(cell) for cell in row])
    book.save(file)
    found = found_in(BIDV, file.getvalue())
    assert found is not None, "it has a header"
    for each in found[0]:
        cells = rows[each.line - 2]
        debit, credit = cells[3] if len(cells) > 3 else None, cells[4] if len(cells) > 4 else None
        assert (_dong(debit), _dong(credit)) == (each.debit_dong, each.credit_dong)


def _storable(cell: object) -> object:
    """What a workbook can hold: it has no zones, and no numbers that are none."""
    if isinstance(cell, float) and not -1e300 < cell < 1e300:
        return None
    return cell.replace(microsecond=0) if isinstance(cell, datetime | time) else cell


def _dong(cell: object) -> int:
    """Read an amount naively."""
    if isinstance(cell, str):
        return int(cell.strip().replace(",", "") or 0)
    return int(cell) if isinstance(cell, int | float) else 0


TOKENS = st.sampled_from(
    [
        *("Date", "Time", "DocumentNumber", "ReferenceNumber", "TransactionDetails"),
        *("DebitAmount", "CreditAmount", "Balance", "OffsetAccount", "TNXDate", "DocNo"),
        *("01/09/2024", "12:00:00", "50.000", "50,000", "1.050.000", "-5", "ung ho", "Tổng cộng"),
        *('"', '""', "\n", "\r\n", ",", ",,", ";", "\ufeff", "\0", " "),
    ]
)


@given(st.sampled_from(sorted(layouts())), st.lists(TOKENS, max_size=60))
def test_whatever_is_put_together_of_the_pieces_of_statements_is_read_or_refused(
    name: str, tokens: list[str]
) -> None:
    layout = layouts()[name]
    header = ",".join(names[0] for f in FIELDS if (names := layout.columns.of(f)))
    for content in ("".join(tokens), f"{header}\n{''.join(tokens)}"):
        found_in(layout, content.encode())
