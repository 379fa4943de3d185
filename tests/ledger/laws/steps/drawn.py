"""What steps are drawn from: few amounts, days and picks, so that things meet."""

from collections.abc import Sequence

from hypothesis import strategies as st

from ledger.values import AMOUNT_DONG_MAX
from tests.ledger.laws.place import Who

# Few amounts, so that balances meet and are spent to their last đồng.
DONGS = st.sampled_from([1, 55_000, 400_000, 500_000, AMOUNT_DONG_MAX]) | st.integers(1, 10**6)
DAYS_AGO = st.just(0) | st.integers(0, 6) | st.integers(-1, 12)
LATE = st.none() | st.none() | st.integers(-1, 20)
ACCOUNTS = st.sampled_from([1, 1, 0, 2, 3])
PURPOSES = st.sampled_from([0, 0, 0, 1, 1, 2, -1])
PICKS = st.just(0) | st.integers(0, 5)
OPTIONAL = st.none() | st.none() | PICKS
PARTS = st.none() | st.sampled_from([1, 100_000, 200_000, 400_000])


def who(*natural: Who) -> st.SearchStrategy[Who]:
    """Those who may, and sometimes anybody."""
    likely: Sequence[Who] = [*natural, Who.FOR_ALL] * 4
    return st.sampled_from([*likely, *Who])


BY_TREASURER = who(Who.OPERATOR, Who.TREASURER)
BY_APPROVER = who(Who.APPROVER)
BY_CASHIER = who(Who.CASHIER)
BY_ADMINISTRATOR = who(Who.OPERATOR, Who.ADMINISTRATOR)
