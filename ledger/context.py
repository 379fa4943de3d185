"""All that a decision may know beside the state: who asks, and which day it is."""

from datetime import date

import msgspec

from ledger.events.base import Private
from ledger.values import StaffId


class Context(msgspec.Struct, frozen=True):
    """Who asks, and which day it is in Vietnam."""

    by: StaffId
    today: date

    @property
    def private(self) -> Private:
        """The private part of an event that hides nothing but who recorded it."""
        return Private(recorded_by=self.by)
