"""Closing the books and opening them again, with forms."""

from datetime import date

import pytest

from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff, treasurer
from tests.api.site import Site


@pytest.fixture(scope="module")
def keeper(shared_site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(shared_site)


@pytest.fixture(scope="module")
def administrator(shared_site: Site) -> Visitor:
    """Whoever may open closed books again."""
    return staff(shared_site, Role.ADMINISTRATOR)


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def test_the_keeper_closes_the_last_month(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/closings/new").form()
    assert form.fields["through"] == "2025-05-31"
    page = keeper.send(form)
    assert "Sổ đã khóa đến hết ngày 31/05/2025." in page.words
    assert site.book.fund.closed_through == date(2025, 5, 31)
    again = keeper.send(keeper.open(f"{keeping(site)}/closings/new").form())
    assert again.status == 422
    assert "Ngày này đã khóa sổ, hoặc chưa qua." in again.words


def test_a_tap_too_many_closes_once(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/closings/new").form()
    keeper.send(form)
    before = site.position()
    assert keeper.send(form).status == 200
    assert site.position() == before


def test_the_administrator_opens_them_again_and_says_why(
    site: Site, administrator: Visitor
) -> None:
    site.book.close(date(2025, 5, 31))
    form = administrator.open(f"{keeping(site)}/reopenings/new").form()
    without = administrator.send(form, since="2025-05-01", reason="")
    assert without.status == 422
    assert "Chọn lý do." in without.words
    page = administrator.send(form, since="2025-05-01", reason="audit_finding")
    assert "Mở lại sổ từ ngày 01/05/2025" in page.words
    assert site.book.fund.closed_through == date(2025, 4, 30)


def test_the_keeper_does_not_open_them_again(site: Site, keeper: Visitor) -> None:
    assert keeper.open(f"{keeping(site)}/reopenings/new").status == 403
