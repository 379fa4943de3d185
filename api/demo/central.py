"""The demo's central fund: gifts, an appeal after a typhoon, and what was paid of them."""

from datetime import date

import msgspec

from api.demo.cast import ADMINISTRATOR, APPROVER, CASHIER, TREASURER
from api.demo.teller import Teller, donor_id, id_of
from ledger.events.fund.money import Foreign, Goods
from ledger.fund.control.correcting import Reversal
from ledger.fund.opening import NewPurpose
from ledger.fund.receiving.banking import BankFee, Interest
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.mobilizing import NewMobilization
from ledger.fund.spending.disbursements import Proposal
from ledger.fund.transferring import Move
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    MobilizationId,
    PurposeId,
    ReversalReason,
)

BEGAN = date(2024, 1, 1)
THREE = (TREASURER, APPROVER, CASHIER)
FLOOD = PurposeId(str(id_of("purpose flood")))
APPEAL = MobilizationId(id_of("mobilization flood"))


def central_fund(teller: Teller, association_id: AssociationId) -> None:
    """Open the central fund, and fill and empty it through two years."""
    name = "Quỹ Khuyến học Việt Nam"
    fund = teller.open_fund(association_id, name, BEGAN, ADMINISTRATOR)
    cash, bank, deposit = (
        teller.open_account(fund, kind, account, BEGAN, held, TREASURER)
        for kind, account, held in (
            (AccountKind.CASH_BOX, "Két tiền mặt", 35_000_000),
            (AccountKind.BANK, "Vietcombank", 2_450_000_000),
            (AccountKind.TERM_DEPOSIT, "Tiền gửi 6 tháng", 1_000_000_000),
        )
    )
    _gifts_by_hand(teller, fund, cash)
    _appeal_for_flooded_schools(teller, fund, bank)
    _interest_and_fees(teller, fund, bank, deposit)
    _correction(teller, fund, cash)
    _spending(teller, fund, bank)
    _deposit_and_closing(teller, fund, bank, deposit)


def _gifts_by_hand(teller: Teller, fund: FundId, cash: AccountId) -> None:
    for on, dong, giver in (
        (date(2024, 1, 22), 10_000_000, "h"),
        (date(2024, 2, 6), 3_000_000, None),
        (date(2024, 4, 17), 15_000_000, "company"),
        (date(2024, 6, 1), 2_500_000, "school"),
        (date(2024, 11, 20), 5_000_000, "k"),
        (date(2025, 1, 20), 12_000_000, "h"),
        (date(2025, 5, 19), 4_200_000, "school"),
        (date(2025, 9, 5), 8_000_000, None),
    ):
        donor = None if giver is None else donor_id(giver)
        # Bà K gave her name to the book, but not to the public.
        gift = Donation(
            account_id=cash,
            amount_dong=dong,
            donor_id=donor,
            named=giver not in (None, "k"),
            effective_on=on,
        )
        teller.give(fund, gift, TREASURER)


def _appeal_for_flooded_schools(teller: Teller, fund: FundId, bank: AccountId) -> None:
    ledger = teller.ledger
    began = date(2024, 9, 1)
    purpose = NewPurpose(purpose=FLOOD, name="Học sinh vùng bão lũ", effective_on=began)
    ledger.define_purpose(teller.command(TREASURER), fund, purpose)
    appeal = NewMobilization(
        mobilization_id=APPEAL,
        name="Ủng hộ học sinh vùng bão lũ tháng 9/2024",
        starts_on=began,
        ends_on=date(2024, 12, 31),
        target_dong=500_000_000,
        purpose=FLOOD,
        memo_code="BAOLU0924",
    )
    ledger.launch_mobilization(teller.command(TREASURER), fund, appeal)
    teller.import_statement(fund, bank, APPEAL, TREASURER)
    for gift in _gifts_to_the_appeal(bank):
        teller.give(fund, gift, TREASURER)
    ended = date(2024, 12, 31)
    ledger.close_mobilization(teller.command(TREASURER), fund, APPEAL, ended)


def _gifts_to_the_appeal(bank: AccountId) -> tuple[Donation, ...]:
    day = date(2024, 10, 15)
    dollars = Foreign(
        currency="USD", amount="2000", rate="24860", rate_on=day, rate_source="Vietcombank"
    )
    notebooks = Goods(item="vở", quantity_milli=3_000_000, unit="quyển", valuation="hóa đơn")
    clothes = Goods(item="quần áo đồng phục", quantity_milli=120_000, unit="bộ")
    return (
        Donation(
            account_id=bank,
            amount_dong=49_720_000,
            foreign=dollars,
            mobilization_id=APPEAL,
            effective_on=day,
        ),
        Donation(
            amount_dong=24_000_000,
            goods=notebooks,
            mobilization_id=APPEAL,
            donor_id=donor_id("company"),
            named=True,
            effective_on=date(2024, 10, 3),
        ),
        Donation(
            amount_dong=0,
            goods=clothes,
            mobilization_id=APPEAL,
            effective_on=date(2024, 10, 8),
        ),
    )


def _interest_and_fees(teller: Teller, fund: FundId, bank: AccountId, deposit: AccountId) -> None:
    for on, account, dong in (
        (date(2024, 3, 31), bank, 1_225_400),
        (date(2024, 6, 30), deposit, 24_650_000),
        (date(2024, 9, 30), bank, 1_310_900),
        (date(2024, 12, 31), deposit, 23_980_000),
        (date(2025, 6, 30), deposit, 22_400_000),
    ):
        interest = Interest(account_id=account, amount_dong=dong, effective_on=on)
        teller.ledger.credit_interest(teller.command(TREASURER), fund, interest)
    fee = BankFee(account_id=bank, amount_dong=22_000, effective_on=date(2024, 12, 2))
    teller.ledger.charge_bank_fee(teller.command(TREASURER), fund, fee)


def _correction(teller: Teller, fund: FundId, cash: AccountId) -> None:
    """A nought too many, reversed and recorded anew in one step."""
    on = date(2025, 3, 26)
    wrong = Donation(account_id=cash, amount_dong=50_000_000, effective_on=on)
    right = Donation(account_id=cash, amount_dong=5_000_000, effective_on=on)
    recorded = teller.give(fund, wrong, TREASURER)
    reversal = Reversal(
        entry=recorded.version, reason=ReversalReason.WRONG_AMOUNT, replacement=right
    )
    teller.ledger.reverse_entry(teller.command(TREASURER), fund, reversal)


def _spending(teller: Teller, fund: FundId, bank: AccountId) -> None:
    relief = msgspec.structs.replace(
        scholarship("Hỗ trợ học sinh vùng bão lũ", 150_000_000, 300, date(2024, 10, 21)),
        disbursement_class=DisbursementClass.SUPPORT,
        purpose=FLOOD,
        categories=(Category.EMERGENCY, Category.POOR),
    )
    office = msgspec.structs.replace(
        scholarship("Văn phòng phẩm, in ấn", 6_400_000, 1, date(2025, 2, 10)),
        disbursement_class=DisbursementClass.ADMINISTRATION,
        categories=(),
    )
    teachers = msgspec.structs.replace(
        scholarship("Khen thưởng giáo viên giỏi", 60_000_000, 60, date(2025, 11, 10)),
        disbursement_class=DisbursementClass.AWARD,
        categories=(Category.TEACHER,),
    )
    for proposal, approved_on, paid_on in (
        (relief, date(2024, 10, 23), date(2024, 10, 25)),
        (
            scholarship("Tiếp sức đến trường", 200_000_000, 100, date(2024, 12, 3)),
            date(2024, 12, 5),
            date(2024, 12, 9),
        ),
        (office, date(2025, 2, 11), date(2025, 2, 12)),
        (
            scholarship("Học không bao giờ cùng", 300_000_000, 150, date(2025, 9, 15)),
            date(2025, 9, 17),
            date(2025, 9, 22),
        ),
        (scholarship("Quà Tết", 80_000_000, 160, date(2025, 10, 28)), date(2025, 11, 3), None),
        (teachers, None, None),
    ):
        payment = None if paid_on is None else (bank, paid_on)
        teller.spend(fund, proposal, THREE, approved_on=approved_on, payment=payment)
    unwise = scholarship("Học bổng du học", 500_000_000, 1, date(2025, 4, 1))
    teller.spend(fund, unwise, THREE)
    refusing = teller.command(APPROVER)
    on = date(2025, 4, 3)
    teller.ledger.reject_disbursement(refusing, fund, unwise.disbursement_id, on)


def _deposit_and_closing(teller: Teller, fund: FundId, bank: AccountId, deposit: AccountId) -> None:
    """Idle money is placed for six months, no income and no payment; what can be closed is."""
    move = Move(
        from_account_id=bank,
        to_account_id=deposit,
        amount_dong=500_000_000,
        effective_on=date(2025, 1, 6),
    )
    teller.ledger.move_money(teller.command(TREASURER), fund, move)
    # In September the bank took something that nobody has explained, so that month stays open.
    teller.ledger.close_period(teller.command(TREASURER), fund, date(2024, 8, 31))


def scholarship(programme: str, dong: int, awards: int, on: date) -> Proposal:
    """Return scholarships for poor pupils to propose."""
    return Proposal(
        disbursement_id=DisbursementId(id_of(f"disbursement {programme} {dong} {on}")),
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        programme=programme,
        amount_dong=dong,
        awards=awards,
        categories=(Category.POOR,),
        effective_on=on,
    )
