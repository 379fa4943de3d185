"""How associations end and begin, and how their funds are handed over, as they come in."""

from datetime import date

from marshmallow import ValidationError, fields

from api.operations.fields import (
    Choice,
    Day,
    DecisionNumber,
    Identifier,
    Several,
    Sha256,
    Text,
    Whole,
)
from api.operations.schema import In
from ledger.association.establishing import NewAssociation
from ledger.association.reorganising import Beginning, Ending, Plan
from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.fund.handing_over.handovers import Heir
from ledger.shares import WHOLE
from ledger.values import AccountId, AssociationId, FundId, Level

SUCCESSORS_MAX = 100
UNITS_MAX = 2_000
"""So many units begin or end in one reorganisation: a province had some hundreds."""

ACCOUNTS_MAX = 100


class SuccessorIn(In):
    """Who takes over, and what share, in millionths of the whole."""

    makes = Successor

    association_id = Identifier(required=True)
    share_millionths = Whole(most=WHOLE, required=True)


def _successors() -> Several:
    return Several(
        fields.Nested(SuccessorIn),
        allow_none=True,
        most=SUCCESSORS_MAX,
    )


def _succession(
    effective_on: date, decision_number: str, successors: list[Successor] | None = None
) -> Succession:
    return Succession(
        successors=tuple(successors or ()),
        effective_on=effective_on,
        decision_number=decision_number,
    )


class SuccessionIn(In):
    """Who succeeds an association from a day on; without successors it is dissolved."""

    makes = staticmethod(_succession)

    successors = _successors()
    effective_on = Day(required=True)
    decision_number = DecisionNumber(required=True)


def _beginning(
    association_id: AssociationId,
    name: str,
    level: Level,
    parent_id: AssociationId,
    effective_on: date,
) -> Beginning:
    new = NewAssociation(name=name, level=level, parent_id=parent_id, effective_on=effective_on)
    return Beginning(association_id, new)


class BeginningIn(In):
    """An association to establish, under an id that whoever asks made for it."""

    makes = staticmethod(_beginning)

    association_id = Identifier(required=True)
    name = Text(required=True)
    level = Choice(Level, required=True)
    parent_id = Identifier(required=True)
    effective_on = Day(required=True)


def _ending(
    association_id: AssociationId,
    effective_on: date,
    decision_number: str,
    successors: list[Successor] | None = None,
) -> Ending:
    return Ending(association_id, _succession(effective_on, decision_number, successors))


class EndingIn(In):
    """An association to end, and who succeeds it; without successors it is dissolved."""

    makes = staticmethod(_ending)

    association_id = Identifier(required=True)
    successors = _successors()
    effective_on = Day(required=True)
    decision_number = DecisionNumber(required=True)


def _plan(
    decision_number: str,
    begins: list[Beginning] | None = None,
    ends: list[Ending] | None = None,
) -> Plan:
    return Plan(begins=tuple(begins or ()), ends=tuple(ends or ()), decision_number=decision_number)


class ReorganisationIn(In):
    """What begins and what ends below an association, in that order, under one decision."""

    makes = staticmethod(_plan)

    begins = Several(fields.Nested(BeginningIn), allow_none=True, most=UNITS_MAX)
    ends = Several(fields.Nested(EndingIn), allow_none=True, most=UNITS_MAX)
    decision_number = DecisionNumber(required=True)


class WayIn(In):
    """Where the money of an account goes; into itself, if it goes on in the heir's book."""

    from_account_id = Identifier(required=True)
    to_account_id = Identifier(required=True)


def _heir(fund_id: FundId, accounts: list[dict[str, AccountId]]) -> Heir:
    ways = {way["from_account_id"]: way["to_account_id"] for way in accounts}
    if len(ways) < len(accounts):
        raise ValidationError({"accounts": ["Each account is named once."]})
    return Heir(fund_id=fund_id, accounts=ways)


class HeirIn(In):
    """A fund that takes over, and where in it the money of which account goes."""

    makes = staticmethod(_heir)

    fund_id = Identifier(required=True)
    accounts = Several(fields.Nested(WayIn), required=True, most=ACCOUNTS_MAX)


class HandoverIn(In):
    """A fund to hand over to all its heirs, as minutes say (biên bản bàn giao)."""

    heirs = Several(fields.Nested(HeirIn), required=True, least=1, most=SUCCESSORS_MAX)
    effective_on = Day(required=True)
    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)
