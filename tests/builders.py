"""Data that reads like a story: gifts, accounts, appeals, rows of a bank statement.

What a test does not name is the same in every run. `tests.books` writes these into a book.
"""

from datetime import date
from hashlib import sha256
from uuid import NAMESPACE_OID, UUID, uuid5

from msgspec.structs import replace

from ledger.association.establishing import NewAssociation
from ledger.context import Context
from ledger.events.fund.money import Foreign, Goods
from ledger.fund.opening import NewAccount, NewFund
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.importing import StatementRow
from ledger.fund.receiving.mobilizing import NewMobilization, NewPledge
from ledger.fund.spending.award_lists import Award
from ledger.fund.spending.disbursements import Proposal
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    BeneficiaryId,
    DisbursementClass,
    DisbursementId,
    Level,
    MemoId,
    MobilizationId,
    PledgeId,
    StaffId,
)
from tests.fakes import TODAY

OPENED = date(2024, 1, 1)
"""Since when the funds and accounts of the builders exist."""


def an_id(name: str) -> UUID:
    """The UUID that always stands for `name`."""
    return uuid5(NAMESPACE_OID, name)


COMMUNE = AssociationId(an_id("commune"))
CASH_BOX = AccountId(an_id("cash box"))
BANK = AccountId(an_id("bank account"))
TERM_DEPOSIT = AccountId(an_id("term deposit"))
MOBILIZATION = MobilizationId(an_id("mobilization"))
DISBURSEMENT = DisbursementId(an_id("disbursement"))
TREASURER = StaffId(an_id("treasurer"))
APPROVER = StaffId(an_id("approver"))
CASHIER = StaffId(an_id("cashier"))


def a_context(by: StaffId = TREASURER, today: date = TODAY) -> Context:
    """Who asks, and which day it is."""
    return Context(by, today)


def an_association(
    level: Level = Level.COMMUNE,
    parent_id: AssociationId | None = None,
    *,
    name: str = "Hội Khuyến học xã Thạch Hà",
    on: date = date(1996, 10, 2),
) -> NewAssociation:
    """An association to establish; only the central one has no parent."""
    return NewAssociation(name=name, level=level, parent_id=parent_id, effective_on=on)


def a_fund(association_id: AssociationId = COMMUNE, *, on: date = OPENED) -> NewFund:
    """A fund to open."""
    name = "Quỹ Khuyến học xã Thạch Hà"
    return NewFund(association_id=association_id, name=name, effective_on=on)


def an_account(
    kind: AccountKind = AccountKind.BANK,
    account_id: AccountId | None = None,
    *,
    number: str = "0541000123456",
    on: date = OPENED,
) -> NewAccount:
    """An account to open; only a bank account has a BIN (Vietcombank's) and a number."""
    usual_id, name = {
        AccountKind.CASH_BOX: (CASH_BOX, "Két tiền mặt"),
        AccountKind.BANK: (BANK, "Tài khoản Vietcombank"),
        AccountKind.TERM_DEPOSIT: (TERM_DEPOSIT, "Tiền gửi sáu tháng"),
    }[kind]
    bank = kind is AccountKind.BANK
    return NewAccount(
        account_id=account_id or usual_id,
        account_kind=kind,
        name=name,
        bank_bin="970436" if bank else None,
        number=number if bank else None,
        effective_on=on,
    )


def a_donation(dong: int = 500_000, *, on: date = TODAY, **fields: object) -> Donation:
    """A gift of money to the bank account `BANK`, or with any of the fields of `Donation`."""
    return replace(Donation(account_id=BANK, amount_dong=dong, effective_on=on), **fields)


def goods(item: str = "vở", quantity_milli: int = 2_000_000) -> Goods:
    """Two thousand of something, for `a_donation(goods=goods(), account_id=None)`."""
    return Goods(item=item, quantity_milli=quantity_milli, unit="quyển", valuation="hóa đơn")


def dollars(amount: str = "20", rate: str = "25000", *, on: date = TODAY) -> Foreign:
    """US dollars, for `a_donation(500_000, foreign=dollars())`."""
    return Foreign(currency="USD", amount=amount, rate=rate, rate_on=on, rate_source="Vietcombank")


def a_proposal(dong: int = 1_000_000, *, on: date = TODAY, **fields: object) -> Proposal:
    """Two scholarships of `dong` together to propose, or with any of the fields of `Proposal`."""
    proposal = Proposal(
        disbursement_id=DISBURSEMENT,
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        programme="Tiếp sức đến trường",
        amount_dong=dong,
        awards=2,
        effective_on=on,
    )
    return replace(proposal, **fields)


def an_award(who: str | None = None, dong: int = 500_000, **fields: object) -> Award:
    """A line of an award list for whoever `who` stands for, perhaps for nobody known."""
    beneficiary_id = None if who is None else BeneficiaryId(an_id(who))
    return replace(Award(beneficiary_id=beneficiary_id, amount_dong=dong), **fields)


def a_list(*awards: Award, **fields: object) -> Proposal:
    """A proposal of just these awards, or with any of the fields of `Proposal`."""
    proposal = replace(
        a_proposal(sum(each.amount_dong for each in awards)),
        awards=sum(each.awards for each in awards),
        lines=awards,
    )
    return replace(proposal, **fields)


def a_mobilization(**fields: object) -> NewMobilization:
    """An appeal through June 2025 to launch, or with any of the fields of `NewMobilization`."""
    mobilization = NewMobilization(
        mobilization_id=MOBILIZATION,
        name="Vì em hiếu học",
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 6, 30),
        target_dong=50_000_000,
    )
    return replace(mobilization, **fields)


def a_pledge(dong: int = 1_000_000, *, on: date = TODAY, **fields: object) -> NewPledge:
    """A pledge to note, of nobody registered and for no appeal, or with any of its fields."""
    pledge = NewPledge(pledge_id=PledgeId(an_id("pledge")), amount_dong=dong, effective_on=on)
    return replace(pledge, **fields)


def a_credit(
    dong: int = 200_000,
    row: str = "credit",
    *,
    on: date = TODAY,
    mobilization_id: MobilizationId | None = None,
) -> StatementRow:
    """A row of a bank statement by which money came in; `row` stands for its identity."""
    return StatementRow(
        statement_row=sha256(row.encode()).hexdigest(),
        effective_on=on,
        credit_dong=dong,
        memo_id=MemoId(an_id(row)),
        memo="NGUYEN VAN A UNG HO QUY KHUYEN HOC",
        mobilization_id=mobilization_id,
    )


def a_debit(dong: int = 55_000, row: str = "debit", *, on: date = TODAY) -> StatementRow:
    """A row of a bank statement by which money went out; `row` stands for its identity."""
    credit = a_credit(row=row, on=on)
    return replace(credit, credit_dong=0, debit_dong=dong, memo="RUT TIEN MAT TAI KHOAN")
