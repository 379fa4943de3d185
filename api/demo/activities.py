"""What else a fund's life brings, in the demo: promises, purposes, transfers, counts, closings."""

from datetime import date

from msgspec.structs import replace

from api.demo.cast import APPROVER, CASHIER, COMMUNE_TREASURER, TREASURER
from api.demo.central import THREE, scholarship
from api.demo.teller import Teller, donor_id, id_of
from ledger.events.fund.money import Goods
from ledger.events.fund.opening import Restriction
from ledger.fund.control.counting import Count, Difference
from ledger.fund.opening import NewPurpose
from ledger.fund.receiving.banking import UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.fund.receiving.mobilizing import NewPledge
from ledger.fund.spending.disbursements import Proposal
from ledger.fund.spending.issuing import Issue
from ledger.fund.spending.returning import Return
from ledger.fund.transferring import Arrival, Sending
from ledger.values import (
    AccountId,
    Category,
    CreditId,
    CustodyId,
    DisbursementClass,
    FundId,
    PledgeId,
    PurposeId,
    TransferId,
)

MILLION = 1_000_000
SPONSORED = "Ba đỡ đầu"

_PURPOSE = PurposeId(str(id_of("purpose sponsored")))
_PLEDGE = PledgeId(id_of("pledge sponsored"))
_CUSTODY = CustodyId(id_of("custody newspaper"))


def a_promise_with_a_purpose(teller: Teller, fund: FundId, bank: AccountId) -> None:
    """A firm promises scholarships for poor and orphaned pupils, and gives most of it."""
    ledger = teller.ledger
    restriction = Restriction(
        programme=SPONSORED,
        classes=(DisbursementClass.SCHOLARSHIP,),
        categories=(Category.POOR, Category.ORPHANED),
        expires_on=date(2026, 12, 31),
    )
    purpose = NewPurpose(
        purpose=_PURPOSE,
        name=f"Học bổng {SPONSORED}",
        restriction=restriction,
        effective_on=date(2025, 2, 3),
    )
    ledger.define_purpose(teller.command(TREASURER), fund, purpose)
    pledge = NewPledge(
        pledge_id=_PLEDGE,
        amount_dong=100 * MILLION,
        due_on=date(2025, 12, 31),
        donor_id=donor_id("company"),
        named=True,
        effective_on=date(2025, 2, 10),
    )
    ledger.make_pledge(teller.command(TREASURER), fund, pledge)
    gift = Donation(
        account_id=bank,
        amount_dong=60 * MILLION,
        purpose=_PURPOSE,
        pledge_id=_PLEDGE,
        donor_id=donor_id("company"),
        named=True,
        effective_on=date(2025, 4, 2),
    )
    teller.give(fund, gift, TREASURER)
    proposal: Proposal = scholarship(SPONSORED, 40 * MILLION, 40, date(2025, 5, 5))
    paid = teller.spend(
        fund,
        _from_purpose(proposal),
        THREE,
        approved_on=date(2025, 5, 7),
        payment=(bank, date(2025, 5, 12)),
    )
    given_back = Return(
        disbursement_id=proposal.disbursement_id,
        payment=paid.version,
        account_id=bank,
        amount_dong=MILLION,
        awards=1,
        effective_on=date(2025, 6, 2),
    )
    ledger.return_disbursement(teller.command(TREASURER), fund, given_back)


def money_for_others(teller: Teller, fund: FundId, bank: AccountId) -> None:
    """A newspaper's readers help one family through the fund; and a transfer nobody can place."""
    ledger = teller.ledger
    receipt = CustodialReceipt(
        custody_id=_CUSTODY,
        held_for="Bạn đọc báo giúp học sinh bị tai nạn",
        account_id=bank,
        amount_dong=30 * MILLION,
        effective_on=date(2025, 6, 10),
    )
    ledger.receive_custodial(teller.command(TREASURER), fund, receipt)
    payment = CustodialPayment(
        custody_id=_CUSTODY,
        account_id=bank,
        amount_dong=25 * MILLION,
        effective_on=date(2025, 6, 20),
    )
    ledger.pay_custodial(teller.command(CASHIER), fund, payment)
    credit = UnplacedCredit(
        credit_id=CreditId(id_of("credit unplaced")),
        account_id=bank,
        amount_dong=2 * MILLION,
        effective_on=date(2025, 9, 8),
    )
    ledger.note_credit(teller.command(TREASURER), fund, credit)


def help_for_a_commune(
    teller: Teller, province: tuple[FundId, AccountId], commune: tuple[FundId, AccountId]
) -> None:
    """The province tops the commune up twice; the second sum has not arrived."""
    sender, bank = province
    receiver, cash = commune
    for number, dong, sent_on, arrived_on in (
        (1, 20 * MILLION, date(2025, 8, 25), date(2025, 8, 26)),
        (2, 15 * MILLION, date(2025, 10, 30), None),
    ):
        transfer_id = TransferId(id_of(f"transfer {number}"))
        sending = Sending(
            transfer_id=transfer_id,
            to_fund_id=receiver,
            account_id=bank,
            amount_dong=dong,
            effective_on=sent_on,
        )
        teller.ledger.send_transfer(teller.command(APPROVER), sender, sending)
        if arrived_on is not None:
            arrival = Arrival(transfer_id=transfer_id, account_id=cash, effective_on=arrived_on)
            teller.ledger.receive_transfer(teller.command(COMMUNE_TREASURER), receiver, arrival)


def bicycles(teller: Teller, fund: FundId) -> None:
    """Two of three bicycles go to pupils."""
    issue = Issue(
        disbursement_class=DisbursementClass.SUPPORT,
        programme="Giúp em đến trường",
        goods=Goods(item="xe đạp", quantity_milli=2_000, unit="chiếc"),
        awards=2,
        instances=2,
        categories=(Category.POOR,),
        effective_on=date(2025, 9, 4),
    )
    teller.ledger.issue_goods(teller.command(CASHIER), fund, issue)


def a_count_and_a_closing(teller: Teller, fund: FundId, cash: AccountId) -> None:
    """The cash box is counted, holds a little too much, and half a year is closed."""
    ledger, by = teller.ledger, COMMUNE_TREASURER
    half_year = date(2025, 6, 30)
    held_dong = ledger.desk().fund(fund).by_account[cash].at(half_year)
    count = Count(account_id=cash, counted_dong=held_dong + 5_000, effective_on=half_year)
    counted = ledger.count_cash(teller.command(by), fund, count)
    difference = Difference(entry=counted.version, effective_on=half_year)
    ledger.post_difference(teller.command(by), fund, difference)
    ledger.close_period(teller.command(by), fund, half_year)


def _from_purpose(proposal: Proposal) -> Proposal:
    return replace(proposal, purpose=_PURPOSE, instances=proposal.awards)
