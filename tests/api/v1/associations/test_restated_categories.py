"""Who reads the recipients' categories of a report that is restated to the tree of another day."""

from datetime import date

import pytest

from ledger.association.establishing import NewParent
from ledger.values import AccountKind, AssociationId, Category, DisbursementId, Level, Role
from tests.api.site import Site
from tests.api.v1.associations.test_reports import asked
from tests.builders import a_list, an_association, an_award

MOVED = date(2025, 6, 1)


def moved(site: Site, on: date) -> tuple[AssociationId, AssociationId]:
    """Have a commune hang elsewhere from a day on, and give to disabled pupils; return where.

    First below whom it hung before.
    """
    book = site.book
    before, after = (
        book.establish(an_association(Level.DISTRICT, book.province, name=name))
        for name in ("Đức Thọ", "Hương Sơn")
    )
    commune = book.establish(an_association(Level.COMMUNE, before, name="Yên Hồ"))
    new = NewParent(parent_id=after, effective_on=on, decision_number="12/QĐ")
    book.ledger.attach_association(book.command(), commune, new)
    book.fund_id = book.open_fund(commune)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(5_000_000)
    child = book.register_beneficiary()
    award = an_award(dong=500_000, categories=(Category.DISABLED,), beneficiary_id=child)
    disbursement_id = DisbursementId(book.new_id())
    book.propose(proposal=a_list(award, disbursement_id=disbursement_id))
    book.approve(disbursement_id)
    book.pay(disbursement_id)
    site.catch_up()
    return before, after


@pytest.mark.parametrize(
    "reader,whose,restated,sees",
    [
        ("before", "before", "2025-05-31", False),
        ("after", "after", "2025-06-16", True),
        ("both", "before", "2025-05-31", True),
    ],
    ids=["it left", "it came", "a role above"],
)
def test_a_role_reads_categories_of_what_is_below_it_today(
    site: Site, reader: str, whose: str, restated: str, *, sees: bool
) -> None:
    """A day of the past brings back what left, and nobody a role there."""
    before, after = moved(site, MOVED)
    places = {"before": before, "after": after, "both": site.book.province}
    auditor = site.someone(Role.AUDITOR, places[reader])
    report = asked(site, auditor, places[whose], period="2025-06", restated=restated)
    assert report["recipients"]["suat"] == 1
    assert (report["recipients"]["by_category"] is not None) is sees
    assert (report["recipients"]["persons"] is not None) is sees


def test_who_is_to_take_over_reads_nothing_before(site: Site) -> None:
    _, after = moved(site, date(2025, 9, 1))
    auditor = site.someone(Role.AUDITOR, after)
    report = asked(site, auditor, after, period="2025-06", restated="2025-09-01")
    assert (report["recipients"]["suat"], report["recipients"]["by_category"]) == (1, None)
    page = auditor.client.get(
        f"/associations/{after}/report?period=2025-06&restated=2025-09-01",
        headers=auditor.headers,
    )
    assert page.status_code == 200
    assert "Khuyết tật" not in page.text
