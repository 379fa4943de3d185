"""A second opinion on what was told on paper: everything against everything else, one by one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from ledger.events.association import AidGivenReported, GivenLine, PeriodSummaryReported
from ledger.events.fund.handing_over import FundHandedOver
from ledger.store.log.codec import Recorded
from ledger.values import Level

Above = Callable[[UUID, date], set[UUID]]
Event = PeriodSummaryReported | AidGivenReported


class Books(NamedTuple):
    """What the tree and its funds were, as far as paper asks for it."""

    first: date
    last: date
    own: bool
    days: Sequence[date]
    above: Above
    inside: Callable[[UUID, date], bool]
    levels: dict[UUID, Level]
    funds: dict[UUID, tuple[UUID, date]]


class Claim(NamedTuple):
    """Something told of a unit and days."""

    unit: UUID
    whole: bool
    since: date
    until: date
    position: int
    subject: str
    event: Any

    def days(self) -> Iterator[date]:
        for day in range(self.since.toordinal(), self.until.toordinal() + 1):
            yield date.fromordinal(day)


def others(events: Sequence[Recorded], books: Books) -> tuple[dict[UUID, int], list[Any], Any]:
    """What others gave by unit, what is joint, and whom it reached."""
    claims = once(standing(events, books, AidGivenReported), books)
    dong: dict[UUID, int] = {}
    joint = []
    for claim in claims:
        aid: AidGivenReported = claim.event
        tops = [line for line in aid.lines if not line.part_of]
        if aid.amount_dong is None:
            continue
        if aid.own_share_dong is not None:
            rest = aid.amount_dong - aid.own_share_dong
            dong[claim.unit] = dong.get(claim.unit, 0) + rest
        many = len(tops) >= 2 and None in [line.amount_dong for line in tops]
        if many or aid.own_share_dong is None:
            joint.append(
                {
                    "association_id": str(claim.unit),
                    "programme": aid.programme,
                    "since": aid.since.isoformat(),
                    "as_of": aid.effective_on.isoformat(),
                    "amount": aid.amount_dong,
                    "own_share": aid.own_share_dong,
                    "lines": len(tops),
                    "disbursement_classes": [
                        kind
                        for kind in ("scholarship", "support", "award")
                        if kind in [line.disbursement_class.value for line in tops]
                    ],
                    "source": aid.source,
                }
            )
    return dong, joint, recipients([line for claim in claims for line in claim.event.lines])


def from_paper(events: Sequence[Recorded], books: Books) -> dict[str, Any]:
    """What units without a book did."""
    told = standing(events, books, PeriodSummaryReported)
    ended = {e.stream: e.event.effective_on for e in events if isinstance(e.event, FundHandedOver)}
    free = [claim for claim in told if not covered(claim, books, ended)]
    claims = once(free, books)
    found = [claim.event for claim in claims]

    def total(name: str) -> int:
        return sum(getattr(each, name) or 0 for each in found)

    parts = {name: total(f"{name}_dong") for name in ("cash", "in_kind", "direct_aid")}
    return {
        "associations": len({claim.unit for claim in claims}),
        "summaries": len(claims),
        "covered": len(told) - len(free),
        "overlapping": len(free) - len(claims),
        "since": min((c.since for c in claims), default=None),
        "as_of": max((c.until for c in claims), default=None),
        "mobilized": {
            "total": total("mobilized_dong"),
            **parts,
            "unsplit": total("mobilized_dong") - sum(parts.values()),
        },
        "supported": total("supported_dong"),
        "closing": closing(claims, books, ended),
        "recipients": recipients([line for each in found for line in each.lines]),
    }


def standing(events: Sequence[Recorded], books: Books, of: type[Event]) -> list[Claim]:
    """What was told last of each kind and days, and not taken back, by units inside."""
    claims: dict[tuple[Any, ...], Claim] = {}
    for each in events:
        event = each.event
        if not isinstance(event, of):
            continue
        subject = event.programme.lower() if isinstance(event, AidGivenReported) else ""
        claim = Claim(
            each.stream,
            event.whole,
            event.since,
            event.effective_on,
            each.position,
            subject,
            event,
        )
        claims[*claim[:4], subject] = claim
    return [
        claim
        for claim in claims.values()
        if says_something(claim.event)
        and books.first <= claim.since
        and claim.until <= books.last
        and not (books.own and claim.whole)
        and all(books.inside(claim.unit, day) for day in claim.days())
    ]


def says_something(event: Event) -> bool:
    if isinstance(event, AidGivenReported):
        return bool(event.lines) or event.amount_dong is not None
    told = (event.mobilized_dong, event.supported_dong, event.closing)
    return bool(event.lines) or any(each is not None for each in told)


def once(claims: Sequence[Claim], books: Books) -> list[Claim]:
    """The widest, then the longest, then the earliest; none that says again what another says."""
    order = sorted(
        claims,
        key=lambda c: (
            (0, list(Level).index(books.levels[c.unit])) if c.whole else (1, 0),
            -(c.until - c.since).days,
            c.since,
            c.position,
        ),
    )
    kept: list[Claim] = []
    for claim in order:
        if not any(same(claim, other, books) for other in kept):
            kept.append(claim)
    return kept


def same(one: Claim, other: Claim, books: Books) -> bool:
    if one.subject != other.subject or one.since > other.until or other.since > one.until:
        return False

    def above(claim: Claim) -> set[UUID]:
        return books.above(claim.unit, claim.since) | books.above(claim.unit, claim.until)

    return (
        one.unit == other.unit
        or (other.whole and other.unit in above(one))
        or (one.whole and one.unit in above(other))
    )


def covered(claim: Claim, books: Books, ended: dict[UUID, date]) -> bool:
    """Whether any fund of the unit, or of a whole one below it, was open on any of the days."""
    for fund, (unit, opened) in books.funds.items():
        is_open = opened <= claim.until and claim.since < ended.get(fund, date.max)
        below = claim.whole and any(claim.unit in books.above(unit, day) for day in books.days)
        if is_open and (unit == claim.unit or below):
            return True
    return False


def closing(
    claims: Sequence[Claim], books: Books, ended: dict[UUID, date]
) -> dict[str, Any] | None:
    last: dict[UUID, Claim] = {}
    for claim in claims:
        left = claim.event.closing
        if left is None or left.on > books.last or not books.inside(claim.unit, left.on):
            continue
        of_day = claim._replace(since=left.on, until=left.on)
        is_later = claim.unit not in last or left.on > last[claim.unit].until
        if is_later and not covered(of_day, books, ended):
            last[claim.unit] = of_day
    kept = once([each._replace(since=date.min) for each in last.values()], books)
    if not kept:
        return None
    return {
        "total": sum(each.event.closing.amount_dong for each in kept),
        "as_of": max(each.until for each in kept).isoformat(),
        "as_of_earliest": min(each.until for each in kept).isoformat(),
        "figures": len(kept),
    }


def recipients(lines: Sequence[GivenLine]) -> dict[str, Any]:
    """Who was helped, as it was told."""

    def kind(line: GivenLine) -> tuple[bool, str, list[str]]:
        return line.part_of is not None, line.disbursement_class.value, sorted(line.categories)

    def together(found: Sequence[GivenLine], name: str) -> int | None:
        told = [getattr(line, name) for line in found]
        return None if None in told else sum(told)

    shown = []
    for (is_part, disbursement_class, tags), group in groupby(sorted(lines, key=kind), key=kind):
        found = list(group)
        shown.append(
            {
                "disbursement_class": disbursement_class,
                "categories": tags,
                "is_part": is_part,
                "suat": together(found, "awards"),
                "luot": together(found, "instances"),
                "persons": found[0].persons if len(found) == 1 else None,
                "amount": together(found, "amount_dong"),
                "figures": len(found),
            }
        )
    tops = [line for line in lines if line.part_of is None]
    return {
        "suat": together(tops, "awards"),
        "luot": together(tops, "instances"),
        "lines": shown,
        "exhaustive": False,
    }
