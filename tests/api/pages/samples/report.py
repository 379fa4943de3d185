"""A report as its page shows it: that of a province, with one of everything."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from projections.reports.report import Report
from tests.api.pages.samples.public import AS_OF, SITE

_NOTHING = {"transfers": 0, "dong": 0}
_UNIT = {"association_id": str(UUID(int=3)), "name": "Hội Khuyến học tỉnh Hà Tĩnh"}
_TOLD = {"suat": 800, "luot": 800, "lines": []}
_LEVELS = (("province", 1, 1), ("commune", 69, 61))

REPORT = msgspec.convert(
    {
        "association": {**_UNIT, "level": "province"},
        "period": {"first": "2025-01-01", "last": "2025-06-30"},
        "scope": "consolidated",
        "restated": {
            "on": "2025-07-20",
            "estimated": True,
            "shares": [
                {
                    "unit": {**_UNIT, "name": "Huyện Thạch Hà", "level": "district"},
                    "share_millionths": 333_333,
                }
            ],
        },
        "known_at": {"position": 4711, "recorded_at": datetime(2025, 6, 13, 2, tzinfo=UTC)},
        "funds": 62,
        "cash": {
            "opening": 9_300_000_000,
            "opening_recorded": 0,
            "receipts": {"donations": 32_100_000_000, "interest": 12_345_678},
            "transfers_in": 50_000_000,
            "transfers_out": 0,
            "handovers_in": 0,
            "handovers_out": 0,
            "in_transit_net": -2_000_000,
            "payments": {"scholarship": 20_000_000_000, "support": 4_000_000_000, "award": 1},
            "bank_fees": 55_000,
            "refunds": 500_000,
            "differences": -1_000,
            "custodial_net": 0,
            "unallocated_net": 1_500_000,
            "perimeter": {"joined": 700_000_000, "left": 0},
            "closing": 18_161_289_677,
            "by_account": [
                {"kind": "cash_box", "opening": 300_000_000, "closing": 161_289_677},
                {"kind": "bank", "opening": 9_000_000_000, "closing": 18_000_000_000},
                {"kind": "term_deposit"},
            ],
            "by_purpose": [
                {"kind": "general", "opening": 9_300_000_000, "closing": 18_159_789_677},
                {"kind": "restricted"},
                {"kind": "unallocated", "moved": 1_500_000, "closing": 1_500_000},
                {"kind": "custodial"},
            ],
        },
        "in_kind": {
            "opening": 0,
            "received": 4_600_000_000,
            "issued": 4_500_000_000,
            "handovers_net": 0,
            "perimeter": {},
            "closing": 100_000_000,
            "goods": [],
        },
        "transfers": {
            "eliminated": {
                "sent": {"transfers": 3, "dong": 900_000_000},
                "received": {"transfers": 2, "dong": 898_000_000},
                "handed_over": 0,
                "taken_over": 0,
            },
            "in_transit": {"within": _NOTHING, "outgoing": _NOTHING, "incoming": _NOTHING},
        },
        "mobilized": {
            "total": 36_700_000_000,
            "cash": 32_100_000_000,
            "in_kind": 4_600_000_000,
            "direct_aid": 0,
            "pledged_outstanding": 250_000_000,
            "custodial": 0,
            "gifts": 7_120,
        },
        "supported": {
            "total": 28_500_000_000,
            "from_fund": 24_000_000_001,
            "in_kind": 4_499_999_999,
            "direct_aid": 0,
            "by_others": 3_900_000_000,
            "joint": [
                {
                    "association_id": str(UUID(int=3)),
                    "programme": "Tiếp sức đến trường",
                    "since": "2025-01-01",
                    "as_of": "2025-06-13",
                    "amount": 4_200_000_000,
                    "own_share": 300_000_000,
                    "lines": 2,
                    "disbursement_classes": ["award"],
                    "source": "Báo cáo 6 tháng",
                }
            ],
            "custodial": 0,
        },
        "recipients": {
            "suat": 57_430,
            "luot": 57_430,
            "persons": None,
            "by_class": [],
            "by_category": None,
            "exhaustive": False,
            "by_others": _TOLD,
        },
        "from_paper": {
            "associations": 8,
            "summaries": 9,
            "covered": 1,
            "overlapping": 0,
            "since": "2025-01-01",
            "as_of": "2025-06-30",
            "mobilized": {
                "total": 512_000_000,
                "cash": 400_000_000,
                "in_kind": 0,
                "direct_aid": 0,
                "unsplit": 112_000_000,
            },
            "supported": 430_000_000,
            "closing": None,
            "recipients": _TOLD,
        },
        "by_level": [
            {
                "level": level,
                "associations": associations,
                "with_fund": with_fund,
                "estimated": level == "commune",
                "mobilized": 1_000_000_000 * associations,
                "supported": 800_000_000 * associations,
                "cash": 200_000_000 * associations,
            }
            for level, associations, with_fund in _LEVELS
        ],
        "by_unit": [
            {
                "unit": {**_UNIT, "level": "province"},
                "is_own": True,
                "estimated": False,
                "funds": 2,
                "mobilized": 4_525_000_000,
                "supported": 1_000_000_000,
                "cash": 7_124_500_000,
            }
        ],
        "statistics": [
            {
                "measure": "boards",
                "opening": None,
                "added": {
                    "value": 8,
                    "since": "2025-01-01",
                    "as_of": "2025-06-13",
                    "source": "Báo cáo 6 tháng",
                },
                "closing": {
                    "value": 6_346,
                    "as_of": "2025-06-13",
                    "as_of_earliest": "2025-06-13",
                    "figures": 1,
                    "complete": True,
                    "source": "Báo cáo 6 tháng",
                },
                "permille_of_population": None,
            },
            {
                "measure": "members",
                "opening": None,
                "added": {
                    "value": 342,
                    "since": "2025-01-01",
                    "as_of": "2025-06-13",
                    "source": "Báo cáo 6 tháng",
                },
                "closing": {
                    "value": 391_800,
                    "as_of": "2025-06-13",
                    "as_of_earliest": "2025-06-13",
                    "figures": 1,
                    "complete": True,
                    "source": "Báo cáo 6 tháng",
                },
                "permille_of_population": 292,
            },
            {
                "measure": "learning_families",
                "opening": None,
                "added": {
                    "value": 8,
                    "since": "2025-01-01",
                    "as_of": "2025-06-13",
                    "source": "Báo cáo 6 tháng",
                },
                "closing": None,
                "permille_of_population": None,
            },
        ],
        "targets": [
            {
                "measure": "members",
                "unit": unit,
                "value": value,
                "due_on": "2025-12-31",
                "set_on": "2025-01-01",
                "decision_number": None,
                "reached": reached,
            }
            for unit, value, reached in (
                ("permille_of_population", 300, 292),
                ("count", 400_000, None),
            )
        ],
        "per_inhabitant": None,
    },
    Report,
)

NOTHING = replace(
    REPORT,
    cash=replace(REPORT.cash, opening=0, closing=0),
    mobilized=replace(REPORT.mobilized, total=0),
    supported=replace(REPORT.supported, total=0, joint=()),
    recipients=replace(
        REPORT.recipients,
        suat=0,
        luot=0,
        by_others=replace(REPORT.recipients.by_others, suat=None, luot=None),
    ),
    by_level=REPORT.by_level[1:],
    by_unit=(),
    statistics=(),
    targets=(),
)
"""The report of an association where nothing is yet."""

REPORT_PAGE: dict[str, Any] = {
    "site": SITE,
    "trail": [{"name": "Hội Khuyến học Việt Nam", "href": "/"}],
    "report": REPORT,
    "as_of": AS_OF,
    "asked": {"period": "2025-H1", "scope": "consolidated", "restated": date(2025, 7, 20)},
    "today": date(2025, 7, 21),
    "shares": [("Huyện Thạch Hà", Decimal("33.3333"))],
    "publish_href": "/hoi/ha-tinh/bao-cao/cong-bo",
    "publications": [
        {
            "on": date(2025, 7, 15),
            "period": "2025-H1",
            "scope": scope,
            "restated_on": restated_on,
            "known_at": 7_124,
            "digest": "145bd9ceeeefff6cb3ad4d4760590518e4ee65c4c6a3022932441a64577d6b5d",
            "href": "/reports/1",
        }
        for scope, restated_on in (("consolidated", date(2025, 7, 20)), ("own", None))
    ],
    "published": {
        "on": date(2025, 7, 15),
        "known_at": 7_124,
        "digest": "145bd9ceeeefff6cb3ad4d4760590518e4ee65c4c6a3022932441a64577d6b5d",
        "href": "/reports/1",
        "restatement_href": "/api/v1/reports/1/restatement",
        "restated": [
            {"figure": "mobilized.total", "published": 36_500_000_000, "restated": 36_700_000_000},
            {"figure": "cash.closing", "published": 4_100_000_000, "restated": 4_300_000_000},
        ],
        "others": 12,
    },
    "below_zero": [
        {
            "name": "Quỹ khuyến học tỉnh Hà Tĩnh",
            "href": "/funds/ha-tinh/corrections",
            "overdrafts": [
                {
                    "words": "Tiền mặt: âm ngày 05/06/2025, −20.000 đ.",
                    "href": "/funds/ha-tinh/accounts/tien-mat/book?period=2025-06",
                    "until_on": date(2025, 6, 5),
                }
            ],
            "more": 3,
        }
    ],
    "goods": [
        {
            "commodity": "chiếc xe đạp",
            "opening": Decimal(0),
            "received": Decimal(30),
            "issued": Decimal(28),
            "closing": Decimal(2),
        }
    ],
    "periods": [
        {"value": value, "chosen": value == "2025-H1"}
        for value in ("2025", "2025-H1", "2025-Q2", "2024/2025", "2021..2025", "2025-06-13")
    ],
    "csv_href": "/associations/ha-tinh/report.csv?period=2025-H1",
    "xlsx_href": "/associations/ha-tinh/report.xlsx?period=2025-H1",
    "json_href": "/api/v1/associations/ha-tinh/report?period=2025-H1",
}
