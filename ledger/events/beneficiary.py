"""Events in the stream of one beneficiary (người thụ hưởng): an id, never a name."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Private
from ledger.events.donor import ErasurePrivate, MergePrivate
from ledger.values import AssociationId, DisbursementId, FundId, Party


class BeneficiaryRegistered(Event, frozen=True, kw_only=True):
    """A recipient became known to an association; the name lies in the people vault."""

    topic: ClassVar[str] = "beneficiary.registered"

    association_id: AssociationId
    effective_on: date


class AwardNamingPrivate(Private, frozen=True, kw_only=True):
    """With which disbursement a recipient may be named, who said so, and what they signed."""

    fund_id: FundId
    disbursement_id: DisbursementId
    said_by: tuple[Party, ...]
    document_sha256: str | None = None


class AwardNamingConsentGiven(Event, frozen=True, kw_only=True):
    """A recipient agreed to be named with a disbursement; of a child, the representative too.

    Law 91/2025, Art. 24; NĐ 56/2017, Art. 36.
    """

    topic: ClassVar[str] = "beneficiary.award_naming_consent_given"

    effective_on: date
    private: AwardNamingPrivate


class AwardNamingConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A recipient is named with a disbursement no more: either of the two is enough to say so."""

    topic: ClassVar[str] = "beneficiary.award_naming_consent_withdrawn"

    effective_on: date
    private: AwardNamingPrivate


class BeneficiaryMerged(Event, frozen=True, kw_only=True):
    """Another recipient turned out to be this very person; `attempt` counts that one's merges."""

    topic: ClassVar[str] = "beneficiary.merged"

    attempt: int
    effective_on: date
    private: MergePrivate


class BeneficiaryMergeUndone(Event, frozen=True, kw_only=True):
    """The two are different persons after all."""

    topic: ClassVar[str] = "beneficiary.merge_undone"

    effective_on: date
    private: MergePrivate


class BeneficiaryErasureRequested(Event, frozen=True, kw_only=True):
    """A recipient, or a child's representative, asked that the child be forgotten.

    From now on restricted, and erased when the law allows. `attempt` counts such requests.
    """

    topic: ClassVar[str] = "beneficiary.erasure_requested"

    attempt: int
    effective_on: date
    private: ErasurePrivate


class BeneficiaryErasureWithdrawn(Event, frozen=True, kw_only=True):
    """The request was taken back before it was carried out."""

    topic: ClassVar[str] = "beneficiary.erasure_withdrawn"

    effective_on: date


class BeneficiaryErased(Event, frozen=True, kw_only=True):
    """The key to a recipient's name and particulars is destroyed, and with it all of them."""

    topic: ClassVar[str] = "beneficiary.erased"

    effective_on: date


class BeneficiaryRepresentativeErased(Event, frozen=True, kw_only=True):
    """Who acts for a recipient by law asked to be forgotten, alone.

    The key to that line is destroyed; the recipient is known as before.
    """

    topic: ClassVar[str] = "beneficiary.representative_erased"

    effective_on: date


EVENTS = (
    BeneficiaryRegistered,
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryErased,
    BeneficiaryRepresentativeErased,
)
