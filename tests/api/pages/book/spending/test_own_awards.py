"""Who of the staff is a beneficiary too is recorded by a form, and bars from his own awards."""

import pytest

from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import BeneficiaryId, Role, StaffId
from tests.api.pages.visiting import VisitedPage, Visitor, staff, treasurer
from tests.api.site import Site


@pytest.fixture
def administrator(site: Site) -> Visitor:
    """Whoever manages the staff."""
    return staff(site, Role.ADMINISTRATOR)


def path(site: Site) -> str:
    return f"/book/associations/{site.book.commune}/own-awards"


def a_beneficiary(site: Site, name: str, address: str = "") -> BeneficiaryId:
    beneficiary_id = BeneficiaryId(site.book.new_id())
    person = PersonRecord(
        id=beneficiary_id, kind=PersonKind.BENEFICIARY, name=name, address=address
    )
    site.services.vault.keep_people([person], site.book.commune)
    site.book.ledger.register_beneficiary(site.book.command(), beneficiary_id, site.book.commune)
    return beneficiary_id


def sought(visitor: Visitor, form_path: str, words: str) -> VisitedPage:
    """Look for a name, in the body of a form."""
    (search,) = [each for each in visitor.open(form_path).forms if "q" in each.fields]
    return visitor.send(search, q=words)


def a_colleague(site: Site, name: str = "Lê Văn Bình") -> StaffId:
    staff_id = StaffId(site.book.new_id())
    person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=name)
    site.services.vault.put_person(person)
    site.book.ledger.enrol_staff(site.book.command(), staff_id, site.book.commune)
    return staff_id


def test_a_member_of_staff_is_linked_to_the_beneficiary_he_is(
    site: Site, administrator: Visitor
) -> None:
    colleague = a_colleague(site)
    wanted = a_beneficiary(site, "Lê Văn Bình", address="Thôn Đông")
    a_beneficiary(site, "Trần Thị Mai")
    href = administrator.open(f"/book/funds/{site.book.fund_id}").link_ending("/own-awards")
    found = sought(administrator, href, "văn bình")
    assert "Lê Văn Bình Thôn Đông" in found.words
    assert "Trần Thị Mai" not in found.words
    form = found.form()
    unchosen = administrator.send(form, staff_id="", beneficiary_id=str(wanted))
    assert (unchosen.status, "Chọn một mục trong danh sách." in unchosen.words) == (422, True)
    page = administrator.send(form, staff_id=str(colleague), beneficiary_id=str(wanted))
    assert "Người này không xử lý được suất của chính mình." in page.words
    assert site.book.ledger.desk().staff(colleague).is_also == {wanted}


def test_nobody_of_that_name_is_said_so(site: Site, administrator: Visitor) -> None:
    a_beneficiary(site, "Trần Thị Mai")
    page = sought(administrator, path(site), "Hòa")
    assert "Không có người thụ hưởng nào tên như thế." in page.words
    assert "Là cán bộ nào?" not in page.words


def test_of_very_many_of_a_name_some_are_shown_and_then_the_others(
    site: Site, administrator: Visitor
) -> None:
    names = [f"Nguyễn Rất Nhiều {number:02}" for number in range(31)]
    for each in names:
        a_beneficiary(site, each)
    first = sought(administrator, path(site), "rất nhiều")
    assert [each for each in names if each in first.words] == names[:30]
    assert "Chưa tìm hết" in first.words
    rest = administrator.send(first.forms[-1])
    assert [each for each in names if each in rest.words] == names[30:]


def test_only_who_manages_the_staff_may(site: Site) -> None:
    keeper = treasurer(site)
    assert keeper.open(path(site)).status == 403
    assert "Cán bộ là người thụ hưởng" not in keeper.open(f"/book/funds/{site.book.fund_id}").words
