"""How entries and their postings get into the journal; `projections.entries` reads them."""

import msgspec

from ledger.events.fund import (
    BankFeeCharged,
    DisbursementPaid,
    DonationReceived,
    EntryReversed,
    InterestCredited,
    Reopened,
)
from projections.batch import Batch, Values
from projections.movements import Movement, order_key


def moved(batch: Batch, moved: Movement) -> None:
    """Add the entry and its postings; mark the entry that it reverses or corrects."""
    recorded, event = moved.recorded, moved.event
    fund_id, position = recorded.stream, recorded.position
    batch.append(
        "entries",
        position=position,
        fund_id=fund_id,
        version=recorded.version,
        recorded_at_micros=recorded.recorded_at_micros,
        order_key=order_key(event.effective_on, position),
        topic=event.topic,
        side=moved.side.value,
        purpose=moved.lines[0].purpose,
        effective_on=event.effective_on,
        money_dong=moved.money_dong,
        in_kind_dong=moved.in_kind_dong,
        gifts=moved.gifts,
        account_id=next((line.account_id for line in moved.lines if line.account_id), None),
        recorded_by=event.private.recorded_by,
        **{"named": False, **_particulars(moved)},
    )
    for number, line in enumerate(moved.lines):
        batch.append(
            "postings",
            fund_id=fund_id,
            position=position,
            line=number,
            chart=line.chart.value,
            commodity=line.commodity,
            account_id=line.account_id,
            purpose=line.purpose,
            amount=line.amount,
            effective_on=event.effective_on,
        )
    if isinstance(event, EntryReversed):
        reversed_ = {"reversed_by": recorded.version, "reversed_position": position}
        batch.change("entries", fund_id, event.entry, **reversed_)
    elif (corrects := getattr(event, "corrects", None)) is not None:
        corrected = {"corrected_by": recorded.version, "corrected_position": position}
        batch.change("entries", fund_id, corrects, **corrected)


def _particulars(moved: Movement) -> Values:
    """Return the columns that only some kinds of entry have."""
    match moved.event:
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


def _reopened(disbursement: Reopened | None) -> Values:
    if disbursement is None:
        return {}
    return {
        "disbursement_id": disbursement.disbursement_id,
        "disbursement_class": disbursement.disbursement_class.value,
        "awards": disbursement.awards,
    }
