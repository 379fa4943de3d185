"""Erasing: who asks to be forgotten is restricted at once, and erased when the law allows.

Until then vouchers that name the person must be kept (Law on Accounting 88/2015, Art. 41), and
only an auditor with a reason sees who it was. See `ledger.rules.RETENTIONS`.
"""

from datetime import date

from ledger.context import Context
from ledger.errors.missing import ErasureNotFound
from ledger.errors.people import KeptByLaw, PersonIsErased, PersonIsRestricted
from ledger.events.beneficiary import (
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryRepresentativeErased,
)
from ledger.events.donor import (
    DonorErased,
    DonorErasureRequested,
    DonorErasureWithdrawn,
    DonorRepresentativeErased,
    ErasurePrivate,
)
from ledger.people.beneficiary import Beneficiary
from ledger.people.donor import Donor
from ledger.values import Standing


def request_erasure(
    person: Donor | Beneficiary, keep_until: date | None, context: Context
) -> DonorErasureRequested | BeneficiaryErasureRequested:
    """Restrict a person from now on, or raise `PersonIsErased`, `PersonIsRestricted`.

    `keep_until` is the last day on which the law keeps vouchers that name the person, if any do.
    """
    if person.standing is Standing.ERASED:
        raise PersonIsErased
    if person.standing is Standing.RESTRICTED:
        raise PersonIsRestricted
    of = DonorErasureRequested if isinstance(person, Donor) else BeneficiaryErasureRequested
    return of(
        attempt=person.erasures + 1,
        effective_on=context.today,
        private=ErasurePrivate(recorded_by=context.by, keep_until=keep_until),
    )


def withdraw_erasure(
    person: Donor | Beneficiary, context: Context
) -> DonorErasureWithdrawn | BeneficiaryErasureWithdrawn:
    """Take the request back, or raise `ErasureNotFound`."""
    if person.standing is not Standing.RESTRICTED:
        raise ErasureNotFound
    of = DonorErasureWithdrawn if isinstance(person, Donor) else BeneficiaryErasureWithdrawn
    return of(effective_on=context.today, private=context.private)


def erase(
    person: Donor | Beneficiary, keep_until: date | None, context: Context
) -> DonorErased | BeneficiaryErased:
    """Record that a person is erased, or raise `ErasureNotFound`, `KeptByLaw`."""
    if person.standing is not Standing.RESTRICTED:
        raise ErasureNotFound
    if keep_until is not None and context.today <= keep_until:
        raise KeptByLaw(keep_until=keep_until.isoformat())
    of = DonorErased if isinstance(person, Donor) else BeneficiaryErased
    return of(effective_on=context.today, private=context.private)


def erase_representative(
    person: Donor | Beneficiary, context: Context
) -> DonorRepresentativeErased | BeneficiaryRepresentativeErased:
    """Record that who acts for a person by law is forgotten, or raise `PersonIsErased`.

    No voucher names them, so the law keeps nothing: not even for who waits to be erased.
    """
    if person.standing is Standing.ERASED or person.representative_erased:
        raise PersonIsErased
    of = DonorRepresentativeErased if isinstance(person, Donor) else BeneficiaryRepresentativeErased
    return of(effective_on=context.today, private=context.private)
