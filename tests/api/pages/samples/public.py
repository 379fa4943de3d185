"""Filled contexts of the pages that everybody may read."""

from datetime import date
from decimal import Decimal
from typing import Any

from api.pages.presentation.charts import MonthFlow, last_months
from ledger.events.fund.opening import Restriction
from ledger.values import Category, DisbursementClass, ReversalReason
from projections.transferring.transfers import InTransit

COUNTRY = {"name": "Trung ương Hội Khuyến học Việt Nam", "href": "/"}
PROVINCE = {"name": "Hội Khuyến học tỉnh Hà Tĩnh", "href": "/hoi/ha-tinh"}
COMMUNE = {"name": "Hội Khuyến học xã Cẩm Bình", "href": "/hoi/cam-binh"}
FUND = {"name": "Quỹ Khuyến học xã Cẩm Bình", "href": "/quy/cam-binh"}
SITE: dict[str, Any] = {
    "home_href": "/",
    "login_href": "/dang-nhap",
    "csrf_token": "csrf-for-tests",
    "account": None,
}
TREASURER = SITE | {"account": {"book_href": "/so", "logout_href": "/thoat"}}
AS_OF: dict[str, Any] = {"position": 7_123, "on": date(2024, 9, 30), "known_at": None}
DATA = {"csv": "/quy/cam-binh.csv", "json": "/api/v1/funds/1/balance"}
TODAY = date(2024, 9, 30)
FLOWS = last_months(
    [
        MonthFlow("2023-10", 214_000_000, 35_000_000),
        MonthFlow("2023-11", 520_500_000, 0),
        MonthFlow("2023-12", 88_000_000, 410_000_000),
        MonthFlow("2024-01", 1_240_000_000, 610_000_000),
        MonthFlow("2024-02", 305_000_000, 95_000_000),
        MonthFlow("2024-05", 702_000_000, 990_000_000),
        MonthFlow("2024-06", 156_000_000, 1_350_000_000),
        MonthFlow("2024-08", 930_000_000, 480_000_000),
        MonthFlow("2024-09", 1_789_133_706, 55_000),
    ],
    through="2024-09",
)
ACCOUNTS = [
    {
        "name": "Vietcombank 970436 · 0011001932418",
        "note": None,
        "amount_dong": 8_712_078_706,
        "href": "/quy/cam-binh/so/vietcombank",
    },
    {
        "name": "Tiền mặt tại quỹ",
        "note": None,
        "amount_dong": 77_000_000,
        "href": "/quy/cam-binh/so/tien-mat",
    },
]


def an_entry(**changes: object) -> dict[str, Any]:
    """Return a row of the journal: a gift of 500,000 đồng to the bank, unless told otherwise."""
    entry: dict[str, Any] = {
        "topic": "fund.donation_received",
        "spending": None,
        "in_kind": False,
        "moved": False,
        "effective_on": date(2024, 9, 30),
        "amount_dong": 500_000,
        "voucher": "BC-2024-06999",
        "account": "Vietcombank",
        "purpose": None,
        "detail": None,
        "reason": None,
        "reversed_by": None,
        "correct_href": None,
        "voucher_href": None,
        "refund_href": None,
    }
    return entry | changes


ENTRIES = [
    an_entry(
        topic="fund.bank_fee_charged",
        amount_dong=-55_000,
        voucher="BN-2024-00001",
    ),
    an_entry(detail="Công ty TNHH Minh Khai · Tiếp sức đến trường 2024", amount_dong=120_000_000),
    an_entry(
        amount_dong=5_000_000,
        voucher="PT-2024-00018",
        account="Tiền mặt tại quỹ",
        purpose="Học bổng Hoa Phượng Đỏ",
    ),
    an_entry(
        topic="fund.entry_reversed",
        amount_dong=-50_000_000,
        voucher="PT-2024-00017",
        account="Tiền mặt tại quỹ",
        reason=ReversalReason.WRONG_AMOUNT,
    ),
    an_entry(
        amount_dong=50_000_000,
        voucher="PT-2024-00017",
        account="Tiền mặt tại quỹ",
        reversed_by=7_120,
    ),
    an_entry(
        topic="fund.disbursement_paid",
        spending=DisbursementClass.SCHOLARSHIP,
        effective_on=date(2024, 9, 5),
        amount_dong=-80_000_000,
        voucher="PC-2024-00009",
        account="Tiền mặt tại quỹ",
        detail="Giúp em đến trường · 80 suất",
    ),
    an_entry(
        in_kind=True,
        amount_dong=3_600_000,
        voucher="NK-2024-00002",
        account=None,
        detail="1.200 quyển vở",
    ),
]
ACTS = {
    "correct_href": "/quy/cam-binh/6999/sua",
    "voucher_href": "/quy/cam-binh/6999/phieu",
    "refund_href": "/quy/cam-binh/6999/hoan-tra",
}
TOTALS = {
    "opening_dong": 0,
    "balance_dong": 8_789_078_706,
    "received_dong": 8_789_133_706,
    "paid_dong": 55_000,
    "transferred_dong": 0,
    "owed_dong": 0,
}
ASSOCIATION: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY],
    "association": {"name": PROVINCE["name"], "level": "province"},
    "ending": None,
    "as_of": AS_OF,
    "funds": [
        {
            "name": "Quỹ Khuyến học tỉnh Hà Tĩnh",
            "href": "/quy/ha-tinh",
            "note": None,
            "amount_dong": 6_120_000_000,
        },
        {
            "name": "Quỹ Đất học",
            "href": "/quy/dat-hoc",
            "note": "Quỹ xã hội được cấp phép",
            "amount_dong": 1_004_500_000,
        },
    ],
    "funds_dong": 7_124_500_000,
    "children": [
        {
            "name": name,
            "href": f"/hoi/{index}",
            "funds": 1 + index % 2,
            "mobilized_dong": balance + 1_000_000_000,
            "supported_dong": 1_000_000_000,
            "balance_dong": balance,
        }
        for index, (name, balance) in enumerate(
            [
                ("Hội Khuyến học xã Cẩm Bình", 8_789_078_706),
                ("Hội Khuyến học phường Thành Sen", 4_120_000_000),
                ("Hội Khuyến học xã Hương Khê", 2_345_678_111),
                ("Hội Khuyến học phường Hà Huy Tập", 911_111_111),
                ("Hội Khuyến học xã Kỳ Anh", -1_200_000),
            ]
        )
    ],
    "report_href": "/hoi/ha-tinh/bao-cao",
    "flows": FLOWS,
    "entries": [entry | {"detail": f"{FUND['name']} · Nhà hảo tâm"} for entry in ENTRIES],
    "data": DATA,
}
OVERDRAFT: dict[str, Any] = {
    "name": "Tiền mặt",
    "href": "/quy/cam-binh/so/tien-mat?period=2024-01",
    "since_on": date(2024, 1, 21),
    "until_on": date(2024, 1, 31),
    "lowest": "−20.000 đ",
    "words": "Tiền mặt: âm từ ngày 21/01/2024 đến hết ngày 31/01/2024, thấp nhất −20.000 đ.",
}
LASTING: dict[str, Any] = {
    "name": "Quỹ chung",
    "href": None,
    "since_on": date(2024, 9, 2),
    "until_on": None,
    "lowest": "−5.000 đ",
    "words": "Quỹ chung: âm từ ngày 02/09/2024 đến nay, thấp nhất −5.000 đ.",
}
FUND_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE],
    "fund": {"name": FUND["name"], "regime": "internal_fund"},
    "donate_href": "/quy/cam-binh/ung-ho",
    "keeping_href": "/quy/cam-binh/viec",
    "as_of": AS_OF,
    "totals": TOTALS,
    "accounts": ACCOUNTS,
    "purposes": [
        {
            "name": None,
            "amount_dong": 8_569_078_706,
            "committed_dong": 0,
            "restriction": Restriction(),
            "expired": False,
        },
        {
            "name": "Học bổng Hoa Phượng Đỏ",
            "amount_dong": 200_000_000,
            "committed_dong": 80_000_000,
            "restriction": Restriction(
                programme="Hoa Phượng Đỏ",
                classes=(DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT),
                categories=(Category.ORPHANED, Category.POOR),
                place="xã Cẩm Bình",
                expires_on=date(2024, 12, 31),
            ),
            "expired": False,
        },
        {
            "name": "Sách giáo khoa năm học 2023",
            "amount_dong": 20_000_000,
            "committed_dong": 0,
            "restriction": Restriction(expires_on=date(2024, 5, 31)),
            "expired": True,
        },
    ],
    "own_dong": 8_789_078_706,
    "owed": [
        {"name": "Thu hộ số 1", "amount_dong": 5_000_000},
        {"name": "unallocated", "amount_dong": 2_000_000},
    ],
    "owed_dong": 7_000_000,
    "pledged_dong": 85_000_000,
    "controls": {
        "payer_may_prepare": True,
        "cashier_exception": "15/QĐ-BQL",
        "administration_percent": Decimal("7.5"),
        "set_on": date(2024, 1, 5),
    },
    "goods": [
        {"commodity": "quyển vở kẻ ngang", "quantity": Decimal(1200), "dong": 3_600_000},
        {"commodity": "kg gạo", "quantity": Decimal("1250.5"), "dong": 0},
    ],
    "in_kind_dong": 3_600_000,
    "overdrawn": [LASTING],
    "overdrafts_over": 1,
    "mobilizations": [
        {
            "name": "Tiếp sức đến trường 2024",
            "starts_on": date(2024, 8, 1),
            "ends_on": date(2024, 10, 31),
            "target_dong": 2_000_000_000,
            "received_dong": 1_240_500_000,
            "money_dong": 1_000_000_000,
            "in_kind_dong": 140_500_000,
            "direct_aid_dong": 100_000_000,
            "pledged_dong": 60_000_000,
            "open": True,
            "planned": False,
        },
        {
            "name": "Tết khuyến học Giáp Thìn",
            "starts_on": date(2024, 1, 15),
            "ends_on": None,
            "target_dong": None,
            "received_dong": 305_000_000,
            "money_dong": 305_000_000,
            "in_kind_dong": 0,
            "direct_aid_dong": 0,
            "pledged_dong": 0,
            "open": False,
            "planned": False,
        },
        {
            "name": "Tháng khuyến học 2024",
            "starts_on": date(2024, 10, 2),
            "ends_on": date(2024, 11, 2),
            "target_dong": 500_000_000,
            "received_dong": 0,
            "money_dong": 0,
            "in_kind_dong": 0,
            "direct_aid_dong": 0,
            "pledged_dong": 25_000_000,
            "open": False,
            "planned": True,
        },
    ],
    "flows": FLOWS,
    "entries": ENTRIES,
    "entries_href": "/quy/cam-binh/but-toan",
    "corrections_href": "/quy/cam-binh/dinh-chinh",
    "closed_through": date(2024, 8, 31),
    "in_transit": InTransit(sent=1, sent_dong=2_000_000, expected=2, expected_dong=7_500_000),
    "transfers": [
        {
            "fund": "Quỹ Khuyến học tỉnh Hà Tĩnh",
            "href": "/quy/ha-tinh",
            "amount_dong": dong,
            "sent_on": TODAY,
        }
        for dong in (-2_000_000, 7_500_000)
    ],
    "ended_on": None,
    "winding_up_since": None,
    "handovers": [
        {
            "fund": "Quỹ Khuyến học xã Thạch Hà",
            "href": "/quy/thach-ha",
            "amount_dong": 600_000,
            "on": TODAY,
        }
    ],
    "debits_waiting": 1,
    "debits_dong": 55_000,
    "data": DATA,
}
ERROR: dict[str, Any] = {
    "site": SITE,
    "problem": {"status": 404, "code": "fund_not_found"},
    "back_href": "/",
}
