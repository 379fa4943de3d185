"""Documents (chứng từ) of a fund: scans and lists, kept encrypted and named by their SHA-256."""

from contextlib import suppress
from http import HTTPStatus

import msgspec
from flask import Response

from api.auth import require_person
from api.operations.openapi import FileBody
from api.operations.resource import Resource, json_response
from api.people.seen import see_document
from api.services import services
from api.v1.schemas.people import DocumentAsked, DocumentQuery
from ledger.access import Action
from ledger.errors.conflicts import VersionMismatch
from ledger.errors.missing import DocumentNotFound
from ledger.events.documents import NamedDocument
from ledger.recording.commands import Command
from ledger.store.vault.documents import BYTES_MAX, Document, inspect, is_digest
from ledger.store.vault.media_types import MediaType
from ledger.values import FundId
from projections.documents import those_named
from projections.transferring.handovers import predecessors

ANY_DOCUMENT = FileBody(tuple(MediaType))

resource = Resource("documents", "Chứng từ: documents of a fund, named by their SHA-256")


class DocumentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document: what a command names it by, and what kind of file it is by its content."""

    sha256: str
    media_type: MediaType
    bytes: int


@resource.write(
    "/funds/<uuid:fund_id>/documents",
    ANY_DOCUMENT,
    Action.KEEP_DOCUMENT,
    answers=DocumentOut,
    bytes_max=BYTES_MAX,
    without=("Idempotency-Key",),
)
def keep_document(command: Command, content: bytes, fund_id: FundId) -> Response:
    """Keep a PDF, PNG, JPEG, CSV or XLSX file for a fund; the same file again is the same one.

    One that nothing in the book names within a week is destroyed; it may be sent again.

    It takes no Idempotency-Key: sent again, it has no second effect by itself, and no key could
    tell that another file was meant by it.
    """
    found = require_person().desk.versioned(fund_id)
    assert found is not None, "whoever may keep documents of a fund knows that it is there"
    if command.if_version not in (None, found.version):
        raise VersionMismatch(version=found.version)
    kept = inspect(content)
    if not command.dry_run:
        kept = services().vault.put_document(fund_id, content)
    answer = json_response(_out(kept))
    answer.status_code = HTTPStatus.CREATED if kept.is_new else HTTPStatus.OK
    return answer


@resource.read(
    "/funds/<uuid:fund_id>/documents/<sha256>",
    ANY_DOCUMENT,
    Action.READ,
    query=DocumentQuery,
)
def read_document(asked: DocumentAsked, fund_id: FundId, sha256: str) -> Response:
    """Return a document of a fund, as a file to save and not to open here.

    Whose protected names it shows is written down. One that names somebody who asked to be erased
    is for auditors, who say for what reason. There is none before an entry names it.
    """
    return file_answer(fund_id, sha256, None if asked.reason is None else asked.reason.value)


def file_answer(fund_id: FundId, sha256: str, reason: str | None = None) -> Response:
    """Answer with a document of a fund, or raise `DocumentNotFound`; see `see_document`."""
    keeper_id, kept, content = _kept(fund_id, sha256)
    see_document(require_person(), keeper_id, sha256, reason)
    answer = Response(content, content_type=kept.media_type.value)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(kept)}"'
    return answer


def _kept(fund_id: FundId, sha256: str) -> tuple[FundId, Document, bytes]:
    """Return a document with the fund that keeps it: an heir names those of whom it succeeded.

    They stay where they were, so that whoever is forgotten is forgotten with all of them. Raises
    `DocumentNotFound`.
    """
    vault = services().vault
    try:
        return fund_id, *vault.get_document(fund_id, sha256)
    except DocumentNotFound:
        for keeper_id in _before(fund_id, sha256):
            with suppress(DocumentNotFound):
                return keeper_id, *vault.get_document(keeper_id, sha256)
        raise


def _before(fund_id: FundId, sha256: str) -> list[FundId]:
    """Return whose heir a fund is, if an event of its own names the document."""
    if not is_digest(sha256):
        return []
    with services().views.reading() as reading:
        if not those_named(reading, [NamedDocument(fund_id, sha256)]):
            return []
        return list(predecessors(reading, fund_id))


def _file_name(document: Document) -> str:
    return f"{document.sha256[:16]}.{document.media_type.name.lower()}"


def _out(document: Document) -> DocumentOut:
    return DocumentOut(sha256=document.sha256, media_type=document.media_type, bytes=document.bytes)
