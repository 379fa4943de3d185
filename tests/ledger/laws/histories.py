"""Random histories: single steps of any kind, and short stories that would seldom come about."""

from hypothesis import strategies as st

from ledger.values import AMOUNT_DONG_MAX
from tests.ledger.laws.correcting import Reverse
from tests.ledger.laws.receiving import (
    Begin,
    Charge,
    CloseAppeal,
    Donate,
    DonateMany,
    Earn,
    Import,
    Row,
)
from tests.ledger.laws.spending import Decide, Pay, Propose
from tests.ledger.laws.world import History, How, Step, Wait

# Few amounts, so that balances meet and are spent to their last đồng.
DONGS = st.sampled_from([1, 55_000, 400_000, 500_000, AMOUNT_DONG_MAX]) | st.integers(1, 10**6)
DAYS_AGO = st.just(0) | st.integers(0, 6) | st.integers(-1, 12)
ACCOUNTS = st.sampled_from([1, 1, 0, 2])
PURPOSES = st.sampled_from([0, 0, 1])
PICKS = st.just(-1) | st.integers(0, 20)
WHO = st.integers(0, 3)
HOWS = st.sampled_from([How.PLAINLY] * 4 + list(How))

DONATE = st.builds(
    Donate,
    dong=DONGS,
    days_ago=DAYS_AGO,
    account=ACCOUNTS,
    purpose=PURPOSES,
    of=st.sampled_from(["money", "money", "goods", "dollars"]),
    for_appeal=st.booleans(),
)
EARN = st.builds(Earn, dong=DONGS, days_ago=DAYS_AGO, account=ACCOUNTS)
CHARGE = st.builds(
    Charge, dong=DONGS, days_ago=DAYS_AGO, account=ACCOUNTS, explains=st.none() | PICKS
)
ROW = st.builds(
    Row, number=st.integers(0, 8), dong=DONGS, days_ago=DAYS_AGO, is_debit=st.booleans()
)
REVERSE = st.builds(
    Reverse,
    which=PICKS,
    days_later=st.none() | st.integers(-1, 5),
    replacement=st.none() | DONATE | EARN | CHARGE,
)

STEP: st.SearchStrategy[Step | Wait] = st.one_of(
    DONATE,
    st.builds(
        DonateMany,
        gifts=st.lists(DONATE, max_size=4).map(tuple),
        continue_on_error=st.booleans(),
    ),
    st.builds(Begin, dong=DONGS, account=ACCOUNTS, purpose=PURPOSES),
    EARN,
    CHARGE,
    st.builds(Import, rows=st.lists(ROW, max_size=5).map(tuple)),
    st.builds(CloseAppeal, days_ago=DAYS_AGO),
    st.builds(Propose, dong=DONGS, days_ago=DAYS_AGO, purpose=PURPOSES, who=WHO),
    st.builds(Decide, which=PICKS, approve=st.booleans(), days_ago=DAYS_AGO, who=WHO),
    st.builds(
        Pay, which=PICKS, account=ACCOUNTS, days_ago=DAYS_AGO, explains=st.none() | PICKS, who=WHO
    ),
    REVERSE,
    st.builds(Wait, hours=st.integers(-30, 60)),
)


Story = list[Step | Wait]


@st.composite
def a_disbursement(draw: st.DrawFn) -> Story:
    """What is there is spent, in order: perhaps it was not there, perhaps it is undone again."""
    dong, purpose, account = draw(DONGS), draw(PURPOSES), draw(ACCOUNTS)
    gift = Donate(dong=dong, purpose=purpose, account=account)
    row = Row(number=draw(st.integers(0, 99)), dong=dong, is_debit=True)
    explains = draw(st.none() | st.just(-1)) if account == 1 else None
    pay = Pay(which=-1, account=account, explains=explains)
    before: list[Story] = [[gift], [gift], []]
    between: list[Story] = [[], [], [Charge(dong=dong)]]
    after: list[Story] = [[], [Reverse(which=0)], [Reverse(which=0), pay]]
    return [
        *draw(st.sampled_from(before)),
        *([] if explains is None else [Import(rows=(row,))]),
        Propose(dong=dong, purpose=purpose),
        Decide(which=-1),
        *draw(st.sampled_from(between)),
        pay,
        *draw(st.sampled_from(after)),
    ]


@st.composite
def a_correction(draw: st.DrawFn) -> Story:
    """Something is recorded, perhaps to explain a debit, and corrected."""
    row = Row(number=draw(st.integers(0, 99)), dong=55_000, is_debit=True)
    fee = Charge(explains=-1)
    recorded, replacement = draw(
        st.tuples(DONATE, DONATE) | st.tuples(EARN, EARN) | st.just((fee, fee))
    )
    days_later = draw(st.none() | st.integers(0, 5))
    after: list[Story] = [[], [Reverse(which=0)]]
    return [
        *([Import(rows=(row,))] if recorded is fee else []),
        recorded,
        Reverse(which=0, days_later=days_later, replacement=draw(st.none() | st.just(replacement))),
        *draw(st.sampled_from(after)),
    ]


def histories() -> st.SearchStrategy[History]:
    """Histories of up to some dozens of steps."""
    alone = STEP.map(lambda step: [step])
    stories = st.lists(alone | alone | a_disbursement() | a_correction(), min_size=2, max_size=12)
    steps = stories.map(lambda found: [step for story in found for step in story])
    return steps.flatmap(
        lambda found: st.tuples(*(st.tuples(st.just(step), HOWS) for step in found))
    )


def plainly(*steps: Step | Wait) -> History:
    """A history in which every command is sent once."""
    return [(step, How.PLAINLY) for step in steps]


A_PAYMENT_UNDONE_TWICE = plainly(
    Begin(dong=400_000),
    Import(rows=(Row(dong=400_000, is_debit=True),)),
    Propose(dong=400_000),
    Decide(),
    Pay(explains=0),
    Reverse(),
    Pay(explains=0),
    Reverse(),
    Charge(dong=400_000, explains=0),
    Pay(),
    Reverse(replacement=Charge(dong=400_000, explains=0)),
    Reverse(),
    Pay(explains=0),
)
AN_OVERDRAFT_UNCOVERED = plainly(
    Donate(dong=500_000, days_ago=3),
    Propose(dong=400_000),
    Propose(dong=100_000),
    Decide(which=0),
    Decide(which=1),
    Pay(which=0),
    Reverse(which=1, days_later=3),
    Pay(which=1),
    Donate(dong=100_000),
    Pay(which=1),
    Donate(dong=400_000),
    Pay(which=1),
)
AN_OPENING_BALANCE_RECORDED_ANEW = plainly(Begin(dong=1), Begin(dong=2), Reverse(), Begin(dong=2))
