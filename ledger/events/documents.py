"""Which document an event names: by fund and SHA-256, as it lies in the people vault.

All of them are found here, so that a document nobody names can be told from one that is.
"""

from typing import NamedTuple
from uuid import UUID

from ledger.events.base import Event
from ledger.events.beneficiary import AwardNamingPrivate
from ledger.events.donor import ConsentPrivate, NamingPrivate
from ledger.events.fund.money import Documented
from ledger.values import FundId


class NamedDocument(NamedTuple):
    """A document of a fund: the SHA-256 of its content in hexadecimal."""

    fund_id: FundId
    sha256: str


def document_named(stream: UUID, event: Event) -> NamedDocument | None:
    """Return the document that an event of a stream names; none of most."""
    about = event.private
    if isinstance(about, Documented):
        fund_id = FundId(stream)  # only funds have such events
    elif isinstance(about, ConsentPrivate | NamingPrivate | AwardNamingPrivate):
        fund_id = about.fund_id
    else:
        return None
    return None if about.document_sha256 is None else NamedDocument(fund_id, about.document_sha256)
