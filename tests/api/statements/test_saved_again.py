"""A statement that a spreadsheet in Vietnam opened and saved again does not come in once more."""

from datetime import date
from io import BytesIO

from tests.api.site import Site
from tests.api.statements.files import HEADER
from tests.api.statements.test_importing import FEE, GIFT, OTHER, a_file, preview, record
from tests.api.statements.test_workbooks import a_workbook

AS_TEXT = (
    "PageId;TNXDate;DocNo;Debit;Credit;Balance;TransactionDetails\n"
    "1;01/09/2024;521.345.946;;50.000;;NGUYEN VAN A ung ho\n"
    "1;02/09/2024;509.085.797;;20.000;;TRAN THI B ung ho\n"
    "1;03/09/2024;991.510.293;55.000;;;RUT TIEN MAT\n"
)


def as_workbook() -> BytesIO:
    return a_workbook(
        HEADER.split(","),
        [1, date(2024, 9, 1), 521345946, None, 50000, None, "NGUYEN VAN A ung ho"],
        [1, date(2024, 9, 2), 509085797, None, 20000, None, "TRAN THI B ung ho"],
        [1, date(2024, 9, 3), 991510293, 55000, None, None, "RUT TIEN MAT"],
    )


def as_text() -> BytesIO:
    return BytesIO(AS_TEXT.encode("utf-8-sig"))


def test_points_that_were_taken_for_those_of_thousands_make_no_row_another_one(site: Site) -> None:
    assert record(site, a_file(GIFT, OTHER, FEE)) == 3
    assert preview(site, as_text()).known == 3
    assert preview(site, as_workbook()).known == 3
    assert record(site, as_text()) + record(site, as_workbook()) == 0


def test_what_came_in_from_a_spreadsheet_is_known_in_the_file_of_the_bank(site: Site) -> None:
    assert record(site, as_workbook()) == 3
    assert record(site, as_text()) == 0
    assert record(site, a_file(GIFT, OTHER, FEE)) == 0
