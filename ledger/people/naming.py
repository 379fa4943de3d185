"""Naming: who may be named with one gift or one award, as they say, and until they say otherwise.

Silence is no consent. A child is named only if a representative agrees and, from seven years on,
the child as well (Law 91/2025, Art. 24; NĐ 56/2017): see `ledger.rules.CHILD_RULES`.
"""

from collections.abc import Collection

import msgspec

from ledger.context import Context
from ledger.errors.money import WrongEntry
from ledger.errors.people import ConsentIncomplete, PersonIsRestricted, WrongDonor
from ledger.events.base import Event
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    AwardNamingPrivate,
)
from ledger.events.donor import NamingConsentGiven, NamingConsentWithdrawn, NamingPrivate
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementProposed
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.values import BeneficiaryId, DisbursementId, DonorId, FundId, Party, Standing


class GiftNaming(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a donor may be named with a gift, as who says; see `NamingPrivate`."""

    fund_id: FundId
    entry: int
    said_by: tuple[Party, ...] = (Party.SELF,)
    document_sha256: str | None = None


class AwardNaming(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a recipient may be named with a disbursement; see `AwardNamingPrivate`."""

    fund_id: FundId
    disbursement_id: DisbursementId
    said_by: tuple[Party, ...]
    document_sha256: str | None = None


def give_naming_consent(
    donor: Donor,
    gift: Event,
    naming: GiftNaming,
    donor_ids: Collection[DonorId],
    needed: Collection[Party],
    context: Context,
) -> NamingConsentGiven:
    """Let a donor be named with a gift; `donor_ids` are his own and those of his members.

    `needed` says who has to agree. Raises `PersonIsRestricted`, `WrongEntry`, `WrongDonor`,
    `ConsentIncomplete`.
    """
    if donor.standing is not Standing.KNOWN:
        raise PersonIsRestricted("donor_id")
    _check_gift(gift, donor_ids)
    _check_complete(naming, needed)
    return NamingConsentGiven(effective_on=context.today, private=_of_gift(naming, context))


def withdraw_naming_consent(
    gift: Event, naming: GiftNaming, donor_ids: Collection[DonorId], context: Context
) -> NamingConsentWithdrawn:
    """Let a donor be named with a gift no more, whoever of those concerned says so.

    It is as good where none was given. Raises `WrongEntry`, `WrongDonor`.
    """
    _check_gift(gift, donor_ids)
    return NamingConsentWithdrawn(effective_on=context.today, private=_of_gift(naming, context))


def give_award_naming_consent(
    beneficiary: Beneficiary,
    proposed: DisbursementProposed,
    naming: AwardNaming,
    beneficiary_id: BeneficiaryId,
    needed: Collection[Party],
    context: Context,
) -> AwardNamingConsentGiven:
    """Let a recipient be named with a disbursement that lists an award to him.

    Raises `PersonIsRestricted`, `WrongEntry`, `ConsentIncomplete`.
    """
    if beneficiary.standing is not Standing.KNOWN:
        raise PersonIsRestricted("beneficiary_id")
    _check_listed(proposed, beneficiary_id)
    _check_complete(naming, needed)
    private = _of_award(naming, context)
    return AwardNamingConsentGiven(effective_on=context.today, private=private)


def withdraw_award_naming_consent(
    proposed: DisbursementProposed,
    naming: AwardNaming,
    beneficiary_id: BeneficiaryId,
    context: Context,
) -> AwardNamingConsentWithdrawn:
    """Let a recipient be named with a disbursement no more, or raise `WrongEntry`."""
    _check_listed(proposed, beneficiary_id)
    private = _of_award(naming, context)
    return AwardNamingConsentWithdrawn(effective_on=context.today, private=private)


def take_back(fund_id: FundId, entry: int, context: Context) -> NamingConsentWithdrawn:
    """Name a donor with a gift no more, because whoever agreed turned out to be somebody else."""
    naming = GiftNaming(fund_id=fund_id, entry=entry, said_by=())
    return NamingConsentWithdrawn(effective_on=context.today, private=_of_gift(naming, context))


def _check_gift(gift: Event, donor_ids: Collection[DonorId]) -> None:
    if not isinstance(gift, DonationReceived):
        raise WrongEntry("entry")
    if gift.private.donor_id not in donor_ids:
        raise WrongDonor("entry")


def _check_listed(proposed: DisbursementProposed, beneficiary_id: BeneficiaryId) -> None:
    if all(line.beneficiary_id != beneficiary_id for line in proposed.private.lines):
        raise WrongEntry("disbursement_id")


def _check_complete(naming: GiftNaming | AwardNaming, needed: Collection[Party]) -> None:
    """Raise `ConsentIncomplete` unless all agree; what a representative said is in writing."""
    if not set(needed) <= set(naming.said_by):
        raise ConsentIncomplete("said_by")
    if Party.REPRESENTATIVE in needed and naming.document_sha256 is None:
        raise ConsentIncomplete("document_sha256")


def _of_gift(naming: GiftNaming, context: Context) -> NamingPrivate:
    return NamingPrivate(
        recorded_by=context.by,
        fund_id=naming.fund_id,
        entry=naming.entry,
        said_by=naming.said_by,
        document_sha256=naming.document_sha256,
    )


def _of_award(naming: AwardNaming, context: Context) -> AwardNamingPrivate:
    return AwardNamingPrivate(
        recorded_by=context.by,
        fund_id=naming.fund_id,
        disbursement_id=naming.disbursement_id,
        said_by=naming.said_by,
        document_sha256=naming.document_sha256,
    )
