"""Rule machines: every command in random order, and short stories that would seldom come about."""

from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from ledger.values import LegalRegime
from tests.ledger.laws import stories
from tests.ledger.laws.books import ONE_FUND, Books
from tests.ledger.laws.steps.correcting import CLOSING, CORRECTING
from tests.ledger.laws.steps.mobilizing import MOBILIZING
from tests.ledger.laws.steps.opening import OPENING
from tests.ledger.laws.steps.receiving import RECEIVING
from tests.ledger.laws.steps.spending import SPENDING
from tests.ledger.laws.steps.transferring import TRANSFERRING
from tests.ledger.laws.world import How, Step, Wait
from tests.ledger.laws.written import as_code

HOWS = st.sampled_from([How.PLAINLY] * 12 + list(How))
WHERE = st.integers(0, 3)


class OneFund(RuleBasedStateMachine):
    """The life of one fund."""

    books: ClassVar[Books]
    regimes: ClassVar[tuple[LegalRegime, ...]] = ONE_FUND

    def __init__(self) -> None:
        super().__init__()
        self.world = self.books.world(self.regimes)

    def teardown(self) -> None:
        """Say what happened in words that can be played again, and hold what is dear to hold."""
        note(f"history(\n{as_code(self.world.history)}\n)")
        if self.world.holds:
            self.books.hold(self.world)

    @rule(step=OPENING, how=HOWS, where=WHERE)
    def set_up(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=RECEIVING, how=HOWS, where=WHERE)
    def receive(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=MOBILIZING, how=HOWS, where=WHERE)
    def mobilize(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=SPENDING, how=HOWS, where=WHERE)
    def spend(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=TRANSFERRING, how=HOWS, where=WHERE)
    def move(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=CORRECTING, how=HOWS, where=WHERE)
    def correct(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(step=CLOSING, how=HOWS, where=WHERE)
    def close_or_open(self, step: Step, how: How, where: int) -> None:
        self.world.take(step, how, where)

    @rule(hours=st.integers(-30, 60))
    def wait(self, hours: int) -> None:
        self.world.take(Wait(hours=hours))

    @rule(story=stories.OF_SPENDING, where=WHERE)
    def tell_of_spending(self, story: stories.Story, where: int) -> None:
        for step in story:
            self.world.take(step, where=where)

    @rule(story=stories.OF_RECEIVING, where=WHERE)
    def tell_of_receiving(self, story: stories.Story, where: int) -> None:
        for step in story:
            self.world.take(step, where=where)

    @rule(story=stories.OF_RULES, where=WHERE)
    def tell_of_rules(self, story: stories.Story, where: int) -> None:
        for step in story:
            self.world.take(step, where=where)


class SmallTree(OneFund):
    """The lives of four funds of three associations, under three legal regimes."""

    regimes = (
        LegalRegime.INTERNAL_FUND,
        LegalRegime.LICENSED_FUND,
        LegalRegime.INTERNAL_FUND,
        LegalRegime.CAMPAIGN,
    )

    @rule(story=stories.A_TRANSFER, where=WHERE)
    def tell_of_a_transfer(self, story: list[tuple[Step, int]], where: int) -> None:
        for step, further in story:
            self.world.take(step, where=where + further)
