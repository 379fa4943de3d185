"""What is still promised to a fund: in pages, and in the form of a gift, for those who keep it."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.auth import require_person
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import today
from api.people.seen import see_donors
from ledger.errors.missing import PledgeNotFound
from ledger.values import DonorId, FundId, PledgeId
from projections.people import identities
from projections.receiving import pledges
from projections.receiving.pledges import Asked, PrivatePledge
from projections.views import Reading

LISTED: Final = 30
"""So many pledges are on a page, and in the form of a gift beside those of whom it found."""


class Promised(NamedTuple):
    """Pledges of which something is outstanding, the latest first: [{id, name, left_dong}].

    The names are personal data. `after` is where the next page begins, None where no others are.
    """

    lines: list[dict[str, Any]]
    after: int | None


def outstanding(reading: Reading, fund_id: FundId, after: int | None = None) -> Promised:
    """Return a page of what is still promised, for those who may know by whom."""
    return _promised(reading, fund_id, Asked(on=today(), is_open=True, after=after, limit=LISTED))


def one_outstanding(reading: Reading, fund_id: FundId, pledge_id: PledgeId) -> dict[str, Any]:
    """Return one pledge of which something is outstanding, or raise `PledgeNotFound`."""
    asked = Asked(on=today(), is_open=True, pledge_id=pledge_id, limit=1)
    for each in _promised(reading, fund_id, asked).lines:
        return each
    raise PledgeNotFound("pledge_id")


def to_choose_from(
    reading: Reading, fund_id: FundId, chosen: str, donor_ids: Collection[UUID]
) -> Promised:
    """Return the pledges that a form offers: the chosen one, those of some donors, the latest.

    Whoever looks for a donor in the form sees what that donor pledged, however long ago it was.
    """
    lines: dict[PledgeId, dict[str, Any]] = {}
    with suppress(ValueError, PledgeNotFound):
        pledge_id = PledgeId(UUID(chosen))
        lines[pledge_id] = one_outstanding(reading, fund_id, pledge_id)
    if donor_ids:
        every = identities.others_of(reading, donor_ids)
        ids = frozenset(DonorId(each) for each in {*donor_ids, *set().union(*every.values())})
        theirs = Asked(on=today(), is_open=True, donor_ids=ids, limit=LISTED)
        lines |= {each["id"]: each for each in _promised(reading, fund_id, theirs).lines}
    latest = outstanding(reading, fund_id)
    for each in latest.lines:
        lines.setdefault(each["id"], each)
    return Promised(list(lines.values()), latest.after)


def _promised(reading: Reading, fund_id: FundId, asked: Asked) -> Promised:
    found = pledges.private_pledges(reading, fund_id, asked)
    donors = {each.private.donor_id for each in found.items}
    people = see_donors(require_person(), filter(None, donors))
    names = {donor_id: person.name for donor_id, person in people.items() if person.name}
    lines = [
        {
            "id": each.pledge.pledge_id,
            "name": _told(each, names),
            "left_dong": each.pledge.outstanding_dong,
        }
        for each in found.items
    ]
    return Promised(lines, found.after)


def _told(pledge: PrivatePledge, names: dict[Any, str]) -> str:
    """Tell a pledge apart on one line: who, how much is left, since when."""
    public = pledge.pledge
    parts = (
        names.get(pledge.private.donor_id),
        formatting.dong(public.outstanding_dong, language()),
        formatting.day(public.pledged_on, language()),
    )
    return " · ".join(filter(None, parts))
