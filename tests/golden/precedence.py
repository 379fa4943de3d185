"""Which refusals each decision ends in, and in which order it asks: read from the code itself."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from ledger import report
from ledger.association import counting as figures
from ledger.association import establishing, on_paper, reorganising, succeeding
from ledger.fund import opening, restricting, transferring
from ledger.fund.control import closing, correcting, counting
from ledger.fund.handing_over import handovers
from ledger.fund.receiving import banking, donations, holding, matching, mobilizing
from ledger.fund.spending import disbursements, issuing, refunding, returning
from ledger.people import beneficiary, donor, erasing, merging, naming, staff
from tests.ledger.every_error import ERRORS
from tests.ledger.specification import named_refusals

ACTIVITIES = (
    establishing,
    succeeding,
    reorganising,
    figures,
    on_paper,
    opening,
    mobilizing,
    donations,
    banking,
    refunding,
    holding,
    disbursements,
    returning,
    issuing,
    restricting,
    transferring,
    handovers,
    correcting,
    counting,
    matching,
    closing,
    donor,
    beneficiary,
    naming,
    merging,
    erasing,
    report,
    staff,
)


def decisions() -> Iterator[Callable[..., Any]]:
    """Yield every decision that refuses something: what is asked with a context."""
    for activity in ACTIVITIES:
        for name, function in inspect.getmembers(activity, inspect.isfunction):
            if function.__module__ != activity.__name__ or name.startswith("_"):
                continue
            if "context" in inspect.signature(function).parameters and named_refusals(function):
                yield function


def table() -> Iterator[str]:
    """Yield the lines of a table with the codes of each decision, in the order it asks."""
    yield "| decision | refused, the first that applies |"
    yield "|---|---|"
    for decision in decisions():
        codes = " · ".join(f"`{_code(name)}`" for name in named_refusals(decision))
        yield f"| {_sentence(decision)} | {codes} |"


def _code(name: str) -> str:
    return ERRORS[name].code


def _sentence(decision: Callable[..., Any]) -> str:
    words = decision.__name__.replace("_", " ")
    what = "" if " " in words else f" {decision.__module__.rpartition('.')[2]}"
    return f"{words.capitalize()}{what}"
