"""Which read models an event moves, and how: the whole list, in one place."""

from collections.abc import Callable, Sequence
from typing import Any

from ledger.events.association import AssociationEstablished
from ledger.events.base import Event
from ledger.events.beneficiary import BeneficiaryRegistered
from ledger.events.donor import DonorRegistered, VisibilityChanged
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.mobilizing import MobilizationClosed, MobilizationLaunched
from ledger.events.fund.opening import AccountOpened, FundOpened, PurposeDefined
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CustodialPaid,
    DebitUnallocated,
    DonationRefunded,
)
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    DisbursementReturned,
)
from ledger.events.fund.transferring import AccountMoved, TransferSent
from ledger.store.codec import Recorded
from projections import (
    associations,
    award_lines,
    balances,
    beneficiaries,
    debits,
    disbursement_steps,
    donors,
    funds,
    journal,
    mobilizations,
)
from projections.batch import Batch
from projections.movements import Movement, movement
from projections.rows import MomentRow

Applied = Callable[[Batch, Recorded, Any], None]

BY_EVENT: dict[type[Event], tuple[Applied, ...]] = {
    AssociationEstablished: (associations.established,),
    FundOpened: (funds.opened,),
    AccountOpened: (funds.account_opened,),
    PurposeDefined: (funds.purpose_defined,),
    MobilizationLaunched: (mobilizations.launched,),
    MobilizationClosed: (mobilizations.closed,),
    DebitUnallocated: (debits.noted,),
    BankFeeCharged: (debits.decided,),
    DisbursementProposed: (disbursement_steps.proposed, award_lines.proposed),
    DisbursementApproved: (disbursement_steps.approved,),
    DisbursementRejected: (disbursement_steps.rejected,),
    DisbursementPaid: (disbursement_steps.paid, award_lines.paid, debits.decided),
    DisbursementReturned: (disbursement_steps.returned, award_lines.returned),
    DonationRefunded: (debits.decided,),
    CustodialPaid: (debits.decided,),
    TransferSent: (debits.decided,),
    AccountMoved: (debits.decided,),
    EntryReversed: (disbursement_steps.reversed_, award_lines.reversed_, debits.reversed_),
    BeneficiaryRegistered: (beneficiaries.registered,),
    DonorRegistered: (donors.registered,),
    VisibilityChanged: (donors.visibility_changed,),
}
"""What else an event changes, beside the journal and the sums that every movement goes into."""

BY_MOVEMENT: tuple[Callable[[Batch, Movement], None], ...] = (
    journal.moved,
    balances.moved,
    funds.moved,
    mobilizations.moved,
)
"""What every event that moves money or goods changes."""


def apply(batch: Batch, recorded: Recorded) -> None:
    """Add to a batch what one recorded event changes."""
    for change in BY_EVENT.get(type(recorded.event), ()):
        change(batch, recorded, recorded.event)
    moved = movement(recorded)
    if moved is not None:
        for change_by in BY_MOVEMENT:
            change_by(batch, moved)


def batch_of(events: Sequence[Recorded], recorded_at_micros: int) -> Batch:
    """Return what consecutive events change, those before them recorded until that moment."""
    batch = Batch()
    for recorded in events:
        if recorded.recorded_at_micros != recorded_at_micros:
            recorded_at_micros = recorded.recorded_at_micros
            batch.moments.append(MomentRow(recorded.position, recorded_at_micros))
        apply(batch, recorded)
    return batch
