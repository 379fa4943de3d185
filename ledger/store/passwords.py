"""Which passwords are none: those that many people have, and what stands in the login."""

from itertools import pairwise
from unicodedata import normalize

# The commonest of ten characters and more in published collections of stolen passwords, and what
# people here would make of theirs; compared without case, spaces and signs.
_COMMON = frozenset(
    {
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "a123456789",
        "abc123456789",
        "aa123456789",
        "anhyeuem123",
        "iloveyou123",
        "khongbiet1",
        "khongcopass",
        "khuyenhoc1",
        "khuyenhoc123",
        "khuyenhoc2025",
        "khuyenhoc2026",
        "letmein123",
        "matkhau123",
        "matkhau1234",
        "motconvit123",
        "password01",
        "password1",
        "password12",
        "password123",
        "password1234",
        "passwordpassword",
        "qazwsxedcrfv",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "qwertyuiop",
        "soquykhuyenhoc",
        "vietnam123",
        "vietnam1975",
        "welcome123",
    }
)
_DIFFERENT_MIN = 4
_RUN = {-1, 0, 1}


def is_guessable(password: str, login: str) -> bool:
    """Tell whether many would guess a password (NIST SP 800-63B, section 5.1.1.2).

    It is a common one, the login with little around it, or made of few characters or of runs of
    neighbours such as `1234567890`.
    """
    plain = _plain(password)
    name = _plain(login)
    if plain in _COMMON or len(set(plain)) < _DIFFERENT_MIN:
        return True
    if len(name) >= _DIFFERENT_MIN and name in plain and len(plain) - len(name) <= _DIFFERENT_MIN:
        return True
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    turns = sum(step not in _RUN for step in steps)
    return turns <= len(plain) // 5


def _plain(text: str) -> str:
    folded = normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
