"""A statement against which something speaks is refused until a person says that it is right."""

import pytest

from tests.api.site import Site
from tests.api.statements.files import HEADER
from tests.api.v1.receiving.uploading import GIFT, a_file, confirm, kept, told, upload


@pytest.mark.parametrize(
    "above, trust, code",
    [
        ("Số tài khoản: 9999000012345", None, "other_account"),
        ("Số tài khoản: 9999000012345", "dates", "other_account"),
        ("Số tài khoản: 9999000012345", "account", None),
        ("Số tài khoản: 9999000012345", "all", None),
        ("Số dư: 9999000012345", None, None),
    ],
)
def test_a_file_that_tells_another_accounts_number_is_taken_only_on_a_persons_word(
    site: Site, above: str, trust: str | None, code: str | None
) -> None:
    """As it is known to the book, not to the read models: they may not have the account yet."""
    file = a_file(GIFT, header=f"{above}\n{HEADER}")
    answer = upload(site, file, fields={} if trust is None else {"trust": trust})
    assert (answer.status_code, told(answer).get("code")) == (
        (201, None) if code is None else (422, code)
    )


def test_a_file_whose_days_and_months_were_exchanged_is_not_new(site: Site) -> None:
    days = [f"1,{day:02}/09/2024,5213.{day},,50.000,,ung ho" for day in range(1, 9)]
    confirm(site, kept(site, *days))
    exchanged = [each.replace(f"{day:02}/09", f"09/{day:02}") for day, each in enumerate(days, 1)]
    assert told(upload(site, a_file(*exchanged)))["code"] == "swapped_dates"
    taken = told(upload(site, a_file(*exchanged), fields={"trust": "dates"}))
    assert taken["preview"]["new"] == 8
    assert told(upload(site, a_file(*days)))["preview"]["known"] == 8


def test_a_first_file_of_one_day_is_held_against_the_period_that_it_tells(site: Site) -> None:
    header = f"Từ ngày 01/09/2024 đến ngày 30/09/2024\n{HEADER}"
    exchanged = a_file("1,09/10/2024,5213.1,,50.000,,ung ho", header=header)
    assert told(upload(site, exchanged))["code"] == "swapped_dates"
    assert upload(site, exchanged, fields={"trust": "dates"}).status_code == 201
    assert upload(site, a_file(GIFT, header=header)).status_code == 201
