"""Texts in one of Unicode's forms, in a time that grows with their length and not by its square."""

import re
from typing import Literal
from unicodedata import combining, normalize  # noqa: TID251  # here it is bounded

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

_RUN = 30
"""So many marks may follow each other: no language needs more than a handful (UAX 15, D3)."""

_JOINER = "\u034f"
_LETTERS_WITH_MARKS = range(0x300, 0x1F000)
_MARKS = "".join(filter(combining, map(chr, _LETTERS_WITH_MARKS)))
_TOWER = re.compile(f"([{_MARKS}]{{{_RUN}}})(?=[{_MARKS}])")
_VIETNAMESE_MARKS = re.compile("[\u0300-\u036f]")
_BEYOND_VIETNAMESE = re.compile("[^\x00-\u02ff\u1e00-\u1eff]")
"""Nearly no text has one; among the others are no marks."""


def normalized(form: Form, text: str) -> str:
    """Return a text in a form of Unicode.

    Marks that follow a letter are put in order, two at a time: a few kilobytes of nothing else
    would keep everybody waiting for minutes. Where too many follow each other they are parted, as
    Unicode's stream-safe process does.
    """
    if _BEYOND_VIETNAMESE.search(text) is not None:
        text = _TOWER.sub(rf"\1{_JOINER}", text)
    return normalize(form, text)


def unmarked(text: str, form: Literal["NFD", "NFKD"] = "NFD") -> str:
    """Return a text in lower case without diacritics, taken apart in a form of Unicode.

    `Ủng hộ Đội` is `ung ho doi`.
    """
    plain = text.lower()
    if plain.isascii():
        return plain
    return _VIETNAMESE_MARKS.sub("", normalized(form, plain)).replace("đ", "d")
