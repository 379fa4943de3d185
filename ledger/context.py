"""All that a decision may know beside the state: who asks, and which day it is."""

from datetime import date

import msgspec

from ledger.events.base import Private
from ledger.events.fund.money import Documented, FromStatement
from ledger.values import BeneficiaryId, MemoId, StaffId


class Context(msgspec.Struct, frozen=True):
    """Who asks, and which day it is in Vietnam; `is_also` are the beneficiaries who that is too."""

    by: StaffId
    today: date
    is_also: frozenset[BeneficiaryId] = frozenset()

    @property
    def private(self) -> Private:
        """The private part of an event that hides nothing but who recorded it."""
        return Private(recorded_by=self.by)

    def documented(
        self, decision_number: str | None = None, document_sha256: str | None = None
    ) -> Documented:
        """Return a private part that also names what an event rests on."""
        return Documented(
            recorded_by=self.by, decision_number=decision_number, document_sha256=document_sha256
        )

    def from_statement(self, statement_row: str | None, memo_id: MemoId | None) -> FromStatement:
        """Return a private part that also names the row of a statement an event came from."""
        return FromStatement(recorded_by=self.by, statement_row=statement_row, memo_id=memo_id)
