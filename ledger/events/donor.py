"""Events in the stream of one donor (nhà hảo tâm): an id and consents, never a name."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.base import Event, Private
from ledger.values import AssociationId, ConsentId, FundId, Party, PersonId, PurposeId


class Visibility(StrEnum):
    """How a donor's name may appear: as each gift's consent says, or not at all."""

    AS_CONSENTED = "as_consented"
    HIDDEN = "hidden"


class DonorRegistered(Event, frozen=True, kw_only=True):
    """A donor became known to an association; the name lies in the people vault."""

    topic: ClassVar[str] = "donor.registered"

    association_id: AssociationId
    effective_on: date


class VisibilityChanged(Event, frozen=True, kw_only=True):
    """A donor withdrew his name from every page, or gave it back (Law 91/2025, Art. 24)."""

    topic: ClassVar[str] = "donor.visibility_changed"

    visibility: Visibility
    effective_on: date


class ConsentPrivate(Private, frozen=True, kw_only=True):
    """What a consent is about: the gift must not tell everybody whose it was.

    The gift is the entry of that version in the fund's stream, `amount_dong` the most that may be
    released of it. Where that money came from another fund, `gift_fund_id` and `gift_entry` say as
    what it was given there. `document_sha256` is that of what the donor signed.
    """

    fund_id: FundId
    entry: int
    to_purpose: PurposeId
    amount_dong: int
    gift_fund_id: FundId | None = None
    gift_entry: int | None = None
    document_sha256: str | None = None


class ConsentGiven(Event, frozen=True, kw_only=True):
    """A donor agreed that a part of a gift, given for one purpose, serves another."""

    topic: ClassVar[str] = "donor.consent_given"

    consent_id: ConsentId
    effective_on: date
    private: ConsentPrivate


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A donor took a consent back; what was released on it before stays released."""

    topic: ClassVar[str] = "donor.consent_withdrawn"

    consent_id: ConsentId
    effective_on: date


class NamingPrivate(Private, frozen=True, kw_only=True):
    """Which gift it is about – the entry of that version in the fund's stream – and who said so.

    `document_sha256` is that of what was signed.
    """

    fund_id: FundId
    entry: int
    said_by: tuple[Party, ...]
    document_sha256: str | None = None


class NamingConsentGiven(Event, frozen=True, kw_only=True):
    """A donor agreed to be named with one gift that was recorded without a name."""

    topic: ClassVar[str] = "donor.naming_consent_given"

    effective_on: date
    private: NamingPrivate


class NamingConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A donor is named with one gift no more (Law 91/2025, Art. 24)."""

    topic: ClassVar[str] = "donor.naming_consent_withdrawn"

    effective_on: date
    private: NamingPrivate


class MergePrivate(Private, frozen=True, kw_only=True):
    """Which donor, or beneficiary, turned out to be the one in whose stream this stands."""

    other_id: PersonId


class DonorMerged(Event, frozen=True, kw_only=True):
    """Another donor turned out to be this very person; `attempt` counts that one's merges."""

    topic: ClassVar[str] = "donor.merged"

    attempt: int
    effective_on: date
    private: MergePrivate


class DonorMergeUndone(Event, frozen=True, kw_only=True):
    """The two are different persons after all."""

    topic: ClassVar[str] = "donor.merge_undone"

    effective_on: date
    private: MergePrivate


class ErasurePrivate(Private, frozen=True, kw_only=True):
    """Until when the law keeps vouchers that name the person, as known then; none if nothing."""

    keep_until: date | None = None


class DonorErasureRequested(Event, frozen=True, kw_only=True):
    """A donor asked to be forgotten: from now on restricted, and erased when the law allows.

    `attempt` counts such requests of this donor.
    """

    topic: ClassVar[str] = "donor.erasure_requested"

    attempt: int
    effective_on: date
    private: ErasurePrivate


class DonorErasureWithdrawn(Event, frozen=True, kw_only=True):
    """A donor took the request back before it was carried out."""

    topic: ClassVar[str] = "donor.erasure_withdrawn"

    effective_on: date


class DonorErased(Event, frozen=True, kw_only=True):
    """The key to a donor's name and particulars is destroyed, and with it all of them."""

    topic: ClassVar[str] = "donor.erased"

    effective_on: date


class DonorRepresentativeErased(Event, frozen=True, kw_only=True):
    """Who acts for a donor by law asked to be forgotten, alone.

    The key to that line is destroyed; the donor is known as before.
    """

    topic: ClassVar[str] = "donor.representative_erased"

    effective_on: date


EVENTS = (
    DonorRegistered,
    VisibilityChanged,
    ConsentGiven,
    ConsentWithdrawn,
    NamingConsentGiven,
    NamingConsentWithdrawn,
    DonorMerged,
    DonorMergeUndone,
    DonorErasureRequested,
    DonorErasureWithdrawn,
    DonorErased,
    DonorRepresentativeErased,
)
