"""Use cases of winding up: a fund whose association ended goes to its successors' funds."""

from datetime import date
from fractions import Fraction
from math import lcm

from ledger.access import Action
from ledger.errors.associations import AssociationStands, FundHasEnded, WrongHeirs
from ledger.errors.missing import FundNotFound
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.events.fund.receiving import CreditUnallocated
from ledger.events.fund.spending import DisbursementProposed
from ledger.fund import Fund
from ledger.fund.handing_over import handovers
from ledger.fund.handing_over.handovers import Handover, Inheriting
from ledger.fund.handing_over.passing import Beginnings
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.shares import WHOLE
from ledger.store.log.facts import account_fact, credit_fact, disbursement_fact, purpose_fact
from ledger.use_cases.asking import UseCases
from ledger.use_cases.transferring import check_none_in_transit
from ledger.values import AssociationId, FundId


class HandingOver(UseCases):
    """Funds handed over."""

    def hand_over_fund(self, command: Command, fund_id: FundId, handover: Handover) -> Receipt:
        """Hand a fund over to funds of its association's successors, as the minutes say.

        Each successor takes it over with one fund. A fund of an association that was dissolved goes
        to one fund of the association above it. Money on its way to the fund or from it arrives or
        comes back before: `TransfersInTransit` names the transfers.
        """

        def decide(desk: Desk) -> Decision:
            fund = desk.fund(fund_id)
            decided = handovers.hand_over(
                fund,
                fund_id,
                _inheriting(desk, fund, handover),
                _beginnings(desk, fund, fund_id),
                handover,
                desk.context(command),
            )
            check_none_in_transit(desk, fund_id)
            heirs = [heir.fund_id for heir in handover.heirs]
            return Decision(
                events=decided.own,
                elsewhere=list(zip(heirs, decided.of_heirs, strict=True)),
                created_id=handover.handover_id,
            )

        return self._do_on_fund(command, Action.TRANSFER, fund_id, decide)

    def heirs_of(self, fund_id: FundId) -> dict[AssociationId, Fraction]:
        """Return who takes a fund over today, and what part of it.

        Raises `FundNotFound`, `FundHasEnded`, `AssociationStands`.
        """
        desk = self._recording.desk()
        fund = desk.fund(fund_id)
        if fund.ended_on is not None:
            raise FundHasEnded("fund_id", ended_on=fund.ended_on.isoformat())
        if not desk.association(fund.association_id).has_ended(desk.today):
            raise AssociationStands("fund_id")
        return _shares(desk, fund.association_id, desk.today)


def _inheriting(desk: Desk, fund: Fund, handover: Handover) -> list[Inheriting]:
    """Return the heirs' books with their shares; each successor has just one of them.

    Raises `AssociationStands`, `FundNotFound`, `WrongHeirs`.
    """
    if not desk.association(fund.association_id).has_ended(handover.effective_on):
        raise AssociationStands("effective_on")
    shares = _shares(desk, fund.association_id, handover.effective_on)
    scale = lcm(*(share.denominator for share in shares.values()))
    books: list[Inheriting] = []
    for heir in handover.heirs:
        try:
            into = desk.fund(heir.fund_id)
        except FundNotFound:
            raise FundNotFound("heirs") from None
        share = shares.pop(into.association_id, None)
        if share is None or into.ended_on is not None:
            raise WrongHeirs("heirs")
        books.append(Inheriting(into, int(share * scale)))
    if shares or not books:
        raise WrongHeirs("heirs")
    return books


def _shares(desk: Desk, association_id: AssociationId, on: date) -> dict[AssociationId, Fraction]:
    """Return who takes over from an association that ended, and what part of it.

    Who has ended by that day himself is replaced by those who take over from him; where nobody
    succeeds, the association above does.
    """
    shares: dict[AssociationId, Fraction] = {}
    for heir_id, part in _named(desk, association_id, on).items():
        ended = desk.association(heir_id).has_ended(on)
        further = _shares(desk, heir_id, on) if ended else {heir_id: Fraction(1)}
        for each, of_part in further.items():
            shares[each] = shares.get(each, Fraction()) + part * of_part
    return shares


def _named(desk: Desk, association_id: AssociationId, on: date) -> dict[AssociationId, Fraction]:
    successors = desk.association(association_id).successors
    if successors:
        return {each.association_id: Fraction(each.share_millionths, WHOLE) for each in successors}
    above = desk.parent_of(association_id, on)
    return {} if above is None else {above: Fraction(1)}


def _beginnings(desk: Desk, fund: Fund, fund_id: FundId) -> Beginnings:
    """Look up how accounts, purposes and open disbursements began: their names stand only there."""
    accounts, purposes, credits_, disbursements = {}, {}, {}, {}
    for account_id in fund.accounts:
        opened = desk.stated(account_fact(account_id))
        assert isinstance(opened, AccountOpened)
        accounts[account_id] = opened
    for purpose in fund.purposes:
        defined = desk.stated(purpose_fact(fund_id, purpose))
        assert isinstance(defined, PurposeDefined)
        purposes[purpose] = defined
    for credit_id in fund.credits:
        noted = desk.stated(credit_fact(credit_id))
        assert isinstance(noted, CreditUnallocated)
        credits_[credit_id] = noted
    for disbursement_id in fund.disbursements:
        proposed = desk.stated(disbursement_fact(disbursement_id))
        assert isinstance(proposed, DisbursementProposed)
        disbursements[disbursement_id] = proposed
    return Beginnings(
        accounts=accounts, purposes=purposes, credits=credits_, disbursements=disbursements
    )
