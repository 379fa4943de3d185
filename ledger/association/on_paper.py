"""What was done on paper: periods without a book, and help that partners gave or helped to give."""

from collections.abc import Container, Iterator, Sequence
from datetime import date

import msgspec

from ledger.association.establishing import check_standing
from ledger.association.state import Association, Told, subject_of
from ledger.context import Context
from ledger.errors.money import AmountMismatch, BadAwardList, BadFigure, BadWindow, DatedAhead
from ledger.events.association import (
    AidGivenReported,
    FewTagged,
    GivenLine,
    GivenPrivate,
    PaperBalance,
    PeriodSummaryReported,
)
from ledger.values import AMOUNT_DONG_MAX, FIGURE_MAX, DisbursementClass, Level

LINES_MAX = 200
CROWD_LEAST = 5
"""From so many on, tags point at nobody: four recipients of a kind are known in any commune."""
DAYS_LEAST = 80
"""From so many days on, nobody remembers who was there: a quarter that is told before its end."""

_BEGINNINGS = {(1, 1), (4, 1), (7, 1), (9, 1), (10, 1)}
"""Months and days on which quarters, or a school year, begin."""

_COUNTS = ("awards", "instances", "persons")
_MOBILIZED = ("cash_dong", "in_kind_dong", "direct_aid_dong")


class NewPeriodSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What was mobilised, given and left on paper, in đồng; None is what the paper does not say.

    `whole` says that all below the association is in it.
    """

    whole: bool
    since: date
    effective_on: date
    mobilized_dong: int | None = None
    cash_dong: int | None = None
    in_kind_dong: int | None = None
    direct_aid_dong: int | None = None
    supported_dong: int | None = None
    closing: PaperBalance | None = None
    lines: tuple[GivenLine, ...] = ()
    source: str


class NewAidGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Help given by partners or with them; `own_share_dong` is what the own funds paid of it.

    `since` is the first day, by default the last one. `narrow_place` is shown to few.
    """

    programme: str
    whole: bool
    since: date | None = None
    effective_on: date
    amount_dong: int | None = None
    own_share_dong: int | None = None
    lines: tuple[GivenLine, ...] = ()
    payer: str
    co_organisers: tuple[str, ...] = ()
    place: str | None = None
    narrow_place: str | None = None
    source: str


def report_period_summary(
    association: Association, new: NewPeriodSummary, context: Context
) -> PeriodSummaryReported:
    """Report what was done on paper in a period, in place of what was said of just these days.

    Totals that are not given, but follow from all their parts, are worked out.

    Raises `BadFigure`, `BadAwardList`, `AmountMismatch`, `BadWindow`, `DatedAhead`,
    `DatedBeforeAssociation`, `AssociationEnded`.
    """
    for name in ("mobilized_dong", *_MOBILIZED, "supported_dong"):
        _check_amount(name, getattr(new, name))
    if new.closing is not None:
        _check_amount("closing.amount_dong", new.closing.amount_dong)
    _check_lines(new.lines)
    parts = [part for name in _MOBILIZED if (part := getattr(new, name)) is not None]
    mobilized = new.mobilized_dong
    if mobilized is None and parts:
        mobilized = sum(parts)
    if mobilized is not None and mobilized < sum(parts):
        raise AmountMismatch("mobilized_dong", least_dong=sum(parts))
    supported = _together("supported_dong", new.supported_dong, new.lines)
    _check_days(new.since, new.effective_on, context)
    if new.closing is not None and new.closing.on < new.since:
        raise BadWindow("closing.on", starts_on=new.since.isoformat())
    if new.closing is not None and new.closing.on > context.today:
        raise DatedAhead("closing.on", today=context.today.isoformat())
    _check_stands(association, new.since, new.effective_on)
    hidden = _hidden(association, "", new.since, new.effective_on, new.lines)
    return PeriodSummaryReported(
        whole=new.whole,
        since=new.since,
        effective_on=new.effective_on,
        mobilized_dong=mobilized,
        cash_dong=new.cash_dong,
        in_kind_dong=new.in_kind_dong,
        direct_aid_dong=new.direct_aid_dong,
        supported_dong=supported,
        closing=new.closing,
        lines=_shown(new.lines, hidden),
        source=new.source,
        private=GivenPrivate(recorded_by=context.by, few=_few(new.lines, hidden)),
    )


def report_aid_given(
    association: Association, new: NewAidGiven, context: Context
) -> AidGivenReported:
    """Report help of others, in place of what was said of this programme and just these days.

    Raises `BadFigure`, `BadAwardList`, `AmountMismatch`, `BadWindow`, `DatedAhead`,
    `DatedBeforeAssociation`, `AssociationEnded`.
    """
    _check_amount("amount_dong", new.amount_dong)
    _check_amount("own_share_dong", new.own_share_dong)
    _check_lines(new.lines)
    amount = _together("amount_dong", new.amount_dong, new.lines)
    if new.own_share_dong is not None and new.own_share_dong > (amount or 0):
        raise AmountMismatch("own_share_dong", most_dong=amount or 0)
    since = new.effective_on if new.since is None else new.since
    _check_days(since, new.effective_on, context)
    _check_stands(association, since, new.effective_on)
    subject = subject_of(new.programme)
    hidden = _hidden(association, subject, since, new.effective_on, new.lines)
    return AidGivenReported(
        programme=new.programme,
        whole=new.whole,
        since=since,
        effective_on=new.effective_on,
        amount_dong=amount,
        own_share_dong=new.own_share_dong,
        lines=_shown(new.lines, hidden),
        payer=new.payer,
        co_organisers=new.co_organisers,
        place=new.place,
        source=new.source,
        private=GivenPrivate(
            recorded_by=context.by, few=_few(new.lines, hidden), place=new.narrow_place
        ),
    )


def _check_amount(name: str, dong: int | None) -> None:
    if dong is not None and not 0 <= dong <= AMOUNT_DONG_MAX:
        raise BadFigure(name, least=0, most=AMOUNT_DONG_MAX)


def _check_days(since: date, until: date, context: Context) -> None:
    if until < since:
        raise BadWindow("effective_on", starts_on=since.isoformat())
    if until > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())


def _check_stands(association: Association, since: date, until: date) -> None:
    check_standing(association, since, "since")
    check_standing(association, until, "effective_on")


def _together(name: str, dong: int | None, lines: Sequence[GivenLine]) -> int | None:
    """Return an amount over all lines; it is at least theirs, and just theirs where all have one.

    Raises `AmountMismatch`.
    """
    amounts = [line.amount_dong for line in lines if line.part_of is None]
    known = [amount for amount in amounts if amount is not None]
    if dong is None:
        return sum(known) if known else None
    if known and len(known) == len(amounts) and dong != sum(known):
        raise AmountMismatch(name, must_be_dong=sum(known))
    if dong < sum(known):
        raise AmountMismatch(name, least_dong=sum(known))
    return dong


def _check_lines(lines: Sequence[GivenLine]) -> None:
    """Raise `BadAwardList` with all that is wrong in the lines."""
    if len(lines) > LINES_MAX:
        raise BadAwardList("lines", most=LINES_MAX)
    wrong = [
        f"lines.{index}.{name}" for index in range(len(lines)) for name in _faults(lines, index)
    ]
    if wrong:
        raise BadAwardList(*wrong)


def _faults(lines: Sequence[GivenLine], index: int) -> Iterator[str]:
    line = lines[index]
    if line.disbursement_class is DisbursementClass.ADMINISTRATION:
        yield "disbursement_class"
    if len(set(line.categories)) < len(line.categories):
        yield "categories"
    whole = None
    if line.part_of is not None:
        if not 1 <= line.part_of <= index or lines[line.part_of - 1].part_of is not None:
            yield "part_of"
        else:
            whole = lines[line.part_of - 1]
    said = {name: getattr(line, name) for name in (*_COUNTS, "amount_dong")}
    if all(value is None for value in said.values()):
        yield "awards"
    for name, value in said.items():
        most = AMOUNT_DONG_MAX if name == "amount_dong" else FIGURE_MAX
        if whole is not None and getattr(whole, name) is not None:
            most = min(most, getattr(whole, name))
        if value is not None and not 1 <= value <= most:
            yield name


def _hidden(
    association: Association, subject: str, since: date, until: date, lines: Sequence[GivenLine]
) -> frozenset[int]:
    """Return the numbers of lines whose tags may point at somebody.

    They are about a few, or are all but a few of another line. Or there is a figure of the same and
    of some of the same days, told before and perhaps replaced, that everybody can read and that is
    a few more or fewer, or of a few days more or fewer. A branch is a hamlet, a clan, a school:
    there any tag points at somebody, and so it does on the days of one event.
    """
    if association.level is Level.BRANCH or not _is_fixed(since, until):
        return frozenset(number for number, line in enumerate(lines, 1) if line.categories)
    beside = [
        each
        for each in association.told
        if each.subject == subject and each.since <= until and since <= each.until
    ]
    return frozenset(
        number
        for number, line in enumerate(lines, 1)
        if line.categories
        and (
            _is_few(line)
            or _leaves_few(line, lines)
            or any(
                _differ_by_few(line, other)
                or (_have_a_tag_in_common(line, other) and _leaves_days(since, until, told))
                for told in beside
                for other in told.lines
            )
        )
    )


def _is_fixed(since: date, until: date) -> bool:
    """Tell whether days are a period that reports are made of, and not those of one event.

    It begins as a quarter or a school year does, and goes on for about a quarter or longer: papers
    tell the half-year on 13 June, and five years in their last December.
    """
    is_long = (until - since).days + 1 >= DAYS_LEAST
    return is_long and (since.month, since.day) in _BEGINNINGS


def _leaves_days(since: date, until: date, told: Told) -> bool:
    """Tell whether two periods are a few days apart at either end: the days of one event."""
    apart = (abs((told.since - since).days), abs((told.until - until).days))
    return any(0 < days < DAYS_LEAST for days in apart)


def _is_few(line: GivenLine) -> bool:
    """Tell whether a line may be about so few that their tags point at them."""
    counts = [count for name in _COUNTS if (count := getattr(line, name)) is not None]
    return not counts or min(counts) < CROWD_LEAST


def _leaves_few(line: GivenLine, lines: Sequence[GivenLine]) -> bool:
    """Tell whether a line, or it and the other parts of its whole, are all but a few of that."""
    if line.part_of is None:
        return False
    whole = lines[line.part_of - 1]
    parts = [each for each in lines if each.part_of == line.part_of and each.categories]
    for name in _COUNTS:
        count, own = getattr(whole, name), getattr(line, name)
        if count is None or own is None:
            continue
        known = sum(getattr(each, name) or 0 for each in parts)
        if any(0 < count - part < CROWD_LEAST for part in (own, known)):
            return True
    return False


def _have_a_tag_in_common(line: GivenLine, other: GivenLine) -> bool:
    return not set(line.categories).isdisjoint(other.categories)


def _differ_by_few(line: GivenLine, other: GivenLine) -> bool:
    """Tell whether two lines with a tag in common are a few recipients apart."""
    if not _have_a_tag_in_common(line, other):
        return False
    pairs = ((getattr(line, name), getattr(other, name)) for name in _COUNTS)
    return any(
        0 < abs(count - known) < CROWD_LEAST
        for count, known in pairs
        if count is not None and known is not None
    )


def _shown(lines: Sequence[GivenLine], hidden: Container[int]) -> tuple[GivenLine, ...]:
    return tuple(
        msgspec.structs.replace(line, categories=()) if number in hidden else line
        for number, line in enumerate(lines, 1)
    )


def _few(lines: Sequence[GivenLine], hidden: Container[int]) -> tuple[FewTagged, ...]:
    return tuple(
        FewTagged(number=number, categories=line.categories)
        for number, line in enumerate(lines, 1)
        if number in hidden
    )
