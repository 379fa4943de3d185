"""Award lists, line by line, for entitled readers: who is to receive what, and who has."""

from collections.abc import Iterable

import msgspec

from api.auth import require_person
from api.operations.queries import KnownAtText, PageAsked, PageQuery
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.people.registering import names_of_beneficiaries
from ledger.access import Action
from ledger.values import BeneficiaryId, DisbursementId, FundId
from projections.spending import award_lines, disbursements
from projections.spending.award_lines import Line

resource = Resource("award lines", "Danh sách nhận: who is to receive what, and who has")


class AwardLinesQuery(PageQuery):
    """A page of a list's lines, as they were known at a position or moment."""

    known_at = KnownAtText()


class AwardLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an award list.

    `name` is null where the line names nobody, where the person is erased, and where another
    association registered him, whose people the reader may not see.
    """

    line: Line
    name: str | None


@resource.read(
    "/funds/<uuid:fund_id>/disbursements/<uuid:disbursement_id>/lines",
    ListOut[AwardLineOut],
    Action.READ,
    query=AwardLinesQuery,
)
def list_award_lines(
    asked: PageAsked, fund_id: FundId, disbursement_id: DisbursementId
) -> ListOut[AwardLineOut]:
    """List the lines of a disbursement's award list, as known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        at = state.as_of(known_at).position
        disbursements.private_disbursement(state, fund_id, disbursement_id, known_at=at)
        found = award_lines.lines(
            state, fund_id, disbursement_id, known_at=at, after=asked.after, limit=asked.limit
        )
        names = names_of_beneficiaries(require_person(), state, _beneficiaries(found.items))
    return ListOut(
        items=[
            AwardLineOut(line=line, name=names.get(line.beneficiary_id))
            if line.beneficiary_id is not None
            else AwardLineOut(line=line, name=None)
            for line in found.items
        ],
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )


def _beneficiaries(lines: Iterable[Line]) -> set[BeneficiaryId]:
    return {line.beneficiary_id for line in lines if line.beneficiary_id is not None}
