"""The documents of funds (chứng từ): scans of vouchers and decisions, and lists as uploaded.

They are named by fund and SHA-256, which is what events carry. Each lies encrypted under a key of
its own and bound to just that name, so that no row opens in the place of another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection, RowMapping, Select, delete, select, text

from ledger.errors.missing import DocumentNotFound
from ledger.errors.money import DocumentTooLarge, UnknownMediaType
from ledger.errors.people import PersonIsErased
from ledger.portions import AT_ONCE, portions
from ledger.store.vault.database import (
    DOCUMENTS,
    GIVEN_UP_DOCUMENTS,
    UNNAMED_DOCUMENTS,
    PeopleDatabase,
)
from ledger.store.vault.erasures import ErasureLog
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.media_types import MediaType, media_type_of
from ledger.store.vault.sealing import seal, unseal
from ledger.values import to_micros

BYTES_MAX = 5_000_000
"""A page scanned at 300 dpi has a fifth of it."""

_DOCUMENT = KeyKind.DOCUMENT
_DIGEST = re.compile("[0-9a-f]{64}")
_PUT = text(
    "INSERT INTO vault_documents (id, fund_id, sha256, media_type, sealed)"
    " VALUES (:id, :fund_id, :sha256, :media_type, :sealed)"
    " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed"
)
_SUSPECT = text(
    "INSERT INTO vault_unnamed_documents (id, since_micros) VALUES (:id, :since)"
    " ON CONFLICT (id) DO NOTHING"
)
_GIVE_UP = text(
    "INSERT INTO vault_given_up_documents (id) VALUES (:id) ON CONFLICT (id) DO NOTHING"
)


class KeptDocument(NamedTuple):
    """A document in the vault, by the id of its key."""

    id: UUID
    fund_id: UUID
    sha256: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a fund: the SHA-256 of its content in hexadecimal, its kind and size."""

    sha256: str
    media_type: MediaType
    bytes: int
    is_new: bool = False


class Documents:
    """The documents in the people vault. One is kept as long as there are its row and its key."""

    def __init__(
        self, database: PeopleDatabase, keys: KeyStore, looking: KeyStore, erasures: ErasureLog
    ) -> None:
        """Use the vault's database, keys and log of erasures.

        `looking` are the same keys, opened once more for who only looks whether there is one: such
        a look is taken under the append lock, and waits for nobody who writes a key.
        """
        self._database = database
        self._keys = keys
        self._looking = looking
        self._erasures = erasures

    def put(self, fund_id: UUID, content: bytes) -> Document:
        """Keep a file for a fund, once; what is kept already stays as it is, and as if it were new.

        Raises `DocumentTooLarge`, `UnknownMediaType`, and `PersonIsErased` for a file that was
        destroyed with whom it names.
        """
        document = inspect(content)
        digest = bytes.fromhex(document.sha256)
        id_ = document_id(fund_id, digest)
        with self._database.one_at_a_time(id_.bytes) as connection:
            for table in (UNNAMED_DOCUMENTS, GIVEN_UP_DOCUMENTS):
                connection.execute(delete(table).where(table.c.id == id_.bytes))
            if _has_row(connection, id_) and id_ in self._keys.get(_DOCUMENT, [id_]):
                return document
            key = self._key(id_)
            row = {
                "id": id_.bytes,
                "fund_id": fund_id.bytes,
                "sha256": digest,
                "media_type": document.media_type.value,
                "sealed": seal(key, content, _bound(fund_id, digest, document.media_type)),
            }
            connection.execute(_PUT, row)
        return msgspec.structs.replace(document, is_new=True)

    def get(self, fund_id: UUID, digest: str) -> tuple[Document, bytes]:
        """Return a file that a fund keeps, or raise `DocumentNotFound`."""
        row = self._row(fund_id, _digest(digest))
        if row is None:
            raise DocumentNotFound("document_sha256")
        id_ = UUID(bytes=row["id"])
        key = self._keys.get(_DOCUMENT, [id_]).get(id_)
        if key is None:
            raise DocumentNotFound("document_sha256")
        media_type = MediaType(row["media_type"])
        content = unseal(key, row["sealed"], _bound(fund_id, row["sha256"], media_type))
        return Document(sha256=digest, media_type=media_type, bytes=len(content)), content

    def check(self, fund_id: UUID, digest: str) -> None:
        """Raise `DocumentNotFound` unless the fund keeps a file with this SHA-256."""
        id_ = document_id(fund_id, _digest(digest))
        given_up = select(GIVEN_UP_DOCUMENTS.c.id).where(GIVEN_UP_DOCUMENTS.c.id == id_.bytes)
        with self._database.transaction() as connection:
            is_kept = _has_row(connection, id_) and connection.execute(given_up).first() is None
        if not is_kept or id_ not in self._looking.get(_DOCUMENT, [id_]):
            raise DocumentNotFound("document_sha256")

    def pages(self) -> Iterator[list[KeptDocument]]:
        """Yield all documents of all funds, some at a time."""
        d, last = DOCUMENTS.c, b""
        while True:
            query = select(d.id, d.fund_id, d.sha256).where(d.id > last).order_by(d.id)
            documents = self._kept(query.limit(AT_ONCE))
            if not documents:
                return
            yield documents
            last = documents[-1].id.bytes

    def suspect(self, unnamed: Iterable[UUID], named: Iterable[UUID]) -> None:
        """Note which documents no event names, beginning now, and which some event does."""
        since = to_micros(datetime.now(UTC))
        rows = [{"id": each.bytes, "since": since} for each in unnamed]
        cleared = [each.bytes for each in named]
        with self._database.transaction() as connection:
            for table in (UNNAMED_DOCUMENTS, GIVEN_UP_DOCUMENTS):
                connection.execute(delete(table).where(table.c.id.in_(cleared)))
            if rows:
                connection.execute(_SUSPECT, rows)

    def suspects(self, before: datetime) -> list[KeptDocument]:
        """Return which documents were unnamed before a moment (UTC), and since then."""
        d, u = DOCUMENTS.c, UNNAMED_DOCUMENTS.c
        query = select(d.id, d.fund_id, d.sha256).join(UNNAMED_DOCUMENTS, u.id == d.id)
        query = query.where(u.since_micros <= to_micros(before)).order_by(d.id)
        return self._kept(query)

    def give_up(self, suspects: Sequence[KeptDocument], before: datetime) -> None:
        """Let nothing name these any more that are still suspected since before a moment (UTC).

        Whoever sends one of them again has it back, until it is destroyed.
        """
        u = UNNAMED_DOCUMENTS.c
        for some in portions([each.id.bytes for each in suspects]):
            old = delete(UNNAMED_DOCUMENTS).where(
                u.id.in_(some), u.since_micros <= to_micros(before)
            )
            with self._database.transaction() as connection:
                ids = connection.scalars(old.returning(u.id)).all()
                if ids:
                    connection.execute(_GIVE_UP, [{"id": id_} for id_ in sorted(ids)])

    def given_up(self) -> list[KeptDocument]:
        """Return what nothing can name any more, by this sweep, another, or one that was killed."""
        d, g = DOCUMENTS.c, GIVEN_UP_DOCUMENTS.c
        query = select(d.id, d.fund_id, d.sha256).join(GIVEN_UP_DOCUMENTS, g.id == d.id)
        return self._kept(query.order_by(d.id))

    def destroy(self, id_: UUID) -> bool:
        """Destroy a document that is given up; tell whether it still was.

        Whoever sends it again is answered as if it had never been here.
        """
        own = GIVEN_UP_DOCUMENTS.c.id == id_.bytes
        with self._database.one_at_a_time(id_.bytes) as connection:
            is_given_up = connection.execute(delete(GIVEN_UP_DOCUMENTS).where(own)).rowcount > 0
            if is_given_up:
                connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.id == id_.bytes))
                # Before the row is gone for good: killed here, there is a row without a key, still
                # given up, and the next sweep clears the rest.
                self._keys.overwrite(id_)
        return is_given_up

    def tidy(self) -> None:
        """Leave as little as can be of what was destroyed; nobody need wait for it meanwhile."""
        self._keys.tidy()
        self._database.tidy()

    def _key(self, id_: UUID) -> bytes:
        """Return a key for a document that is kept from now on, maybe again."""
        (key,) = self._keys.make(_DOCUMENT, [id_])
        if key is not None:
            return key
        if any(each.id == id_ for each in self._erasures.read()):
            raise PersonIsErased("body")
        return self._keys.renew(_DOCUMENT, id_)

    def _kept(self, query: Select[tuple[bytes, bytes, bytes]]) -> list[KeptDocument]:
        with self._database.transaction() as connection:
            return [
                KeptDocument(UUID(bytes=row.id), UUID(bytes=row.fund_id), row.sha256.hex())
                for row in connection.execute(query)
            ]

    def _row(self, fund_id: UUID, digest: bytes) -> RowMapping | None:
        query = select(DOCUMENTS).where(DOCUMENTS.c.id == document_id(fund_id, digest).bytes)
        with self._database.transaction() as connection:
            return connection.execute(query).mappings().first()


def _has_row(connection: Connection, id_: UUID) -> bool:
    one = select(DOCUMENTS.c.id).where(DOCUMENTS.c.id == id_.bytes)
    return connection.execute(one).first() is not None


def inspect(content: bytes) -> Document:
    """Return what a file would be kept as; raise `DocumentTooLarge`, `UnknownMediaType`."""
    if len(content) > BYTES_MAX:
        raise DocumentTooLarge("body", most_bytes=BYTES_MAX, bytes=len(content))
    media_type = media_type_of(content)
    if media_type is None:
        raise UnknownMediaType("body")
    return Document(sha256=sha256(content).hexdigest(), media_type=media_type, bytes=len(content))


def is_digest(text: str) -> bool:
    """Tell whether a text is a SHA-256 as documents are named by: in small hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def _digest(text_: str) -> bytes:
    if not is_digest(text_):
        raise DocumentNotFound("document_sha256")
    return bytes.fromhex(text_)


def document_id(fund_id: UUID, digest: bytes) -> UUID:
    """Return the id of a document's key, which follows from its name."""
    return UUID(bytes=sha256(_DOCUMENT.encode() + fund_id.bytes + digest).digest()[:16])


def _bound(fund_id: UUID, digest: bytes, media_type: MediaType) -> bytes:
    return b"/".join((_DOCUMENT.encode(), fund_id.bytes, digest, media_type.encode()))
