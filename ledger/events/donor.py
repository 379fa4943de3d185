"""Events in the stream of one donor (nhà hảo tâm): an id and consents, never a name."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.base import Event, Private
from ledger.values import AssociationId, ConsentId, FundId, PurposeId


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
    released of it. `document_sha256` is that of what the donor signed.
    """

    fund_id: FundId
    entry: int
    to_purpose: PurposeId
    amount_dong: int
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


EVENTS = (DonorRegistered, VisibilityChanged, ConsentGiven, ConsentWithdrawn)
