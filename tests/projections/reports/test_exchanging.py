"""Whoever reads each payment and every published breakdown finds the tags of no single one.

The attacker here knows nothing of exchanges. He knows what is public, thinks of every way in which
payments could have tags, and keeps those that fit all that was published.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from random import Random
from typing import NamedTuple

import pytest

from ledger.values import AssociationId
from projections.reports.disclosing import choose
from projections.reports.exchanging import Act, Figures, Shown, told
from projections.reports.protection import Cell, Tree
from tests.builders import an_id

TAGS = ("disabled", "orphaned", "poor")
FEW = 5

ROOT = AssociationId(an_id("root"))
BELOW = {"root": ("root", "west", "east"), "west": ("west",), "east": ("east",)}


class Payment(NamedTuple):
    """A payment to as many recipients as awards, in equal amounts; some tags, if it has lines."""

    unit: str
    awards: int
    dong: int
    tags: tuple[str, ...]
    """Of each award, or of all together."""
    is_named: bool = False
    """Whether somebody is known by name who received one of the awards."""

    @property
    def is_list(self) -> bool:
        return len(self.tags) > 1

    def figures(self, tags: Sequence[str]) -> dict[str, Figures]:
        """What it gave by tag, if these were its tags."""
        counts = Counter(tags) if self.is_list else Counter({tags[0]: self.awards})
        each = self.dong // self.awards
        return {tag: Figures(count, count, count * each) for tag, count in counts.items()}

    def ways(self) -> Iterator[tuple[str, ...]]:
        """All tags that it could have, for all that everybody knows of it."""
        if self.is_list:
            yield from combinations_with_replacement(TAGS, self.awards)
        else:
            yield from ((tag,) for tag in TAGS)


class Publication(NamedTuple):
    """What a unit published of all below it, up to a payment."""

    unit: str
    payments: int
    shown: Shown

    def told(self, payments: Sequence[Payment], tags: Sequence[Sequence[str]]) -> object:
        """What it would say if payments had these tags: shown tags each, and all the rest."""
        sums = {tag: [0, 0, 0] for tag in (*self.shown.tags, "rest")}
        for payment, of_it in zip(payments[: self.payments], tags, strict=False):
            if payment.unit in BELOW[self.unit]:
                for tag, figures in payment.figures(of_it).items():
                    summed = sums[tag if tag in self.shown.tags else "rest"]
                    summed[0] += figures.awards
                    if self.shown.is_exact:
                        summed[1] += figures.instances or 0
                        summed[2] += figures.dong
        return sums


class World:
    """Payments of a year, and what is published of them."""

    def __init__(self) -> None:
        self.payments: list[Payment] = []
        self.published: list[Publication] = []

    def publish(self, unit: str) -> Publication | None:
        """Publish what may be, of all that there is by now."""
        known = [
            *self.published,
            Publication(unit, len(self.payments), Shown(frozenset(), is_exact=False)),
        ]
        acts = [self._act(number, known) for number in range(len(self.payments))]
        inside = [each for each in self.payments if each.unit in BELOW[unit]]
        counts: Counter[str] = Counter()
        for payment in inside:
            for tag, figures in payment.figures(payment.tags).items():
                counts[tag] += figures.awards
        cells = {tag: Cell(count, others=count) for tag, count in counts.items()}
        tree = Tree(ROOT, {ROOT: cells}, {}, {ROOT: True})
        chosen = choose(acts, [each.shown for each in self.published], tree, frozenset())
        if chosen is None:
            return None
        shown = Shown(frozenset(counts) - chosen.hidden, chosen.is_exact)
        self.published.append(Publication(unit, len(self.payments), shown))
        return self.published[-1]

    def _act(self, number: int, known: Sequence[Publication]) -> Act:
        payment = self.payments[number]
        counting = [
            at
            for at, each in enumerate(known)
            if number < each.payments and payment.unit in BELOW[each.unit]
        ]
        return Act(
            parts={
                tag: tuple((at, figures) for at in counting)
                for tag, figures in payment.figures(payment.tags).items()
            },
            is_single=payment.awards < FEW,
            is_list=payment.is_list,
            is_named=payment.is_named,
            places=tuple(unit for unit, below in BELOW.items() if payment.unit in below),
        )

    def found_out(self) -> Iterator[tuple[Payment, str]]:
        """Yield the payments to a few, with a published tag that they cannot but have.

        Of a payment to many, each award of it must have the tag before whoever is named does.
        """
        possible: list[set[tuple[str, ...]]] = [set() for _ in self.payments]
        for tags in self._fitting():
            for number, of_it in enumerate(tags):
                possible[number].add(of_it)
        for number, payment in enumerate(self.payments):
            if payment.awards < FEW or payment.is_named:
                sure = set.intersection(*map(set, possible[number]))
                if payment.awards >= FEW and any(len(set(each)) > 1 for each in possible[number]):
                    sure = set()
                for tag in sure:
                    if any(
                        tag in each.shown.tags
                        for each in self.published
                        if number < each.payments and payment.unit in BELOW[each.unit]
                    ):
                        yield payment, tag

    def found_cells(self) -> Iterator[tuple[str, str]]:
        """Yield the units, and the tags of which it is sure how few received in all below them."""
        counts: dict[tuple[str, str], set[int]] = defaultdict(set)
        for tags in self._fitting():
            for unit, tag in product(BELOW, TAGS):
                figures = (
                    payment.figures(of_it).get(tag)
                    for payment, of_it in zip(self.payments, tags, strict=True)
                    if payment.unit in BELOW[unit]
                )
                counts[unit, tag].add(sum(each.awards for each in figures if each))
        for (unit, tag), found in counts.items():
            if len(found) == 1 and 0 < next(iter(found)) < FEW:
                yield unit, tag

    def _fitting(self) -> Iterator[tuple[tuple[str, ...], ...]]:
        """Yield all tags that payments could have, for all that was published."""
        true = [payment.tags for payment in self.payments]
        said = [each.told(self.payments, true) for each in self.published]
        for tags in product(*(payment.ways() for payment in self.payments)):
            fits = (each.told(self.payments, tags) for each in self.published)
            if all(this == that for this, that in zip(fits, said, strict=True)):
                yield tags


def payments(random: Random, number: int, *, units: Sequence[str] = ("west",)) -> list[Payment]:
    """Return payments as a commune makes them: round amounts, one or two lists among them."""
    found = []
    for at in range(number):
        awards = random.choice((1, 1, 2, 3, 4, 6, 10))
        has_lines = at == 0 and random.random() < 0.4
        if has_lines:
            awards = random.choice((2, 3))
        tags = tuple(random.choice(TAGS) for _ in range(awards if has_lines else 1))
        dong = awards * random.choice((300_000, 500_000, 1_000_000))
        found.append(Payment(random.choice(units), awards, dong, tags))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_payment_to_a_few_is_found_out_from_one_breakdown(seed: int) -> None:
    world = World()
    world.payments = payments(Random(seed), 4)
    world.publish("west")
    assert list(world.found_out()) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_payment_to_a_few_is_found_out_from_many_breakdowns(seed: int) -> None:
    """Above, below and beside, one after another, with payments in between."""
    random = Random(1_000 + seed)
    world = World()
    for number in (3, 2):
        world.payments += payments(random, number, units=("west", "west", "east", "root"))
        for unit in random.sample(("root", "west", "east"), k=2):
            world.publish(unit)
    assert list(world.found_out()) == []


@pytest.mark.parametrize("seed", range(30))
def test_of_no_unit_it_is_found_out_how_few_it_helped(seed: int) -> None:
    random = Random(3_000 + seed)
    world = World()
    for number in (3, 2):
        for each in payments(random, number, units=("west", "west", "east", "root")):
            dong = 500_000 * each.awards
            world.payments.append(each._replace(dong=dong))
        world.publish("root")
    assert list(world.found_cells()) == []


def a_named_list(random: Random) -> Payment:
    """Return a list of many, mostly with one tag, with somebody on it who is known by name."""
    awards = random.choice((5, 6))
    tags = random.sample(TAGS, k=random.choice((1, 1, 1, 2)))
    each = tuple(random.choice(tags) for _ in range(awards))
    return Payment("west", awards, awards * 500_000, each, is_named=True)


@pytest.mark.parametrize("seed", range(60))
def test_nobody_who_is_named_is_found_out_from_many_breakdowns(seed: int) -> None:
    random = Random(2_000 + seed)
    world = World()
    world.payments.append(a_named_list(random))
    for number in (1, 2):
        world.payments += payments(random, number)
        for unit in random.sample(("root", "west"), k=2):
            world.publish(unit)
    assert list(world.found_out()) == []


class Parts(NamedTuple):
    """What was paid by one disbursement in two years, or by two funds: awards with one tag."""

    tag: str
    awards: tuple[int, int]

    def act(self, year: int) -> Act:
        """The part of a year, as the publication of that year counts it."""
        awards = self.awards[year]
        return Act(
            parts={self.tag: ((0, Figures(awards, awards, awards * 500_000)),)},
            is_single=any(0 < each < FEW for each in self.awards),
            is_divided=all(self.awards),
        )


def shown_of(paid: Sequence[Parts], year: int) -> frozenset[str]:
    """Return which tags a publication of a year shows, of all that was paid in it."""
    counts: Counter[str] = Counter()
    for each in paid:
        counts[each.tag] += each.awards[year]
    cells = {tag: Cell(count, others=count) for tag, count in counts.items()}
    tree = Tree(ROOT, {ROOT: cells}, {}, {ROOT: True})
    chosen = choose([each.act(year) for each in paid if each.awards[year]], [], tree, frozenset())
    return frozenset() if chosen is None else frozenset(counts) - chosen.hidden


def sums_of(
    tags: Sequence[str], paid: Sequence[Parts], shown: Sequence[frozenset[str]]
) -> tuple[tuple[int, ...], ...]:
    """Return what either publication says of each tag it shows, if payments had these tags."""
    return tuple(
        tuple(
            sum(each.awards[year] for of_it, each in zip(tags, paid, strict=True) if of_it == tag)
            for tag in sorted(shown[year])
        )
        for year in (0, 1)
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_payment_that_was_made_in_parts_is_found_out_from_two_breakdowns(seed: int) -> None:
    random = Random(4_000 + seed)
    few = [
        Parts(random.choice(TAGS), (random.choice((1, 2)), random.choice((0, 1, 2))))
        for _ in range(4)
    ]
    many = [Parts(tag, awards) for tag in TAGS for awards in ((20, 0), (0, 20))]
    shown = [shown_of([*few, *many], year) for year in (0, 1)]
    paid = [*few, *many]
    said = sums_of([each.tag for each in paid], paid, shown)
    # Either year's three large payments may have any tags: what is left has to be theirs.
    of_many = {sums_of(tags, many, shown) for tags in product(TAGS, repeat=len(many))}
    possible: list[set[str]] = [set() for _ in few]
    for tags in product(TAGS, repeat=len(few)):
        sums = sums_of(tags, few, shown)
        left = tuple(
            tuple(all_ - some for all_, some in zip(*each, strict=True))
            for each in zip(said, sums, strict=True)
        )
        if left in of_many:
            for tag, found in zip(tags, possible, strict=True):
                found.add(tag)
    sure = [
        each
        for each, found in zip(few, possible, strict=True)
        if len(found) == 1 and any(each.tag in shown[at] for at in (0, 1) if each.awards[at])
    ]
    assert sure == []


def test_the_attacker_finds_out_what_is_published_without_care() -> None:
    world = World()
    world.payments = [
        Payment("west", 1, 1_500_000, ("disabled",)),
        Payment("west", 6, 3_000_000, ("disabled",)),
        Payment("west", 10, 5_000_000, ("poor",)),
    ]
    everything = Shown(frozenset(("disabled", "poor")), is_exact=True)
    world.published = [Publication("west", 3, everything)]
    assert list(world.found_out()) == [(world.payments[0], "disabled")]


def test_a_commune_says_how_many_of_each_it_helped() -> None:
    """A list of many, and single awards of the same few amounts to children with other tags."""
    world = World()
    world.payments = [
        Payment("west", 60, 30_000_000, ("poor",) * 35 + ("orphaned",) * 25),
        *(Payment("west", 1, 500_000, (tag,)) for tag in ("disabled", "orphaned") * 5),
    ]
    found = world.publish("west")
    assert found is not None
    assert found.shown == Shown(frozenset(TAGS), is_exact=True)
    world.payments.append(Payment("west", 1, 1_234_000, ("disabled",)))
    world.published.clear()
    found = world.publish("west")
    assert found is not None
    assert found.shown == Shown(frozenset(TAGS), is_exact=False)


def test_where_all_awards_have_one_tag_single_ones_hide_it() -> None:
    world = World()
    world.payments = [Payment("west", 1, 500_000, ("disabled",)) for _ in range(9)]
    found = world.publish("west")
    assert found is None or not found.shown.tags


def test_what_is_told_already_hides_nothing_more() -> None:
    counted = ((0, Figures(1, 1, 1)), (1, Figures(1, 1, 1)))
    shown = Shown(frozenset(["disabled"]), is_exact=False)
    act = Act({"disabled": counted}, is_single=True)
    assert told([act], [shown]) == told([act], [shown, shown]) == {(0, "disabled")}
