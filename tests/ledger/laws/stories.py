"""Short stories: commands in an order in which they seldom come about by chance."""

from dataclasses import replace

from hypothesis import strategies as st

from ledger.values import Category, DisbursementClass, Role
from tests.ledger.laws.place import Who
from tests.ledger.laws.steps.correcting import (
    CloseBooks,
    CountCash,
    OpenBooks,
    PostDifference,
    Reverse,
)
from tests.ledger.laws.steps.drawn import ACCOUNTS, DONGS
from tests.ledger.laws.steps.mobilizing import Consent, Pledge, WithdrawPledge
from tests.ledger.laws.steps.opening import Control, Define, Limit
from tests.ledger.laws.steps.receiving import (
    DONATE,
    EARN,
    Charge,
    Donate,
    Earn,
    GiveBack,
    HandOn,
    Hold,
    Import,
    NoteCredit,
    Row,
)
from tests.ledger.laws.steps.spending import (
    Approve,
    Free,
    IssueGoods,
    Line,
    Pay,
    Propose,
    TakeBack,
)
from tests.ledger.laws.steps.transferring import Arrive, ComeBack, MoveMoney, Send
from tests.ledger.laws.world import Step

Story = list[Step]


def either(*stories: Story) -> st.SearchStrategy[Story]:
    """One of some stories."""
    return st.sampled_from(stories)


REVERSED_OR_NOT = either([], [Reverse()])
OLD_ACCOUNTS = st.integers(0, 2)


@st.composite
def a_disbursement(draw: st.DrawFn) -> Story:
    """What is there is spent, in order: perhaps it was not there, perhaps it is undone again."""
    dong, account = draw(DONGS), draw(OLD_ACCOUNTS)
    row = Row(number=draw(st.integers(0, 99)), dong=dong, is_debit=True)
    explains = draw(st.none() | st.just(0)) if account == 1 else None
    pay = Pay(account=account, explains=explains)
    of = draw(st.sampled_from(DisbursementClass))
    return [
        *draw(either([Donate(dong=dong, account=account)], [])),
        *([] if explains is None else [Import(rows=(row,))]),
        Propose(dong=dong, of=of),
        Approve(),
        *draw(either([], [], [Charge(dong=dong)])),
        pay,
        *draw(either([], [Reverse()], [Reverse(), pay], [TakeBack()])),
    ]


@st.composite
def an_award_list(draw: st.DrawFn) -> Story:
    """A list is paid in parts, some of it comes back, and is undone in some order."""
    count = draw(st.integers(1, 4))
    lines = tuple(Line(to=to, dong=100_000) for to in (1, 2, None, 1)[:count])
    numbers = st.lists(st.integers(1, count), unique=True, min_size=1, max_size=count).map(tuple)
    return [
        Donate(dong=500_000),
        Propose(lines=lines),
        Approve(),
        Pay(lines=draw(numbers)),
        *draw(either([], [Pay()], [Pay(), Reverse()], [Reverse(), Pay()])),
        *draw(st.lists(st.builds(TakeBack, lines=numbers), max_size=3)),
        *draw(either([], [Reverse()], [Reverse(), TakeBack(lines=draw(numbers))])),
    ]


@st.composite
def parts(draw: st.DrawFn) -> Story:
    """A sum without a list is paid in parts and comes back in parts."""
    dongs = st.sampled_from([100_000, 200_000, None])
    awards = st.sampled_from([0, 1, 2, None])
    return [
        Donate(dong=400_000),
        Propose(dong=400_000, awards=3),
        Approve(),
        *draw(st.lists(st.builds(Pay, dong=dongs, awards=awards), min_size=1, max_size=2)),
        *draw(st.lists(st.builds(TakeBack, dong=dongs, awards=awards), max_size=3)),
        *draw(REVERSED_OR_NOT),
    ]


@st.composite
def a_correction(draw: st.DrawFn) -> Story:
    """Something is recorded, perhaps to explain a debit, and corrected, perhaps in closed books."""
    row = Row(number=draw(st.integers(0, 99)), dong=55_000, is_debit=True)
    fee = Charge(explains=0)
    recorded, replacement = draw(
        st.tuples(DONATE, DONATE) | st.tuples(EARN, EARN) | st.just((fee, fee))
    )
    days_later = draw(st.none() | st.integers(0, 5))
    return [
        *([Import(rows=(row,))] if recorded is fee else []),
        recorded,
        *draw(either([], [], [CloseBooks(days_ago=draw(st.integers(1, 8)))])),
        Reverse(
            days_later=days_later,
            replacement=draw(st.none() | st.just(replacement)),
            stays=draw(st.booleans()),
        ),
        *draw(REVERSED_OR_NOT),
    ]


@st.composite
def a_pledge(draw: st.DrawFn) -> Story:
    """A pledge is fulfilled in parts, perhaps withdrawn, and a gift to it reversed."""
    by_donor = draw(st.sampled_from([None, 0]))
    gifts = st.builds(
        Donate,
        dong=st.sampled_from([1, 300_000, 600_000]),
        pledge=st.just(0),
        by_donor=st.sampled_from([by_donor, by_donor, 1]),
        of=st.sampled_from(["money", "money", "goods"]),
    )
    return [
        Pledge(by_donor=by_donor),
        *draw(st.lists(gifts, min_size=1, max_size=3)),
        *draw(either([], [WithdrawPledge()])),
        *draw(st.lists(st.builds(Reverse, which=st.integers(0, 2)), max_size=3)),
        *draw(st.lists(gifts, max_size=1)),
    ]


@st.composite
def unknown_money(draw: st.DrawFn) -> Story:
    """A credit of unknown origin turns out to be several things, some of which it was not."""
    account = draw(OLD_ACCOUNTS)
    dongs = st.sampled_from([100_000, 250_000, 500_000])
    days, later = st.integers(0, 6), st.none() | st.integers(0, 4)
    uses: st.SearchStrategy[Step] = st.one_of(
        st.builds(Donate, dong=dongs, account=st.just(account), credit=st.just(0), days_ago=days),
        st.builds(Earn, dong=dongs, account=st.just(account), credit=st.just(0)),
        st.builds(Hold, dong=dongs, account=st.just(account), credit=st.just(0)),
        st.builds(
            GiveBack, gift=st.none(), credit=st.just(0), dong=dongs, account=st.just(account)
        ),
        st.builds(MoveMoney, dong=dongs, to_account=st.just(account), credit=st.just(0)),
        st.builds(Reverse, which=st.integers(0, 3), days_later=later),
    )
    noted = NoteCredit(account=account, days_ago=draw(days))
    return [noted, *draw(st.lists(uses, min_size=1, max_size=6))]


@st.composite
def a_restricted_gift(draw: st.DrawFn) -> Story:
    """A gift for a purpose is released, refunded, spent and reversed in some order."""
    uses: st.SearchStrategy[Step] = st.one_of(
        st.just(Free()),
        st.just(GiveBack(dong=200_000)),
        st.just(Reverse()),
        st.just(Reverse(which=1)),
        st.just(Consent(by_donor=0, dong=300_000)),
    )
    return [
        Define(expires_in=draw(st.sampled_from([None, 10]))),
        Donate(purpose=-2, by_donor=0) if draw(st.booleans()) else Donate(purpose=1, by_donor=0),
        Consent(by_donor=0),
        *draw(st.lists(uses, min_size=1, max_size=4)),
    ]


@st.composite
def others_money(draw: st.DrawFn) -> Story:
    """Money is held for others and handed on."""
    account = draw(ACCOUNTS)
    return [
        Hold(account=account),
        HandOn(account=account, dong=draw(st.sampled_from([1, 400_000, 400_001]))),
        *draw(st.lists(st.builds(Reverse, which=st.integers(0, 1)), max_size=2)),
    ]


@st.composite
def goods_in_and_out(draw: st.DrawFn) -> Story:
    """Goods come at several values and go, and a gift of some is reversed."""
    values, days = st.sampled_from([0, 1, 100, 1_000]), st.integers(0, 4)
    gifts = st.builds(Donate, of=st.just("goods"), dong=values, days_ago=days)
    issues = st.builds(IssueGoods, milli=st.sampled_from([1, 1_000, 2_000]), days_ago=days)
    undone = st.builds(Reverse, which=st.integers(0, 3), days_later=st.none() | days)
    return [
        draw(gifts),
        *draw(st.lists(gifts | issues | undone, min_size=2, max_size=6)),
    ]


@st.composite
def a_count(draw: st.DrawFn) -> Story:
    """A cash box is counted, the difference posted, and that undone."""
    more, days_ago = draw(st.sampled_from([0, 50_000, -50_000])), draw(st.integers(0, 2))
    return [
        Donate(account=0, days_ago=2),
        CountCash(more=more, days_ago=days_ago),
        PostDifference(),
        *draw(either([], [PostDifference()], [Reverse(), PostDifference()])),
    ]


@st.composite
def a_restricted_round(draw: st.DrawFn) -> Story:
    """Money for a purpose is spent on what it is for, or on something else, or too late."""
    define = Define(
        programme=draw(st.sampled_from([None, 0])),
        categories=draw(st.sampled_from([(), (Category.POOR,)])),
        classes=draw(st.sampled_from([(), (DisbursementClass.SCHOLARSHIP,)])),
        expires_in=draw(st.sampled_from([None, 5, 9])),
        names_recipients=draw(st.booleans()),
    )
    propose = Propose(
        purpose=draw(st.sampled_from([1, 1, 2])),
        programme=draw(st.sampled_from([0, 0, 1])),
        of=draw(st.sampled_from([DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT])),
        categories=draw(st.sampled_from([(Category.POOR,), (Category.EXCELLENT,), ()])),
        lines=draw(st.sampled_from([(), (Line(to=1), Line(categories=(Category.ADULT_LEARNER,)))])),
        days_ago=draw(st.integers(0, 8)),
    )
    days = st.integers(0, 6)
    return [
        define,
        Donate(purpose=1, days_ago=9),
        propose if not propose.lines else replace(propose, categories=()),
        Approve(days_ago=draw(days)),
        Pay(days_ago=draw(days), late=draw(st.none() | days)),
    ]


@st.composite
def what_the_board_decides(draw: st.DrawFn) -> Story:
    """The board sets limits and controls, and people come up against them."""
    role = draw(st.sampled_from([Role.TREASURER, Role.APPROVER, Role.CASHIER]))
    return [
        Donate(dong=2_000_000),
        Limit(role=role, dong=draw(st.sampled_from([399_999, 400_000]))),
        Control(
            payer_may_prepare=draw(st.booleans()),
            cashier_exception=draw(st.booleans()),
            permille=draw(st.sampled_from([None, 0, 500])),
        ),
        Propose(who=Who.FOR_ALL, of=draw(st.sampled_from(DisbursementClass))),
        Approve(who=draw(st.sampled_from([Who.APPROVER, Who.FOR_ALL]))),
        Pay(
            who=draw(st.sampled_from([Who.CASHIER, Who.FOR_ALL])),
            dong=draw(st.none() | st.just(1)),
        ),
        *draw(either([], [Limit(role=role, dong=None), Pay()])),
    ]


@st.composite
def closed_books(draw: st.DrawFn) -> Story:
    """The books are closed over something, which turns out late to have been otherwise."""
    facts: st.SearchStrategy[Step] = st.one_of(
        st.just(Reverse()),
        st.just(Reverse(days_later=0)),
        st.just(Reverse(days_later=6)),
        st.just(Donate(days_ago=6)),
        st.just(Donate(days_ago=2, late=6)),
        st.just(Charge(explains=0, days_ago=2)),
        st.builds(OpenBooks, days_ago=st.sampled_from([None, 4, 5, 7])),
        st.builds(CloseBooks, days_ago=st.sampled_from([1, 3, 5])),
    )
    row = Row(number=draw(st.integers(0, 99)), days_ago=7, is_debit=draw(st.booleans()))
    return [
        Donate(days_ago=7),
        CloseBooks(days_ago=draw(st.integers(3, 6))),
        Import(rows=(row,)),
        *draw(st.lists(facts, min_size=1, max_size=4)),
    ]


@st.composite
def a_match(draw: st.DrawFn) -> Story:
    """What was written by hand is what the statement shows; or it turns out to be otherwise."""
    is_in = draw(st.booleans())
    written: Step = Donate(days_ago=7, account=1) if is_in else Charge(days_ago=7)
    row = Row(number=draw(st.integers(0, 99)), days_ago=6, entry=0)
    again = Row(number=draw(st.integers(100, 199)), days_ago=5, entry=0)
    afterwards: st.SearchStrategy[Step] = st.one_of(
        st.just(Reverse()),
        st.just(Reverse(days_later=2)),
        st.just(Reverse(replacement=Donate(days_ago=7, account=1) if is_in else Charge())),
        st.just(Reverse(replacement=Donate(dong=1, account=1) if is_in else Charge(dong=1))),
        st.just(Import(rows=(again,))),
        st.just(CloseBooks(days_ago=3)),
    )
    return [
        written,
        Import(rows=(row,)),
        *draw(st.lists(afterwards, min_size=1, max_size=4)),
    ]


OF_SPENDING: st.SearchStrategy[Story] = st.one_of(
    a_disbursement(), an_award_list(), parts(), a_restricted_gift(), goods_in_and_out()
)
OF_RULES: st.SearchStrategy[Story] = st.one_of(
    a_restricted_round(), what_the_board_decides(), closed_books()
)
OF_RECEIVING: st.SearchStrategy[Story] = st.one_of(
    a_correction(), a_match(), a_pledge(), unknown_money(), others_money(), a_count()
)


@st.composite
def a_transfer(draw: st.DrawFn) -> list[tuple[Step, int]]:
    """Money is sent to the next fund, and arrives, comes back or is reversed, again and again."""
    uses: st.SearchStrategy[tuple[Step, int]] = st.sampled_from(
        [
            (Arrive(), 1),
            (ComeBack(), 0),
            (Reverse(), 0),
            (Reverse(), 1),
            (Reverse(which=1), 0),
            (Arrive(), 0),
        ]
    )
    return [(Donate(), 0), (Send(), 0), *draw(st.lists(uses, min_size=1, max_size=6))]


A_TRANSFER = a_transfer()
