"""What an association told beside its book, as its page shows it, and a form with recipients."""

from typing import Any

from api.pages.book.associations.given_lines import Lines
from api.pages.book.associations.told import Told
from api.pages.book.control_form import ControlForm, Field
from tests.api.pages.samples.public import AS_OF
from tests.api.pages.samples.staff import CONTROL_FORM

_SUMMARY = Told(
    position=4711,
    key=(),
    title="01/01/2025 – 13/06/2025",
    when="",
    scope="Cả các hội trực thuộc",
    figures=[("Đã vận động", "512.000.000 đ"), ("Suất", "1.831")],
    notes=["Sổ giấy"],
)

TOLD: dict[str, Any] = {
    "site": CONTROL_FORM["site"],
    "association": {"name": "Hội Khuyến học xã Yên Hồ", "href": "/yen-ho"},
    "title": "Báo cáo giấy của các kỳ",
    "as_of": AS_OF,
    "kinds": [
        {"name": "Số liệu", "href": "/yen-ho/so-lieu", "chosen": False},
        {"name": "Báo cáo giấy của các kỳ", "href": "/yen-ho/giay", "chosen": True},
    ],
    "new": {"name": "Báo cáo giấy của một kỳ", "href": "/yen-ho/giay/moi"},
    "rows": [
        {
            "told": _SUMMARY,
            "is_old": False,
            "correct_href": "/yen-ho/giay/moi?earlier=4711",
            "withdraw_href": "/yen-ho/giay/4711/rut",
        },
        {
            "told": _SUMMARY._replace(figures=[], when="Đến 13/06/2025", is_empty=True),
            "is_old": False,
            "correct_href": None,
            "withdraw_href": None,
        },
        {"told": _SUMMARY, "is_old": True, "correct_href": None, "withdraw_href": None},
    ],
    "is_cut": True,
    "json_href": "/api/v1/associations/yen-ho/period-summaries",
    "below": [{"name": "Chi hội thôn Quy Vượng", "href": "/quy-vuong/giay"}],
    "book_href": "/so-cua-toi",
}

GIVEN_LINES: dict[str, Any] = CONTROL_FORM | {
    "form": ControlForm(
        title="Báo cáo giấy của một kỳ",
        about="Điều gì báo cáo không có thì để trống.",
        fields=(Field("lines", "lines", "Ai đã nhận", "Mỗi nhóm ghi những gì báo cáo có."),),
        submit="Ghi báo cáo",
    ),
    "lines": Lines(3),
    "values": {"line-2-awards": "264", "line-2-part_of": "1", "line-2-tag-disabled": "yes"},
    "errors": {"line-2-categories": "Danh sách có dòng chưa đúng."},
    "problem": None,
}
