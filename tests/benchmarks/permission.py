"""Recording by somebody who must be allowed to, against recording by who is asked nothing."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from ledger.access import OPERATOR
from ledger.values import AccountId, FundId, Role, StaffId
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.growth import new_fund
from tests.benchmarks.installation import Installation, installed
from tests.benchmarks.scale import Scale
from tests.builders import a_donation
from tests.stores import StoreKind

AIM = Aim(ratio_most=1 / 0.95)
"""No dearer than what donates nineteen where the other donates twenty."""

_TURNS = 10  # in each round, as in `growth`


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Record donations to a commune's fund by the province's treasurer, and by the operator."""
    with durable_store(kind) as store, installed(store) as installation:
        fund = new_fund(installation)
        treasurer = installation.book.person(Role.TREASURER)
        donations = scale.growth_donations // _TURNS
        asked, baseline = in_turns(
            scale.rounds * _TURNS,
            partial(_microseconds, installation, *fund, donations, treasurer),
            partial(_microseconds, installation, *fund, donations, OPERATOR),
        )
    yield Figure(
        benchmark="permission",
        store=kind,
        what="a gift by a treasurer : by the operator",
        unit="µs",
        ours=asked,
        baseline=baseline,
        aim=AIM,
    )


def _microseconds(
    installation: Installation, fund_id: FundId, account_id: AccountId, donations: int, by: StaffId
) -> float:
    """Return how long a single donation takes."""
    book, gift = installation.book, a_donation(account_id=account_id)
    started = perf_counter()
    for _ in range(donations):
        book.ledger.receive_donation(book.command(by=by), fund_id, gift)
    return (perf_counter() - started) / donations * 1_000_000
