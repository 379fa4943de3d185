"""The state of one association, and the fold of its events into it."""

from datetime import date
from typing import Any

import msgspec

from ledger.events.association import (
    AidGivenReported,
    AssociationEstablished,
    Attached,
    Dissolved,
    GivenLine,
    Inherited,
    PeriodSummaryReported,
    Renamed,
    Reorganised,
    StatisticReported,
    Succeeded,
    Successor,
    TargetSet,
)
from ledger.events.base import Event
from ledger.rules import LEVEL_ENDS
from ledger.values import AssociationId, Level

RANKS = {level: rank for rank, level in enumerate(Level)}


def subject_of(programme: str) -> str:
    """Return what a programme is called, however it is written."""
    return " ".join(programme.casefold().split())


class Placed(msgspec.Struct, frozen=True):
    """Below whom an association hangs, from a day on."""

    since: date
    parent_id: AssociationId | None


class Told(msgspec.Struct, frozen=True):
    """Lines with tags that everybody can read of what was done on paper in some days.

    `subject` is the programme, however it is written; the empty text for a summary of all. `whole`
    says that all below the association is in it.
    """

    subject: str
    whole: bool
    since: date
    until: date
    lines: tuple[GivenLine, ...]


class Association(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of an association.

    `places` are in the order of their days. `renamed_on` is the day of its latest name. `ended_on`
    is the first day that it is no more, perhaps to come; `successors` took over then.
    `inherits_on` is the latest day on which it takes over from another. `told` is whatever was ever
    told on paper, taken back or not: everybody may have read it.
    """

    level: Level
    established_on: date
    places: tuple[Placed, ...]
    renamed_on: date
    ended_on: date | None = None
    successors: tuple[Successor, ...] = ()
    inherits_on: date | None = None
    told: tuple[Told, ...] = ()

    @property
    def acts_until(self) -> date | None:
        """The first day on which it may only wind up: that of its own end or, by law, its level's.

        An association of a level that ended stands in the tree until somebody says who succeeds it.
        """
        by_law = LEVEL_ENDS.get(self.level)
        if by_law is None or self.ended_on is None:
            return self.ended_on if by_law is None else by_law.on
        return min(self.ended_on, by_law.on)

    def parent_on(self, day: date) -> AssociationId | None:
        """Return below whom it hangs on a day; before it began, below whom it began."""
        since = [place for place in self.places if place.since <= day]
        return (since[-1] if since else self.places[0]).parent_id

    def has_ended(self, day: date) -> bool:
        """Tell whether it is no more on a day."""
        return self.ended_on is not None and self.ended_on <= day


def evolve(association: Association | None, event: Event) -> Association:
    """Return the association after `event`."""
    if association is None:
        assert isinstance(event, AssociationEstablished)
        return Association(
            level=event.level,
            established_on=event.effective_on,
            places=(Placed(event.effective_on, event.parent_id),),
            renamed_on=event.effective_on,
        )
    changed: dict[str, Any] = {}
    match event:
        case Renamed():
            changed = {"renamed_on": event.effective_on}
        case Attached():
            place = Placed(event.effective_on, event.parent_id)
            changed = {"places": (*association.places, place)}
        case Succeeded():
            changed = {"ended_on": event.effective_on, "successors": event.successors}
        case Dissolved():
            changed = {"ended_on": event.effective_on}
        case Inherited():
            latest = max(association.inherits_on or date.min, event.effective_on)
            changed = {"inherits_on": latest}
        case Reorganised() | StatisticReported() | TargetSet():
            pass  # no decision asks for them
        case PeriodSummaryReported() | AidGivenReported():
            tagged = tuple(line for line in event.lines if line.categories)
            if tagged:
                subject = subject_of(getattr(event, "programme", ""))
                told = Told(subject, event.whole, event.since, event.effective_on, tagged)
                changed = {"told": (*association.told, told)}
        case _:
            raise AssertionError(event.topic)
    return msgspec.structs.replace(association, **changed)
