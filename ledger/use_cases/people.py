"""Use cases of who people are: naming them, merging them, forgetting them."""

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

import msgspec

from ledger import erasing, merging, naming, rules
from ledger.access import Action
from ledger.beneficiary import Beneficiary
from ledger.commands import Command, Receipt
from ledger.decision import Decision
from ledger.desk import Desk
from ledger.donor import Donor
from ledger.errors import DisbursementNotFound
from ledger.events.fund.spending import DisbursementProposed
from ledger.store.facts import disbursement_fact, merge_fact
from ledger.use_cases.asking import UseCases
from ledger.values import BeneficiaryId, DonorId, FundId, Party


class People(UseCases):
    """Consents to be named, merges, erasures. Names themselves stay in the people vault."""

    def give_naming_consent(
        self, command: Command, donor_id: DonorId, wish: naming.GiftNaming
    ) -> Receipt:
        """Record that a donor agreed to be named with one gift.

        What was signed, if it is named, is among the documents of the gift's fund.
        """

        def decide(desk: Desk) -> Decision:
            donor = desk.donor(donor_id)
            gift = desk.standing(wish.fund_id, wish.entry)
            born_on = self._vault.born_on(donor_id)
            # Who gives money and tells no birthday is taken for grown.
            needed = {Party.SELF} if born_on is None else rules.parties_needed(born_on, desk.today)
            event = naming.give_naming_consent(
                donor, gift, wish, {donor_id, *donor.members}, needed, desk.context(command)
            )
            self._check_named(wish.fund_id, wish.document_sha256)
            return Decision(events=[event])

        return self._of(command, donor_id, Action.REGISTER_DONOR, decide)

    def withdraw_naming_consent(
        self, command: Command, donor_id: DonorId, wish: naming.GiftNaming
    ) -> Receipt:
        """Record that a donor is named with one gift no more."""

        def decide(desk: Desk) -> Decision:
            gift = desk.entry(wish.fund_id, wish.entry)
            ids = {donor_id, *desk.donor(donor_id).members}
            event = naming.withdraw_naming_consent(gift, wish, ids, desk.context(command))
            self._check_named(wish.fund_id, wish.document_sha256)
            return Decision(events=[event])

        return self._of(command, donor_id, Action.REGISTER_DONOR, decide)

    def give_award_naming_consent(
        self, command: Command, beneficiary_id: BeneficiaryId, wish: naming.AwardNaming
    ) -> Receipt:
        """Record that a recipient, and of a child a representative, agreed to be named."""

        def decide(desk: Desk) -> Decision:
            needed = rules.parties_needed(self._vault.born_on(beneficiary_id), desk.today)
            event = naming.give_award_naming_consent(
                desk.beneficiary(beneficiary_id),
                _proposed(desk, wish),
                wish,
                beneficiary_id,
                needed,
                desk.context(command),
            )
            self._check_named(wish.fund_id, wish.document_sha256)
            return Decision(events=[event])

        return self._of(command, beneficiary_id, Action.REGISTER_BENEFICIARY, decide)

    def withdraw_award_naming_consent(
        self, command: Command, beneficiary_id: BeneficiaryId, wish: naming.AwardNaming
    ) -> Receipt:
        """Record that a recipient is named with a disbursement no more."""

        def decide(desk: Desk) -> Decision:
            event = naming.withdraw_award_naming_consent(
                _proposed(desk, wish), wish, beneficiary_id, desk.context(command)
            )
            self._check_named(wish.fund_id, wish.document_sha256)
            return Decision(events=[event])

        return self._of(command, beneficiary_id, Action.REGISTER_BENEFICIARY, decide)

    def merge_donors(self, command: Command, donor_id: DonorId, other_id: DonorId) -> Receipt:
        """Record that two donors are one person; across units this is for those above both."""

        def decide(desk: Desk) -> Decision:
            event = merging.merge_donors(
                desk.donor(donor_id),
                desk.donor(other_id),
                (donor_id, other_id),
                None if _is_member(desk, donor_id) else _next_merge(desk, other_id),
                desk.context(command),
            )
            return Decision(events=[event])

        return self._above_both(command, donor_id, other_id, decide)

    def undo_merge(self, command: Command, donor_id: DonorId, other_id: DonorId) -> Receipt:
        """Record that two donors who were merged are two persons after all."""

        def decide(desk: Desk) -> Decision:
            donor = desk.donor(donor_id)
            return Decision(events=[merging.undo_merge(donor, other_id, desk.context(command))])

        return self._above_both(command, donor_id, other_id, decide)

    def request_erasure(
        self, command: Command, person_id: DonorId | BeneficiaryId, keep_until: date | None
    ) -> Receipt:
        """Restrict a donor or beneficiary who asked to be forgotten, first in the people vault.

        `keep_until` is the last day on which the law keeps vouchers that name them.
        """

        def decide(desk: Desk) -> Decision:
            person = _person(desk, person_id)
            event = erasing.request_erasure(person, keep_until, desk.context(command))
            return Decision(events=[event])

        def record(asked: Command) -> Receipt:
            return self._of(asked, person_id, Action.ERASE, decide)

        return _after(command, record, lambda: self._vault.restrict(person_id))

    def withdraw_erasure(self, command: Command, person_id: DonorId | BeneficiaryId) -> Receipt:
        """Take such a request back; afterwards the people vault shows the person again."""

        def decide(desk: Desk) -> Decision:
            event = erasing.withdraw_erasure(_person(desk, person_id), desk.context(command))
            return Decision(events=[event])

        receipt = self._of(command, person_id, Action.ERASE, decide)
        if not command.dry_run:
            self._vault.lift(person_id)
        return receipt

    def erase(
        self,
        command: Command,
        person_id: DonorId | BeneficiaryId,
        keep_until: date | None,
        with_them: Collection[UUID] = (),
    ) -> Receipt:
        """Destroy what is known of a person, with memos and documents that name them, and say so.

        The vault comes first: what is cut off in between is recorded by the next attempt.
        """

        def decide(desk: Desk) -> Decision:
            event = erasing.erase(_person(desk, person_id), keep_until, desk.context(command))
            return Decision(events=[event])

        def record(asked: Command) -> Receipt:
            return self._of(asked, person_id, Action.ERASE, decide)

        return _after(command, record, lambda: self._vault.destroy_all([person_id, *with_them]))

    def _of(
        self, command: Command, person_id: UUID, action: Action, decide: Callable[[Desk], Decision]
    ) -> Receipt:
        return self._do(
            command,
            person_id,
            action,
            lambda desk: _person(desk, person_id).association_id,
            decide,
        )

    def _above_both(
        self,
        command: Command,
        donor_id: DonorId,
        other_id: DonorId,
        decide: Callable[[Desk], Decision],
    ) -> Receipt:
        return self._do(
            command,
            donor_id,
            Action.MERGE_DONORS,
            lambda desk: desk.common(
                desk.donor(donor_id).association_id, desk.donor(other_id).association_id
            ),
            decide,
        )

    def _check_named(self, fund_id: FundId, sha256: str | None) -> None:
        if sha256 is not None:
            self._vault.check_document(fund_id, sha256)


def _person(desk: Desk, person_id: UUID) -> Donor | Beneficiary:
    """Return a donor or beneficiary, or raise `DonorNotFound`."""
    found = desk.versioned(person_id)
    if found is not None and isinstance(found.state, Beneficiary):
        return found.state
    return desk.donor(DonorId(person_id))


def _after(
    command: Command, record: Callable[[Command], Receipt], act: Callable[[], None]
) -> Receipt:
    """Rehearse a command, act, and record it; what would be refused, or is a replay, acts not."""
    rehearsed = record(msgspec.structs.replace(command, dry_run=True))
    if command.dry_run or rehearsed.replayed:
        return rehearsed
    act()
    return record(command)


def _proposed(desk: Desk, wish: naming.AwardNaming) -> DisbursementProposed:
    """Return the proposal of a disbursement of a fund, or raise `DisbursementNotFound`."""
    recorded = desk.recorded(disbursement_fact(wish.disbursement_id))
    if recorded is None or recorded.stream != wish.fund_id:
        raise DisbursementNotFound("disbursement_id")
    assert isinstance(recorded.event, DisbursementProposed)
    return recorded.event


def _is_member(desk: Desk, donor_id: DonorId) -> bool:
    """Tell whether a donor is a member of another now."""
    return _next_merge(desk, donor_id) is None


def _next_merge(desk: Desk, donor_id: DonorId) -> int | None:
    """Return the number of a donor's next merge, or None while it is a member of another."""
    attempt = 1
    while desk.taken([merge_fact(donor_id, attempt)]):
        attempt += 1
    if attempt == 1:
        return 1
    last = desk.recorded(merge_fact(donor_id, attempt - 1))
    # What this very batch merges is not recorded yet, and cannot be undone by then.
    if last is None or donor_id in desk.donor(DonorId(last.stream)).members:
        return None
    return attempt
