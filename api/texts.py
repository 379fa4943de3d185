"""What a text on one line may consist of: the one rule for bodies, forms, files and the command.

Names are shown in public and compared by people's eyes. So two that look alike are alike, none is
invisible, none turns what stands beside it around, and none spills over its line.
"""

import re
from unicodedata import bidirectional, category, combining

from ledger.letters import normalized

UNCLEAN = (
    # Controls, and the soft hyphen, which is seen at the end of a line alone.
    r"\x00-\x1f\x7f-\x9f\u00ad"
    # What joins, fills or separates and is not seen: Latin, Korean, Khmer, Mongolian, Braille.
    r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f"
    r"\u2800\u3164\ufeff\uffa0"
    # What turns the direction of writing, and Arabic signs that stand over the digits behind them.
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"
    # Annotations, and what is no character.
    r"\ufff0-\uffff"
)
"""What stands in no text, as the inside of a class of characters in any regular expression."""

_BEYOND = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""The same of the planes beyond: formats of shorthand and music; tags, and more selectors.

Not every kind of regular expressions can say it, so the document of the API does not.
"""

MARKS_MAX = 4
"""Marks on one letter that Unicode has no letter with: Vietnamese has none left, Thai has two."""

_UNCLEAN = re.compile(rf"[{UNCLEAN}\ud800-\udfff{_BEYOND}]")
_UNCOMMON = re.compile("[^\x20-\x7e\u00a0-\u024f\u1e00-\u1eff]")
_TOO_MANY_MARKS = MARKS_MAX + 1
_JOINERS = "\u200c\u200d"
_VIRAMA = 9
"""The combining class of the sign that Indian scripts join letters with."""


def clean(text: str) -> str | None:
    """Return a text trimmed and in Unicode's form NFC, or None for one that is not clean.

    Empty is clean. Joiners stand only where writing or a picture needs one, selectors only behind
    a sign that has two looks, marks only on a letter, and at most `MARKS_MAX` of them.
    """
    if _UNCLEAN.search(text):
        return None
    text = normalized("NFC", text.strip())
    if _UNCOMMON.search(text) is None:
        return text
    marks = 0
    for at, sign in enumerate(text):
        before = text[at - 1] if at else " "
        if sign in _JOINERS:
            if at + 1 == len(text) or not _is_joined(before):
                return None
        elif _is_selector(sign):
            if not _is_symbol(before):
                return None
        elif category(sign) in {"Mn", "Me"}:
            marks += 1
            if before.isspace() or marks == _TOO_MANY_MARKS:
                return None
        else:
            marks = 0
    return text


def _is_joined(sign: str) -> bool:
    """Tell whether a joiner behind a sign means something: pictures, Arabic, Indian scripts."""
    is_picture = _is_selector(sign) or _is_symbol(sign)
    return is_picture or bidirectional(sign) == "AL" or combining(sign) == _VIRAMA


def _is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f"


def _is_symbol(sign: str) -> bool:
    """Tell whether a sign is a picture or mathematical, or what changes the look of one."""
    return category(sign) in {"So", "Sm", "Sk", "Po"} and not sign.isascii()
