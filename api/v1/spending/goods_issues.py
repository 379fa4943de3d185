"""Goods issued (xuất kho): what left the stock for its recipients."""

import msgspec

from api.auth import may_read
from api.operations.queries import PageAsked
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.goods import GoodsIssueIn, GoodsIssuesQuery
from ledger.access import Action
from ledger.fund.spending.issuing import Issue
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId
from projections.spending import goods_issues
from projections.spending.goods_issues import Asked, IssuePrivate, PublicIssue

resource = Resource("goods-issues", "Xuất kho: goods given out")


class IssueOut(msgspec.Struct, frozen=True, kw_only=True):
    """Goods given out; `private` is null for those who are not entitled."""

    issue: PublicIssue
    private: IssuePrivate | None


@resource.write("/funds/<uuid:fund_id>/goods-issues", GoodsIssueIn, Action.PAY)
def issue_goods(command: Command, issue: Issue, fund_id: FundId) -> Receipt:
    """Give goods out of the stock (xuất kho); no money moves."""
    return ledger().issue_goods(command, fund_id, issue)


@resource.read(
    "/funds/<uuid:fund_id>/goods-issues", ListOut[IssueOut], None, query=GoodsIssuesQuery
)
def list_goods_issues(asked: PageAsked, fund_id: FundId) -> ListOut[IssueOut]:
    """List what a fund gave out in kind, the latest recorded first, as it was known."""
    entitled = may_read(fund_id)
    known_at = known_position(asked.known_at)
    with reading() as state:
        wanted = Asked(
            known_at=state.as_of(known_at).position, after=asked.after, limit=asked.limit
        )
        found = goods_issues.of_fund(state, fund_id, wanted)
    return ListOut(
        items=[
            IssueOut(issue=each.issue, private=each.private if entitled else None)
            for each in found.items
        ],
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )
