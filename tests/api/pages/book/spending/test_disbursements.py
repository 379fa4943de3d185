"""Three persons at the pages: one proposes, one decides, one pays; and awards come back."""

from io import BytesIO

import pytest

from api.pages.book.spending.spending_forms import line_numbers
from tests.api.award_lists.files import csv_list
from tests.api.pages.visiting import VisitedPage, Visitor
from tests.api.site import Site

ROWS = (
    ("Lê Thị An", "6A", "nghèo", 1, 500_000),
    ("Trần Văn Bình", "7B", "", 2, 300_000),
    ("Phạm Thị Cúc", "8C", "mồ côi", 1, 200_000),
)
COMMON = {
    "disbursement_class": "scholarship",
    "programme": "Tiếp sức đến trường",
    "purpose": "general",
    "effective_on": "2025-06-16",
}


@pytest.fixture
def rich(site: Site) -> Site:
    site.book.donate(5_000_000)
    return site


def path(site: Site, end: str = "") -> str:
    return f"/book/funds/{site.book.fund_id}/disbursements{end}"


def proposed(site: Site, keeper: Visitor) -> VisitedPage:
    form = keeper.open(path(site, "/new")).form()
    return keeper.send(form, **COMMON, amount_dong="1.000.000", awards="2")


def preview(site: Site, keeper: Visitor, content: bytes, **fields: str) -> VisitedPage:
    page = keeper.open(f"/book/funds/{site.book.fund_id}/award-list")
    data = {**page.form().fields, **COMMON, **fields, "list": (BytesIO(content), "ds.csv")}
    answer = keeper.client.post(page.form().action, data=data)
    return VisitedPage(page.form().action, answer)


def test_one_is_proposed_approved_paid_in_parts_and_returned(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    page = proposed(rich, keeper)
    assert "Chờ duyệt" in page.words
    here = page.path
    assert [link for link in page.links if link.endswith(("/approval", "/payment"))] == []
    approval = approver.open(approver.open(here).link_ending("/approval"))
    page = approver.send(approval.form(), decision_number="12/QĐ-HKH")
    assert "Đã duyệt." in page.words
    pay = cashier.open(cashier.open(here).link_ending("/payment"))
    paid = cashier.send(
        pay.form(), account_id=str(rich.book.bank), amount_dong="400.000", awards="1"
    )
    assert "BN-2025-00001" in paid.words
    assert "Đã chi một phần" in cashier.open(here).words
    back = keeper.open(keeper.open(here).link_ending("/return"))
    assert "BN-2025-00001" in back.words
    returned = keeper.send(
        back.form(), payment=str(rich.book.version), account_id=str(rich.book.bank)
    )
    assert "BC-2025-00002" in returned.words
    assert here in returned.links
    words = keeper.open(here).words
    assert "Đã thu hồi 400.000 đ" in words
    assert rich.book.balance == 5_000_000


def test_what_a_fund_spends_on_itself_is_counted_in_no_awards(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    form = keeper.open(path(rich, "/new")).form()
    costs = COMMON | {"disbursement_class": "administration", "programme": "Văn phòng phẩm"}
    page = keeper.send(form, **costs, amount_dong="1.000.000")
    here = page.path
    assert "Chi quản lý quỹ" in page.words
    assert "uất" not in page.words
    approver.send(approver.open(f"{here}/approval").form())
    pay = cashier.open(f"{here}/payment")
    assert "awards" not in pay.form().fields
    paid = cashier.send(pay.form(), account_id=str(rich.book.bank), amount_dong="400.000")
    rich.catch_up()
    voucher = cashier.open(next(link for link in paid.links if "/vouchers/" in link)).words
    assert "Chi quản lý quỹ: Văn phòng phẩm" in voucher
    assert "suất" not in voucher
    words = keeper.open(f"/funds/{rich.book.fund_id}").words
    assert "Văn phòng phẩm" in words
    assert "suất" not in words


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    rich: Site, keeper: Visitor, approver: Visitor
) -> None:
    form = keeper.open(path(rich, "/new")).form()
    page = keeper.send(form, **COMMON | {"programme": ""}, amount_dong="x", awards="hai")
    assert page.status == 422
    for words in ("Ghi tên chương trình", "Ghi số tiền", "Ghi số suất"):
        assert words in page.words
    assert page.form().fields["awards"] == "hai"
    here = proposed(rich, keeper).path
    approval = approver.open(f"{here}/approval")
    refused = approver.send(approval.form(), effective_on="2025-06-15")
    assert refused.status == 422
    assert "Chờ duyệt" in keeper.open(here).words


def test_more_than_remains_and_more_than_there_is_are_told_as_what_they_are(
    site: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    site.book.donate(1_000_000)
    lacking = keeper.open(path(site, "/new")).form()
    here = keeper.send(lacking, **COMMON, amount_dong="1.500.000", awards="2").path
    page = approver.send(approver.open(f"{here}/approval").form())
    told = page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Không đủ tiền: có ngày số dư sẽ âm. Hiện có 1.000.000 đ." in told
    assert [link for link in page.links if link.startswith("#")] == ["#main"]
    here = proposed(site, keeper).path
    approver.send(approver.open(f"{here}/approval").form())
    form = cashier.open(f"{here}/payment").form()
    page = cashier.send(form, account_id=str(site.book.bank), amount_dong="9.000.000")
    assert "Lỗi: Phải là số nguyên từ 1 đến 1.000.000." in page.words


def test_a_rejected_one_has_nothing_more_to_do(
    rich: Site, keeper: Visitor, approver: Visitor
) -> None:
    here = proposed(rich, keeper).path
    page = approver.send(approver.open(f"{here}/rejection").form())
    assert "Đã từ chối." in page.words
    assert not [link for link in page.links if link.startswith(f"{here}/")]


def test_two_taps_pay_once(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    here = proposed(rich, keeper).path
    approver.send(approver.open(f"{here}/approval").form())
    form = cashier.open(f"{here}/payment").form()
    first = cashier.post(form, account_id=str(rich.book.bank))
    second = cashier.post(form, account_id=str(rich.book.bank))
    assert first.location == second.location is not None
    assert rich.book.balance == 4_000_000


def test_what_another_tab_did_is_told_and_no_field_is_blamed_for_it(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    page = proposed(rich, keeper)
    forms = {
        act: (by, by.open(f"{page.path}/{act}").form())
        for by, act in ((approver, "approval"), (approver, "rejection"))
    }
    approver.send(forms["approval"][1])
    late = approver.open(f"{page.path}/approval")
    assert "Khoản chi chưa đến, hoặc đã qua bước này." in late.words
    assert "Đã duyệt" in late.words, "it is shown as it is"
    pay = cashier.open(f"{page.path}/payment").form()
    bank = {"account_id": str(rich.book.bank)}
    forms["payment"] = cashier, pay._replace(fields={**pay.fields, **bank})
    cashier.send(cashier.open(f"{page.path}/payment").form(), **bank)
    for act in "payment", "rejection":
        by, form = forms[act]
        stale = by.post(form)
        assert (stale.status, "Khoản chi chưa đến, hoặc đã qua bước này." in stale.words) == (
            422,
            True,
        )
        assert "#effective_on" not in stale.links
        assert by.look_at(f"{page.path}/{act}").location == page.path


def test_each_act_is_for_its_role(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    here = proposed(rich, keeper).path
    allowed = {"approval": approver, "rejection": approver, "payment": cashier, "return": keeper}
    for act, may in allowed.items():
        for visitor in (keeper, approver, cashier):
            assert (visitor.look_at(f"{here}/{act}").status != 403) is (visitor is may)


def test_a_list_is_previewed_and_then_proposed_as_it_was_looked_at(
    rich: Site, keeper: Visitor, approver: Visitor, cashier: Visitor
) -> None:
    before = rich.position()
    page = preview(rich, keeper, csv_list(*ROWS))
    assert page.status == 200
    for words in ("1.000.000 đ", "Suất 4", "Lượt người 3", "Số người 3"):
        assert words in page.words
    assert rich.position() == before
    listed = keeper.send(page.form())
    assert "Đã đề nghị chi 1 danh sách." in listed.words
    here = listed.link_ending(str(next(iter(rich.book.fund.disbursements))))
    assert "Trần Văn Bình" in keeper.open(here).words
    approver.send(approver.open(f"{here}/approval").form())
    pay = cashier.open(f"{here}/payment").form()
    cashier.send(pay, account_id=str(rich.book.bank), lines="1-2")
    assert "Đã chi 800.000 đ" in cashier.open(here).words
    wrong = cashier.send(
        cashier.open(f"{here}/payment").form(), account_id=str(rich.book.bank), lines="2, 3"
    )
    assert wrong.status == 422


def test_a_list_with_faults_names_them_and_cannot_be_confirmed(rich: Site, keeper: Visitor) -> None:
    page = preview(rich, keeper, csv_list(ROWS[0], ("", "", "giàu", 1, "=1+1")))
    assert "3 chỗ sai" in page.words
    for words in ("Họ và tên: chưa ghi", "không có đối tượng này", "là công thức"):
        assert words in page.words
    refused = keeper.post(page.form())
    assert refused.status == 422
    assert rich.book.fund.disbursements == {}


def test_what_is_no_list_is_told_at_the_file(rich: Site, keeper: Visitor) -> None:
    for content in (b"", b"a word"):
        page = preview(rich, keeper, content)
        assert page.status in (400, 422)
        assert "CSV hoặc XLSX" in page.words


def test_the_public_page_of_a_fund_names_no_recipient(rich: Site, keeper: Visitor) -> None:
    keeper.send(preview(rich, keeper, csv_list(*ROWS)).form())
    words = Visitor(rich).open(f"/funds/{rich.book.fund_id}").words
    assert "Trần Văn Bình" not in words
    assert Visitor(rich).look_at(path(rich)).location is not None


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("1", (1,)),
        ("1-3, 7", (1, 2, 3, 7)),
        (" 2 – 3 ;9", (2, 3, 9)),
    ],
)
def test_line_numbers_are_read_one_by_one_and_in_ranges(
    text: str, numbers: tuple[int, ...]
) -> None:
    assert line_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "0", "3-1", "1-1001", "a", "1,,2", "-5"])
def test_what_is_no_line_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # what is in it is nobody's business
        line_numbers(text)
