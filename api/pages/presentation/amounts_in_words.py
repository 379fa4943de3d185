"""Amounts of đồng in words, as a cash voucher must state them (Law on Accounting, Art. 16)."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", "nghìn", "triệu")
_BILLION: Final = 1_000_000_000

_AFTER_TEN: Final = {5: "lăm"}  # mười lăm
_AFTER_TENS: Final = {1: "mốt", 4: "tư", 5: "lăm"}  # hai mươi mốt, hai mươi tư, hai mươi lăm

_ONES_EN: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS_EN: Final = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_SCALES_EN: Final = (
    *("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion"),
)


def amount_in_words(dong: int) -> str:
    """Read an amount of đồng in Vietnamese: 120_000_000 → "Một trăm hai mươi triệu đồng chẵn".

    "Chẵn" (nothing over) closes an amount of whole thousands, so that no word can be added after
    it; a smaller remainder is read to its last đồng and needs no such mark. Below zero the reading
    begins with "âm".
    """
    words = f"{number_in_words(dong)} đồng"
    if dong and dong % 1000 == 0:
        words += " chẵn"
    return words[0].upper() + words[1:]


def amount_in_words_en(dong: int) -> str:
    """Read an amount of đồng in English: "One hundred and twenty million Vietnamese dong"."""
    words = f"{number_in_words_en(dong)} Vietnamese dong"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """Read an integer in Vietnamese, in lower case, as the north says it (linh, nghìn, tỷ)."""
    if number < 0:
        return f"âm {number_in_words(-number)}"
    return " ".join(_read(number)) or _DIGITS[0]


def number_in_words_en(number: int) -> str:
    """Read an integer below 10^24 in English, in lower case, with the British "and"."""
    if number < 0:
        return f"minus {number_in_words_en(-number)}"
    words: list[str] = []
    for index, group in reversed(list(enumerate(_groups_of_three(number)))):
        if group:
            words += _read_group_en(group, closing=index == 0 and bool(words))
            words += _SCALES_EN[index].split()
    return " ".join(words) or _ONES_EN[0]


def _read(number: int, *, inside: bool = False) -> list[str]:
    """Read a number; past the billions everything above is itself a number of "tỷ".

    So 10^12 is "một nghìn tỷ" and 10^18 "một tỷ tỷ". `inside` says that words came before, which is
    when a group is read to its hundreds even if they are none: "không trăm linh năm".
    """
    billions, rest = divmod(number, _BILLION)
    words = [*_read(billions, inside=inside), "tỷ"] if billions else []
    for index, group in reversed(list(enumerate(_groups_of_three(rest)))):
        if group:
            words += _read_group(group, inside=inside or bool(words))
            words += _SCALES[index].split()
    return words


def _read_group(group: int, *, inside: bool) -> list[str]:
    """Read 1 to 999, with its hundreds when it has some or stands inside a larger number."""
    hundreds, below = divmod(group, 100)
    tens, units = divmod(below, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inside else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif units and words:
        words.append("linh")
    if units:
        special = _AFTER_TENS if tens > 1 else _AFTER_TEN if tens else {}
        words.append(special.get(units, _DIGITS[units]))
    return words


def _read_group_en(group: int, *, closing: bool) -> list[str]:
    """Read 1 to 999; `closing` says that it ends a longer number: "one thousand and five"."""
    hundreds, below = divmod(group, 100)
    words = [_ONES_EN[hundreds], "hundred"] if hundreds else []
    if below and (hundreds or closing):
        words.append("and")
    if below >= len(_ONES_EN):
        tens, units = divmod(below, 10)
        words.append(f"{_TENS_EN[tens]}-{_ONES_EN[units]}" if units else _TENS_EN[tens])
    elif below:
        words.append(_ONES_EN[below])
    return words


def _groups_of_three(number: int) -> list[int]:
    """Split a number into groups of three digits, the lowest first."""
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    return groups
