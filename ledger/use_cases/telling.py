"""What stands beside that which an association tells on paper: what others told, and books."""

from collections import defaultdict
from collections.abc import Iterable

from ledger.association.hiding import Beside, Region, Tree
from ledger.association.state import Told
from ledger.recording.desk import Desk
from ledger.store.log.facts import BELOW, FUNDS, below_of, fund_of
from ledger.values import AssociationId


def beside(
    desk: Desk, association_id: AssociationId, new: Told, *, is_ours: bool = True
) -> Beside | None:
    """Return what is to be looked at for its tags; None where there are none.

    Where all of it was given by others (not `is_ours`), no book has anything of it.
    """
    if not any(line.categories for line in new.lines):
        return None
    tree = Tree(desk.association)
    line = tree.line(association_id, new.since) | tree.line(association_id, new.until)
    roots = {each for each in line - {association_id} if _tells_of_all(desk, each, new)}
    if new.whole:
        roots.add(association_id)
    children = _children(desk) if roots else {}
    own = _below(children, {association_id} if new.whole else ()) | {association_id}
    units = own if roots <= {association_id} else own | _below(children, roots)
    told = tuple(
        Region(each, told)
        for each in sorted(units)
        for told in desk.association(each).told
        if told.subject == new.subject
    )
    has_book = is_ours and _have_a_book(desk, association_id, own, new, tree)
    return Beside(association_id, tree, told, has_book=has_book)


def _tells_of_all(desk: Desk, association_id: AssociationId, new: Told) -> bool:
    return any(
        each.whole
        and each.subject == new.subject
        and each.since <= new.until
        and new.since <= each.until
        for each in desk.association(association_id).told
    )


def _children(desk: Desk) -> dict[AssociationId, set[AssociationId]]:
    """Return who ever hung below whom, or was succeeded by whom."""
    found = defaultdict(set)
    for fact in desk.facts_beginning(BELOW):
        above, below = below_of(fact)
        found[above].add(below)
    return found


def _below(
    children: dict[AssociationId, set[AssociationId]], roots: Iterable[AssociationId]
) -> set[AssociationId]:
    """Return some associations and all that were ever below them."""
    found, left = set[AssociationId](), list(roots)
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += children.get(each, ())
    return found


def _have_a_book(
    desk: Desk, association_id: AssociationId, units: set[AssociationId], new: Told, tree: Tree
) -> bool:
    """Tell whether a fund of any of these was open on any of the days, and below the association.

    `units` are the association and all that was ever below it, if those count.
    """
    begins = [FUNDS] if len(units) > 1 else [f"{FUNDS}{each}:" for each in units]
    facts = [fact for begin in begins for fact in desk.facts_beginning(begin)]
    for unit, fund_id in map(fund_of, facts):
        fund = desk.fund(fund_id) if unit in units else None
        if fund is None or (fund.ended_on is not None and fund.ended_on <= new.since):
            continue
        days = {new.since, new.until, max(new.since, fund.opened_on)}
        is_below = (association_id in tree.line(unit, on) for on in days)
        if fund.opened_on <= new.until and any(is_below):
            return True
    return False
