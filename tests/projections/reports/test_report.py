"""A report says what a plain fold over all events says, whatever is asked."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.errors.missing import AssociationNotInPeriod, AssociationNotOnDay
from ledger.events.fund.receiving import DonationReceived
from ledger.values import AssociationId, ReportScope
from projections.reports import running_sums
from projections.reports.composing import Asked, report
from projections.reports.money import Cash, Perimeter
from projections.reports.report import Report
from tests.books import open_book
from tests.builders import a_donation, goods
from tests.fakes import TODAY
from tests.projections.histories import DAYS, Step
from tests.projections.reports.histories import SPLITS, TOLD, TREES, SplitTree, Tree
from tests.projections.reports.naive import Naive, shown
from tests.projections.reports.naive_restated import Restated
from tests.projections.reports.naive_restated import figures as figures_of
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 3)

AT_ONCE = Step(what="", dong=1, on=TODAY, pick=0)
EVERY_DAY = (*DAYS, date(2023, 12, 31), date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31))


@EXAMPLES
@given(
    history=TREES,
    whose=st.integers(0, 5),
    days=st.tuples(st.sampled_from(EVERY_DAY), st.sampled_from((0, 1, 15, 30, 200, 800))),
    scope=st.sampled_from(ReportScope),
    back=st.integers(0, 60),
    blocks=st.tuples(st.integers(1, 50), st.sampled_from((0, 2, 3, 5, 8))),
)
def test_a_report_says_what_a_plain_fold_says(
    store_kind: StoreKind,
    history: Sequence[Step],
    whose: int,
    days: tuple[date, int],
    scope: ReportScope,
    back: int,
    blocks: tuple[int, int],
) -> None:
    batch, block_bits = blocks
    with (
        prepared_store(store_kind) as store,
        open_book(store) as book,
        open_views(store) as views,
        patch.object(running_sums, "BLOCK_BITS", block_bits),  # blocks as many as a nation has
    ):
        tree = Tree(book)
        begun = book.ledger.position()
        tree.go_through(history)
        follow(views, book, batch)
        association_id = tree.associations[whose]
        first, length = days
        last = first + timedelta(days=length)
        known_at = max(begun, book.ledger.position() - back)
        asked = Asked(
            association_id=association_id,
            first=first,
            last=last,
            scope=scope,
            known_at=known_at,
            with_categories=True,
        )
        events = [each for each in book.events() if each.position <= known_at]
        with views.reading() as reading, suppress(AssociationNotInPeriod):
            found = report(reading, asked)
            naive = Naive(events, association_id, first, last, own=scope is ReportScope.OWN)
            assert shown(found) == naive.report()
            assert found.cash.balances
            assert_broken_down_without_rest(found.cash)
            for lines in (
                found.by_level,
                found.by_unit if scope is ReportScope.CONSOLIDATED else (),
            ):
                assert not lines or sum(each.supported for each in lines) == found.supported.total


def test_wherever_in_a_block_a_position_lies_any_days_are_added_up_as_they_were_known(
    store_kind: StoreKind,
) -> None:
    days = [date(2025, month, day) for month in (1, 4, 5) for day in (3, 15, 28)]
    turns = [(date(2025, 4, 1), date(2025, 4, 2)), (date(2025, 4, 2), date(2025, 4, 2))]
    asked = [*pairwise(days), (days[0], days[-1]), (days[4], days[4]), *turns]
    with (
        prepared_store(store_kind) as store,
        open_book(store) as book,
        open_views(store) as views,
        patch.object(running_sums, "BLOCK_BITS", 2),
    ):
        begun = book.ledger.position() + 1
        for turn, day in enumerate([*reversed(days), *days], 1):
            book.donate(2**turn, on=day)
        follow(views, book, batch=5)
        gifts = [
            (each.position, each.event.effective_on, each.event.amount_dong)
            for each in book.events()
            if isinstance(each.event, DonationReceived)
        ]
        for known_at in range(begun, book.ledger.position() + 1):
            known = [(on, dong) for position, on, dong in gifts if position <= known_at]
            for first, last in asked:
                with views.reading() as reading:
                    found = report(
                        reading,
                        Asked(
                            association_id=book.commune, first=first, last=last, known_at=known_at
                        ),
                    ).cash
                came = sum(dong for on, dong in known if first <= on <= last)
                assert found.opening == sum(dong for on, dong in known if on < first)
                assert found.receipts.donations == came


def assert_broken_down_without_rest(cash: Cash) -> None:
    for lines in (cash.by_account, cash.by_purpose):
        for each in lines:
            assert each.opening + each.moved + each.joined - each.left == each.closing
        for side in ("opening", "closing"):
            assert sum(getattr(each, side) for each in lines) == getattr(cash, side)
        for side in ("joined", "left"):
            assert sum(getattr(each, side) for each in lines) == getattr(cash.perimeter, side)


@EXAMPLES
@given(
    history=TOLD,
    whose=st.sampled_from([0, 1, 1, 1, 3, 6, 7]),
    first=st.sampled_from((date(2023, 12, 31), DAYS[0], date(2025, 1, 1))),
    last=st.sampled_from((date(2025, 6, 15), date(2025, 12, 31))),
    scope=st.sampled_from([*ReportScope, ReportScope.CONSOLIDATED]),
    back=st.sampled_from((0, 0, 3)),
)
def test_what_was_told_on_paper_is_counted_as_a_plain_fold_counts_it(
    store_kind: StoreKind,
    history: Sequence[Step],
    whose: int,
    first: date,
    last: date,
    scope: ReportScope,
    back: int,
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        begun = book.ledger.position()
        tree.go_through(history)
        follow(views, book)
        known_at = max(begun, book.ledger.position() - back)
        asked = Asked(
            association_id=tree.tellers[whose],
            first=first,
            last=last,
            scope=scope,
            known_at=known_at,
            with_categories=True,
        )
        events = [each for each in book.events() if each.position <= known_at]
        with views.reading() as reading:
            found = report(reading, asked)
        naive = Naive(events, asked.association_id, first, last, own=scope is ReportScope.OWN)
        assert shown(found) == naive.report()


PARTS_OF_A_FUND = 3
"""By so many đồng a figure may be off for each fund that counts in part."""


def _check_restated(found: Report, naive: Restated) -> None:
    """Hold a restated report against what plain fractions say."""
    told = shown(found)
    levels = told.pop("by_level")
    counted = [
        {name: line[name] for name in ("level", "associations", "with_fund")}
        for line in levels
        if line["associations"]
    ]
    expected = naive.report()
    assert counted == expected.pop("by_level")
    assert found.cash.balances
    assert found.cash.perimeter == Perimeter()
    for lines in (found.by_level, found.by_unit or found.by_level):
        assert sum(each.mobilized for each in lines) == found.mobilized.total
        assert sum(each.supported for each in lines) == found.supported.total
        assert sum(each.cash for each in lines) == found.cash.closing
    assert found.restated is not None
    if naive.all_whole():
        assert not found.restated.estimated
        assert told == expected
        return
    assert sum(each.closing for each in found.cash.by_purpose) == found.cash.closing
    assert sum(each.closing for each in found.cash.by_account) == found.cash.closing
    for each in (*found.cash.by_purpose, *found.cash.by_account):
        assert each.opening + each.moved == each.closing
    goods = found.in_kind
    assert goods.opening + goods.received - goods.issued + goods.handovers_net == goods.closing
    shares = naive.expected()
    figures = figures_of(told)
    assert shares.keys() in (figures.keys(), set())  # of no funds there are no figures
    off = {name: abs(figures[name] - shares.get(name, Fraction())) for name in figures}
    assert max(off.values()) <= PARTS_OF_A_FUND * len(naive.funds), off


AFTER = (DAYS[0], TODAY, TODAY + timedelta(days=10), *3 * [date(2025, 7, 20)])
"""Before anything is divided, between, and after."""


@example(  # whose fund was handed over on the last day has none on it, though it is there again
    history=[Step(what="divided", dong=1, on=TODAY, pick=46)],
    whose=8,
    days=(DAYS[0], TODAY),
    on=DAYS[0],
    scope=ReportScope.OWN,
    back=0,
)
@EXAMPLES
@given(
    history=SPLITS,
    whose=st.sampled_from((0, 1, 2, 3, *range(4, 9), *range(4, 9))),
    days=st.tuples(st.sampled_from(EVERY_DAY), st.sampled_from(EVERY_DAY)),
    on=st.sampled_from(AFTER),
    scope=st.sampled_from(ReportScope),
    back=st.sampled_from((0, 0, 0, 5, 30)),
)
def test_a_restated_report_says_what_plain_fractions_say(
    store_kind: StoreKind,
    history: Sequence[Step],
    whose: int,
    days: tuple[date, date],
    on: date,
    scope: ReportScope,
    back: int,
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = SplitTree(book)
        begun = book.ledger.position()
        tree.go_through(history)
        follow(views, book)
        first, last = sorted(days)
        known_at = max(begun, book.ledger.position() - back)
        events = [each for each in book.events() if each.position <= known_at]
        asked = Asked(
            association_id=tree.everybody[whose],
            first=first,
            last=last,
            scope=scope,
            known_at=known_at,
            restated=on,
            with_categories=True,
        )
        is_own = scope is ReportScope.OWN
        naive = Restated(events, asked.association_id, first, last, own=is_own, on=on)
        with views.reading() as reading:
            if naive.is_there(asked.association_id):
                _check_restated(report(reading, asked), naive)
            else:
                with pytest.raises(AssociationNotOnDay):
                    report(reading, asked)


@EXAMPLES
@given(
    history=SPLITS,
    days=st.tuples(st.sampled_from(EVERY_DAY), st.sampled_from(EVERY_DAY)),
    on=st.sampled_from(AFTER),
)
def test_all_that_are_there_on_the_day_have_together_what_there_is(
    store_kind: StoreKind, history: Sequence[Step], days: tuple[date, date], on: date
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = SplitTree(book)
        tree.go_through(history)
        follow(views, book)
        first, last = sorted(days)
        naive = Restated(book.events(), book.central, first, last, own=False, on=on)
        heirs = {heir for owner, _ in naive.funds.values() for heir in naive.heirs(owner)}
        there = [each for each in naive.levels if naive.is_there(each)]
        if not heirs.issubset(there):
            return  # somebody's money is nobody's: it counts above, where nobody can be asked
        asked = Asked(association_id=book.central, first=first, last=last, restated=on)
        with views.reading() as reading:
            whole = figures_of(shown(report(reading, asked)))
            asked = replace(asked, scope=ReportScope.OWN)
            parts = Counter[tuple[str, ...]]()
            for each in there:
                of_each = report(reading, replace(asked, association_id=AssociationId(each)))
                parts.update(figures_of(shown(of_each)))
        assert {name: parts[name] for name in whole} == whole


def test_what_is_handed_over_is_told_as_that_and_as_nothing_else(store_kind: StoreKind) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        tree = Tree(book)
        tree.other_fund(AT_ONCE)
        book.donate(5_000_000)
        book.donate(gift=a_donation(900_000, account_id=None, goods=goods()))
        book.hold(2_000_000)
        book.note_credit(300_000)
        book.pledge(700_000)
        tree.handover(replace(AT_ONCE, pick=1))
        follow(views, book)
        events, first, last = book.events(), date(2025, 1, 1), date(2025, 12, 31)
        for association_id in (*tree.associations, tree.heir):
            for scope in ReportScope:
                asked = Asked(
                    association_id=association_id,
                    first=first,
                    last=last,
                    scope=scope,
                    with_categories=True,
                )
                with views.reading() as reading:
                    found = report(reading, asked)
                naive = Naive(events, association_id, first, last, own=scope is ReportScope.OWN)
                assert shown(found) == naive.report()
                assert found.cash.balances
        with views.reading() as reading:
            asked = Asked(association_id=book.province, first=first, last=last)
            whole = report(reading, asked)
            heirs = report(reading, replace(asked, association_id=tree.heir))
        assert whole.cash.closing == heirs.cash.closing == 7_300_000
        assert (whole.cash.handovers_in, whole.cash.handovers_out) == (0, 0)
        assert whole.transfers.eliminated.handed_over == 5_000_000
        assert heirs.cash.handovers_in == 5_000_000
        assert (heirs.cash.custodial_net, heirs.supported.custodial) == (2_000_000, 0)
        assert whole.mobilized.total == 5_900_000
        assert (whole.mobilized.pledged_outstanding, heirs.mobilized.total) == (700_000, 0)
