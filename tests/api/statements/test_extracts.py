"""The real statements end in the book to the last đồng, in whatever pieces and order they come."""

import random
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pytest

from api.statements.decisions import AS_PROPOSED, Decision, Decisions
from api.statements.importing import StatementImport
from api.statements.knowledge import collect
from api.statements.previews import ImpliedRow, Preview
from api.statements.records import records
from ledger.fund.opening import NewAccount
from ledger.recording.commands import Command
from ledger.values import AccountId, AccountKind
from tests.api.site import Site
from tests.api.statements.files import layout_of, real_files
from tests.api.statements.test_real_files import FIGURES
from tests.builders import OPENED


class Bank:
    """An account of the bank that a real statement is of."""

    def __init__(self, site: Site, name: str) -> None:
        self._site = site
        self._layout = layout_of(name)
        self.account_id = AccountId(site.book.new_id())
        new = NewAccount(
            account_id=self.account_id,
            account_kind=AccountKind.BANK,
            name=name,
            bank_bin=self._layout.bin,
            number=f"{self.account_id.int % 10**13:013}",
            effective_on=OPENED,
        )
        site.services.ledger.open_account(site.book.command(), site.book.fund_id, new)

    @property
    def held_dong(self) -> int:
        held = self._site.book.fund.by_account.get(self.account_id)
        return 0 if held is None else held.total

    def record(self, content: bytes, decisions: Decisions = AS_PROPOSED) -> tuple[Preview, int]:
        """Look at a file and record it; return the preview, and how many rows were new."""
        services, book = self._site.services, self._site.book
        self._site.catch_up()
        today = services.ledger.desk().today
        known = collect(services.views, services.vault, book.fund_id, self.account_id, today)
        statement = StatementImport(
            services.ledger,
            services.vault,
            fund_id=book.fund_id,
            account_id=self.account_id,
            layout=self._layout,
            known=known,
        )
        file = BytesIO(content)
        preview = statement.preview(file, book.command(), decisions=decisions)
        outcomes = statement.record(file, self._commands(), decisions)
        return preview, sum(outcome.recorded for outcome in outcomes)

    def _commands(self) -> Iterator[Command]:
        while True:
            yield self._site.book.command()


every_extract = pytest.mark.parametrize(
    "name", sorted(name for name in real_files() if "extract" in name)
)
"""The short ones; the whole ones are as right, and take long."""

whole = pytest.mark.parametrize(
    "name, dong",
    [
        ("agribank-2024-09.csv", 2_008_980_451),
        ("vietcombank-2024-09.csv", 8_789_133_706),
        ("vietinbank-2024-09.csv", 936_327_430),
    ],
)


def parts_of(name: str) -> tuple[bytes, list[bytes]]:
    """The header of a file, and its records, which may take several lines."""
    text = real_files()[name].read_text("utf-8-sig")
    lines = text.splitlines(keepends=True)
    starts = [line for line, _ in records([lines], layout_of(name))]
    ends = [*starts[1:], len(lines) + 1]
    cut = ["".join(lines[a - 1 : b - 1]).encode() for a, b in zip(starts, ends, strict=True)]
    return cut[0], cut[1:]


@whole
def test_a_whole_statement_is_in_the_book_to_the_last_dong(
    site: Site, name: str, dong: int
) -> None:
    if name not in real_files():
        return  # they lie beside a working copy, not in it
    bank = Bank(site, name)
    content = real_files()[name].read_bytes()
    preview, recorded = bank.record(content)
    assert (recorded, bank.held_dong) == (preview.rows, dong)
    assert bank.record(content)[1] == 0
    header, rows = parts_of(name)
    random.Random(7).shuffle(rows)
    assert bank.record(header + b"".join(rows))[1] == 0
    assert bank.held_dong == dong


@every_extract
def test_shuffled_split_and_overlapping_files_are_the_same_book(site: Site, name: str) -> None:
    header, rows = parts_of(name)
    expected = FIGURES[name][1]
    shuffled = random.Random(2024).sample(rows, len(rows))
    half, third = len(rows) // 2, len(rows) // 3
    for files in (
        [shuffled],
        [rows[:half], rows[half:]],
        [rows[: half + 9], rows[half - 9 :]],
        [rows[third:], rows[:half], rows],
    ):
        bank = Bank(site, name)
        for file in files:
            bank.record(header + b"".join(file))
        assert bank.held_dong == expected
        assert bank.record(real_files()[name].read_bytes())[1] == 0


def test_the_row_without_amount_is_recorded_only_if_a_person_names_it(site: Site) -> None:
    name = "agribank-extract.csv"
    bank, content = Bank(site, name), real_files()[name].read_bytes()
    preview, _ = bank.record(content)
    (implied,) = preview.implied
    assert isinstance(implied, ImpliedRow)
    assert (implied.line, implied.implied_dong, implied.known) == (21, 100_000, False)
    assert preview.breaks == ()
    held = bank.held_dong
    everything = Decisions([Decision(kind=None)])
    assert bank.record(content, everything)[1] == 0
    named = Decisions([Decision(lines=(21,))])
    assert bank.record(content, named)[1] == 1
    assert bank.held_dong == held + 100_000
    again, recorded = bank.record(content, named)
    assert (recorded, again.implied[0].known, again.unreadable) == (0, True, 0)


def test_days_of_a_file_that_is_read_twice_are_no_edge(site: Site) -> None:
    """Files of days that overlap are not ambiguous where they do: equal rows are one row."""
    name = "vietcombank-extract.csv"
    header, rows = parts_of(name)
    bank = Bank(site, name)
    bank.record(header + b"".join(rows[:40]))
    preview, _ = bank.record(header + b"".join(rows[10:]))
    assert preview.known == 30
    assert preview.ambiguous_count == sum(a == b for a, b in pairwise(rows[10:12]))
