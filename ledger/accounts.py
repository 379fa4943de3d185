"""The chart of accounts, as data, and the posting that refers to it.

Numbers and captions follow the habit of Circular 24/2017/TT-BTC for small units; they are
configuration, not law: no form of these associations' funds prescribes them.
"""

from enum import StrEnum

import msgspec

from ledger.values import GENERAL, AccountId, AccountKind, DisbursementClass, PurposeId

VND = "VND"


class Chart(StrEnum):
    """Every account money or goods can be posted to; the value is its name in exports."""

    CASH = "assets:cash"
    BANK = "assets:bank"
    TERM_DEPOSIT = "assets:term-deposit"
    GOODS = "assets:goods"
    UNALLOCATED = "liabilities:unallocated"
    CUSTODIAL = "liabilities:custodial"
    OPENING = "equity:opening"
    TRANSFERS_IN = "equity:transfers-in"
    TRANSFERS_OUT = "equity:transfers-out"
    HANDOVERS_IN = "equity:handovers-in"
    HANDOVERS_OUT = "equity:handovers-out"
    DONATIONS = "income:donations"
    DONATIONS_IN_KIND = "income:donations-in-kind"
    INTEREST = "income:interest"
    SURPLUS = "income:cash-surplus"
    SCHOLARSHIP = "expenses:scholarship"
    SUPPORT = "expenses:support"
    AWARD = "expenses:award"
    ADMINISTRATION = "expenses:administration"
    BANK_FEES = "expenses:bank-fees"
    REFUNDS = "expenses:refunds"
    SHORTAGE = "expenses:cash-shortage"
    GOODS_ISSUED = "expenses:goods-issued"
    STOCK = "stock:held"
    STOCK_GIVEN = "stock:given"
    STOCK_ISSUED = "stock:issued"
    GOODS_HANDED_OVER = "equity:goods-handed-over"
    STOCK_HANDED_OVER = "stock:handed-over"


class Caption(msgspec.Struct, frozen=True):
    """How an account of the chart is numbered and called."""

    number: str
    vi: str
    en: str


CAPTIONS: dict[Chart, Caption] = {
    Chart.CASH: Caption("111", "Tiền mặt", "Cash"),
    Chart.BANK: Caption("112", "Tiền gửi ngân hàng", "Bank"),
    Chart.TERM_DEPOSIT: Caption("128", "Tiền gửi có kỳ hạn", "Term deposit"),
    Chart.GOODS: Caption("152", "Hiện vật", "Goods in kind"),
    Chart.UNALLOCATED: Caption("3381", "Thu chưa rõ nguồn", "Credits of unknown origin"),
    Chart.CUSTODIAL: Caption("3382", "Thu hộ, chi hộ", "Held for others"),
    Chart.OPENING: Caption("411", "Số dư đầu kỳ", "Opening balance"),
    Chart.TRANSFERS_IN: Caption("3361", "Nhận điều chuyển", "Transfers received"),
    Chart.TRANSFERS_OUT: Caption("3362", "Điều chuyển đi", "Transfers sent"),
    Chart.HANDOVERS_IN: Caption("3363", "Nhận bàn giao", "Taken over"),
    Chart.HANDOVERS_OUT: Caption("3364", "Bàn giao đi", "Handed over"),
    Chart.DONATIONS: Caption("5111", "Thu ủng hộ bằng tiền", "Donations in money"),
    Chart.DONATIONS_IN_KIND: Caption("5112", "Thu ủng hộ bằng hiện vật", "Donations in kind"),
    Chart.INTEREST: Caption("515", "Tiền lãi", "Interest"),
    Chart.SURPLUS: Caption("711", "Thừa quỹ", "Cash surplus"),
    Chart.SCHOLARSHIP: Caption("6111", "Chi học bổng", "Scholarships"),
    Chart.SUPPORT: Caption("6112", "Chi hỗ trợ", "Support"),
    Chart.AWARD: Caption("6113", "Chi khen thưởng", "Awards"),
    Chart.ADMINISTRATION: Caption("642", "Chi quản lý quỹ", "Administration"),
    Chart.BANK_FEES: Caption("635", "Phí ngân hàng", "Bank fees"),
    Chart.REFUNDS: Caption("811", "Hoàn trả tiền ủng hộ", "Refunds"),
    Chart.SHORTAGE: Caption("812", "Thiếu quỹ", "Cash shortage"),
    Chart.GOODS_ISSUED: Caption("6115", "Chi bằng hiện vật", "Given in kind"),
    Chart.STOCK: Caption("N01", "Hiện vật đang giữ (số lượng)", "Goods held (quantity)"),
    Chart.STOCK_GIVEN: Caption("N02", "Hiện vật đã nhận (số lượng)", "Goods given (quantity)"),
    Chart.STOCK_ISSUED: Caption("N03", "Hiện vật đã cấp (số lượng)", "Goods issued (quantity)"),
    Chart.GOODS_HANDED_OVER: Caption("3365", "Bàn giao hiện vật", "Goods handed over"),
    Chart.STOCK_HANDED_OVER: Caption(
        "N04", "Hiện vật bàn giao (số lượng)", "Goods handed over (quantity)"
    ),
}

HELD_AS: dict[AccountKind, Chart] = {
    AccountKind.CASH_BOX: Chart.CASH,
    AccountKind.BANK: Chart.BANK,
    AccountKind.TERM_DEPOSIT: Chart.TERM_DEPOSIT,
}

SPENT_AS: dict[DisbursementClass, Chart] = {
    DisbursementClass.SCHOLARSHIP: Chart.SCHOLARSHIP,
    DisbursementClass.SUPPORT: Chart.SUPPORT,
    DisbursementClass.AWARD: Chart.AWARD,
    DisbursementClass.ADMINISTRATION: Chart.ADMINISTRATION,
}


class Posting(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
):
    """One line of a balanced entry: debit above zero, credit below.

    `amount` is đồng when `commodity` is VND, else thousandths of the unit that `commodity` names.
    `account_id` says which cash box, bank account or deposit holds money that is an asset.
    """

    chart: Chart
    amount: int
    commodity: str = VND
    account_id: AccountId | None = None
    purpose: PurposeId = GENERAL

    def reversed(self) -> "Posting":
        """Return the line with debit and credit exchanged (*ghi số âm*)."""
        return msgspec.structs.replace(self, amount=-self.amount)
