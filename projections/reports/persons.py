"""How many different persons received, two who turned out to be one counted once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from ledger.values import FundId
from projections.control.closings import sealed_at
from projections.reports.membership import FundMember
from projections.reports.report import Days
from projections.tables import bulk
from projections.views import Reading


def persons(reading: Reading, funds: Sequence[FundMember], period: Days, known_at: int) -> int:
    """Return how many different persons received something that did not come back in the period.

    Who is who is as known at the position; in books that were closed for the whole period, as
    known when they were closed, so that a sealed period keeps its count.
    """
    received, params = _received(reading, funds, period, known_at)
    query = f"""
        SELECT count(*) FROM (
            SELECT person FROM {received} GROUP BY person HAVING sum(received) > 0) p
    """  # noqa: S608  # our own names
    counted: int = reading.connection.exec_driver_sql(query, params).scalar_one()
    return counted


def by_fund(
    reading: Reading, funds: Sequence[FundMember], period: Days, known_at: int
) -> dict[FundId, frozenset[object]]:
    """Return who they are, of each fund, by what tells one from another and no more."""
    received, params = _received(reading, funds, period, known_at)
    query = f"""
        SELECT fund_id, person FROM {received}
        GROUP BY fund_id, person HAVING sum(received) > 0
    """  # noqa: S608  # our own names
    found: dict[FundId, set[object]] = defaultdict(set)
    for fund_id, person in reading.connection.exec_driver_sql(query, params):
        found[FundId(UUID(str(fund_id)))].add(person)
    return {fund_id: frozenset(who) for fund_id, who in found.items()}


def by_tag(  # what is asked, and of which positions
    reading: Reading,
    funds: Sequence[FundMember],
    period: Days,
    known_at: int,
    *,
    since: int = 0,
    sign: int | None = None,
) -> dict[tuple[FundId, str], frozenset[object]]:
    """Return who received of each fund with each tag, recorded behind the position `since`.

    With a sign, only what was given (1) or only what was taken back (-1).
    """
    received, params = _received(reading, funds, period, known_at, since)
    only = "" if sign is None else f"WHERE received * {sign} > 0"
    query = f"""
        SELECT fund_id, tags, person FROM {received} {only}
        GROUP BY fund_id, tags, person HAVING sum(received) <> 0
    """  # noqa: S608  # our own names and a sign
    who: dict[tuple[FundId, str], set[object]] = defaultdict(set)
    for fund_id, tags, person in reading.connection.exec_driver_sql(query, params):
        for tag in tags.split("+") if tags else ():
            who[FundId(UUID(str(fund_id))), tag].add(person)
    return {key: frozenset(people) for key, people in who.items()}


def _received(
    reading: Reading, funds: Sequence[FundMember], period: Days, known_at: int, since: int = 0
) -> tuple[str, tuple[object, ...]]:
    """Return the query for what persons received from funds, and its parameters."""
    seals = sealed_at(reading, period.last, known_at) if any_merged(reading, known_at) else None
    days = [
        (fund_id, start, end, known_at if seals is None else seals.get(fund_id, known_at))
        for fund_id, spans in {fund.fund_id: fund.spans for fund in funds}.items()
        for span in spans
        if (start := max(span.since, period.first)) <= (end := min(_last(span.until), period.last))
    ]
    columns = {"fund_id": UUID, "first": date, "last": date, "who_at": int}
    listed, params = bulk.listed(reading.connection, columns, days)
    name, same = reading.tables.recipients.name, reading.tables.same_persons.name
    person = "r.beneficiary_id"
    if seals is not None:
        person = f"""
            coalesce((
                SELECT s.survivor_id FROM {same} s
                WHERE s.other_id = r.beneficiary_id AND s.position <= a.who_at
                ORDER BY s.position DESC LIMIT 1
            ), r.beneficiary_id)
        """  # noqa: S608  # our own name
    query = f"""(
        SELECT r.fund_id, {person} AS person, r.received, r.tags FROM {listed} a CROSS JOIN {name} r
        WHERE r.fund_id = a.fund_id AND r.effective_on BETWEEN a.first AND a.last
          AND r.position > {since} AND r.position <= {known_at}) q
    """  # noqa: S608  # our own names and whole numbers
    return query, params


def any_merged(reading: Reading, known_at: int) -> bool:
    """Tell whether two ever turned out to be one; as long as not, nothing else is asked."""
    s = reading.tables.same_persons
    return reading.first(select(s.c.position).where(s.c.position <= known_at).limit(1)) is not None


def _last(until: date) -> date:
    """Return the last day before another; what has no end has none before either."""
    return until if until == date.max else date.fromordinal(until.toordinal() - 1)
