"""The statement of another account of the fund is refused, if the file says whose it is."""

from io import BytesIO

import pytest

from api.statements.errors import OtherAccount
from api.statements.layout import load_layout
from api.statements.letterhead import check_account
from api.statements.proposals.known import Known, OwnAccount
from ledger.values import AccountId
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK
from tests.api.statements.test_workbooks import HEADER as COLUMNS
from tests.api.statements.test_workbooks import ROWS, a_workbook
from tests.builders import an_id

OTHER = AccountId(an_id("other account"))
KNOWN = Known(
    number="0011001932418", accounts=(OwnAccount(account_id=OTHER, number="0012310000123456"),)
)


def checked(above: str, known: Known = KNOWN, *, below: str = GIFT) -> None:
    """Check a file, and that it is where it was."""
    stream = BytesIO(f"\ufeff{above}\n{HEADER}\n{below}\n".encode())
    check_account(VIETCOMBANK, stream, known)
    assert stream.tell() == 0


@pytest.mark.parametrize(
    "above",
    [
        "Số tài khoản: 0012310000123456",
        "So TK,,0012 3100 0012 3456,VND",
        "Account No;12310000123456",
        "0012-3100-0012.3456 tu 01/09/2024",
    ],
)
def test_a_file_of_another_account_is_refused_however_its_number_is_written(above: str) -> None:
    with pytest.raises(OtherAccount) as refused:
        checked(above)
    assert refused.value.limits == {"account_id": str(OTHER)}


def test_a_workbook_may_have_the_number_as_a_number() -> None:
    file = a_workbook(["Số tài khoản:", None, 12310000123456], COLUMNS, *ROWS)
    with pytest.raises(OtherAccount):
        check_account(load_layout("bidv"), file, KNOWN)
    assert file.tell() == 0


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Số tài khoản: 0011001932418",
        "Từ 0011001932418 và 0012310000123456",
        "Số tài khoản: 9912310000123456",
        "CIF 0012310000123",
    ],
)
def test_a_file_that_names_its_own_account_or_nobodys_is_read(above: str) -> None:
    checked(above)


def test_what_stands_in_a_row_names_nobody_and_nothing_is_told_of_an_unknown_account() -> None:
    checked("", below=f"{GIFT} tu 0012310000123456")
    checked("Số tài khoản: 0012310000123456", Known(accounts=KNOWN.accounts))
