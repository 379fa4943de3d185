"""The frozen values every other module speaks in: ids, levels, kinds, vouchers, calendar days."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

AssociationId = NewType("AssociationId", UUID)
FundId = NewType("FundId", UUID)
AccountId = NewType("AccountId", UUID)
MobilizationId = NewType("MobilizationId", UUID)
DisbursementId = NewType("DisbursementId", UUID)
DonorId = NewType("DonorId", UUID)
StaffId = NewType("StaffId", UUID)
TokenId = NewType("TokenId", UUID)
MemoId = NewType("MemoId", UUID)
DebitId = NewType("DebitId", UUID)
CreditId = NewType("CreditId", UUID)
PledgeId = NewType("PledgeId", UUID)
CustodyId = NewType("CustodyId", UUID)
TransferId = NewType("TransferId", UUID)
HandoverId = NewType("HandoverId", UUID)
BeneficiaryId = NewType("BeneficiaryId", UUID)
PersonId = NewType("PersonId", UUID)
ConsentId = NewType("ConsentId", UUID)
ReportId = NewType("ReportId", UUID)

PurposeId = NewType("PurposeId", str)
"""A purpose of a fund: `general`, or the text of the UUID of a purpose the fund defined.

Money that is not the fund's to spend stands under purposes too: `unallocated`, and the text of a
custody's UUID. No gift and no disbursement can name those.
"""

GENERAL = PurposeId("general")
UNALLOCATED = PurposeId("unallocated")

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""The calendar of every business date; +07:00, without daylight saving."""

AMOUNT_DONG_MAX = 10**15
"""The largest single amount: a hundred times everything all these funds hold together."""

BALANCE_DONG_MAX = 2**63 - 1
"""What a signed 64-bit column holds; no balance may pass it."""


def business_day(moment: datetime) -> date:
    """Return the date in Vietnam at an aware `moment`."""
    return moment.astimezone(VIETNAM).date()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Return an aware `moment` as whole microseconds since 1970-01-01 UTC, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the UTC moment that lies `micros` microseconds after 1970-01-01 UTC."""
    return _EPOCH + timedelta(microseconds=micros)


class Level(StrEnum):
    """The levels (cấp) of the association; the district ended on 1 July 2025."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    BRANCH = "branch"


class LegalRegime(StrEnum):
    """The law a fund stands under; its rules hang on it, see `ledger.rules`."""

    LICENSED_FUND = "licensed_fund"
    INTERNAL_FUND = "internal_fund"
    CAMPAIGN = "campaign"
    CUSTODIAL = "custodial"


class AccountKind(StrEnum):
    """Where a fund's money lies: két (cash box), ngân hàng (bank), tiền gửi có kỳ hạn."""

    CASH_BOX = "cash_box"
    BANK = "bank"
    TERM_DEPOSIT = "term_deposit"


class DisbursementClass(StrEnum):
    """What a payment is: học bổng, hỗ trợ, khen thưởng, or chi quản lý quỹ."""

    SCHOLARSHIP = "scholarship"
    SUPPORT = "support"
    AWARD = "award"
    ADMINISTRATION = "administration"


class Standing(StrEnum):
    """How a person stands: known; restricted, who asked to be erased; or erased."""

    KNOWN = "known"
    RESTRICTED = "restricted"
    ERASED = "erased"


class Party(StrEnum):
    """Who said that a name may be shown: whose it is, or who represents a child by law."""

    SELF = "self"
    REPRESENTATIVE = "representative"  # người đại diện theo pháp luật


class Category(StrEnum):
    """Tags of recipients; they may overlap, so a breakdown by them is no partition."""

    POOR = "poor"
    ORPHANED = "orphaned"
    DISABLED = "disabled"
    EXCELLENT = "excellent"
    TEACHER = "teacher"
    ADULT_LEARNER = "adult_learner"
    NEW_STUDENT = "new_student"
    EMERGENCY = "emergency"


class Measure(StrEnum):
    """What an association counts beside money: people, its own units, models of learning."""

    MEMBERS = "members"
    POPULATION = "population"
    BRANCHES = "branches"
    BOARDS = "boards"
    LEARNING_FAMILIES = "learning_families"
    LEARNING_CLANS = "learning_clans"
    LEARNING_COMMUNITIES = "learning_communities"
    LEARNING_UNITS = "learning_units"
    LEARNING_CITIZENS = "learning_citizens"


class ReportScope(StrEnum):
    """Of which funds: the association's own, or those of all below it as well."""

    OWN = "own"
    CONSOLIDATED = "consolidated"


class TargetUnit(StrEnum):
    """What a target counts: so many, or thousandths of the population."""

    COUNT = "count"
    PERMILLE_OF_POPULATION = "permille_of_population"


FIGURE_MAX = 10**12
"""The largest figure of a statistic: a hundred times all people there ever were."""


class Role(StrEnum):
    """What a member of staff may do in an association and all below it."""

    ADMINISTRATOR = "administrator"
    TREASURER = "treasurer"
    CASHIER = "cashier"
    APPROVER = "approver"
    AUDITOR = "auditor"


class ReversalReason(StrEnum):
    """Why an entry is reversed; a code, because free text would carry names into the log."""

    WRONG_AMOUNT = "wrong_amount"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_DATE = "wrong_date"
    WRONG_DONOR = "wrong_donor"
    WRONG_PURPOSE = "wrong_purpose"
    DUPLICATE = "duplicate"
    RETURNED = "returned"
    OTHER = "other"


class ReopeningReason(StrEnum):
    """Why closed books were opened again; a code, as with reversals."""

    ENTRY_FORGOTTEN = "entry_forgotten"
    ENTRY_WRONG = "entry_wrong"
    AUDIT_FINDING = "audit_finding"
    CLOSED_TOO_EARLY = "closed_too_early"
    OTHER = "other"


class Series(StrEnum):
    """Series of vouchers: phiếu thu/chi, giấy báo Có/Nợ, phiếu nhập/xuất kho."""

    CASH_RECEIPT = "PT"
    CASH_PAYMENT = "PC"
    BANK_CREDIT = "BC"
    BANK_DEBIT = "BN"
    GOODS_RECEIVED = "NK"
    GOODS_ISSUED = "XK"


class Voucher(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A voucher's number: without gaps per fund, fiscal year of `effective_on` and series."""

    series: Series
    year: int
    number: int

    def __str__(self) -> str:
        """Return the number as printed on paper, e.g. `PT-2024-00017`."""
        return f"{self.series}-{self.year}-{self.number:05d}"
