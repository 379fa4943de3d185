"""Histories that once went wrong, or nearly: each is played by every run, for ever.

A machine that fails prints its shortest history in these words. Put it here under the name of what
must be true, and it is kept.
"""

from tests.ledger.laws.place import Who
from tests.ledger.laws.steps.correcting import CloseBooks, OpenBooks, Reverse
from tests.ledger.laws.steps.mobilizing import (
    CloseAppeal,
    Consent,
    Launch,
    Pledge,
    WithdrawPledge,
)
from tests.ledger.laws.steps.opening import Begin, Define
from tests.ledger.laws.steps.receiving import (
    Charge,
    Donate,
    GiveBack,
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
    Reject,
    TakeBack,
)
from tests.ledger.laws.steps.transferring import Arrive, ComeBack, Send
from tests.ledger.laws.world import History, How, Step, Taken, Wait


def history(*steps: Step | Wait | Taken) -> History:
    """Steps in the first fund, each command sent once, where no more is said of them."""
    return [step if isinstance(step, tuple) else (step, How.PLAINLY, 0) for step in steps]


HISTORIES: dict[str, History] = {
    "a memo code is of one open appeal": history(
        Launch(code="TET"),
        Launch(code="Tết"),
        Launch(code="TET-2025"),
        Launch(code="DATTO"),
        CloseAppeal(),
        Launch(code="TẾT2025"),
        CloseAppeal(which=1),
        Launch(code="Tết"),
    ),
    "a credit that was placed and freed later was not there meanwhile": history(
        NoteCredit(days_ago=9),
        Donate(days_ago=8, credit=0),
        Reverse(days_later=4),
        Donate(days_ago=2, credit=0),
        Reverse(),
        Donate(days_ago=6, credit=0),
        Donate(days_ago=4, credit=0),
    ),
    "a gift for a purpose that had expired by its day is warned of": history(
        Define(days_ago=10, expires_in=5),
        Donate(days_ago=5, purpose=1),
        Donate(days_ago=4, purpose=1),
        (Donate(days_ago=0, purpose=1), How.REHEARSED, 0),
    ),
    "a gift whose day is closed is corrected as of that day, and is outside later appeals": history(
        Donate(days_ago=6),
        Launch(starts_days_ago=2),
        CloseBooks(days_ago=4),
        Reverse(replacement=Donate(for_appeal=0), stays=True),
        Reverse(replacement=Donate(dong=400_000), stays=True),
        Reverse(replacement=Donate(dong=300_000, for_appeal=0), stays=True),
        Reverse(replacement=Donate(dong=300_000, for_appeal=0)),
    ),
    "what a row is left with, when its entry is reversed, is no other row's": history(
        Donate(days_ago=7),
        Import(rows=(Row(days_ago=6, entry=0),)),
        Reverse(),
        Import(rows=(Row(number=1, days_ago=5, entry=0),)),
    ),
    "a payment can be undone twice": history(
        Begin(dong=400_000),
        Import(rows=(Row(dong=400_000, is_debit=True),)),
        Propose(dong=400_000),
        Approve(),
        Pay(explains=0),
        Reverse(),
        Pay(explains=0),
        Reverse(),
        Charge(dong=400_000, explains=0),
        Pay(),
        Reverse(replacement=Charge(dong=400_000, explains=0)),
        Reverse(),
        Pay(explains=0),
    ),
    "an overdraft that a reversal uncovers stops further spending": history(
        Donate(dong=500_000, days_ago=3),
        Propose(dong=400_000),
        Propose(dong=100_000),
        Approve(which=0),
        Approve(which=1),
        Pay(which=1),
        Reverse(which=1, days_later=3),
        Pay(which=0),
        Donate(dong=100_000),
        Pay(which=0),
        Donate(dong=400_000),
        Pay(which=0),
    ),
    "an opening balance that was reversed is recorded anew": history(
        Begin(dong=1), Begin(dong=2), Reverse(), Begin(dong=2)
    ),
    "no more awards come back than were paid": history(
        Donate(dong=400_000),
        Propose(dong=400_000, awards=2),
        Approve(),
        Pay(),
        TakeBack(dong=100_000, awards=1),
        TakeBack(dong=100_000, awards=1),
        TakeBack(dong=100_000, awards=0),
        TakeBack(),
        Reverse(),
        TakeBack(awards=1),
    ),
    "nothing comes back of a payment that is reversed": history(
        Donate(dong=400_000), Propose(), Approve(), Pay(), Reverse(), TakeBack()
    ),
    "nothing is refunded or released of a gift that is reversed": history(
        Define(), Donate(purpose=1, by_donor=0), Consent(), Reverse(), GiveBack(), Free()
    ),
    "goods are never given out for less than nothing": history(
        Donate(of="goods", dong=100),
        Donate(of="goods", dong=0),
        Donate(of="goods", dong=0),
        IssueGoods(milli=2_000),
        Reverse(which=3),
        IssueGoods(milli=1_000),
    ),
    "money given for a purpose is freed by its donor and an approver only": history(
        Define(),
        Donate(purpose=1, by_donor=0),
        Reverse(replacement=Donate(by_donor=0)),
        Reverse(replacement=Donate(purpose=1, dong=400_000, by_donor=0)),
        Consent(by_donor=1),
        Consent(by_donor=0),
        Free(who=Who.TREASURER),
        Free(),
        Charge(dong=200_000, purpose=1),
    ),
    "what was there before the book is freed on paper": history(
        Define(),
        Begin(purpose=1),
        Consent(),
        Consent(on_paper=True),
        Free(),
        Free(on_paper=True),
        Reverse(),
        Reverse(),
    ),
    "a pledge of nobody known stays one when a gift of somebody known to it is reversed": history(
        Pledge(),
        Donate(dong=500_000, pledge=0, by_donor=0),
        Reverse(),
        Donate(dong=500_000, pledge=0, by_donor=1),
    ),
    "a pledge of somebody known stays that donor's": history(
        Pledge(by_donor=0),
        Donate(dong=500_000, pledge=0, by_donor=0),
        Reverse(),
        Donate(dong=500_000, pledge=0, by_donor=1),
        Donate(dong=500_000, pledge=0, by_donor=0),
    ),
    "a pledge that is withdrawn is outstanding again by what is reversed": history(
        Pledge(),
        Donate(dong=300_000, pledge=0),
        WithdrawPledge(),
        Reverse(),
        WithdrawPledge(),
        WithdrawPledge(),
    ),
    "goods that nobody can value fulfil no pledge": history(
        Pledge(), Donate(dong=0, of="goods", pledge=0), WithdrawPledge()
    ),
    "what is approved is not rejected before it was": history(
        Donate(days_ago=5), Propose(days_ago=4), Approve(days_ago=1), Reject(days_ago=3), Reject()
    ),
    "lines of a list are paid, come back and are paid again each by itself": history(
        Donate(dong=500_000),
        Propose(lines=(Line(to=1), Line(to=2, dong=100_000), Line())),
        Approve(),
        Pay(lines=(2, 1)),
        TakeBack(lines=(1,)),
        TakeBack(lines=(1,)),
        Reverse(),
        Reverse(),
        Pay(lines=(1,)),
        Pay(),
    ),
    "a credit is placed in parts, one of which it was not": history(
        NoteCredit(dong=500_000, days_ago=5),
        Donate(dong=200_000, credit=0, days_ago=4),
        Hold(dong=300_000, credit=0, days_ago=3),
        Reverse(which=2),
        Reverse(which=1, days_later=2),
        Donate(dong=200_000, credit=0, days_ago=3),
        Donate(dong=200_000, credit=0),
        GiveBack(gift=None, credit=0, dong=1),
    ),
    "nobody acts on an award to himself": history(
        Donate(dong=500_000),
        Propose(lines=(Line(to=0), Line(to=1))),
        Approve(who=Who.FOR_ALL),
        Approve(),
        Pay(who=Who.FOR_ALL, lines=(1,)),
        Pay(who=Who.FOR_ALL, lines=(2,)),
    ),
    "a seal holds what there was on its day, and holds it": history(
        Donate(days_ago=8),
        Donate(of="goods", days_ago=8),
        Donate(days_ago=1),
        CloseBooks(days_ago=5),
        Reverse(which=2),
        IssueGoods(),
        CloseBooks(days_ago=1),
        OpenBooks(days_ago=2),
        Donate(days_ago=2),
        CloseBooks(days_ago=1),
    ),
    "late facts of closed books are booked on the first open day": history(
        Donate(days_ago=8),
        CloseBooks(days_ago=5),
        Reverse(),
        Donate(days_ago=6),
        Donate(days_ago=4, late=6),
        Import(rows=(Row(days_ago=7), Row(number=1, days_ago=7, is_debit=True))),
        Charge(explains=0, days_ago=4),
        OpenBooks(days_ago=7),
        Donate(days_ago=6),
    ),
}

OF_A_TREE: dict[str, History] = {
    "a transfer is settled once, and again when that is undone": history(
        Donate(dong=500_000),
        Send(),
        (ComeBack(), How.PLAINLY, 1),
        (Arrive(), How.PLAINLY, 1),
        ComeBack(),
        Reverse(),
        (Reverse(), How.PLAINLY, 1),
        ComeBack(),
        (Arrive(), How.PLAINLY, 1),
        Reverse(),
        Reverse(which=1),
        (Arrive(), How.PLAINLY, 1),
        Reverse(),
    ),
    "money given for a purpose stays under one in the other fund": history(
        Define(),
        Donate(purpose=1),
        Send(purpose=1),
        (Arrive(), How.PLAINLY, 1),
        (Define(), How.PLAINLY, 1),
        (Arrive(purpose=1), How.PLAINLY, 1),
    ),
    "money that came from another fund for a purpose is freed on paper": history(
        Define(),
        Donate(purpose=1, by_donor=0),
        Send(purpose=1),
        (Define(), How.PLAINLY, 1),
        (Arrive(purpose=1), How.PLAINLY, 1),
        (Consent(), How.PLAINLY, 1),
        (Consent(on_paper=True), How.PLAINLY, 1),
        (Free(), How.PLAINLY, 1),
        (Free(on_paper=True), How.PLAINLY, 1),
        (Reverse(which=1), How.PLAINLY, 1),
        (Reverse(), How.PLAINLY, 1),
        (Reverse(), How.PLAINLY, 1),
        ComeBack(),
    ),
}
