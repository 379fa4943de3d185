"""A treasurer uploads a statement, looks at its rows, chooses, and records it, without a script."""

from datetime import date, datetime
from io import BytesIO

import pytest

from api.pages.book.receiving import statements
from api.statements.proposals.kinds import Kind, Why
from ledger.events.fund.receiving import CreditUnallocated, DonationReceived
from ledger.values import Role
from tests.api.pages.visiting import VisitedPage, Visitor, staff, treasurer
from tests.api.site import Site
from tests.api.statements.files import HEADER
from tests.api.statements.test_workbooks import a_workbook
from tests.api.v1.receiving.uploading import BLANK, DEBIT, FEE, GIFT, a_file, happened

LOST = [
    "1,01/09/2024,1,,50.000,1.050.000,ung ho",
    "1,01/09/2024,2,,,1.150.000,ung ho",
    "1,01/09/2024,3,,30.000,1.180.000,ung ho",
    "1,01/09/2024,4,,30.000,1.200.000,ung ho",
]


@pytest.fixture
def keeper(site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(site)


def uploaded(site: Site, keeper: Visitor, content: bytes, **fields: str) -> VisitedPage:
    """The page that an upload leads to."""
    form = keeper.open(f"/book/funds/{site.book.fund_id}/statements").form()
    asked = {**form.fields, "account_id": str(site.book.bank), **fields}
    data = {**asked, "statement": (BytesIO(content), "sao-ke.csv")}
    answer = keeper.client.post(form.action, data=data)
    page = VisitedPage(form.action, answer)
    return page if page.location is None else keeper.open(page.location)


def confirmed(keeper: Visitor, page: VisitedPage, **choices: str) -> VisitedPage:
    return keeper.send(page.form(), confirm="1", save=None, **choices)


def test_it_is_found_among_what_there_is_to_do(site: Site, keeper: Visitor) -> None:
    page = keeper.open(f"/book/funds/{site.book.fund_id}")
    assert "Nhập sao kê ngân hàng" in page.words
    assert page.link_ending("/statements")


def test_it_is_a_step_from_the_first_page_where_there_is_a_bank_account(site: Site) -> None:
    way = f"/book/funds/{site.book.fund_id}/statements"
    assert way in treasurer(site).open("/book").links
    for role in Role.AUDITOR, Role.CASHIER, Role.APPROVER:
        assert way not in staff(site, role).open("/book").links


def test_nobody_goes_past_every_row_to_record_them_as_proposed(site: Site, keeper: Visitor) -> None:
    """Fifty rows are sixteen screens of a phone, and what they are proposed to be stands above."""
    page = uploaded(site, keeper, a_file(GIFT, BLANK, FEE, DEBIT))
    rows = page.words.index("Các dòng")
    assert page.words.index("Đề xuất") < page.words.index("Ghi vào sổ") < rows
    assert page.words.rindex("Ghi vào sổ") > rows
    page = confirmed(keeper, page)
    assert page.words.index("Về sổ của tôi") < page.words.index("Các dòng")


def test_a_statement_is_looked_at_and_then_recorded_as_proposed(
    site: Site, keeper: Visitor
) -> None:
    before = site.position()
    page = uploaded(site, keeper, a_file(GIFT, BLANK, FEE, DEBIT))
    assert page.status == 200
    for words in ("4 dòng", "Khoản ủng hộ như thường lệ", "Chưa rõ nguồn không có nội dung"):
        assert words in page.words
    assert "NGUYEN VAN A ung ho" in page.words
    assert site.position() == before
    page = confirmed(keeper, page)
    assert "Đã ghi 4 dòng vào sổ." in page.words
    assert page.words.count("Sổ đã có") == 2 + 4, "the notice, the heading, and each row"
    assert site.book.balance == 50_000 + 30_000 - 55_000


def test_rows_are_chosen_one_by_one_or_all_that_are_proposed_alike(
    site: Site, keeper: Visitor
) -> None:
    appeal = site.book.launch(starts_on=date(2024, 9, 1), ends_on=None, name="Vì em hiếu học")
    page = uploaded(site, keeper, a_file(GIFT, GIFT, BLANK, DEBIT))
    assert "Khoản ủng hộ: Vì em hiếu học" in page.words
    chosen = {"row.2": "unallocated", "rule.unallocated.no_memo": "skip"}
    page = keeper.send(page.form(), save="1", confirm=None, **chosen)
    assert "Đã lưu lựa chọn." in page.words
    kept = page.form().fields
    assert {name: kept[name] for name in chosen} == chosen, "they are kept when the page is turned"
    before = site.position()
    confirmed(keeper, page, **{"rule.donation.usual": f"donation:{appeal}"})
    events = [each.event for each in site.services.ledger.read(before, 10)]
    assert [type(each) for each in events][:2] == [CreditUnallocated, DonationReceived]
    assert getattr(events[1], "mobilization_id", None) == appeal
    assert len(events) == 3, "what has no memo was left"


def test_every_fault_and_break_is_named_and_what_the_balance_implies(
    site: Site, keeper: Visitor
) -> None:
    page = uploaded(site, keeper, a_file(*LOST, "1,half"))
    assert "2 dòng không đọc được" in page.words
    assert "không có số tiền Số dư cho thấy là 100.000 đ." in page.words
    assert "1 chỗ số dư không khớp" in page.words
    assert "1.210.000 đ" in page.words
    confirmed(keeper, page)
    assert site.book.balance == 110_000
    confirmed(keeper, page, **{"row.3": "as_proposed", "command_id": str(site.book.new_id())})
    assert site.book.balance == 210_000


def test_a_statement_that_the_book_has_wholly_asks_for_nothing_more(
    site: Site, keeper: Visitor
) -> None:
    page = uploaded(site, keeper, a_file(GIFT, BLANK))
    assert "Mới 2 dòng" in page.words
    rest = confirmed(keeper, page, **{"row.3": "skip"})
    assert "Đề xuất" in rest.words, "a row was left, and can still be recorded"
    done = confirmed(keeper, rest, **{"row.3": ""})
    assert "Sổ đã có mọi dòng đọc được của tệp này." in done.words
    assert "Mới 0 dòng Sổ đã có 2 dòng" in done.words
    assert "Đề xuất" not in done.words
    assert "/book" in done.links
    again = uploaded(site, keeper, a_file(GIFT, BLANK))
    assert "Sổ đã có mọi dòng đọc được của tệp này." in again.words


def test_a_second_tap_records_nothing_twice(site: Site, keeper: Visitor) -> None:
    page = uploaded(site, keeper, a_file(GIFT, DEBIT))
    first, second = (confirmed(keeper, page).words for _ in range(2))
    assert "Đã ghi 2 dòng vào sổ." in first
    assert "Đã ghi 2 dòng vào sổ." in second
    assert site.book.balance == 50_000


def test_rows_come_in_pages_and_by_what_they_are_proposed_as(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "ROWS_SHOWN", 2)
    page = uploaded(site, keeper, a_file(GIFT, BLANK, GIFT, GIFT))
    assert {"row.2", "row.3"} == {name for name in page.form().fields if name.startswith("row.")}
    (more,) = {link for link in page.links if "after=" in link}
    assert {"row.4", "row.5"} <= keeper.open(more).form().fields.keys()
    (gifts,) = {link for link in page.links if "proposed=donation" in link}
    assert {"row.2", "row.4"} <= keeper.open(gifts).form().fields.keys()
    here = page.path.partition("?")[0]
    assert keeper.open(f"{here}?after=x&proposed=y&why=z").status == 200


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "Tệp trống."),
        (b"%PDF-1.7", "Tệp phải là sao kê dạng CSV hoặc XLSX."),
        (
            HEADER.replace("Credit", "Gift").replace("DocNo", "No").encode(),
            "ngân hàng này. Các cột đó: DocNo (Số CT/Doc No), Credit (Số tiền ghi có/Credit).",
        ),
        (a_file("1,01/09/2023,1,,50.000,,truoc khi co quy"), "Dòng 2."),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_why(
    site: Site, keeper: Visitor, content: bytes, words: str
) -> None:
    page = uploaded(site, keeper, content)
    assert page.status == 422
    assert words in page.words.partition("Tệp CSV hoặc XLSX tải từ ngân hàng")[2], "at its field"


def test_without_a_file_the_field_says_so(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"/book/funds/{site.book.fund_id}/statements").form()
    answer = keeper.client.post(form.action, data=form.fields, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "Chưa có tệp nào được gửi" in answer.text


def test_what_nobody_can_choose_is_refused_and_records_nothing(site: Site, keeper: Visitor) -> None:
    page = uploaded(site, keeper, a_file(GIFT, DEBIT))
    before = site.position()
    for choice in ({"row.2": "gift"}, {"rule.donation.usual": "donation:1"}, {"rule.x.y": "skip"}):
        assert confirmed(keeper, page, **choice).status == 422
    assert confirmed(keeper, page, **{"row.2": "fee"}).status == 422
    assert site.position() == before


def test_a_statement_that_waits_is_listed(site: Site, keeper: Visitor) -> None:
    page = uploaded(site, keeper, a_file(GIFT))
    listed = keeper.open(f"/book/funds/{site.book.fund_id}/statements")
    assert page.path in listed.links
    assert happened(site, site.position()) == []


def test_nobody_but_a_treasurer_sees_it(site: Site, keeper: Visitor) -> None:
    page = uploaded(site, keeper, a_file(GIFT))
    for role in (Role.AUDITOR, Role.CASHIER):
        other = staff(site, role)
        assert other.look_at(page.path).status == 403
        assert other.look_at(f"/book/funds/{site.book.fund_id}/statements").status == 403


def test_everything_that_can_be_proposed_has_words() -> None:
    """The template looks each up by its code: one without words would fail a page."""
    from pathlib import Path  # noqa: PLC0415

    told = (Path(statements.__file__).parents[2] / "templates" / "names.html").read_text()
    for code in (*Kind, *Why):
        assert f"'{code}': _(" in told, code


def test_of_a_file_that_is_doubted_whoever_sends_it_can_say_that_it_is_right(
    site: Site, keeper: Visitor
) -> None:
    file = a_file(GIFT, header=f"Số tài khoản: 99990000123\n{HEADER}")
    page = uploaded(site, keeper, file)
    assert page.status == 422
    assert "Tệp ghi số của một tài khoản khác" in page.words
    assert "Tệp đúng là của tài khoản này" in page.words
    page = uploaded(site, keeper, file, trust="account")
    assert (page.status, "NGUYEN VAN A ung ho" in page.words) == (200, True)
    mixed = a_workbook(
        HEADER.split(","),
        [1, datetime(2024, 10, 9), "1", None, "50.000", None, "m"],  # noqa: DTZ001
        [1, "13/09/2024", "2", None, "50.000", None, "m"],
    )
    page = uploaded(site, keeper, mixed.getvalue())
    assert "Ngày trong tệp là đúng" in page.words
    assert uploaded(site, keeper, mixed.getvalue(), trust="dates").status == 200
