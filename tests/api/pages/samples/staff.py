"""Filled contexts of the pages of those who keep the book."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.pages.book.acts import Act, Acts
from api.pages.book.control_form import DOCUMENT, ControlForm, Field, Option
from api.pages.book.keeping import Listed
from api.pages.book.spending.waiting import Line, Next, Queue, Waiting
from api.pages.book.undecided import Undecided, UndecidedLine
from ledger.values import FundId
from tests.api.pages.samples.public import (
    ACCOUNTS,
    ACTS,
    AS_OF,
    COMMUNE,
    ENTRIES,
    FUND,
    LASTING,
    OVERDRAFT,
    SITE,
    TODAY,
    TREASURER,
)

LOGIN: dict[str, Any] = {
    "site": SITE,
    "action_href": "/dang-nhap",
    "password_href": "/mat-khau",
    "next": "/so",
    "typed": None,
    "values": {"login": "hoa"},
    "problem": "Tên đăng nhập hoặc mật khẩu không đúng.",
}


def a_few(total: int, **shown: object) -> Undecided:
    """Return so many that wait, of which one is shown."""
    line = UndecidedLine(UUID(int=1), date(2024, 9, 10), FundId(UUID(int=2)), shown)
    return Undecided([line], total)


BOOK: dict[str, Any] = {
    "site": TREASURER,
    "person": {"name": "Nguyễn Thị Hòa", "account_href": "/so/tai-khoan"},
    "staff": [{"name": COMMUNE["name"], "href": "/hoi/cam-binh/can-bo"}],
    "people": {
        "donor": [{"name": COMMUNE["name"], "href": "/hoi/cam-binh/nha-hao-tam"}],
        "beneficiary": [{"name": COMMUNE["name"], "href": "/hoi/cam-binh/nguoi-thu-huong"}],
    },
    "as_of": AS_OF,
    "funds": [
        {
            "name": FUND["name"],
            "association": COMMUNE["name"],
            "href": FUND["href"],
            "donate_href": "/quy/cam-binh/ung-ho",
            "keeping_href": "/quy/cam-binh/viec",
            "issue_href": "/quy/cam-binh/cap-hien-vat",
            "statements_href": "/quy/cam-binh/sao-ke",
            "spending_href": "/quy/cam-binh/chi",
            "balance_dong": 8_789_133_706,
            "accounts": ACCOUNTS,
        }
    ],
    "told": [{"name": "Hội Khuyến học xã Cẩm Bình", "href": "/cam-binh/so-lieu"}],
    "publish": [{"name": "Hội Khuyến học xã Cẩm Bình", "href": "/cam-binh/cong-bo"}],
    "funds_more": 3,
    "waiting": Waiting(
        Queue(
            [
                Line("Tiếp sức đến trường", "Quỹ xã Cẩm Bình", 4_500_000, TODAY, "/chi/1"),
                Line("Học bổng Hoa Phượng Đỏ", "Quỹ xã Cẩm Bình", 9_000_000, TODAY, "/chi/2"),
            ],
            12,
        ),
        Queue([Line("Quà Tết", "Quỹ xã Cẩm Bình", 500_000, TODAY, "/chi/3")], 1),
    ),
    "debits": a_few(
        1,
        day=date(2024, 9, 10),
        account="Vietcombank",
        fund=None,
        amount_dong=55_000,
        href="/quy/cam-binh/ghi-no/1",
    )._replace(first_href="/quy/cam-binh", next_href="/quy/cam-binh?after_debit=1#after_debit"),
    "credits": a_few(
        7_012,
        day=date(2024, 9, 8),
        account="Vietcombank",
        fund="Quỹ Khuyến học xã Cẩm Bình",
        left_dong=2_000_000,
        place_href="/quy/cam-binh/ung-ho?credit_id=1",
        custody_href="/quy/cam-binh/thu-ho?credit_id=1",
        refund_href="/quy/cam-binh/hoan-tra/1",
    )._replace(elsewhere=[{"name": "Quỹ Khuyến học xã Cẩm Bình", "href": "/quy/cam-binh/viec"}]),
    "entries": [entry | ACTS for entry in ENTRIES],
}
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
    "correct_href": "/quy/cam-binh/7000/sua",
    "donor_href": "/so/nguoi-ung-ho/1",
    "disbursement_href": None,
    "upcoming": Next("payment", Line("Quà Tết", "Quỹ", 500_000, TODAY, "/chi/3")),
    "document_href": "/quy/tai-lieu/1",
    "book_href": "/so",
}
VOUCHER: dict[str, Any] = {
    "site": TREASURER,
    "voucher": {
        "number": "PT-2024-00018",
        "series": "PT",
        "effective_on": TODAY,
        "issuer": {
            "name": COMMUNE["name"],
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
    "translated": None,
    "paper": "a5",
    "a5_href": "?paper=a5",
    "a4_href": "?paper=a4",
    "document_href": "/quy/tai-lieu/1",
    "back_href": "/so",
    "again_href": "/quy/cam-binh/ung-ho",
    "correct_href": "/quy/cam-binh/7000/sua",
    "prints": False,
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
CONTROL_FORM: dict[str, Any] = {
    "site": TREASURER,
    "offered": None,
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
            Field("donor", "donor_name", "Họ và tên", required=False),
            Field("check", "named", "Đồng ý công khai tên"),
            Field("checks", "classes", "Chỉ để", "Loại chi", [Option("only-award", "chi")]),
            Field("any_day", "due_on", "Hẹn đến ngày"),
            Field("select", "appeal", "Cuộc vận động", empty="Không"),
            DOCUMENT,
        ),
        submit="Ghi vào sổ",
    ),
    "as_of": AS_OF,
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
    "ended": None,
    "site": TREASURER,
    "fund": FUND,
    "as_of": AS_OF,
    "overdrafts": [LASTING, OVERDRAFT],
    "overdrafts_more": 3,
    "closed_through": None,
    "may_pay": False,
    "acts": [
        Acts("Thu vào", [Act("Ghi khoản ủng hộ", "/ung-ho")]),
        Acts("Kiểm tra, khóa sổ", [Act("Kiểm kê tiền mặt", "/kiem-ke")]),
    ],
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
            "undecided_dong": 0 if href is None else 55_000,
            "difference_dong": -50_000,
            "posted": href is None,
            "post_href": href,
        }
        for href in (None, "/chenh-lech")
    ],
    "appeals": [
        {"name": "Tiếp sức đến trường", "raised_dong": 120_000_000, "href": "/quy/van-dong/1"}
    ],
    "pledges": Listed(
        [{"name": "Nguyễn Văn An · 5.000.000 đ · 01/09/2024", "href": "/rut", "gift_href": "/ghi"}],
        "/quy/cam-binh#pledges",
        "/quy/cam-binh?after_pledge=9#pledges",
    ),
    "consents": [
        {
            "to_purpose": None,
            "left_dong": 2_000_000,
            "given_on": date(2024, 9, 20),
            "href": "/quy/cam-binh/chuyen-muc-dich/1",
        }
    ],
    "custodies": Listed(
        [
            {
                "name": "Thu hộ số 1 · Bạn đọc báo giúp em An",
                "dong": 2_000_000,
                "href": href,
                "more_href": more_href,
            }
            for href, more_href in ((None, "/nhan"), ("/chi-ho", None))
        ],
        None,
        None,
    ),
    "waiting": BOOK["waiting"],
    "debits": BOOK["debits"],
    "credits": BOOK["credits"],
    "entries_href": "/quy/cam-binh/but-toan",
    "spending_href": "/quy/cam-binh/chi",
    "purposes_href": "/quy/cam-binh/muc-dich",
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
    "action_href": "/hoi/suat-cua-minh",
    "cancel_href": "/so",
    "command_id": "0192f0c1-0000-7000-8000-000000000004",
    "values": {"staff_id": "2"},
    "errors": {"beneficiary_id": "Chọn một mục trong danh sách."},
    "problem": None,
}
