"""Use cases of donors and beneficiaries: ids here, names in the people vault."""

from collections.abc import Callable

from ledger import rules
from ledger.access import Action
from ledger.errors.people import ConsentIncomplete, PersonIsRestricted
from ledger.events.donor import Visibility
from ledger.fund import restricting
from ledger.people import donor
from ledger.people.beneficiary import Beneficiary
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.facts import consent_of, consents_to
from ledger.use_cases.asking import PeopleVault, UseCases
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    ConsentId,
    DonorId,
    FundId,
    Party,
    Standing,
)


class Donors(UseCases):
    """Donors, their visibility and consents; beneficiaries."""

    def register_donor(
        self,
        command: Command,
        donor_id: DonorId,
        association_id: AssociationId,
        unless: Callable[[Desk], None] | None = None,
    ) -> Receipt:
        """Register a donor whose name the caller has put into the people vault.

        `unless` may raise: nobody registers anybody between what it sees at the desk and this. It
        is asked under the append lock, and has to be quick.
        """

        def decide(desk: Desk) -> Decision:
            desk.association(association_id)
            desk.check_new(donor_id, "donor_id")
            if unless is not None:
                unless(desk)
            event = donor.register(association_id, desk.today, desk.context(command))
            return Decision(events=[event], created_id=donor_id)

        return self._do(command, donor_id, Action.REGISTER_DONOR, lambda _: association_id, decide)

    def change_visibility(
        self, command: Command, donor_id: DonorId, visibility: Visibility
    ) -> Receipt:
        """Hide a donor's name everywhere, or let each gift's consent speak again."""

        def decide(desk: Desk) -> Decision:
            event = donor.change_visibility(visibility, desk.today, desk.context(command))
            return Decision(events=[event])

        return self._of_donor(command, donor_id, decide)

    def give_consent(self, command: Command, donor_id: DonorId, new: donor.NewConsent) -> Receipt:
        """Record that a donor agreed to a release of a part of a gift of his.

        What the donor signed, if it is named, is among the documents of the gift's fund. Raises
        `FundNotFound`, `EntryNotFound`, what `donor.give_consent` raises, `AlreadyReversed` for
        `gift_entry`, what `restricting.check_consent` raises, `DocumentNotFound`.
        """

        def decide(desk: Desk) -> Decision:
            desk.fund(new.fund_id)
            entry = desk.entry(new.fund_id, new.entry)
            event = donor.give_consent(desk.donor(donor_id), new, desk.context(command))
            elsewhere = None
            if new.gift_fund_id is not None and new.gift_entry is not None:
                desk.fund(new.gift_fund_id)
                elsewhere = desk.standing(new.gift_fund_id, new.gift_entry, field="gift_entry")
            restricting.check_consent(entry, donor_id, new, elsewhere)
            if new.document_sha256 is not None:
                self._vault.check_document(new.fund_id, new.document_sha256)
            return Decision(events=[event], created_id=new.consent_id)

        return self._of_donor(command, donor_id, decide)

    def withdraw_consent(
        self, command: Command, donor_id: DonorId, consent_id: ConsentId
    ) -> Receipt:
        """Record that a donor took a consent back."""

        def decide(desk: Desk) -> Decision:
            known = desk.donor(donor_id)
            event = donor.withdraw_consent(known, consent_id, desk.context(command))
            return Decision(events=[event])

        return self._of_donor(command, donor_id, decide)

    def _of_donor(
        self, command: Command, donor_id: DonorId, decide: Callable[[Desk], Decision]
    ) -> Receipt:
        return self._do(
            command,
            donor_id,
            Action.REGISTER_DONOR,
            lambda desk: desk.donor(donor_id).association_id,
            decide,
        )


def released_elsewhere(desk: Desk, fund_id: FundId, entry: int) -> int:
    """Return how much of a gift was released in other funds, which its money went to.

    Whoever agreed to it: of an opening balance two donors may. What was released on a consent that
    was taken back stays released.
    """
    consents = map(consent_of, desk.facts_beginning(consents_to(fund_id, entry)))
    return sum(desk.fund(there).drawn_by(consent_id) for there, consent_id in consents)


def parties_to_naming(
    desk: Desk, vault: PeopleVault, person_id: DonorId | BeneficiaryId
) -> frozenset[Party]:
    """Return who has to agree before somebody is named, by every birthday that is told of him.

    Who gives money and tells no birthday is taken for grown, and who receives some for a child.
    """
    told = {vault.born_on(each) for each in desk.all_of(person_id)} - {None}
    if not told and isinstance(desk.person(person_id), Beneficiary):
        return rules.parties_needed(None, desk.today)
    needed = (rules.parties_needed(born_on, desk.today) for born_on in told)
    return frozenset[Party]().union(*needed) or frozenset({Party.SELF})


def require_own_word(
    desk: Desk, vault: PeopleVault, donor_id: DonorId | None, *, named: bool
) -> None:
    """Raise `ConsentIncomplete` for a child who is to be named with what is only being recorded.

    What its representative agrees to is in writing, and said of a gift that stands: see
    `give_naming_consent`.
    """
    if not named or donor_id is None:
        return
    if parties_to_naming(desk, vault, donor_id) != {Party.SELF}:
        raise ConsentIncomplete("named")


def require_own_donor(desk: Desk, command: Command, donor_id: DonorId | None) -> None:
    """Raise `Forbidden` for a donor whom the asker could not have registered.

    Raises `PersonIsRestricted` for one who asked to be erased.
    """
    if donor_id is not None:
        known = desk.donor(donor_id)
        desk.require(command.by, Action.REGISTER_DONOR, known.association_id)
        if known.standing is not Standing.KNOWN:
            raise PersonIsRestricted("donor_id")
