"""Pledges and custodies come in pages, and a form finds the one that is meant among many."""

import re

import pytest

from api.pages.book.receiving import custodies, promised
from tests.api.pages.book.people.test_finding_donors import a_donor
from tests.api.pages.visiting import VisitedPage, Visitor
from tests.api.site import Site

AT_ONCE = 2


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each on a page."""
    monkeypatch.setattr(promised, "LISTED", AT_ONCE)
    monkeypatch.setattr(custodies, "LISTED", AT_ONCE)
    monkeypatch.setattr(custodies, "_OFFERED", AT_ONCE)


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def pledged(site: Site, keeper: Visitor, *dong: int, name: str = "") -> None:
    form = f"{keeping(site)}/pledges/new"
    for each in dong:
        keeper.send(keeper.open(form).form(), amount_dong=str(each), donor_name=name)


def held(site: Site, keeper: Visitor, held_for: str) -> None:
    form = keeper.open(f"{keeping(site)}/custodies/new").form()
    keeper.send(form, account_id=str(site.book.bank), amount_dong="1.000", held_for=held_for)


def pages_of(visitor: Visitor, page: VisitedPage, way: str) -> list[VisitedPage]:
    """All pages of a list, from its first."""
    pages = [page]
    following = re.compile(rf"\?{way}=[0-9]+#")  # and not the same page in the other language
    while links := list(filter(following.search, pages[-1].links)):
        pages.append(visitor.open(links[0]))
        assert len(pages) < AT_ONCE * AT_ONCE
    return pages


def options(page: VisitedPage, field: str) -> list[str]:
    """What may be chosen in a field, in order, but for nothing."""
    chosen = re.search(f'<select[^>]*name="{field}".*?</select>', page.response.text, re.DOTALL)
    assert chosen is not None
    return re.findall('<option value="([^"]+)"', chosen[0])


def test_pledges_that_are_outstanding_come_in_pages_the_latest_first(
    site: Site, keeper: Visitor
) -> None:
    pledged(site, keeper, 1_001, 1_002, 1_003, 1_004, 1_005)
    third = list(site.book.fund.pledges)[2]
    withdrawal = keeper.open(f"{keeping(site)}/pledges/{third}/withdrawal")
    keeper.send(withdrawal.form())
    pages = pages_of(keeper, keeper.open(keeping(site)), "after_pledge")
    shown = [[last for last in range(1, 6) if f"1.00{last} đ" in each.words] for each in pages]
    assert shown == [[4, 5], [1, 2]]
    assert "Từ đầu danh sách" in pages[1].words
    assert "Từ đầu danh sách" not in pages[0].words
    assert keeper.open(f"{keeping(site)}?after_pledge=x").status == 400


def test_the_eldest_of_many_pledges_is_withdrawn_and_fulfilled_from_its_page(
    site: Site, keeper: Visitor
) -> None:
    pledged(site, keeper, 1_000, 2_000, 3_000, 4_000)
    eldest, second, *_ = site.book.fund.pledges
    last = pages_of(keeper, keeper.open(keeping(site)), "after_pledge")[-1]
    (gift,) = [each for each in last.links if each.endswith(f"?pledge_id={eldest}")]
    form = keeper.open(gift).form()
    assert (form.fields["pledge_id"], form.fields["amount_dong"]) == (str(eldest), "1.000")
    assert "Đã ghi vào sổ" in keeper.send(form).words
    withdrawal = last.link_ending(f"/{second}/withdrawal")
    assert "Đã ghi: phần còn lại" in keeper.send(keeper.open(withdrawal).form()).words
    assert keeper.open(gift).status == 404, "nothing of it is outstanding any more"
    assert keeper.open(f"{keeping(site)}/donations/new?pledge_id=x").status == 200


def test_a_donor_who_is_looked_for_brings_the_pledges_of_all_his_ids_into_the_form(
    site: Site, keeper: Visitor
) -> None:
    one, other = a_donor(site, "Quách Hứa Lâu"), a_donor(site, "Quách Hứa Lâu")
    form = f"{keeping(site)}/pledges/new"
    for donor in one, other:
        asked = keeper.send(
            keeper.open(form).form(), amount_dong="7.000", donor_name="Quách Hứa Lâu"
        )
        keeper.send(asked.form(), donor=str(donor))
    site.book.ledger.merge_donors(site.book.command(), one, other)
    pledged(site, keeper, 1_000, 2_000, 3_000)
    first, second, *_, before, last = site.book.fund.pledges
    empty = keeper.open(f"{keeping(site)}/donations/new")
    assert options(empty, "pledge_id") == [str(last), str(before)]
    assert "Chỉ nêu các đăng ký mới nhất." in empty.words
    found = keeper.send(empty.form(), donor_name="quach hua lau", find_donor="")
    assert options(found, "pledge_id") == [str(each) for each in (second, first, last, before)]
    keeper.send(found.form(), donor=str(one), pledge_id=str(first), amount_dong="7.000")
    assert first not in site.book.fund.pledges, "nothing of it is outstanding any more"


def test_custodies_with_money_come_in_pages_the_eldest_first(
    site: Site, keeper: Visitor, cashier: Visitor
) -> None:
    for number in range(1, 6):
        held(site, keeper, f"Em {number}")
    second = sorted(site.book.fund.custodies)[1]
    pay = cashier.open(f"{keeping(site)}/custodies/{second}/payment").form()
    cashier.send(pay, account_id=str(site.book.bank))
    pages = pages_of(cashier, cashier.open(keeping(site)), "after_custody")
    shown = [[n for n in range(1, 6) if f"Em {n}" in each.words] for each in pages]
    assert shown == [[1, 3], [4, 5]]


def test_more_of_any_custody_comes_in_from_its_line(site: Site, keeper: Visitor) -> None:
    for number in range(1, 4):
        held(site, keeper, f"Em {number}")
    eldest, middle, latest = sorted(map(str, site.book.fund.custodies))
    empty = keeper.open(f"{keeping(site)}/custodies/new")
    assert options(empty, "custody_id") == [latest, middle]
    assert "Còn những khoản khác" in empty.words
    more = keeper.open(keeper.open(keeping(site)).link_ending(f"?custody_id={eldest}"))
    assert options(more, "custody_id")[0] == eldest == more.form().fields["custody_id"]
    keeper.send(more.form(), account_id=str(site.book.bank), amount_dong="500")
    assert site.book.fund.by_purpose[min(site.book.fund.custodies)].total == 1_500
    nowhere = f"{keeping(site)}/custodies/new?custody_id={site.book.new_id()}"
    assert keeper.open(nowhere).status == 404
