"""1 July 2025 in a made-up province: 13 districts and 216 communes become 69, no đồng lost."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

import pytest

from ledger.association.reorganising import Beginning, Ending, Plan
from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.recording.commands import Command
from ledger.shares import WHOLE, divided
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    FundId,
    HandoverId,
    Level,
    ReportScope,
    Role,
)
from projections.reports.composing import Asked, report
from projections.reports.report import Report
from projections.views import Views
from tests.books import Book, open_book
from tests.builders import a_donation, an_association
from tests.projections.tables import follow, open_views
from tests.stores import StoreKind, prepared_store

DISTRICTS, COMMUNES, NEW = 13, 216, 69
JULY_1, JULY_20 = date(2025, 7, 1), date(2025, 7, 20)
DECISION = "1283/NQ-UBTVQH15"

PERIODS = {
    "2024": (date(2024, 1, 1), date(2024, 12, 31)),
    "2025-H1": (date(2025, 1, 1), date(2025, 6, 30)),
    "2025-H2": (date(2025, 7, 1), date(2025, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
}


class Unit(NamedTuple):
    """An association with its fund."""

    association_id: AssociationId
    fund_id: FundId
    bank: AccountId


class Province:
    """The province before its reorganisation, with money in every fund, and after it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.given = 0
        self.districts = [self._unit(Level.DISTRICT, book.province, n) for n in range(DISTRICTS)]
        self.communes = [
            self._unit(Level.COMMUNE, self.districts[n % DISTRICTS].association_id, n)
            for n in range(COMMUNES)
        ]
        self.new: list[Unit] = []

    def _unit(self, level: Level, parent_id: AssociationId, number: int) -> Unit:
        name = f"Hội Khuyến học {level} {number}"
        association_id = self.book.establish(an_association(level, parent_id, name=name))
        unit = self._fund_of(association_id)
        for on, dong in (
            (date(2024, 5, 1), 1_000_003 + number),
            (date(2025, 3, 1), 777 * number + 1),
        ):
            self.book.donate(gift=a_donation(dong, account_id=unit.bank, on=on))
            self.given += dong
        return unit

    def _fund_of(self, association_id: AssociationId, on: date = date(2024, 1, 1)) -> Unit:
        book = self.book
        book.fund_id = book.open_fund(association_id, on=on)
        book.bank = book.open_account(AccountKind.BANK, on=on)
        return Unit(association_id, book.fund_id, book.bank)

    def reorganise(self) -> None:
        """Let the new communes begin, each old one go to one of them, and the districts end.

        A district is divided between two communes in odd shares.
        """
        book = self.book
        begun = [AssociationId(book.new_id()) for _ in range(NEW)]
        plan = Plan(
            begins=tuple(
                Beginning(
                    each,
                    an_association(Level.COMMUNE, book.province, name=f"Xã mới {n}", on=JULY_1),
                )
                for n, each in enumerate(begun)
            ),
            ends=(
                *(
                    _ending(old.association_id, {begun[n % NEW]: WHOLE})
                    for n, old in enumerate(self.communes)
                ),
                *(
                    _ending(old.association_id, {begun[n]: 333_333, begun[n + 1]: 666_667})
                    for n, old in enumerate(self.districts)
                ),
            ),
            decision_number=DECISION,
        )
        book.ledger.reorganise(self._command(Role.ADMINISTRATOR), book.province, plan)
        book.clock.set_day(JULY_20)
        self.new = [self._fund_of(each, JULY_1) for each in begun]

    def hand_over(self) -> None:
        """Hand over every old fund."""
        for n, old in enumerate(self.communes):
            self._hand_over(old, self.new[n % NEW])
        for n, old in enumerate(self.districts):
            self._hand_over(old, self.new[n], self.new[n + 1])

    def _hand_over(self, old: Unit, *heirs: Unit) -> None:
        handover = Handover(
            handover_id=HandoverId(self.book.new_id()),
            heirs=tuple(
                Heir(fund_id=heir.fund_id, accounts={old.bank: heir.bank}) for heir in heirs
            ),
            effective_on=JULY_20,
        )
        self.book.ledger.hand_over_fund(self._command(Role.APPROVER), old.fund_id, handover)

    def _command(self, role: Role) -> Command:
        return self.book.command(by=self.book.person(role))


def _ending(association_id: AssociationId, heirs: dict[AssociationId, int]) -> Ending:
    return Ending(
        association_id,
        Succession(
            successors=tuple(
                Successor(association_id=heir, share_millionths=share)
                for heir, share in heirs.items()
            ),
            effective_on=JULY_1,
            decision_number=DECISION,
        ),
    )


def reports_of(
    views: Views,
    association_id: AssociationId,
    scope: ReportScope = ReportScope.CONSOLIDATED,
    restated: date | None = None,
    periods: Collection[str] = PERIODS.keys(),
) -> dict[str, Report]:
    with views.reading() as reading:
        return {
            period: report(
                reading,
                Asked(
                    association_id=association_id,
                    first=first,
                    last=last,
                    scope=scope,
                    restated=restated,
                ),
            )
            for period, (first, last) in PERIODS.items()
            if period in periods
        }


class Reorganised(NamedTuple):
    """The province with all handed over, and its reports while all of that was waiting."""

    province: Province
    views: Views
    waiting: dict[str, Report]


@pytest.fixture(scope="module")
def reorganised(store_kind: StoreKind) -> Iterator[Reorganised]:
    """The province on each kind of store; tests only look at it."""
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        province = Province(book)
        province.reorganise()
        follow(views, book)
        waiting = reports_of(views, book.province)
        province.hand_over()
        follow(views, book)
        yield Reorganised(province, views, waiting)


def test_no_dong_is_lost_in_any_period(reorganised: Reorganised) -> None:
    province, views, waiting = reorganised
    found = reports_of(views, province.book.province)
    for reports in (waiting, found):
        assert all(each.cash.balances for each in reports.values())
        assert reports["2024"].cash.closing == reports["2025-H1"].cash.opening
        assert reports["2025-H1"].cash.closing == reports["2025-H2"].cash.opening
        assert reports["2025"].cash.closing == province.given
        assert reports["2025-H2"].cash.perimeter.joined == 0
    # What went from old to new lies inside: it is told, and is in no total.
    half = found["2025-H2"]
    eliminated = half.transfers.eliminated
    assert eliminated.handed_over == eliminated.taken_over == province.given
    assert (half.cash.handovers_in, half.cash.handovers_out) == (0, 0)
    assert half.mobilized.total == 0
    by_level = {line.level: line for line in half.by_level}
    # The book's own commune goes on beside them.
    assert by_level[Level.COMMUNE].associations == by_level[Level.COMMUNE].with_fund == NEW + 1
    assert by_level[Level.COMMUNE].cash == province.given
    assert Level.DISTRICT not in by_level or by_level[Level.DISTRICT].cash == 0
    first_half = {line.level: line for line in found["2025-H1"].by_level}
    assert first_half[Level.COMMUNE].associations == COMMUNES + 1
    assert first_half[Level.DISTRICT].associations == DISTRICTS


def test_the_heirs_of_a_district_have_its_shares_to_the_dong(reorganised: Reorganised) -> None:
    province, views, _ = reorganised
    desk = province.book.ledger.desk()
    expected = dict.fromkeys((unit.fund_id for unit in province.new), 0)
    for n in range(COMMUNES):
        expected[province.new[n % NEW].fund_id] += 1_000_004 + n + 777 * n
    for n in range(DISTRICTS):
        parts = divided(1_000_004 + n + 777 * n, [333_333, 666_667])
        for unit, part in zip(province.new[n : n + 2], parts, strict=True):
            expected[unit.fund_id] += part
    assert {fund_id: desk.fund(fund_id).balance_dong for fund_id in expected} == expected
    for unit in (*province.communes[:3], *province.districts[:3]):
        assert reports_of(views, unit.association_id, ReportScope.OWN)["2025"].cash.closing == 0


def test_any_year_is_restated_to_the_new_units_and_no_dong_is_lost(
    reorganised: Reorganised,
) -> None:
    province, views, _ = reorganised
    _check_the_province(views, province)
    _check_what_new_units_were(views, province)


def _check_the_province(views: Views, province: Province) -> None:
    """The whole is what it was, under the units of today."""
    book = province.book
    told, restated = (reports_of(views, book.province, restated=on) for on in (None, JULY_20))
    new = {unit.association_id for unit in province.new}
    for period, report_ in restated.items():
        whole = told[period]
        assert report_.cash.balances
        assert (report_.cash.opening, report_.cash.closing, report_.mobilized) == (
            whole.cash.opening,
            whole.cash.closing,
            whole.mobilized,
        )
        # The province is whole: only in the lines of communes is there a share of a district.
        assert report_.restated is not None
        assert not report_.restated.estimated
        lines = {line.unit.association_id: line for line in report_.by_unit if not line.is_own}
        assert lines.keys() == new | {book.commune}
        assert {each for each, line in lines.items() if line.estimated} == {
            unit.association_id for unit in province.new[: DISTRICTS + 1]
        }
        assert sum(line.mobilized for line in lines.values()) == whole.mobilized.total
        assert sum(line.cash for line in lines.values()) == whole.cash.closing
        by_level = {line.level: line for line in report_.by_level}
        assert Level.DISTRICT not in by_level
        covered = by_level[Level.COMMUNE]
        assert (covered.associations, covered.cash) == (NEW + 1, whole.cash.closing)


def _check_what_new_units_were(views: Views, province: Province) -> None:
    """A new unit has a past: its predecessors', and of those that were divided its share."""
    for at in (0, 1, DISTRICTS, NEW - 1):
        unit = province.new[at].association_id
        communes = [n for n in range(COMMUNES) if n % NEW == at]
        raised = {
            "2024": sum(1_000_003 + n for n in communes),
            "2025": sum(777 * n + 1 for n in communes),
        }
        for n, share in ((at, 0), (at - 1, 1)):
            if 0 <= n < DISTRICTS:
                raised["2024"] += divided(1_000_003 + n, [333_333, 666_667])[share]
                raised["2025"] += divided(777 * n + 1, [333_333, 666_667])[share]
        now = reports_of(views, unit, periods=("2025-H2", "2025"))
        found = reports_of(views, unit, restated=JULY_20)
        assert all(each.cash.balances for each in found.values())
        assert found["2024"].mobilized.total == found["2024"].cash.closing == raised["2024"]
        assert found["2025-H1"].cash.opening == raised["2024"]
        # A run of divisions is off a plain one by a đồng for each district, and comes out even.
        assert abs(found["2025"].mobilized.total - raised["2025"]) <= 2
        assert found["2025"].cash.closing == now["2025"].cash.closing
        assert found["2025-H1"].cash.closing == found["2025-H2"].cash.opening
        # What was handed over was its own all the time, but for what could not be divided evenly.
        assert abs(found["2025-H2"].cash.handovers_in - found["2025-H2"].cash.handovers_out) <= 2
        assert now["2025-H2"].cash.handovers_in == now["2025-H2"].cash.closing
        shares = found["2024"].restated
        assert shares is not None
        assert shares.estimated == (at <= DISTRICTS)
        assert [each.share_millionths for each in shares.shares] == [
            share for n, share in ((at - 1, 666_667), (at, 333_333)) if 0 <= n < DISTRICTS
        ]
