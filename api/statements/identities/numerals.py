"""Texts of digits as a spreadsheet leaves them, which takes them for numbers."""

import re

_NUMERAL = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_SHORTENED = re.compile(r"([0-9])(?:[.,]([0-9]+))?E[+]([0-9]{1,3})")
_WHOLE = re.compile(r"[1-9][0-9]*|[1-9][0-9]{0,2}(?:[.][0-9]{3}){2,}")

_EXACT_DIGITS, _SHOWN_DIGITS, _KEPT_DIGITS = 15, 11, 6
"""A spreadsheet counts in so many digits; of a number of more than the second it saves the third.

So it does with a text of digits, in a CSV file, in a cell of no format: 609713141592 becomes
6.09713E+11.
"""

_LEAST_BEHIND, _MOST_BEHIND = 3, 5
"""So many digits may stand behind a point that a spreadsheet takes for one of thousands."""


def as_saved(text: str) -> str:
    """Return the number that a spreadsheet makes of a text, in one form for all; or the text."""
    shortened = _SHORTENED.fullmatch(text)
    if shortened is not None:
        return _short(f"{shortened[1]}{shortened[2] or ''}", int(shortened[3]))
    numeral = _NUMERAL.fullmatch(text)
    if numeral is None:
        return text
    whole, part = parts(numeral)
    if len(whole) > _SHOWN_DIGITS:
        return _short(whole, len(whole) - 1)
    return f"{whole}.{part}" if part else whole


def parts(numeral: re.Match[str]) -> tuple[str, str]:
    """Return what stands before the point of a number and behind it, without idle zeros."""
    return numeral[1].lstrip("0") or "0", (numeral[2] or "").rstrip("0")


def pointed(text: str, whole_digits: int) -> str:
    """Return a number that lost its point with the point behind so many digits; or the text.

    Where points part thousands, as in Vietnam, a spreadsheet reads 5213.45946 as 521345946 if three
    digits or more stand behind the point: so it stands in a workbook, and 521.345.946 in a text.
    """
    digits = text.replace(".", "") if _WHOLE.fullmatch(text) else ""
    if not _LEAST_BEHIND <= len(digits) - whole_digits <= _MOST_BEHIND:
        return text
    return f"{digits[:whole_digits]}.{digits[whole_digits:]}"


def _short(digits: str, power: int) -> str:
    """Return a number of many digits, of which the first stands for so many powers of ten."""
    exact = digits[:_EXACT_DIGITS].ljust(_EXACT_DIGITS, "0")
    unit: int = 10 ** (_EXACT_DIGITS - _KEPT_DIGITS)
    kept = str((int(exact) + unit // 2) // unit)  # rounds a half up, as it is shown
    return f"{kept.rstrip('0')}E{power + len(kept) - _KEPT_DIGITS}"
