"""Forgetting people: what the law still keeps of each, and destroying what it keeps no more."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

import msgspec

from api.installation import Services
from api.statements.striking import Named, strike
from ledger import rules
from ledger.errors.missing import ErasureNotFound
from ledger.people.beneficiary import Beneficiary
from ledger.recording.commands import Command, Receipt
from ledger.recording.desk import Desk
from ledger.store.vault.documents import document_id
from ledger.values import BeneficiaryId, DonorId, Standing
from projections.errors import ProjectionsBehind
from projections.people import retention
from projections.people.retention import Kept

Id = TypeVar("Id", bound=UUID)

WAIT_SECONDS_MAX = 5.0
"""So long is waited until the read models know what was recorded of a person."""
_STRIKING_SECONDS_MAX = 5.0
"""So long whoever asks for an erasure waits for statements to be looked through."""


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What comes of a request: until when vouchers that name the person are kept, if any are.

    `is_proposed` says that a list names the person of which nobody has decided yet: no voucher, but
    what names the person waits until it is rejected, or paid. `destroys_now` says that nothing
    keeps the person: a request destroys at once.
    """

    standing: Standing
    last_voucher_on: date | None
    keep_until: date | None
    is_proposed: bool
    destroys_now: bool


def outlook(here: Services, person_id: DonorId | BeneficiaryId) -> Outlook:
    """Return what would come of a request; of all who turned out to be one, the longest counts.

    Raises `DonorNotFound`, `ProjectionsBehind`.
    """
    _wait(here)
    desk = here.ledger.desk()
    kept = [kept_of(here, each) for each in _all_of(here, person_id)]
    last, is_proposed = _together(kept)
    return Outlook(
        standing=desk.person(person_id).standing,
        last_voucher_on=last,
        keep_until=rules.keep_until(last),
        is_proposed=is_proposed,
        destroys_now=is_over(here, *kept),
    )


def request_erasure(
    here: Services, command: Command, person_id: DonorId | BeneficiaryId
) -> Receipt:
    """Restrict a person, with all who turned out to be the same; destroy at once what may be.

    Of them all the longest counts. If the read models are too far behind to be sure of what is
    kept, destroying is left to the next sweep.
    """
    position = _wait(here)
    kept = {each: kept_of(here, each) for each in _all_of(here, person_id)}
    until = rules.keep_until(_together(kept.values())[0])
    receipt = here.ledger.request_erasure(command, person_id, until)
    if command.dry_run or receipt.replayed:
        return receipt
    desk = here.ledger.desk()
    # From here on nobody is merged with the person, nor parted; but somebody may have been.
    asked = [each for each in _all_of(here, person_id) if _is_restricted(desk, each)]
    whole = {each: kept.get(each) or kept_of(here, each) for each in asked}
    if _strike_out(here, whole):
        # Nothing new is recorded of whoever is restricted; but something may have been before.
        is_sure = here.ledger.position() == position + receipt.recorded
        with suppress(ProjectionsBehind):
            for each in asked:
                own = command if each == person_id else _of(command, each)
                carry_out(here, own, each, whole if is_sure else None)
    return receipt


def _strike_out(here: Services, asked: Mapping[DonorId | BeneficiaryId, Kept]) -> bool:
    """Strike people out of statements that wait, before what they are called is destroyed.

    Where it takes too long, that and the destroying are left to the next sweep.
    """
    named = named_of(here, asked, asked.values())
    return strike(here.vault, named, seconds=_STRIKING_SECONDS_MAX)


def named_of(here: Services, ids: Iterable[UUID], kept: Iterable[Kept]) -> Named:
    """Return what finds restricted people in statements: names, phones, memos of their gifts."""
    known = (here.vault.get_restricted(each) for each in ids)
    memos = {memo for each in kept for memo in each.memos}
    return Named((each for each in known if each is not None), here.vault.get_memos(memos).values())


def carry_out(
    here: Services,
    command: Command,
    person_id: DonorId | BeneficiaryId,
    kept: Mapping[DonorId | BeneficiaryId, Kept] | None = None,
) -> bool:
    """Destroy what is known of a restricted person if the law keeps it no more; tell whether.

    Of all who turned out to be the same and are restricted, the longest counts. Nor is anything
    destroyed of whom a list names that waits to be decided. With the person go the memos and
    documents that name them. Whoever was quicker has done it.
    `kept` is what is kept because of people, where the caller knows. Raises `ProjectionsBehind`.
    """
    if kept is None:
        _wait(here)
        kept = {}
    desk = here.ledger.desk()
    same = {each for each in _all_of(here, person_id) if _is_restricted(desk, each)} | {person_id}
    whole = {each: kept.get(each) or kept_of(here, each) for each in same}
    if not is_over(here, *whole.values()):
        return False
    until = rules.keep_until(_together(whole.values())[0])
    own = msgspec.structs.replace(
        command, command_id=f"{command.command_id}/erase", digest=b"", if_version=None
    )
    with suppress(ErasureNotFound):
        here.ledger.erase(own, person_id, until, with_them(whole[person_id]))
    return True


def is_over(here: Services, *kept: Kept) -> bool:
    """Tell whether the law keeps all of this no more, and no list waits to be decided."""
    last, is_proposed = _together(kept)
    until = rules.keep_until(last)
    return not is_proposed and (until is None or until < here.ledger.desk().today)


def _together(kept: Iterable[Kept]) -> tuple[date | None, bool]:
    """Return the day of the last voucher among all that is kept, and whether a list waits."""
    found = list(kept)
    days = (each.last_voucher_on for each in found)
    last = max((day for day in days if day is not None), default=None)
    return last, any(each.is_proposed for each in found)


def _is_restricted(desk: Desk, person_id: DonorId | BeneficiaryId) -> bool:
    return desk.person(person_id).standing is Standing.RESTRICTED


def with_them(kept: Kept) -> set[UUID]:
    """Return the ids under which the vault has the memos and documents that name somebody."""
    papers = {document_id(fund_id, bytes.fromhex(sha256)) for fund_id, sha256 in kept.documents}
    return {*kept.memos, *papers}


def _of(command: Command, person_id: UUID) -> Command:
    return msgspec.structs.replace(
        command, command_id=f"{command.command_id}/{person_id}", if_version=None
    )


def _all_of(here: Services, person_id: Id) -> list[Id]:
    """Return every id of a person, beginning with this one: of a donor, or of a beneficiary."""
    others = here.ledger.desk().all_of(person_id) - {person_id}
    return [person_id, *cast("list[Id]", sorted(others))]


def _wait(here: Services) -> int:
    """Wait until the read models know all that is recorded; return up to which position."""
    position = here.ledger.position()
    if not here.views.wait_for(position, WAIT_SECONDS_MAX):
        raise ProjectionsBehind(position=position)
    return position


def kept_of(here: Services, person_id: DonorId | BeneficiaryId) -> Kept:
    """Return what is kept because of one person, as far as the read models know."""
    desk = here.ledger.desk()
    with here.views.reading() as reading:
        if isinstance(desk.person(person_id), Beneficiary):
            return retention.of_beneficiary(reading, BeneficiaryId(person_id), desk.today)
        return retention.of_donor(reading, DonorId(person_id), desk.today)
