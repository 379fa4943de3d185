"""Published categories of units that ended and of those that go on: what one pays of another's."""

from datetime import date

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.shares import WHOLE
from ledger.values import Category, DisbursementId, HandoverId, Level, Role
from tests.api.site import Site
from tests.api.v1.associations.test_publication_privacy import Unit, a_unit, go_on, suat
from tests.builders import a_proposal

ON, ENDED_ON, HANDED_OVER_ON = date(2025, 3, 3), date(2025, 7, 1), date(2025, 9, 1)
TODAY = date(2026, 3, 2)
DONG = 500_000


def approve(site: Site, tag: str, awards: int, on: date = ON) -> DisbursementId:
    """Approve awards with a tag, of which no list says whose they are."""
    disbursement_id = DisbursementId(site.book.new_id())
    proposal = a_proposal(
        DONG * awards,
        on=on,
        disbursement_id=disbursement_id,
        awards=awards,
        instances=awards,
        categories=(Category(tag),),
    )
    site.book.propose(proposal=proposal)
    site.book.approve(disbursement_id, on)
    return disbursement_id


def pay(site: Site, tag: str, awards: int, on: date = ON) -> None:
    site.book.pay(approve(site, tag, awards, on), on=on)


def succeed(site: Site, old: Unit, heir: Unit) -> None:
    """End a unit, and hand its fund over to the one that goes on."""
    book = site.book
    succession = Succession(
        successors=(Successor(association_id=heir.unit, share_millionths=WHOLE),),
        effective_on=ENDED_ON,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), old.unit, succession)
    handover = Handover(
        handover_id=HandoverId(book.new_id()),
        heirs=(Heir(fund_id=heir.fund_id, accounts={old.bank: heir.bank}),),
        effective_on=HANDED_OVER_ON,
    )
    approver = book.command(by=book.person(Role.APPROVER))
    book.ledger.hand_over_fund(approver, old.fund_id, handover)


def test_what_two_funds_paid_of_one_disbursement_has_one_tag(site: Site) -> None:
    """In the one book it can be exchanged with poor pupils, in the other with orphans: with none.

    Everybody can see that it is the same disbursement: it goes over under the same id.
    """
    book = site.book
    book.clock.set_day(TODAY)
    old, heir = (a_unit(site, Level.COMMUNE, book.province) for _ in range(2))
    go_on(site, old)
    both = approve(site, "disabled", 4)
    book.pay(both, on=ON, amount_dong=2 * DONG, awards=2)
    for tag, awards in (("poor", 2), ("disabled", 20), ("poor", 20)):
        pay(site, tag, awards)
    succeed(site, old, heir)
    go_on(site, heir)
    book.pay(both, on=HANDED_OVER_ON)
    for tag, awards in (("orphaned", 2), ("disabled", 20), ("orphaned", 20)):
        pay(site, tag, awards, HANDED_OVER_ON)
    for unit in (old, heir):
        cells = suat(site, unit.unit, period="2025")
        assert cells is None or "disabled" not in cells


def test_what_is_paid_to_one_in_another_year_has_the_tag_of_what_was_paid_to_nine(
    site: Site,
) -> None:
    book = site.book
    book.clock.set_day(TODAY)
    commune = a_unit(site, Level.COMMUNE, book.province)
    ten = approve(site, "disabled", 10)
    book.pay(ten, on=ON, amount_dong=9 * DONG, awards=9)
    for tag in ("disabled", "poor", "excellent"):
        pay(site, tag, 20)
    book.pay(ten, on=date(2026, 1, 5))
    cells = suat(site, commune.unit, period="2025")
    assert cells is None or "disabled" not in cells


def test_what_an_heir_paid_to_a_few_has_the_tag_of_what_was_paid_to_many(site: Site) -> None:
    book = site.book
    book.clock.set_day(TODAY)
    old, heir = (a_unit(site, Level.COMMUNE, book.province) for _ in range(2))
    go_on(site, old)
    ten = approve(site, "disabled", 10)
    book.pay(ten, on=ON, amount_dong=8 * DONG, awards=8)
    for tag in ("disabled", "poor", "excellent"):
        pay(site, tag, 20)
    succeed(site, old, heir)
    go_on(site, heir)
    book.pay(ten, on=HANDED_OVER_ON)
    cells = suat(site, old.unit, period="2025")
    assert cells is not None
    assert "disabled" not in cells


def test_what_was_paid_in_two_years_has_one_tag(site: Site) -> None:
    """In one year it can be exchanged with poor pupils, in the other with orphans: with none."""
    book = site.book
    book.clock.set_day(TODAY)
    commune = a_unit(site, Level.COMMUNE, book.province)
    before, this = (date(year, 6, 3) for year in (2024, 2025))
    for tag, parts in (
        ("disabled", {before: 2, this: 2}),
        ("poor", {before: 1, this: 2}),
        ("orphaned", {before: 2, this: 1}),
        ("excellent", {before: 1, this: 1}),
    ):
        given = approve(site, tag, sum(parts.values()), before)
        for on, awards in parts.items():
            book.pay(given, on=on, amount_dong=DONG * awards, awards=awards)
        for on in (before, this):
            pay(site, tag, 20, on)
    for period in ("2024", "2025"):
        cells = suat(site, commune.unit, period=period)
        assert cells is None or "disabled" not in cells
