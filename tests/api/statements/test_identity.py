"""When two rows are the same row."""

import random
from collections import Counter
from unicodedata import normalize

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statements.identities.identity import identify
from api.statements.identities.occurrences import Occurrences
from api.statements.layout import load_layout
from api.statements.reader import Row
from tests.api.statements.files import GIFT, VIETCOMBANK, read_lines, rows_of

KEY = bytes(range(32))
ACCOUNT = "970436:0011001932418"


def identities(rows: list[Row], *, key: bytes = KEY, account: str = ACCOUNT) -> list[bytes]:
    """The identities of the rows of one file."""
    return list(identify(VIETCOMBANK, rows, key=key, account=account))


def a_row(line: str = GIFT) -> Row:
    """One row of a Vietcombank file."""
    (row,) = read_lines(line)
    assert isinstance(row, Row)
    return row


def test_an_identity_is_the_same_for_ever() -> None:
    """Books remember identities: another definition would import every row again."""
    assert [identity.hex() for identity in identities([a_row(), a_row()])] == [
        "32e55bd9941604efe8a501e117c6e51c353ca18418fa58d143ff011d1fc2a7bd",
        "e188ba56ff4552274bd451a7bd821613acebf0a7586b31f291947b2b801d3f35",
    ]


def test_equal_rows_are_the_first_the_second_and_so_on() -> None:
    three = identities([a_row()] * 3)
    assert len(set(three)) == 3
    assert identities([a_row()] * 2) == three[:2]


@pytest.mark.parametrize(
    "line",
    [
        "1,02/09/2024,5213.45946,,50.000,,ung ho",
        "1,01/09/2024,5213.45947,,50.000,,ung ho",
        "1,01/09/2024,5213.45946,,50.001,,ung ho",
        "1,01/09/2024,5213.45946,50.000,,,ung ho",
        "1,01/09/2024,5213.45946,,50.000,,ung ho 2",
        "1,01/09/2024,5213.45946,,50.000,,Ung ho",
    ],
)
def test_a_row_that_differs_in_what_the_bank_booked_is_another(line: str) -> None:
    assert identities([a_row(line)]) != identities([a_row()])


@pytest.mark.parametrize(
    "line",
    [
        "7,01/09/2024,5213.45946,,50.000,,ung ho",  # another page
        "1,01/09/2024,5213.45946,,50.000,10.847.331.843,ung ho",  # the last row of its day
        "1,01/09/2024,5213.45946,0,50.000,,ung ho",
        "1,1/9/2024, 5213.45946,,50.000,,ung  ho ",
    ],
)
def test_a_row_that_differs_in_presentation_only_is_the_same(line: str) -> None:
    assert identities([a_row(line)]) == identities([a_row()])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_letter_is_the_same_however_it_is_encoded(form: str) -> None:
    memo = "ủng hộ đồng bào"
    line = f"1,01/09/2024,5213.45946,,50.000,,{normalize(form, memo)}"  # type: ignore[arg-type]
    plain = f"1,01/09/2024,5213.45946,,50.000,,{memo}"
    assert identities([a_row(line)]) == identities([a_row(plain)])


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\r", "\u202f", " \n"])
@pytest.mark.parametrize("memo", ["ung ho", "ủng hộ"])
def test_a_space_is_the_same_whichever_a_file_has(memo: str, space: str) -> None:
    """What went through a web page has some that do not break."""
    row = msgspec.structs.replace(a_row(), memo=memo)
    again = msgspec.structs.replace(row, memo=memo.replace(" ", space))
    assert identities([row]) == identities([again])


@pytest.mark.parametrize(
    "reference, saved",
    [
        ("609713141592", "6.09713E+11"),
        ("609713141592", "6,09713E+11"),
        ("609713500000", "6.09714E+11"),
        ("094000000000000", "9.4E+13"),
        ("999999999999", "1E+12"),
        ("1234567890123456789", "1.23457E+18"),
        ("1234567890123456789", "1234567890123456768"),  # the number that a workbook has in it
        ("12345678901", "12345678901"),
    ],
)
@pytest.mark.parametrize("field", ["document", "reference", "memo", "counterparty"])
def test_a_row_is_the_same_when_a_spreadsheet_shortened_its_numbers(
    field: str, reference: str, saved: str
) -> None:
    layout = load_layout("agribank")
    row = msgspec.structs.replace(a_row(), **{field: reference})
    again = msgspec.structs.replace(row, **{field: saved})
    other = msgspec.structs.replace(row, **{field: f"1{reference}"})
    one, two, three = (identify(layout, [x], key=KEY, account=ACCOUNT) for x in (row, again, other))
    first = list(one)
    assert first == list(two)
    assert first != list(three)


def test_rows_that_a_spreadsheet_would_make_equal_are_two() -> None:
    layout = load_layout("agribank")
    rows = [msgspec.structs.replace(a_row(), reference=f"60971314159{n}") for n in range(3)]
    assert len(set(identify(layout, rows, key=KEY, account=ACCOUNT))) == 3


@pytest.mark.parametrize("text", ["1E+" + "9" * 5_000, "9" * 5_000, "1E5", "E+10", "1.E+11"])
def test_whatever_looks_like_a_number_has_an_identity(text: str) -> None:
    assert identities([msgspec.structs.replace(a_row(), memo=text)])


@pytest.mark.parametrize(
    "document, reference, memo, saved",
    [
        ("5213.45940", "0041000", "ung ho", ("5213.4594", "41000", "ung ho")),
        ("5213.000", "000", "0912345678", ("5213", "0", "912345678")),
        ("0.500", "", "ung ho 050", ("0.5", "", "ung ho 050")),
        ("5213.45946", "12.5", "ung ho", ("5213,45946", "12,5", "ung ho")),
        ("5213.45940", "", "1.5", ("5213,4594", "", "1,5")),
    ],
)
def test_a_row_is_the_same_when_a_spreadsheet_took_its_zeros_away(
    document: str, reference: str, memo: str, saved: tuple[str, str, str]
) -> None:
    """It takes a text of digits for a number."""
    layout = load_layout("agribank")
    row = msgspec.structs.replace(a_row(), document=document, reference=reference, memo=memo)
    again = msgspec.structs.replace(row, document=saved[0], reference=saved[1], memo=saved[2])
    (first,), (second,) = (identify(layout, [x], key=KEY, account=ACCOUNT) for x in (row, again))
    assert first == second


def test_rows_that_differ_in_such_zeros_only_are_two() -> None:
    rows = [a_row(), a_row("1,01/09/2024,5213.459460,,50.000,,ung ho")]
    assert len(set(identities(rows))) == 2


@pytest.mark.parametrize(
    "document, saved",
    [
        ("5213.45946", ("521345946", "521.345.946")),
        ("5213.45940", ("521345940", "521.345.940")),
        ("5213.660", ("5213660", "5.213.660")),
        ("5213.1000", ("52131000", "52.131.000", "5213.1")),
        ("5213.66", ("5213.66",)),
    ],
)
def test_a_row_is_the_same_when_a_spreadsheet_took_its_point_for_one_of_thousands(
    document: str, saved: tuple[str, ...]
) -> None:
    """So one in Vietnam does; the bank writes four digits before the point, and some behind it."""
    row = msgspec.structs.replace(a_row(), document=document)
    again = [msgspec.structs.replace(row, document=each) for each in saved]
    assert {identities([each])[0] for each in again} == set(identities([row]))


@pytest.mark.parametrize("document", ["52134", "5213.45947", "1521345946", "521.345.94", ""])
def test_a_document_that_no_spreadsheet_makes_of_another_is_another(document: str) -> None:
    row = msgspec.structs.replace(a_row(), document=document)
    assert identities([row]) != identities([a_row()])


def test_account_and_key_make_other_identities() -> None:
    own = identities([a_row()])
    assert identities([a_row()], account="970415:0011001932418") != own
    assert identities([a_row()], key=bytes(32)) != own


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        identities([], key=b"guess")


def test_where_one_cell_ends_makes_a_difference() -> None:
    agribank = load_layout("agribank")
    row = msgspec.structs.replace(a_row(), reference="1", document="23")
    other = msgspec.structs.replace(row, reference="12", document="3")
    first, second = identify(agribank, [row, other], key=KEY, account=ACCOUNT)
    assert first != second


def test_overlapping_files_agree_on_the_rows_they_share() -> None:
    """The second file ends within a day, where its last row has a balance the first has not."""
    rows = rows_of("vietcombank-extract.csv")
    last = msgspec.structs.replace(rows[40], balance_dong=1)
    parts = identities(rows[20:]), identities([*rows[:40], last])
    assert set(parts[0]) | set(parts[1]) == set(identities(rows))


@given(st.lists(st.sampled_from("abc"), max_size=20), st.randoms(use_true_random=False))
def test_order_makes_no_difference(memos: list[str], shuffle: random.Random) -> None:
    rows = [msgspec.structs.replace(a_row(), memo=memo) for memo in memos]
    before = Counter(identities(rows))
    shuffle.shuffle(rows)
    assert Counter(identities(rows)) == before
    assert all(count == 1 for count in before.values())


@given(st.lists(st.integers(0, 40), max_size=200))
def test_occurrences_count_like_a_counter_while_the_table_grows(numbers: list[int]) -> None:
    occurrences = Occurrences(slots=4)
    seen: Counter[int] = Counter()
    for number in numbers:
        seen[number] += 1
        # The low bits collide on purpose, so that slots are taken.
        assert occurrences.add((number << 32).to_bytes(32, "little")) == seen[number]
