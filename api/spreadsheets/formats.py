"""Which styles of a workbook make a number a day or a span of time: nothing else is asked of them.

ECMA-376, part 1, 18.8. Programs write fonts and fills that a reader of whole stylesheets refuses,
and a workbook that was copied from one to the next for years has thousands of styles.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import IO

import msgspec
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.xml.constants import SHEET_MAIN_NS

from api.spreadsheets.parts import ATTRIBUTES_MAX, WorkbookTooLarge, pull

CODE_CHARACTERS_MAX = 255
"""A spreadsheet takes no longer one; whether it is of a day is asked in time by its square."""

_CODES, _CODE, _STYLES, _STYLE = (
    f"{SHEET_MAIN_NS} {name}" for name in ("numFmts", "numFmt", "cellXfs", "xf")
)
_DEPTH = 2


class Formats(msgspec.Struct, frozen=True, kw_only=True):
    """How numbers are shown: which styles make them dates, which spans of time, from what day."""

    dates: frozenset[int]
    spans: frozenset[int]
    epoch: datetime


def formats_of(part: IO[bytes] | None, epoch: datetime, *, elements_max: int) -> Formats:
    """Return what a part of styles, if there is one, says of numbers.

    Raises `WorkbookTooLarge`, and `ValueError`, `KeyError`, `ExpatError` for what is no such part.
    """
    codes: dict[int, str] = {}
    styles: list[int] = []
    for name, attributes in _elements(part, elements_max) if part else ():
        if name == _CODE:
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        else:
            styles.append(int(attributes.get("numFmtId", 0)))
    kinds = {which: _kind(codes.get(which, builtin_format_code(which))) for which in set(styles)}
    return Formats(
        dates=frozenset(at for at, which in enumerate(styles) if kinds[which][0]),
        spans=frozenset(at for at, which in enumerate(styles) if kinds[which][1]),
        epoch=epoch,
    )


def _kind(code: str | None) -> tuple[bool, bool]:
    if code is None or len(code) > CODE_CHARACTERS_MAX:
        return False, False
    return is_date_format(code), is_timedelta_format(code)


def _elements(part: IO[bytes], elements_max: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the codes of formats, and the styles of cells in their order."""
    found: list[tuple[str, dict[str, str]]] = []
    depth, within, left = 0, "", elements_max

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, within, left
        depth, left = depth + 1, left - 1
        if left < 0:
            raise WorkbookTooLarge(elements_most=elements_max)
        if len(attributes) > ATTRIBUTES_MAX:
            raise WorkbookTooLarge(attributes_most=ATTRIBUTES_MAX)
        if depth == _DEPTH:
            within = name
        elif (within, name) in ((_CODES, _CODE), (_STYLES, _STYLE)):
            found.append((name, attributes))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    return pull(part, start, end, None, found)
