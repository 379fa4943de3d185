"""Entries (bút toán): the journal of a fund, by business date and position."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Unpack

import msgspec
from marshmallow.fields import _BaseFieldKwargs

from api.auth import may_read
from api.operations.fields import Strict
from api.operations.queries import PageAsked, PeriodQuery, WholeText
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.papers import NUMBER_CHARACTERS_MAX, read_number
from api.people.consented import names_of_donors
from api.texts import UNCLEAN
from ledger.values import AMOUNT_DONG_MAX, FundId
from projections import entries
from projections.entries import Asked, EntryPrivate, PrivateEntry, PublicEntry
from projections.papers import Sought

resource = Resource("entries", "Sổ nhật ký: the journal of a fund")


class NumberText(Strict[Sought]):
    """The number of a paper as people write it."""

    must = f"Must be a number as on paper, of at most {NUMBER_CHARACTERS_MAX} characters."

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document how a number may be written."""
        super().__init__(**kwargs)
        self._document(
            type="string",
            minLength=1,
            maxLength=NUMBER_CHARACTERS_MAX,
            pattern=f"^[^{UNCLEAN}]*[0-9][^{UNCLEAN}]*$",
            examples=["PT-2024-00017", "pt 17", "17/2024", "17"],
            description="The number on the entry's voucher, in small letters or capitals, with or"
            " without zeros, series or year (then of any), or the number of its handwritten paper."
            " A reversal bears the number of the entry that it reverses.",
        )

    def read(self, value: object) -> Sought | None:
        """Return what bears the number."""
        return read_number(value) if type(value) is str else None


class EntriesAsked(PageAsked, frozen=True, kw_only=True):
    """Which page of the journal, and what is known of the entries that are looked for."""

    voucher: Sought | None = None
    amount_dong: int | None = None

    @property
    def sought(self) -> tuple[Sought, ...]:
        """What must hold of an entry; nothing where none is looked for."""
        if self.voucher is None and self.amount_dong is None:
            return ()
        known = self.voucher or Sought()
        return (msgspec.structs.replace(known, amount_dong=self.amount_dong),)


class EntriesQuery(PeriodQuery):
    """A page of the entries dated in a period, with a voucher's number or an amount."""

    makes: ClassVar[Callable[..., Any]] = EntriesAsked

    voucher = NumberText()
    amount_dong = WholeText(
        most=AMOUNT_DONG_MAX,
        metadata={"description": "What the entry is about, or takes back, in đồng."},
    )


class EntryOut(PublicEntry, frozen=True, kw_only=True):
    """An entry; `donor_name` is there for a donor who agreed to be named with this gift.

    `private` is null for those who are not entitled.
    """

    donor_name: str | None
    private: EntryPrivate | None


@resource.read("/funds/<uuid:fund_id>/entries", ListOut[EntryOut], None, query=EntriesQuery)
def list_entries(asked: EntriesAsked, fund_id: FundId) -> ListOut[EntryOut]:
    """List a fund's entries dated in a period, as they were known at a position or moment.

    With `voucher` or `amount_dong`, those alone that bear the number and are about the amount.
    """
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    period_from, period_to = asked.period or (None, None)
    with reading() as state:
        as_of = state.as_of(known_at)
        wanted = Asked(
            period_from=period_from,
            period_to=period_to,
            sought=asked.sought,
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
