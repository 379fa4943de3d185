"""One cell of a statement to a date, a time of day or an amount in đồng; each text parsed once."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Generic, TypeVar

from api.statements.rows import RowFault
from ledger.values import AMOUNT_DONG_MAX

CACHED_MAX = 100_000  # a statement has fewer different dates, times and amounts; an attack has not

SMALL_DONG = 1_000

T = TypeVar("T")


class Cells(dict[str, T | RowFault], Generic[T]):
    """Parsed cells by their text: looked up where known, parsed and remembered where not."""

    def __init__(self, parse: Callable[[str], T | RowFault]) -> None:
        """Parse with this function, which returns a reason for what is no value."""
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> T | RowFault:
        value = self._parse(text.strip())
        if not isinstance(value, RowFault):
            if len(self) >= CACHED_MAX:
                self.clear()
            self[text] = value
        return value


def dates(date_format: str) -> Cells[date]:
    """Read dates; `BAD_DATE` where there is none."""

    def parse(text: str) -> date | RowFault:
        moment = moment_of(text, date_format)
        return RowFault.BAD_DATE if moment is None else moment.date()

    return Cells(parse)


def times(time_format: str) -> Cells[str]:
    """Read times of day as `HH:MM:SS`, empty where the cell is; else `BAD_TIME`."""

    def parse(text: str) -> str | RowFault:
        if not text:
            return ""
        moment = moment_of(text, time_format)
        return RowFault.BAD_TIME if moment is None else f"{moment:%H:%M:%S}"

    return Cells(parse)


def moment_of(text: str, moment_format: str) -> datetime | None:
    """Return the moment that a text says, or None."""
    if not text.isascii():  # `strptime` takes digits of every script
        return None
    try:
        return datetime.strptime(text, moment_format)  # noqa: DTZ007 - the bank's day, not an instant
    except ValueError:
        return None


def amounts(thousands: str, decimals: str, *, takes_small: bool = True) -> Cells[int]:
    """Read amounts of 0 to 10^15 đồng, zero where the cell is empty.

    Groups must be whole: with a dot between them `50.000` is fifty thousand and `50.00` is nothing.
    A plus and the name of the currency say nothing more, and a minus alone is an empty cell.
    Digits alone are what they are, as a spreadsheet writes them that took the dots away; but of
    less than a thousand only if `takes_small`: see `with_marks`.
    """
    whole = _whole_number(thousands, decimals)
    least = 1 if takes_small or not thousands else SMALL_DONG

    def parse(text: str) -> int | RowFault:
        if not text or text in _MINUS:
            return 0
        if not whole.fullmatch(text):
            text, is_negative = unsigned(text)
            if not whole.fullmatch(text):
                return RowFault.BAD_AMOUNT
            if is_negative:
                return RowFault.NEGATIVE_AMOUNT
        return _of_size(_dong(text, thousands, decimals), least)

    return Cells(parse)


def signed_amounts(thousands: str, decimals: str, *, takes_small: bool = True) -> Cells[int]:
    """Read amounts as `amounts` does, of which those with a minus or in brackets are below zero."""
    whole = _whole_number(thousands, decimals)
    least = 1 if takes_small or not thousands else SMALL_DONG

    def parse(text: str) -> int | RowFault:
        if not text or text in _MINUS:
            return 0
        text, is_negative = unsigned(text)
        if not whole.fullmatch(text):
            return RowFault.BAD_AMOUNT
        dong = _of_size(_dong(text, thousands, decimals), least)
        return -dong if is_negative and isinstance(dong, int) else dong

    return Cells(parse)


def unsigned(text: str) -> tuple[str, bool]:
    """Return an amount without sign and currency, and whether its sign was a minus."""
    bare = _CURRENCY.sub("", _SPACES.sub(" ", text)).strip()
    in_brackets = bare.startswith("(") and bare.endswith(")")
    is_negative = in_brackets or bare[:1] in _MINUS or bare[-1:] in _MINUS
    if in_brackets:
        bare = bare[1:-1]
    elif bare[:1] in (*_MINUS, "+"):
        bare = bare[1:]
    elif is_negative:
        bare = bare[:-1]
    bare = _CURRENCY.sub("", bare.strip())
    return bare.strip(), bool(bare) and is_negative


_MINUS = ("-", "−", "–")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
_CURRENCY = re.compile("^(?:vnd|vnđ|đ|₫)|(?:vnd|vnđ|đồng|đ|₫)$", re.IGNORECASE)


def _of_size(dong: int | RowFault, least: int) -> int | RowFault:
    is_small = isinstance(dong, int) and 0 < dong < least
    return RowFault.SMALL_AMOUNT if is_small else dong


def with_marks(thousands: str, decimals: str) -> re.Pattern[str]:
    """Return the amounts that no spreadsheet leaves which takes marks of thousands for decimals.

    One of another language reads `50.000` as fifty and saves it as `50`, and keeps `1.000.000` as
    a text. A file in which `20.000` stands, or `20000`, has not come through it.
    """
    mark, end = re.escape(thousands), f"(?:{re.escape(decimals)})?"
    return re.compile(f"(?:[1-9][0-9]{{0,2}}{mark}[0-9]{{2}}0|[1-9][0-9]{{3,}}){end}")


def balances(thousands: str, decimals: str) -> Cells[int | None]:
    """Read balances, which may be below zero; `None` where the cell is empty, or a minus alone."""
    whole = _whole_number(thousands, decimals)

    def parse(text: str) -> int | RowFault | None:
        if not text or text in _MINUS:
            return None
        shown, is_negative = unsigned(text)
        dong = _dong(shown, thousands, decimals) if whole.fullmatch(shown) else None
        if not isinstance(dong, int):
            return RowFault.BAD_BALANCE
        return -dong if is_negative else dong

    return Cells(parse)


def _whole_number(thousands: str, decimals: str) -> re.Pattern[str]:
    grouped = f"|[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+" if thousands else ""
    return re.compile(f"(?:0|[1-9][0-9]*{grouped})(?:{re.escape(decimals)})?")


def _dong(text: str, thousands: str, decimals: str) -> int | RowFault:
    digits = text.removesuffix(decimals).replace(thousands, "")
    if len(digits) > len(str(AMOUNT_DONG_MAX)):  # before `int`, which refuses thousands of digits
        return RowFault.AMOUNT_TOO_LARGE
    dong = int(digits)
    return dong if dong <= AMOUNT_DONG_MAX else RowFault.AMOUNT_TOO_LARGE
