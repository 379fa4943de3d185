"""A second opinion on who received, in the plainest way."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementProposed,
    DisbursementReturned,
    GoodsIssued,
)
from ledger.values import DisbursementClass

AIDED = ("scholarship", "support", "award")


class Given(NamedTuple):
    """Awards alike: given (1) or taken back (-1), of how much, to whom."""

    kind: str
    sign: int
    dong: int
    awards: int
    instances: int | None
    tags: tuple[str, ...]
    whom: UUID | None = None
    is_line: bool = False
    undoes: bool = False

    @property
    def unknown(self) -> int:
        """Awards that nobody counted, named or tagged stay so when they come back."""
        return -self.awards if self.undoes else self.awards


def given(event: object, sign: int, proposals: dict[UUID, DisbursementProposed]) -> Iterator[Given]:
    """Return what an event gave, line by line where it names lines."""
    if isinstance(event, GoodsIssued):
        kind, tags = event.disbursement_class, event.private.categories
        if kind is not DisbursementClass.ADMINISTRATION:
            yield Given(kind, sign, event.amount_dong, event.awards, event.instances, tags)
    if not isinstance(event, DisbursementPaid | DisbursementReturned):
        return
    proposal = proposals[event.disbursement_id]
    kind = proposal.disbursement_class
    if kind is DisbursementClass.ADMINISTRATION:
        return
    if isinstance(event, DisbursementPaid):
        paid = event.private.lines
        lines = [line for line in proposal.private.lines if line.number in paid]
    else:
        sign, lines = -sign, list(event.private.lines)
    for line in lines:
        tags, whom = line.categories, line.beneficiary_id
        yield Given(kind, sign, line.amount_dong, line.awards, 1, tags, whom, is_line=True)
    if not lines:
        known = proposal.instances if event.awards == proposal.awards else None
        tags = proposal.private.categories
        yield Given(kind, sign, event.amount_dong, event.awards, known, tags)


def recipients(every: Iterator[Given]) -> dict[str, Any]:
    """Return who received, as a report says it."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    tagged: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    persons: Counter[UUID] = Counter()
    whole: Counter[str] = Counter()
    for each in every:
        awards = each.sign * each.awards
        uncounted = each.unknown if each.instances is None else 0
        luot = each.sign * (each.instances or 0)
        counts[each.kind].update(suat=awards, luot=luot, uncounted=uncounted)
        whole.update(
            unnamed=each.unknown if each.whom is None else 0,
            untagged=0 if each.tags else each.unknown,
            overlapping=each.unknown if len(each.tags) > 1 else 0,
        )
        if each.whom is not None:
            persons[each.whom] += each.sign
        names = sorted(each.tags)
        each_or_all = [(name,) for name in names] if each.is_line else [tuple(names)]
        for name in each_or_all if names else []:
            dong = each.sign * each.dong
            tagged[name].update(suat=awards, luot=luot, amount=dong, uncounted=uncounted)
    by_class = [
        {"disbursement_class": kind, "suat": counts[kind]["suat"], "luot": _luot(counts[kind])}
        for kind in AIDED
    ]
    return {
        "suat": sum(each["suat"] for each in by_class),
        "luot": None
        if any(each["luot"] is None for each in by_class)
        else sum(each["luot"] for each in by_class),
        "persons": None if whole["unnamed"] else sum(1 for count in persons.values() if count > 0),
        "by_class": by_class,
        "by_category": [
            {
                "categories": list(names),
                "suat": sums["suat"],
                "luot": _luot(sums),
                "amount": sums["amount"],
            }
            for names, sums in sorted(tagged.items(), key=lambda item: "+".join(item[0]))
            if any(sums.values())
        ],
        "exhaustive": not whole["untagged"] and not whole["overlapping"],
    }


def _luot(sums: Counter[str]) -> int | None:
    return None if sums["uncounted"] else sums["luot"]
