import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.pages.presentation.amounts_in_words import amount_in_words, amount_in_words_en

# ------------------------------------------------------------------------------- Vietnamese


@pytest.mark.parametrize(
    "dong, words",
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (4, "Bốn đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (55, "Năm mươi lăm đồng"),
        (99, "Chín mươi chín đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (115, "Một trăm mười lăm đồng"),
        (144, "Một trăm bốn mươi tư đồng"),
        (555, "Năm trăm năm mươi lăm đồng"),
    ],
)
def test_the_units_word_depends_on_the_tens_before_it(dong: int, words: str) -> None:
    assert amount_in_words(dong) == words


@pytest.mark.parametrize(
    "dong, words",
    [
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_015, "Một nghìn không trăm mười lăm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (1_000_500, "Một triệu năm trăm đồng"),
        (
            20_005_021,
            "Hai mươi triệu không trăm linh năm nghìn không trăm hai mươi mốt đồng",
        ),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (
            8_789_133_706,
            "Tám tỷ bảy trăm tám mươi chín triệu một trăm ba mươi ba nghìn bảy trăm linh sáu đồng",
        ),
    ],
)
def test_a_group_inside_a_number_is_read_to_its_hundreds(dong: int, words: str) -> None:
    assert amount_in_words(dong) == words


@pytest.mark.parametrize(
    "dong, words",
    [
        (1_000, "Một nghìn đồng chẵn"),
        (55_000, "Năm mươi lăm nghìn đồng chẵn"),
        (120_000_000, "Một trăm hai mươi triệu đồng chẵn"),
        (36_700_000_000, "Ba mươi sáu tỷ bảy trăm triệu đồng chẵn"),
        (1_000_500_000, "Một tỷ năm trăm nghìn đồng chẵn"),
    ],
)
def test_whole_thousands_close_with_chan(dong: int, words: str) -> None:
    assert amount_in_words(dong) == words


@pytest.mark.parametrize(
    "dong, words",
    [
        (10**12, "Một nghìn tỷ đồng chẵn"),
        (10**15, "Một triệu tỷ đồng chẵn"),
        (10**18, "Một tỷ tỷ đồng chẵn"),
        (1_005 * 10**9, "Một nghìn không trăm linh năm tỷ đồng chẵn"),
        (
            1_234_005 * 10**6,
            "Một nghìn hai trăm ba mươi tư tỷ không trăm linh năm triệu đồng chẵn",
        ),
        (10**18 + 5, "Một tỷ tỷ không trăm linh năm đồng"),
    ],
)
def test_above_the_billions_everything_is_counted_in_billions(dong: int, words: str) -> None:
    assert amount_in_words(dong) == words


def test_a_negative_amount_says_so_first() -> None:
    assert amount_in_words(-55_000) == "Âm năm mươi lăm nghìn đồng chẵn"
    assert amount_in_words(-21) == "Âm hai mươi mốt đồng"


INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
AMOUNTS = st.one_of(
    INT64,
    st.integers(0, 10_000),
    # Round figures with holes in them, which evenly drawn integers hardly ever have.
    st.lists(st.sampled_from([0, 0, 0, 1, 4, 5, 10, 15, 21, 100, 104, 999]), max_size=6).map(
        lambda groups: sum(group * 1000**i for i, group in enumerate(groups))
    ),
)


@given(AMOUNTS)
@example(2**63 - 1)
@example(2 * 10**18 + 10**9)
def test_the_words_say_exactly_the_number(dong: int) -> None:
    assert read_back(amount_in_words(dong)) == dong


HEARD_AS = ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy", "tám", "chín")
DIGITS = {word: digit for digit, words in enumerate(HEARD_AS) for word in words.split()}


def read_back(words: str) -> int:
    """Read a number in words the way an ear does, from the largest unit down."""
    text = words.lower().removesuffix(" chẵn").removesuffix(" đồng")
    if text.startswith("âm "):
        return -heard(text.removeprefix("âm "))
    return heard(text)


def heard(text: str) -> int:
    above, said, below = text.rpartition("tỷ")
    if said:
        return heard(above.strip()) * 10**9 + heard(below.strip())
    for unit, worth in ("triệu", 10**6), ("nghìn", 1000), ("trăm", 100), ("mươi", 10):
        above, said, below = text.partition(unit)
        if said:
            return heard(above.strip()) * worth + heard(below.strip())
    text = text.removeprefix("linh ")
    if text.startswith("mười"):
        return 10 + heard(text.removeprefix("mười").strip())
    return DIGITS[text] if text else 0


# ---------------------------------------------------------------------------------- English


@pytest.mark.parametrize(
    "dong, words",
    [
        (0, "Zero Vietnamese dong"),
        (21, "Twenty-one Vietnamese dong"),
        (100, "One hundred Vietnamese dong"),
        (115, "One hundred and fifteen Vietnamese dong"),
        (1_005, "One thousand and five Vietnamese dong"),
        (120_000_000, "One hundred and twenty million Vietnamese dong"),
        (20_005_000, "Twenty million five thousand Vietnamese dong"),
        (10**12 + 1, "One trillion and one Vietnamese dong"),
        (-40, "Minus forty Vietnamese dong"),
    ],
)
def test_the_english_reading(dong: int, words: str) -> None:
    assert amount_in_words_en(dong) == words


ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: number for number, word in enumerate(ONES.split())}
ENGLISH |= {word: 10 * number for number, word in enumerate(TENS.split(), start=2)}
THOUSANDS = "thousand million billion trillion quadrillion quintillion"
ENGLISH_UNITS = {word: 1000**power for power, word in enumerate(THOUSANDS.split(), start=1)}


@given(AMOUNTS)
def test_the_english_words_say_exactly_the_number(dong: int) -> None:
    text = amount_in_words_en(dong).lower().removesuffix(" vietnamese dong")
    total = group = 0
    for word in re.findall(r"[a-z]+", text.removeprefix("minus ")):
        if word == "hundred":
            group *= 100
        elif word in ENGLISH_UNITS:
            total, group = total + group * ENGLISH_UNITS[word], 0
        elif word != "and":
            group += ENGLISH[word]
    assert total + group == abs(dong)
    assert text.startswith("minus ") == (dong < 0)
