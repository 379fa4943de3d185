"""One donor: an id, who registered it, whether its name may appear, and what it consented to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import ConsentNotFound
from ledger.errors.money import BadAmount, DatedAhead
from ledger.events.base import Event
from ledger.events.donor import (
    ConsentGiven,
    ConsentPrivate,
    ConsentWithdrawn,
    DonorErased,
    DonorErasureRequested,
    DonorErasureWithdrawn,
    DonorMerged,
    DonorMergeUndone,
    DonorRegistered,
    DonorRepresentativeErased,
    NamingConsentGiven,
    NamingConsentWithdrawn,
    Visibility,
    VisibilityChanged,
)
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    AssociationId,
    ConsentId,
    DonorId,
    FundId,
    PurposeId,
    StaffId,
    Standing,
)


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that holds: to release up to so much of a gift (its version) for a purpose.

    `gift_fund_id` and `gift_entry` say as what money was given that came from another fund.
    """

    fund_id: FundId
    entry: int
    to_purpose: PurposeId
    amount_dong: int
    given_on: date
    recorded_by: StaffId
    gift_fund_id: FundId | None = None
    gift_entry: int | None = None

    @property
    def gift(self) -> tuple[FundId, int]:
        """The fund and entry by which the donor gave: here, or elsewhere."""
        if self.gift_fund_id is None or self.gift_entry is None:
            return self.fund_id, self.entry
        return self.gift_fund_id, self.gift_entry


class NewConsent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent to record; see `Consent`."""

    consent_id: ConsentId
    fund_id: FundId
    entry: int
    to_purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    gift_fund_id: FundId | None = None
    gift_entry: int | None = None
    document_sha256: str | None = None


class Donor(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a donor; `members` are those that turned out to be this one.

    `namings` tells what was last said, after it was recorded, of being named with a gift (fund and
    version).
    """

    association_id: AssociationId
    visibility: Visibility = Visibility.AS_CONSENTED
    consents: dict[ConsentId, Consent] = {}
    namings: dict[FundId, dict[int, bool]] = {}
    members: frozenset[DonorId] = frozenset()
    standing: Standing = Standing.KNOWN
    erasures: int = 0
    representative_erased: bool = False

    def consent(self, consent_id: ConsentId, fund_id: FundId) -> Consent:
        """Return a consent that holds for a fund, or raise `ConsentNotFound`."""
        found = self.consents.get(consent_id)
        if found is None or found.fund_id != fund_id:
            raise ConsentNotFound("consent_id")
        return found


def register(
    association_id: AssociationId, effective_on: date, context: Context
) -> DonorRegistered:
    """Register a donor whose name is in the vault already, or raise `DatedAhead`."""
    _check(effective_on, context)
    return DonorRegistered(
        association_id=association_id, effective_on=effective_on, private=context.private
    )


def change_visibility(
    visibility: Visibility, effective_on: date, context: Context
) -> VisibilityChanged:
    """Hide a donor's name everywhere, or let each gift's consent speak, or raise `DatedAhead`."""
    _check(effective_on, context)
    return VisibilityChanged(
        visibility=visibility, effective_on=effective_on, private=context.private
    )


def give_consent(donor: Donor, new: NewConsent, context: Context) -> ConsentGiven:
    """Record that a donor agreed to a release, or raise `AlreadyExists`, `BadAmount`, `DatedAhead`.

    Whether the gift is this donor's is for `ledger.fund.restricting` to say.
    """
    if new.consent_id in donor.consents:
        raise AlreadyExists("consent_id")
    if not 1 <= new.amount_dong <= AMOUNT_DONG_MAX:
        raise BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
    _check(new.effective_on, context)
    return ConsentGiven(
        consent_id=new.consent_id,
        effective_on=new.effective_on,
        private=ConsentPrivate(
            recorded_by=context.by,
            fund_id=new.fund_id,
            entry=new.entry,
            to_purpose=new.to_purpose,
            amount_dong=new.amount_dong,
            gift_fund_id=new.gift_fund_id,
            gift_entry=new.gift_entry,
            document_sha256=new.document_sha256,
        ),
    )


def withdraw_consent(donor: Donor, consent_id: ConsentId, context: Context) -> ConsentWithdrawn:
    """Record that a donor took a consent back, or raise `ConsentNotFound`."""
    if consent_id not in donor.consents:
        raise ConsentNotFound("consent_id")
    return ConsentWithdrawn(
        consent_id=consent_id, effective_on=context.today, private=context.private
    )


def evolve(donor: Donor | None, event: Event) -> Donor:
    """Return the donor after `event`."""
    if donor is None:
        assert isinstance(event, DonorRegistered)
        return Donor(association_id=event.association_id)
    return msgspec.structs.replace(donor, **_CHANGES[type(event)](donor, event))


def _consented(donor: Donor, event: ConsentGiven) -> dict[str, Any]:
    about = event.private
    consent = Consent(
        fund_id=about.fund_id,
        entry=about.entry,
        to_purpose=about.to_purpose,
        amount_dong=about.amount_dong,
        given_on=event.effective_on,
        recorded_by=about.recorded_by,
        gift_fund_id=about.gift_fund_id,
        gift_entry=about.gift_entry,
    )
    return {"consents": {**donor.consents, event.consent_id: consent}}


def _without(donor: Donor, event: ConsentWithdrawn) -> dict[str, Any]:
    left = {key: each for key, each in donor.consents.items() if key != event.consent_id}
    return {"consents": left}


def _said(
    donor: Donor, event: NamingConsentGiven | NamingConsentWithdrawn, *, named: bool
) -> dict[str, Any]:
    about = event.private
    of_fund = {**donor.namings.get(about.fund_id, {}), about.entry: named}
    return {"namings": {**donor.namings, about.fund_id: of_fund}}


_CHANGES: dict[type[Event], Callable[[Donor, Any], dict[str, Any]]] = {
    VisibilityChanged: lambda _, event: {"visibility": event.visibility},
    ConsentGiven: _consented,
    ConsentWithdrawn: _without,
    NamingConsentGiven: lambda donor, event: _said(donor, event, named=True),
    NamingConsentWithdrawn: lambda donor, event: _said(donor, event, named=False),
    DonorMerged: lambda donor, event: {
        "members": donor.members | {DonorId(event.private.other_id)}
    },
    DonorMergeUndone: lambda donor, event: {"members": donor.members - {event.private.other_id}},
    DonorErasureRequested: lambda _, event: {
        "standing": Standing.RESTRICTED,
        "erasures": event.attempt,
    },
    DonorErasureWithdrawn: lambda *_: {"standing": Standing.KNOWN},
    DonorErased: lambda *_: {"standing": Standing.ERASED},
    DonorRepresentativeErased: lambda *_: {"representative_erased": True},
}


def _check(effective_on: date, context: Context) -> None:
    if effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
