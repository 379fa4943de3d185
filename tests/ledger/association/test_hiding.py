"""Whoever adds and subtracts all that everybody can read on paper is left with no few.

The attacker here knows nothing of what lies within what. He takes each figure once, adds it or
subtracts it, and looks whether of some units and quarters one to four recipients are left.
"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random

import pytest

from ledger.association.hiding import Beside, Region, Tree, hidden
from ledger.association.state import Association, Placed, Told
from ledger.events.association import GivenLine
from ledger.values import AssociationId, Category, DisbursementClass, Level
from tests.builders import an_id

PROVINCE, WEST, EAST = (AssociationId(an_id(name)) for name in ("province", "west", "east"))
UNITS = (PROVINCE, WEST, EAST)
FOUNDED = date(1996, 10, 2)
BEGIN = tuple(date(2024, month, 1) for month in (1, 4, 7, 10))
END = (date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31))
TELLINGS = 7


class World:
    """A province of two communes; how many disabled pupils each helped in each quarter."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.helped = {
            (unit, quarter): self.random.choice((0, 0, 1, 3, 20, 40))
            for unit in UNITS
            for quarter in range(4)
        }
        self.shown: list[tuple[frozenset[tuple[AssociationId, int]], int]] = []
        self.told: dict[AssociationId, list[Told]] = {unit: [] for unit in UNITS}

    def association(self, unit: AssociationId) -> Association:
        above = None if unit == PROVINCE else PROVINCE
        return Association(
            level=Level.COMMUNE if above else Level.PROVINCE,
            established_on=FOUNDED,
            places=(Placed(FOUNDED, above),),
            renamed_on=FOUNDED,
            told=tuple(self.told[unit]),
        )

    def tell(self, *, beside_others: bool) -> None:
        """Have somebody tell of some quarters."""
        unit = self.random.choice((PROVINCE, PROVINCE, WEST, EAST))
        whole = unit == PROVINCE and self.random.random() < 0.7
        first, last = sorted(self.random.choices(range(4), k=2))
        cells = frozenset(product(UNITS if whole else (unit,), range(first, last + 1)))
        awards = sum(self.helped[each] for each in cells)
        if not awards:
            return
        line = GivenLine(
            disbursement_class=DisbursementClass.SUPPORT,
            categories=(Category.DISABLED,),
            awards=awards,
        )
        new = Told("", whole, BEGIN[first], END[last], (line,))
        others = tuple(Region(each, told) for each in UNITS for told in self.told[each])
        beside = Beside(unit, Tree(self.association), others) if beside_others else None
        if not hidden(self.association(unit), new, beside):
            self.told[unit].append(new)
            self.shown.append((cells, awards))

    def found(self) -> Iterator[int]:
        """Yield the few that are left by what is added and subtracted."""
        every = list(dict.fromkeys(self.shown))
        for signs in product((-1, 0, 1), repeat=len(every)):
            left = dict.fromkeys(self.helped, 0)
            for sign, (cells, _) in zip(signs, every, strict=True):
                for cell in cells:
                    left[cell] += sign
            rest = sum(sign * awards for sign, (_, awards) in zip(signs, every, strict=True))
            if min(left.values()) >= 0 and 0 < rest < 5:
                yield rest


@pytest.mark.parametrize("seed", range(40))
def test_no_few_are_left_of_what_is_told(seed: int) -> None:
    world = World(seed)
    for _ in range(TELLINGS):
        world.tell(beside_others=True)
    assert world.shown
    assert list(world.found()) == []


def test_the_attacker_finds_a_few_where_nobody_looks_at_what_others_told() -> None:
    found = 0
    for seed in range(60):
        world = World(seed)
        for _ in range(TELLINGS):
            world.tell(beside_others=False)
        found += any(True for _ in world.found())
    assert found > 5
