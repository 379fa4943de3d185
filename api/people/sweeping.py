"""The sweep: erases who is due, finishes what was cut off, gives up what no event speaks of."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from heapq import merge
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from api.installation import Services
from api.people import erasure
from api.people.finding import REGISTERS
from api.statements.striking import strike
from ledger.access import OPERATOR
from ledger.events.documents import NamedDocument, document_named
from ledger.people.staff import Staff
from ledger.recording.commands import Command
from ledger.store.vault.documents import KeptDocument
from ledger.store.vault.records import PersonKind
from ledger.store.vault.representatives import line_id
from ledger.values import FundId, Standing
from projections.documents import those_named
from projections.errors import ProjectionsBehind
from projections.people import identities, retention

GRACE = timedelta(days=7)
"""So long a person or memo may wait in the vault for its event, as when a form is sent again."""


_AT_ONCE = 500


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep did: whom it erased, whom the law still keeps, which orphans it gave up.

    `forgotten_again` counts those whom a restored backup had brought back, `documents` the files
    that no event names.
    """

    erased: int
    kept_by_law: int
    forgotten_again: int
    orphans: int
    documents: int


def sweep(here: Services, grace: timedelta = GRACE) -> Swept:
    """Sweep once; it may be killed at any moment and done by many at once.

    `grace` is longer than any command takes: a name is in the vault before its entry is in the
    book, and whoever is still about to record it would find that it was given up.

    Raises `ProjectionsBehind`, `StoreBusy`.
    """
    position = here.ledger.position()
    if not here.views.wait_for(position, erasure.WAIT_SECONDS_MAX):
        raise ProjectionsBehind(position=position)
    with here.views.reading() as reading:
        restricted = retention.people_of(reading, Standing.RESTRICTED)
    back = forget_again(here)
    kept = {each: erasure.kept_of(here, each) for each in restricted}
    # What was uploaded since they asked names them again, until here.
    strike(here.vault, erasure.named_of(here, kept, kept.values()))
    done = 0
    for person_id in restricted:
        command = Command(command_id=f"sweep:{uuid7()}", digest=b"", by=OPERATOR)
        # What is kept of them was recorded before they were restricted, which the read models know.
        if erasure.carry_out(here, command, person_id, kept):
            done += 1
        else:
            here.ledger.restrict_again(person_id)  # a restored backup may know nothing of it
    _lift_unasked(here, grace)
    index_names(here)
    swept = Swept(
        erased=done,
        kept_by_law=len(restricted) - done,
        forgotten_again=back,
        orphans=_give_up_orphans(here, grace),
        documents=_give_up_documents(here, grace),
    )
    here.vault.sweeps.end()
    return swept


def forget_again(here: Services) -> int:
    """Destroy what the vault still has of those whom the book calls erased; return of how many.

    A restored backup brought them back, or a crash came before they were destroyed: with each go
    the memos and documents that name them. So do those that an older version left, or that a
    voucher brought which is younger than the erasure, once the law keeps that no more.
    """
    with here.views.reading() as reading:
        erased = retention.people_of(reading, Standing.ERASED)
    lines = {line_id(each): each for each in erased}  # which an older version knows nothing of
    there = here.vault.still_here([*erased, *lines])
    suspects = {*(lines.get(each, each) for each in there), *_still_named(here, erased)}
    back = 0
    for person_id in filter(suspects.__contains__, erased):
        kept = erasure.kept_of(here, person_id)
        own = {person_id, line_id(person_id)}
        left = here.vault.still_here([*own, *erasure.with_them(kept)])
        if left and (own.intersection(left) or erasure.is_over(here, kept)):
            here.vault.destroy_all([person_id, *erasure.with_them(kept)])
            back += 1
    return back


def _still_named(here: Services, people: Sequence[UUID]) -> Iterator[UUID]:
    """Yield those of whom the vault has a memo or document left.

    Hardly any are, of all who were ever erased: so they are asked for by the hundred, and who they
    are only where there is something.
    """
    for at in range(0, len(people), _AT_ONCE):
        some = people[at : at + _AT_ONCE]
        with here.views.reading() as reading:
            named = erasure.with_them(retention.beside(reading, some))
        if not here.vault.still_here(named):
            continue
        if len(some) == 1:
            yield from some
        else:
            middle = len(some) // 2
            yield from _still_named(here, some[:middle])
            yield from _still_named(here, some[middle:])


def _lift_unasked(here: Services, grace: timedelta) -> None:
    """Show again who is restricted in the vault, but never was in the book."""
    restrictions = here.vault.restrictions()
    desk, now = here.ledger.desk(), here.ledger.now()  # after them: see `restrict_again`
    for person_id, since in restrictions.items():
        found = desk.versioned(person_id)
        standing = None if found is None else getattr(found.state, "standing", None)
        if standing is Standing.KNOWN and now - since >= grace:
            here.vault.lift(person_id, since)


def index_names(here: Services) -> None:
    """Let those be found by name of whom the index has nothing, as after a restore."""
    for kind in REGISTERS:
        _index_names(here, kind)


def _index_names(here: Services, kind: PersonKind) -> None:
    after: UUID | None = None
    while True:
        missing = here.vault.names.missing(kind, after=after, limit=_AT_ONCE)
        if not missing:
            return
        with here.views.reading() as reading:
            units = identities.associations_of(reading, REGISTERS[kind], missing)
        people = here.vault.get_people(units).values()
        here.vault.names.index((each.id, each.kind, each.name, units[each.id]) for each in people)
        after = missing[-1]


def _give_up_orphans(here: Services, grace: timedelta) -> int:
    desk = here.ledger.desk()

    def is_staff(id_: UUID) -> bool:
        found = desk.versioned(id_)
        return found is not None and isinstance(found.state, Staff)

    staff = [each.id for each in here.vault.list_people(PersonKind.STAFF) if is_staff(each.id)]
    logins = [each for each in here.vault.orphans.lone_logins() if not is_staff(each)]
    with (
        here.views.reading() as one,
        here.views.reading() as other,
        closing(retention.known_people(one)) as people,
        closing(retention.known_memos(other)) as memos,
    ):
        known: Iterator[UUID] = merge(sorted(staff), people)
        orphans = here.vault.orphans.find(known, memos, logins, grace)
    orphans = here.vault.orphans.claim(orphans, datetime.now(UTC) - grace)
    here.vault.give_up(orphans)
    return len(orphans)


def _give_up_documents(here: Services, grace: timedelta) -> int:
    """Destroy the documents that no event has named for a grace; return how many.

    First nothing can name them any more; then all that looked one up before that is waited for, so
    that it is recorded; and what it names is kept. So nobody is kept from recording meanwhile.
    """
    documents, before = here.vault.documents, datetime.now(UTC) - grace
    suspects = documents.suspects(before)
    unnamed: set[UUID] = set()
    with here.views.reading() as reading:
        position = reading.as_of().position
        for page in documents.pages():
            named = those_named(reading, [_named(each) for each in page])
            known = [each.id for each in page if _named(each) in named]
            unknown = [each.id for each in page if _named(each) not in named]
            documents.suspect(unknown, known)
            unnamed.update(unknown)
    documents.give_up(suspects, before)
    given_up = [each for each in documents.given_up() if each.id in unnamed]
    since = here.ledger.settled(position) if given_up else []
    late = {document_named(each.stream, each.event) for each in since}
    documents.suspect([], [each.id for each in given_up if _named(each) in late])
    destroyed = sum(documents.destroy(each.id) for each in given_up if _named(each) not in late)
    documents.tidy()
    return destroyed


def _named(kept: KeptDocument) -> NamedDocument:
    return NamedDocument(FundId(kept.fund_id), kept.sha256)
