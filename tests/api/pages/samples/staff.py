"""Filled contexts of the pages of those who keep the book."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from api.pages.book.control_form import DOCUMENT, ControlForm, Field, Option
from api.people.erasure import Outlook
from ledger.values import AccountKind, Category, DisbursementClass, ReversalReason, Standing
from tests.api.pages.samples.public import (
    ACCOUNTS,
    ACTS,
    AS_OF,
    COMMUNE,
    ENTRIES,
    FUND,
    SITE,
    TODAY,
    TREASURER,
)

LOGIN: dict[str, Any] = {
    "site": SITE,
    "action_href": "/dang-nhap",
    "password_href": "/mat-khau",
    "next": "/so",
    "values": {"login": "hoa"},
    "problem": "Tên đăng nhập hoặc mật khẩu không đúng.",
}
BOOK: dict[str, Any] = {
    "site": TREASURER,
    "person": {"name": "Nguyễn Thị Hòa", "account_href": "/so/tai-khoan"},
    "staff": [{"name": COMMUNE["name"], "href": "/hoi/cam-binh/can-bo"}],
    "people": [{"name": COMMUNE["name"], "href": "/hoi/cam-binh/nguoi-thu-huong"}],
    "as_of": AS_OF,
    "funds": [
        {
            "name": FUND["name"],
            "association": COMMUNE["name"],
            "href": FUND["href"],
            "donate_href": "/quy/cam-binh/ung-ho",
            "keeping_href": "/quy/cam-binh/viec",
            "issue_href": "/quy/cam-binh/cap-hien-vat",
            "spending_href": "/quy/cam-binh/chi",
            "balance_dong": 8_789_133_706,
            "accounts": ACCOUNTS,
        }
    ],
    "told": [{"name": "Hội Khuyến học xã Cẩm Bình", "href": "/cam-binh/so-lieu"}],
    "funds_more": 3,
    "debits": [
        {
            "day": date(2024, 9, 10),
            "account": "Vietcombank",
            "amount_dong": 55_000,
            "href": "/quy/cam-binh/ghi-no/1",
        }
    ],
    "credits": [
        {
            "day": date(2024, 9, 8),
            "account": "Vietcombank",
            "left_dong": 2_000_000,
            "place_href": "/quy/cam-binh/ung-ho?credit_id=1",
            "custody_href": "/quy/cam-binh/thu-ho?credit_id=1",
            "refund_href": "/quy/cam-binh/hoan-tra/1",
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
    "pledges": [{"id": "d1", "name": "Công ty Hoa Phượng · 40.000.000 đ · 10/02/2024"}],
    "credit": None,
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
    "credit": {
        "day": date(2024, 9, 8),
        "account": "Vietcombank",
        "amount_dong": 5_000_000,
        "left_dong": 2_000_000,
        "memo": "NGUYEN VAN A CHUYEN TIEN",
    },
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
        "reverse_href": "/quy/cam-binh/6999/dao",
    },
    "values": DONATION_FORM["values"] | {"currency": "USD", "reason": "wrong_amount"},
}
REVERSAL_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "original": {
        "name": "Phí ngân hàng",
        "voucher": "BN-2024-00001",
        "effective_on": date(2024, 9, 10),
        "amount_dong": -55_000,
        "account": "Vietcombank",
        "donor": None,
    },
    "reasons": list(ReversalReason),
    "today": TODAY,
    "action_href": "/quy/cam-binh/7/dao",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000003",
    "values": {"effective_on": "2024-09-10"},
    "errors": {"reason": "Chọn lý do."},
    "problem": None,
}


def a_use(topic: str, dong: int, voucher: str | None, **changes: object) -> dict[str, Any]:
    """Return a use of a gift: one that paid out and counts, unless told otherwise."""
    use: dict[str, Any] = {
        "topic": topic,
        "purpose": "Học bổng Hoa Phượng Đỏ",
        "effective_on": date(2024, 9, 5),
        "voucher": voucher,
        "dong": dong,
        "takes_off": False,
        "over": False,
    }
    return use | changes


RECORDED: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "voucher": "PT-2024-00018",
    "amount_dong": 5_000_000,
    "effective_on": TODAY,
    "balance_dong": 8_794_133_706,
    "position": 7_124,
    "corrected": None,
    "reversed": False,
    "donor_named": False,
    "voucher_href": "/quy/cam-binh/7000/phieu",
    "again_href": "/quy/cam-binh/ung-ho",
    "donor_href": "/so/nguoi-ung-ho/1",
    "document_href": "/quy/tai-lieu/1",
    "book_href": "/so",
}
DONOR: dict[str, Any] = {
    "site": TREASURER,
    "name": "Nguyễn Thị Mai",
    "standing": Standing.KNOWN,
    "hidden": False,
    "survivor_href": "/so/nguoi-ung-ho/2",
    "members": [
        {"name": "Ng. Thị Mai", "href": "/so/nguoi-ung-ho/3", "undo_href": "/so/tach"},
        {"name": None, "href": "/so/nguoi-ung-ho/4", "undo_href": None},
    ],
    "visibility_href": "/so/giau",
    "merge_href": "/so/gop",
    "erasure_href": "/so/xoa",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "as_of": AS_OF,
    "money_dong": 120_500_000,
    "in_kind_dong": 3_600_000,
    "gifts": [
        {
            "fund": FUND,
            "purpose": "Học bổng Hoa Phượng Đỏ",
            "effective_on": date(2024, 9, 1),
            "voucher": "BC-2024-06990",
            "amount_dong": 120_000_000,
            "in_kind": False,
            "named": True,
            "naming_href": "/so/neu-ten",
            "consent_href": "/so/dong-y",
            "reversed": False,
            "uses": {
                "paid_dong": 80_000_000,
                "unspent_dong": 20_000_000,
                "taken_off_dong": 20_000_000,
                "left_off": 3,
                "items": [
                    a_use("fund.disbursement_paid", 80_000_000, "PC-2024-00009"),
                    a_use("fund.disbursement_paid", 1_000_000, "PC-2024-00010", over=True),
                    a_use("fund.purpose_released", 20_000_000, None, takes_off=True),
                ],
            },
        },
        {
            "fund": FUND,
            "purpose": None,
            "effective_on": TODAY,
            "voucher": "NK-2024-00002",
            "amount_dong": 3_600_000,
            "in_kind": True,
            "named": True,
            "naming_href": "/so/neu-ten",
            "consent_href": "/so/dong-y",
            "reversed": False,
            "uses": None,
        },
        {
            "fund": FUND,
            "purpose": "Học bổng Hoa Phượng Đỏ",
            "effective_on": TODAY,
            "voucher": "PT-2024-00017",
            "amount_dong": 500_000,
            "in_kind": False,
            "named": True,
            "naming_href": "/so/neu-ten",
            "consent_href": "/so/dong-y",
            "reversed": True,
            "uses": {
                "paid_dong": 0,
                "unspent_dong": 500_000,
                "taken_off_dong": 0,
                "left_off": 0,
                "items": [],
            },
        },
    ],
    "consents": [
        {
            "fund": FUND,
            "to_purpose": None,
            "amount_dong": 20_000_000,
            "released_dong": 20_000_000,
            "given_on": date(2024, 9, 20),
            "withdrawn_on": None,
            "withdrawal_href": "/so/rut-dong-y",
        },
        {
            "fund": FUND,
            "to_purpose": "Giúp em đến trường",
            "amount_dong": 5_000_000,
            "released_dong": 0,
            "given_on": date(2024, 9, 21),
            "withdrawn_on": date(2024, 9, 25),
            "withdrawal_href": None,
        },
    ],
    "later_href": "/so/nguoi-ung-ho/1?after=1",
    "book_href": "/so",
}
_ABOUT_DONOR: dict[str, Any] = {
    "site": TREASURER,
    "name": "Nguyễn Thị Mai",
    "kind": "donor",
    "person_href": "/so/nguoi-ung-ho/1",
    "action_href": "/so/lam",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "values": {},
    "errors": {},
    "problem": None,
}
NAMING_FORM: dict[str, Any] = {
    **_ABOUT_DONOR,
    "fund": FUND,
    "what": "BC-2024-06990",
    "amount_dong": 120_000_000,
    "effective_on": date(2024, 9, 1),
    "named": False,
    "hidden": True,
    "values": {"self": "yes"},
    "errors": {"said_by": "Chọn người đã nói."},
}
MERGE_FORM: dict[str, Any] = {
    **_ABOUT_DONOR,
    "suggestions": [
        {"id": "0192f0c1-0000-7000-8000-000000000002", "name": "Ng. Thị Mai", "note": None}
    ],
    "sought": None,
    "look_on": None,
    "search_href": None,
    "found": [],
    "values": {"other_id": "sai"},
    "errors": {"other_id": "Không có người ủng hộ nào có mã này."},
}
ERASURE_FORM: dict[str, Any] = {
    **_ABOUT_DONOR,
    "outlook": Outlook(
        standing=Standing.KNOWN,
        last_voucher_on=date(2024, 9, 1),
        keep_until=date(2034, 12, 31),
        destroys_now=False,
    ),
    "withdrawal_href": "/so/rut",
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
        "party": {"is_donor": True, "name": "Trần Văn Bình", "address": "Thôn 3, xã Cẩm Bình"},
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
    "document_href": "/quy/tai-lieu/1",
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
        "goods": [
            {
                "name": "vở kẻ ngang",
                "quantity": Decimal(1200),
                "unit": "quyển",
                "value_dong": 3_600_000,
            },
            {"name": "gạo", "quantity": Decimal("1250.5"), "unit": "kg", "value_dong": None},
        ],
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
    "may_record": True,
    "may_pay": True,
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
CONTROL_FORM: dict[str, Any] = {
    "site": TREASURER,
    "whose": FUND,
    "form": ControlForm(
        title="Nhận điều chuyển",
        about="Ghi khi tiền đã đến.",
        facts=[("Quỹ gửi", "Quỹ Khuyến học tỉnh Hà Tĩnh"), ("Số tiền", "2.000.000 đ")],
        fields=(
            Field("select", "account_id", "Đến tài khoản", options=[Option("1", "Vietcombank")]),
            Field("select", "purpose", "Mục đích", options=[Option("general", None)]),
            Field("amount", "amount_dong", "Số tiền", hint="Đúng số đã gửi"),
            Field("day", "effective_on", "Ngày nhận"),
            Field("reason", "reason", "Vì sao?", options=[Option("entry_wrong", "entry_wrong")]),
            Field("text", "held_for", "Thu hộ cho ai?", "Chỉ cán bộ xem được", required=False),
            Field("check", "named", "Đồng ý công khai tên"),
            Field("any_day", "due_on", "Hẹn đến ngày"),
            Field("select", "appeal", "Cuộc vận động", empty="Không"),
            DOCUMENT,
        ),
        submit="Ghi vào sổ",
    ),
    "today": TODAY,
    "action_href": "/quy/cam-binh/nhan",
    "cancel_href": "/quy/cam-binh/viec",
    "command_id": "0192f0c1-0000-7000-8000-000000000003",
    "values": {
        "effective_on": "2024-09-30",
        "reason": "entry_wrong",
        "document_sha256": "ab" * 32,
    },
    "errors": {"account_id": "Quỹ không có tài khoản này."},
    "problem": None,
}
KEEPING: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "as_of": AS_OF,
    "closed_through": None,
    "acts": [{"name": "Kiểm kê tiền mặt", "href": "/kiem-ke"}],
    "transfers": [
        {
            "sent": sent,
            "fund": "Quỹ Khuyến học tỉnh Hà Tĩnh",
            "amount_dong": 2_000_000,
            "sent_on": TODAY,
            "href": href,
        }
        for sent, href in ((False, "/nhan"), (True, None))
    ],
    "counts": [
        {
            "account": "Két tiền mặt",
            "effective_on": TODAY,
            "found_dong": 450_000,
            "book_dong": 500_000,
            "difference_dong": -50_000,
            "posted": href is None,
            "post_href": href,
        }
        for href in (None, "/chenh-lech")
    ],
    "pledges": [{"name": "Nguyễn Văn An · 5.000.000 đ · 01/09/2024", "href": "/rut"}],
    "consents": [
        {
            "to_purpose": None,
            "left_dong": 2_000_000,
            "given_on": date(2024, 9, 20),
            "href": "/quy/cam-binh/chuyen-muc-dich/1",
        }
    ],
    "custodies": [
        {"name": "Thu hộ số 1 · Bạn đọc báo giúp em An", "dong": 2_000_000, "href": href}
        for href in (None, "/chi-ho")
    ],
    "corrections_href": "/quy/cam-binh/dinh-chinh",
}
OWN_AWARDS: dict[str, Any] = {
    "site": TREASURER,
    "association": COMMUNE,
    "sought": "an",
    "look_on": None,
    "search_href": "/hoi/suat-cua-minh/tim",
    "colleagues": [Option("1", "Lê Văn Bình"), Option("2", "Trần Thị Mai")],
    "beneficiaries": [
        {"id": "1", "name": "Nguyễn Văn An", "note": "Thôn Đông, xã Cẩm Bình"},
        {"id": "2", "name": "Lê Thị An", "note": None},
    ],
    "is_cut": True,
    "action_href": "/hoi/suat-cua-minh",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000004",
    "values": {"staff_id": "2"},
    "errors": {"beneficiary_id": "Chọn một mục trong danh sách."},
    "problem": None,
}
REFUND_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "source": {
        "voucher": "BC-2024-00007",
        "day": date(2024, 9, 8),
        "account": "Vietcombank",
        "amount_dong": 5_000_000,
        "left_dong": 2_000_000,
        "memo": "NGUYEN VAN A CHUYEN NHAM",
        "is_gift": False,
    },
    "action_href": "/quy/cam-binh/hoan-tra/1",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "today": TODAY,
    "values": {"amount_dong": "2.000.000", "effective_on": "2024-09-30"},
    "errors": {"amount_dong": "Nhiều nhất là 2.000.000 đ."},
    "problem": None,
}
GOODS_ISSUE_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "stock": [
        {"id": "general quyển vở", "commodity": "quyển vở", "left": "1.200", "purpose_name": None},
        {"id": "p1 kg gạo", "commodity": "kg gạo", "left": "1.250,5", "purpose_name": "Tết"},
    ],
    "classes": [DisbursementClass.SUPPORT, DisbursementClass.AWARD],
    "categories": list(Category),
    "chosen": ["poor"],
    "action_href": "/quy/cam-binh/cap-hien-vat",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "today": TODAY,
    "values": {"stock": "general quyển vở", "effective_on": "2024-09-30", "awards": "1"},
    "errors": {"categories": "Tiền này không được ủng hộ cho đối tượng này."},
    "problem": None,
}
