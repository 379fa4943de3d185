"""The documents of funds (chứng từ): scans of vouchers and decisions, and lists as uploaded.

They are named by fund and SHA-256, which is what events carry. Each lies encrypted under a key of
its own and bound to just that name, so that no row opens in the place of another.
"""

import re
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, select, text

from ledger.errors.missing import DocumentNotFound
from ledger.errors.money import DocumentTooLarge, UnknownMediaType
from ledger.errors.people import PersonIsErased
from ledger.store.vault.database import DOCUMENTS, PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore, seal, unseal
from ledger.store.vault.media_types import MediaType, media_type_of

BYTES_MAX = 5_000_000
"""A page scanned at 300 dpi has a fifth of it."""

_DOCUMENT = KeyKind.DOCUMENT
_DIGEST = re.compile("[0-9a-f]{64}")
_PUT = text(
    "INSERT INTO vault_documents (id, fund_id, sha256, media_type, sealed)"
    " VALUES (:id, :fund_id, :sha256, :media_type, :sealed) ON CONFLICT (id) DO NOTHING"
)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a fund: the SHA-256 of its content in hexadecimal, its kind and size."""

    sha256: str
    media_type: MediaType
    bytes: int
    is_new: bool = False


class Documents:
    """The documents in the people vault."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database and keys."""
        self._database = database
        self._keys = keys

    def put(self, fund_id: UUID, content: bytes) -> Document:
        """Keep a file for a fund, once; what is kept already stays as it is.

        Raises `DocumentTooLarge`, `UnknownMediaType`, and `PersonIsErased` for a file that was
        destroyed with whom it names.
        """
        document = inspect(content)
        digest = bytes.fromhex(document.sha256)
        if self._row(fund_id, digest) is not None:
            return document
        id_ = document_id(fund_id, digest)
        (key,) = self._keys.make(_DOCUMENT, [id_])
        if key is None:
            raise PersonIsErased("body")
        bound = _bound(fund_id, digest, document.media_type)
        row = {
            "id": id_.bytes,
            "fund_id": fund_id.bytes,
            "sha256": digest,
            "media_type": document.media_type.value,
            "sealed": seal(key, content, bound),
        }
        with self._database.transaction() as connection:
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
        one = DOCUMENTS.c.id == document_id(fund_id, _digest(digest)).bytes
        with self._database.transaction() as connection:
            if connection.execute(select(DOCUMENTS.c.id).where(one)).first() is None:
                raise DocumentNotFound("document_sha256")

    def _row(self, fund_id: UUID, digest: bytes) -> RowMapping | None:
        query = select(DOCUMENTS).where(DOCUMENTS.c.id == document_id(fund_id, digest).bytes)
        with self._database.transaction() as connection:
            return connection.execute(query).mappings().first()


def inspect(content: bytes) -> Document:
    """Return what a file would be kept as; raise `DocumentTooLarge`, `UnknownMediaType`."""
    if len(content) > BYTES_MAX:
        raise DocumentTooLarge("body", most_bytes=BYTES_MAX, bytes=len(content))
    media_type = media_type_of(content)
    if media_type is None:
        raise UnknownMediaType("body")
    return Document(sha256=sha256(content).hexdigest(), media_type=media_type, bytes=len(content))


def _digest(text_: str) -> bytes:
    if _DIGEST.fullmatch(text_) is None:
        raise DocumentNotFound("document_sha256")
    return bytes.fromhex(text_)


def document_id(fund_id: UUID, digest: bytes) -> UUID:
    """Return the id of a document's key, which follows from its name."""
    return UUID(bytes=sha256(_DOCUMENT.encode() + fund_id.bytes + digest).digest()[:16])


def _bound(fund_id: UUID, digest: bytes, media_type: MediaType) -> bytes:
    return b"/".join((_DOCUMENT.encode(), fund_id.bytes, digest, media_type.encode()))
