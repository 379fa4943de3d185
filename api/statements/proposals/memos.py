"""Memos as words: without case, diacritics and marks, as banks write them and as people do not."""

import re
from collections.abc import Iterable
from unicodedata import normalize

_MARKS = re.compile("[\u0300-\u036f]")
_OTHER = re.compile("[^a-z0-9]+")


def folded(text: str) -> str:
    """Return a text in lower-case letters and digits, one space between words and around them.

    `Ủng hộ: VEHH-2025.` is ` ung ho vehh 2025 `.
    """
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", normalize("NFD", plain)).replace("đ", "d")
    return f" {_OTHER.sub(' ', plain).strip()} "


def tells(text: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether a text may have words of a `raw_pattern`, without folding it where it is plain.

    A text with diacritics or letters of other scripts is folded first, so this is never wrong.
    """
    plain = text.lower()
    return pattern.search(plain if plain.isascii() else folded(plain)) is not None


def raw_pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these phrases, as whole words, in a text without capitals."""
    words = {folded(phrase).strip().replace(" ", "[^a-z0-9]+") for phrase in phrases} - {""}
    if not words:
        return None
    return re.compile(f"(?<![a-z0-9])(?:{'|'.join(sorted(words))})(?![a-z0-9])")


def word_pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these phrases, as whole words, in a folded text; None for none."""
    words = sorted({folded(phrase).strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not words:
        return None
    return re.compile(f"(?<= )(?:{'|'.join(map(re.escape, words))})(?= )")
