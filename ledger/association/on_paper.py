"""What was done on paper: periods without a book, and help that partners gave or helped to give."""

from collections.abc import Container, Iterator, Sequence
from datetime import date

import msgspec

from ledger.association import hiding
from ledger.association.establishing import check_standing
from ledger.association.hiding import COUNTS, Beside
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
from ledger.values import AMOUNT_DONG_MAX, FIGURE_MAX, DisbursementClass

LINES_MAX = 200
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

    @property
    def telling(self) -> Told:
        """What it tells of whom and which days."""
        return Told("", self.whole, self.since, self.effective_on, self.lines)


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

    @property
    def telling(self) -> Told:
        """What it tells of whom and which days."""
        since = self.effective_on if self.since is None else self.since
        subject = subject_of(self.programme)
        return Told(subject, self.whole, since, self.effective_on, self.lines)


def report_period_summary(
    association: Association,
    new: NewPeriodSummary,
    context: Context,
    beside: Beside | None = None,
) -> PeriodSummaryReported:
    """Report what was done on paper in a period, in place of what was said of just these days.

    Totals that are not given, but follow from all their parts, are worked out. Tags that might
    point at somebody `beside` what everybody can read are kept in the private part.

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
    hidden = hiding.hidden(association, new.telling, beside)
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
    association: Association,
    new: NewAidGiven,
    context: Context,
    beside: Beside | None = None,
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
    hidden = hiding.hidden(association, new.telling, beside)
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
    said = {name: getattr(line, name) for name in (*COUNTS, "amount_dong")}
    if all(value is None for value in said.values()):
        yield "awards"
    for name, value in said.items():
        most = AMOUNT_DONG_MAX if name == "amount_dong" else FIGURE_MAX
        if whole is not None and getattr(whole, name) is not None:
            most = min(most, getattr(whole, name))
        if value is not None and not 1 <= value <= most:
            yield name


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
