"""One filled context per page template, for tests of the templates and for looking at them."""

from typing import Any

from api.pages.charts import last_months
from tests.api.pages.samples_public import (
    ASSOCIATION,
    COMMUNE,
    ENTRIES_PAGE,
    ERROR,
    FUND_PAGE,
    SITE,
)
from tests.api.pages.samples_staff import (
    BOOK,
    CORRECTION_FORM,
    DEBIT_FORM,
    DONATION_FORM,
    DONATION_REFUSED,
    LOGIN,
    RECORDED,
    REVERSAL_FORM,
    VOUCHER,
    VOUCHER_TWICE,
    VOUCHER_VOID,
)

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "association": ("association.html", ASSOCIATION),
    "association-without-anything": (
        "association.html",
        ASSOCIATION
        | {
            "association": {"name": COMMUNE["name"], "level": "commune"},
            "totals": {"balance_dong": 0, "opening_dong": 0, "received_dong": 0, "paid_dong": 0},
            "funds": [],
            "funds_dong": 0,
            "children": [],
            "flows": [],
            "entries": [],
            "data": {"csv": None, "json": None},
        },
    ),
    "fund": ("fund.html", FUND_PAGE),
    "fund-new": (
        "fund.html",
        FUND_PAGE
        | {
            "totals": {"balance_dong": 0, "opening_dong": 0, "received_dong": 0, "paid_dong": 0},
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
    "reversal": ("reversal_form.html", REVERSAL_FORM),
    "recorded": ("recorded.html", RECORDED),
    "recorded-correction": (
        "recorded.html",
        RECORDED | {"corrected": "PT-2024-00017", "again_href": None, "donor_named": True},
    ),
    "recorded-reversal": (
        "recorded.html",
        RECORDED
        | {
            "amount_dong": -55_000,
            "reversed": True,
            "donor_named": None,
            "voucher_href": None,
            "again_href": None,
        },
    ),
    "voucher": ("voucher.html", VOUCHER),
    "voucher-two-copies": ("voucher.html", VOUCHER_TWICE),
    "voucher-void": ("voucher.html", VOUCHER_VOID),
    "debit": ("debit_form.html", DEBIT_FORM),
    "debit-nothing-to-choose": (
        "debit_form.html",
        DEBIT_FORM | {"may_record": False, "may_pay": False, "disbursements": [], "errors": {}},
    ),
    "empty": ("empty.html", {"site": SITE}),
    "error": ("error.html", ERROR),
    "error-forbidden": ("error.html", ERROR | {"problem": {"status": 403, "code": "forbidden"}}),
    "error-ours": ("error.html", ERROR | {"problem": {"status": 503, "code": "?"}}),
}
