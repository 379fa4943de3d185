"""Deciding on a disbursement of a thousand lines, beside storing it."""

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter

from ledger.fund.spending.disbursements import Approval, Proposal
from ledger.recording.commands import Receipt
from ledger.values import BeneficiaryId, Category, DisbursementId, Role
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import installed
from tests.benchmarks.scale import Scale
from tests.books import Book
from tests.builders import a_list, an_award
from tests.fakes import TODAY
from tests.stores import StoreKind

AIM = Aim(ours_most=25)

_ENOUGH_DONG = 10**12

Attempt = Callable[[bool], Receipt]
"""One command, rehearsed or recorded: a rehearsal decides by the same path and stores nothing."""


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Propose and approve lists in one process, on a fund that has as many of them open."""
    with durable_store(kind) as store, installed(store) as installation:
        book = installation.book
        book.open_balance(_ENOUGH_DONG)
        recipients = [book.register_beneficiary() for _ in range(scale.list_lines)]
        book.person(Role.APPROVER)
        for _ in range(scale.list_decisions):
            book.propose(proposal=_proposal(book, recipients))
        for what, attempt in (
            ("proposing", partial(_propose, book, recipients)),
            ("approving", partial(_approve, book, recipients)),
        ):
            rehearsed, recorded = in_turns(
                scale.rounds,
                partial(_milliseconds, attempt, scale.list_decisions, dry_run=True),
                partial(_milliseconds, attempt, scale.list_decisions, dry_run=False),
            )
            yield Figure(
                benchmark="award-list",
                store=kind,
                what=f"{what} {scale.list_lines:,} lines : and storing it",
                unit="ms",
                ours=rehearsed,
                baseline=recorded,
                aim=AIM,
            )


def _milliseconds(prepare: Callable[[], Attempt], times: int, *, dry_run: bool) -> float:
    taken = []
    for attempt in [prepare() for _ in range(times)]:
        started = perf_counter()
        attempt(dry_run)
        taken.append(perf_counter() - started)
    return median(taken) * 1_000


def _propose(book: Book, recipients: list[BeneficiaryId]) -> Attempt:
    proposal, by = _proposal(book, recipients), book.person(Role.TREASURER)

    def attempt(dry_run: bool) -> Receipt:  # noqa: FBT001  # its only argument
        command = book.command(by=by, dry_run=dry_run)
        return book.ledger.propose_disbursement(command, book.fund_id, proposal)

    return attempt


def _approve(book: Book, recipients: list[BeneficiaryId]) -> Attempt:
    disbursement_id = book.propose(proposal=_proposal(book, recipients))
    approval = Approval(disbursement_id=disbursement_id, effective_on=TODAY)
    by = book.person(Role.APPROVER)

    def attempt(dry_run: bool) -> Receipt:  # noqa: FBT001  # its only argument
        command = book.command(by=by, dry_run=dry_run)
        return book.ledger.approve_disbursement(command, book.fund_id, approval)

    return attempt


def _proposal(book: Book, recipients: list[BeneficiaryId]) -> Proposal:
    lines = [
        an_award(dong=500_000, beneficiary_id=each, categories=(Category.POOR,))
        for each in recipients
    ]
    return a_list(*lines, disbursement_id=DisbursementId(book.new_id()))
