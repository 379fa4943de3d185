"""Unique facts: what may stand in the book only once, derived from the events themselves.

They are written in the transaction of the events that state them, and could be rebuilt from the
log at any time.
"""

from collections.abc import Iterator
from uuid import UUID

from ledger.errors import (
    AlreadyExists,
    AlreadyReversed,
    BankAccountTaken,
    Conflict,
    StatementRowRecorded,
)
from ledger.events.access import TokenIssued
from ledger.events.base import Event
from ledger.events.fund import (
    AccountOpened,
    DebitUnallocated,
    DisbursementProposed,
    DonationReceived,
    EntryReversed,
    InterestCredited,
    MobilizationLaunched,
)


def unique_facts(stream: UUID, event: Event) -> Iterator[str]:
    """Yield the facts that `event`, recorded in `stream`, claims for ever."""
    match event:
        case DonationReceived() | InterestCredited() | DebitUnallocated():
            if event.private.statement_row is not None:
                yield statement_row_fact(event.private.statement_row)
        case AccountOpened():
            yield f"account:{event.account_id}"
            if event.bank_bin is not None:
                yield f"bank_account:{event.bank_bin}:{event.number}"
        case MobilizationLaunched():
            yield f"mobilization:{event.mobilization_id}"
        case DisbursementProposed():
            yield f"disbursement:{event.disbursement_id}"
        case TokenIssued():
            yield f"token:{event.token_id}"
        case EntryReversed():
            yield f"reversal:{stream}:{event.entry}"


def statement_row_fact(statement_row: str) -> str:
    """Return the fact that a row of a bank statement, by its keyed identity, is in the book."""
    return f"row:{statement_row}"


_REFUSALS: dict[str, tuple[type[Conflict], str]] = {
    "row": (StatementRowRecorded, "statement_row"),
    "account": (AlreadyExists, "account_id"),
    "bank_account": (BankAccountTaken, "number"),
    "mobilization": (AlreadyExists, "mobilization_id"),
    "disbursement": (AlreadyExists, "disbursement_id"),
    "token": (AlreadyExists, "token_id"),
    "reversal": (AlreadyReversed, "entry"),
}


def refusal(fact: str) -> Conflict:
    """Return the error that says that `fact` stands in the book already."""
    error, field = _REFUSALS[fact.partition(":")[0]]
    return error(field)
