"""Use cases of who people are: naming them, merging them, forgetting them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar, cast
from uuid import UUID

import msgspec

from ledger.access import Action
from ledger.errors.missing import DisbursementNotFound
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementProposed
from ledger.people import erasing, merging, naming
from ledger.people.merging import Person
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.facts import disbursement_fact, reversal_fact
from ledger.use_cases.asking import UseCases
from ledger.use_cases.donors import parties_to_naming
from ledger.values import AssociationId, BeneficiaryId, DonorId, FundId, Standing

Id = TypeVar("Id", DonorId, BeneficiaryId)


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
            needed = parties_to_naming(desk, self._vault, donor_id)
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
            needed = parties_to_naming(desk, self._vault, beneficiary_id)
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
        return self._merge(command, (donor_id, other_id), Desk.donor)

    def undo_donor_merge(self, command: Command, donor_id: DonorId, other_id: DonorId) -> Receipt:
        """Record that two donors who were merged are two persons after all.

        What one of them said meanwhile of being named with gifts of the other was said by somebody
        else: with those the other is named no more, but by the own word.
        """
        return self._undo_merge(command, (donor_id, other_id), Desk.donor, _said_for_another)

    def merge_beneficiaries(
        self, command: Command, beneficiary_id: BeneficiaryId, other_id: BeneficiaryId
    ) -> Receipt:
        """Record that two recipients are one person; across units this is for those above both."""
        return self._merge(command, (beneficiary_id, other_id), Desk.beneficiary)

    def undo_beneficiary_merge(
        self, command: Command, beneficiary_id: BeneficiaryId, other_id: BeneficiaryId
    ) -> Receipt:
        """Record that two recipients who were merged are two persons after all."""
        return self._undo_merge(
            command, (beneficiary_id, other_id), Desk.beneficiary, lambda *_: []
        )

    def request_erasure(
        self, command: Command, person_id: DonorId | BeneficiaryId, keep_until: date | None
    ) -> Receipt:
        """Restrict a donor or beneficiary who asked to be forgotten, first in the people vault.

        So is everybody who turned out to be the same person, in one append: no crash comes between.
        `keep_until` is the last day on which the law keeps vouchers that name the person.
        """

        def decide(desk: Desk) -> Decision:
            context = desk.context(command)
            own = erasing.request_erasure(desk.person(person_id), keep_until, context)
            others = [
                (each, [erasing.request_erasure(desk.person(each), keep_until, context)])
                for each in _others(desk, person_id, Standing.KNOWN)
            ]
            return Decision(events=[own], elsewhere=others)

        def record(asked: Command) -> Receipt:
            return self._forgetting(asked, person_id, decide)

        rehearsed = record(msgspec.structs.replace(command, dry_run=True))
        if command.dry_run or rehearsed.replayed:
            return rehearsed
        for each in (person_id, *_others(self._recording.desk(), person_id, Standing.KNOWN)):
            self._vault.restrict(each)
        receipt = record(command)
        # A withdrawal under way may have lifted them meanwhile, and a merge have added one.
        for each in (person_id, *_others(self._recording.desk(), person_id, Standing.RESTRICTED)):
            self.restrict_again(each)
        return receipt

    def withdraw_erasure(self, command: Command, person_id: DonorId | BeneficiaryId) -> Receipt:
        """Take such a request back; afterwards the people vault shows the person again.

        It is taken back for everybody who turned out to be the same. Sent again after another
        request, it changes nothing for that one.
        """

        def decide(desk: Desk) -> Decision:
            context = desk.context(command)
            own = erasing.withdraw_erasure(desk.person(person_id), context)
            others = [
                (each, [erasing.withdraw_erasure(desk.person(each), context)])
                for each in _others(desk, person_id, Standing.RESTRICTED)
            ]
            return Decision(events=[own], elsewhere=others)

        receipt = self._forgetting(command, person_id, decide)
        if not command.dry_run:
            for each in (person_id, *_others(self._recording.desk(), person_id, Standing.KNOWN)):
                self._lift_if_known(each, self._vault.restricted_since(each))
        return receipt

    def restrict_again(self, person_id: DonorId | BeneficiaryId) -> None:
        """Restrict a person in the people vault as the book has it, whatever happens meanwhile."""
        self._lift_if_known(person_id, self._vault.restrict(person_id))

    def _lift_if_known(self, person_id: DonorId | BeneficiaryId, since: datetime | None) -> None:
        """Show a person again whom the book calls known.

        `since` was read before the book is: who is restricted in it later restricts him in the
        vault once more after that, and then is not what is lifted here.
        """
        standing = self._recording.desk().person(person_id).standing
        if since is not None and standing is Standing.KNOWN:
            self._vault.lift(person_id, since)

    def erase(
        self,
        command: Command,
        person_id: DonorId | BeneficiaryId,
        keep_until: date | None,
        with_them: Collection[UUID] = (),
    ) -> Receipt:
        """Destroy what is known of a person, with memos and documents that name them.

        The book comes first, because until it says so the request may be withdrawn. What is cut off
        in between is destroyed by the next attempt, or by the next sweep.
        """

        def decide(desk: Desk) -> Decision:
            event = erasing.erase(desk.person(person_id), keep_until, desk.context(command))
            return Decision(events=[event])

        receipt = self._forgetting(command, person_id, decide)
        if not command.dry_run:
            self._vault.destroy_all([person_id, *with_them])
        return receipt

    def erase_representative(self, command: Command, person_id: DonorId | BeneficiaryId) -> Receipt:
        """Destroy the line that says who acts for a person by law; the person is known as before.

        The people vault comes first: nothing of this is ever taken back. What is cut off in between
        is recorded by the next attempt. Of who turned out to be one, each has a line of its own.
        """

        def decide(desk: Desk) -> Decision:
            event = erasing.erase_representative(desk.person(person_id), desk.context(command))
            return Decision(events=[event])

        def decide_on_known(desk: Desk) -> Decision:
            decision = decide(desk)
            self._vault.check_representative(person_id)
            return decision

        asked = msgspec.structs.replace(command, dry_run=True)
        rehearsed = self._forgetting(asked, person_id, decide_on_known)
        if command.dry_run or rehearsed.replayed:
            return rehearsed
        self._vault.forget_representative(person_id)
        return self._forgetting(command, person_id, decide)

    def _forgetting(
        self, command: Command, person_id: UUID, decide: Callable[[Desk], Decision]
    ) -> Receipt:
        """Do what may be done wherever any of those was registered who turned out to be one.

        Who asks to be forgotten asks for all that is known of the person, and a unit can neither
        part what those above it put together, nor ask in another's place.
        """

        def where(desk: Desk) -> AssociationId:
            own = desk.person(person_id).association_id
            places = {desk.person(each).association_id for each in desk.all_of(person_id)}
            may = (each for each in sorted(places) if desk.may(command.by, Action.ERASE, each))
            return next(may, own)

        return self._do(command, person_id, Action.ERASE, where, decide)

    def _of(
        self, command: Command, person_id: UUID, action: Action, decide: Callable[[Desk], Decision]
    ) -> Receipt:
        return self._do(
            command,
            person_id,
            action,
            lambda desk: desk.person(person_id).association_id,
            decide,
        )

    def _merge(
        self, command: Command, ids: tuple[Id, Id], known: Callable[[Desk, Id], Person]
    ) -> Receipt:
        one_id, other_id = ids

        def decide(desk: Desk) -> Decision:
            one, other = known(desk, one_id), known(desk, other_id)
            is_free = desk.survivor_of(one_id) is None and desk.survivor_of(other_id) is None
            attempt = desk.next_merge(other_id) if is_free else None
            event = merging.merge(one, other, ids, attempt, desk.context(command))
            return Decision(events=[event])

        return self._above_both(command, ids, known, decide)

    def _undo_merge(
        self,
        command: Command,
        ids: tuple[Id, Id],
        known: Callable[[Desk, Id], Person],
        said_for_another: Callable[[Desk, Id, Id], Sequence[tuple[FundId, int]]],
    ) -> Receipt:
        one_id, other_id = ids

        def decide(desk: Desk) -> Decision:
            context = desk.context(command)
            event = merging.undo_merge(known(desk, one_id), other_id, context)
            gifts = said_for_another(desk, one_id, other_id)
            taken_back = [naming.take_back(*gift, context) for gift in gifts]
            elsewhere = [(other_id, taken_back)] if taken_back else []
            return Decision(events=[event], elsewhere=elsewhere)

        return self._above_both(command, ids, known, decide)

    def _above_both(
        self,
        command: Command,
        ids: tuple[Id, Id],
        known: Callable[[Desk, Id], Person],
        decide: Callable[[Desk], Decision],
    ) -> Receipt:
        one_id, other_id = ids
        return self._do(
            command,
            one_id,
            Action.MERGE_PEOPLE,
            lambda desk: desk.common(
                known(desk, one_id).association_id, known(desk, other_id).association_id
            ),
            decide,
        )

    def _check_named(self, fund_id: FundId, sha256: str | None) -> None:
        if sha256 is not None:
            self._vault.check_document(fund_id, sha256)


def _others(
    desk: Desk, person_id: DonorId | BeneficiaryId, standing: Standing
) -> list[DonorId | BeneficiaryId]:
    """Return the other ids of a person, of those that stand so in the book."""
    others = cast("list[DonorId | BeneficiaryId]", sorted(desk.all_of(person_id) - {person_id}))
    return [each for each in others if desk.person(each).standing is standing]


def _said_for_another(desk: Desk, one_id: DonorId, other_id: DonorId) -> list[tuple[FundId, int]]:
    """Return the gifts of another that only the word of one says something of."""
    said = desk.donor(one_id).namings
    of_other = desk.donor(other_id).namings
    gifts = [
        (fund_id, version)
        for fund_id, entries in said.items()
        for entry, named in entries.items()
        for version, own in _own_words(desk, fund_id, entry, other_id, of_other.get(fund_id, {}))
        if not (named and own)
    ]
    return list(dict.fromkeys(gifts))


def _own_words(
    desk: Desk, fund_id: FundId, entry: int, donor_id: DonorId, said: Mapping[int, bool]
) -> Iterator[tuple[int, bool]]:
    """Yield, of a gift and those that took its place, a donor's own; and whether named by own word.

    What was said of a gift holds for the one that corrects it, whoever said it.
    """
    own = False
    for version, gift in _with_corrections(desk, fund_id, entry):
        if version == entry and gift.private.donor_id == donor_id:
            own = gift.named
        own = said.get(version, own)
        if gift.private.donor_id == donor_id:
            yield version, own


def _with_corrections(
    desk: Desk, fund_id: FundId, entry: int
) -> Iterator[tuple[int, DonationReceived]]:
    """Yield a gift with its version, then the one that took its place, and so on."""
    of_fund, version, corrected = desk.versioned(fund_id), entry, None
    while of_fund is not None and version <= of_fund.version:
        gift = desk.entry(fund_id, version)
        if not isinstance(gift, DonationReceived) or (corrected and gift.corrects != corrected):
            return
        yield version, gift
        reversed_ = desk.recorded(reversal_fact(fund_id, version))
        if reversed_ is None:
            return
        # What takes an entry's place is recorded right behind its reversal.
        version, corrected = reversed_.version + 1, version


def _proposed(desk: Desk, wish: naming.AwardNaming) -> DisbursementProposed:
    """Return the proposal of a disbursement of a fund, or raise `DisbursementNotFound`."""
    recorded = desk.recorded(disbursement_fact(wish.disbursement_id))
    if recorded is None or recorded.stream != wish.fund_id:
        raise DisbursementNotFound("disbursement_id")
    assert isinstance(recorded.event, DisbursementProposed)
    return recorded.event
