"""Consents of donors: what of which gift may serve another purpose, and how much did; private."""

from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, Select, select

from ledger.events.donor import ConsentGiven, ConsentWithdrawn
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.spending import PurposeReleased
from ledger.store.log.codec import Recorded
from ledger.values import ConsentId, DonorId, FundId, PurposeId
from projections.answers import from_row
from projections.batch import Batch
from projections.people import donors
from projections.views import Reading

# How events move it


def given(batch: Batch, recorded: Recorded, event: ConsentGiven) -> None:
    """Add a consent, on which nothing is released yet."""
    about = event.private
    batch.put(
        "consents",
        event.consent_id,
        donor_id=recorded.stream,
        fund_id=about.fund_id,
        entry=about.entry,
        to_purpose=about.to_purpose,
        amount_dong=about.amount_dong,
        effective_on=event.effective_on,
        position=recorded.position,
        gift_fund_id=about.gift_fund_id,
        gift_entry=about.gift_entry,
        document_sha256=about.document_sha256,
        recorded_by=about.recorded_by,
    )
    batch.add("consent_totals", (event.consent_id,), 0)


def withdrawn(batch: Batch, recorded: Recorded, event: ConsentWithdrawn) -> None:
    """Mark a consent that its donor took back."""
    del recorded
    batch.change("consents", event.consent_id, withdrawn_on=event.effective_on)


def released(batch: Batch, recorded: Recorded, event: PurposeReleased) -> None:
    """Count what was released on a consent."""
    del recorded
    batch.add("consent_totals", (event.private.consent_id,), event.amount_dong)


def reversed_(batch: Batch, recorded: Recorded, event: EntryReversed) -> None:
    """Count no more what was released on a consent."""
    del recorded
    if event.private.consent_id is not None:
        batch.add("consent_totals", (event.private.consent_id,), -event.amount_dong)


# What it answers; all of it private


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A donor's consent to release up to `amount_dong` of a gift (the entry of that version).

    `gift_fund_id` and `gift_entry` say as what money was given that came from another fund.
    """

    consent_id: ConsentId
    fund_id: FundId
    entry: int
    to_purpose: PurposeId
    amount_dong: int
    released_dong: int
    given_on: date
    withdrawn_on: date | None
    gift_fund_id: FundId | None
    gift_entry: int | None
    document_sha256: str | None


class Waiting(NamedTuple):
    """A consent on which something may still be released, and whose it is."""

    donor_id: DonorId
    consent: Consent


def of_donor(reading: Reading, donor_id: DonorId) -> tuple[Consent, ...]:
    """Return the consents of a donor in the order they were recorded, or raise `DonorNotFound`."""
    donors.donor(reading, donor_id)
    c = reading.tables.consents
    rows = reading.all(_consents(reading).where(c.c.donor_id == donor_id).order_by(c.c.position))
    return tuple(map(_consent, rows))


def waiting(reading: Reading, fund_id: FundId) -> tuple[Waiting, ...]:
    """Return the consents to gifts of a fund on which something may still be released."""
    c, sums = reading.tables.consents, reading.tables.consent_totals
    query = _consents(reading).where(
        c.c.fund_id == fund_id,
        c.c.withdrawn_on.is_(None),
        sums.c.released_dong < c.c.amount_dong,
    )
    rows = reading.all(query.order_by(c.c.position))
    return tuple(Waiting(DonorId(row.donor_id), _consent(row)) for row in rows)


def _consents(reading: Reading) -> Select[Any]:
    c, sums = reading.tables.consents, reading.tables.consent_totals
    return select(c, sums.c.released_dong).join(sums, sums.c.consent_id == c.c.consent_id)


def _consent(row: Row[Any]) -> Consent:
    return from_row(Consent, row, given_on=row.effective_on)
