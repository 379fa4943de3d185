"""Published categories beside all else that is public: nobody learns what a few recipients are."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.association.establishing import NewParent
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    BeneficiaryId,
    Category,
    DisbursementId,
    FundId,
    Level,
)
from tests.api.site import Site
from tests.api.v1.associations.test_publications import YEAR, award, give, publish, read
from tests.builders import a_donation, a_proposal, an_association, goods

ON = date(2024, 6, 1)


def a_commune(site: Site) -> AssociationId:
    """A commune with money, whose fund is to be written into from now on."""
    book = site.book
    commune = book.establish(an_association(Level.COMMUNE, book.province, name="Yên Hồ"))
    book.fund_id = book.open_fund(commune)
    book.bank = book.open_account(AccountKind.BANK)
    give(site, 500_000_000)
    return commune


def pay(site: Site, tag: str, awards: int, dong: int = 500_000, **counts: int) -> int | None:
    """Pay awards to recipients with a tag, of whom no line says who they are."""
    told = {"instances": awards, **counts}
    disbursement_id = DisbursementId(site.book.new_id())
    proposal = a_proposal(
        dong * awards,
        on=ON,
        disbursement_id=disbursement_id,
        awards=awards,
        categories=(Category(tag),),
        **told,
    )
    site.book.propose(proposal=proposal)
    site.book.approve(disbursement_id, ON)
    return site.book.pay(disbursement_id, on=ON).version


def shown(site: Site, whose: AssociationId, period: str = YEAR) -> dict[str, Any] | None:
    """Publish, and return the lines of tags as everybody reads them."""
    report_id = publish(site, whose, period=period)
    cells = read(site, f"/reports/{report_id}")["recipients"]["by_category"]
    return cells and {"+".join(each["categories"]) or "rest": each for each in cells}


def suat(site: Site, whose: AssociationId, period: str = YEAR) -> dict[str, int] | None:
    cells = shown(site, whose, period)
    return cells and {tag: each["suat"] for tag, each in cells.items()}


def award_each(site: Site, tag: str, people: Sequence[BeneficiaryId]) -> None:
    """Award to each by a payment of its own."""
    for person in people:
        award(site, on=ON, whom=[person], **{tag: 1})


def test_twelve_awards_to_one_child_are_one_recipient(site: Site) -> None:
    commune = a_commune(site)
    child, *others = (site.book.register_beneficiary() for _ in range(13))
    award_each(site, "disabled", [child] * 12)
    award_each(site, "poor", others)
    award(site, excellent=20)
    assert suat(site, commune) == {"rest": 24, "excellent": 20}


def test_ten_awards_to_two_children_are_two_recipients(site: Site) -> None:
    for counts in ({"instances": 2}, {"persons": 2}):
        commune = a_commune(site)
        pay(site, "orphaned", 10, **counts)
        pay(site, "poor", 30)
        pay(site, "excellent", 30)
        cells = suat(site, commune)
        assert cells is not None
        assert "orphaned" not in cells


def test_awards_that_came_since_to_one_child_are_one_recipient(site: Site) -> None:
    commune = a_commune(site)
    people = [site.book.register_beneficiary() for _ in range(19)]
    for tag, some in (("disabled", people[:6]), ("poor", people[6:12]), ("excellent", people[12:])):
        award_each(site, tag, some[:6])
    assert suat(site, commune) == {"disabled": 6, "poor": 6, "excellent": 6}
    award_each(site, "disabled", [people[-1]] * 6)
    award_each(site, "poor", [people[6]] * 6)
    assert suat(site, commune) is None


def test_a_payment_that_is_put_right_by_its_amount_tells_no_tag(site: Site) -> None:
    commune = a_commune(site)
    wrong, *_ = [pay(site, tag, 1) for tag in ("disabled", "poor", "orphaned") for _ in range(6)]
    first = shown(site, commune)
    assert first is not None
    assert first["disabled"]["amount"] == 3_000_000
    assert wrong is not None
    site.book.reverse(wrong, on=ON)
    pay(site, "disabled", 1, 600_000)
    assert shown(site, commune) is None


def test_a_payment_that_is_put_right_by_its_recipients_tells_no_tag(site: Site) -> None:
    commune = a_commune(site)
    wrong = pay(site, "disabled", 8)
    pay(site, "disabled", 9)
    pay(site, "poor", 12)
    assert suat(site, commune) == {"disabled": 17, "poor": 12}
    assert wrong is not None
    site.book.reverse(wrong, on=ON)
    pay(site, "disabled", 8, instances=3)
    assert suat(site, commune) is None


def test_exact_sums_are_shown_where_each_single_payment_is_like_another(site: Site) -> None:
    commune = a_commune(site)
    for tag in ("disabled", "poor"):
        for _ in range(5):
            pay(site, tag, 1)
    cells = shown(site, commune)
    assert cells is not None
    assert cells["disabled"] == {
        "categories": ["disabled"],
        "suat": 5,
        "luot": 5,
        "amount": 2_500_000,
    }


def test_where_a_single_payment_stands_out_by_its_amount_only_awards_are_shown(site: Site) -> None:
    commune = a_commune(site)
    for tag in ("disabled", "poor"):
        for _ in range(5):
            pay(site, tag, 1)
    pay(site, "disabled", 1, 1_234_000)
    cells = shown(site, commune)
    assert cells is not None
    told = {tag: (each["suat"], each["luot"], each["amount"]) for tag, each in cells.items()}
    assert told == {"disabled": (6, None, None), "poor": (5, None, None)}
    entitled = site.auditor.get(f"/associations/{commune}/report", None, period="2024").json
    assert entitled is not None
    exact = {each["categories"][0]: each for each in entitled["recipients"]["by_category"]}
    assert exact["disabled"]["amount"] == 3_734_000


def test_where_a_single_payment_stands_out_by_its_awards_its_tag_is_hidden(site: Site) -> None:
    commune = a_commune(site)
    pay(site, "disabled", 3)
    for tag in ("disabled", "poor", "excellent"):
        pay(site, tag, 20)
    cells = suat(site, commune)
    assert cells is not None
    assert "disabled" not in cells


def test_a_list_that_says_of_each_whose_it_is_hides_single_payments(site: Site) -> None:
    """Of a list everybody knows the whole: some more or fewer of its awards may be of any tag."""
    commune = a_commune(site)
    pay(site, "disabled", 3)
    award(site, disabled=20, poor=40)
    assert suat(site, commune) == {"disabled": 23, "poor": 40}


def test_goods_are_given_as_publicly_as_money(site: Site) -> None:
    """A single issue of goods is among what is looked at."""
    commune = a_commune(site)
    pay(site, "poor", 20)
    pay(site, "excellent", 20)
    site.book.donate(
        gift=a_donation(10_000_000, account_id=None, goods=goods("xe đạp", 10), on=date(2024, 5, 1))
    )
    site.book.issue(goods("xe đạp", 2), on=ON, awards=2, instances=2, categories=(Category.POOR,))
    cells = suat(site, commune)
    assert cells is None or "poor" not in cells


class Unit(NamedTuple):
    """A unit with money."""

    unit: AssociationId
    fund_id: FundId
    bank: AccountId


def a_unit(site: Site, level: Level, above: AssociationId) -> Unit:
    """A unit with money, whose fund is to be written into from now on."""
    book = site.book
    unit = book.establish(an_association(level, above))
    book.fund_id = book.open_fund(unit)
    book.bank = book.open_account(AccountKind.BANK)
    give(site, 500_000_000)
    return Unit(unit, book.fund_id, book.bank)


def go_on(site: Site, at: Unit) -> None:
    """Write into the fund of a unit from now on."""
    site.book.fund_id, site.book.bank = at.fund_id, at.bank


def test_how_few_a_branch_helped_is_not_told_by_the_public_payments(site: Site) -> None:
    """Of 21 orphans 20 are known to be of one payment, and the other to be of one of two others."""
    for elsewhere, orphaned in ((0, None), (1, 21)):
        commune = a_unit(site, Level.COMMUNE, site.book.province)
        a_unit(site, Level.BRANCH, commune.unit)
        for tag, awards in (("orphaned", 1), ("poor", 1), ("poor", 5)):
            pay(site, tag, awards)
        go_on(site, commune)
        for tag, awards in (("orphaned", 20), ("excellent", 30), *[("poor", 1)] * elsewhere):
            pay(site, tag, awards)
        cells = suat(site, commune.unit)
        assert cells is not None
        assert cells.get("orphaned") == orphaned


def test_a_unit_that_turns_out_to_hang_elsewhere_counts_in_what_both_published(
    site: Site,
) -> None:
    """What one published of it before, and the other publishes of it now, is known of it."""
    book = site.book
    district = a_unit(site, Level.DISTRICT, book.province)
    commune = a_unit(site, Level.COMMUNE, district.unit)
    other = a_unit(site, Level.DISTRICT, book.province)
    book.clock.set_day(date(2026, 3, 2))
    for at, tag in ((commune, "disabled"), (district, "orphaned"), (other, "poor")):
        go_on(site, at)
        for awards in (1, 10):
            award(site, on=date(2025, 6, 2), whom=(), **{tag: awards})
    assert suat(site, district.unit, period="2025") == {"disabled": 11, "orphaned": 11}
    new = NewParent(parent_id=other.unit, effective_on=date(2024, 12, 1), decision_number="1/QĐ")
    book.ledger.attach_association(book.command(), commune.unit, new)
    cells = suat(site, other.unit, period="2025")
    assert cells is None or "disabled" not in cells
