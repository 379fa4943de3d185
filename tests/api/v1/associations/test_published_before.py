"""What is taken for the same as when something was published is the same, whatever came between."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from api.operations.reading import reading
from ledger.association.establishing import NewParent
from ledger.values import AccountKind, AssociationId, Level
from projections.reports import disclosing, membership
from projections.reports.report import Days
from tests.api.site import Site
from tests.api.v1.associations.test_publications import award, give, publish
from tests.builders import an_association

YEAR = Days(first=date(2024, 1, 1), last=date(2024, 12, 31))
AS_IF_NEVER_THE_SAME = "projections.reports.disclosing._Year._hang_alike"


class _Province:
    """A province whose communes award, publish, and come to hang elsewhere, at random."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.random = site, Random(seed)
        book = site.book
        self.districts = [
            book.establish(an_association(Level.DISTRICT, book.province, name=name))
            for name in ("Đức Thọ", "Can Lộc")
        ]
        self.communes: list[AssociationId] = []
        self.settled: list[AssociationId] = []
        self.funds: dict[AssociationId, tuple[object, object]] = {}
        self.paid: list[tuple[AssociationId, int]] = []
        for _ in range(3):
            self.settle()

    def settle(self) -> None:
        book = self.site.book
        district = self.random.choice(self.districts)
        name = f"Xã {len(self.communes)}"
        commune = book.establish(an_association(Level.COMMUNE, district, name=name))
        book.fund_id = book.open_fund(commune)
        book.bank = book.open_account(AccountKind.BANK)
        give(self.site, 500_000_000)
        self.communes.append(commune)
        self.settled.append(commune)
        self.funds[commune] = (book.fund_id, book.bank)

    def open(self) -> AssociationId:
        commune = self.random.choice(self.communes)
        self.site.book.fund_id, self.site.book.bank = self.funds[commune]  # type: ignore[assignment]
        return commune

    def give(self) -> AssociationId:
        commune, count = self.open(), self.random.choice((6, 9, 12))
        tag = self.random.choice(("poor", "orphaned", "disabled"))
        _, version = award(self.site, **{tag: count})  # type: ignore[arg-type]
        assert version is not None
        self.paid.append((commune, version))
        return commune

    def take_back(self) -> None:
        if self.paid:
            commune, version = self.paid.pop(self.random.randrange(len(self.paid)))
            self.site.book.fund_id, self.site.book.bank = self.funds[commune]  # type: ignore[assignment]
            self.site.book.reverse(version, on=date(2024, 6, 1))

    def move(self) -> None:
        book = self.site.book
        place = NewParent(
            parent_id=self.random.choice(self.districts),
            effective_on=self.random.choice((date(2023, 5, 1), date(2024, 7, 1))),
            decision_number="1/QĐ",
        )
        if self.settled:
            commune = self.settled.pop()
            book.ledger.attach_association(book.command(), commune, place)

    def publish(self) -> None:
        units = [*self.communes, *self.districts, self.site.book.province]
        publish(self.site, self.random.choice(units))


def compared(site: Site, whose: AssociationId) -> object:
    """What is taken to have been there when anything was published, beside what is there now."""
    with site.app.app_context(), reading() as state:
        year = disclosing._Year(state, YEAR)  # noqa: SLF001  # nothing of it is seen outside
        return year.compared(year.known(whose, state.position))


def compared_anew(site: Site, whose: AssociationId, monkeypatch: pytest.MonkeyPatch) -> object:
    """The same, where nothing is taken for the same as anything."""
    with monkeypatch.context() as anew:
        anew.setattr(AS_IF_NEVER_THE_SAME, lambda *_: False)
        anew.setattr(membership, "changes", lambda _: list(range(1, site.position() + 1)))
        return compared(site, whose)


@pytest.mark.parametrize("seed", range(3))
def test_a_publication_is_made_as_if_everything_was_worked_out_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    province = _Province(site, seed)
    acts: tuple[Callable[[], object], ...] = (
        *(province.give,) * 3,
        *(province.publish,) * 4,
        province.take_back,
        *(province.move,) * 3,
        province.settle,
    )
    for _ in range(18):
        province.random.choice(acts)()
    site.catch_up()
    for whose in (*province.communes, *province.districts, site.book.province):
        assert compared(site, whose) == compared_anew(site, whose, monkeypatch)


@pytest.mark.parametrize("days", [date(2023, 5, 1), date(2024, 7, 1)])
def test_where_only_the_tree_is_another_it_is_not_taken_for_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch, days: date
) -> None:
    province = _Province(site, 0)
    commune = province.give()
    for whose in (*province.districts, site.book.province):
        publish(site, whose)
    before = site.book.ledger.desk().parent_of(commune, days)
    [other] = [each for each in province.districts if each != before]
    place = NewParent(parent_id=other, effective_on=days, decision_number="1/QĐ")
    site.book.ledger.attach_association(site.book.command(), commune, place)
    site.catch_up()
    for whose in (*province.districts, site.book.province):
        assert compared(site, whose) == compared_anew(site, whose, monkeypatch)
