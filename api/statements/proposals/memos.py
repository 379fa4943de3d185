"""Memos as words: without case, diacritics and marks, as banks write them and as people do not."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from ledger.fund.receiving.memo_codes import folded


class Phrases:
    """Finds which of many texts have one of some phrases, as whole words.

    The texts are searched as one: what a single search of a short text costs is mostly what leads
    up to it. Where one word begins is found quickest, so the phrases are looked for word by word.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Look for these; they are folded first."""
        self._begun: dict[str, Any] = {}
        for phrase in phrases:
            at = self._begun
            for word in folded(phrase).split():
                at = at.setdefault(word, {})
            if at is not self._begun:
                at[""] = {}
        self._pattern = re.compile(f" {_any_of(self._begun)}(?= )") if self._begun else None

    def found_in(self, texts: Sequence[str]) -> set[int]:
        """Return which of the texts, by their places, have one; none has a NUL."""
        if self._pattern is None or not texts:
            return set()
        plain = [text if text.isascii() else folded(text) for text in texts]
        # Between words of one text stand spaces only, between two texts a NUL as well.
        joined = f" {_BETWEEN.join(plain)} ".translate(_AS_WORDS)
        starts: list[int] = []
        found = set()
        for match in self._pattern.finditer(joined):
            if not starts:
                starts = list(accumulate((len(text) + len(_BETWEEN) for text in plain), initial=0))
            found.add(bisect_right(starts, match.start()) - 1)
        return found


_BETWEEN = " \0 "
_AS_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(1, 128)}


def _any_of(begun: dict[str, Any]) -> str:
    """Return a pattern of the words that phrases begin with, and of how each of them goes on.

    Where one phrase ends, longer ones that begin so need not be looked for.
    """
    words = (
        word if "" in rest else f"{word} +{_any_of(rest)}" for word, rest in sorted(begun.items())
    )
    return f"(?:{'|'.join(words)})"


def word_pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these phrases, as whole words, in a folded text; None for none."""
    words = sorted({folded(phrase).strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not words:
        return None
    return re.compile(f"(?<= )(?:{'|'.join(map(re.escape, words))})(?= )")
