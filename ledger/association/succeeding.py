"""Ending an association: others succeed it with explicit shares, or nobody does."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from ledger.association.establishing import check_standing
from ledger.association.state import Association
from ledger.context import Context
from ledger.errors.associations import (
    AssociationEnded,
    BadShares,
    DatedBeforeAssociation,
    StillInherits,
    WrongLevel,
)
from ledger.errors.conflicts import AlreadyExists
from ledger.events.association import Dissolved, Inherited, Succeeded, Successor
from ledger.rules import LEVEL_ENDS
from ledger.shares import WHOLE
from ledger.values import AssociationId


class Succession(msgspec.Struct, frozen=True, kw_only=True):
    """Who succeeds an association from a day on; no successors dissolve it."""

    successors: tuple[Successor, ...] = ()
    effective_on: date
    decision_number: str


def succeed(
    association: Association,
    association_id: AssociationId,
    successors: Mapping[AssociationId, Association],
    succession: Succession,
    context: Context,
) -> Succeeded:
    """End an association in favour of others, from a day on that may be to come.

    They are of its level, unless its level itself ends by that day.

    Raises `AssociationEnded`, `DatedBeforeAssociation`, `StillInherits`, `AlreadyExists`,
    `BadShares`, `WrongLevel`.
    """
    on = succession.effective_on
    _check_may_end(association, on)
    named = [each.association_id for each in succession.successors]
    if len(set(named)) < len(named) or association_id in named:
        raise AlreadyExists("successors")
    _check_shares(succession.successors)
    end = LEVEL_ENDS.get(association.level)
    for successor in successors.values():
        if successor.level is not association.level and (end is None or on < end.on):
            raise WrongLevel("successors", level=association.level, found=successor.level)
        check_standing(successor, on, "successors")
    return Succeeded(
        successors=succession.successors,
        effective_on=on,
        decision_number=succession.decision_number,
        private=context.private,
    )


def inherited(
    association_id: AssociationId, succession: Succession, context: Context
) -> list[tuple[AssociationId, Inherited]]:
    """Return the other side of a succession, for the stream of each successor."""
    return [
        (
            each.association_id,
            Inherited(
                predecessor_id=association_id,
                share_millionths=each.share_millionths,
                effective_on=succession.effective_on,
                decision_number=succession.decision_number,
                private=context.private,
            ),
        )
        for each in succession.successors
    ]


def dissolve(association: Association, succession: Succession, context: Context) -> Dissolved:
    """End an association that nobody succeeds, from a day on that may be to come.

    Raises `AssociationEnded`, `DatedBeforeAssociation`, `StillInherits`.
    """
    _check_may_end(association, succession.effective_on)
    return Dissolved(
        effective_on=succession.effective_on,
        decision_number=succession.decision_number,
        private=context.private,
    )


def _check_may_end(association: Association, on: date) -> None:
    if association.ended_on is not None:
        raise AssociationEnded("effective_on", ended_on=association.ended_on.isoformat())
    since = max(association.established_on, association.places[-1].since, association.renamed_on)
    if on <= since:
        raise DatedBeforeAssociation("effective_on", began_on=since.isoformat())
    if association.inherits_on is not None and on <= association.inherits_on:
        inherits_on = association.inherits_on.isoformat()
        raise StillInherits("effective_on", inherits_on=inherits_on)


def _check_shares(successors: Sequence[Successor]) -> None:
    shares = [each.share_millionths for each in successors]
    if not all(1 <= share <= WHOLE for share in shares) or sum(shares) != WHOLE:
        raise BadShares("successors", sum_millionths=sum(shares), whole_millionths=WHOLE)
