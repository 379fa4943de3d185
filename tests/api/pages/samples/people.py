"""Filled contexts of the pages about beneficiaries, with people nobody is."""

from datetime import date
from typing import Any

from ledger.values import Standing
from tests.api.pages.samples.donors import MERGE_FORM, NAMING_FORM
from tests.api.pages.samples.public import AS_OF, FUND, TREASURER

_ONE = {
    "name": "Nguyễn Ngọc Bảo Châu",
    "note": "Lớp 7A2, Trường THCS Đại Thành · thôn Đông, xã Thạch Hà",
    "standing": Standing.KNOWN,
    "merged": False,
    "href": "/so/nguoi-thu-huong/1",
}
BENEFICIARIES: dict[str, Any] = {
    "site": TREASURER,
    "kind": "beneficiary",
    "association": {"name": "Hội Khuyến học xã Thạch Hà", "href": "/hoi/thach-ha"},
    "sought": "",
    "look_on": None,
    "people": [
        _ONE,
        {**_ONE, "note": None, "merged": True},
        {**_ONE, "name": None, "note": None, "standing": Standing.RESTRICTED},
        {**_ONE, "name": None, "note": None, "standing": Standing.ERASED},
        {**_ONE, "name": None, "note": None},
    ],
    "later_href": "?after=30",
    "action_href": "/so/nguoi-thu-huong",
    "book_href": "/so",
}
DONORS: dict[str, Any] = BENEFICIARIES | {"kind": "donor", "action_href": "/so/nha-hao-tam"}
_AWARD: dict[str, Any] = {
    "programme": "Tiếp sức đến trường năm học 2025–2026",
    "href": "/so/khoan-chi/1",
    "fund": FUND,
    "disbursement_class": "scholarship",
    "proposed_on": date(2024, 9, 5),
    "amount_dong": 1_500_000,
    "state": "paid",
    "agreed": True,
    "named": True,
    "naming_href": "/so/neu-ten",
}
BENEFICIARY: dict[str, Any] = {
    "site": TREASURER,
    "name": _ONE["name"],
    "particulars": _ONE["note"],
    "standing": Standing.KNOWN,
    "survivor_href": "/so/nguoi-thu-huong/2",
    "members": [
        {"name": "Ng. Ngọc Bảo Châu", "href": "/so/nguoi-thu-huong/3", "undo_href": "/so/tach"},
        {"name": None, "href": "/so/nguoi-thu-huong/4", "undo_href": None},
    ],
    "merge_href": "/so/gop",
    "erasure_href": "/so/xoa",
    "representative_href": "/so/xoa-nguoi-dai-dien",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "as_of": AS_OF,
    "paid_dong": 3_500_000,
    "paid_awards": 2,
    "awards": [
        _AWARD,
        {**_AWARD, "state": "proposed", "named": False, "amount_dong": 2_000_000},
        {**_AWARD, "state": "returned", "agreed": False, "named": False, "naming_href": None},
    ],
    "later_href": "?after=50",
    "all_href": "/so/nguoi-thu-huong",
}
AWARD_NAMING: dict[str, Any] = NAMING_FORM | {
    "kind": "beneficiary",
    "name": _ONE["name"],
    "what": _AWARD["programme"],
    "hidden": False,
    "values": {"representative": "yes"},
}
BENEFICIARY_MERGE: dict[str, Any] = MERGE_FORM | {
    "kind": "beneficiary",
    "name": _ONE["name"],
    "sought": "bảo châu",
    "typed": "bảo châu",
    "found": [
        {
            "id": "0192f0c1-0000-7000-8000-000000000003",
            "name": "Ng. Ngọc Bảo Châu",
            "note": _ONE["note"],
        }
    ],
}
PEOPLE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "beneficiaries": ("book/people/people.html", BENEFICIARIES),
    "beneficiaries-none": (
        "book/people/people.html",
        BENEFICIARIES | {"people": [], "later_href": None},
    ),
    "beneficiaries-sought": (
        "book/people/people.html",
        BENEFICIARIES | {"sought": "bảo châu", "later_href": None},
    ),
    "beneficiaries-sought-none": (
        "book/people/people.html",
        BENEFICIARIES | {"sought": "bảo châu", "people": [], "later_href": None},
    ),
    "beneficiaries-look-on": (
        "book/people/people.html",
        BENEFICIARIES
        | {
            "sought": "bảo châu",
            "people": [],
            "later_href": None,
            "look_on": "0192f0c1-0000-7000-8000-000000000002",
        },
    ),
    "donors": ("book/people/people.html", DONORS),
    "donors-none": ("book/people/people.html", DONORS | {"people": [], "later_href": None}),
    "donors-sought-none": (
        "book/people/people.html",
        DONORS | {"sought": "bảo châu", "people": [], "later_href": None},
    ),
    "beneficiary": ("book/people/beneficiary.html", BENEFICIARY),
    "beneficiary-restricted": (
        "book/people/beneficiary.html",
        BENEFICIARY | {"name": None, "standing": Standing.RESTRICTED, "survivor_href": None},
    ),
    "beneficiary-erased": (
        "book/people/beneficiary.html",
        BENEFICIARY
        | {"name": None, "standing": Standing.ERASED, "particulars": None}
        | {"members": [], "awards": [], "later_href": None},
    ),
    "award-naming": ("book/people/naming_form.html", AWARD_NAMING),
    "award-naming-withdrawn": (
        "book/people/naming_form.html",
        AWARD_NAMING | {"named": True, "errors": {}},
    ),
    "beneficiary-merge": ("book/people/merge_form.html", BENEFICIARY_MERGE),
    "beneficiary-merge-both": (
        "book/people/merge_form.html",
        BENEFICIARY_MERGE
        | {
            "errors": {},
            "as_of": AS_OF,
            "both": [
                ("Họ và tên", _ONE["name"], "Ng. Ngọc Bảo Châu"),
                ("Điện thoại", None, None),
                ("Địa chỉ", None, "Thôn Đông, xã Thạch Hà"),
                ("Đã nhận bằng tiền", "3.500.000 đ", "1.000.000.000.000.000 đ"),
            ],
        },
    ),
    "beneficiary-merge-nobody": (
        "book/people/merge_form.html",
        BENEFICIARY_MERGE | {"found": [], "suggestions": []},
    ),
}
