"""Filled contexts of the pages of a journal, of the book of an account, and of corrections."""

from datetime import UTC, date, datetime
from typing import Any

from tests.api.pages.samples.public import (
    AS_OF,
    COMMUNE,
    COUNTRY,
    DATA,
    ENTRIES,
    FUND,
    LASTING,
    OVERDRAFT,
    PROVINCE,
    SITE,
    TODAY,
    an_entry,
)

ENTRIES_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE, FUND],
    "fund": FUND,
    "as_of": AS_OF,
    "entries": ENTRIES * 3,
    "periods": [
        {"value": "", "day": None, "chosen": False},
        {"value": "2024", "day": None, "chosen": False},
        {"value": "2024-09", "day": None, "chosen": True},
        {"value": "2024-09-30", "day": date(2024, 9, 30), "chosen": False},
    ],
    "newer_href": "?cursor=newer",
    "older_href": "?cursor=older",
    "data": DATA,
}
ACCOUNT_BOOK: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE, FUND],
    "fund": {"name": FUND["name"], "association": COMMUNE["name"]},
    "account": {"name": "Tiền mặt tại quỹ", "number": None},
    "is_cash": True,
    "as_of": AS_OF,
    "month": "2024-09",
    "overdrafts": [OVERDRAFT["words"]],
    "periods": [{"value": "2024-09", "chosen": True}, {"value": "2024-08", "chosen": False}],
    "book": {
        "opening_dong": 72_000_000,
        "in_dong": 5_000_000,
        "out_dong": 0,
        "closing_dong": 77_000_000,
        "carried_dong": 72_000_000,
    },
    "is_first": True,
    "lines": [
        {
            "effective_on": TODAY,
            "occurred_on": date(2024, 8, 28),
            "voucher": "PT-2024-00018",
            "name": "Ủng hộ",
            "content": "Công ty TNHH Minh Khai · Tiếp sức đến trường 2024",
            "in_dong": 6_000_000,
            "out_dong": 0,
            "balance_dong": 78_000_000,
        },
        {
            "effective_on": TODAY,
            "occurred_on": None,
            "voucher": None,
            "name": "Bút toán đảo",
            "content": "",
            "in_dong": -1_000_000,
            "out_dong": 0,
            "balance_dong": 77_000_000,
        },
    ],
    "next_href": None,
    "first_href": None,
    "csv_href": "/quy/cam-binh/so/tien-mat.csv",
    "xlsx_href": "/quy/cam-binh/so/tien-mat.xlsx",
}
CORRECTIONS_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [COUNTRY, PROVINCE, COMMUNE, FUND],
    "fund": FUND,
    "as_of": AS_OF,
    "closed_through": date(2024, 8, 31),
    "overdrafts": [LASTING, OVERDRAFT],
    "overdrafts_more": 2,
    "closings": [
        {
            "through": date(2024, 8, 31),
            "recorded_at": datetime(2024, 9, 3, 2, 0, tzinfo=UTC),
            "balance_dong": 8_512_078_706,
            "reopened_by": None,
        },
        {
            "through": date(2024, 7, 31),
            "recorded_at": datetime(2024, 8, 3, 2, 0, tzinfo=UTC),
            "balance_dong": 8_112_078_706,
            "reopened_by": 7_001,
        },
    ],
    "corrections": [
        {
            "kind": "reversal",
            "position": 7_120,
            "entry": an_entry(reason="wrong_amount") | {"occurred_on": None},
            "original": an_entry(amount_dong=5_000_000),
            "replacement": an_entry(),
            "reopening": None,
        },
        {
            "kind": "reopening",
            "position": 7_001,
            "entry": None,
            "original": None,
            "replacement": None,
            "reopening": {
                "since": date(2024, 7, 1),
                "reason": "audit_finding",
                "recorded_at": datetime(2024, 8, 5, 2, 0, tzinfo=UTC),
            },
        },
        {
            "kind": "late_fact",
            "position": 6_990,
            "entry": an_entry() | {"occurred_on": date(2024, 6, 28)},
            "original": None,
            "replacement": None,
            "reopening": None,
        },
    ],
    "newer_href": None,
    "older_href": "?after=6990",
}
