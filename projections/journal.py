"""How entries and their postings get into the journal; `projections.entries` reads them."""

from typing import Any

import msgspec

from ledger.events.fund.correcting import EntryReversed, Reopened
from ledger.events.fund.receiving import DonationRefunded
from ledger.events.fund.spending import PurposeReleased
from projections import papers
from projections.batch import Batch
from projections.movements import Movement, Moving, order_key
from projections.tables.rows import EntryRow, PostingRow


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
        amount_dong=moved.amount_dong,
        money_dong=moved.money_dong,
        **msgspec.structs.asdict(moved.sums),
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
    if isinstance(event, EntryReversed):
        return {
            "voucher": event.voucher and str(event.voucher),
            "mobilization_id": event.mobilization_id,
            **_reopened(event.disbursement),
            "reason": event.reason.value,
            "reverses": event.entry,
        }
    common = {name: getattr(event, name) for name in _COMMON if hasattr(event, name)}
    common["device_key"] = papers.device_key(common.get("device_number"))
    common |= {name: getattr(event.private, name, None) for name in _PRIVATE}
    if isinstance(event, DonationRefunded | PurposeReleased):
        common["draws_on"] = event.entry
    for name in ("voucher", "voucher_in", "disbursement_class"):
        if getattr(event, name, None) is not None:
            common[name] = str(getattr(event, name))
    for name in ("foreign", "goods"):
        if getattr(event, name, None) is not None:
            common[name] = msgspec.json.encode(getattr(event, name)).decode()
    return common


_COMMON = (
    "occurred_on",
    "device_number",
    "mobilization_id",
    "named",
    "corrects",
    "disbursement_id",
    "awards",
    "debit_id",
    "credit_id",
)
"""Columns that are named as the fields of whatever events have them."""


_PRIVATE = ("donor_id", "memo_id", "document_sha256")
"""The same, of their private parts."""


def _reopened(disbursement: Reopened | None) -> dict[str, Any]:
    if disbursement is None:
        return {}
    return {
        "disbursement_id": disbursement.disbursement_id,
        "disbursement_class": disbursement.disbursement_class.value,
        "awards": disbursement.awards,
    }
