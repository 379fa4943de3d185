"""From an uploaded list to disbursements: rehearsed, and then proposed, all of them or none."""

from collections.abc import Callable, Sequence
from itertools import islice
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from api.award_lists.headings import Column
from api.award_lists.lines import (
    Fault,
    ListedAward,
    ListedPerson,
    ReadList,
    Reason,
    read_award_list,
)
from api.services import ledger, services
from ledger.errors import LedgerError
from ledger.errors.missing import BeneficiaryNotFound
from ledger.errors.money import BadAwardList
from ledger.fund.spending.award_lists import LINES_MAX, Award
from ledger.fund.spending.disbursements import Proposal
from ledger.recording.commands import Command, Receipt
from ledger.store.log.facts import beneficiary_fact
from ledger.store.vault.documents import inspect
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, BeneficiaryId, DisbursementId, FundId


class ListPart(msgspec.Struct, frozen=True, kw_only=True):
    """One of the disbursements that a list becomes; `first_row` and `last_row` are the file's.

    `disbursement_id` is null in a preview.
    """

    disbursement_id: DisbursementId | None
    first_row: int
    last_row: int
    lines: int
    awards: int
    amount_dong: int
    persons: int


class ListPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a list: `awards` counts suất, `lines` lượt, `persons` each recipient once.

    Rows with `faults` are in none of the sums; a list with any is not proposed.
    """

    document_sha256: str
    lines: int
    awards: int
    amount_dong: int
    persons: int
    faults: tuple[Fault, ...]
    parts: tuple[ListPart, ...]


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A list to propose, and what all its lines have in common.

    `id_of` gives the ids of the parts by their index, the same whenever the command comes again.
    `common` has neither sums nor lines, and any id; its document is by default the list itself.
    """

    fund_id: FundId
    association_id: AssociationId
    content: bytes
    id_of: Callable[[int], UUID]
    common: Proposal


def preview_list(command: Command, upload: Upload) -> ListPreview:
    """Return what proposing a list would do; whatever the book refuses of a line is its fault.

    Raises `UnreadableAwardList`, and what the book refuses of the whole.
    """
    read = read_award_list(upload.content)
    shown = _preview(read, upload, ids=None)
    if read.faults:
        return shown
    rehearsing = msgspec.structs.replace(command, dry_run=True)
    try:
        _propose(rehearsing, upload, _rehearsed(upload, read.lines), _ids(upload, read.lines))
    except LedgerError as refusal:
        faults = tuple(_faults_of(refusal, read.lines))
        if not faults:
            raise
        return msgspec.structs.replace(shown, faults=faults)
    return shown


def propose_list(command: Command, upload: Upload) -> tuple[ListPreview, Receipt]:
    """Propose a list: its people go to the vault, their ids and the awards into the book.

    It is rehearsed first, so that what is refused leaves nothing behind. Raises as
    `preview_list`, and `BadAwardList`, naming every row that is wrong and the cell.
    """
    read = read_award_list(upload.content)
    if read.faults:
        raise _refusal(read.faults)
    ids = _ids(upload, read.lines)
    rehearsing = msgspec.structs.replace(command, dry_run=True)
    try:
        rehearsed = _propose(rehearsing, upload, _rehearsed(upload, read.lines), ids)
        if rehearsed.replayed:
            return _preview(read, upload, ids), rehearsed
        services().vault.put_document(upload.fund_id, upload.content)
        receipt = _propose(command, upload, _registered(command, upload, read.lines), ids)
    except LedgerError as refusal:
        faults = tuple(_faults_of(refusal, read.lines))
        if faults:
            raise _refusal(faults) from refusal
        raise
    return _preview(read, upload, ids), receipt


def _propose(
    command: Command, upload: Upload, awards: Sequence[Award], ids: Sequence[DisbursementId]
) -> Receipt:
    document = upload.common.document_sha256
    if document is None and not command.dry_run:
        document = inspect(upload.content).sha256
    proposals = [
        msgspec.structs.replace(
            upload.common,
            disbursement_id=disbursement_id,
            amount_dong=sum(award.amount_dong for award in part),
            awards=sum(award.awards for award in part),
            lines=tuple(part),
            document_sha256=document,
        )
        for disbursement_id, part in zip(ids, _parts(awards), strict=True)
    ]
    return ledger().propose_disbursements(command, upload.fund_id, proposals)


def _registered(command: Command, upload: Upload, lines: Sequence[ListedAward]) -> list[Award]:
    """Register whoever is new, and return the awards to all of them."""
    people = [_record(line.person) for line in lines if line.person is not None]
    found = services().vault.keep_people(people, upload.association_id)
    named = [BeneficiaryId(each) for each in found]
    distinct = list(dict.fromkeys(named))
    # The id of the command itself is that of the proposal, which is another command.
    own = msgspec.structs.replace(
        command, command_id=f"{command.command_id}/people", if_version=None
    )
    ledger().register_beneficiaries(own, distinct, upload.association_id)
    by_name = iter(named)
    return [
        _award(line, next(by_name) if line.person is not None else line.beneficiary_id)
        for line in lines
    ]


def _rehearsed(upload: Upload, lines: Sequence[ListedAward]) -> list[Award]:
    """Return the awards as they can be rehearsed, while nobody new is registered yet.

    Whoever is named and registered is known here too, so that what is refused for the sake of
    him is refused before anything is kept.
    """
    ids = [
        None if isinstance(who, bytes) else who for who in _recipients(lines, upload.association_id)
    ]
    known = ledger().desk().taken([beneficiary_fact(each) for each in ids if each is not None])
    return [
        _award(
            line,
            line.beneficiary_id
            if line.person is None
            else BeneficiaryId(id_)
            if id_ is not None and beneficiary_fact(id_) in known
            else None,
        )
        for line, id_ in zip(lines, ids, strict=True)
    ]


def _award(line: ListedAward, beneficiary_id: BeneficiaryId | None) -> Award:
    return Award(
        beneficiary_id=beneficiary_id,
        categories=line.categories,
        amount_dong=line.amount_dong,
        awards=line.awards,
    )


def _record(person: ListedPerson) -> PersonRecord:
    told = msgspec.structs.asdict(person)
    return PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, **told)


def _ids(upload: Upload, lines: Sequence[ListedAward]) -> list[DisbursementId]:
    return [DisbursementId(upload.id_of(part)) for part in range(-(-len(lines) // LINES_MAX))]


def _parts(lines: Sequence[Award]) -> list[list[Award]]:
    source = iter(lines)
    return [list(islice(source, LINES_MAX)) for _ in range(0, len(lines), LINES_MAX)]


def _preview(read: ReadList, upload: Upload, ids: Sequence[DisbursementId] | None) -> ListPreview:
    lines = read.lines
    who = _recipients(lines, upload.association_id)
    parts = []
    for at in range(0, len(lines), LINES_MAX):
        part = lines[at : at + LINES_MAX]
        parts.append(
            ListPart(
                disbursement_id=None if ids is None else ids[at // LINES_MAX],
                first_row=part[0].row,
                last_row=part[-1].row,
                lines=len(part),
                awards=sum(line.awards for line in part),
                amount_dong=sum(line.amount_dong for line in part),
                persons=len(set(who[at : at + LINES_MAX])),
            )
        )
    return ListPreview(
        document_sha256=inspect(upload.content).sha256,
        lines=len(lines),
        awards=sum(line.awards for line in lines),
        amount_dong=sum(line.amount_dong for line in lines),
        persons=len(set(who)),
        faults=read.faults,
        parts=tuple(parts),
    )


def _recipients(
    lines: Sequence[ListedAward], association_id: AssociationId
) -> list[UUID | bytes | None]:
    """Return for each line who receives it: a person is the same by code and by name.

    It is an id, or of whom the vault does not know the identity there.
    """
    vault = services().vault
    people = [_record(line.person) for line in lines if line.person is not None]
    identities = vault.identities(people, association_id)
    known = vault.find_identities(identities)
    by_name = iter(identities)
    return [
        line.beneficiary_id
        if line.person is None
        else known.get(identity := next(by_name), identity)
        for line in lines
    ]


def _faults_of(refusal: LedgerError, lines: Sequence[ListedAward]) -> list[Fault]:
    """Return which rows a refusal is about; none if it is about the whole."""
    faults = []
    for field in refusal.fields:
        _, part, *below = field.split(".") if field.startswith("disbursements.") else ("", "", "")
        if below[:1] == ["lines"] and len(below) > 1:
            line = lines[int(part) * LINES_MAX + int(below[1])]
            unknown = isinstance(refusal, BeneficiaryNotFound)
            faults.append(
                Fault(
                    row=line.row,
                    column=Column(below[2]) if len(below) > 2 else None,  # noqa: PLR2004
                    reason=Reason.UNKNOWN_CODE if unknown else Reason.REFUSED,
                )
            )
    return faults


def _refusal(faults: Sequence[Fault]) -> BadAwardList:
    return BadAwardList(
        *(
            f"lines.{fault.row}" + ("" if fault.column is None else f".{fault.column}")
            for fault in faults
        )
    )
