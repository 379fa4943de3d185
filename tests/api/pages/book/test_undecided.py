"""What waits to be explained: the oldest on the first page, all of it where a fund is kept."""

import re
from uuid import UUID

from api.pages.book.undecided import LISTED, SHOWN
from ledger.values import DebitId, Role
from tests.api.pages.visiting import VisitedPage, Visitor, staff
from tests.api.site import Site
from tests.builders import a_debit


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def placed(page: VisitedPage, site: Site) -> list[str]:
    """Return which credits of a fund can be placed from a page, in order."""
    begin = f"{keeping(site)}/donations/new?credit_id="
    return [each.removeprefix(begin) for each in page.links if each.startswith(begin)]


def decided(page: VisitedPage, site: Site) -> list[str]:
    """Return which debits of a fund can be decided from a page, in order."""
    found = [re.fullmatch(rf"{keeping(site)}/debits/([^/]+)", each) for each in page.links]
    return [each[1] for each in found if each is not None]


def test_the_first_page_tells_how_many_wait_and_leads_to_all(site: Site, keeper: Visitor) -> None:
    waiting = [str(site.book.note_credit(1_000 + each)) for each in range(LISTED + SHOWN)]
    book = keeper.open("/book")
    assert len(placed(book, site)) <= SHOWN
    assert f"{LISTED + SHOWN} khoản thu chưa rõ nguồn" in keeper.open(keeping(site)).words
    assert keeping(site) in book.links
    found: list[str] = []
    page = keeper.open(keeping(site))
    while True:
        found += placed(page, site)
        following = [
            each
            for each in page.links
            if "?after_credit=" in each and each.endswith("#after_credit")
        ]
        if not following:
            break
        assert len(placed(page, site)) == LISTED
        page = keeper.open(following[0].partition("#")[0])
    assert found == waiting
    assert f"{keeping(site)}#after_credit" in page.links


def test_where_a_page_of_debits_ended_may_be_decided_meanwhile(site: Site, keeper: Visitor) -> None:
    site.book.donate(10_000_000)
    for each in range(LISTED + 2):
        site.book.import_rows(a_debit(1_000 + each, row=str(site.book.new_id())))
    first = keeper.open(keeping(site))
    waiting = decided(first, site)
    assert len(waiting) == LISTED
    (following,) = {each for each in first.links if each.endswith("#after_debit")}
    site.book.charge_fee(1_000 + LISTED - 1, DebitId(UUID(waiting[-1])))
    second = keeper.open(following.partition("#")[0])
    assert [each in waiting for each in decided(second, site)] == [False, False]
    for nowhere in "x", "00000000-0000-7000-8000-00000000ffff":
        page = keeper.open(f"{keeping(site)}?after_debit={nowhere}&after_credit={nowhere}")
        assert decided(page, site)[0] == waiting[0]


def test_who_may_neither_record_nor_pay_is_told_of_none(site: Site) -> None:
    site.book.note_credit(1_000)
    reader = staff(site, Role.AUDITOR)
    for path in "/book", keeping(site):
        assert "khoản thu chưa rõ nguồn" not in reader.open(path).words
