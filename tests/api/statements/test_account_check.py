"""The statement of another account is refused, if the file says whose it is."""

from io import BytesIO

import pytest

from api.statements.account_check import AccountCheck
from api.statements.errors import OtherAccount
from api.statements.layout import Layout, load_layout
from api.statements.letterhead import letterhead
from api.statements.proposals.known import OwnAccount
from api.statements.reader import read
from api.statements.rows import Row, RowFault, Unreadable
from ledger.values import AccountId
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK
from tests.api.statements.test_layout import TECHBANK
from tests.api.statements.test_workbooks import HEADER as COLUMNS
from tests.api.statements.test_workbooks import ROWS, a_workbook
from tests.builders import an_id

OTHER = AccountId(an_id("other account"))
NUMBER = "0011001932418"
OTHERS = (OwnAccount(account_id=OTHER, number="0012310000123456"),)
CHECK = AccountCheck(NUMBER, OTHERS)


def checked(above: str, check: AccountCheck = CHECK, *, below: str = GIFT) -> None:
    """Check a file, and that it is where it was."""
    stream = BytesIO(f"\ufeff{above}\n{HEADER}\n{below}\n".encode())
    check.check_head(letterhead(VIETCOMBANK, stream))
    assert stream.tell() == 0
    list(read(VIETCOMBANK, stream, check=check))


@pytest.mark.parametrize(
    "above",
    [
        "Số tài khoản: 0012310000123456",
        "So TK,,0012 3100 0012 3456,VND",
        "Account No;12310000123456",
        "0012-3100-0012.3456 tu 01/09/2024",
    ],
)
def test_a_file_of_another_account_of_the_fund_is_refused_however_it_is_written(above: str) -> None:
    with pytest.raises(OtherAccount) as refused:
        checked(above)
    assert refused.value.limits == {"account_id": str(OTHER)}


def test_a_workbook_may_have_the_number_as_a_number() -> None:
    file = a_workbook(["Số tài khoản:", None, 12310000123456], COLUMNS, *ROWS)
    with pytest.raises(OtherAccount):
        CHECK.check_head(letterhead(load_layout("bidv"), file))
    assert file.tell() == 0


@pytest.mark.parametrize(
    "above",
    [
        "Số tài khoản: 9912310000123456",
        "Số tài khoản/Account number: CIF\n0011009999999 0002040837",
        "SAO KE TAI KHOAN\nTài khoản/Account No.: 1903 5201 7013\nTừ ngày 01/09/2024",
        "STK 19035201-7013,Số dư đầu kỳ 1.932.418",
        "Tài khoản: 0011001932419 - VND",
        "Số tài khoản: 0011***419",
        "Số tài khoản: xxxxxxxxx2419",
        "A/C No: 99110******",
        "Account: 19035201701300",
        "TK số 19035201701300 VND",
        "Tài khoản thanh toán (VND): 19035201701300",
        "Tài khoản: HOI KHUYEN HOC XA - 19035201701300",
        "Số TKTT: 19035201701300",
    ],
)
def test_a_file_of_an_account_that_the_fund_does_not_know_is_refused(above: str) -> None:
    with pytest.raises(OtherAccount) as refused:
        checked(above)
    assert refused.value.limits == {}


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Số tài khoản: 0011001932418",
        "Số tài khoản: 11001932418",
        "Số tài khoản/Account number: CIF\n0011001932418 0002040837",
        "Tài khoản: 0011 0019 32418",
        "Số tài khoản: 0011*****2418",
        "Số tài khoản: xxxxxxxxxx418",
        "Từ 0011001932418 và 0012310000123456",
        "CIF 0012310000123",
        "Số tài khoản:\nĐiện thoại: 0243 9343 137",
        "Sao kê tài khoản từ 01/09/2024 đến 10/09/2024, mã khách hàng 20352517",
        "Số tài khoản đối ứng: 190352017013",
        "Số tài khoản: Mã KH: 20352517",
        "Tên tài khoản: Quỹ Khuyến học 2024, MST 0101234567",
        "Tài khoản từ ngày 01/09/2024, số dư 4658940513",
        "Số dư tài khoản 4.658.940.513, Số tài khoản - Số dư: 4.658.940.513",
    ],
)
def test_a_file_that_names_its_own_account_or_nobodys_is_read(above: str) -> None:
    checked(above)


def test_what_stands_in_a_row_names_nobody_and_nothing_is_told_of_an_unknown_account() -> None:
    checked("", below=f"{GIFT} tu 0012310000123456\n{GIFT},so tai khoan 0012310000123456")
    checked("Số tài khoản: 0012310000123456", AccountCheck(None, OTHERS))


@pytest.mark.parametrize(
    "between",
    [
        "Số tài khoản: 0022002222222",
        "Số tài khoản/Account number: CIF\n0022002222222 0002040837",
        "Số tài khoản,0022002222222,,,,,",
    ],
)
def test_two_accounts_in_one_file_are_refused_where_the_second_begins(between: str) -> None:
    with pytest.raises(OtherAccount) as refused:
        checked(f"Số tài khoản: {NUMBER}", below=f"{GIFT}\n{between}\n{HEADER}\n{GIFT}")
    assert refused.value.limits == {"line": 4 + between.count("\n")}


def test_a_letterhead_that_is_printed_on_every_page_names_the_same_account() -> None:
    page = f"Số tài khoản/Account number: CIF\n{NUMBER} 0002040837\nTrang 2\n{HEADER}"
    checked(f"Số tài khoản: {NUMBER}", below=f"{GIFT}\n{page}\n{GIFT}")


def test_a_row_that_tells_another_account_is_named_and_is_none() -> None:
    layout = Layout.from_toml(f'{TECHBANK}account = ["Tài khoản"]')
    content = f"""Ngày;Giờ;Ghi nợ;Ghi có;Nội dung;Tài khoản
2026-06-13;09:05;;"1,500,000.00";ung ho;{NUMBER}
2026-06-13;09:06;;"2,500,000.00";ung ho;0022002222222
2026-06-13;09:07;;"3,500,000.00";ung ho;
"""
    first, second, third = read(layout, BytesIO(content.encode()), check=CHECK)
    assert second == Unreadable(3, RowFault.OTHER_ACCOUNT, "Tài khoản")
    assert isinstance(first, Row)
    assert isinstance(third, Row)
    assert CHECK.is_another(f"{'1' * 40_000}*****")


def test_however_much_is_printed_above_so_much_is_looked_at() -> None:
    long = "so tai khoan " * 20_000
    CHECK.check_head(f"{long} 0012310000123456")
    with pytest.raises(OtherAccount):
        CHECK.check_head(f"so tai khoan 0012310000123456 {long}")
