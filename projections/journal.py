"""How entries and their postings get into the journal; `projections.entries` reads them."""

from typing import Any

import msgspec

from ledger.events.fund import (
    BankFeeCharged,
    DisbursementPaid,
    DonationReceived,
    EntryReversed,
    InterestCredited,
    Reopened,
)
from projections.batch import Batch
from projections.movements import Movement, Moving, order_key
from projections.rows import EntryRow, PostingRow


def moved(batch: Batch, moved: Movement) -> None:
    """Add the entry and its postings; mark the entry that it reverses or corrects."""
    recorded, event = moved.recorded, moved.event
    fund_id, position, on = recorded.stream, recorded.position, event.effective_on
    entry = EntryRow(
        position=position,
        fund_id=fund_id,
        version=recorded.version,
        recorded_at_micros=recorded.recorded_at_micros,
        order_key=order_key(on, position),
        topic=event.topic,
        side=moved.side.value,
        purpose=moved.lines[0].purpose,
        effective_on=on,
        money_dong=moved.money_dong,
        in_kind_dong=moved.in_kind_dong,
        gifts=moved.gifts,
        account_id=moved.account_id,
        recorded_by=event.private.recorded_by,
        **_particulars(event),
    )
    batch.entries.append(entry)
    batch.postings.extend(
        PostingRow(
            fund_id,
            position,
            number,
            line.chart.value,
            line.commodity,
            line.account_id,
            line.purpose,
            line.amount,
            on,
        )
        for number, line in enumerate(moved.lines)
    )
    if entry.reverses is not None:
        reversed_ = {"reversed_by": recorded.version, "reversed_position": position}
        batch.change("entries", fund_id, entry.reverses, **reversed_)
    if entry.corrects is not None:
        corrected = {"corrected_by": recorded.version, "corrected_position": position}
        batch.change("entries", fund_id, entry.corrects, **corrected)


def _particulars(event: Moving) -> dict[str, Any]:
    """Return the columns that only some kinds of entry have."""
    match event:
        case DonationReceived() as gift:
            return {
                "occurred_on": gift.occurred_on,
                "voucher": str(gift.voucher),
                "device_number": gift.device_number,
                "mobilization_id": gift.mobilization_id,
                "foreign": gift.foreign and msgspec.json.encode(gift.foreign).decode(),
                "goods": gift.goods and msgspec.json.encode(gift.goods).decode(),
                "named": gift.named,
                "corrects": gift.corrects,
                "donor_id": gift.private.donor_id,
                "memo_id": gift.private.memo_id,
            }
        case InterestCredited() as interest:
            return {
                "occurred_on": interest.occurred_on,
                "voucher": str(interest.voucher),
                "corrects": interest.corrects,
                "memo_id": interest.private.memo_id,
            }
        case BankFeeCharged() as fee:
            return {
                "occurred_on": fee.occurred_on,
                "voucher": str(fee.voucher),
                "corrects": fee.corrects,
                "debit_id": fee.debit_id,
            }
        case DisbursementPaid() as paid:
            return {
                "occurred_on": paid.occurred_on,
                "voucher": str(paid.voucher),
                "disbursement_id": paid.disbursement_id,
                "disbursement_class": paid.disbursement_class.value,
                "awards": paid.awards,
                "debit_id": paid.debit_id,
            }
        case EntryReversed() as reversal:
            return {
                "voucher": reversal.voucher and str(reversal.voucher),
                "mobilization_id": reversal.mobilization_id,
                **_reopened(reversal.disbursement),
                "reason": reversal.reason.value,
                "reverses": reversal.entry,
            }
        case opening:
            return {"occurred_on": opening.occurred_on}


def _reopened(disbursement: Reopened | None) -> dict[str, Any]:
    if disbursement is None:
        return {}
    return {
        "disbursement_id": disbursement.disbursement_id,
        "disbursement_class": disbursement.disbursement_class.value,
        "awards": disbursement.awards,
    }
