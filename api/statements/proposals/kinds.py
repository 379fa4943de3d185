"""What a row of a statement can be, and why it is proposed as that."""

from enum import StrEnum

import msgspec

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


class Kind(StrEnum):
    """What a row is recorded as; the values are permanent codes."""

    DONATION = "donation"  # khoản ủng hộ
    PLEDGE = "pledge"  # thực hiện cam kết ủng hộ
    TRANSFER = "transfer"  # điều chuyển từ quỹ khác, hoặc chuyển đi bị trả lại
    RETURNED = "returned"  # học bổng, khoản hỗ trợ bị trả lại
    INTEREST = "interest"  # tiền lãi
    UNALLOCATED = "unallocated"  # chưa rõ nguồn
    MOVE = "move"  # chuyển giữa các tài khoản của quỹ
    FEE = "fee"  # phí ngân hàng
    PAYMENT = "payment"  # chi theo quyết định đã duyệt
    WAITING = "waiting"  # khoản ghi nợ chờ xử lý
    MATCHED = "matched"  # sổ đã có, ghi tay: đối chiếu
    SKIP = "skip"  # không ghi


OF_CREDITS = frozenset(
    {
        Kind.DONATION,
        Kind.PLEDGE,
        Kind.TRANSFER,
        Kind.RETURNED,
        Kind.INTEREST,
        Kind.UNALLOCATED,
        Kind.MOVE,
        Kind.MATCHED,
        Kind.SKIP,
    }
)

OF_DEBITS = frozenset({Kind.FEE, Kind.PAYMENT, Kind.MOVE, Kind.WAITING, Kind.MATCHED, Kind.SKIP})


class Why(StrEnum):
    """Why a row is proposed as what it is; the values are permanent codes."""

    USUAL = "usual"  # a credit to a collecting account is almost always a gift
    MEMO_CODE = "memo_code"  # the memo carries the code of one appeal
    PLEDGE_DONOR = "pledge_donor"  # the amount of a pledge, and the memo names its donor
    PLEDGE_AMOUNT = "pledge_amount"  # the amount of just one pledge for the appeal in the memo
    IN_TRANSIT = "in_transit"  # just this is on its way from another fund
    CAME_BACK = "came_back"  # just this was sent or paid, and the memo says that it came back
    OTHER_ACCOUNT = "other_account"  # the other half waits in another account of the fund
    OWN_ACCOUNT = "own_account"  # the memo names another account of the fund
    BANK_WORDS = "bank_words"  # the bank's words for it
    APPROVED = "approved"  # just this was approved and not paid
    IN_BOOK = "in_book"  # somebody wrote just this into the book by hand, near that day
    NO_MEMO = "no_memo"  # nobody said what it is for
    SEVERAL_CODES = "several_codes"  # the memo may mean several appeals by its codes
    OUTSIDE_APPEAL = "outside_appeal"  # the appeal in the memo takes no gift of that day
    SAYS_OWN = "says_own"  # the memo says that it was moved, nothing that waits elsewhere fits
    SAYS_RETURNED = "says_returned"  # the memo says that it came back, nothing that was sent fits
    UNEXPLAINED = "unexplained"  # a debit that nothing explains
    KNOWN = "known"  # the book has this very row
    DECIDED = "decided"  # a person said so


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a row is proposed, or decided, to be, with the ids of what it belongs to.

    `account_id` is the other account of a move, `debit_id` and `credit_id` what waits there;
    `payment` the entry that came back, with so many `awards` or just these `lines` of its list;
    `entry` the one that stands in the book already, with which the row is matched.
    """

    kind: Kind
    why: Why
    mobilization_id: MobilizationId | None = None
    donor_id: DonorId | None = None
    pledge_id: PledgeId | None = None
    transfer_id: TransferId | None = None
    account_id: AccountId | None = None
    debit_id: DebitId | None = None
    credit_id: CreditId | None = None
    disbursement_id: DisbursementId | None = None
    payment: int | None = None
    awards: int | None = None
    lines: tuple[int, ...] = ()
    entry: int | None = None
