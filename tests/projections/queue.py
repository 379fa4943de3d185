"""A second opinion on what paid for what: a queue of đồng, one by one, in the plainest way."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from projections.acts import Act, Flow

T = TypeVar("T")


class Came(NamedTuple):
    """A đồng that came: by which entry, and of which gift it is."""

    entry: int
    gift: int


class Queue:
    """One purpose: what came and is unspent, what went and is not covered, and who paid for what.

    `paid` are pairs of a đồng that came and the version of what it has paid for, in the order in
    which they met.
    """

    def __init__(self) -> None:
        self.unspent: list[Came] = []
        self.uncovered: list[int] = []
        self.paid: list[tuple[Came, int]] = []
        self.taken_off: dict[int, list[Came]] = {}
        self.brought_back: dict[int, list[int]] = {}

    def put(self, flow: Flow) -> None:
        """Let one act happen."""
        match flow.act:
            case Act.COME:
                gift = flow.version if flow.entry is None else flow.entry
                for _ in range(flow.dong):
                    self._come(Came(flow.version, gift))
            case Act.GO:
                for _ in range(flow.dong):
                    self._go(flow.version)
            case Act.TAKE_OFF:
                self._take_off(flow, flow.dong)
            case Act.BRING_BACK:
                self._bring_back(flow, flow.dong)
            case Act.UNDO:
                self._take_off(flow, self.came(flow.entry))
                self._bring_back(flow, self.went(flow.entry))
                for dong in self.taken_off.get(flow.entry or 0, []):
                    self._come(dong)
                for entry in self.brought_back.get(flow.entry or 0, []):
                    self._go(entry)

    def came(self, entry: int | None) -> int:
        """How many đồng of what an entry brought are still here, spent or not."""
        spent = sum(dong.entry == entry for dong, _ in self.paid)
        return spent + sum(dong.entry == entry for dong in self.unspent)

    def went(self, entry: int | None) -> int:
        """How many đồng of what an entry took are still gone, covered or not."""
        return sum(out == entry for _, out in self.paid) + self.uncovered.count(entry or 0)

    def uses(self) -> dict[int, Counter[int]]:
        """What each gift has paid for: gift → entry → đồng."""
        found: dict[int, Counter[int]] = {}
        for dong, out in self.paid:
            found.setdefault(dong.gift, Counter())[out] += 1
        return found

    def left(self) -> Counter[int]:
        """What is unspent of each gift."""
        return Counter(dong.gift for dong in self.unspent)

    def _come(self, dong: Came) -> None:
        if self.uncovered:
            self.paid.append((dong, self.uncovered.pop(0)))
        else:
            self.unspent.append(dong)

    def _go(self, entry: int) -> None:
        if self.unspent:
            self.paid.append((self.unspent.pop(0), entry))
        else:
            self.uncovered.append(entry)

    def _take_off(self, flow: Flow, dong: int) -> None:
        """The unspent goes first, and what comes latest; what it had paid for goes again."""
        unspent = _last(self.unspent, dong, lambda came: came.entry == flow.entry)
        spent = _last(self.paid, dong - len(unspent), lambda pair: pair[0].entry == flow.entry)
        self.taken_off[flow.version] = [came for came, _ in spent] + unspent
        for _, entry in spent:
            self._go(entry)

    def _bring_back(self, flow: Flow, dong: int) -> None:
        """The uncovered comes first, and what went latest; what had paid for it comes again."""
        uncovered = _last(self.uncovered, dong, lambda out: out == flow.entry)
        covered = _last(self.paid, dong - len(uncovered), lambda pair: pair[1] == flow.entry)
        self.brought_back[flow.version] = [out for _, out in covered] + uncovered
        for came, _ in covered:
            self._come(came)


def _last(things: list[T], count: int, wanted: Callable[[T], bool]) -> list[T]:
    """Remove the last `count` things that are wanted, and return them in their order."""
    at = [index for index, thing in enumerate(things) if wanted(thing)][-count:] if count else []
    found = [things[index] for index in at]
    for index in reversed(at):
        del things[index]
    return found
