"""Whose reported figures count on a day, so that nobody is counted twice.

A figure of an association with all below it is never added to those of the ones below: it stands
for them. Only where there is none, those below are added up, each by the same rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from ledger.values import AssociationId, ReportScope
from projections.associations.statistics import Statistic
from projections.reports.membership import Membership
from projections.reports.report import Counted, Days

Latest: TypeAlias = Mapping[tuple[AssociationId, bool], Statistic]
"""The latest figure of each association, of itself or (True) with all below."""


class _Chosen(NamedTuple):
    """A figure, and what of it counts."""

    value: int
    figure: Statistic


class Tree:
    """Who hangs below whom on a day, to choose whose figures count."""

    def __init__(self, found: Membership, scope: ReportScope, on: date) -> None:
        """Look at what counts for an association, on a day."""
        self._found, self._on = found, on
        self._is_own = scope is ReportScope.OWN
        self._is_restated = found.heirs is not None
        self._root_id = found.root.association_id
        self._there = [each for each in found.members if self._is_there(each)]
        self._children: dict[AssociationId, list[AssociationId]] = defaultdict(list)
        for each in () if self._is_own else self._there:
            parent_id = found.places.parent(each, on)
            if parent_id is not None:
                self._children[AssociationId(parent_id)].append(each)

    def counted(self, figures: Iterable[Statistic]) -> Counted | None:
        """Return how many there were that day; None where nobody counted."""
        latest: dict[tuple[AssociationId, bool], Statistic] = {}
        for each in figures:
            if each.since is None and each.effective_on <= self._on:
                latest[each.association_id, each.whole] = each
        chosen = [each for top in self._tops() for each in self._chosen(top, latest)]
        if not chosen:
            return None
        days = [each.figure.effective_on for each in chosen]
        return Counted(
            value=sum(each.value for each in chosen),
            as_of=max(days),
            as_of_earliest=min(days),
            figures=len(chosen),
            complete=all(self._is_told(top, latest) for top in self._tops()),
            source=chosen[0].figure.source if len(chosen) == 1 else None,
        )

    def is_about_its_own(self) -> bool:
        """Tell whether the report is just about what the association itself was on that day."""
        if not self._is_restated:
            return True
        counting = [each for each in self._there if self._found.part(each).ways]
        below = {self._root_id} if self._is_own else set(self._below(self._root_id))
        return self._is_all_inside(self._root_id) and below.issuperset(counting)

    def _is_there(self, association_id: AssociationId) -> bool:
        """Tell whether an association counts on the day; restated, whether it then was there."""
        member, found = self._found.members[association_id], self._found
        if not self._is_restated:
            return found.stands(member, self._on)
        has_ended = found.places.has_ended(association_id, self._on)
        return member.established_on <= self._on and not has_ended

    def _tops(self) -> list[AssociationId]:
        """Return below what everything hangs that counts."""
        if not self._is_restated:
            return [self._root_id]
        there = set(self._there)
        below = {each for parent_id in there for each in self._children.get(parent_id, ())}
        return [each for each in self._there if each not in below]

    def _chosen(self, association_id: AssociationId, latest: Latest) -> Iterator[_Chosen]:
        whole = None if self._is_own else latest.get((association_id, True))
        if whole is not None and self._is_all_inside(association_id):
            yield _Chosen(whole.value, whole)
            return
        own = latest.get((association_id, False))
        part = self._found.part(association_id)
        if own is not None and part.ways:
            yield _Chosen(part.of(own.value), own)
        for child_id in self._children.get(association_id, ()):
            yield from self._chosen(child_id, latest)

    def _is_told(self, association_id: AssociationId, latest: Latest) -> bool:
        """Tell whether an association and all below it are in a figure; those above add nobody."""
        is_whole = not self._is_own and (association_id, True) in latest
        if is_whole and self._is_all_inside(association_id):
            return True
        children = self._children.get(association_id, ())
        if children:
            return all(self._is_told(each, latest) for each in children)
        return (association_id, False) in latest or not self._found.part(association_id).ways

    def _is_all_inside(self, association_id: AssociationId) -> bool:
        """Tell whether all of an association counts, and of all that hung below it that day."""
        return not self._is_restated or all(
            self._found.part(each).is_whole for each in self._below(association_id)
        )

    def _below(self, association_id: AssociationId) -> Iterator[AssociationId]:
        yield association_id
        for child_id in self._children.get(association_id, ()):
            yield from self._below(child_id)


def is_about_its_own(found: Membership, scope: ReportScope, period: Days) -> bool:
    """Tell whether a report is about just what its association was, on both ends of a period."""
    return all(Tree(found, scope, on).is_about_its_own() for on in (period.first, period.last))
