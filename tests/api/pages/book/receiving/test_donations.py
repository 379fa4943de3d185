from typing import Any

import pytest

from ledger.events.fund.receiving import DonationReceived
from ledger.store.vault.records import PersonKind
from ledger.values import GENERAL, Role
from tests.api.pages.visiting import Form, Visitor, staff
from tests.api.site import Site
from tests.builders import OPENED


@pytest.fixture
def form(site: Site, keeper: Visitor) -> Form:
    """The form of a gift to the fund."""
    return keeper.open(f"/book/funds/{site.book.fund_id}/donations/new").form()


def recorded(site: Site) -> DonationReceived:
    """The gift that was recorded last."""
    last = [each.event for each in site.book.events() if isinstance(each.event, DonationReceived)]
    return last[-1]


def gifts(site: Site) -> int:
    """How many gifts this fund's book has."""
    rows = site.services.ledger.stream_rows(site.book.fund_id, 0, 1_000)
    return sum(row.topic == DonationReceived.topic for row in rows)


def test_the_form_is_made_out_for_cash_today(site: Site, form: Form) -> None:
    assert form.fields["account_id"] == str(site.book.cash_box)
    assert form.fields["effective_on"] == "2025-06-16"


def test_cash_is_recorded_and_its_voucher_number_and_the_new_balance_told(
    site: Site, keeper: Visitor, form: Form
) -> None:
    page = keeper.send(form, amount_dong="1.250.000")
    assert page.status == 200
    for told in (
        "Đã ghi vào sổ",
        "Chứng từ số PT-2025-00001",
        "Số tiền 1.250.000 đ",
        "Một triệu hai trăm năm mươi nghìn đồng chẵn",
        f"Bút toán số {site.position():,}".replace(",", "."),
        "Số dư mới của quỹ 1.250.000 đ",
        "Tên nhà hảo tâm Không công khai",
    ):
        assert told in page.words
    assert site.book.balance == 1_250_000
    assert recorded(site).account_id == site.book.cash_box


def test_what_was_just_recorded_is_corrected_from_where_that_is_told(
    keeper: Visitor, form: Form
) -> None:
    page = keeper.send(form, amount_dong="1.250.000")
    anew = keeper.open(page.link_ending("/correction"))
    assert anew.status == 200
    assert anew.form().fields["amount_dong"] == "1.250.000"


def test_a_gift_is_seen_at_once_in_the_book_and_in_public(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(form, amount_dong="1250000")
    assert "+1.250.000 đ" in keeper.open("/book").words
    assert "+1.250.000 đ" in Visitor(site).open(f"/funds/{site.book.fund_id}").words


def test_a_name_goes_to_the_vault_and_only_an_id_to_the_book(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(
        form, amount_dong="1000", donor_name="Phạm Văn Đồng Ý", donor_address="Xóm 3", named="yes"
    )
    donor_id = recorded(site).private.donor_id
    assert donor_id is not None
    person = site.services.vault.get_person(donor_id)
    assert person is not None
    assert (person.name, person.address) == ("Phạm Văn Đồng Ý", "Xóm 3")
    rows = site.services.ledger.rows(0, 100_000)
    assert not [row for row in rows if "Đồng Ý".encode() in row.state]
    assert "Phạm Văn Đồng Ý" in Visitor(site).open(f"/funds/{site.book.fund_id}").words


def test_a_name_without_consent_is_seen_by_the_treasurer_alone(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(form, amount_dong="1000", donor_name="Phạm Thị Kín")
    assert "Phạm Thị Kín" in keeper.open("/book").words
    assert "Phạm Thị Kín" not in keeper.open(f"/funds/{site.book.fund_id}").words


def test_a_form_sent_twice_is_recorded_once(site: Site, keeper: Visitor, form: Form) -> None:
    first = keeper.post(form, amount_dong="70000", donor_name="Lê Hai Lần")
    position = site.position()
    second = keeper.post(form, amount_dong="70000", donor_name="Lê Hai Lần")
    assert first.status == second.status == 303
    assert first.location == second.location
    assert site.position() == position
    assert gifts(site) == 1


def test_another_gift_under_the_same_form_is_refused(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.post(form, amount_dong="70000")
    page = keeper.post(form, amount_dong="80000")
    assert page.status == 422
    assert "Biểu mẫu này đã được gửi với nội dung khác." in page.words
    assert gifts(site) == 1


def test_goods_are_recorded_with_quantity_and_value(
    site: Site, keeper: Visitor, form: Form
) -> None:
    page = keeper.send(
        form,
        account_id="goods",
        amount_dong="3.600.000",
        goods_item="vở kẻ ngang",
        goods_quantity="1.200,5",
        goods_unit="quyển",
    )
    assert "NK-2025-00001" in page.words
    goods = recorded(site).goods
    assert goods is not None
    assert (goods.item, goods.quantity_milli, goods.unit) == ("vở kẻ ngang", 1_200_500, "quyển")
    assert site.book.balance == 0


def test_goods_nobody_can_value_have_no_amount(site: Site, keeper: Visitor, form: Form) -> None:
    typed = {"goods_item": "sách cũ", "goods_quantity": "1 500", "goods_unit": "quyển"}
    page = keeper.send(form, account_id="goods", amount_dong="", **typed)
    assert page.status == 200
    assert recorded(site).amount_dong == 0


def test_what_foreign_money_is_worth_is_reckoned_for_whoever_leaves_it_out(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(
        form, amount_dong="", currency="usd", foreign_amount="20", rate="25450", rate_source="VCB"
    )
    gift = recorded(site)
    assert gift.amount_dong == 509_000
    assert gift.foreign is not None
    assert (gift.foreign.currency, gift.foreign.rate) == ("USD", "25450")
    assert gift.foreign.rate_on == gift.effective_on


def test_a_rate_reads_one_way_beside_the_amount_it_is_held_against(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(
        form,
        amount_dong="509.000",
        currency="usd",
        foreign_amount="20",
        rate="25.450",
        rate_source="VCB",
    )
    gift = recorded(site)
    assert gift.foreign is not None
    assert (gift.amount_dong, gift.foreign.rate) == (509_000, "25450")


def test_a_rate_that_reads_two_ways_is_all_that_is_told_of(keeper: Visitor, form: Form) -> None:
    typed = {"currency": "usd", "foreign_amount": "20", "rate_source": "VCB"}
    page = keeper.send(form, amount_dong="", rate="25.450", **typed)
    assert page.status == 422
    assert "Số này đọc được hai cách. Hãy ghi 25450 hoặc 25,45." in page.words
    assert "Ghi số tiền" not in page.words


def test_a_gift_leads_to_its_voucher_where_that_is_to_be_printed(
    site: Site, keeper: Visitor, form: Form
) -> None:
    told = keeper.post(form, amount_dong="70.000").location
    assert told is not None
    printed = keeper.post(form, amount_dong="70.000", then="print").location
    assert printed is not None, "which button sent it is no part of what it says"
    assert (printed.endswith("?then=print"), gifts(site)) == (True, 1)
    voucher = keeper.open(printed)
    assert "Phiếu thu Ngày 16 tháng 6 năm 2025" in voucher.words
    assert f"/book/funds/{site.book.fund_id}/donations/new" in voucher.links


def test_an_appeals_gift_goes_to_the_appeals_purpose(site: Site, keeper: Visitor) -> None:
    purpose = site.book.define_purpose()
    mobilization_id = site.book.launch(purpose=purpose)
    form = keeper.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
    assert form.fields["mobilization_id"] == ""
    keeper.send(form, amount_dong="1000", mobilization_id=str(mobilization_id), purpose=GENERAL)
    assert recorded(site).mobilization_id == mobilization_id
    assert recorded(site).purpose == purpose


def test_a_date_typed_as_people_write_it_is_understood(
    site: Site, keeper: Visitor, form: Form
) -> None:
    keeper.send(form, amount_dong="1000", effective_on="5/6/2025")
    assert recorded(site).effective_on.isoformat() == "2025-06-05"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"amount_dong": "12x"}, "amount_dong", "Ghi số tiền là số nguyên lớn hơn 0"),
    ({"amount_dong": ""}, "amount_dong", "Ghi số tiền là số nguyên lớn hơn 0"),
    ({"amount_dong": "0"}, "amount_dong", "Ghi số tiền là số nguyên lớn hơn 0"),
    ({"amount_dong": "-5"}, "amount_dong", "Ghi số tiền là số nguyên lớn hơn 0"),
    ({"amount_dong": str(10**15 + 1)}, "amount_dong", "Ghi số tiền là số nguyên lớn hơn 0"),
    ({"account_id": None}, "account_id", "Chọn nơi nhận."),
    ({"account_id": "x"}, "account_id", "Chọn nơi nhận."),
    ({"account_id": str(OPENED)}, "account_id", "Chọn nơi nhận."),
    (
        {"account_id": "00000000-0000-0000-0000-000000000001"},
        "account_id",
        "Quỹ không có tài khoản này.",
    ),
    ({"effective_on": ""}, "effective_on", "Ghi một ngày có thật."),
    ({"effective_on": "31/02/2025"}, "effective_on", "Ghi một ngày có thật."),
    (
        {"effective_on": "2025-06-17"},
        "effective_on",
        "Không ghi được ngày ở tương lai. Hôm nay là ngày 16/06/2025.",
    ),
    (
        {"effective_on": "2023-12-31"},
        "effective_on",
        "vận động bắt đầu. Sớm nhất là ngày 01/01/2024.",
    ),
    ({"named": "yes"}, "donor_name", "Muốn công khai tên thì phải ghi tên."),
    ({"donor_name": "a\x00b"}, "donor_name", "Ghi tên bằng chữ thường đọc được"),
    ({"donor_name": "x" * 201}, "donor_name", "Ghi tên bằng chữ thường đọc được"),
    ({"account_id": "goods"}, "goods_item", "Ghi tên hiện vật."),
    ({"account_id": "goods", "goods_quantity": "1,2345"}, "goods_quantity", "Ghi số lượng"),
    (
        {"account_id": "goods", "goods_quantity": "1,500"},
        "goods_quantity",
        "Số này đọc được hai cách. Hãy ghi 1500 hoặc 1,5.",
    ),
    (
        {"account_id": "goods", "goods_quantity": "1.500"},
        "goods_quantity",
        "Số này đọc được hai cách. Hãy ghi 1500 hoặc 1,5.",
    ),
    (
        {"amount_dong": "", "currency": "USD", "foreign_amount": "20", "rate": "25,450"},
        "rate",
        "Số này đọc được hai cách. Hãy ghi 25450 hoặc 25,45.",
    ),
    ({"currency": "USD"}, "foreign_amount", "Ghi số ngoại tệ."),
    ({"rate": "x"}, "rate", "Ghi tỷ giá, bằng đồng."),
    (
        {"currency": "USD", "foreign_amount": "20", "rate": "25450", "rate_source": "VCB"},
        "amount_dong",
        "Số tiền không khớp. Phải là 509.000 đ.",
    ),
]


@pytest.mark.parametrize("typed, field, sentence", REFUSED)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_recorded(
    site: Site,
    keeper: Visitor,
    form: Form,
    typed: dict[str, str | None],
    field: str,
    sentence: str,
) -> None:
    position = site.position()
    page = keeper.post(form, **{"amount_dong": "1000", **typed})
    assert page.status in {404, 422}
    assert f'id="{field}-error"' in page.response.text
    assert sentence in page.words
    assert site.position() == position


def test_a_refused_form_keeps_what_was_typed_and_its_command(keeper: Visitor, form: Form) -> None:
    typed = {"amount_dong": "12x", "donor_name": "Lê Văn Gõ", "named": "yes", "device_number": "7"}
    page = keeper.post(form, **typed)
    kept = page.form().fields
    assert {name: kept[name] for name in typed} == typed
    assert kept["command_id"] == form.fields["command_id"]
    assert kept["account_id"] == form.fields["account_id"]


def test_a_refused_form_can_be_put_right_and_sent_again(
    site: Site, keeper: Visitor, form: Form
) -> None:
    page = keeper.post(form, amount_dong="12x")
    assert keeper.send(page.form(), amount_dong="12000").status == 200
    assert gifts(site) == 1


def test_a_refused_gift_leaves_no_name_behind(site: Site, keeper: Visitor, form: Form) -> None:
    people = site.services.vault.list_people
    before = len(people(PersonKind.DONOR))
    keeper.post(form, amount_dong="1", donor_name="Ai Đó", effective_on="2025-06-17")
    assert len(people(PersonKind.DONOR)) == before


@pytest.mark.parametrize("typed", [{"csrf_token": None}, {"csrf_token": "x"}])
def test_a_form_without_the_sessions_token_is_refused(
    site: Site, keeper: Visitor, form: Form, typed: dict[str, str | None]
) -> None:
    page = keeper.post(form, **{"amount_dong": "1000", **typed})
    assert page.status == 403
    assert gifts(site) == 0


@pytest.mark.parametrize("command_id", [None, "", "x"])
def test_a_form_without_its_command_is_refused(
    site: Site, keeper: Visitor, form: Form, command_id: str | None
) -> None:
    assert keeper.post(form, amount_dong="1000", command_id=command_id).status == 422
    assert gifts(site) == 0


def test_a_form_of_somebody_who_was_logged_out_leads_to_the_login(site: Site, form: Form) -> None:
    sent = Visitor(site).post(form, amount_dong="1000")
    assert sent.status == 401
    assert sent.form().action == "/login"
    assert sent.form().fields["next"] == f"/book/funds/{site.book.fund_id}/donations/new"
    assert gifts(site) == 0


@pytest.mark.parametrize("role", [Role.APPROVER, Role.CASHIER, Role.ADMINISTRATOR])
def test_whoever_may_not_record_sees_no_form(site: Site, role: Role) -> None:
    page = staff(site, role).open(f"/book/funds/{site.book.fund_id}/donations/new")
    assert page.status == 403


def test_an_unknown_fund_is_not_found(site: Site, keeper: Visitor) -> None:
    page = keeper.open(f"/book/funds/{site.book.new_id()}/donations/new")
    assert page.status == 404
    assert "Không có quỹ này." in page.words


def test_whoever_wrote_is_told_when_the_pages_are_late(
    site: Site, keeper: Visitor, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.reading.WAIT_SECONDS_MAX", 0)
    site.lag()
    page = keeper.send(form, amount_dong="1000")
    assert "Chứng từ số PT-2025-00001" in page.words
    assert "Trang đang cập nhật. Hãy tải lại sau giây lát." in page.words
    assert "Trang đang cập nhật." in keeper.open("/book").words
    assert "Trang đang cập nhật." not in Visitor(site).open("/").words


def test_a_quantity_without_end_is_told_at_its_field(keeper: Visitor, form: Form) -> None:
    goods = {"account_id": "goods", "goods_item": "vở", "goods_unit": "quyển"}
    page = keeper.send(form, **goods, goods_quantity="1" + ".000" * 40)
    assert page.status == 422
