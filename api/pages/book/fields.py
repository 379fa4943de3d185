"""What was typed into a field of a form, read; what cannot be read is refused with a sentence.

Every reader raises `InvalidRequest` with the sentence under the field's name.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from flask_babel import gettext

from api.errors import InvalidRequest
from api.operations.fields import Day, Text
from api.pages.entry_lines import MILLI
from api.pages.presentation import refusals
from api.pages.presentation.formatting import ReadsTwoWays, iso_day, read_dong, read_quantity
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from ledger.values import AccountId

NUMBER_MAX: Final = 100
"""As long as the number of a decision may be, in characters."""

NO_DAY: Final = N_("Ghi một ngày có thật.")
NO_QUANTITY: Final = N_("Ghi số lượng, nhiều nhất ba chữ số sau dấu phẩy.")


def read_day(form: Mapping[str, str], name: str = "effective_on") -> date:
    """Return the date in a field of a form, or raise `InvalidRequest`."""
    day = Day().read(iso_day(form.get(name, "").strip()))
    if day is None:
        raise InvalidRequest({name: gettext(NO_DAY)})
    return day


def read_maybe_day(form: Mapping[str, str], name: str) -> date | None:
    """Return a date, or None where nothing was typed; raise `InvalidRequest`."""
    return read_day(form, name) if form.get(name, "").strip() else None


def read_amount(form: Mapping[str, str], name: str, wrong: str | None = None) -> int:
    """Return an amount of đồng in a field; raise `InvalidRequest`, which says `wrong` if given."""
    try:
        return read_dong(form.get(name, ""))
    except ValueError:
        told = refusals.sentence("bad_amount") if wrong is None else wrong
        raise InvalidRequest({name: told}) from None


def read_maybe_amount(form: Mapping[str, str], name: str) -> int | None:
    """Return an amount of đồng, or None where nothing was typed; raise `InvalidRequest`."""
    return read_amount(form, name) if form.get(name, "").strip() else None


def read_count(form: Mapping[str, str], name: str, *, signed: bool = False) -> int:
    """Return a whole number in a field, below zero only if `signed`; raise `InvalidRequest`."""
    text = form.get(name, "").strip()
    is_below = signed and text[:1] in ("-", "−")
    try:
        count = read_dong(text[1:] if is_below else text)
    except ValueError:
        raise InvalidRequest({name: gettext("Ghi một số nguyên.")}) from None
    return -count if is_below else count


def read_maybe_count(form: Mapping[str, str], name: str) -> int | None:
    """Return a whole number, or None where nothing was typed; raise `InvalidRequest`."""
    return read_count(form, name) if form.get(name, "").strip() else None


def read_number(form: Mapping[str, str], name: str, wrong: str) -> Decimal:
    """Return a number above or at zero; raise `InvalidRequest`, with `wrong` for what is none.

    What reads two ways is asked about.
    """
    try:
        return read_quantity(form.get(name, ""), language())
    except ReadsTwoWays as number:
        whole, fraction = number.ways
        told = gettext(
            "Số này đọc được hai cách. Hãy ghi %(whole)s hoặc %(fraction)s.",
            whole=whole,
            fraction=fraction,
        )
        raise InvalidRequest({name: told}) from None
    except ValueError:
        raise InvalidRequest({name: wrong}) from None


def read_milli(form: Mapping[str, str], name: str) -> int:
    """Return a quantity of goods in thousandths of the unit, 1 or more; raise `InvalidRequest`."""
    wrong = gettext(NO_QUANTITY)
    milli = read_number(form, name, wrong) * MILLI
    if milli < 1 or milli != int(milli):
        raise InvalidRequest({name: wrong})
    return int(milli)


def read_text(form: Mapping[str, str], name: str, *, most: int = 200) -> str | None:
    """Return a text on one line, or None where nothing was typed; raise `InvalidRequest`."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    text = Text(most=most).read(typed)
    if text is None:
        told = gettext("Ghi trên một dòng, không quá %(most)s chữ.", most=most)
        raise InvalidRequest({name: told})
    return text


def read_required_text(form: Mapping[str, str], name: str, missing: str, *, most: int = 200) -> str:
    """Return a text that must be there; raise `InvalidRequest`, with `missing` where it is not."""
    text = read_text(form, name, most=most)
    if text is None:
        raise InvalidRequest({name: missing})
    return text


def read_decision_number(form: Mapping[str, str]) -> str | None:
    """Return the number of a decision or of minutes, if there is one; raise `InvalidRequest`."""
    return read_text(form, "decision_number", most=NUMBER_MAX)


def read_account(form: Mapping[str, str], name: str = "account_id") -> AccountId:
    """Return the account chosen in a field, or raise `InvalidRequest`."""
    return AccountId(read_id(form, name))


def read_id(form: Mapping[str, str], name: str) -> UUID:
    """Return the id chosen in a field, or raise `InvalidRequest`."""
    try:
        return UUID(form.get(name, ""))
    except ValueError:
        raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")}) from None
