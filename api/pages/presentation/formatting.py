"""Money, dates and quantities as people read them, in Vietnamese and in English."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

Language: TypeAlias = Literal["vi", "en"]

_NBSP: Final = "\N{NO-BREAK SPACE}"
_COUNT_MANY: Final = 100_000
_COUNT_TENTH: Final = 1_000
_MINUS: Final = "\N{MINUS SIGN}"
_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_GROUPING: Final = {"vi": ".", "en": ","}
_POINT: Final = {"vi": ",", "en": "."}
_CURRENCY: Final = {"vi": "đ", "en": "VND"}
_LONG_UNIT: Final = {"vi": "đồng", "en": "VND"}
_MONTHS_EN: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_TYPED_AMOUNT: Final = re.compile(
    r"(?P<number>[0-9]{1,19}|[0-9]{1,3}(?P<apart>[., \u00a0])[0-9]{3}(?:(?P=apart)[0-9]{3}){0,5})"
    r"\s*(?:đ|₫|đồng|vnđ|vnd)?"
)
_TYPED_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_PARTED: Final = {
    language: re.compile(
        rf"[1-9][0-9]{{0,2}}([{re.escape(_GROUPING[language])} {_NBSP}][0-9]{{3}}){{1,5}}"
        rf"({re.escape(_POINT[language])}[0-9]{{1,8}})?"
    )
    for language in _GROUPING
}
_UNPARTED: Final = re.compile(r"[0-9]{1,18}([.,][0-9]{1,8})?")
_EITHER_WAY: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
"""Thousands or thousandths: "1,500" is a thousand and a half to one, one and a half to another."""

_SCALES: Final[tuple[tuple[int, dict[Language, str]], ...]] = (
    (1_000_000_000, {"vi": "tỷ", "en": "billion"}),
    (1_000_000, {"vi": "triệu", "en": "million"}),
    (1_000, {"vi": "nghìn", "en": "thousand"}),
    (1, {"vi": "", "en": ""}),
)


def dong(amount: int, language: Language = "vi", *, signed: bool = False) -> str:
    """Write an amount of đồng: "36.700.000.000 đ", in English "36,700,000,000 VND".

    The space never breaks. `signed` also writes the plus of a receipt, as a journal does.
    """
    plus = "+" if signed and amount > 0 else ""
    return f"{plus}{grouped(amount, language)}{_NBSP}{_CURRENCY[language]}"


def tenths(number: int, language: Language) -> str:
    """Return so many tenths: "29,2" of 292; "30" of 300."""
    return quantity(Decimal(number) / 10, language)


def read_dong(text: str) -> int:
    """Read an amount as a person types it: "1200000", "1.200.000", "1,200,000 đ".

    Raises:
        ValueError: it is not a whole number of đồng, or its separators stand out of place.
    """
    match = _TYPED_AMOUNT.fullmatch(text.strip().lower())
    if match is None:
        message = "not a whole number of đồng"
        raise ValueError(message)
    return int(re.sub(r"\D", "", match["number"]))


def iso_day(text: str) -> str:
    """Return a date as browsers send it, also where a person had no calendar and typed it."""
    typed_date = _TYPED_DATE.fullmatch(text)
    return "{2}-{1:0>2}-{0:0>2}".format(*typed_date.groups()) if typed_date else text


class ReadsTwoWays(ValueError):
    """A number whose one separator may part thousands, or may be the decimal sign.

    `ways` writes both so that each can be read in one way only, the larger number first.
    """

    def __init__(self, text: str, language: Language) -> None:
        """Take the number as it was typed."""
        super().__init__("a number that reads two ways")
        whole, fraction = Decimal(re.sub(r"[.,]", "", text)), Decimal(text.replace(",", "."))
        self.ways = (typed_quantity(whole, language), typed_quantity(fraction, language))


def read_quantity(text: str, language: Language = "vi") -> Decimal:
    """Read a quantity as `read_decimal` does, but guess at nothing that reads two ways.

    People write thousands with points and paste them with commas, and nothing else would tell
    whether 1,500 copybooks came or one and a half.

    Raises:
        ReadsTwoWays: "1.500" or "1,500".
        ValueError: as `read_decimal`.
    """
    if _EITHER_WAY.fullmatch(text.strip()):
        raise ReadsTwoWays(text.strip(), language)
    return read_decimal(text, language)


def read_decimal(text: str, language: Language = "vi") -> Decimal:
    """Read a number as a person types it: "1.250,5", in English "1,250.5"; "12.5" in either.

    Raises:
        ValueError: it is not a number above or at zero, or its separators stand out of place.
    """
    text = text.strip()
    if _PARTED[language].fullmatch(text):
        text = re.sub(rf"[{re.escape(_GROUPING[language])} {_NBSP}]", "", text)
    elif not _UNPARTED.fullmatch(text):
        message = "not a number"
        raise ValueError(message)
    return Decimal(text.replace(",", "."))


def grouped(number: int, language: Language = "vi") -> str:
    """Write an integer with its thousands apart: "1.234.567", in English "1,234,567"."""
    sign = _MINUS if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", _GROUPING[language])


def quantity(number: int | Decimal, language: Language = "vi") -> str:
    """Write a quantity of goods without trailing zeros: "1.250,5", in English "1,250.5"."""
    whole, _, fraction = f"{abs(number):f}".partition(".")
    text = f"{_MINUS if number < 0 else ''}{grouped(int(whole), language)}"
    fraction = fraction.rstrip("0")
    return f"{text}{_POINT[language]}{fraction}" if fraction else text


def typed_quantity(number: int | Decimal, language: Language = "vi") -> str:
    """Write a quantity into a field, so that `read_quantity` reads it back: "1250", "1,1250"."""
    text = quantity(number, language)
    if not _EITHER_WAY.fullmatch(text):
        return text
    return f"{text}0" if _POINT[language] in text else re.sub(r"\D", "", text)


_ABOUT: dict[Language, str] = {"vi": "khoảng", "en": "about"}


def rounded_dong(amount: int, language: Language = "vi", *, estimated: bool = False) -> str:
    """Write an amount for a headline, to one decimal of its scale: "hơn 36,7 tỷ đồng".

    "Hơn" (over) says that the figure was rounded down, "gần" (nearly) that it was rounded up; an
    exact figure carries no such word, and one that is `estimated` itself is "khoảng" (about) so
    much, whichever way it was rounded. The exact amount belongs beside it.
    """
    size = abs(amount)
    shown = _rounded(size, tenth=max(_scale_of(size)[0] // 10, 1))
    scale, names = _scale_of(shown)  # 999,96 triệu has become 1 tỷ
    figure = quantity(Decimal(shown if amount >= 0 else -shown) / scale, language)
    word = _ABOUT[language] if estimated else _rounding_word(size, shown, language)
    words = (word, figure, names[language], _LONG_UNIT[language])
    return _NBSP.join(word for word in words if word)


def rounded_count(number: int, language: Language = "vi") -> str:
    """Write how many people or things for a headline: "gần 392.000", in English "nearly 392,000".

    From a hundred thousand on it is rounded to thousands, with the word that says which way;
    smaller ones are written as they are. The exact number belongs beside it.
    """
    size = abs(number)
    shown = _rounded(size, tenth=_COUNT_TENTH) if size >= _COUNT_MANY else size
    word = _rounding_word(size, shown, language)
    figure = grouped(shown if number >= 0 else -shown, language)
    return f"{word}{_NBSP}{figure}" if word else figure


def scale_name(amount: int, language: Language = "vi") -> tuple[int, str]:
    """Return the scale that suits figures up to `amount`, and its name: (10^9, "tỷ")."""
    scale, names = _scale_of(abs(amount))
    return scale, names[language]


def day(value: date, language: Language = "vi") -> str:
    """Write a date: "13/06/2025", in English "13 Jun 2025"."""
    if language == "vi":
        return f"{value:%d/%m/%Y}"
    return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"


def long_day(value: date, language: Language = "vi") -> str:
    """Write a date as a document does: "ngày 13 tháng 6 năm 2025"."""
    if language == "en":
        return day(value, "en")
    # Decree 30/2020 on office papers puts a zero before days below 10 and months 1 and 2 only, the
    # figures that could be altered with one stroke.
    number = f"{value.month:02}" if value.month in {1, 2} else f"{value.month}"
    return f"ngày {value.day:02} tháng {number} năm {value.year}"


def moment(value: datetime, language: Language = "vi") -> str:
    """Write an instant on the clock of Hà Nội: "14:05 ngày 13/06/2025"."""
    assert value.tzinfo is not None, "an instant without a zone is no instant"
    local = value.astimezone(_ZONE)
    joint = " ngày " if language == "vi" else ", "
    return f"{local:%H:%M}{joint}{day(local.date(), language)}"


def month(value: str, language: Language = "vi") -> str:
    """Write a month given as "2024-09": "tháng 9/2024", in English "Sep 2024"."""
    year, number = value.split("-")
    if language == "vi":
        return f"tháng {int(number)}/{year}"
    return f"{_MONTHS_EN[int(number) - 1]} {year}"


def short_month(value: str, language: Language = "vi") -> str:
    """Write a month given as "2024-09" without its year: "T9", in English "Sep"."""
    number = int(value.partition("-")[2])
    return f"T{number}" if language == "vi" else _MONTHS_EN[number - 1]


def place(association: str) -> str:
    """Shorten an association's name to its place, for a narrow line: "Xã Cẩm Bình"."""
    _, said, rest = association.partition("Hội Khuyến học ")
    return rest[0].upper() + rest[1:] if said and rest else association


def _scale_of(size: int) -> tuple[int, dict[Language, str]]:
    """Return the largest scale that an amount reaches, with its names."""
    return next((row for row in _SCALES if size >= row[0]), _SCALES[-1])


def _rounded(size: int, *, tenth: int) -> int:
    return (size + tenth // 2) // tenth * tenth


def _rounding_word(exact: int, shown: int, language: Language) -> str:
    if exact == shown:
        return ""
    if exact > shown:
        return "hơn" if language == "vi" else "over"
    return "gần" if language == "vi" else "nearly"
