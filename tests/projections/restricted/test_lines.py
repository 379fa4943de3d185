"""First in, first out by position: whatever happens, the lines say what a plain queue says."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.values import FundId, PurposeId, TransferId
from projections.acts import Act, Flow
from projections.restricted import lines, uses
from projections.tables.schema import tables
from projections.views import Reading, Views
from tests.builders import an_id
from tests.projections.queue import Queue

PURPOSE = PurposeId(str(an_id("purpose")))
KNOWN = 10**6

EXAMPLES = settings(
    max_examples=settings().max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Step = tuple[str, int, int]
"""What happens, how many đồng, and to which of the entries there are."""

_STEPS = ("come", "release", "go", "take off", "bring back", "undo", "undo a draw")

STEPS = st.lists(
    st.tuples(
        st.sampled_from([*_STEPS, "come", "go", "bring back"]),
        st.integers(1, 9),
        st.integers(0, 50),
    ),
    max_size=40,
)


class Story:
    """Acts on one line that could happen in a fund, each told to the plain queue too."""

    def __init__(self) -> None:
        self.fund_id = FundId(uuid4())
        self.queue = Queue()
        self.flows: list[Flow] = []
        self._drawn: dict[int, int] = {}
        self._open: dict[int, Flow] = {}

    def tell(self, steps: Sequence[Step]) -> None:
        """Let steps happen; what a fund would refuse does not."""
        for what, dong, pick in steps:
            getattr(self, what.replace(" ", "_"))(dong, pick)

    def come(self, dong: int, _: int) -> None:
        self._put(Act.COME, dong)

    def go(self, dong: int, _: int) -> None:
        self._put(Act.GO, dong)

    def release(self, dong: int, pick: int) -> None:
        """Money of another purpose becomes this one's; it stays the money of its gift."""
        self._put(Act.COME, dong, entry=1_000 + pick % 3)

    def take_off(self, dong: int, pick: int) -> None:
        self._draw(Act.COME, Act.TAKE_OFF, dong, pick)

    def bring_back(self, dong: int, pick: int) -> None:
        self._draw(Act.GO, Act.BRING_BACK, dong, pick)

    def undo(self, _: int, pick: int) -> None:
        """An entry is reversed once, and not while something was drawn on it."""
        self._undo_one_of(list(self._open), pick)

    def undo_a_draw(self, _: int, pick: int) -> None:
        """What was taken off or brought back was not."""
        drew = (Act.TAKE_OFF, Act.BRING_BACK)
        self._undo_one_of([at for at, flow in self._open.items() if flow.act in drew], pick)

    def _undo_one_of(self, versions: Sequence[int], pick: int) -> None:
        free = [version for version in versions if not self._drawn.get(version)]
        if free:
            entry = free[pick % len(free)]
            undone = self._open.pop(entry)
            if undone.act in (Act.TAKE_OFF, Act.BRING_BACK) and undone.entry is not None:
                self._drawn[undone.entry] -= undone.dong
            flow = self._put(Act.UNDO, undone.dong, entry=entry)
            del self._open[flow.version]

    def _draw(self, on: Act, act: Act, dong: int, pick: int) -> None:
        there = [flow for flow in self._open.values() if flow.act is on]
        if there:
            flow = there[pick % len(there)]
            left = flow.dong - self._drawn.get(flow.version, 0)
            if left:
                part = min(dong, left)
                self._drawn[flow.version] = self._drawn.get(flow.version, 0) + part
                self._put(act, part, entry=flow.version)

    def _put(self, act: Act, dong: int, entry: int | None = None) -> Flow:
        at = len(self.flows) + 1
        flow = Flow(
            fund_id=self.fund_id,
            purpose=PURPOSE,
            position=at,
            version=at,
            act=act,
            dong=dong,
            entry=entry,
        )
        self.flows.append(flow)
        self._open[at] = flow
        self.queue.put(flow)
        return flow


def written(views: Views, flows: Sequence[Flow], cuts: Sequence[int] = ()) -> None:
    """Write acts in batches of the given sizes, the rest at once."""
    rest = list(flows)
    for size in (*cuts, len(rest)):
        with views.database.writing() as connection:
            lines.write(connection, tables(1), rest[:size])
        rest = rest[size:]


def told(reading: Reading, story: Story, known_at: int = KNOWN) -> dict[int, uses.Sums]:
    gifts = {flow.entry or flow.version for flow in story.flows if flow.act is Act.COME}
    return uses.added_up(reading, story.fund_id, sorted(gifts), known_at)


def standing(sums: uses.Sums) -> dict[int, int]:
    """What a gift has paid for and still does."""
    found: dict[int, int] = {}
    for taken, dong in sums.dong.items():
        if not taken.takes_off and taken.ended_by is None:
            found[taken.entry] = found.get(taken.entry, 0) + dong
    return found


def test_lines_say_what_a_plain_queue_says(views: Views) -> None:
    """However the acts are cut into batches, and at every position of the story."""

    @EXAMPLES
    @given(steps=STEPS, cuts=st.lists(st.integers(1, 6), max_size=8), share=st.floats(0, 1))
    def holds(steps: Sequence[Step], cuts: Sequence[int], share: float) -> None:
        story = Story()
        story.tell(steps)
        written(views, story.flows, cuts)
        known_at = int(share * len(story.flows))
        then = Queue()
        for flow in story.flows[:known_at]:
            then.put(flow)
        with views.reading() as reading:
            for queue, found in (
                (story.queue, told(reading, story)),
                (then, told(reading, story, known_at)),
            ):
                paid = {gift: standing(sums) for gift, sums in found.items()}
                assert {gift: of for gift, of in paid.items() if of} == queue.uses()
                left = {gift: sums.unspent_dong for gift, sums in found.items()}
                assert {gift: dong for gift, dong in left.items() if dong} == queue.left()

    holds()


def test_what_was_told_once_is_told_for_ever(views: Views) -> None:
    """Later acts only add: each use that was known is known still, perhaps with an end."""

    @EXAMPLES
    @given(steps=STEPS, more=STEPS)
    def holds(steps: Sequence[Step], more: Sequence[Step]) -> None:
        story = Story()
        story.tell(steps)
        known_at = len(story.flows)
        written(views, story.flows)
        with views.reading() as reading:
            before = told(reading, story)
        story.tell(more)
        written(views, story.flows[known_at:])
        with views.reading() as reading:
            again = told(reading, story, known_at)
        assert {gift: (s.dong, s.unspent_dong) for gift, s in before.items()} == {
            gift: (s.dong, s.unspent_dong) for gift, s in again.items()
        }

    holds()


@pytest.mark.parametrize("cuts", [(), (1, 1, 1, 1)])
def test_a_transfer_that_comes_back_is_found_by_its_id(views: Views, cuts: tuple[int, ...]) -> None:
    transfer = TransferId(uuid4())
    fund_id = FundId(uuid4())

    def act(version: int, act: Act, dong: int, transfer_id: TransferId | None = None) -> Flow:
        return Flow(
            fund_id=fund_id,
            purpose=PURPOSE,
            position=version,
            version=version,
            act=act,
            dong=dong,
            transfer_id=transfer_id,
        )

    flows = [
        act(1, Act.COME, 10),
        act(2, Act.GO, 4),
        act(3, Act.GO, 6, transfer),
        act(4, Act.BRING_BACK, 6, transfer),
    ]
    written(views, flows, cuts)
    with views.reading() as reading:
        found = uses.added_up(reading, fund_id, [1], KNOWN)[1]
    assert standing(found) == {2: 4}
    assert found.unspent_dong == 6
    assert {taken.entry: taken.ended_by for taken in found.dong} == {2: None, 3: 4}
