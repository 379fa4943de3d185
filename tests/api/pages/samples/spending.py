"""Filled contexts of the pages of disbursements."""

from datetime import date
from typing import Any
from uuid import UUID

from api.award_lists.headings import Column
from api.award_lists.lines import Fault, Reason
from api.award_lists.uploading import ListPart, ListPreview
from api.pages.book.spending import waiting
from ledger.values import (
    AccountId,
    BeneficiaryId,
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    PurposeId,
    StaffId,
)
from projections.spending.award_lines import Line, LineState
from projections.spending.disbursement_steps import Step, StepKind
from projections.spending.disbursements import DisbursementPrivate, PublicDisbursement, Status
from tests.api.pages.samples.public import AS_OF, FUND, TODAY, TREASURER

_ID = UUID(int=7)

SHOWN = PublicDisbursement(
    fund_id=FundId(_ID),
    disbursement_id=DisbursementId(_ID),
    status=Status.PARTLY_PAID,
    disbursement_class=DisbursementClass.SCHOLARSHIP,
    programme="Tiếp sức đến trường năm học 2024–2025",
    purpose=PurposeId("general"),
    amount_dong=150_000_000,
    awards=301,
    instances=300,
    persons=298,
    has_lines=True,
    paid_dong=120_000_000,
    paid_awards=240,
    paid_instances=240,
    returned_dong=500_000,
    returned_awards=1,
    returned_instances=1,
    rejected_dong=0,
    handed_over_dong=0,
    remaining_dong=30_000_000,
    remaining_awards=61,
    proposed_on=date(2024, 9, 2),
    approved_on=date(2024, 9, 3),
    rejected_on=None,
    paid_on=date(2024, 9, 5),
    payment=17,
    account_id=AccountId(_ID),
    voucher="BN-2024-00031",
)
PRIVATE = DisbursementPrivate(
    proposed_by=StaffId(_ID),
    decided_by=StaffId(_ID),
    paid_by=StaffId(_ID),
    categories=(Category.POOR,),
    place="Trường THCS Cẩm Bình",
    decision_number="12/QĐ-HKH",
    document_sha256="ab" * 32,
)


def _step(kind: StepKind, dong: int, *, stands: bool = True) -> Step:
    return Step(
        step=kind,
        entry=17,
        position=4_711,
        effective_on=date(2024, 9, 5),
        amount_dong=dong,
        awards=1,
        payment=17,
        undoes=None,
        account_id=AccountId(_ID),
        voucher="BN-2024-00031" if dong > 0 else None,
        stands=stands,
    )


def _line(number: int, state: LineState) -> Line:
    return Line(
        number=number,
        beneficiary_id=BeneficiaryId(_ID),
        categories=(Category.POOR, Category.ORPHANED),
        amount_dong=500_000,
        awards=1,
        state=state,
        entry=17,
    )


DISBURSEMENTS: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "as_of": AS_OF,
    "propose_href": "/quy/chi/moi",
    "list_href": "/quy/chi/danh-sach",
    "disbursements": [{"shown": SHOWN, "href": "/quy/chi/1"}],
    "is_cut": True,
}
DISBURSEMENT: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "all_href": "/quy/chi",
    "shown": SHOWN,
    "private": PRIVATE,
    "document_href": "/quy/tai-lieu/1",
    "purpose": "Học bổng Đất Tổ",
    "steps": [
        {"step": _step(kind, dong), "account": "Vietcombank" if dong else None}
        for kind, dong in [
            (StepKind.APPROVED, 0),
            (StepKind.PAID, 120_000_000),
            (StepKind.RETURNED, 500_000),
            (StepKind.RETURN_REVERSED, -500_000),
            (StepKind.PAYMENT_REVERSED, -120_000_000),
            (StepKind.REJECTED, 30_000_000),
        ]
    ]
    + [{"step": _step(StepKind.PAID, 5, stands=False), "account": None}],
    "lines": [
        {"line": _line(1, LineState.PAID), "name": "Lê Thị An", "href": "/so/nguoi/1"},
        {"line": _line(2, LineState.RETURNED), "name": None, "href": None},
        {"line": _line(3, LineState.OPEN), "name": "Trần Văn Bình", "href": "/so/nguoi/2"},
    ],
    "as_of": AS_OF,
    "upcoming": waiting.Next("approval", waiting.Line("Quà Tết", "Quỹ", 500_000, TODAY, "/chi/3")),
    "acts": [
        {"act": act, "href": f"/quy/chi/1/{act}"}
        for act in ("approval", "payment", "rejection", "return")
    ],
}
ACT: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "act": "return",
    "shown": SHOWN,
    "accounts": [{"id": _ID, "name": "Vietcombank"}],
    "payments": [{"id": 17, "name": "BN-2024-00031", "note": 120_000_000}],
    "today": TODAY,
    "action_href": "/quy/chi/1/thu-hoi",
    "cancel_href": "/quy/chi/1",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "values": {"effective_on": "2024-09-10", "lines": "3, 400"},
    "errors": {"lines": "Danh sách có dòng chưa đúng."},
    "problem": None,
}
PROPOSAL_FORM: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "classes": list(DisbursementClass),
    "purposes": [{"id": "general", "name": None}, {"id": _ID, "name": "Học bổng Đất Tổ"}],
    "today": TODAY,
    "template_href": "/mau.xlsx",
    "action_href": "/quy/chi/moi",
    "cancel_href": "/quy/chi",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "values": {"effective_on": "2024-09-10", "disbursement_class": "award"},
    "errors": {},
    "problem": None,
}
LIST_PREVIEW: dict[str, Any] = {
    "site": TREASURER,
    "fund": FUND,
    "preview": ListPreview(
        document_sha256="ab" * 32,
        lines=1_200,
        awards=1_210,
        amount_dong=605_000_000,
        persons=1_150,
        faults=(
            *(Fault(row=3, column=Column.AMOUNT, reason=reason) for reason in Reason),
            *(Fault(row=4, column=column, reason=Reason.MISSING) for column in Column),
            Fault(row=5, column=None, reason=Reason.REFUSED),
        ),
        parts=tuple(
            ListPart(
                disbursement_id=None,
                first_row=first,
                last_row=last,
                lines=last - first + 1,
                awards=last - first + 1,
                amount_dong=500_000 * (last - first + 1),
                persons=900,
            )
            for first, last in ((2, 1_001), (1_002, 1_201))
        ),
    ),
    "faults": 130,
    "action_href": "/quy/danh-sach/xac-nhan",
    "again_href": "/quy/danh-sach",
    "command_id": "0192f0c1-0000-7000-8000-000000000001",
    "kept": {"programme": "Tiếp sức đến trường", "list_sha256": "ab" * 32},
}
