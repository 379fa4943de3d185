"""Codes of appeals, as donors write them into the memos of their transfers."""

import re

from ledger.letters import unmarked

_OTHER = re.compile("[^a-z0-9]+")


def folded(text: str) -> str:
    """Return a text in lower-case letters and digits, one space between words and around them.

    `Ủng hộ: VEHH-2025.` is ` ung ho vehh 2025 `.
    """
    return f" {_OTHER.sub(' ', unmarked(text)).strip()} "


def are_mistakable(code: str, other: str) -> bool:
    """Tell whether a memo with one of two codes could as well be meant for the other.

    They are the same but for case, diacritics, marks and spaces, or one has the other within it as
    whole words: who writes `HP 2025` may have `HP` in mind, and the year of the gift.
    """
    one, another = folded(code), folded(other)
    if not one.strip() or not another.strip():
        return False
    return one in another or another in one or _closed_up(one) == _closed_up(another)


def _closed_up(text: str) -> str:
    return text.replace(" ", "")
