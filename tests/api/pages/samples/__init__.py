"""One filled context per page template, for tests of the templates and for looking at them."""

from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from api.pages.again import Typed
from api.pages.book.keeping import Listed
from api.pages.book.spending.waiting import Queue, Waiting
from api.pages.book.undecided import Undecided
from api.pages.presentation.charts import last_months
from ledger.values import AMOUNT_DONG_MAX, Standing
from projections.answers import Totals
from projections.transferring.transfers import InTransit
from tests.api.pages.samples.access import (
    ACCOUNT,
    ENDED,
    INVITATION,
    MEMBER,
    MEMBER_OF_OTHERS,
    OVER,
    PASSWORD,
    SECRET,
    STAFF,
    TOKEN,
)
from tests.api.pages.samples.donors import (
    DONOR,
    ERASURE_FORM,
    MERGE_FORM,
    NAMING_FORM,
    REPRESENTATIVE_FORM,
)
from tests.api.pages.samples.journal import ACCOUNT_BOOK, CORRECTIONS_PAGE, ENTRIES_PAGE
from tests.api.pages.samples.people import PEOPLE_PAGES
from tests.api.pages.samples.public import (
    ASSOCIATION,
    COMMUNE,
    ERROR,
    FUND_PAGE,
    SITE,
    TODAY,
    TREASURER,
)
from tests.api.pages.samples.publication import PUBLICATION_FORM, PUBLICATION_PAGE
from tests.api.pages.samples.receiving import (
    CORRECTION_FORM,
    DEBIT_FORM,
    DONATION_ASKED,
    DONATION_FORM,
    DONATION_REFUSED,
    GOODS_ISSUE_FORM,
    REFUND_FORM,
    REVERSAL_FORM,
)
from tests.api.pages.samples.report import NOTHING, REPORT, REPORT_PAGE
from tests.api.pages.samples.spending import ACT as DISBURSEMENT_ACT
from tests.api.pages.samples.spending import (
    DISBURSEMENT,
    DISBURSEMENTS,
    LIST_PREVIEW,
    PROPOSAL_FORM,
)
from tests.api.pages.samples.staff import (
    BOOK,
    CONTROL_FORM,
    KEEPING,
    LOGIN,
    OWN_AWARDS,
    RECORDED,
    VOUCHER,
    VOUCHER_TWICE,
    VOUCHER_VOID,
)
from tests.api.pages.samples.told import GIVEN_LINES, TOLD

TYPED = Typed("/gui", [("command_id", "0192f0c1-0000-7000-8000-000000000004"), ("dong", "500.000")])

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "association": ("public/association.html", {**ASSOCIATION, "report": REPORT, "period": "2025"}),
    "association-without-anything": (
        "public/association.html",
        ASSOCIATION
        | {
            "association": {"name": COMMUNE["name"], "level": "commune"},
            "ending": {
                "on": date(2025, 7, 1),
                "decision_number": "1283/NQ-UBTVQH15",
                "heirs": [{"name": "Hội Khuyến học xã Đồng Lộc", "href": "/hoi/dong-loc"}],
            },
            "report": NOTHING,
            "period": "2025",
            "funds": [],
            "funds_dong": 0,
            "children": [],
            "flows": [],
            "entries": [],
            "data": {"csv": None, "json": None},
        },
    ),
    "report": ("public/report.html", REPORT_PAGE),
    "publication": ("public/publication.html", PUBLICATION_PAGE),
    "publication-of-another-version": (
        "public/publication.html",
        PUBLICATION_PAGE | {"report": None, "later": None, "restated": [], "others": 0},
    ),
    "publication-form": ("book/associations/publication_form.html", PUBLICATION_FORM),
    "publication-form-refused": (
        "book/associations/publication_form.html",
        PUBLICATION_FORM | {"made": None, "errors": {"period": "Kỳ này không đúng."}},
    ),
    "fund": ("public/fund.html", FUND_PAGE),
    "fund-new": (
        "public/fund.html",
        FUND_PAGE
        | {
            "totals": Totals(),
            **{name: [] for name in ("accounts", "purposes", "goods", "mobilizations", "entries")},
            "flows": last_months([], through="2024-09"),
            "overdrawn": [],
            "overdrafts_over": 0,
            "debits_waiting": 0,
            "debits_dong": 0,
            "controls": None,
            "closed_through": None,
            "in_transit": InTransit(sent=0, sent_dong=0, expected=0, expected_dong=0),
            "transfers": [],
            "handovers": [],
        },
    ),
    "fund-vast": (
        "public/fund.html",
        FUND_PAGE
        | {
            "totals": FUND_PAGE["totals"] | {"balance_dong": AMOUNT_DONG_MAX},
            "accounts": [each | {"amount_dong": AMOUNT_DONG_MAX} for each in FUND_PAGE["accounts"]],
            "purposes": [each | {"amount_dong": AMOUNT_DONG_MAX} for each in FUND_PAGE["purposes"]],
            "own_dong": AMOUNT_DONG_MAX,
        },
    ),
    "fund-winding-up": ("public/fund.html", FUND_PAGE | {"winding_up_since": TODAY}),
    "fund-ended": ("public/fund.html", FUND_PAGE | {"ended_on": TODAY}),
    "donor": ("book/people/donor.html", DONOR),
    "donor-erased": (
        "book/people/donor.html",
        DONOR
        | {"name": None, "standing": Standing.ERASED, "members": []}
        | {"gifts": [], "consents": [], "later_href": None, "in_kind_dong": 0},
    ),
    "donor-restricted": (
        "book/people/donor.html",
        DONOR | {"name": None, "standing": Standing.RESTRICTED, "survivor_href": None},
    ),
    "donor-hidden": (
        "book/people/donor.html",
        DONOR | {"hidden": True, "merge_href": None, "erasure_href": None, "members": []},
    ),
    "naming": ("book/people/naming_form.html", NAMING_FORM),
    "naming-withdrawn": (
        "book/people/naming_form.html",
        NAMING_FORM | {"named": True, "hidden": False, "errors": {}},
    ),
    "merge": ("book/people/merge_form.html", MERGE_FORM),
    "erasure": ("book/people/erasure_form.html", ERASURE_FORM),
    "erasure-now": (
        "book/people/erasure_form.html",
        ERASURE_FORM
        | {"outlook": replace(ERASURE_FORM["outlook"], keep_until=None, destroys_now=True)},
    ),
    "erasure-waiting": (
        "book/people/erasure_form.html",
        ERASURE_FORM | {"outlook": replace(ERASURE_FORM["outlook"], standing=Standing.RESTRICTED)},
    ),
    "erasure-done": (
        "book/people/erasure_form.html",
        ERASURE_FORM | {"outlook": replace(ERASURE_FORM["outlook"], standing=Standing.ERASED)},
    ),
    "representative": ("book/people/representative_form.html", REPRESENTATIVE_FORM),
    "representative-unseen": (
        "book/people/representative_form.html",
        REPRESENTATIVE_FORM | {"representative": None, "errors": {}, "problem": None},
    ),
    "representative-none": (
        "book/people/representative_form.html",
        REPRESENTATIVE_FORM | {"is_known": False, "representative": None},
    ),
    "entries": ("public/entries.html", ENTRIES_PAGE),
    "entries-last": (
        "public/entries.html",
        ENTRIES_PAGE
        | {"newer_href": None, "older_href": None, "periods": [], "entries": []}
        | {"values": {"find": ""}, "whole_href": None, "all_href": None, "others": []},
    ),
    "entries-unreadable": (
        "public/entries.html",
        ENTRIES_PAGE | {"values": {"find": "abc"}, "errors": {"find": "Ghi số chứng từ."}},
    ),
    "account-book": ("public/account_book.html", ACCOUNT_BOOK),
    "account-book-continued": (
        "public/account_book.html",
        ACCOUNT_BOOK
        | {"is_cash": False, "is_first": False, "next_href": "?after=2", "first_href": "?"},
    ),
    "account-book-empty": (
        "public/account_book.html",
        ACCOUNT_BOOK | {"lines": [], "overdrafts": []},
    ),
    "corrections": ("public/corrections.html", CORRECTIONS_PAGE),
    "corrections-none": (
        "public/corrections.html",
        CORRECTIONS_PAGE
        | {"closed_through": None, "closings": [], "corrections": [], "older_href": None}
        | {"overdrafts": [], "overdrafts_more": 0},
    ),
    "login": ("login.html", LOGIN),
    "login-in-between": ("login.html", LOGIN | {"typed": "amount_dong=500.000"}),
    "again": ("again.html", {"site": TREASURER, "again": TYPED}),
    "again-reviewed": (
        "again.html",
        {"site": TREASURER, "again": TYPED._replace(was_reviewed=True)},
    ),
    "password": ("password.html", PASSWORD),
    "account": ("book/access/account.html", ACCOUNT),
    "account-bare": (
        "book/access/account.html",
        ACCOUNT | {"roles": [], "sessions": [], "tokens": [], "errors": {}, "values": {}},
    ),
    "secret": ("book/access/secret.html", SECRET),
    "secret-token": ("book/access/secret.html", TOKEN),
    "staff": ("book/access/staff.html", STAFF),
    "staff-nobody": (
        "book/access/staff.html",
        STAFF
        | {"people": [], "below": [], "succeeded": [], "invite_href": None, "later_href": None},
    ),
    "staff-winding-up": ("book/access/staff.html", STAFF | {"ended": ENDED}),
    "staff-over": ("book/access/staff.html", STAFF | {"ended": OVER}),
    "invitation": ("book/access/invitation_form.html", INVITATION),
    "member": ("book/access/member.html", MEMBER),
    "member-winding-up": ("book/access/member.html", MEMBER | {"ended": ENDED}),
    "member-of-others": ("book/access/member.html", MEMBER_OF_OTHERS),
    "book": ("book/overview.html", BOOK),
    "book-empty": (
        "book/overview.html",
        BOOK
        | {"funds": [], "entries": [], "staff": [], "people": {}, "told": []}
        | {"debits": Undecided([], 0), "credits": Undecided([], 0)}
        | {"waiting": Waiting(Queue([], 0), Queue([], 0))},
    ),
    "control": ("book/control_form.html", CONTROL_FORM),
    "given-lines": ("book/control_form.html", GIVEN_LINES),
    "told": ("book/associations/told.html", TOLD),
    "told-nothing": (
        "book/associations/told.html",
        TOLD | {"rows": [], "new": None, "below": [], "is_cut": False},
    ),
    "keeping": ("book/keeping.html", KEEPING),
    "own-awards": ("book/spending/own_awards.html", OWN_AWARDS),
    "own-awards-nobody": (
        "book/spending/own_awards.html",
        OWN_AWARDS | {"beneficiaries": [], "errors": {}},
    ),
    "keeping-reader": (
        "book/keeping.html",
        KEEPING
        | {
            "ended": "Quỹ đã bàn giao. Hãy ghi vào sổ của quỹ kế thừa.",
            "acts": [],
            "waiting": Waiting(Queue([], 0), Queue([], 0)),
            "debits": Undecided([], 0),
            "credits": Undecided([], 0),
            "pledges": None,
            "consents": [],
            "custodies": Listed([], None, None),
            "transfers": [],
            "counts": [],
            "overdrafts": [],
            "overdrafts_more": 0,
            "closed_through": TODAY,
        },
    ),
    "donation": ("book/receiving/donation_form.html", DONATION_FORM),
    "donation-asked": ("book/receiving/donation_form.html", DONATION_ASKED),
    "refund": ("book/spending/refund_form.html", REFUND_FORM),
    "goods-issue": ("book/spending/goods_issue_form.html", GOODS_ISSUE_FORM),
    "goods-issue-empty": (
        "book/spending/goods_issue_form.html",
        GOODS_ISSUE_FORM | {"stock": [], "errors": {}},
    ),
    "donation-refused": ("book/receiving/donation_form.html", DONATION_REFUSED),
    "correction": ("book/receiving/donation_form.html", CORRECTION_FORM),
    "correction-foretold": (
        "book/receiving/donation_form.html",
        CORRECTION_FORM
        | {
            "foretold": {
                "words": "Nếu sửa như thế, sẽ có ngày số dư âm. Két tiền mặt: âm từ ngày 30/09/2024"
                " đến nay, thấp nhất −450.000 đ. Sổ không cho chi phần tiền này cho đến khi bù đủ.",
                "mark": "0f1e",
            }
        },
    ),
    "reversal": ("book/reversal_form.html", REVERSAL_FORM),
    "recorded": ("book/recorded.html", RECORDED),
    "recorded-correction": (
        "book/recorded.html",
        RECORDED | {"corrected": "PT-2024-00017", "again_href": None, "donor_named": True},
    ),
    "recorded-payment": (
        "book/recorded.html",
        RECORDED
        | {"again_href": None, "donor_named": None, "disbursement_href": "/book/khoan-chi"},
    ),
    "recorded-reversal": (
        "book/recorded.html",
        RECORDED
        | {
            "amount_dong": -55_000,
            "reversed": True,
            "donor_named": None,
            "voucher_href": None,
            "refund_href": None,
            "again_href": None,
        },
    ),
    "voucher": ("book/voucher.html", VOUCHER),
    "voucher-two-copies": ("book/voucher.html", VOUCHER_TWICE),
    "voucher-void": ("book/voucher.html", VOUCHER_VOID),
    "debit": ("book/receiving/debit_form.html", DEBIT_FORM),
    "debit-nothing-to-choose": (
        "book/receiving/debit_form.html",
        DEBIT_FORM | {"may_record": False, "may_pay": False, "disbursements": [], "errors": {}},
    ),
    "disbursements": ("book/spending/disbursements.html", DISBURSEMENTS),
    "disbursements-none": (
        "book/spending/disbursements.html",
        DISBURSEMENTS | {"disbursements": [], "propose_href": None, "is_cut": False},
    ),
    "disbursement": ("book/spending/disbursement.html", DISBURSEMENT),
    "disbursement-to-look-at": (
        "book/spending/disbursement.html",
        DISBURSEMENT | {"upcoming": None, "acts": [], "lines": [], "steps": [], "purpose": None},
    ),
    **{
        f"disbursement-{act}": (
            "book/spending/disbursement_act.html",
            DISBURSEMENT_ACT | {"act": act, "errors": {}},
        )
        for act in ("approval", "rejection", "payment")
    },
    "disbursement-return": ("book/spending/disbursement_act.html", DISBURSEMENT_ACT),
    "proposal": ("book/spending/proposal_form.html", PROPOSAL_FORM),
    "award-list": ("book/spending/award_list_form.html", PROPOSAL_FORM),
    "award-list-preview": (
        "book/spending/award_list_preview.html",
        LIST_PREVIEW
        | {"faults": 0, "preview": msgspec.structs.replace(LIST_PREVIEW["preview"], faults=())},
    ),
    "award-list-preview-wrong": ("book/spending/award_list_preview.html", LIST_PREVIEW),
    "empty": ("public/empty.html", {"site": SITE}),
    **PEOPLE_PAGES,
    "error": ("error.html", ERROR),
    "error-forbidden": ("error.html", ERROR | {"problem": {"status": 403, "code": "forbidden"}}),
    "error-form-of-before": (
        "error.html",
        ERROR
        | {
            "problem": {"status": 403, "code": "bad_csrf_token"},
            "again": TYPED,
        },
    ),
    "error-ours": ("error.html", ERROR | {"problem": {"status": 503, "code": "?"}}),
}
