"""What the forms of spending ask for, read from what was typed; each wrong field has a sentence."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from flask_babel import gettext

from api.errors import InvalidRequest
from api.operations.fields import DecisionNumber, Purpose, Text
from api.pages.book.fields import read_day
from api.pages.presentation.formatting import read_dong
from api.pages.presentation.refusals import N_
from ledger.fund.spending.award_lists import LINES_MAX
from ledger.values import AMOUNT_DONG_MAX, GENERAL, AccountId, DisbursementClass, PurposeId

T = TypeVar("T")

_RANGE = re.compile(r"([0-9]{1,4})(?:\s*[-–]\s*([0-9]{1,4}))?")
_AWARDS_MAX = 10_000_000

_WRONG: Final = {
    "disbursement_class": N_("Chọn loại chi."),
    "programme": N_("Ghi tên chương trình, không quá 200 chữ."),
    "purpose": N_("Chọn nguồn tiền."),
    "place": N_("Ghi nơi nhận trên một dòng, không quá 200 chữ."),
    "decision_number": N_("Ghi số quyết định trên một dòng, không quá 100 chữ."),
    "amount_dong": N_("Ghi số tiền là số nguyên lớn hơn 0, không quá 1.000.000 tỷ đồng."),
    "awards": N_("Ghi số suất là số nguyên."),
    "lines": N_("Ghi số dòng như 1-20, 25."),
    "account_id": N_("Chọn tài khoản."),
    "payment": N_("Chọn lần chi."),
}


class FormReader:
    """Reads the fields of one form, and raises once for all that are wrong."""

    def __init__(self, form: Mapping[str, str]) -> None:
        """Read `form`."""
        self._form = form
        self._wrong: dict[str, str] = {}

    def check(self) -> None:
        """Raise `InvalidRequest` if a field was wrong."""
        if self._wrong:
            raise InvalidRequest(self._wrong)

    def day(self) -> date:
        """Return the day; one that is wrong is only a stand-in until `check` raises."""
        try:
            return read_day(self._form)
        except InvalidRequest as error:
            self._wrong.update(error.messages)
            return date.min

    def spending_class(self) -> DisbursementClass:
        """Return the class of a disbursement."""
        return self._read("disbursement_class", DisbursementClass, DisbursementClass.SUPPORT)

    def programme(self) -> str:
        """Return the programme."""
        return self._read("programme", lambda text: _clean(Text(), text), "")

    def purpose(self) -> PurposeId:
        """Return the purpose, by default the general one."""
        text = self._text("purpose") or GENERAL
        return PurposeId(self._checked("purpose", text, lambda each: _clean(Purpose(), each), ""))

    def place(self) -> str | None:
        """Return the place, if one is given."""
        return self._maybe("place", lambda text: _clean(Text(), text))

    def decision_number(self) -> str | None:
        """Return the number of the decision, if one is given."""
        return self._maybe("decision_number", lambda text: _clean(DecisionNumber(), text))

    def amount(self) -> int | None:
        """Return the amount, if one is given."""
        return self._maybe("amount_dong", lambda text: _bounded(read_dong(text), AMOUNT_DONG_MAX))

    def awards(self) -> int | None:
        """Return how many awards, if it is told."""
        return self._maybe("awards", lambda text: _bounded(read_dong(text), _AWARDS_MAX, least=0))

    def proposed_awards(self, spending: DisbursementClass) -> int:
        """Return how many awards are proposed; of what a fund spends on itself, nobody counts."""
        if spending is DisbursementClass.ADMINISTRATION and not self._text("awards"):
            return 1
        return self.require("awards", self.awards(), 1)

    def lines(self) -> tuple[int, ...]:
        """Return the numbers of lines that are named, one by one or as `1-20`."""
        return self._maybe("lines", line_numbers) or ()

    def account(self) -> AccountId:
        """Return the account."""
        return AccountId(self._read("account_id", UUID, UUID(int=0)))

    def payment(self) -> int:
        """Return the version of the payment that something came back of."""
        return self._read("payment", lambda text: _bounded(int(text), 2**63 - 1), 0)

    def require(self, name: str, value: T | None, stand_in: T) -> T:
        """Return a value that must be given."""
        if value is None:
            self._wrong.setdefault(name, gettext(_WRONG[name]))
            return stand_in
        return value

    def _text(self, name: str) -> str:
        return self._form.get(name, "").strip()

    def _read(self, name: str, read: Callable[[str], T], stand_in: T) -> T:
        return self._checked(name, self._text(name), read, stand_in)

    def _maybe(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self._text(name)
        if not text:
            return None
        try:
            return read(text)
        except ValueError:
            self._wrong[name] = gettext(_WRONG[name])
            return None

    def _checked(self, name: str, text: str, read: Callable[[str], T], stand_in: T) -> T:
        try:
            return read(text)
        except ValueError:
            self._wrong[name] = gettext(_WRONG[name])
            return stand_in


def line_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers in a text such as `1-20, 25`; raise `ValueError` for any other."""
    numbers: list[int] = []
    for part in re.split("[,;]", text):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            raise ValueError(part)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= LINES_MAX:
            raise ValueError(part)
        numbers += range(first, last + 1)
    return tuple(numbers)


def _clean(field: Text | Purpose, text: str) -> str:
    found = field.read(text)
    if found is None:
        raise ValueError
    return found


def _bounded(number: int, most: int, *, least: int = 1) -> int:
    if not least <= number <= most:
        raise ValueError
    return number
