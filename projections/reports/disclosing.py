"""What a publication tells everybody of its recipients, beside all that was published before."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple, TypeAlias

import msgspec
from sqlalchemy import select

from ledger.errors.missing import AssociationNotInPeriod
from ledger.values import AssociationId, DisbursementId, FundId, Level, ReportScope
from projections.reports import exchanging, giving, membership, persons, protection
from projections.reports.exchanging import Act, Shown
from projections.reports.flows import of_parts
from projections.reports.giving import Given, Window
from projections.reports.membership import FundMember, Membership
from projections.reports.protection import Cell, Compared, Tree
from projections.reports.report import CategoryCount, Days, Recipients, Report
from projections.tables import bulk
from projections.tables.reports import CHAINS
from projections.views import Reading

Breakdown: TypeAlias = tuple[CategoryCount, ...]

_COLUMNS = {name: at for at, name in enumerate(CHAINS["tagged"])}

ENTRIES_MAX = 200_000
"""Of so many entries which gave something in a year, at the most, it is looked at each.

Where there are more, a payment to a few has others of any tag to be exchanged with, unless nearly
all is known from below: and what is known from below was looked at there.
"""


class _Publication(NamedTuple):
    whose: AssociationId
    known_at: int
    shown: Shown


def disclosed(reading: Reading, whole: Report, before: Sequence[Breakdown]) -> Recipients:
    """Return who received, of a report with all that is known, as everybody may know it.

    `before` is what earlier publications of the same report show of categories. Persons, and
    whether categories are a partition, are told only beside them.
    """
    told = whole.recipients
    untold = msgspec.structs.replace(told, by_category=None, persons=None, exhaustive=None)
    if not protection.may_be_broken_down(whole):
        return untold
    assert told.by_category is not None, "all that is known was asked for"
    year = _Year(reading, whole.period)
    now = year.known(whole.association.association_id, whole.known_at.position)
    if not now.found.is_steady:  # a part of what a unit gave that year would stand beside it all
        return untold
    compared = year.compared(now)
    hidden = protection.hidden(now.tree, [each.awards for each in compared])
    chosen = None if hidden is None else year.unfound(now, hidden)
    shown = None
    if chosen is not None and protection.are_a_crowd(now.tree, chosen.hidden):
        shown = protection.protected(
            told.by_category, chosen.hidden, before, is_exact=chosen.is_exact
        )
    are_told = shown is not None and told.suat >= protection.FEW
    are_few = now.are_few or any(
        protection.are_few(each.persons - each.persons_then) for each in compared
    )
    return msgspec.structs.replace(
        told,
        by_category=shown,
        persons=told.persons if are_told and not are_few else None,
        exhaustive=told.exhaustive if are_told else None,
    )


def tells(reading: Reading, fund_id: FundId, disbursement_id: DisbursementId) -> bool:
    """Tell whether it is known by what was published which tags a named recipient has.

    Where all who received by a disbursement have the same, and everybody can tell which, a name
    beside it would say so of a person.
    """
    f = reading.tables.funds
    row = reading.first(select(f.c.association_id).where(f.c.fund_id == fund_id))
    assert row is not None, "a disbursement is one of a fund"
    for year in giving.years(reading, fund_id, disbursement_id):
        period = Days(first=date(year, 1, 1), last=date(year, 12, 31))
        scope = ReportScope.CONSOLIDATED
        own = membership.find(reading, row.association_id, scope, period, reading.position)
        if _Year(reading, period).tells(own, disbursement_id):
            return True
    return False


class _Known(NamedTuple):
    """What is known at a position of the recipients of an association and all below it."""

    found: Membership
    known_at: int
    tree: Tree
    persons: int
    are_few: bool


class Chosen(NamedTuple):
    """Which tags are hidden, and whether of the others more is shown than awards."""

    hidden: frozenset[str]
    is_exact: bool


class _Pair(NamedTuple):
    """An earlier publication beside what is there now, in awards and in persons."""

    awards: Compared
    persons: int
    persons_then: int


class _Around(NamedTuple):
    """What was published around an association, what each counts, and the funds of all of it.

    Of each fund it is told whose it is, and what that hangs below.
    """

    funds: Mapping[FundId, tuple[AssociationId, ...]]
    shown: list[Shown]
    windows: list[Window]


class _Year:
    """The recipients of a year, as known at any position."""

    def __init__(self, reading: Reading, period: Days) -> None:
        self._reading = reading
        self._period = period
        self._memberships: dict[tuple[AssociationId, int], Membership] = {}
        self._tree_changes: list[int] | None = None

    def _membership(self, whose: AssociationId, known_at: int) -> Membership:
        """Return what counts for an association: the very same where the tree is what it was.

        Raises `AssociationNotInPeriod` for one that was not known at that position.
        """
        if self._tree_changes is None:
            self._tree_changes = membership.changes(self._reading)
        key = (whose, bisect_right(self._tree_changes, known_at))
        found = self._memberships.get(key)
        if found is None:
            scope = ReportScope.CONSOLIDATED
            found = membership.find(self._reading, whose, scope, self._period, known_at)
            self._memberships[key] = found
        return found

    def known(self, whose: AssociationId, known_at: int) -> _Known:
        """Raise `AssociationNotInPeriod` for one that was not known at that position."""
        reading, period = self._reading, self._period
        found = self._membership(whose, known_at)
        flows = of_parts(reading, "tagged", found.funds, period, known_at)
        at = _COLUMNS
        sums = {
            key: (flow.moved[at["awards"]], flow.moved[at["others"]]) for key, flow in flows.items()
        }
        named = persons.by_tag(reading, found.funds, period, known_at)
        tree = _tree(found, period, sums, named)
        of_fund = {fund.fund_id: fund.association_id for fund in found.funds}
        own: dict[AssociationId, set[object]] = defaultdict(set)
        for fund_id, who in persons.by_fund(reading, found.funds, period, known_at).items():
            own[of_fund[fund_id]] |= who
        count = len(set[object]().union(*own.values()))
        are_few = protection.few_persons(whose, own, tree.children, tree.published)
        return _Known(found, known_at, tree, count, are_few)

    def compared(self, now: _Known) -> list[_Pair]:
        """Return all that was published of the year from other positions, here, below and above.

        Of what hangs below, its own tree; of what hangs above, only what of it is here.
        """
        whose, pairs = now.found.root.association_id, []
        is_anybody_merged = persons.any_merged(self._reading, self._reading.position)
        related = {*now.found.members, *_above(self._reading, {whose})}
        for each in _published(self._reading, self._period, related):
            root_id = each.whose if each.whose in now.found.members else whose
            if each.known_at == now.known_at:
                continue
            try:
                found_then = self._membership(root_id, each.known_at)
            except AssociationNotInPeriod:
                continue  # nothing of it was in that publication
            found_now = self._membership(root_id, now.known_at)
            since, until = sorted((each.known_at, now.known_at))
            found = found_now if until == now.known_at else found_then
            given = list(giving.given(self._reading, _by_id(found), self._period, until, since))
            here = now if root_id == whose else self.known(root_id, now.known_at)
            # Where nothing was recorded in between, what was known then is what is known now.
            hang_alike = self._hang_alike(found_then, found_now)
            is_same = hang_alike and not given and not is_anybody_merged
            then = here if is_same else self.known(root_id, each.known_at)
            came = self._came(found, given, since, until)
            awards = Compared(each.whose, then.tree, here.tree, came)
            pairs.append(_Pair(awards, here.persons, then.persons))
        return pairs

    def _hang_alike(self, one: Membership, other: Membership) -> bool:
        """Tell whether the same counts, and hangs below the same at the end of the year."""
        if one is other:
            return True
        last = self._period.last
        return one[:3] == other[:3] and all(
            one.branch_of(each, last) == other.branch_of(each, last) for each in one.members
        )

    def _came(
        self, found: Membership, entries: Iterable[Given], since: int, known_at: int
    ) -> tuple[Tree, ...]:
        """Return what was given, and what was taken back, between two positions of one tree."""
        window = Window(_by_id(found), known_at)
        sums: dict[int, dict[tuple[FundId, str], tuple[int, int]]] = {1: {}, -1: {}}
        for entry in entries:
            if window.has(entry):
                for tag, (awards, _, _, _, others) in entry.tags.items():
                    if tag != exchanging.UNTAGGED:
                        of_sign = sums[1 if entry.awards > 0 else -1]
                        before = of_sign.get((entry.fund_id, tag), (0, 0))
                        of_sign[entry.fund_id, tag] = (before[0] + awards, before[1] + others)
        return tuple(
            _tree(
                found,
                self._period,
                of_sign,
                persons.by_tag(
                    self._reading, found.funds, self._period, known_at, since=since, sign=sign
                ),
            )
            for sign, of_sign in sums.items()
            if of_sign
        )

    def unfound(self, now: _Known, hidden: frozenset[str]) -> Chosen | None:
        """Return what is hidden so that no payment's tags are found; None if all has to be.

        All that was published of the year in the trees that this one is in counts, and theirs.
        """
        around = self._around(now.found)
        if around is None:
            return Chosen(hidden, is_exact=True)
        own = _by_id(now.found)
        windows = [*around.windows, Window(own, now.known_at)]
        acts = giving.acts(self._reading, around.funds, self._period, windows)
        return choose(acts, around.shown, now.tree, hidden)

    def tells(self, own: Membership, disbursement_id: DisbursementId) -> bool:
        """Tell whether what was published tells the tags of who is named with a disbursement."""
        around = self._around(own)
        if around is None or not any(each.tags for each in around.shown):
            return False
        acts = giving.acts(self._reading, around.funds, self._period, around.windows)
        told = exchanging.told(acts, around.shown)
        return any(acts[at].disbursement == disbursement_id.hex for at, _ in told)

    def _around(self, own: Membership) -> _Around | None:
        """Return what was published of the trees that an association is in, and in its own.

        None where too much was given in the year to look at each of it.
        """
        reading, period, whose = self._reading, self._period, own.root.association_id
        above = _above(reading, {whose}) - {whose}
        outer = [self._found(each) for each in _published(reading, period, above)]
        trees = [own, *filter(None, outer)]
        if giving.count(reading, _lines(trees, period), period) > ENTRIES_MAX:
            trees = [own]
            if giving.count(reading, _lines(trees, period), period) > ENTRIES_MAX:
                return None
        members = set[AssociationId]().union(*(each.members for each in trees))
        around = _Around(_lines(trees, period), [], [])
        # Of what hung elsewhere by an earlier tree, more was published than hangs above it here.
        for each in _published(reading, period, {*members, *_above(reading, members)}):
            found = self._found(each)
            if found is not None:
                around.shown.append(each.shown)
                around.windows.append(Window(_by_id(found), each.known_at))
        return around

    def _found(self, published: _Publication) -> Membership | None:
        """Return what a publication was made of; None if the association was not there yet."""
        try:
            return self._membership(published.whose, published.known_at)
        except AssociationNotInPeriod:
            return None


def choose(
    acts: Sequence[Act], shown: Sequence[Shown], tree: Tree, hidden: frozenset[str]
) -> Chosen | None:
    """Return what is hidden beside what was shown already; what that told is told.

    None if something shown before would be told by whatever more is said.
    """
    few, tags = exchanging.few_cells(acts), protection.tags_of(tree)

    def told(everything: Sequence[Shown]) -> AbstractSet[tuple[object, str]]:
        cells = exchanging.told_cells(acts, everything, few)
        return exchanging.told(acts, everything) | cells

    lost = told(shown)
    while True:
        now = Shown(tags - hidden, is_exact=False)
        found = {tag for _, tag in told([*shown, now]) - lost}
        if not found:
            break
        if not found & now.tags:
            return None
        hidden = protection.with_company(tree, hidden | found)
    exact = Shown(now.tags, is_exact=True)
    return Chosen(hidden, is_exact=not told([*shown, exact]) - lost)


def _published(
    reading: Reading, period: Days, whose: AbstractSet[AssociationId]
) -> list[_Publication]:
    """Return from where categories of the year were published by some, and which."""
    p = reading.tables.published_reports
    query = (
        select(p.c.association_id, p.c.known_at, p.c.categories)
        .where(
            p.c.first == period.first,
            p.c.last == period.last,
            p.c.scope == ReportScope.CONSOLIDATED.value,
            p.c.restated.is_(None),
            p.c.categories.is_not(None),
        )
        .distinct()
    )
    rows = reading.all(query.order_by(p.c.known_at, p.c.association_id))
    return [
        _Publication(
            row.association_id, row.known_at, msgspec.json.decode(row.categories, type=Shown)
        )
        for row in rows
        if row.association_id in whose
    ]


def _lines(trees: Iterable[Membership], period: Days) -> dict[FundId, tuple[AssociationId, ...]]:
    """Return the funds of some trees: whose each is, and what that hangs below in any of them."""
    lines: dict[FundId, dict[AssociationId, None]] = defaultdict(dict)
    for found in trees:
        root_id = found.root.association_id
        for fund in found.funds:
            at = fund.association_id
            lines[fund.fund_id][at] = None
            while at != root_id:
                at = found.branch_of(at, period.last)
                lines[fund.fund_id][at] = None
    return {fund_id: tuple(line) for fund_id, line in lines.items()}


def _by_id(found: Membership) -> dict[FundId, FundMember]:
    return {fund.fund_id: fund for fund in found.funds}


def _above(reading: Reading, ids: AbstractSet[AssociationId]) -> set[AssociationId]:
    """Return all that any of some associations ever hung below."""
    p = reading.tables.association_places
    parents = select(p.c.parent_id).where(p.c.parent_id.is_not(None))
    of_these = parents.where(bulk.among(reading.connection, p.c.association_id, ids))
    above = of_these.cte("above", recursive=True)
    query = above.union(parents.join(above, above.c.parent_id == p.c.association_id))
    return {AssociationId(row.parent_id) for row in reading.all(select(query.c.parent_id))}


def _tree(
    found: Membership,
    period: Days,
    sums: Mapping[tuple[FundId, str], tuple[int, int]],
    named: Mapping[tuple[FundId, str], frozenset[object]],
) -> Tree:
    """Return what each association gave, of awards, and others than named, by fund and tag."""
    of_fund = {fund.fund_id: fund.association_id for fund in found.funds}
    own: dict[AssociationId, dict[str, Cell]] = defaultdict(dict)
    for (fund_id, tag), (awards, others) in sums.items():
        cell = Cell(awards, named.get((fund_id, tag), frozenset()), others)
        cells = own[of_fund[fund_id]]
        cells[tag] = cells.get(tag, protection.NOTHING).with_(cell)
    root_id = found.root.association_id
    children: dict[AssociationId, list[AssociationId]] = defaultdict(list)
    for member in found.members.values():
        if member.association_id != root_id:
            children[found.branch_of(member.association_id, period.last)].append(
                member.association_id
            )
    published = {
        member.association_id: member.level is not Level.BRANCH for member in found.members.values()
    }
    return Tree(root_id, own, children, published)
