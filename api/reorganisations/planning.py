"""From the rows of a reorganisation file to a plan: who is who, what begins, and in what shares."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from uuid import UUID

import msgspec

from api.operations.fields import Identifier
from api.reorganisations.rows import Fault, Row, folded
from ledger.association.establishing import NewAssociation
from ledger.association.reorganising import Beginning, Ending, Plan
from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.events.association import Successor
from ledger.rules import LEVEL_ENDS
from ledger.shares import WHOLE, divided
from ledger.values import AssociationId, Level


class Unit(msgspec.Struct, frozen=True):
    """An association that stands, as a file may name it."""

    association_id: AssociationId
    name: str
    level: Level


class Planned(msgspec.Struct, frozen=True):
    """A plan, the first line of the file that each item stands for, and what is wrong."""

    plan: Plan
    begins_at: tuple[int, ...]
    ends_at: tuple[int, ...]
    faults: tuple[Fault, ...]

    def line_of(self, refusal: LedgerError) -> int | None:
        """Return the line of the item that the ledger refused, if it was one: `ends.3.…`."""
        kind, _, rest = (refusal.fields or ("",))[0].partition(".")
        at = rest.partition(".")[0]
        lines = {"begins": self.begins_at, "ends": self.ends_at}.get(kind, ())
        return lines[int(at)] if at.isdecimal() and int(at) < len(lines) else None


def _is_id(name: str) -> bool:
    return Identifier().read(name) is not None


class Names:
    """The units below an association, and those that the file lets begin, by name or id."""

    def __init__(self, units: Iterable[Unit], old_names: Iterable[str]) -> None:
        """Know the units; a name that ends by the file is, as a new unit, another one.

        It ends if every unit that bears it does, be they named in the file or told by their ids.
        """
        self._by_id = {unit.association_id: unit for unit in units}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in self._by_id.values():
            self._by_name.setdefault(folded(unit.name), []).append(unit)
        found = map(self._find, old_names)
        self._ending = {each.association_id for each in found if isinstance(each, Unit)}

    def old(self, name: str) -> Unit | str:
        """Return the unit that stands under a name or id, or what is wrong with that."""
        return self._find(name)

    def new(self, name: str) -> Unit | str | None:
        """Return the unit that stands and goes on, None if one is to begin, or what is wrong."""
        if _is_id(name):
            return self._find(name)
        there = self._by_name.get(folded(name), [])
        goes_on = any(each.association_id not in self._ending for each in there)
        return self._find(name) if goes_on else None

    def _find(self, name: str) -> Unit | str:
        if _is_id(name):
            return self._by_id.get(AssociationId(UUID(name)), "unknown_unit")
        found = self._by_name.get(folded(name), [])
        if len(found) > 1:
            return "ambiguous_unit"
        return found[0] if found else "unknown_unit"


def plan_of(
    rows: Sequence[Row],
    units: Iterable[Unit],
    *,
    below: AssociationId,
    new_id: Callable[[], UUID],
) -> Planned:
    """Work a plan out of rows; what is ambiguous, unknown or does not sum is named by its line."""
    names = Names(units, (row.old for row in rows))
    faults: list[Fault] = []
    begun: dict[str, tuple[Row, Beginning]] = {}
    going: dict[AssociationId, list[tuple[Row, AssociationId | None]]] = {}
    for row in rows:
        old = names.old(row.old)
        if isinstance(old, str):
            faults.append(Fault(line=row.line, column="old", code=old))
            continue
        heir: AssociationId | None = None
        if row.new is not None:
            new = names.new(row.new)
            if isinstance(new, str):
                faults.append(Fault(line=row.line, column="new", code=new))
                continue
            heir = (
                new.association_id
                if new is not None
                else _begin(row, row.new, old, begun, below, new_id)
            )
            level = begun[folded(row.new)][1].new.level if new is None else new.level
            if row.level not in (None, level):
                faults.append(Fault(line=row.line, column="level", code="levels_differ"))
            if new is None and begun[folded(row.new)][1].new.effective_on != row.on:
                faults.append(Fault(line=row.line, column="on", code="dates_differ"))
        going.setdefault(old.association_id, []).append((row, heir))
    ends = [(parts[0][0], _ending(old_id, parts, faults)) for old_id, parts in going.items()]
    return Planned(
        plan=Plan(
            begins=tuple(beginning for _, beginning in begun.values()),
            ends=tuple(ending for _, ending in ends),
            decision_number=rows[0].decision if rows else "",
        ),
        begins_at=tuple(row.line for row, _ in begun.values()),
        ends_at=tuple(row.line for row, _ in ends),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
    )


def _begin(
    row: Row,
    name: str,
    old: Unit,
    begun: dict[str, tuple[Row, Beginning]],
    below: AssociationId,
    new_id: Callable[[], UUID],
) -> AssociationId:
    """Return the id of a unit that begins; of the old one's level, or a commune if that ended."""
    key = folded(name)
    if key not in begun:
        new = NewAssociation(
            name=name,
            level=row.level or _level_after(old.level, row.on),
            parent_id=below,
            effective_on=row.on,
        )
        begun[key] = (row, Beginning(AssociationId(new_id()), new))
    return begun[key][1].association_id


def _level_after(level: Level, on: date) -> Level:
    end = LEVEL_ENDS.get(level)
    return Level.COMMUNE if end is not None and on >= end.on else level


def _ending(
    association_id: AssociationId,
    parts: Sequence[tuple[Row, AssociationId | None]],
    faults: list[Fault],
) -> Ending:
    first = parts[0][0]
    for row, _ in parts[1:]:
        faults += [
            Fault(line=row.line, column=column, code="rows_differ")
            for column in ("on", "decision")
            if getattr(row, column) != getattr(first, column)
        ]
    heirs = [(row, heir) for row, heir in parts if heir is not None]
    if heirs and len(heirs) < len(parts):
        faults.append(Fault(line=first.line, column="new", code="rows_differ"))
    faults += [
        Fault(line=row.line, column="share", code="bad_shares")
        for row, heir in parts
        if heir is None and row.share not in (None, 1)
    ]
    shares = _shares([row for row, _ in heirs], faults)
    return Ending(
        association_id,
        Succession(
            successors=tuple(
                Successor(association_id=heir, share_millionths=share)
                for (_, heir), share in zip(heirs, shares, strict=True)
            ),
            effective_on=first.on,
            decision_number=first.decision,
        ),
    )


def _shares(rows: Sequence[Row], faults: list[Fault]) -> list[int]:
    """Return shares in millionths, by largest remainder, of fractions that sum to one exactly."""
    if not rows:
        return []
    if len(rows) == 1 and rows[0].share is None:
        return [WHOLE]
    shares = [row.share or Fraction() for row in rows]
    if sum(shares) != 1 or not all(shares):
        faults.append(Fault(line=rows[0].line, column="share", code="bad_shares"))
        return [WHOLE // len(rows)] * len(rows)
    scale = lcm(*(share.denominator for share in shares))
    return divided(WHOLE, [int(share * scale) for share in shares])
