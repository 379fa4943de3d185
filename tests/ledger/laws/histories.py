"""Random histories: a few dozen steps, each sent in one of the ways a command can be sent."""

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
from tests.ledger.laws.world import History, How, Wait

# Few amounts, so that balances meet and are spent to their last đồng.
DONGS = st.sampled_from([1, 55_000, 400_000, 500_000, AMOUNT_DONG_MAX]) | st.integers(1, 10**6)
DAYS_AGO = st.integers(0, 6) | st.integers(-1, 12)
ACCOUNTS = st.sampled_from([1, 1, 0, 2])
PURPOSES = st.sampled_from([0, 0, 1])
PICKS = st.integers(0, 20)
WHO = st.integers(0, 3)

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

STEPS = [
    DONATE,
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
    st.builds(Propose, dong=DONGS),
    st.builds(Decide, which=PICKS, approve=st.booleans(), days_ago=DAYS_AGO, who=WHO),
    st.builds(Decide, which=PICKS),
    st.builds(
        Pay,
        which=PICKS,
        account=ACCOUNTS,
        days_ago=DAYS_AGO,
        explains=st.none() | PICKS,
        who=WHO,
    ),
    st.builds(Pay, which=PICKS),
    st.builds(
        Reverse,
        which=PICKS,
        days_later=st.none() | st.integers(-1, 5),
        replacement=st.none() | DONATE | EARN | CHARGE,
    ),
    st.builds(Reverse, which=PICKS),
    st.builds(Wait, hours=st.integers(-30, 60)),
]


def histories(steps_max: int = 25) -> st.SearchStrategy[History]:
    """Histories of up to so many steps."""
    return st.lists(st.tuples(st.one_of(STEPS), st.sampled_from(How)), max_size=steps_max)
