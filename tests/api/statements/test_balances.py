"""The running balance: every break is named, and what a row without amount was."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from api.statements.balances import BalanceBreak, Implied, RunningBalance
from api.statements.layout import Layout
from api.statements.reader import read
from api.statements.rows import Amountless, Item, Row, RowFault, Unreadable
from tests.api.statements.files import VIETCOMBANK, layout_of, real_files

OLDEST_FIRST = VIETCOMBANK
NEWEST_FIRST = msgspec.structs.replace(VIETCOMBANK, newest_first=True)


def a_row(line: int, moved: int, balance: int | None) -> Row:
    return Row(
        line=line,
        booked_on=date(2024, 9, 1),
        time_of_day="",
        document=str(line),
        reference="",
        debit_dong=max(-moved, 0),
        credit_dong=max(moved, 0),
        balance_dong=balance,
        memo="ung ho",
        counterparty="",
    )


def lost(line: int, balance: int | None) -> Amountless:
    return Amountless(a_row(line, 0, balance))


def checked(
    *items: Item, layout: Layout = OLDEST_FIRST
) -> tuple[list[tuple[int, int]], list[int], list[tuple[int, int]]]:
    """The implied rows with amounts, lines without amount, and breaks with what is missing."""
    breaks: list[BalanceBreak] = []
    found = list(RunningBalance(layout, breaks.append).check(items))
    implied = [
        (each.row.line, each.row.credit_dong - each.row.debit_dong)
        for each in found
        if isinstance(each, Implied)
    ]
    faults = [each for each in found if isinstance(each, Unreadable)]
    assert all(each.reason is RowFault.NO_AMOUNT for each in faults)
    return (
        implied,
        [each.line for each in faults],
        [(b.line, b.printed_dong - b.expected_dong) for b in breaks],
    )


def test_a_balance_that_follows_is_no_news() -> None:
    assert checked(a_row(2, 50, 150), a_row(3, -20, 130), a_row(4, 5, 135)) == ([], [], [])


def test_every_break_is_named_with_what_is_missing() -> None:
    rows: list[Item] = [a_row(2, 50, 150), a_row(3, 20, 180), a_row(4, 5, 185), a_row(5, -10, 170)]
    assert checked(*rows) == ([], [], [(3, 10), (5, -5)])


def test_a_balance_at_the_foot_of_a_page_is_that_of_all_rows_above() -> None:
    rows: list[Item] = [a_row(2, 50, 150), a_row(3, 20, None), a_row(4, 5, 175), a_row(5, 1, None)]
    assert checked(*rows) == ([], [], [])
    assert checked(*rows, a_row(6, 1, 180)) == ([], [], [(6, 3)])


def test_the_balance_says_what_a_row_without_amount_was() -> None:
    rows: list[Item] = [a_row(2, 50, 150), lost(3, 250), a_row(4, 5, 255)]
    assert checked(*rows) == ([(3, 100)], [], [])
    assert checked(a_row(2, 1, 151), *rows[:1], lost(3, 130), a_row(4, 5, 135))[0] == []


def test_it_may_have_gone_out_and_may_be_the_last_row() -> None:
    assert checked(a_row(2, 50, 150), a_row(3, 1, 151), lost(4, 111)) == ([(4, -40)], [], [])


def test_without_a_balance_of_its_own_the_next_one_says_it() -> None:
    rows: list[Item] = [a_row(2, 50, 150), lost(3, None), a_row(4, 5, 255), a_row(5, 5, 260)]
    assert checked(*rows) == ([(3, 100)], [], [])


def test_of_two_rows_without_amount_and_balance_nobody_can_say_which_was_what() -> None:
    rows: list[Item] = [a_row(2, 50, 150), lost(3, None), lost(4, None), a_row(5, 5, 255)]
    assert checked(*rows) == ([], [3, 4], [(5, 100)])


def test_two_with_balances_of_their_own_are_two_amounts() -> None:
    rows: list[Item] = [a_row(2, 50, 150), lost(3, 250), lost(4, 260), a_row(5, 5, 265)]
    assert checked(*rows) == ([(3, 100), (4, 10)], [], [])


def test_nothing_is_implied_where_the_rows_around_do_not_tie() -> None:
    behind: list[Item] = [a_row(2, 50, 150), lost(3, 250), a_row(4, 5, 300)]
    assert checked(*behind) == ([], [3], [(4, 45)])
    before: list[Item] = [a_row(2, 50, 150), a_row(3, 1, 500), lost(4, 250), a_row(5, 5, 255)]
    assert checked(*before) == ([], [4], [(3, 349), (4, -250)])


def test_nothing_is_implied_without_any_balance() -> None:
    assert checked(a_row(2, 50, None), lost(3, None)) == ([], [3], [])
    assert checked(lost(2, 100), a_row(3, 1, 101)) == ([], [2], [])


def test_a_statement_may_have_its_newest_row_first() -> None:
    rows: list[Item] = [a_row(2, 5, 255), lost(3, 250), a_row(4, 50, 150), a_row(5, -1, 100)]
    assert checked(*rows, layout=NEWEST_FIRST) == ([(3, 100)], [], [])
    broken: list[Item] = [a_row(2, 5, 255), a_row(3, 7, 251), a_row(4, 1, 244)]
    assert checked(*broken, layout=NEWEST_FIRST) == ([], [], [(3, 1)])


MOVED = st.integers(-1_000_000, 1_000_000).filter(bool)


@given(st.lists(MOVED, min_size=3, max_size=30), st.data())
def test_whatever_one_row_lost_is_implied_to_the_dong(
    moved: list[int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(moved) - 1))
    balance, items = 0, list[Item]()
    for line, dong in enumerate(moved):
        balance += dong
        items.append(lost(line, balance) if line == at else a_row(line, dong, balance))
    implied, faults, breaks = checked(*items)
    if at == 1 and at == len(moved) - 1:
        return
    assert (implied, faults, breaks) == ([(at, moved[at])], [], [])


def test_the_real_statements_tie_but_for_the_row_that_lost_its_amount() -> None:
    for name, path in real_files().items():
        with path.open("rb") as stream:
            items = list(read(layout_of(name), stream))
        implied, faults, breaks = checked(*items, layout=layout_of(name))
        if name.startswith("vietcombank-extract"):
            continue  # days are left out of it, so its pages do not follow from each other
        lines = {"agribank-extract.csv": 21, "agribank-2024-09.csv": 1694}
        assert implied == ([(lines[name], 100_000)] if name in lines else []), name
        assert (faults, breaks) == ([], []), name
