"""The documents that events name, each once: what lies in the vault beside them nobody needs."""

from collections.abc import Collection

from sqlalchemy import select

from ledger.events.documents import NamedDocument, document_named
from ledger.portions import portions
from ledger.store.log.codec import Recorded
from projections.batch import Batch
from projections.views import Reading


def named(batch: Batch, recorded: Recorded) -> None:
    """Note the document that an event names."""
    document = document_named(recorded.stream, recorded.event)
    if document is not None:
        batch.put("named_documents", document.sha256, document.fund_id)


def those_named(reading: Reading, documents: Collection[NamedDocument]) -> set[NamedDocument]:
    """Return those of these documents, by fund and SHA-256, that some event names."""
    n = reading.tables.named_documents
    hashes = sorted({sha256 for _, sha256 in documents})
    found: set[NamedDocument] = set()
    for some in portions(hashes):
        query = select(n.c.fund_id, n.c.document_sha256).where(n.c.document_sha256.in_(some))
        found.update(NamedDocument(row.fund_id, row.document_sha256) for row in reading.all(query))
    return found & set(documents)
