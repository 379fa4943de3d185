"""Filled contexts of the forms of gifts, of debits, and of what gives money or goods away again."""

from datetime import date
from typing import Any

from api.pages.book.receiving.known_donors import Offered, Unclear
from api.people.finding import Among, Place
from ledger.values import AccountKind, Category, DisbursementClass, ReversalReason
from tests.api.pages.samples.public import (
    FUND,
    TODAY,
    TREASURER,
)

DONATION_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "action_href": "/quy/cam-binh/ung-ho",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "if_version": None,
    "original": None,
    "foretold": None,
    "offered": None,
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
    "pledges_href": "/quy/cam-binh",
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
DONATION_ASKED = DONATION_FORM | {
    "offered": Offered(
        people=[
            {"id": "1", "name": "Nguyễn Thị Hoa", "note": "0912345678 · Thôn Đông, xã Cẩm Bình"},
            {"id": "2", "name": "Nguyễn Thị Hòa", "note": "Sổ chưa có gì khác về người này."},
        ],
        look_on=Place(Among.BEGINNINGS, None),
        mark="0192f0c1-0000-8000-8000-000000000009",
        asks=Unclear(is_just=True),
    ),
    "values": DONATION_FORM["values"] | {"donor_name": "nguyen thi hoa"},
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
    "below_zero": "Nếu ghi đảo vào ngày 10/09/2024, sẽ có ngày số dư âm. Quỹ chung: âm 1 đ.",
    "reasons": list(ReversalReason),
    "today": TODAY,
    "action_href": "/quy/cam-binh/7/dao",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000003",
    "values": {"effective_on": "2024-09-10"},
    "errors": {"reason": "Chọn lý do."},
    "problem": None,
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
            "awards": "1 suất",
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
