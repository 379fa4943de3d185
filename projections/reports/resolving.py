"""What a step of reports needs to know of earlier events, looked up when a batch is written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from ledger.portions import portions
from ledger.values import BeneficiaryId, Category, DisbursementClass
from projections.acts import Giving, Growth, Leg
from projections.tables import bulk
from projections.tables.reports import UNKNOWN
from projections.tables.schema import Tables

_IN_ONE_QUERY = 1_000
_JOINT = "+"


class _Part(NamedTuple):
    """Awards whose recipients are known alike; `instances` is None where nobody counted them.

    `tags` of one line are all those of its recipient; of a whole list they are those of all its
    recipients together, and it is not said whose is which.
    """

    tags: tuple[Category, ...]
    dong: int
    awards: int
    instances: int | None
    beneficiary_id: BeneficiaryId | None = None
    is_line: bool = False
    persons: int | None = None

    @property
    def others(self) -> int:
        """How many recipients whom no line names, at the most."""
        if self.beneficiary_id is not None:
            return 0
        counts = (self.awards, self.instances, self.persons)
        return min(each for each in counts if each is not None)


def legs(connection: Connection, tables: Tables, found: Sequence[Leg]) -> Iterator[Growth]:
    """Yield the growths of legs of transfers, whose first legs are written already."""
    ends = _ends(connection, tables, [leg for leg in found if leg.other_id is None])
    for leg in found:
        other_id = leg.other_id
        if other_id is None:
            from_id, to_id = ends[leg.transfer_id]
            other_id = to_id if from_id == leg.fund_id else from_id
        yield Growth(
            chain="legs",
            fund_id=leg.fund_id,
            part=other_id.hex,
            position=leg.position,
            on=leg.on,
            amounts=_legs(leg),
        )


def _legs(leg: Leg) -> dict[str, int]:
    amounts = {
        "sent": leg.sent_dong,
        "sent_legs": _sign(leg.sent_dong),
        "received": leg.received_dong,
        "received_legs": _sign(leg.received_dong),
        "handed_over": leg.handed_over_dong,
        "taken_over": leg.taken_over_dong,
    }
    return {name: amount for name, amount in amounts.items() if amount}


def _sign(dong: int) -> int:
    return (dong > 0) - (dong < 0)


def _ends(
    connection: Connection, tables: Tables, asked: Sequence[Leg]
) -> dict[Any, tuple[Any, Any]]:
    t = tables.transfers
    found = {}
    for some in portions([leg.transfer_id for leg in asked], _IN_ONE_QUERY):
        query = select(t.c.transfer_id, t.c.from_fund_id, t.c.to_fund_id)
        for row in connection.execute(query.where(t.c.transfer_id.in_(some))):
            found[row.transfer_id] = (row.from_fund_id, row.to_fund_id)
    return found


def givings(connection: Connection, tables: Tables, found: Sequence[Giving]) -> Iterator[Growth]:
    """Write who received, and yield the growths of what was given; proposals are written."""
    recipients: list[tuple[object, ...]] = []
    told: list[tuple[object, ...]] = []
    for giving in found:
        given = _known(connection, tables, giving)
        if given.disbursement_class is not DisbursementClass.ADMINISTRATION:
            yield from _growths(given)
            recipients.extend(_recipients(given))
            told.append(_told(given))
    bulk.append(connection, tables.recipients, recipients)
    bulk.append(connection, tables.givings, told)


class _Given(NamedTuple):
    giving: Giving
    disbursement_class: DisbursementClass
    parts: Sequence[_Part]
    is_list: bool = False
    is_whole: bool = True


def _known(connection: Connection, tables: Tables, giving: Giving) -> _Given:
    """Return awards with all that is known of them, by lines or as a whole."""
    if giving.issue is not None:
        return _known_issue(connection, tables, giving)
    if giving.disbursement_id is None:
        assert giving.disbursement_class is not None, "goods carry their class"
        return _Given(giving, giving.disbursement_class, [_whole(giving)])
    d = tables.disbursements
    query = select(d).where(
        d.c.fund_id == giving.fund_id, d.c.disbursement_id == giving.disbursement_id
    )
    row = connection.execute(query).one()
    disbursement_class = DisbursementClass(row.disbursement_class)
    if giving.lines:
        lines = [
            _line(each.categories, each.amount_dong, each.awards, each.beneficiary_id)
            for each in giving.lines
        ]
        return _Given(giving, disbursement_class, lines, is_list=True)
    if giving.numbers:
        found = list(_lines(connection, tables, giving))
        return _Given(giving, disbursement_class, found, is_list=True)
    # Of a part of a list without lines nobody can say how many recipients it had.
    is_whole = giving.awards == row.awards
    instances = row.instances if is_whole else None
    known = msgspec.structs.replace(
        giving, categories=_categories(row.categories), instances=instances
    )
    whole = _whole(known)._replace(persons=row.persons)
    return _Given(giving, disbursement_class, [whole], is_whole=is_whole)


def _known_issue(connection: Connection, tables: Tables, giving: Giving) -> _Given:
    i = tables.goods_issues
    query = select(i).where(i.c.fund_id == giving.fund_id, i.c.version == giving.issue)
    row = connection.execute(query).one()
    known = msgspec.structs.replace(
        giving,
        dong=row.amount_dong,
        awards=row.awards,
        instances=row.instances,
        categories=_categories(row.categories),
    )
    return _Given(known, DisbursementClass(row.disbursement_class), [_whole(known)])


def _whole(giving: Giving) -> _Part:
    return _Part(giving.categories, giving.dong, giving.awards, giving.instances)


def _lines(connection: Connection, tables: Tables, giving: Giving) -> Iterator[_Part]:
    line = tables.award_lines
    for some in portions(giving.numbers, _IN_ONE_QUERY):
        query = select(line).where(
            line.c.fund_id == giving.fund_id,
            line.c.disbursement_id == giving.disbursement_id,
            line.c.number.in_(some),
        )
        for row in connection.execute(query.order_by(line.c.number)):
            tags = _categories(row.categories)
            yield _line(tags, row.amount_dong, row.awards, row.beneficiary_id)


def _line(
    tags: tuple[Category, ...], dong: int, awards: int, beneficiary_id: BeneficiaryId | None
) -> _Part:
    return _Part(tags, dong, awards, 1, beneficiary_id, is_line=True)


def _growths(given: _Given) -> Iterator[Growth]:
    aid, tagged = Counter[str](), dict[str, Counter[str]]()
    kind = given.disbursement_class.value
    for part in given.parts:
        aid[f"{kind}_awards"] += part.awards
        aid[f"{kind}_instances"] += part.instances or 0
        aid[f"{kind}_uncounted"] += part.awards if part.instances is None else 0
        aid["unnamed"] += part.awards if part.beneficiary_id is None else 0
        aid["untagged"] += 0 if part.tags else part.awards
        aid["overlapping"] += part.awards if len(part.tags) > 1 else 0
        for name in _tags(part):
            sums = tagged.setdefault(name, Counter())
            sums["awards"] += part.awards
            sums["instances"] += part.instances or 0
            sums["uncounted"] += part.awards if part.instances is None else 0
            sums["dong"] += part.dong
            sums["others"] += part.others
    yield _growth(given, "", aid)
    for name, sums in sorted(tagged.items()):
        yield _growth(given, name, sums)


def _tags(part: _Part) -> list[str]:
    """Return under which tags awards are counted: those of a line each, those of a list as one."""
    names = sorted(each.value for each in part.tags)
    if part.is_line:
        return names
    return [_JOINT.join(names)] if names else []


def _told(given: _Given) -> tuple[object, ...]:
    """Return the row of `givings`: what everybody may know of it, and which tags it has.

    What a payment of a list gave is an act of its own; of a list without lines all payments are
    one, since all have the same tags.
    """
    giving = given.giving
    tags: dict[str, list[int]] = {}
    for part in given.parts:
        uncounted = part.awards if part.instances is None else 0
        counted = (part.awards, part.instances or 0, uncounted, part.dong, part.others)
        for name in _tags(part) or [""]:
            sums = tags.setdefault(name, [0] * len(counted))
            for at, amount in enumerate(counted):
                sums[at] += giving.sign * amount
    named = {part.beneficiary_id for part in given.parts if part.beneficiary_id is not None}
    if giving.disbursement_id is None:
        act = f"goods {giving.fund_id.hex} {giving.entry}"
    else:
        act = giving.disbursement_id.hex + (f" {giving.entry}" if given.is_list else "")
    return (
        giving.fund_id,
        giving.on,
        giving.position,
        act,
        giving.sign * sum(part.awards for part in given.parts),
        min(
            sum(part.awards for part in given.parts),
            len(named) + sum(part.others for part in given.parts),
        ),
        given.is_list,
        given.is_whole,
        any(len(_tags(part)) > 1 for part in given.parts),
        msgspec.json.encode(tags).decode(),
    )


def _growth(given: _Given, part: str, sums: Counter[str]) -> Growth:
    giving = given.giving
    return Growth(
        chain="tagged" if part else "aid",
        fund_id=giving.fund_id,
        part=part,
        position=giving.position,
        on=giving.on,
        amounts={name: _sign_of(name, giving) * amount for name, amount in sums.items() if amount},
    )


def _sign_of(name: str, giving: Giving) -> int:
    """Return whether an amount is added or taken off.

    What nobody knows of awards is known no better once others came back: of both it only grows.
    """
    if not name.endswith(UNKNOWN):
        return giving.sign
    return -1 if giving.undoes else 1


def _recipients(given: _Given) -> Iterator[tuple[object, ...]]:
    giving = given.giving
    for number, part in enumerate(given.parts, 1):
        if part.beneficiary_id is not None:
            yield (
                giving.fund_id,
                giving.position,
                number,
                giving.on,
                part.beneficiary_id,
                giving.sign,
                _JOINT.join(sorted(each.value for each in part.tags)),
            )


def _categories(text: str) -> tuple[Category, ...]:
    return msgspec.json.decode(text, type=tuple[Category, ...])
