"""Whether what lies sealed in a vault can be opened with the keys that are here."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from uuid import UUID

import msgspec
from sqlalchemy import select

from ledger.errors.missing import DocumentNotFound
from ledger.errors.unavailable import KeysUnavailable
from ledger.store.backups.tables import opened
from ledger.store.vault.database import DOCUMENTS, MEMOS, PEOPLE
from ledger.store.vault.people import Vault

_AT_ONCE = 500


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """How many people, memos and documents there are, and how many of them nothing opens.

    An erased one is among those that nothing opens until its row is gone too. What is `broken`
    has a key, which does not fit: that should never be.
    """

    people: int
    memos: int
    documents: int
    closed: int
    broken: int


def open_all(people_url: str, vault: Vault) -> Opened:
    """Open everything once, and keep nothing of it."""
    with opened(people_url) as connection:
        people = [UUID(bytes=id_) for id_ in connection.scalars(select(PEOPLE.c.id))]
        memos = [UUID(bytes=id_) for id_ in connection.scalars(select(MEMOS.c.id))]
        names = connection.execute(select(DOCUMENTS.c.fund_id, DOCUMENTS.c.sha256)).all()
    documents = [(UUID(bytes=fund_id), digest.hex()) for fund_id, digest in names]
    opens, broken = 0, 0
    for some, look in (
        *((part, lambda ids: len(vault.get_people(ids))) for part in _parts(people)),
        *((part, lambda ids: len(vault.get_memos(ids))) for part in _parts(memos)),
    ):
        found, failed = _looked(some, look)
        opens, broken = opens + found, broken + failed
    for fund_id, digest in documents:
        try:
            _, content = vault.get_document(fund_id, digest)
        except DocumentNotFound:
            continue
        except KeysUnavailable:
            broken += 1
            continue
        fits = sha256(content).hexdigest() == digest
        opens, broken = opens + fits, broken + (not fits)
    whole = len(people) + len(memos) + len(documents)
    return Opened(
        people=len(people),
        memos=len(memos),
        documents=len(documents),
        closed=whole - opens - broken,
        broken=broken,
    )


def _looked(ids: list[UUID], look: Callable[[list[UUID]], int]) -> tuple[int, int]:
    """Return how many of these open, and how many are broken."""
    try:
        return look(ids), 0
    except KeysUnavailable:
        if len(ids) == 1:
            return 0, 1
    found = [_looked([id_], look) for id_ in ids]
    return sum(opens for opens, _ in found), sum(broken for _, broken in found)


def _parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some
