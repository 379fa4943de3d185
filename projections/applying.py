"""Which read models an event moves, and how: the whole list, in one place."""

from collections.abc import Callable, Sequence
from typing import Any

from ledger.events.access import RoleGranted, StaffEnrolled
from ledger.events.association import (
    AidGivenReported,
    AssociationEstablished,
    Attached,
    Dissolved,
    PeriodSummaryReported,
    Renamed,
    StatisticReported,
    Succeeded,
    TargetSet,
)
from ledger.events.base import Event
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
    BeneficiaryRegistered,
)
from ledger.events.donor import (
    ConsentGiven,
    ConsentWithdrawn,
    DonorErased,
    DonorErasureRequested,
    DonorErasureWithdrawn,
    DonorMerged,
    DonorMergeUndone,
    DonorRegistered,
    NamingConsentGiven,
    NamingConsentWithdrawn,
    VisibilityChanged,
)
from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    EntryReversed,
    StatementRowMatched,
)
from ledger.events.fund.handing_over import (
    AccountTakenOver,
    CreditHandedOver,
    CreditTakenOver,
    CustodyTakenOver,
    DisbursementHandedOver,
    DisbursementTakenOver,
    FundHandedOver,
    HandoverReceived,
    MoneyHandedOver,
    MoneyTakenOver,
    PledgeHandedOver,
    PledgeTakenOver,
    PurposeTakenOver,
)
from ledger.events.fund.mobilizing import (
    DirectAidReported,
    MobilizationClosed,
    MobilizationLaunched,
    PledgeMade,
    PledgeWithdrawn,
)
from ledger.events.fund.opening import (
    AccountOpened,
    FundControlsSet,
    FundOpened,
    PurposeDefined,
    SpendingLimitSet,
)
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DebitUnallocated,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.events.report import ReportPublished
from ledger.store.log.codec import Recorded
from projections import balances, documents, funds, journal
from projections.associations import associations, on_paper, statistics
from projections.batch import Batch
from projections.control import board, closings, corrections, counts
from projections.movements import Movement, movement
from projections.people import beneficiaries, donors, identities, staff
from projections.receiving import (
    custodies,
    debits,
    direct_aid,
    matches,
    mobilizations,
    pledges,
    unknown_credits,
)
from projections.reports import moving, publishing
from projections.restricted import consents, flows
from projections.spending import award_lines, commitments, disbursement_steps, goods_issues
from projections.tables.rows import MomentRow
from projections.transferring import handovers, transfers

Applied = Callable[[Batch, Recorded, Any], None]

BY_EVENT: dict[type[Event], tuple[Applied, ...]] = {
    AssociationEstablished: (associations.established,),
    StaffEnrolled: (staff.enrolled,),
    RoleGranted: (staff.granted,),
    Renamed: (associations.renamed,),
    Attached: (associations.attached,),
    Succeeded: (associations.succeeded,),
    Dissolved: (associations.dissolved,),
    StatisticReported: (statistics.reported,),
    TargetSet: (statistics.target_set,),
    ReportPublished: (publishing.published,),
    PeriodSummaryReported: (on_paper.summarised,),
    AidGivenReported: (on_paper.aided,),
    FundOpened: (funds.opened,),
    AccountOpened: (funds.account_opened,),
    PurposeDefined: (funds.purpose_defined,),
    FundControlsSet: (board.controls_set,),
    SpendingLimitSet: (board.limit_set,),
    MobilizationLaunched: (mobilizations.launched,),
    MobilizationClosed: (mobilizations.closed,),
    PledgeMade: (pledges.made, moving.pledge_made),
    PledgeWithdrawn: (pledges.withdrawn, moving.pledge_withdrawn),
    DirectAidReported: (direct_aid.reported, moving.aid_reported),
    DonationReceived: (pledges.fulfilled, unknown_credits.placed, moving.pledge_kept),
    InterestCredited: (unknown_credits.placed,),
    CreditUnallocated: (unknown_credits.noted,),
    CustodialReceived: (custodies.received, unknown_credits.placed),
    DebitUnallocated: (debits.noted,),
    BankFeeCharged: (debits.decided,),
    DisbursementProposed: (disbursement_steps.proposed, award_lines.proposed),
    DisbursementApproved: (disbursement_steps.approved, commitments.approved),
    DisbursementRejected: (disbursement_steps.rejected, commitments.rejected),
    DisbursementPaid: (
        disbursement_steps.paid,
        award_lines.paid,
        commitments.paid,
        debits.decided,
        moving.paid,
    ),
    DisbursementReturned: (
        disbursement_steps.returned,
        award_lines.returned,
        unknown_credits.placed,
        moving.came_back,
    ),
    PurposeReleased: (consents.released,),
    GoodsIssued: (goods_issues.issued, moving.issued),
    DonationRefunded: (debits.decided, unknown_credits.placed),
    CustodialPaid: (debits.decided,),
    TransferSent: (transfers.sent, debits.decided, moving.sent),
    TransferReceived: (transfers.received, unknown_credits.placed, moving.received),
    TransferReturned: (transfers.returned, unknown_credits.placed, moving.returned),
    AccountMoved: (debits.decided, unknown_credits.placed),
    AccountTakenOver: (funds.account_opened,),
    PurposeTakenOver: (funds.purpose_defined,),
    CreditHandedOver: (unknown_credits.placed,),
    CreditTakenOver: (unknown_credits.noted,),
    CustodyTakenOver: (custodies.received,),
    MoneyHandedOver: (moving.handed_over,),
    MoneyTakenOver: (moving.taken_over,),
    PledgeHandedOver: (pledges.handed_over, moving.pledge_handed_over),
    PledgeTakenOver: (pledges.made, moving.pledge_made),
    DisbursementHandedOver: (disbursement_steps.handed_over, commitments.handed_over),
    DisbursementTakenOver: (
        disbursement_steps.taken_over,
        award_lines.taken_over,
        commitments.taken_over,
    ),
    FundHandedOver: (handovers.ended,),
    HandoverReceived: (handovers.received,),
    CashCounted: (counts.counted,),
    CashDifferencePosted: (counts.posted,),
    BankReconciled: (counts.reconciled,),
    StatementRowMatched: (matches.matched,),
    PeriodClosed: (closings.closed,),
    PeriodReopened: (closings.reopened, corrections.reopened),
    EntryReversed: (
        disbursement_steps.reversed_,
        award_lines.reversed_,
        commitments.reversed_,
        consents.reversed_,
        debits.reversed_,
        transfers.reversed_,
        counts.reversed_,
        unknown_credits.reversed_,
        pledges.reversed_,
        direct_aid.reversed_,
        goods_issues.reversed_,
        moving.reversed_,
    ),
    BeneficiaryRegistered: (beneficiaries.registered,),
    AwardNamingConsentGiven: (beneficiaries.naming_changed,),
    AwardNamingConsentWithdrawn: (beneficiaries.naming_changed,),
    BeneficiaryMerged: (identities.merged, beneficiaries.merged),
    BeneficiaryMergeUndone: (identities.merge_undone, beneficiaries.merge_undone),
    BeneficiaryErasureRequested: (identities.standing_changed,),
    BeneficiaryErasureWithdrawn: (identities.standing_changed,),
    BeneficiaryErased: (identities.standing_changed,),
    DonorRegistered: (donors.registered,),
    NamingConsentGiven: (donors.naming_changed,),
    NamingConsentWithdrawn: (donors.naming_changed,),
    DonorMerged: (identities.merged,),
    DonorMergeUndone: (identities.merge_undone,),
    DonorErasureRequested: (identities.standing_changed,),
    DonorErasureWithdrawn: (identities.standing_changed,),
    DonorErased: (identities.standing_changed,),
    VisibilityChanged: (donors.visibility_changed,),
    ConsentGiven: (consents.given,),
    ConsentWithdrawn: (consents.withdrawn,),
}
"""What else an event changes, beside the journal and the sums that every movement goes into."""

BY_MOVEMENT: tuple[Callable[[Batch, Movement], None], ...] = (
    journal.moved,
    balances.moved,
    funds.moved,
    mobilizations.moved,
    corrections.moved,
    flows.moved,
    moving.moved,
)
"""What every event that moves money or goods changes."""


def apply(batch: Batch, recorded: Recorded) -> None:
    """Add to a batch what one recorded event changes."""
    documents.named(batch, recorded)
    for change in BY_EVENT.get(type(recorded.event), ()):
        change(batch, recorded, recorded.event)
    moved = movement(recorded)
    if moved is not None:
        for change_by in BY_MOVEMENT:
            change_by(batch, moved)


def batch_of(events: Sequence[Recorded], recorded_at_micros: int) -> Batch:
    """Return what consecutive events change, those before them recorded until that moment."""
    batch = Batch(events[-1].recorded_at_micros if events else recorded_at_micros)
    for recorded in events:
        if recorded.recorded_at_micros != recorded_at_micros:
            recorded_at_micros = recorded.recorded_at_micros
            batch.moments.append(MomentRow(recorded.position, recorded_at_micros))
        apply(batch, recorded)
    return batch
