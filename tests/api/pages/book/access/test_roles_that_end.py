"""The pages of the staff of an association that ended, and of those who succeed it."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger.values import AssociationId, Role, StaffId
from tests.api.pages.visiting import Visitor
from tests.api.site import Site, open_site
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation
from tests.stores import Store

AUGUST_15 = date(2025, 8, 15)
ENDED = "Hội kết thúc từ ngày 01/07/2025"
WAITS = "Còn chờ bàn giao: Quỹ Khuyến học"
OVER = "hết hiệu lực sau ngày 14/08/2025"


@pytest.fixture
def ending(store: Store) -> Iterator[Site]:
    """A site of its own, whose clock goes far ahead."""
    with open_site(store) as opened:
        yield opened


def staff_of(association_id: AssociationId) -> str:
    return f"/book/associations/{association_id}/staff"


def person(site: Site, role: Role, where: AssociationId, login: str) -> tuple[StaffId, Visitor]:
    """Enrol somebody with a role somewhere and let him come in."""
    staff_id = site.login_of(Role.AUDITOR, login)
    ledger, book = site.services.ledger, site.book
    ledger.revoke_role(book.command(), staff_id, Role.AUDITOR, book.central)
    ledger.grant_role(book.command(), staff_id, role, where, date(2025, 1, 1))
    return staff_id, Visitor(site)


def test_the_successor_s_administrator_finds_the_roles_there_and_until_when_they_last(
    ending: Site,
) -> None:
    site, book = ending, ending.book
    reorganisation = Reorganisation(book)
    treasurer, visitor = person(site, Role.TREASURER, book.commune, "ketoan")
    _, administrator = person(site, Role.ADMINISTRATOR, reorganisation.first, "chutich")
    administrator.come_in("chutich")
    assert staff_of(book.commune) not in administrator.open(staff_of(reorganisation.first)).links
    reorganisation.succeed(1_000_000)
    book.clock.set_day(JULY_15)
    administrator.come_in("chutich")
    assert staff_of(book.commune) in administrator.open(staff_of(reorganisation.first)).links
    page = administrator.open(staff_of(book.commune))
    assert f"{staff_of(book.commune)}/new" in page.links
    assert (ENDED in page.words, WAITS in page.words, OVER in page.words) == (True, True, False)
    member = f"{staff_of(book.commune)}/{treasurer}"
    page = administrator.open(member)
    assert WAITS in page.words
    reorganisation.hand_over(*reorganisation.heirs(1))
    page = administrator.open(member)
    assert OVER in page.words
    assert "Từ 01/01/2025" not in page.words
    assert "01/01/2025 đến hết 14/08/2025" in page.words
    assert "Không phải hôm nay" not in page.words
    book.clock.set_day(AUGUST_15)
    administrator.come_in("chutich")
    page = administrator.open(member)
    assert "Không phải hôm nay" in page.words
    assert not [form for form in page.forms if form.action.endswith("/roles")]
    assert f"{staff_of(book.commune)}/new" not in administrator.open(staff_of(book.commune)).links
    [end] = [form for form in page.forms if form.action.endswith("/treasurer/end")]
    assert "Đã thôi vai trò." in administrator.send(end).words
    visitor.come_in("ketoan")
    assert "Bạn chưa được giao giữ quỹ nào." in visitor.open("/book").words


def test_whoever_s_role_is_over_reads_that_at_his_account(ending: Site) -> None:
    site, book = ending, ending.book
    reorganisation = Reorganisation(book)
    _, visitor = person(site, Role.TREASURER, book.commune, "ketoan")
    reorganisation.succeed(1_000_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    for day, over in ((JULY_15, False), (AUGUST_15, True)):
        book.clock.set_day(day)
        visitor.come_in("ketoan")
        words = visitor.open("/book/account").words
        assert "01/01/2025 đến hết 14/08/2025" in words
        assert ("Không phải hôm nay" in words) is over
        keeping = visitor.open(f"/book/funds/{book.fund_id}")
        assert keeping.status == (403 if over else 200)
