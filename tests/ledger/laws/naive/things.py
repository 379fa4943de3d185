"""What is written down in the naive ledger: plain records, none of which knows a sum."""

from dataclasses import dataclass
from datetime import date

from ledger.events.fund.opening import Restriction
from ledger.fund.spending.award_lists import Award
from ledger.values import (
    AccountId,
    AccountKind,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    FundId,
    LegalRegime,
    MemoId,
    MobilizationId,
    PledgeId,
    PurposeId,
    StaffId,
    TransferId,
)

Move = tuple[AccountId, PurposeId, int]
"""So many đồng (below zero: out) of an account and a purpose."""


@dataclass(kw_only=True)
class AFund:
    """A fund."""

    fund: FundId
    regime: LegalRegime
    opened_on: date


@dataclass(kw_only=True)
class AnAccount:
    """An account of a fund."""

    fund: FundId
    account: AccountId
    kind: AccountKind
    opened_on: date


@dataclass(kw_only=True)
class APurpose:
    """A purpose, or the custody of money of others (`restriction` none)."""

    fund: FundId
    purpose: PurposeId
    restriction: Restriction | None


@dataclass(kw_only=True)
class AnAppeal:
    """An appeal; the day it was closed may come before its planned end."""

    fund: FundId
    appeal: MobilizationId
    starts_on: date
    ends_on: date | None
    purpose: PurposeId
    code: str | None = None
    closed_on: date | None = None


@dataclass(kw_only=True)
class APledge:
    """A pledge, how much of it was withdrawn, and since when all is open that is."""

    fund: FundId
    pledge: PledgeId
    dong: int
    since: date
    donor: DonorId | None
    appeal: MobilizationId | None
    withdrawn_dong: int = 0


@dataclass(kw_only=True)
class AConsent:
    """A donor's consent to release so much of a gift."""

    fund: FundId
    consent: ConsentId
    donor: DonorId
    entry: int
    to_purpose: PurposeId
    dong: int
    on: date
    recorded_by: StaffId
    elsewhere: tuple[FundId, int] | None = None
    is_withdrawn: bool = False


@dataclass(kw_only=True)
class ADisbursement:
    """A disbursement, with how much of it was rejected; `lines` is its award list, if any."""

    fund: FundId
    disbursement: DisbursementId
    class_: DisbursementClass
    purpose: PurposeId
    dong: int
    awards: int
    lines: tuple[Award, ...]
    proposed_by: StaffId
    proposed_on: date
    approved_by: StaffId | None = None
    approved_on: date | None = None
    rejected_dong: int = 0
    rejected_awards: int = 0
    rejected_lines: frozenset[int] = frozenset()


@dataclass(kw_only=True)
class ADebit:
    """A debit on a statement, which some entry explains or none yet."""

    fund: FundId
    debit: DebitId
    account: AccountId
    dong: int
    on: date


@dataclass(kw_only=True)
class AMatch:
    """A row of a statement that is some entry of a fund, with the name of its memo."""

    fund: FundId
    entry: int
    account: AccountId
    dong: int
    memo: MemoId


@dataclass(kw_only=True)
class ATransfer:
    """Money on its way from one fund (in the entry of that version) to another."""

    transfer: TransferId
    fund: FundId
    version: int
    to_fund: FundId
    purpose: PurposeId
    dong: int
    on: date


@dataclass(kw_only=True)
class ACount:
    """A cash box that was counted, and how far it was from the book."""

    fund: FundId
    version: int
    account: AccountId
    book_dong: int
    found_dong: int
    on: date


@dataclass(kw_only=True)
class AClosing:
    """Books closed through a day, or opened again since one."""

    fund: FundId
    through: date | None = None
    since: date | None = None


@dataclass(kw_only=True)
class AnEntry:
    """Something that can be reversed: in effect from a day until it is reversed on another.

    `base_dong` is what of it administration may be a share of. The rest says what it rests on, of
    which the standing entries are counted whenever someone asks what is left. Of a credit, `since`
    is the day from which all is there that is left of it; of a gift, that of its pledge; it came on
    `came_on`, if that was before it was booked. `memo_of` says of which account's row it is.
    Its `version` is given where it is entered.
    """

    fund: FundId
    version: int = 0
    topic: str
    on: date
    dong: int
    moves: tuple[Move, ...] = ()
    goods: tuple[str, PurposeId, int, int] | None = None
    base_dong: int = 0
    administration_dong: int = 0
    account: AccountId | None = None
    purpose: PurposeId | None = None
    donor: DonorId | None = None
    appeal: MobilizationId | None = None
    since: date = date.min
    came_on: date = date.min
    vouchers: tuple[str, ...] = ()
    credit: CreditId | None = None
    debit: DebitId | None = None
    pledge: PledgeId | None = None
    pledged_dong: int = 0
    draws_on: int | None = None
    consent: ConsentId | None = None
    disbursement: DisbursementId | None = None
    awards: int = 0
    lines: frozenset[int] = frozenset()
    transfer: TransferId | None = None
    memo_of: AccountId | None = None
    reversed_on: date | None = None

    @property
    def stands(self) -> bool:
        """Whether it is not reversed."""
        return self.reversed_on is None

    def in_effect(self, day: date) -> bool:
        """Whether it counts at the end of a day."""
        return self.on <= day and (self.reversed_on is None or day < self.reversed_on)
