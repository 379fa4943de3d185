"""Whose account a statement says it is of: above its rows, between them, or in each of them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from string import digits

from api.statements.errors import OtherAccount
from api.statements.proposals.known import OwnAccount
from ledger.letters import unmarked

_OF_ANOTHER = (
    r"so du|balance|dien thoai|\btel\b|\bfax\b|ma so thue|\bmst\b|tax|tu ngay|\bfrom\b|doi ung"
    r"|thu huong|chuyen den|(?:cif|ma kh|ma khach hang) ?:|\bcccd\b|\bcmnd\b"
)
_ANOTHER = re.compile(_OF_ANOTHER)
"""What stands before other numbers, or before those of other people's accounts."""

_TELLS = (
    r"so (?:hieu )?(?:tai khoan|tktt|tk)\b|(?:tai khoan|tk) so\b|stk\b"
    r"|acc(?:oun)?t?\.? (?:number|num|no)\b|a/c\b"
    r"|tai khoan(?: thanh toan)?\W{0,3}(?:account)?\W{0,3}(?=[0-9][0-9 .-]{4})"
)
_LABEL = re.compile(rf"\b(?:{_TELLS})")
"""What stands before the number of an account."""

_HEAD_LABEL = re.compile(
    rf"\b(?:{_TELLS}|(?:tai khoan|tk|account|acct)\b(?:(?!{_OF_ANOTHER})[^0-9;]){{0,30}}"
    r"(?=[0-9][0-9 .-]{4}))"
)
"""What does so above the rows, where no memo is: any words for an account, if a number follows."""

_NUMBER = re.compile(r"(?<![0-9/])[0-9*x•#]+(?:[ .-][0-9*x•#]+)*(?![0-9/])")
_AMOUNT = re.compile(r"(?<![0-9])[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:[.][0-9]{3})+)(?![0-9])")
_MASK = re.compile("[*x•#]")
_DATE = re.compile(r"[0-9]{1,2}[ .-][0-9]{1,2}[ .-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS_MIN, _SHOWN_MIN, _BEHIND_MAX, _LABELS_MAX = 6, 3, 120, 20

_BEGINS = re.compile(r"\s*[SsTtAa]")
"""How a record begins that has the words of `_LABEL` first: no other need be looked at."""

HEAD_CHARACTERS_MAX, RECORD_CHARACTERS_MAX = 50_000, 1_000
"""So much is looked at: no bank prints more above its rows, or in a line between them."""


class AccountCheck:
    """Finds out that a file, or a part of it, is of another account than the one meant.

    Numbers may be told in groups, with stars in the place of digits, and without the zeros that a
    spreadsheet took away. A file that tells no number is nobody's in particular.
    """

    def __init__(self, number: str | None, others: Sequence[OwnAccount] = ()) -> None:
        """Name the number of the account, if it is known, and the fund's other accounts."""
        self._number = _bare(number or "")
        self._others = others
        self._label = ""

    def check_head(self, text: str) -> None:
        """Raise `OtherAccount` if what stands above the rows tells another account's number."""
        plain = without_diacritics(text[:HEAD_CHARACTERS_MAX])
        told = {digits.lstrip("0") for each in _numbers(plain) for digits in _readings(each)}
        if not self._number or self._number in told:
            return
        for other in self._others:
            if _bare(other.number) in told:
                raise OtherAccount("account_id", account_id=str(other.account_id))
        if self.is_another(_behind_label(plain, _HEAD_LABEL)):
            raise OtherAccount("account_id")

    def check_record(self, line: int, cells: Sequence[str]) -> None:
        """Raise `OtherAccount` for a record among the rows that is none and tells such a number.

        Where it has only the words for it, the number stands in the next record.
        """
        first = next(filter(None, cells), "")
        if not self._number or not (self._label or _BEGINS.match(first)):
            return  # nearly always: what cannot be read is a row like the others
        plain = without_diacritics(" ".join(filter(None, cells))[:RECORD_CHARACTERS_MAX])
        before, self._label = self._label, ""
        if _LABEL.match(plain):
            before = plain
        elif not before:
            return
        else:
            before = f"{before} {plain}"
        behind = _behind_label(before, _LABEL)
        if self.is_another(behind):
            raise OtherAccount("account_id", line=line)
        if not any(True for _ in _numbers(behind)):
            self._label = before

    def is_another(self, text: str) -> bool:
        """Tell whether a text has a number of an account, and none that may be this one's."""
        numbers = list(_numbers(without_diacritics(text)))
        return bool(self._number and numbers) and not any(map(self._may_be, numbers))

    def _may_be(self, number: str) -> bool:
        return any(self._fits(each) for each in _readings(number))

    def _fits(self, number: str) -> bool:
        if number.isdecimal():
            return number.lstrip("0") == self._number
        begins = number[: len(number) - len(number.lstrip(digits))].lstrip("0")
        ends = number[len(number.rstrip(digits)) :]
        return self._number.startswith(begins) and self._number.endswith(ends)


def without_diacritics(text: str) -> str:
    """Return a text in lower case without diacritics, its marks and one space between words."""
    return " ".join(unmarked(text, "NFKD").split())


def _behind_label(plain: str, label_of: re.Pattern[str]) -> str:
    """Return what stands behind the words for an account's number, up to words for another one."""
    return "; ".join(
        _ANOTHER.split(plain[label.end() : label.end() + _BEHIND_MAX], maxsplit=1)[0]
        for label in islice(label_of.finditer(plain), _LABELS_MAX)
    )


def _numbers(plain: str) -> Iterator[str]:
    for match in _NUMBER.finditer(_AMOUNT.sub(";", plain)):
        number = match[0]
        shown = sum(c.isdecimal() for c in number)
        least = _SHOWN_MIN if _MASK.search(number) else _DIGITS_MIN
        if shown >= least and not _DATE.fullmatch(number):
            yield number


def _readings(number: str) -> Iterator[str]:
    """Yield what groups of digits may be: one number, or several side by side."""
    yield re.sub("[ .-]", "", number)
    yield from number.split()


def _bare(number: str) -> str:
    return re.sub("[^0-9]", "", number).lstrip("0")
