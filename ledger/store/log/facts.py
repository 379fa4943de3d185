"""Unique facts: what may stand in the book only once, derived from the events themselves.

They are written in the transaction of the events that state them, and can be noted again from the
log at any time: see `Ledger.note_facts`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from ledger.errors import Conflict
from ledger.errors.conflicts import (
    AlreadyExists,
    AlreadyMatched,
    AlreadyMerged,
    AlreadyReversed,
    BankAccountTaken,
    StatementRowRecorded,
    TransferSettled,
)
from ledger.events.access import TokenIssued
from ledger.events.association import AssociationEstablished, Attached, Inherited
from ledger.events.base import Event
from ledger.events.beneficiary import (
    BeneficiaryErasureRequested,
    BeneficiaryMerged,
    BeneficiaryRegistered,
)
from ledger.events.donor import ConsentGiven, DonorMerged
from ledger.events.fund.correcting import EntryReversed, StatementRowMatched
from ledger.events.fund.handing_over import DisbursementTakenOver, PurposeTakenOver
from ledger.events.fund.mobilizing import MobilizationLaunched, PledgeMade
from ledger.events.fund.money import FromStatement
from ledger.events.fund.opening import AccountOpened, FundOpened, PurposeDefined
from ledger.events.fund.receiving import CreditUnallocated, DebitUnallocated
from ledger.events.fund.spending import DisbursementProposed
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.events.report import ReportPublished
from ledger.values import (
    AccountId,
    AssociationId,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementId,
    FundId,
    PledgeId,
    PurposeId,
    ReportId,
    TransferId,
)

_ROW = "row:"
BELOW = "below:"
"""What the facts of who ever hung below whom, or was succeeded by whom, begin with."""
FUNDS = "fund:"
"""What the facts of whose each fund is begin with."""
TOKENS = "token:"
"""What the fact that a token was issued begins with; the rest is its id."""


def unique_facts(stream: UUID, events: Iterable[Event]) -> Iterator[tuple[str, int]]:
    """Yield the facts that events, recorded in `stream`, claim for ever, with the event's place.

    The first event has place 0.
    """
    for place, event in enumerate(events):
        private = event.private
        if isinstance(private, FromStatement) and private.statement_row is not None:
            yield statement_row_fact(private.statement_row), place
        claims = _CLAIMS.get(type(event))
        if claims is not None:
            for fact in claims(stream, event):
                yield fact, place


def statement_row_fact(statement_row: str) -> str:
    """Return the fact that a row of a bank statement, by its keyed identity, is in the book."""
    return f"{_ROW}{statement_row}"


def is_of_statement_row(fact: str) -> bool:
    """Tell whether a fact is that a row of a bank statement is in the book."""
    return fact.startswith(_ROW)


def credit_fact(credit_id: CreditId) -> str:
    """Return the fact that a credit of unknown origin was noted."""
    return f"credit:{credit_id}"


def debit_fact(debit_id: DebitId) -> str:
    """Return the fact that an unexplained debit was noted."""
    return f"debit:{debit_id}"


def pledge_fact(pledge_id: PledgeId) -> str:
    """Return the fact that a pledge was made."""
    return f"pledge:{pledge_id}"


def disbursement_fact(disbursement_id: DisbursementId) -> str:
    """Return the fact that a disbursement was proposed; it stands at its proposal's position."""
    return f"disbursement:{disbursement_id}"


def taken_over_fact(stream: UUID, disbursement_id: DisbursementId) -> str:
    """Return the fact that a fund took a disbursement over, to pay what was left of it."""
    return f"taken_over:{stream}:{disbursement_id}"


def transfer_fact(transfer_id: TransferId) -> str:
    """Return the fact that a transfer was sent; it stands at the first leg's position."""
    return f"transfer:{transfer_id}"


def legs_of(fund_id: UUID) -> str:
    """Return what the facts of all transfers that a fund sent, or that are for it, begin with."""
    return f"leg:{fund_id}:"


def beneficiary_fact(beneficiary_id: UUID) -> str:
    """Return the fact that a beneficiary is registered."""
    return f"beneficiary:{beneficiary_id}"


def account_fact(account_id: AccountId) -> str:
    """Return the fact that an account was opened; it stands where it was opened first."""
    return f"account:{account_id}"


def purpose_fact(stream: UUID, purpose: PurposeId) -> str:
    """Return the fact that a fund defined a purpose, or took it over."""
    return f"purpose:{stream}:{purpose}"


def erasure_fact(beneficiary_id: UUID | None, attempt: int = 1) -> str:
    """Return the fact that a beneficiary's erasure was asked for, once or another time."""
    return f"erasure:{beneficiary_id}:{attempt}"


def publications_of(first: date, last: date) -> str:
    """Return what the facts begin with that say which reports of some days were published."""
    return f"publication:{first}:{last}:"


def publication_of(fact: str) -> ReportId:
    """Return which report a fact says was published."""
    return ReportId(UUID(fact.rpartition(":")[2]))


def _publication(stream: UUID, event: ReportPublished) -> Iterator[str]:
    yield f"{publications_of(event.first, event.last)}{stream}"


def below_of(fact: str) -> tuple[AssociationId, AssociationId]:
    """Return who, as a fact says, hung below whom or was succeeded by whom: that one first."""
    _, above, _, below = fact.split(":")
    return AssociationId(UUID(above)), AssociationId(UUID(below))


def fund_of(fact: str) -> tuple[AssociationId, FundId]:
    """Return whose, as a fact says, which fund is."""
    _, association_id, fund_id = fact.split(":")
    return AssociationId(UUID(association_id)), FundId(UUID(fund_id))


def _placed(stream: UUID, event: AssociationEstablished | Attached) -> Iterator[str]:
    if event.parent_id is not None:
        yield f"{BELOW}{event.parent_id}:{event.effective_on}:{stream}"


def merge_fact(person_id: UUID, attempt: int) -> str:
    """Return the fact that a donor or beneficiary was merged into another for so many times."""
    return f"merge:{person_id}:{attempt}"


def reversal_fact(stream: UUID, entry: int) -> str:
    """Return the fact that an entry of a fund, by its version, is reversed."""
    return f"reversal:{stream}:{entry}"


def match_fact(stream: UUID, account_id: AccountId, entry: int) -> str:
    """Return the fact that an entry of a fund is matched with a statement row of an account."""
    return f"match:{stream}:{account_id}:{entry}"


def consents_to(fund_id: UUID, entry: int) -> str:
    """Return what the facts of all consents begin with that other funds' money was this gift's."""
    return f"gift:{fund_id}:{entry}:"


def consent_of(fact: str) -> tuple[FundId, ConsentId]:
    """Return for which fund, and by which consent, such a fact was claimed."""
    *_, fund_id, consent_id = fact.split(":")
    return FundId(UUID(fund_id)), ConsentId(UUID(consent_id))


def _consent(_: UUID, event: ConsentGiven) -> Iterator[str]:
    yield f"consent:{event.consent_id}"
    said = event.private
    if said.gift_fund_id is not None and said.gift_entry is not None:
        begins = consents_to(said.gift_fund_id, said.gift_entry)
        yield f"{begins}{said.fund_id}:{event.consent_id}"


def _account(_: UUID, event: AccountOpened) -> Iterator[str]:
    yield account_fact(event.account_id)
    if event.bank_bin is not None:
        yield f"bank_account:{event.bank_bin}:{event.number}"


def settlement_fact(transfer_id: TransferId, attempt: int) -> str:
    """Return the fact that a transfer was settled under an attempt."""
    return f"settlement:{transfer_id}:{attempt}"


def _sending(stream: UUID, event: TransferSent) -> Iterator[str]:
    yield transfer_fact(event.transfer_id)
    for end in (stream, event.to_fund_id):
        yield f"{legs_of(end)}{event.transfer_id}"


def _settlement(_: UUID, event: TransferReceived | TransferReturned) -> Iterator[str]:
    yield settlement_fact(event.transfer_id, event.attempt)


def _reversal(stream: UUID, event: EntryReversed) -> Iterator[str]:
    yield reversal_fact(stream, event.entry)
    if event.attempt is not None:
        assert event.transfer_id is not None
        yield settlement_fact(event.transfer_id, event.attempt)


_CLAIMS: dict[type[Event], Callable[[UUID, Any], Iterable[str]]] = {
    AssociationEstablished: _placed,
    Attached: _placed,
    Inherited: lambda stream, event: (
        f"{BELOW}{stream}:{event.effective_on}:{event.predecessor_id}",
    ),
    FundOpened: lambda stream, event: (f"{FUNDS}{event.association_id}:{stream}",),
    AccountOpened: _account,
    PurposeDefined: lambda stream, event: (purpose_fact(stream, event.purpose),),
    PurposeTakenOver: lambda stream, event: (purpose_fact(stream, event.purpose),),
    MobilizationLaunched: lambda _, event: (f"mobilization:{event.mobilization_id}",),
    PledgeMade: lambda _, event: (pledge_fact(event.pledge_id),),
    CreditUnallocated: lambda _, event: (credit_fact(event.credit_id),),
    DebitUnallocated: lambda _, event: (debit_fact(event.debit_id),),
    DisbursementProposed: lambda _, event: (disbursement_fact(event.disbursement_id),),
    DisbursementTakenOver: lambda stream, event: (taken_over_fact(stream, event.disbursement_id),),
    TransferSent: _sending,
    TransferReceived: _settlement,
    TransferReturned: _settlement,
    BeneficiaryRegistered: lambda stream, _: (beneficiary_fact(stream),),
    BeneficiaryErasureRequested: lambda stream, event: (erasure_fact(stream, event.attempt),),
    DonorMerged: lambda _, event: (merge_fact(event.private.other_id, event.attempt),),
    BeneficiaryMerged: lambda _, event: (merge_fact(event.private.other_id, event.attempt),),
    ConsentGiven: _consent,
    TokenIssued: lambda _, event: (f"{TOKENS}{event.token_id}",),
    ReportPublished: _publication,
    EntryReversed: _reversal,
    StatementRowMatched: lambda stream, event: (match_fact(stream, event.account_id, event.entry),),
}

_REFUSALS: dict[str, tuple[type[Conflict], str]] = {
    "row": (StatementRowRecorded, "statement_row"),
    "below": (AlreadyExists, "association_id"),
    "fund": (AlreadyExists, "fund_id"),
    "account": (AlreadyExists, "account_id"),
    "purpose": (AlreadyExists, "purpose"),
    "bank_account": (BankAccountTaken, "number"),
    "mobilization": (AlreadyExists, "mobilization_id"),
    "pledge": (AlreadyExists, "pledge_id"),
    "credit": (AlreadyExists, "credit_id"),
    "debit": (AlreadyExists, "debit_id"),
    "disbursement": (AlreadyExists, "disbursement_id"),
    "taken_over": (AlreadyExists, "disbursement_id"),
    "transfer": (AlreadyExists, "transfer_id"),
    "leg": (AlreadyExists, "transfer_id"),
    "settlement": (TransferSettled, "transfer_id"),
    "beneficiary": (AlreadyExists, "beneficiary_id"),
    "erasure": (AlreadyExists, "beneficiary_id"),
    "merge": (AlreadyMerged, "other_id"),
    "consent": (AlreadyExists, "consent_id"),
    "gift": (AlreadyExists, "consent_id"),
    "token": (AlreadyExists, "token_id"),
    "publication": (AlreadyExists, "report_id"),
    "reversal": (AlreadyReversed, "entry"),
    "match": (AlreadyMatched, "entry"),
}


def refusal(fact: str) -> Conflict:
    """Return the error that says that `fact` stands in the book already."""
    error, field = _REFUSALS[fact.partition(":")[0]]
    return error(field)
