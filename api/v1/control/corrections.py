"""Corrections: everything that changed what a fund's book had said, for everybody to read."""

from api.operations.fields import Choice
from api.operations.queries import KnownAtText, PageAsked, PageQuery
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from ledger.values import FundId
from projections.control import corrections
from projections.control.corrections import Asked, Correction, CorrectionKind

resource = Resource("corrections", "Đính chính: what changed what the book had said")


class CorrectionsAsked(PageAsked, frozen=True, kw_only=True):
    """Which corrections of a fund."""

    kind: CorrectionKind | None = None


class CorrectionQuery(PageQuery):
    """Corrections of a kind, as they were known at a position or moment."""

    makes = CorrectionsAsked

    kind = Choice(CorrectionKind)
    known_at = KnownAtText()


@resource.read(
    "/funds/<uuid:fund_id>/corrections", ListOut[Correction], None, query=CorrectionQuery
)
def list_corrections(asked: CorrectionsAsked, fund_id: FundId) -> ListOut[Correction]:
    """List reversals, reopenings, differences, refunds and late facts, the latest first."""
    with reading() as state:
        wanted = Asked(
            kind=asked.kind,
            known_at=state.as_of(known_position(asked.known_at)).position,
            after=asked.after,
            limit=asked.limit,
        )
        found = corrections.of_fund(state, fund_id, wanted)
    return ListOut(
        items=found.items,
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )
