"""Looking at the read models for a page: never behind what this very session has written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import msgspec
from flask import flash

from api.pages.presentation import refusals
from api.pages.visitors import last_written
from api.services import ledger, services
from ledger.errors.missing import EntryNotFound
from ledger.values import FundId, business_day
from projections import entries
from projections.entries import PrivateEntry
from projections.errors import ProjectionsBehind
from projections.views import Reading

WAIT_SECONDS_MAX = 3.0
"""How long a page waits for what its reader wrote; later it shows what there is, and says so."""


class AsOfShown(msgspec.Struct, frozen=True, kw_only=True):
    """What every figure says of itself: the last entry it knows of, and the day that came in."""

    position: int
    recorded_at: datetime | None
    on: date
    known_at: datetime | None = None


@contextmanager
def look() -> Iterator[Reading]:
    """Look at one state of the read models, the session's own entries in it if possible."""
    views = services().views
    written = last_written()
    if written and not views.wait_for(written, WAIT_SECONDS_MAX):
        flash(refusals.sentence("projections_behind"), "warn")
    with views.reading() as reading:
        yield reading


def as_of(reading: Reading) -> AsOfShown:
    """Return what a page says it is as of; an empty book is as of today."""
    known = reading.as_of()
    on = today() if known.recorded_at is None else business_day(known.recorded_at)
    return AsOfShown(position=known.position, recorded_at=known.recorded_at, on=on)


def today() -> date:
    """Return which day it is in Vietnam."""
    return ledger().glance().today


def entry_of(reading: Reading, fund_id: FundId, version: int) -> PrivateEntry:
    """Return one entry for those who may read it.

    Raises `EntryNotFound`, or `ProjectionsBehind` while it may still be on its way here.
    """
    try:
        return entries.private_entry(reading, fund_id, version)
    except EntryNotFound:
        if reading.position < ledger().position():
            raise ProjectionsBehind("entry") from None
        raise
