import csv
from io import StringIO

import pytest
from werkzeug.test import TestResponse

from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId
from tests.api.site import Site
from tests.builders import a_donation, goods

Rows = list[list[str]]


def asked(site: Site, path: str, **query: str) -> TestResponse:
    site.catch_up()
    response = site.app.test_client().get(path, query_string=query)
    assert response.status_code == 200, response.text
    return response


def table(site: Site, path: str, **query: str) -> Rows:
    """The rows of a file, as a spreadsheet reads them."""
    response = asked(site, path, **query)
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"), newline="")))


def a_story(site: Site) -> None:
    """A few entries of every kind."""
    book = site.book
    book.open_balance(1_000_000, book.cash_box)
    book.launch()
    book.donate(5_000_000)
    book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    book.reverse(book.donate(70_000))
    book.spend(2_000_000)


def test_the_figures_of_a_fund_are_the_same_on_page_table_and_json(site: Site) -> None:
    a_story(site)
    path = f"/funds/{site.book.fund_id}"
    page = asked(site, path).text
    rows = table(site, f"{path}.csv")
    json = asked(site, f"{path}.json").json
    assert json is not None
    assert json["fund"]["balance_dong"] == 4_000_000
    assert ["Quỹ", "Quỹ Khuyến học xã Thạch Hà", "Số dư", "4000000"] in rows
    assert "4.000.000\xa0đ" in page
    assert json["as_of"]["position"] == site.position()
    assert ["Tính đến", "", "Bút toán số", str(site.position())] in rows
    accounts = {each["name"]: each["balance_dong"] for each in json["accounts"]}
    assert accounts == {
        "Két tiền mặt": 1_000_000,
        "Tài khoản Vietcombank": 3_000_000,
        "Tiền gửi sáu tháng": 0,
    }
    assert [row[3] for row in rows if row[0] == "Tài khoản"] == ["1000000", "3000000", "0"]
    assert json["months"][-1]["received_dong"] == 5_000_000
    assert ["Tháng", "2025-06", "Đã nhận", "5000000"] in rows


def test_the_figures_of_an_association_are_the_same_on_table_and_json(empty_site: Site) -> None:
    site = empty_site
    a_story(site)
    path = f"/associations/{site.book.province}"
    rows = table(site, f"{path}.csv")
    json = asked(site, f"{path}.json").json
    assert json is not None
    report = asked(site, f"/api/v1{path}/report", period="2025").json
    assert json["report"] == report
    assert json["report"]["cash"]["closing"] == 4_000_000
    assert ["Kỳ", "", "Từ ngày", "2025-01-01"] in rows
    assert ["Cả hội", "Hội Khuyến học Hà Tĩnh", "Số dư cuối kỳ", "4000000"] in rows
    assert ["Cả hội", "Hội Khuyến học Hà Tĩnh", "Vận động", "5300000"] in rows
    assert ["Hội trực thuộc", "Hội Khuyến học xã Thạch Hà", "Số dư", "4000000"] in rows


def test_a_journal_has_a_row_for_every_entry_and_adds_up(site: Site) -> None:
    a_story(site)
    path = f"/funds/{site.book.fund_id}/entries"
    head, *rows = table(site, f"{path}.csv")
    assert len(rows) == 6
    assert sum(int(row[head.index("Số tiền (đồng)")]) for row in rows) == 4_000_000
    assert sum(int(row[head.index("Trị giá hiện vật (đồng)")]) for row in rows) == 300_000
    positions = [int(row[head.index("Bút toán số")]) for row in rows]
    json = asked(site, f"{path}.json").json
    assert json is not None
    assert [each["position"] for each in json["entries"]] == positions
    assert sum(each["money_dong"] for each in json["entries"]) == 4_000_000
    assert json["fund"]["balance_dong"] == 4_000_000


def test_a_journal_longer_than_a_part_is_whole(site: Site) -> None:
    book = site.book
    gifts = [a_donation(1, account_id=book.bank)] * 2_345
    book.ledger.receive_donations(book.command(), book.fund_id, gifts)
    path = f"/funds/{book.fund_id}/entries"
    assert len(table(site, f"{path}.csv")) == 1 + 2_345
    json = asked(site, f"{path}.json").json
    assert json is not None
    assert len({each["position"] for each in json["entries"]}) == 2_345


def test_a_journal_without_entries_is_a_head(site: Site) -> None:
    path = f"/funds/{site.book.fund_id}/entries"
    assert len(table(site, f"{path}.csv")) == 1
    json = asked(site, f"{path}.json").json
    assert json is not None
    assert json["entries"] == []


def test_a_journal_can_be_of_one_month(site: Site) -> None:
    site.book.donate(on=site.book.clock.now.date())
    path = f"/funds/{site.book.fund_id}/entries.csv"
    assert len(table(site, path, period="2025-06")) == 2
    assert len(table(site, path, period="2025-05")) == 1


@pytest.mark.parametrize("path", [".csv", "/entries.csv"])
def test_what_people_wrote_is_never_a_formula(site: Site, path: str) -> None:
    book = site.book
    nasty = '=HYPERLINK("http://x","y")'
    book.launch(name=nasty)
    mobilization_id = book.launch(name="+1")
    book.donate(gift=a_donation(account_id=book.bank, donor_id=a_named(site, nasty), named=True))
    book.donate(gift=a_donation(account_id=book.bank, mobilization_id=mobilization_id))
    cells = [cell for row in table(site, f"/funds/{book.fund_id}{path}") for cell in row]
    assert f"'{nasty}" in cells
    assert "'+1" in cells
    for cell in cells:
        assert cell[:1] not in {"=", "+", "@"}
        assert not cell.startswith("-") or cell[1:].isdecimal()


def test_only_a_donor_who_agreed_is_named_in_a_file(site: Site) -> None:
    book = site.book
    agreed, not_agreed = a_named(site, "Người Đồng Ý"), a_named(site, "Người Giấu Tên")
    book.donate(gift=a_donation(account_id=book.bank, donor_id=agreed, named=True))
    book.donate(gift=a_donation(account_id=book.bank, donor_id=not_agreed, named=False))
    path = f"/funds/{book.fund_id}/entries"
    assert [row[3] for row in table(site, f"{path}.csv")[1:]] == ["Người Đồng Ý", "Nhà hảo tâm"]
    json = asked(site, f"{path}.json").json
    assert json is not None
    assert [each["donor_name"] for each in json["entries"]] == ["Người Đồng Ý", None]


def test_a_table_is_saved_under_a_name_every_system_takes(site: Site) -> None:
    response = asked(site, f"/funds/{site.book.fund_id}.csv")
    saved_as = f"quy-khuyen-hoc-xa-thach-ha-{site.position()}.csv"
    assert response.headers["Content-Disposition"] == f"attachment; filename={saved_as}"


def test_a_table_is_headed_in_the_language_that_is_asked_for(site: Site) -> None:
    path = f"/funds/{site.book.fund_id}/entries.csv"
    assert table(site, path, lang="en")[0][:3] == ["Date", "Voucher", "Kind"]


def test_a_file_of_nothing_is_not_found(site: Site) -> None:
    client = site.app.test_client()
    nothing = site.book.new_id()
    assert client.get(f"/funds/{nothing}.csv").status_code == 404
    problem = client.get(f"/funds/{nothing}/entries.json")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")


def a_named(site: Site, name: str) -> DonorId:
    """A donor whose name is in the vault."""
    donor_id = site.book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name)
    site.services.vault.put_person(person)
    return donor_id
