"""Award lists: who is to receive how much, line by line, and which lines are paid or came back."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ledger.context import Context
from ledger.errors.access import OwnAward
from ledger.errors.money import AmountMismatch, BadAmount, BadAwardList
from ledger.events.fund.spending import AwardLine
from ledger.values import AMOUNT_DONG_MAX, BeneficiaryId, Category

LINES_MAX = 1_000
"""Lines of one disbursement's award list; a longer list becomes several disbursements."""


class Award(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A line of an award list to propose: so much to one recipient, in `awards` awards (suất)."""

    beneficiary_id: BeneficiaryId | None = None
    categories: tuple[Category, ...] = ()
    amount_dong: int
    awards: int = 1


class Part(msgspec.Struct, frozen=True):
    """A part of a disbursement: what is paid of it, or came back."""

    amount_dong: int
    awards: int
    lines: tuple[AwardLine, ...] = ()


def numbered(awards: Sequence[Award]) -> Iterable[AwardLine]:
    """Yield the lines of a list, numbered from 1."""
    for number, award in enumerate(awards, 1):
        yield AwardLine(
            number=number,
            beneficiary_id=award.beneficiary_id,
            categories=award.categories,
            amount_dong=award.amount_dong,
            awards=award.awards,
        )


def check_lines(awards: Sequence[Award]) -> None:
    """Raise `BadAwardList`, naming every line that is wrong, or that there are too many."""
    if len(awards) > LINES_MAX:
        raise BadAwardList("lines", most=LINES_MAX)
    wrong = [field for at, award in enumerate(awards) for field in _faults(at, award)]
    if wrong:
        raise BadAwardList(*wrong)


def check_sums(lines: Sequence[AwardLine], named: Mapping[str, int | None]) -> None:
    """Raise `AmountMismatch` for the first sum that is `named` and not that of the lines."""
    sums = {
        "amount_dong": sum(line.amount_dong for line in lines),
        "awards": sum(line.awards for line in lines),
        "instances": len(lines),
        "persons": persons_in(lines),
    }
    for field, number in named.items():
        must_be = sums[field]
        if number not in (None, must_be):
            raise AmountMismatch(field, must_be="unknown" if must_be is None else must_be)


def check_not_own(lines: Iterable[AwardLine], context: Context) -> None:
    """Raise `OwnAward`, naming the lines, if who asks is one of the recipients."""
    if not context.is_also:
        return
    own = [line.number for line in lines if line.beneficiary_id in context.is_also]
    if own:
        raise OwnAward(*(f"lines.{number - 1}" for number in own))


def listed_part(
    lines: Iterable[AwardLine],
    wanted: Sequence[int],
    amount_dong: int | None = None,
    awards: int | None = None,
) -> Part:
    """Return the wanted lines, all of them if none is named, and their sums.

    Raises `BadAwardList`, naming each number that is unknown or comes again, and `AmountMismatch`.
    """
    open_ = {line.number: line for line in lines}
    seen: set[int] = set()
    wrong = []
    for at, number in enumerate(wanted):
        if number not in open_ or number in seen:
            wrong.append(f"lines.{at}")
        seen.add(number)
    if wrong:
        raise BadAwardList(*wrong)
    part = tuple(open_[number] for number in sorted(wanted)) if wanted else tuple(open_.values())
    dong = sum(line.amount_dong for line in part)
    if amount_dong not in (None, dong):
        raise AmountMismatch("amount_dong", must_be_dong=dong)
    counted = sum(line.awards for line in part)
    if awards not in (None, counted):
        raise AmountMismatch("awards", must_be=counted)
    return Part(dong, counted, part)


def unlisted_part(most: Part, amount_dong: int | None, awards: int | None) -> Part:
    """Return a part of what has no list, by default all of it.

    What remains has an award in it for as long as there is money in it, where there was one: so
    with the last đồng goes the last award, and before it never. Where that leaves just one number
    of awards, it need not be told. Raises `BadAmount`.
    """
    dong = most.amount_dong if amount_dong is None else amount_dong
    if not 1 <= dong <= most.amount_dong:
        raise BadAmount("amount_dong", least=1, most=most.amount_dong)
    is_all = dong == most.amount_dong
    least = most.awards if is_all else 0
    largest = most.awards if is_all else max(0, most.awards - 1)
    if awards is None and least == largest:
        awards = least
    if awards is None or not least <= awards <= largest:
        raise BadAmount("awards", least=least, most=largest)
    return Part(dong, awards)


def categories_of(lines: Sequence[AwardLine]) -> tuple[Category, ...]:
    """Return every tag that a line has, in the order of `Category`."""
    named = {category for line in lines for category in line.categories}
    return tuple(category for category in Category if category in named)


def persons_in(lines: Sequence[AwardLine]) -> int | None:
    """Return how many persons a list names, each counted once; none if a line names nobody."""
    persons = {line.beneficiary_id for line in lines}
    return None if None in persons else len(persons)


def _faults(at: int, award: Award) -> Iterable[str]:
    if type(award.amount_dong) is not int or not 1 <= award.amount_dong <= AMOUNT_DONG_MAX:
        yield f"lines.{at}.amount_dong"
    elif not 1 <= award.awards <= award.amount_dong:
        yield f"lines.{at}.awards"
    if len(set(award.categories)) < len(award.categories):
        yield f"lines.{at}.categories"
