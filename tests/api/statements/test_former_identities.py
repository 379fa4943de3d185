"""What an older version recorded of a statement does not come in once more."""

import re
from io import BytesIO

import pytest

from api.statements.identities import identity
from api.statements.identities.identity import row_identities
from api.statements.reader import Row
from tests.api.site import Site
from tests.api.statements.files import VIETCOMBANK, read_lines
from tests.api.statements.test_importing import GIFT, a_file, preview, record

ZERO = "1,01/09/2024,5213.45940,,50.000,,ung ho"
LONG = "1,01/09/2024,0609713141592,,50.000,,ung ho"
WITH_ALL_DIGITS = [
    "5be16b628527eaf97ce218048a75fdcb8e5edd7da16433cc8396dc8cc5b7f8c6",
    "01e56ecec1209d7d189a863a4975ac487b0a09e993c6ab2e9b855fde291346f2",
    "af80ed1cd349d5fa0dca7429fd0de2248565e17800e8607e4a36b10d89e65bb4",
]
"""What versions that knew of no spreadsheet called two rows with that zero, and the long one."""
WITHOUT_ZEROS = "5a2682c609e2199dd079bf1a3c8c58ef2046a89d019b51e5e7ec9caa5032e974"
"""What the long one was called by those that knew of zeros, and of no digits."""

COMMA = '1,01/09/2024,"5213,45946",,50.000,,ung ho'
WITH_ITS_COMMA = "eff104e08352d804102526b1ffa40293cc9841d9ccdd628baa55327da835bbaf"
"""What those called a row that knew of zeros and digits, and of no comma."""

WITHOUT_ITS_POINT = '1,01/09/2024,521345946,,50.000,,"0,50"'
AS_A_NUMBER = "207866795dccd5eed36d456a0c17c4c72cf746b5e58ed0157a9d4f5d5d5065d8"
"""What those called a row that knew of all but points."""


def rows(*lines: str) -> list[Row]:
    return [row for line in lines for row in read_lines(line) if isinstance(row, Row)]


def test_what_older_versions_called_a_row_is_the_same_for_ever() -> None:
    identify = row_identities(VIETCOMBANK, key=bytes(range(32)), account="970436:0011001932418")
    _, _, former = identify(rows(ZERO, GIFT, ZERO))
    assert {at: [each.hex() for each in them] for at, them in former.items()} == {
        0: WITH_ALL_DIGITS[:1],
        2: WITH_ALL_DIGITS[1:2],
    }
    _, _, former = identify(rows(LONG))
    assert [each.hex() for each in former[0]] == [WITH_ALL_DIGITS[2], WITHOUT_ZEROS]
    _, _, former = identify(rows(COMMA))
    assert [each.hex() for each in former[0]] == [WITH_ITS_COMMA]
    _, _, former = identify(rows(WITHOUT_ITS_POINT))
    assert former[0][-1].hex() == AS_A_NUMBER


def by_an_older_version(site: Site, file: BytesIO) -> int:
    """Record a file as a version that tells rows apart by every digit."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(identity, "_CHANGING", re.compile("(?!)"))
        return record(site, file)


def test_what_an_older_version_recorded_is_known(site: Site) -> None:
    assert by_an_older_version(site, a_file(ZERO, GIFT, LONG, ZERO)) == 4
    assert preview(site, a_file(ZERO, GIFT, LONG, ZERO)).known == 4
    assert record(site, a_file(ZERO, GIFT, LONG, ZERO)) == 0
    assert record(site, a_file(LONG, ZERO, ZERO, GIFT, ZERO)) == 1, "the third is another gift"
    assert record(site, a_file(LONG, ZERO, ZERO, GIFT, ZERO)) == 0


def test_what_an_older_version_recorded_stands_for_one_row_of_a_file(site: Site) -> None:
    """Rows that it told apart, and that are the first and the second of equals by now."""
    short = LONG.replace("0609713141592", "609713141592")
    assert by_an_older_version(site, a_file(short)) == 1
    assert record(site, a_file(LONG, short)) == 1
    assert record(site, a_file(LONG, short)) == 0
