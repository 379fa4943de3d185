"""Whatever bytes come, the reader yields sound rows, names bad ones, or refuses the file."""

from collections.abc import Sequence
from io import BytesIO

from hypothesis import example, given
from hypothesis import strategies as st

from api.statements.balances import Implied, RunningBalance
from api.statements.errors import StatementError
from api.statements.identities.identity import identify
from api.statements.layout import Layout, layouts
from api.statements.reader import Row, Unreadable, read
from ledger.values import AMOUNT_DONG_MAX
from tests.api.statements.files import real_files

ORIGINALS = {
    name: path.read_bytes() for name, path in real_files().items() if name.endswith("-extract.csv")
}
some_layout = st.sampled_from(sorted(layouts().values(), key=lambda layout: layout.name))
an_edit = st.tuples(
    st.integers(0, 8_000),
    st.integers(0, 80),
    st.one_of(
        st.sampled_from([b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b'""', b".", b"-", b"\xff"]),
        st.binary(max_size=8),
    ),
)


def check(layout: Layout, content: bytes) -> None:
    """Read these bytes and hold every item against what the reader promises."""
    items: list[Row | Unreadable | Implied] = []
    try:
        items.extend(RunningBalance(layout, lambda _: None).check(read(layout, BytesIO(content))))
    except StatementError:
        return
    rows = [item for item in items if isinstance(item, Row)]
    for row in rows:
        assert 0 <= min(row.debit_dong, row.credit_dong) == 0
        assert 0 < max(row.debit_dong, row.credit_dong) <= AMOUNT_DONG_MAX
    lines = [item.row.line if isinstance(item, Implied) else item.line for item in items]
    assert len(set(lines)) == len(lines), "each place is told of once"
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    assert len(set(identify(layout, rows, key=bytes(32), account="a"))) == len(rows)


@given(some_layout, st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(layout: Layout, content: bytes) -> None:
    check(layout, content)


@given(st.sampled_from(sorted(ORIGINALS)), st.lists(an_edit, min_size=1, max_size=6))
@example("vietinbank-extract.csv", [(500, 0, b'"')])
def test_a_damaged_statement_is_read_or_refused(
    name: str, edits: Sequence[tuple[int, int, bytes]]
) -> None:
    content = ORIGINALS[name]
    for at, deleted, inserted in edits:
        content = content[:at] + inserted + content[at + deleted :]
    check(layouts()[name.partition("-")[0]], content)


@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), max_size=8))
def test_rows_of_any_text_are_read_or_named(cells: list[list[str]]) -> None:
    header = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails"
    text = "\n".join([header, *(",".join(row) for row in cells), ""])
    check(layouts()["vietcombank"], text.encode(errors="replace"))
