"""A published report as its page shows it, and the form that publishes it."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import convert
from msgspec.structs import replace

from ledger.report import NewPublication
from ledger.values import ReportId, ReportScope
from projections.reports.publishing import Publication
from projections.reports.report import CategoryCount
from tests.api.pages.samples.public import TREASURER
from tests.api.pages.samples.report import REPORT, REPORT_PAGE

_COUNTED = [
    {"categories": ["poor", "orphaned"], "suat": 1_200, "luot": 1_150, "amount": 620_000_000},
    {"categories": [], "suat": 90, "luot": None, "amount": None},
]

PUBLISHED_REPORT = replace(
    REPORT,
    recipients=replace(
        REPORT.recipients,
        by_category=convert(_COUNTED, tuple[CategoryCount, ...]),
        exhaustive=False,
    ),
)

PUBLICATION_PAGE: dict[str, Any] = {
    **{name: REPORT_PAGE[name] for name in ("site", "trail", "goods", "shares", "as_of")},
    "publication": Publication(
        report_id=ReportId(UUID(int=1)),
        association_id=REPORT.association.association_id,
        first=REPORT.period.first,
        last=REPORT.period.last,
        scope=ReportScope.CONSOLIDATED,
        known_at=7_124,
        restated=date(2025, 7, 20),
        digest=REPORT_PAGE["published"]["digest"],
        published_on=date(2025, 7, 15),
    ),
    "period": "2025-H1",
    "name": REPORT.association.name,
    "report": PUBLISHED_REPORT,
    "later": {"on": date(2025, 8, 1), "href": "/reports/2"},
    "restated": REPORT_PAGE["published"]["restated"],
    "others": 12,
    "restatement_href": "/api/v1/reports/1/restatement",
    "bytes_href": "/api/v1/reports/1",
    "report_href": "/hoi/ha-tinh/bao-cao",
}

PUBLICATION_FORM: dict[str, Any] = {
    "site": TREASURER,
    "whose": {"name": REPORT.association.name, "href": "/hoi/ha-tinh"},
    "today": date(2025, 6, 13),
    "scopes": list(ReportScope),
    "made": NewPublication(
        association_id=REPORT.association.association_id,
        first=REPORT.period.first,
        last=REPORT.period.last,
        scope=ReportScope.CONSOLIDATED,
        known_at=7_124,
        restated=date(2025, 7, 20),
        content="{}",
    ),
    "report": PUBLISHED_REPORT,
    "goods": REPORT_PAGE["goods"],
    "shares": REPORT_PAGE["shares"],
    "period": "2025-H1",
    "digest": REPORT_PAGE["published"]["digest"],
    "published": REPORT_PAGE["published"],
    "action_href": "/hoi/ha-tinh/bao-cao/cong-bo",
    "show_href": "/hoi/ha-tinh/bao-cao/cong-bo",
    "cancel_href": "/hoi/ha-tinh/bao-cao",
    "command_id": "0192f0c1-0000-7000-8000-000000000009",
    "values": {"period": "2025-H1", "restated": "2025-07-20"},
    "errors": {"confirmed": "Hãy xem các số, rồi đánh dấu ở đây."},
    "problem": None,
}
