"""Recording into a fund that purposes bind, against recording into one without any."""

from collections.abc import Iterator
from functools import partial

from ledger.events.fund.opening import Restriction
from ledger.fund.opening import NewPurpose
from ledger.values import Category, DisbursementClass, FundId, PurposeId
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.growth import microseconds, new_fund
from tests.benchmarks.installation import Installation, installed
from tests.benchmarks.scale import Scale
from tests.builders import OPENED
from tests.stores import StoreKind

AIM = Aim(ratio_most=1 / 0.95)
"""No dearer than what donates nineteen where the other donates twenty."""

_PURPOSES = 50
_TURNS = 10  # in each round, as in `growth`


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Record single donations: plain ones, and ones for a purpose, to a fund of many purposes."""
    with durable_store(kind) as store, installed(store) as installation:
        bound, free = new_fund(installation), new_fund(installation)
        purposes = _define(installation, bound[0])
        donations = scale.growth_donations // _TURNS
        plain, for_a_purpose, baseline = in_turns(
            scale.rounds * _TURNS,
            partial(microseconds, installation, *bound, donations),
            partial(microseconds, installation, *bound, donations, purposes[-1]),
            partial(microseconds, installation, *free, donations),
        )
    for ours, what in ((plain, "a plain gift"), (for_a_purpose, "a gift for a purpose")):
        yield Figure(
            benchmark="purposes",
            store=kind,
            what=f"{what} among {_PURPOSES} purposes : without any",
            unit="µs",
            ours=ours,
            baseline=baseline,
            aim=AIM if ours is plain else None,
        )


def _define(installation: Installation, fund_id: FundId) -> list[PurposeId]:
    book = installation.book
    restriction = Restriction(
        programme="Ba đỡ đầu",
        classes=(DisbursementClass.SCHOLARSHIP,),
        categories=(Category.POOR, Category.ORPHANED),
    )
    purposes = [PurposeId(str(book.new_id())) for _ in range(_PURPOSES)]
    for number, purpose in enumerate(purposes):
        new = NewPurpose(
            purpose=purpose,
            name=f"Mục đích {number}",
            restriction=restriction,
            effective_on=OPENED,
        )
        book.ledger.define_purpose(book.command(), fund_id, new)
    return purposes
