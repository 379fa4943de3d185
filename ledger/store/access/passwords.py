"""Which passwords are none: those that many people have, and what stands in the login."""

from itertools import pairwise

from ledger.letters import normalized

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
# What people here would begin with: this service, its work, roles and places, and the words that
# stand for a password; without marks and spaces. A password of nothing else is theirs, too.
_OUR_WORDS = """
so quy hoi khuyen hoc tai bong chi dong ho tu thien ung tro van dong sinh vien truong hieu
ke toan thu quan tri kiem phe duyet chu tich admin administrator treasurer cashier auditor
viet nam ha noi sai gon ho chi minh tp tphcm hcm da nang hai phong can tho hue tinh nghe an
thanh hoa huyen xa phuong thon trung uong
mat khau password passwd pass welcome letmein iloveyou qwerty abc anh em yeu mot con vit
khong biet co test demo user login
"""
_OURS = frozenset(_OUR_WORDS.split())
_OURS_LONGEST = max(map(len, _OURS))
_FOR_LETTERS = str.maketrans("01345", "oieas")
_DIGITS = "0123456789"
_DIFFERENT_MIN = 4
_RUN = {-1, 0, 1}


def is_guessable(password: str, login: str) -> bool:
    """Tell whether many would guess a password (NIST SP 800-63B, section 5.1.1.2).

    It is a common one, the login with little around it, words that everybody here would take
    with digits around them (`Soquy@2026`), or made of few characters or of runs of neighbours such
    as `1234567890`.
    """
    plain = _plain(password)
    name = _plain(login)
    if plain in _COMMON or len(set(plain)) < _DIFFERENT_MIN or _is_of_our_words(plain):
        return True
    if len(name) >= _DIFFERENT_MIN and name in plain and len(plain) - len(name) <= _DIFFERENT_MIN:
        return True
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    turns = sum(step not in _RUN for step in steps)
    return turns <= len(plain) // 5


def _is_of_our_words(plain: str) -> bool:
    unmarked = "".join(filter(str.isalnum, normalized("NFD", plain))).replace("đ", "d")
    core = unmarked.strip(_DIGITS)
    return any(map(_is_made_up, (core, core.translate(_FOR_LETTERS))))


def _is_made_up(text: str) -> bool:
    """Tell whether a text is our words and nothing else, in time that grows with its length."""
    reached = [True]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - _OURS_LONGEST), end)
        reached.append(any(reached[start] and text[start:end] in _OURS for start in starts))
    return bool(text) and reached[-1]


def _plain(text: str) -> str:
    folded = normalized("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
