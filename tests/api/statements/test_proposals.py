"""What rows are proposed to be, by what is known, and why."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statements.layout import load_layout
from api.statements.proposals.kinds import OF_CREDITS, OF_DEBITS, Kind, Proposal, Why
from api.statements.proposals.known import (
    Appeal,
    Approved,
    Known,
    OnItsWay,
    OwnAccount,
    Paid,
    Promise,
    Waiting,
    Written,
)
from api.statements.proposals.memos import Phrases, word_pattern
from api.statements.proposals.proposing import Proposer
from api.statements.rows import Row
from api.statements.words import Words
from ledger.fund.receiving.memo_codes import folded
from ledger.values import (
    AccountId,
    CreditId,
    DebitId,
    DisbursementId,
    DonorId,
    MobilizationId,
    PledgeId,
    TransferId,
)
from tests.builders import an_id

DAY = date(2024, 9, 10)
APPEAL = Appeal(
    mobilization_id=MobilizationId(an_id("appeal")),
    code="VEHH-2024",
    starts_on=date(2024, 9, 1),
    ends_on=date(2024, 9, 30),
)
OTHER = Appeal(
    mobilization_id=MobilizationId(an_id("other")), code="TETVN", starts_on=date(2024, 1, 1)
)
PROMISE = Promise(
    pledge_id=PledgeId(an_id("pledge")),
    amount_dong=5_000_000,
    since=date(2024, 8, 1),
    mobilization_id=APPEAL.mobilization_id,
    donor_id=DonorId(an_id("donor")),
    names=("Trần Thị Bích",),
)
NAMELESS = msgspec.structs.replace(PROMISE, donor_id=None, names=())
INCOMING = OnItsWay(
    transfer_id=TransferId(an_id("in")), amount_dong=7_000_000, sent_on=date(2024, 9, 9)
)
SENT = OnItsWay(
    transfer_id=TransferId(an_id("out")),
    amount_dong=8_000_000,
    sent_on=date(2024, 9, 9),
    is_own=True,
)
DEPOSIT = AccountId(an_id("deposit"))
TAKEN = Waiting(
    account_id=DEPOSIT,
    amount_dong=9_000_000,
    happened_on=DAY - timedelta(days=1),
    debit_id=DebitId(an_id("debit")),
)
PUT = Waiting(
    account_id=DEPOSIT,
    amount_dong=4_000_000,
    happened_on=DAY,
    credit_id=CreditId(an_id("credit")),
)
APPROVED = Approved(
    disbursement_id=DisbursementId(an_id("approved")), amount_dong=3_000_000, approved_on=DAY
)
PAID = Paid(
    disbursement_id=DisbursementId(an_id("paid")),
    payment=17,
    amount_dong=500_000,
    paid_on=date(2024, 9, 5),
    awards=1,
)
WRITTEN = (
    Written(entry=4, dong=222_000, happened_on=DAY + timedelta(days=3)),
    Written(entry=5, dong=-111_000, happened_on=DAY),
)
KNOWN = Known(
    appeals=(APPEAL, OTHER),
    promises=(PROMISE,),
    on_their_way=(INCOMING, SENT),
    waiting=(TAKEN, PUT),
    approved=(APPROVED,),
    paid=(PAID,),
    written=lambda since, until: [e for e in WRITTEN if since <= e.happened_on <= until],
    accounts=(OwnAccount(account_id=DEPOSIT, number="0123456789"),),
)


def a_row(dong: int, memo: str, on: date = DAY, counterparty: str = "") -> Row:
    return Row(2, on, "", "", "", max(-dong, 0), max(dong, 0), None, memo, counterparty)


def proposed(*rows: Row, known: Known = KNOWN) -> list[Proposal]:
    proposer = Proposer(known, Words())
    return [proposer.propose(row) for row in rows]


@pytest.mark.parametrize(
    "dong, memo, kind, why",
    [
        (50_000, "NGUYEN VAN A ung ho", Kind.DONATION, Why.USUAL),
        (50_000, "", Kind.UNALLOCATED, Why.NO_MEMO),
        (50_000, "ung ho vehh 2024", Kind.DONATION, Why.MEMO_CODE),
        (50_000, "Ủng hộ VEHH-2024.", Kind.DONATION, Why.MEMO_CODE),
        (50_000, "VEHH 20245", Kind.DONATION, Why.USUAL),
        (50_000, "VEHH-2024 TETVN", Kind.UNALLOCATED, Why.SEVERAL_CODES),
        (5_000_000, "Tran Thi Bich chuyen tien", Kind.PLEDGE, Why.PLEDGE_DONOR),
        (5_000_000, "ct VEHH 2024", Kind.PLEDGE, Why.PLEDGE_AMOUNT),
        (5_000_000, "TETVN", Kind.DONATION, Why.MEMO_CODE),
        (5_000_000, "ung ho", Kind.DONATION, Why.USUAL),
        (7_000_000, "HKH tinh chuyen", Kind.TRANSFER, Why.IN_TRANSIT),
        (8_000_000, "hoan tra lenh chuyen tien", Kind.TRANSFER, Why.CAME_BACK),
        (8_000_000, "ung ho", Kind.DONATION, Why.USUAL),
        (500_000, "Hoàn trả: sai số tài khoản", Kind.RETURNED, Why.CAME_BACK),
        (500_000, "ung ho", Kind.DONATION, Why.USUAL),
        (123_000, "hoan tien", Kind.UNALLOCATED, Why.SAYS_RETURNED),
        (1_234, "Trả lãi tiền gửi tháng 8", Kind.INTEREST, Why.BANK_WORDS),
        (123_000, "Hoan tra chuyen nham, tra lai TK", Kind.UNALLOCATED, Why.SAYS_RETURNED),
        (123_000, "tra lai tai khoan tien thua", Kind.UNALLOCATED, Why.SAYS_RETURNED),
        (9_000_000, "chuyen noi bo", Kind.MOVE, Why.OTHER_ACCOUNT),
        (6_000_000, "tat toan 0123456789", Kind.MOVE, Why.OWN_ACCOUNT),
        (222_000, "ung ho", Kind.MATCHED, Why.IN_BOOK),
        (-111_000, "rut tien", Kind.MATCHED, Why.IN_BOOK),
        (6_000_000, "dieu chuyen noi bo tu TK Agribank", Kind.UNALLOCATED, Why.SAYS_OWN),
        (6_000_000, "chuyen quy khuyen hoc", Kind.DONATION, Why.USUAL),
        (50_000, "ung ho, nhap lai cho dung noi dung", Kind.DONATION, Why.USUAL),
        (-11_000, "Thu phi SMS", Kind.FEE, Why.BANK_WORDS),
        (-11_000, "PHI CHUYEN TIEN 10000 VAT 1000", Kind.FEE, Why.BANK_WORDS),
        (-20_000_000, "Phí quản lý tài khoản", Kind.WAITING, Why.UNEXPLAINED),
        (-200_000, "Chi kinh phi khen thuong", Kind.WAITING, Why.UNEXPLAINED),
        (-200_000, "chi phi quan ly le trao", Kind.WAITING, Why.UNEXPLAINED),
        (-200_000, "nop hoc phi em Ha", Kind.WAITING, Why.UNEXPLAINED),
        (-200_000, "mua hien vat tang hoc sinh", Kind.WAITING, Why.UNEXPLAINED),
        (-200_000, "Nguyen Phi Hung rut tien", Kind.WAITING, Why.UNEXPLAINED),
        (-500_000, "hoc bong em NGUYEN VAN PHI CK 247", Kind.WAITING, Why.UNEXPLAINED),
        (-500_000, "LE THI THU PHI nhan hoc bong", Kind.WAITING, Why.UNEXPLAINED),
        (-500_000, "5241.83107.TRAN PHI chuyen tien", Kind.WAITING, Why.UNEXPLAINED),
        (-500_000, "Phi quan ly quy thang 9", Kind.WAITING, Why.UNEXPLAINED),
        (-11_000, "VCB.5241.83107.PHI CHUYEN TIEN", Kind.FEE, Why.BANK_WORDS),
        (-11_000, "NH tu dong thu phi DV SMS T9", Kind.FEE, Why.BANK_WORDS),
        (-11_000, "Phi dich vu e-Mobile Banking", Kind.FEE, Why.BANK_WORDS),
        (-3_000_000, "chi hoc bong", Kind.PAYMENT, Why.APPROVED),
        (-4_000_000, "gui tiet kiem", Kind.MOVE, Why.OTHER_ACCOUNT),
        (-6_000_000, "den TK 0123456789", Kind.MOVE, Why.OWN_ACCOUNT),
        (-77_000, "rut tien mat", Kind.WAITING, Why.UNEXPLAINED),
    ],
)
def test_a_row_is_proposed_as_what_it_most_likely_is(
    dong: int, memo: str, kind: Kind, why: Why
) -> None:
    (proposal,) = proposed(a_row(dong, memo))
    assert (proposal.kind, proposal.why) == (kind, why)


def test_an_appeal_takes_no_gift_of_a_day_it_did_not_run() -> None:
    for on in (date(2024, 8, 31), date(2024, 10, 1)):
        (proposal,) = proposed(a_row(50_000, "VEHH-2024", on))
        assert (proposal.kind, proposal.why) == (Kind.UNALLOCATED, Why.OUTSIDE_APPEAL)


def an_appeal(code: str, starts_on: date, ends_on: date | None) -> Appeal:
    return Appeal(
        mobilization_id=MobilizationId(an_id(f"{code} {starts_on}")),
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
    )


LONG_AGO = an_appeal("TET", date(2023, 1, 1), date(2023, 2, 28))
BEFORE = an_appeal("TET", date(2024, 1, 1), date(2024, 9, 10))
ANEW = an_appeal("Tết", date(2024, 9, 10), None)


@pytest.mark.parametrize(
    "on, why, appeal",
    [
        (date(2024, 9, 9), Why.MEMO_CODE, BEFORE),
        (date(2024, 9, 10), Why.SEVERAL_CODES, None),
        (date(2024, 9, 11), Why.MEMO_CODE, ANEW),
        (date(2023, 2, 1), Why.MEMO_CODE, LONG_AGO),
        (date(2023, 3, 1), Why.OUTSIDE_APPEAL, ANEW),
    ],
)
def test_a_code_that_was_used_again_is_that_of_the_appeal_that_takes_gifts_of_the_day(
    on: date, why: Why, appeal: Appeal | None
) -> None:
    known = Known(appeals=(ANEW, LONG_AGO, BEFORE))
    (proposal,) = proposed(a_row(50_000, "ung ho tet", on), known=known)
    assert proposal.why is why
    assert proposal.mobilization_id == (None if appeal is None else appeal.mobilization_id)


@pytest.mark.parametrize(
    "code, ends_on, memo, why",
    [
        ("TET", None, "tet 2024", Why.SEVERAL_CODES),
        ("2024", None, "tet 2024", Why.SEVERAL_CODES),
        ("2024 A", None, "tet 2024 a", Why.SEVERAL_CODES),
        ("TET", date(2024, 2, 1), "tet 2024", Why.MEMO_CODE),
        ("TET", None, "tet", Why.MEMO_CODE),
        ("TET2024", None, "tet 2024", Why.MEMO_CODE),
    ],
)
def test_of_codes_that_lie_within_one_another_either_may_be_meant_while_both_appeals_run(
    code: str, ends_on: date | None, memo: str, why: Why
) -> None:
    known = Known(
        appeals=(
            an_appeal("TET-2024", date(2024, 1, 1), None),
            an_appeal(code, date(2024, 1, 1), ends_on),
        )
    )
    (proposal,) = proposed(a_row(50_000, memo), known=known)
    assert proposal.why is why


def test_the_longer_of_two_codes_tells_that_its_appeal_is_over() -> None:
    longer = an_appeal("TET 2024", date(2024, 1, 1), date(2024, 2, 1))
    known = Known(appeals=(longer, an_appeal("TET", date(2024, 1, 1), None)))
    (proposal,) = proposed(a_row(50_000, "tet 2024"), known=known)
    assert (proposal.why, proposal.mobilization_id) == (
        Why.OUTSIDE_APPEAL,
        longer.mobilization_id,
    )


def test_gifts_without_a_code_are_for_the_appeal_that_is_named() -> None:
    known = Known(mobilization_id=OTHER.mobilization_id, appeals=(APPEAL,))
    plain, coded = proposed(
        a_row(50_000, "ung ho"), a_row(50_000, "VEHH2024 VEHH-2024"), known=known
    )
    assert plain.mobilization_id == OTHER.mobilization_id
    assert coded.mobilization_id == APPEAL.mobilization_id


@pytest.mark.parametrize(
    "dong, memo",
    [
        (5_000_000, "Tran Thi Bich"),
        (7_000_000, "chuyen"),
        (8_000_000, "hoan tra"),
        (9_000_000, "noi bo"),
        (500_000, "hoan tra"),
        (222_000, "ung ho"),
        (-111_000, "rut"),
        (-3_000_000, "chi"),
        (-4_000_000, "gui"),
    ],
)
def test_what_one_row_is_no_other_is(dong: int, memo: str) -> None:
    first, second = proposed(a_row(dong, memo), a_row(dong, memo))
    assert first != second
    assert second.kind in (Kind.DONATION, Kind.UNALLOCATED, Kind.WAITING)


def test_a_small_amount_by_itself_does_not_tell_that_money_is_the_fund_s_own() -> None:
    small = Known(
        on_their_way=(OnItsWay(transfer_id=INCOMING.transfer_id, amount_dong=50_000, sent_on=DAY),)
    )
    gift, told = proposed(a_row(50_000, "ung ho"), a_row(50_000, "dieu chuyen"), known=small)
    assert (gift.kind, told.kind) == (Kind.DONATION, Kind.TRANSFER)


def test_what_happened_later_or_long_ago_is_not_it() -> None:
    before = date(2024, 9, 1)
    rows = [a_row(7_000_000, "chuyen", before), a_row(9_000_000, "noi bo", before)]
    assert [each.kind for each in proposed(*rows)] == [Kind.DONATION, Kind.DONATION]
    assert proposed(a_row(222_000, "ung ho", date(2024, 9, 8)))[0].kind is Kind.DONATION


def test_a_bank_may_have_words_of_its_own() -> None:
    words = load_layout("vietcombank").words
    assert Proposer(Known(), words).propose(a_row(1, "tra lai tien gui")).kind is Kind.INTEREST


MEMOS = st.lists(
    st.sampled_from(["ung ho", "VEHH-2024", "TETVN", "hoan tra", "tra lai tien gui", "phi", ""]),
    max_size=4,
).map(" ".join)
DONGS = st.sampled_from(
    [50_000, 500_000, 5_000_000, 7_000_000, 8_000_000, 9_000_000, 3_000_000, 222_000, 111_000]
)


@given(st.lists(st.tuples(DONGS, st.sampled_from([1, -1]), MEMOS)))
def test_every_row_is_proposed_as_something_it_can_be(
    rows: list[tuple[int, int, str]],
) -> None:
    proposals = proposed(*(a_row(dong * sign, memo) for dong, sign, memo in rows))
    for (_, sign, _), proposal in zip(rows, proposals, strict=True):
        assert proposal.kind in (OF_CREDITS if sign > 0 else OF_DEBITS)
    for name in ("pledge_id", "transfer_id", "payment", "debit_id", "credit_id", "entry"):
        ids = [getattr(each, name) for each in proposals if getattr(each, name) is not None]
        assert len(ids) == len(set(ids)), f"nothing is proposed twice, no {name}"


@given(st.text())
def test_folded_texts_are_words_with_a_space_around_each(text: str) -> None:
    found = folded(text)
    assert found == folded(found)
    assert found.startswith(" ")
    assert found.endswith(" ")
    assert found.isascii()


_PHRASES = (
    "tra lai",
    "tra lai tien gui",
    "lai nhap goc",
    "VEHH-2024",
    "VEHH",
    "0011001932418",
    "hoan",
)
_PIECES = st.sampled_from(
    [
        *_PHRASES,
        "Trả lãi",
        "VEHH2024",
        "xtra",
        "lai",
        "goc",
        "hoàn",
        "đ",
        "\n",
        "-",
        " ",
        "  ",
        ".",
        "A",
    ]
)
_TEXTS = st.lists(st.lists(_PIECES, max_size=8).map("".join), max_size=6)


@given(_TEXTS, st.sets(st.sampled_from(_PHRASES)))
def test_texts_searched_as_one_have_the_phrases_that_each_has_by_itself(
    texts: list[str], phrases: set[str]
) -> None:
    pattern = word_pattern(phrases)
    each = {
        at for at, text in enumerate(texts) if pattern is not None and pattern.search(folded(text))
    }
    assert Phrases(phrases).found_in(texts) == each


@given(st.lists(st.tuples(DONGS, MEMOS.map(str.strip))), st.sampled_from([PROMISE, NAMELESS]))
def test_rows_are_proposed_together_as_if_none_were_passed_over_quickly(
    told: list[tuple[int, str]], promise: Promise
) -> None:
    known = msgspec.structs.replace(KNOWN, promises=(promise,))
    rows = [a_row(dong, f"{memo} tran thi bich" if dong % 3 else memo) for dong, memo in told]
    careful = Proposer(known, Words())
    words = {word for row in rows for word in row.memo.split()}
    careful._telling = Phrases(words)  # noqa: SLF001  # so it takes the long way with every row
    assert Proposer(known, Words()).propose_all(rows) == [careful.propose(row) for row in rows]
