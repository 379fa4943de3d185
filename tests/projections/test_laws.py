"""The laws of the read models, over random histories, on both stores."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.fund.receiving import DonationReceived
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, AssociationId, FundId, PurposeId
from projections import balances, entries, funds
from projections.answers import LIMIT_MAX
from projections.associations import associations
from projections.balances import FundBalance
from projections.entries import Asked
from projections.receiving import custodies, mobilizations, pledges, unknown_credits
from projections.receiving.mobilizations import Mobilization
from projections.reports import composing as reports
from projections.reports.money import Cash
from projections.spending import disbursements
from projections.spending.disbursements import PrivateDisbursement
from projections.views import Reading, Views
from tests.books import open_book
from tests.projections import folded
from tests.projections.histories import DAYS, HISTORIES, Life, Step
from tests.projections.reported import ever
from tests.projections.tables import build_anew, follow, laid_open, open_views
from tests.stores import StoreKind, prepared_store

K = TypeVar("K")

EXAMPLES = settings(max_examples=settings().max_examples // 5)


@EXAMPLES
@given(history=HISTORIES)
def test_one_number_comes_from_state_and_sums_and_postings_and_entries(
    store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with a_life(store_kind) as (life, views):
        life.go_through(history)
        follow(views, life.book)
        desk = life.book.ledger.desk()
        with views.reading() as reading:
            for fund_id, _ in life.funds:
                state = desk.fund(fund_id)
                summed = balances.balance(reading, fund_id)
                assert balances.balance(reading, fund_id, known_at=reading.position) == summed
                assert balances.balance(reading, fund_id, as_of=date.max).dong == summed.dong
                assert funds.fund(reading, fund_id).totals.balance_dong == summed.dong
                assert sum(entry.money_dong for entry in journal(reading, fund_id)) == summed.dong
                assert summed.dong == state.balance_dong
                by_account = {each.account_id: each.dong for each in summed.by_account}
                by_purpose = {each.purpose: each.dong for each in summed.by_purpose}
                assert list(by_account) == list(state.accounts)
                assert non_zero(by_account) == non_zero(
                    {account: days.total for account, days in state.by_account.items()}
                )
                assert non_zero(by_purpose) == non_zero(
                    {purpose: days.total for purpose, days in state.by_purpose.items()}
                )
                owed = sum(each.dong for each in summed.by_purpose if each.is_owed)
                assert funds.fund(reading, fund_id).totals.owed_dong == owed
                held = custodies.of_fund(reading, fund_id)
                # A fund that ended holds nothing for others any more; what it held is still told.
                is_over = state.ended_on is not None
                assert {
                    each.purpose for each in held if each.dong or not is_over
                } == state.custodies
                unplaced = sum(each.amount_dong for each in state.credits.values())
                assert sum(each.dong for each in held) + unplaced == owed
                waiting = unknown_credits.waiting(reading, fund_id)
                assert {each.credit_id: each.left_dong for each in waiting} == {
                    credit_id: credit.amount_dong for credit_id, credit in state.credits.items()
                }
                asked = pledges.Asked(on=date.max, limit=LIMIT_MAX)
                found = pledges.private_pledges(reading, fund_id, asked).items
                promised = [each.pledge for each in found]
                assert {
                    each.pledge_id: each.outstanding_dong
                    for each in promised
                    if each.outstanding_dong
                } == {pledge_id: pledge.amount_dong for pledge_id, pledge in state.pledges.items()}


def of_2025(association_id: AssociationId) -> reports.Asked:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    return reports.Asked(association_id=association_id, first=first, last=last)


def earned(cash: Cash) -> int:
    """What the funds received and did not pay, of their own."""
    came = cash.receipts.donations + cash.receipts.interest + cash.differences
    paid = cash.payments.aid + cash.payments.administration + cash.bank_fees + cash.refunds
    return came - paid


@EXAMPLES
@given(history=HISTORIES)
def test_reports_and_months_and_appeals_are_the_sums_of_what_is_in_them(
    store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with a_life(store_kind) as (life, views):
        life.go_through(history)
        follow(views, life.book)
        with views.reading() as reading:
            each = [funds.fund(reading, fund_id).totals for fund_id, _ in life.funds]
            months = associations.by_month(reading, life.book.central)
            for sum_of in ("opening_dong", "received_dong", "paid_dong", "in_kind_dong"):
                assert sum(getattr(totals, sum_of) for totals in each) == sum(
                    getattr(month, sum_of) for month in months
                )
            whole = ever(reading, life.book.central)
            assert whole.cash.closing == sum(totals.balance_dong for totals in each)
            assert whole.cash.opening_recorded == sum(totals.opening_dong for totals in each)
            assert whole.mobilized.gifts == sum(totals.gifts for totals in each)
            goods = whole.in_kind
            assert goods.received + goods.handovers_net == sum(x.in_kind_dong for x in each)
            assert goods.issued == sum(totals.issued_dong for totals in each)
            year = reports.report(reading, of_2025(life.book.central)).cash
            assert earned(year) == sum(
                month.received_dong - month.paid_dong
                for month in months
                if month.month.year == 2025
            )
            for fund_id, _ in life.funds:
                events = folded.known(life.book.events(), fund_id, reading.position)
                check_appeals(reading, fund_id, events)
                check_what_waits(reading, fund_id, events)


def check_appeals(reading: Reading, fund_id: FundId, events: Sequence[Recorded]) -> None:
    sums = folded.appeals(events)
    for appeal in mobilizations.of_fund(reading, fund_id):
        raised = (appeal.money_dong, appeal.in_kind_dong, appeal.direct_aid_dong)
        assert (*raised, appeal.pledged_dong) == sums.get(appeal.mobilization_id, (0, 0, 0, 0))
        gifts = [
            entry
            for entry in journal(reading, fund_id)
            if entry.mobilization_id == appeal.mobilization_id
            and entry.topic == DonationReceived.topic
            and entry.reversed_by is None
        ]
        assert appeal.gifts == len(gifts)


def check_what_waits(reading: Reading, fund_id: FundId, events: Sequence[Recorded]) -> None:
    """What waits for a person is what the state holds open, and what the events leave."""
    waiting = unknown_credits.waiting(reading, fund_id)
    assert {each.credit_id: each.left_dong for each in waiting} == folded.unknown_credits(events)
    for day in DAYS:
        asked = pledges.Asked(on=day, limit=LIMIT_MAX)
        found = [each.pledge for each in pledges.private_pledges(reading, fund_id, asked).items]
        assert {
            each.pledge_id: (each.fulfilled_dong, each.withdrawn_dong) for each in found
        } == folded.pledges(events, day)
        assert all(each.outstanding_dong >= 0 for each in found)


@EXAMPLES
@given(history=HISTORIES, batch=st.integers(1, 30), other_batch=st.integers(1, 30))
def test_rebuilding_gives_the_tables_that_living_gave(
    store_kind: StoreKind, history: Sequence[Step], batch: int, other_batch: int
) -> None:
    with a_life(store_kind) as (life, views):
        for half in (history[: len(history) // 2], history[len(history) // 2 :]):
            life.go_through(half)
            follow(views, life.book, batch)
        lived = laid_open(views)
        build_anew(views, life.book, other_batch)
        assert laid_open(views) == lived


@EXAMPLES
@given(history=HISTORIES, position=st.integers(0, 60), day=st.sampled_from(DAYS))
def test_what_was_known_is_what_the_events_up_to_there_say(
    store_kind: StoreKind, history: Sequence[Step], position: int, day: date
) -> None:
    with a_life(store_kind) as (life, views):
        begun = life.book.ledger.position()
        life.go_through(history)
        follow(views, life.book)
        known_at = min(begun + position, life.book.ledger.position())
        with views.reading() as reading:
            for fund_id, _ in life.funds:
                events = folded.known(life.book.events(), fund_id, known_at)
                sums = folded.by_chart(events, day)
                balance = balances.balance(reading, fund_id, as_of=day, known_at=known_at)
                assert holdings(balance) == non_zero(folded.held(events, day))
                assert stock(balance) == non_zero(folded.goods(events, day))
                assert balance.in_kind_dong == sums["assets:goods"]
                totals = funds.totals(reading, fund_id, period_to=day, known_at=known_at)
                assert totals.opening_dong == -sums["equity:opening"]
                earned = ("income:donations", "income:interest", "income:cash-surplus")
                assert totals.received_dong == -sum(sums[chart] for chart in earned)
                assert totals.balance_dong == balance.dong
                assert totals.in_kind_dong - totals.issued_dong == balance.in_kind_dong
                values = {(each.commodity, each.purpose): each.dong for each in balance.stock}
                assert non_zero(values) == non_zero(folded.goods_values(events, day))
                ever = funds.totals(reading, fund_id, known_at=known_at)
                assert ever.gifts == folded.gifts(events)
                assert folded.journal(events) == [
                    (entry.effective_on, entry.position, entry.version, entry.reversed_by)
                    for entry in journal(reading, fund_id, known_at)
                ]


@EXAMPLES
@given(history=HISTORIES, more=HISTORIES)
def test_what_was_known_of_activities_is_what_was_shown_then(
    store_kind: StoreKind, history: Sequence[Step], more: Sequence[Step]
) -> None:
    with a_life(store_kind) as (life, views):
        life.go_through(history)
        follow(views, life.book)
        with views.reading() as reading:
            known_at = reading.position
            shown = [activities(reading, fund_id) for fund_id, _ in life.funds]
        life.go_through(more)
        follow(views, life.book)
        with views.reading() as reading:
            known = [activities(reading, fund_id, known_at) for fund_id, _ in life.funds]
            now = [activities(reading, fund_id) for fund_id, _ in life.funds]
            at_head = [activities(reading, fund_id, reading.position) for fund_id, _ in life.funds]
        assert known == shown
        assert at_head == now


def activities(
    reading: Reading, fund_id: FundId, known_at: int | None = None
) -> tuple[tuple[Mobilization, ...], tuple[PrivateDisbursement, ...]]:
    """Read a fund's appeals and disbursements, whole."""
    asked = disbursements.Asked(known_at=known_at, limit=LIMIT_MAX)
    return (
        mobilizations.of_fund(reading, fund_id, known_at=known_at),
        disbursements.private_disbursements(reading, fund_id, asked).items,
    )


@contextmanager
def a_life(store_kind: StoreKind) -> Iterator[tuple[Life, Views]]:
    """Begin a life in a store of its own, beside read models that know nothing yet."""
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        yield Life(book), views


def journal(
    reading: Reading, fund_id: FundId, known_at: int | None = None
) -> list[entries.PublicEntry]:
    """Read a journal to its end in small pages."""
    found: list[entries.PublicEntry] = []
    after: int | None = None
    while True:
        page = entries.public_entries(
            reading, fund_id, Asked(known_at=known_at, after=after, limit=7)
        )
        found += page.items
        after = page.after
        if after is None:
            return found


def non_zero(counted: Mapping[K, int]) -> dict[K, int]:
    return {key: value for key, value in counted.items() if value}


def holdings(balance: FundBalance) -> dict[tuple[AccountId, PurposeId], int]:
    return non_zero({(each.account_id, each.purpose): each.dong for each in balance.holdings})


def stock(balance: FundBalance) -> dict[tuple[str, PurposeId], int]:
    return non_zero({(each.commodity, each.purpose): each.quantity_milli for each in balance.stock})
