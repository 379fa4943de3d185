"""Filled contexts of the pages about donors, with people nobody is."""

from datetime import date
from typing import Any

from api.people.erasure import Outlook
from ledger.values import Standing
from tests.api.pages.samples.public import (
    AS_OF,
    FUND,
    TODAY,
    TREASURER,
)


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


DONOR: dict[str, Any] = {
    "site": TREASURER,
    "name": "Nguyễn Thị Mai",
    "particulars": "0912 345 678 · thôn Đông, xã Thạch Hà",
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
    "representative_href": "/so/xoa-nguoi-dai-dien",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "as_of": AS_OF,
    "money_dong": 120_500_000,
    "refunded_dong": 400_000,
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
            "refunded_dong": 0,
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
            "refunded_dong": 400_000,
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
            "refunded_dong": 0,
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
    "all_href": "/so/nha-hao-tam",
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
    "both": None,
    "sought": "",
    "typed": "Nguyễn Thị Mai",
    "look_on": None,
    "search_href": "/book/search",
    "found": [],
    "values": {"other_id": "sai"},
    "errors": {"other_id": "Không có nhà hảo tâm nào có mã này."},
}
REPRESENTATIVE_FORM: dict[str, Any] = {
    **_ABOUT_DONOR,
    "is_known": True,
    "representative": "Mẹ: Lê Thị Bình, 0912 345 678, thôn Đông, xã Thạch Hà",
}
ERASURE_FORM: dict[str, Any] = {
    **_ABOUT_DONOR,
    "outlook": Outlook(
        standing=Standing.KNOWN,
        last_voucher_on=date(2024, 9, 1),
        keep_until=date(2034, 12, 31),
        is_proposed=True,
        destroys_now=False,
    ),
    "withdrawal_href": "/so/rut",
}
