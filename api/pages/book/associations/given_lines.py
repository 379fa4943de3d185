"""Groups of recipients in a form: as many as somebody needs, each what paper tells of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.control_form import LINE
from api.pages.book.fields import read_maybe_amount, read_maybe_count
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from ledger.association.on_paper import LINES_MAX
from ledger.events.association import FewTagged, GivenLine
from ledger.values import Category, DisbursementClass

COUNT = "lines"
"""The hidden field that says how many groups a form shows."""

MORE = "more"
"""The button that asks for a form with more of them, and records nothing."""

_AT_FIRST = 2
_AT_ONCE = 3
_COUNTS = ("awards", "instances", "persons")
_CLASSES = (DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT, DisbursementClass.AWARD)


class Lines(NamedTuple):
    """How many groups a form shows, and what there is to choose in each."""

    shown: int
    classes: tuple[DisbursementClass, ...] = _CLASSES
    categories: tuple[Category, ...] = tuple(Category)


def lines_of(values: Mapping[str, str]) -> Lines:
    """Return the groups of a form: some to begin with, more for who asked for more."""
    return Lines(min(_count(values) + (_AT_ONCE if values.get(MORE) else 0), LINES_MAX))


def read_lines(form: Mapping[str, str]) -> tuple[GivenLine, ...]:
    """Return the groups in which something was filled in; raise `InvalidRequest`."""
    used = _used(form)
    return tuple(_read(form, number, used) for number in used)


def fields_of_lines(form: Mapping[str, str]) -> dict[str, str]:
    """Return which input stands for which part of which line that is sent to the ledger."""
    names = ("disbursement_class", "part_of", "categories", *_COUNTS, "amount_dong")
    return {
        f"lines.{index}.{name}": _name(number, name)
        for index, number in enumerate(_used(form))
        for name in names
    }


def filled_lines(lines: Iterable[GivenLine], few: Iterable[FewTagged]) -> dict[str, str]:
    """Return what would stand in a form with these groups; `few` are tags that are not public."""
    narrow = {each.number: each.categories for each in few}
    values: dict[str, str] = {}
    number = 0
    for number, line in enumerate(lines, 1):
        values[_name(number, "disbursement_class")] = line.disbursement_class.value
        for name in (*_COUNTS, "amount_dong"):
            if (value := getattr(line, name)) is not None:
                values[_name(number, name)] = formatting.grouped(value, language())
        if line.part_of is not None:
            values[_name(number, "part_of")] = str(line.part_of)
        for category in narrow.get(number, line.categories):
            values[_tag(number, category)] = "yes"
    return values | {COUNT: str(number + 1)}


def _read(form: Mapping[str, str], number: int, used: list[int]) -> GivenLine:
    try:
        given = DisbursementClass(form.get(_name(number, "disbursement_class"), ""))
    except ValueError:
        told = gettext("Chọn loại.")
        raise InvalidRequest({_name(number, "disbursement_class"): told}) from None
    return GivenLine(
        disbursement_class=given,
        part_of=_part_of(form, number, used),
        categories=tuple(each for each in Category if form.get(_tag(number, each))),
        awards=read_maybe_count(form, _name(number, "awards")),
        instances=read_maybe_count(form, _name(number, "instances")),
        persons=read_maybe_count(form, _name(number, "persons")),
        amount_dong=read_maybe_amount(form, _name(number, "amount_dong")),
    )


def _part_of(form: Mapping[str, str], number: int, used: list[int]) -> int | None:
    """Return the place among the lines that are sent of the group that this one is a part of."""
    name = _name(number, "part_of")
    chosen = form.get(name, "")
    if not chosen:
        return None
    for place, other in enumerate(used, 1):
        if chosen == str(other):
            return place
    raise InvalidRequest({name: gettext("Chọn một nhóm có điền ở trên.")})


def _used(form: Mapping[str, str]) -> list[int]:
    return [n for n in range(1, _count(form) + 1) if any(_filled(form, n))]


def _filled(form: Mapping[str, str], number: int) -> Iterator[str]:
    names = ("disbursement_class", "part_of", *_COUNTS, "amount_dong")
    yield from (form.get(_name(number, name), "").strip() for name in names)
    yield from (form.get(_tag(number, category), "") for category in Category)


def _count(values: Mapping[str, str]) -> int:
    text = values.get(COUNT, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LINES_MAX))
    return min(int(text), LINES_MAX) if is_number else _AT_FIRST


def _name(number: int, name: str) -> str:
    return f"{LINE}{number}-{name}"


def _tag(number: int, category: Category) -> str:
    return _name(number, f"tag-{category.value}")
