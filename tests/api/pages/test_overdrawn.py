"""Whoever takes something below zero is told so, and everybody can see since when it is."""

from datetime import date

import pytest

from api.pages import overdrawn
from ledger.recording.commands import Receipt, Warned
from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff, treasurer
from tests.api.site import Site
from tests.builders import a_donation, goods

BANK = "Tài khoản Vietcombank"
LATER = "Sổ không cho chi phần tiền này cho đến khi bù đủ."


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(site)


def overspent(site: Site) -> Receipt:
    """Pay 120,000 of 150,000, and return the receipt of a gift of 50,000 among it."""
    site.book.donate(100_000, on=date(2025, 6, 2))
    gift = site.book.donate(50_000, on=date(2025, 6, 2))
    site.book.spend(120_000, on=date(2025, 6, 5))
    return gift


def reversal_of(site: Site, entry: Receipt) -> str:
    return f"/book/funds/{site.book.fund_id}/entries/{entry.version}/reversal"


def test_who_reverses_a_gift_that_was_spent_is_told_what_it_leaves_below_zero(
    site: Site, visitor: Visitor
) -> None:
    form = visitor.open(reversal_of(site, overspent(site))).form()
    page = visitor.send(form, reason="duplicate")
    told = (
        "Sổ đã ghi, nhưng có ngày số dư âm."
        f" {BANK}: âm từ ngày 05/06/2025 đến nay, thấp nhất −20.000 đ."
        " Quỹ chung: âm từ ngày 05/06/2025 đến nay, thấp nhất −20.000 đ."
        f" {LATER}"
    )
    assert told in page.words
    assert "Đã ghi vào sổ" in page.words
    assert told not in visitor.open(page.path).words, "it is news once"


def test_who_is_about_to_reverse_a_gift_that_was_spent_is_told_so_before(
    site: Site, visitor: Visitor
) -> None:
    kept = site.book.donate(10_000, on=date(2025, 6, 2))
    page = visitor.open(reversal_of(site, overspent(site)))
    told = (
        "Nếu ghi đảo vào ngày 02/06/2025, sẽ có ngày số dư âm."
        f" {BANK}: âm từ ngày 05/06/2025 đến nay, thấp nhất −10.000 đ."
    )
    assert told in page.words
    assert "số dư âm" not in visitor.open(reversal_of(site, kept)).words


def test_days_that_are_over_stop_nothing_any_more(site: Site, visitor: Visitor) -> None:
    gift = overspent(site)
    site.book.donate(500_000, on=date(2025, 6, 10))
    page = visitor.send(visitor.open(reversal_of(site, gift)).form(), reason="duplicate")
    told = "âm từ ngày 05/06/2025 đến hết ngày 09/06/2025, thấp nhất −20.000 đ."
    assert f"Quỹ chung: {told}" in page.words
    assert LATER not in page.words


def test_it_is_told_in_english_too(site: Site, visitor: Visitor) -> None:
    form = visitor.open(f"{reversal_of(site, overspent(site))}?lang=en").form()
    page = visitor.send(form, reason="duplicate")
    assert "It is recorded, but on some days the balance is below zero." in page.words
    assert "below zero since 5 Jun 2025, at its lowest −20,000 VND." in page.words


@pytest.mark.parametrize(
    "limits, words",
    [
        ({"until_on": "2025-06-05"}, f"{BANK}: âm ngày 05/06/2025, −7 đ."),
        (
            {"until_on": "2025-06-09", "times": 2},
            f"{BANK}: âm 2 lần từ ngày 05/06/2025 đến hết ngày 09/06/2025, thấp nhất −7 đ.",
        ),
        (
            {"times": 3},
            f"{BANK}: âm 3 lần từ ngày 05/06/2025 và nay vẫn âm, thấp nhất −7 đ.",
        ),
    ],
)
def test_one_day_and_many_times_have_words_of_their_own(
    site: Site, limits: dict[str, int | str], words: str
) -> None:
    assert words in said(site, a_warning(site, **limits))


def test_of_many_some_are_told_and_the_others_counted(site: Site) -> None:
    told = said(site, *[a_warning(site)] * 6)
    assert told.count("Vietcombank") == 4
    assert f"Và 2 chỗ khác. {LATER}" in told


def test_a_rule_that_only_warns_is_no_overdraft(site: Site) -> None:
    assert said(site, Warned("administration_cap_exceeded", {"available_dong": 0})) == ""


def test_everybody_sees_what_lies_below_zero_and_since_when(site: Site) -> None:
    anybody, fund = Visitor(site), f"/funds/{site.book.fund_id}"
    assert "Những ngày âm quỹ" not in anybody.open(fund).words
    site.book.reverse(overspent(site))
    page = anybody.open(fund)
    assert "Có khoản đã chi hay bị trừ khi quỹ không còn đủ." in page.words
    assert f"{BANK}: âm từ ngày 05/06/2025 đến nay, thấp nhất −20.000 đ. Xem sổ" in page.words
    assert page.words.count("Âm quỹ") == 2, "the account and its only purpose"
    book = anybody.open(page.link_ending(f"{site.book.bank}/book?period=2025-06"))
    assert "âm từ ngày 05/06/2025 đến nay" in book.words


def test_days_below_zero_are_shown_though_they_are_over(site: Site) -> None:
    site.book.reverse(overspent(site))
    site.book.donate(500_000, on=date(2025, 6, 10))
    anybody = Visitor(site)
    page = anybody.open(f"/funds/{site.book.fund_id}")
    assert "Có khoản đã chi hay bị trừ" not in page.words
    assert "Âm quỹ" not in page.words
    corrections = anybody.open(page.link_ending("/corrections#overdrafts"))
    told = "05/06/2025 09/06/2025 −20.000 đ"
    assert "Những ngày âm quỹ" in corrections.words
    assert f"Vietcombank {told}" in corrections.words
    assert f"Quỹ chung {told}" in corrections.words
    figures = anybody.client.get(f"{page.path}.json").json
    assert figures is not None
    (found, _) = figures["overdrafts"]
    assert (found["since_on"], found["until_on"]) == ("2025-06-05", "2025-06-09")


@pytest.mark.parametrize("role", [Role.TREASURER, Role.AUDITOR])
def test_whoever_keeps_or_audits_a_fund_finds_its_days_below_zero(site: Site, role: Role) -> None:
    site.book.charge_fee(10_000, on=date(2025, 6, 2))
    site.book.donate(10_000, on=date(2025, 6, 3))
    for _ in range(2):
        site.book.charge_fee(1, on=date(2025, 6, 10))
        site.book.donate(1, on=date(2025, 6, 11))
    site.book.charge_fee(4, on=date(2025, 6, 14))
    page = staff(site, role).open(f"/book/funds/{site.book.fund_id}")
    assert f"Những ngày âm quỹ {BANK}: âm từ ngày 14/06/2025 đến nay" in page.words
    assert f"{BANK}: âm ngày 10/06/2025, −2 đ." in page.words
    assert "Và 1 lần trước đó." in page.words


def test_goods_that_never_came_are_told_by_what_is_missing(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    site.book.issue(goods(quantity_milli=500_000))
    page = visitor.send(visitor.open(reversal_of(site, gift)).form(), reason="duplicate")
    words = "Hiện vật trong kho: âm từ ngày 16/06/2025 đến nay, thấp nhất −500 quyển vở."
    assert words in page.words
    fund = Visitor(site).open(f"/funds/{site.book.fund_id}")
    assert words in fund.words
    assert "Quyển vở Âm quỹ" in fund.words


def a_warning(site: Site, **limits: int | str) -> Warned:
    """That the bank account lies below zero since a day, once if nothing else is said."""
    told: dict[str, int | str] = {"account_id": str(site.book.bank), "available_dong": -7}
    return Warned("insufficient_funds", {**told, "since_on": "2025-06-05", "times": 1, **limits})


def said(site: Site, *warnings: Warned) -> str:
    """What a page says of warnings."""
    site.catch_up()
    with site.app.test_request_context(), site.services.views.reading() as reading:
        told = overdrawn.told(reading, site.book.fund_id, warnings) or ""
    return told.replace("\N{NO-BREAK SPACE}", " ")
