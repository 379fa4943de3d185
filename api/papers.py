"""The number of a paper as people type it: as it is printed, or as much of it as they care for."""

import re
from collections.abc import Iterator, Sequence

from api.texts import clean
from ledger.values import Series
from projections.papers import Numbered, Sought, device_key, parts

NUMBER_CHARACTERS_MAX = 50
"""As long as the number of a handwritten paper may be."""

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_SHORT_YEAR = re.compile(r"[0-9]{2}")
_RUN_TOGETHER = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{5,})")
_CENTURY = 2000
_NUMBER, _NO = "so", "no"
"""Words for "number" before one: *số*, and no., which is a part of *giấy báo Nợ* as well."""

_SERIES: dict[str, Series] = {
    **{series.lower(): series for series in Series},
    "phieu thu": Series.CASH_RECEIPT,
    "receipt voucher": Series.CASH_RECEIPT,
    "phieu chi": Series.CASH_PAYMENT,
    "payment voucher": Series.CASH_PAYMENT,
    "giay bao co": Series.BANK_CREDIT,
    "bao co": Series.BANK_CREDIT,
    "credit advice": Series.BANK_CREDIT,
    "giay bao no": Series.BANK_DEBIT,
    "bao no": Series.BANK_DEBIT,
    "debit advice": Series.BANK_DEBIT,
    "phieu nhap kho": Series.GOODS_RECEIVED,
    "phieu nhap": Series.GOODS_RECEIVED,
    "goods received note": Series.GOODS_RECEIVED,
    "phieu xuat kho": Series.GOODS_ISSUED,
    "phieu xuat": Series.GOODS_ISSUED,
    "goods issued note": Series.GOODS_ISSUED,
}


def read_number(text: str) -> Sought | None:
    """Return what bears a number: `PT-2024-00017`, `pt 17`, `Phiếu thu số 17/2024`, `17`.

    Without its series or year it is that of any. Whatever else has a digit may stand on a paper
    written by hand, `Đ-17`; None is returned for what has none, or is longer than a number is.
    """
    number = clean(text)
    if not number or len(number) > NUMBER_CHARACTERS_MAX or not re.search("[0-9]", number):
        return None
    return Sought(vouchers=tuple(_vouchers(parts(number), number)), device_key=device_key(number))


def _vouchers(found: Sequence[str], text: str) -> Iterator[Numbered]:
    words = [part for part in found if not part.isdecimal() and part != _NUMBER]
    if words[-1:] == [_NO] and " ".join(words) not in _SERIES:
        words.pop()
    series = _SERIES.get(" ".join(words))
    if words and series is None:
        return
    numbers = re.findall("[0-9]+", text)
    if len(numbers) == 1:
        yield from _alone(numbers[0], series)
    elif len(numbers) == 2:  # noqa: PLR2004  # a number and its year
        for number, year in (numbers, reversed(numbers)):
            if _YEAR.fullmatch(year):
                yield from _numbered(number, series, int(year))
        if _SHORT_YEAR.fullmatch(numbers[1]) and not _YEAR.fullmatch(numbers[0]):
            yield from _numbered(numbers[0], series, _CENTURY + int(numbers[1]))


def _alone(digits: str, series: Series | None) -> Iterator[Numbered]:
    """Yield a number without its year, and with it where nothing stands between: `PT202400017`."""
    yield from _numbered(digits, series, None)
    if together := _RUN_TOGETHER.fullmatch(digits):
        yield from _numbered(together[2], series, int(together[1]))


def _numbered(digits: str, series: Series | None, year: int | None) -> Iterator[Numbered]:
    if number := int(digits):
        yield Numbered(number, series, year)
