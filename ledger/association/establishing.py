"""Establishing an association, renaming it, and hanging it below another parent."""

from datetime import date

import msgspec

from ledger.association.state import RANKS, Association
from ledger.context import Context
from ledger.errors.associations import (
    AssociationEnded,
    BadParent,
    DatedBeforeAssociation,
    LevelEnded,
    OverlappingValidity,
)
from ledger.errors.money import DatedAhead
from ledger.events.association import AssociationEstablished, Attached, Renamed
from ledger.rules import LEVEL_ENDS
from ledger.values import AssociationId, Level


class NewAssociation(msgspec.Struct, frozen=True, kw_only=True):
    """An association to establish under a parent; only the central one has none."""

    name: str
    level: Level
    parent_id: AssociationId | None = None
    effective_on: date


class NewName(msgspec.Struct, frozen=True, kw_only=True):
    """Another name for an association, from a day on."""

    name: str
    effective_on: date
    decision_number: str


class NewParent(msgspec.Struct, frozen=True, kw_only=True):
    """Another parent for an association, from a day on."""

    parent_id: AssociationId
    effective_on: date
    decision_number: str


def establish(
    parent: Association | None,
    new: NewAssociation,
    context: Context,
    *,
    decided_ahead: bool = False,
) -> AssociationEstablished:
    """Establish an association; only a reorganisation does so ahead of its day.

    A unit may hang below any higher level: some are attached directly to their province.

    Raises `BadParent`, `LevelEnded`, `DatedAhead`, `DatedBeforeAssociation`, `AssociationEnded`.
    """
    if (parent is None) != (new.level is Level.CENTRAL):
        raise BadParent("parent_id", level=new.level)
    if parent is not None:
        _check_above(parent, new.level)
    end = LEVEL_ENDS.get(new.level)
    if end is not None and new.effective_on >= end.on:
        raise LevelEnded("level", ended_on=end.on.isoformat())
    if new.effective_on > context.today and not decided_ahead:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    if parent is not None:
        check_standing(parent, new.effective_on, "parent_id")
    return AssociationEstablished(
        name=new.name,
        level=new.level,
        parent_id=new.parent_id,
        effective_on=new.effective_on,
        private=context.private,
    )


def rename(association: Association, new: NewName, context: Context) -> Renamed:
    """Give an association another name, from a day on that may be to come.

    Raises `DatedBeforeAssociation`, `AssociationEnded`, `OverlappingValidity`.
    """
    check_standing(association, new.effective_on, "effective_on")
    _check_later(association.renamed_on, new.effective_on)
    return Renamed(
        name=new.name,
        effective_on=new.effective_on,
        decision_number=new.decision_number,
        private=context.private,
    )


def attach(
    association: Association, parent: Association, new: NewParent, context: Context
) -> Attached:
    """Hang an association below another parent, from a day on that may be to come.

    The parent is of a higher level, so that no circle can come about.

    Raises `BadParent`, `DatedBeforeAssociation`, `AssociationEnded`, `OverlappingValidity`.
    """
    _check_above(parent, association.level)
    check_standing(association, new.effective_on, "effective_on")
    check_standing(parent, new.effective_on, "parent_id")
    _check_later(association.places[-1].since, new.effective_on)
    return Attached(
        parent_id=new.parent_id,
        effective_on=new.effective_on,
        decision_number=new.decision_number,
        private=context.private,
    )


def check_standing(association: Association, on: date, field: str) -> None:
    """Raise `DatedBeforeAssociation` or `AssociationEnded` unless it stands on a day."""
    if on < association.established_on:
        began_on = association.established_on.isoformat()
        raise DatedBeforeAssociation(field, began_on=began_on)
    if association.has_ended(on):
        assert association.ended_on is not None
        raise AssociationEnded(field, ended_on=association.ended_on.isoformat())


def check_acting(association: Association, on: date, field: str) -> None:
    """Raise unless it stands on a day, and associations of its level do.

    Raises `DatedBeforeAssociation`, `AssociationEnded`.
    """
    check_standing(association, on, field)
    until = association.acts_until
    if until is not None and until <= on:
        raise AssociationEnded(field, ended_on=until.isoformat())


def _check_above(parent: Association, level: Level) -> None:
    if RANKS[parent.level] >= RANKS[level]:
        raise BadParent("parent_id", level=level, parent_level=parent.level)


def _check_later(since: date, on: date) -> None:
    """What holds from a day on is decided in the order of those days: one thing at a time."""
    if on <= since:
        raise OverlappingValidity("effective_on", holds_since=since.isoformat())
