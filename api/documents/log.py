"""The log as a stream of events, page by page, for documents that need all of it."""

from collections.abc import Iterator
from uuid import UUID

from ledger.application import Ledger
from ledger.store.log.codec import Codec, Recorded, StoredRow

_PAGE = 1_000


def events(ledger: Ledger, *, until: int, stream: UUID | None = None) -> Iterator[Recorded]:
    """Yield everything recorded up to position `until`, in order; or only what is in a stream."""
    to_event = Codec().to_domain_event
    return (to_event(row) for row in rows(ledger, until=until, stream=stream))


def rows(ledger: Ledger, *, until: int, stream: UUID | None = None) -> Iterator[StoredRow]:
    """Yield the stored rows of the log, or of one stream, up to position `until`, in order."""
    after = 0
    while page := _page(ledger, stream, after):
        for row in page:
            if row.id > until:
                return
            yield row
        after = page[-1].id if stream is None else page[-1].originator_version


def _page(ledger: Ledger, stream: UUID | None, after: int) -> list[StoredRow]:
    if stream is None:
        return list(ledger.rows(after, _PAGE))
    return list(ledger.stream_rows(stream, after, _PAGE))
