"""One filled context per page template, for tests of the templates and for looking at them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from api.pages.charts import MonthFlow, last_months
from ledger.values import AccountKind, DisbursementClass, ReversalReason

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
TREASURER = SITE | {
    "account": {"name": "Nguyễn Thị Hòa", "book_href": "/so", "logout_href": "/thoat"}
}
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
    {"name": "Vietcombank 970436 · 0011001932418", "note": None, "amount_dong": 8_712_078_706},
    {"name": "Tiền mặt tại quỹ", "note": None, "amount_dong": 77_000_000},
]


def an_entry(**changes: object) -> dict[str, Any]:
    """Return a row of the journal: a gift of 500,000 đồng to the bank, unless told otherwise."""
    entry: dict[str, Any] = {
        "topic": "fund.donation_received",
        "spending": None,
        "in_kind": False,
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
ACTS = {"correct_href": "/quy/cam-binh/6999/sua", "voucher_href": "/quy/cam-binh/6999/phieu"}
TOTALS = {
    "balance_dong": 8_789_078_706,
    "received_dong": 8_789_133_706,
    "paid_dong": 55_000,
}

ASSOCIATION: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY],
    "association": {"name": PROVINCE["name"], "level": "province"},
    "as_of": AS_OF,
    "totals": {
        "balance_dong": 36_712_345_678,
        "received_dong": 69_100_000_000,
        "paid_dong": 32_387_654_322,
    },
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
            "level": "commune",
            "href": f"/hoi/{index}",
            "funds": 1 + index % 2,
            "received_dong": balance + 1_000_000_000,
            "paid_dong": 1_000_000_000,
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
    "flows": FLOWS,
    "data": DATA,
}
FUND_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE],
    "fund": {"name": FUND["name"], "regime": "internal_fund"},
    "as_of": AS_OF,
    "totals": TOTALS,
    "accounts": ACCOUNTS,
    "purposes": [
        {"name": None, "note": None, "amount_dong": 8_589_078_706},
        {"name": "Học bổng Hoa Phượng Đỏ", "note": None, "amount_dong": 200_000_000},
    ],
    "goods": [
        {"name": "Vở kẻ ngang", "quantity": 1200, "unit": "quyển", "value_dong": 3_600_000},
        {"name": "Gạo", "quantity": Decimal("1250.5"), "unit": "kg", "value_dong": None},
    ],
    "mobilizations": [
        {
            "name": "Tiếp sức đến trường 2024",
            "starts_on": date(2024, 8, 1),
            "ends_on": date(2024, 10, 31),
            "target_dong": 2_000_000_000,
            "received_dong": 1_240_500_000,
            "open": True,
        },
        {
            "name": "Tết khuyến học Giáp Thìn",
            "starts_on": date(2024, 1, 15),
            "ends_on": None,
            "target_dong": None,
            "received_dong": 305_000_000,
            "open": False,
        },
    ],
    "flows": FLOWS,
    "entries": ENTRIES,
    "entries_href": "/quy/cam-binh/but-toan",
    "debits_waiting": 1,
    "debits_dong": 55_000,
    "data": DATA,
}
ENTRIES_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE, FUND],
    "fund": FUND,
    "as_of": AS_OF,
    "entries": ENTRIES * 3,
    "periods": [
        {"value": "", "chosen": False},
        {"value": "2024", "chosen": False},
        {"value": "2024-09", "chosen": True},
    ],
    "newer_href": "?cursor=newer",
    "older_href": "?cursor=older",
    "data": DATA,
}
LOGIN: dict[str, Any] = {
    "site": SITE,
    "action_href": "/dang-nhap",
    "next": "/so",
    "values": {"login": "hoa"},
    "problem": "Tên đăng nhập hoặc mật khẩu không đúng.",
}
BOOK: dict[str, Any] = {
    "site": TREASURER,
    "person": {"name": "Nguyễn Thị Hòa"},
    "as_of": AS_OF,
    "funds": [
        {
            "name": FUND["name"],
            "association": COMMUNE["name"],
            "href": FUND["href"],
            "donate_href": "/quy/cam-binh/ung-ho",
            "balance_dong": 8_789_133_706,
            "accounts": ACCOUNTS,
        }
    ],
    "debits": [
        {
            "day": date(2024, 9, 10),
            "account": "Vietcombank",
            "amount_dong": 55_000,
            "href": "/quy/cam-binh/ghi-no/1",
        }
    ],
    "entries": [entry | ACTS for entry in ENTRIES],
}
DONATION_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "action_href": "/quy/cam-binh/ung-ho",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "if_version": None,
    "original": None,
    "reasons": list(ReversalReason),
    "accounts": [
        {"id": "cash", "name": "Tiền mặt tại quỹ", "kind": AccountKind.CASH_BOX},
        {"id": "bank", "name": "Vietcombank · 0011001932418", "kind": AccountKind.BANK},
    ],
    "purposes": [
        {"id": "general", "name": None},
        {"id": "p1", "name": "Học bổng Hoa Phượng Đỏ"},
    ],
    "mobilizations": [{"id": "m1", "name": "Tiếp sức đến trường 2024"}],
    "today": TODAY,
    "values": {
        "account_id": "cash",
        "effective_on": "2024-09-30",
        "amount_dong": "120500000",
        "purpose": "general",
    },
    "errors": {},
    "problem": None,
}
DONATION_REFUSED = DONATION_FORM | {
    "values": {"account_id": "goods", "effective_on": "2024-10-02", "amount_dong": "12x"},
    "errors": {
        "amount_dong": "Số tiền phải là số nguyên đồng, lớn hơn 0.",
        "effective_on": "Không ghi được ngày ở tương lai.",
        "goods_item": "Ghi tên hiện vật.",
    },
}
CORRECTION_FORM = DONATION_FORM | {
    "if_version": 6999,
    "original": {
        "voucher": "PT-2024-00017",
        "effective_on": date(2024, 9, 12),
        "amount_dong": 50_000_000,
        "account": "Tiền mặt tại quỹ",
        "donor": "Trần Văn Bình",
    },
    "values": DONATION_FORM["values"] | {"currency": "USD", "reason": "wrong_amount"},
}
RECORDED: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "voucher": "PT-2024-00018",
    "amount_dong": 5_000_000,
    "effective_on": TODAY,
    "balance_dong": 8_794_133_706,
    "position": 7_124,
    "corrected": None,
    "donor_named": False,
    "voucher_href": "/quy/cam-binh/7000/phieu",
    "again_href": "/quy/cam-binh/ung-ho",
    "book_href": "/so",
}
VOUCHER: dict[str, Any] = {
    "site": TREASURER,
    "voucher": {
        "number": "PT-2024-00018",
        "series": "PT",
        "effective_on": TODAY,
        "issuer": {
            "name": COMMUNE["name"],
            "address": "Xã Cẩm Bình, tỉnh Hà Tĩnh",
            "fund": FUND["name"],
        },
        "party": {"name": "Trần Văn Bình", "address": "Thôn 3, xã Cẩm Bình"},
        "content": "Ủng hộ Quỹ Khuyến học xã Cẩm Bình, cuộc vận động Tiếp sức đến trường 2024",
        "account": "Tiền mặt tại quỹ",
        "amount_dong": 120_500_000,
        "goods": [],
        "foreign": None,
        "device_number": None,
        "signatories": [
            {"role": "approver", "name": "Lê Văn Tám"},
            {"role": "preparer", "name": "Nguyễn Thị Hòa"},
            {"role": "cashier", "name": None},
            {"role": "payer", "name": None},
        ],
        "position": 7_124,
        "recorded_at": datetime(2024, 9, 30, 7, 5, tzinfo=UTC),
        "voided": None,
        "replaces": "PT-2024-00017",
    },
    "paper": "a5",
    "a5_href": "?paper=a5",
    "a4_href": "?paper=a4",
    "back_href": "/so",
}
VOUCHER_TWICE = VOUCHER | {"paper": "a4"}
VOUCHER_VOID = VOUCHER | {
    "voucher": VOUCHER["voucher"]
    | {
        "voided": {
            "reason": "wrong_amount",
            "effective_on": TODAY,
            "position": 7_120,
        },
        "foreign": {
            "amount": Decimal("4725.50"),
            "currency": "USD",
            "rate": Decimal(25_500),
            "rate_on": TODAY,
            "rate_source": "Vietcombank",
        },
        "goods": FUND_PAGE["goods"],
        "device_number": "TAY-12",
    }
}
DEBIT_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "debit": {
        "day": date(2024, 9, 10),
        "account": "Vietcombank · 0011001932418",
        "amount_dong": 55_000,
        "document": "5078.64388",
        "memo": "THU PHI QLTK TO CHUC-VND",
    },
    "disbursements": [
        {
            "id": "d1",
            "programme": "Giúp em đến trường",
            "awards": 1,
            "approved_on": date(2024, 9, 5),
        }
    ],
    "action_href": "/quy/cam-binh/ghi-no/1",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000002",
    "values": {},
    "errors": {"decision": "Chọn một nội dung."},
    "problem": None,
}
ERROR: dict[str, Any] = {
    "site": SITE,
    "problem": {"status": 404, "code": "fund_not_found"},
    "back_href": "/",
}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "association": ("association.html", ASSOCIATION),
    "association-without-anything": (
        "association.html",
        ASSOCIATION
        | {
            "association": {"name": COMMUNE["name"], "level": "commune"},
            "totals": {"balance_dong": 0, "received_dong": 0, "paid_dong": 0},
            "funds": [],
            "funds_dong": 0,
            "children": [],
            "flows": [],
            "data": {"csv": None, "json": None},
        },
    ),
    "fund": ("fund.html", FUND_PAGE),
    "fund-new": (
        "fund.html",
        FUND_PAGE
        | {
            "totals": {"balance_dong": 0, "received_dong": 0, "paid_dong": 0},
            **{name: [] for name in ("accounts", "purposes", "goods", "mobilizations", "entries")},
            "flows": last_months([], through="2024-09"),
            "debits_waiting": 0,
            "debits_dong": 0,
        },
    ),
    "entries": ("entries.html", ENTRIES_PAGE),
    "entries-last": (
        "entries.html",
        ENTRIES_PAGE | {"newer_href": None, "older_href": None, "periods": [], "entries": []},
    ),
    "login": ("login.html", LOGIN),
    "book": ("book.html", BOOK),
    "book-empty": ("book.html", BOOK | {"funds": [], "debits": [], "entries": []}),
    "donation": ("donation_form.html", DONATION_FORM),
    "donation-refused": ("donation_form.html", DONATION_REFUSED),
    "correction": ("donation_form.html", CORRECTION_FORM),
    "recorded": ("recorded.html", RECORDED),
    "recorded-correction": (
        "recorded.html",
        RECORDED | {"corrected": "PT-2024-00017", "again_href": None, "donor_named": True},
    ),
    "voucher": ("voucher.html", VOUCHER),
    "voucher-two-copies": ("voucher.html", VOUCHER_TWICE),
    "voucher-void": ("voucher.html", VOUCHER_VOID),
    "debit": ("debit_form.html", DEBIT_FORM),
    "error": ("error.html", ERROR),
    "error-forbidden": ("error.html", ERROR | {"problem": {"status": 403, "code": "forbidden"}}),
    "error-ours": ("error.html", ERROR | {"problem": {"status": 503, "code": "?"}}),
}
