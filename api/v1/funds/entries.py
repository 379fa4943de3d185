"""Entries (bút toán): the journal of a fund, by business date and position."""

from collections.abc import Sequence

import msgspec

from api.auth import may_read
from api.operations.queries import PageAsked, PeriodQuery
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.people.consented import names_of_donors
from ledger.values import FundId
from projections import entries
from projections.entries import Asked, EntryPrivate, PrivateEntry, PublicEntry

resource = Resource("entries", "Sổ nhật ký: the journal of a fund")


class EntryOut(PublicEntry, frozen=True, kw_only=True):
    """An entry; `donor_name` is there for a donor who agreed to be named with this gift.

    `private` is null for those who are not entitled.
    """

    donor_name: str | None
    private: EntryPrivate | None


@resource.read("/funds/<uuid:fund_id>/entries", ListOut[EntryOut], None, query=PeriodQuery)
def list_entries(asked: PageAsked, fund_id: FundId) -> ListOut[EntryOut]:
    """List a fund's entries dated in a period, as they were known at a position or moment."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    period_from, period_to = asked.period or (None, None)
    with reading() as state:
        as_of = state.as_of(known_at)
        wanted = Asked(
            period_from=period_from,
            period_to=period_to,
            known_at=as_of.position,
            after=asked.after,
            limit=asked.limit,
        )
        found = entries.private_entries(state, fund_id, wanted)
        names = names_of_donors(state, [each.entry for each in found.items])
    return ListOut(
        items=_shown(found.items, names, entitled=entitled),
        next_cursor=next_cursor(found.after, as_of.position),
        known_at=as_of,
    )


def _shown(
    found: Sequence[PrivateEntry], names: dict[int, str], *, entitled: bool
) -> list[EntryOut]:
    return [
        EntryOut(
            **msgspec.structs.asdict(each.entry),
            donor_name=names.get(each.entry.position),
            private=each.private if entitled else None,
        )
        for each in found
    ]
