"""Use cases of spending: disbursements, goods, and purposes that become free."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from ledger.access import ALLOWED, Action
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.missing import BeneficiaryNotFound, DisbursementNotFound
from ledger.errors.money import WrongDisbursementStep
from ledger.errors.people import PersonIsRestricted
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import AwardLine, DisbursementPaid, DisbursementProposed
from ledger.fund import Fund, restricting
from ledger.fund.spending import disbursements, issuing, returning
from ledger.fund.spending.administration import administration_excess
from ledger.people.donor import Consent
from ledger.recording.commands import Command, Receipt, Warned
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.facts import (
    disbursement_fact,
    erasure_fact,
    reversal_fact,
    taken_over_fact,
)
from ledger.use_cases.asking import UseCases
from ledger.use_cases.donors import released_elsewhere
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    DisbursementClass,
    DisbursementId,
    FundId,
    Standing,
)


class Spending(UseCases):
    """Disbursements, returned awards, goods issued, purposes released."""

    def propose_disbursement(
        self, command: Command, fund_id: FundId, proposal: disbursements.Proposal
    ) -> Receipt:
        """Propose to spend (đề nghị chi), perhaps by an award list of registered recipients."""

        def decide(desk: Desk) -> Decision:
            _check_beneficiaries(desk, command, fund_id, proposal)
            fund, context = desk.fund(fund_id), desk.context(command)
            event = disbursements.propose_disbursement(fund, proposal, context)
            return Decision(events=[event], created_id=proposal.disbursement_id)

        return self._do_on_fund(command, Action.PROPOSE, fund_id, decide)

    def propose_disbursements(
        self, command: Command, fund_id: FundId, proposals: Sequence[disbursements.Proposal]
    ) -> Receipt:
        """Propose the parts of one long award list, all of them or none.

        A refusal's fields begin with the part it is about: `disbursements.1.lines.0`.
        """

        def decide(desk: Desk) -> Decision:
            fund, context = desk.fund(fund_id), desk.context(command)
            events = []
            for index, proposal in enumerate(proposals):
                try:
                    _check_beneficiaries(desk, command, fund_id, proposal)
                    event = disbursements.propose_disbursement(fund, proposal, context)
                except LedgerError as error:
                    error.fields = tuple(f"disbursements.{index}.{f}" for f in error.fields)
                    raise
                events.append(event)
            return Decision(events=events, created_id=proposals[0].disbursement_id)

        return self._do_on_fund(command, Action.PROPOSE, fund_id, decide)

    def approve_disbursement(
        self, command: Command, fund_id: FundId, approval: disbursements.Approval
    ) -> Receipt:
        """Approve what another person proposed (duyệt chi); warns where a rule only warns."""

        def decide(desk: Desk) -> Decision:
            fund = desk.fund(fund_id)
            with _unsettled(desk, fund_id, approval.disbursement_id):
                event = disbursements.approve_disbursement(fund, approval, desk.context(command))
            this, on = approval.disbursement_id, approval.effective_on
            warnings = _warnings(fund, this, fund.disbursements[this].amount_dong, on)
            return Decision(events=[event], warnings=warnings)

        return self._do_on_fund(command, Action.APPROVE, fund_id, decide)

    def reject_disbursement(
        self, command: Command, fund_id: FundId, disbursement_id: DisbursementId, on: date
    ) -> Receipt:
        """Reject what another person proposed (từ chối)."""

        def decide(desk: Desk) -> Decision:
            fund, context = desk.fund(fund_id), desk.context(command)
            with _unsettled(desk, fund_id, disbursement_id):
                event = disbursements.reject_disbursement(fund, disbursement_id, on, context)
            return Decision(events=[event])

        return self._do_on_fund(command, Action.APPROVE, fund_id, decide)

    def pay_disbursement(
        self, command: Command, fund_id: FundId, payment: disbursements.Payment
    ) -> Receipt:
        """Pay out what two others prepared and approved (chi tiền); warns as approving does."""

        def decide(desk: Desk) -> Decision:
            fund = desk.fund(fund_id)
            with _unsettled(desk, fund_id, payment.disbursement_id):
                event = disbursements.pay_disbursement(fund, payment, desk.context(command))
            this, on = payment.disbursement_id, payment.effective_on
            return Decision(events=[event], warnings=_warnings(fund, this, 0, on))

        return self._do_on_fund(command, Action.PAY, fund_id, decide)

    def return_disbursement(
        self, command: Command, fund_id: FundId, given_back: returning.Return
    ) -> Receipt:
        """Take awards back that were paid (thu hồi)."""

        def decide(desk: Desk) -> Decision:
            entry = desk.standing(fund_id, given_back.payment, field="payment")
            event = returning.return_disbursement(
                desk.fund(fund_id), entry, listed(desk, entry), given_back, desk.context(command)
            )
            return Decision(events=[event])

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def issue_goods(self, command: Command, fund_id: FundId, issue: issuing.Issue) -> Receipt:
        """Give goods out of the stock (xuất kho)."""
        return self._on_fund(command, Action.PAY, fund_id, issuing.issue_goods, issue)

    def release_purpose(
        self, command: Command, fund_id: FundId, release: restricting.Release
    ) -> Receipt:
        """Free a part of a gift from its purpose, as its donor consented."""

        def decide(desk: Desk) -> Decision:
            consent = desk.donor(release.donor_id).consent(release.consent_id, fund_id)
            entry = desk.standing(fund_id, release.entry)
            event = restricting.release_purpose(
                desk.fund(fund_id),
                entry,
                consent,
                release,
                desk.context(command),
                _left_of_gift(desk, consent),
            )
            return Decision(events=[event])

        return self._do_on_fund(command, Action.RELEASE, fund_id, decide)


@contextmanager
def _unsettled(desk: Desk, fund_id: FundId, disbursement_id: DisbursementId) -> Iterator[None]:
    """Raise `WrongDisbursementStep` for one that was paid, rejected or handed over in the block.

    A fund knows those that are open; what has become of the others, be they proposed here or taken
    over, stands in its book alone.
    """
    try:
        yield
    except DisbursementNotFound:
        proposed = desk.recorded(disbursement_fact(disbursement_id))
        was_here = proposed is not None and proposed.stream == fund_id
        if not was_here and not desk.taken([taken_over_fact(fund_id, disbursement_id)]):
            raise
        raise WrongDisbursementStep("disbursement_id", step="settled") from None


def _left_of_gift(desk: Desk, consent: Consent) -> int | None:
    """Return what all books together have left of the gift that a consent is to.

    None for a gift that does not stand any more.
    """
    fund_id, entry = consent.gift
    if desk.taken([reversal_fact(fund_id, entry)]):
        return None
    gift = desk.entry(fund_id, entry)
    assert isinstance(gift, DonationReceived | restricting.CameWithoutDonor), "it was looked at"
    drawn = desk.fund(fund_id).drawn_of(entry)
    return gift.amount_dong - drawn - released_elsewhere(desk, fund_id, entry)


def listed(desk: Desk, entry: object) -> tuple[AwardLine, ...]:
    """Return the award list behind a payment; () if there is none, or of any other entry."""
    if not isinstance(entry, DisbursementPaid) or not entry.private.lines:
        return ()
    proposed = desk.stated(disbursement_fact(entry.disbursement_id))
    assert isinstance(proposed, DisbursementProposed), "what is paid was proposed"
    return proposed.private.lines


def _check_beneficiaries(
    desk: Desk, command: Command, fund_id: FundId, proposal: disbursements.Proposal
) -> None:
    """Raise for recipients who may not be listed, naming every line of such a one.

    Raises `BeneficiaryNotFound` for those whom nobody registered, `Forbidden` for those of
    associations that have nothing to do with the fund's, `PersonIsRestricted` for those who asked
    to be erased.
    """
    listed = {
        at: line.beneficiary_id
        for at, line in enumerate(proposal.lines)
        if line.beneficiary_id is not None
    }
    registered_by = desk.registered_by(listed.values())
    unknown = [at for at, each in listed.items() if each not in registered_by]
    if unknown:
        raise BeneficiaryNotFound(*_recipients(unknown))
    own = desk.fund(fund_id).association_id
    strange = {
        each
        for each in set(registered_by.values())
        if not _is_near(desk, own, each)
        and not desk.may(command.by, Action.REGISTER_BENEFICIARY, each)
    }
    foreign = [at for at, each in listed.items() if registered_by[each] in strange]
    if foreign:
        needs = ", ".join(sorted(ALLOWED[Action.REGISTER_BENEFICIARY]))
        raise Forbidden(*_recipients(foreign), needs=needs)
    # Few ever ask; only of those is it looked up whether they took it back.
    asked = {at: erasure_fact(each) for at, each in listed.items()}
    known = desk.taken(list(asked.values()))
    restricted = [
        at for at, fact in asked.items() if fact in known and _is_restricted(desk, listed[at])
    ]
    if restricted:
        raise PersonIsRestricted(*_recipients(restricted))


def _recipients(lines: Iterable[int]) -> Iterator[str]:
    return (f"lines.{at}.beneficiary_id" for at in lines)


def _is_near(desk: Desk, own: AssociationId, other: AssociationId) -> bool:
    """Tell whether an association is one's own, or lies below or above it.

    A province gives to pupils of its communes, and a commune to those whom the province keeps.
    """
    return own in desk.chain(other) or other in desk.chain(own)


def _is_restricted(desk: Desk, beneficiary_id: BeneficiaryId) -> bool:
    return desk.beneficiary(beneficiary_id).standing is not Standing.KNOWN


def _warnings(
    fund: Fund, disbursement_id: DisbursementId, dong: int, on: date
) -> tuple[Warned, ...]:
    """Return what a rule that only warns says of `dong` more for a disbursement."""
    disbursement = fund.disbursements[disbursement_id]
    if disbursement.disbursement_class is not DisbursementClass.ADMINISTRATION:
        return ()
    excess = administration_excess(fund, dong, on)
    return () if excess is None else (Warned("administration_cap_exceeded", {**excess}),)
