"""Filled contexts of the pages about who comes in and who may do what."""

from datetime import UTC, date, datetime
from typing import Any

from ledger.values import Role
from tests.api.pages.samples.public import COMMUNE, SITE, TODAY, TREASURER

_NOON = datetime(2025, 6, 16, 5, 0, tzinfo=UTC)
_COMMAND = "0192f0c1-0000-7000-8000-000000000009"
_ROLES = [
    {
        "role": Role.TREASURER,
        "association": COMMUNE["name"],
        "since": date(2024, 1, 1),
        "until": None,
        "holds": True,
        "end_href": "/hoi/cam-binh/can-bo/1/vai-tro/1/thoi",
        "command_id": _COMMAND,
    },
    {
        "role": Role.AUDITOR,
        "association": "Hội Khuyến học tỉnh Hà Tĩnh",
        "since": date(2025, 7, 1),
        "until": date(2025, 12, 31),
        "holds": False,
        "end_href": None,
        "command_id": _COMMAND,
    },
]
_TOKENS = [
    {
        "id": "0192f0c1",
        "since": date(2025, 1, 5),
        "until": date(2025, 12, 31),
        "over": False,
        "end_href": "/so/ma/1/dung",
        "command_id": _COMMAND,
    },
    {
        "id": "0192f0c2",
        "since": date(2024, 1, 5),
        "until": date(2024, 12, 31),
        "over": True,
        "end_href": "/so/ma/2/dung",
        "command_id": _COMMAND,
    },
]

PASSWORD: dict[str, Any] = {
    "site": SITE,
    "action_href": "/mat-khau",
    "values": {"code": "60RK-4CSM-6MV3"},
    "errors": {"code": "Mã này không dùng được: đã dùng rồi, đã hết hạn, hoặc gõ chưa đúng."},
    "problem": None,
}
ACCOUNT: dict[str, Any] = {
    "site": TREASURER,
    "name": "Nguyễn Thị Hòa",
    "login": "hoa.cambinh",
    "roles": _ROLES,
    "sessions": [
        {
            "browser": "Chrome · Android",
            "begun_at": _NOON,
            "seen_at": _NOON,
            "current": True,
            "end_href": "/so/phien/1/ket-thuc",
        },
        {
            "browser": None,
            "begun_at": _NOON,
            "seen_at": _NOON,
            "current": False,
            "end_href": "/so/phien/2/ket-thuc",
        },
    ],
    "tokens": _TOKENS,
    "today": TODAY,
    "password_href": "/so/mat-khau",
    "end_all_href": "/so/phien/ket-thuc",
    "issue_href": "/so/ma",
    "command_id": _COMMAND,
    "values": {"until": "2025-12-31"},
    "errors": {"password": "Mật khẩu hiện tại không đúng."},
    "problem": None,
}
SECRET: dict[str, Any] = {
    "site": TREASURER,
    "title": "Mã mời",
    "about": "Người được giao tự đặt mật khẩu bằng mã này; không ai khác biết mật khẩu.",
    "secret": "60RK-4CSM-6MV3-EE1S",
    "expires": _NOON,
    "address": "https://soquy.example/password",
    "back_href": "/hoi/cam-binh/can-bo/1",
}
TOKEN: dict[str, Any] = SECRET | {
    "title": "Mã truy cập cho chương trình",
    "secret": "sq_" + "AaBbCcDdEeFfGgHh-_" * 4 + "0123456789ABCg",
    "expires": date(2025, 12, 31),
    "address": None,
}
STAFF: dict[str, Any] = {
    "site": TREASURER,
    "ended": None,
    "succeeded": [{"name": "Hội Khuyến học xã Cẩm Bình cũ", "href": "/hoi/cam-binh-cu/can-bo"}],
    "association": {"name": COMMUNE["name"]},
    "people": [
        {
            "name": "Nguyễn Thị Hòa",
            "href": "/hoi/cam-binh/can-bo/1",
            "roles": [
                {
                    "role": Role.TREASURER,
                    "place": COMMUNE["name"],
                    "since": date(2024, 1, 1),
                    "until": None,
                    "holds": True,
                },
                {
                    "role": Role.AUDITOR,
                    "place": None,
                    "since": date(2025, 7, 1),
                    "until": date(2025, 12, 31),
                    "holds": False,
                },
            ],
        },
        {"name": None, "href": "/hoi/cam-binh/can-bo/2", "roles": []},
    ],
    "invite_href": "/hoi/cam-binh/can-bo/moi",
    "below": [{"name": "Chi hội thôn Đông", "href": "/hoi/thon-dong/can-bo"}],
    "later_href": "/hoi/cam-binh/can-bo?after=7",
    "book_href": "/so",
}
INVITATION: dict[str, Any] = {
    "site": TREASURER,
    "association": {"name": COMMUNE["name"], "href": "/hoi/cam-binh/can-bo"},
    "action_href": "/hoi/cam-binh/can-bo/moi",
    "cancel_href": "/hoi/cam-binh/can-bo",
    "command_id": _COMMAND,
    "values": {"name": "Lê Văn An", "login": "an"},
    "errors": {"login": "Từ 3 đến 100 chữ không dấu, số, hoặc các dấu . _ @ -"},
    "problem": None,
}
ENDED: dict[str, Any] = {
    "on": date(2025, 7, 1),
    "until": None,
    "funds": [{"name": "Quỹ Khuyến học xã Cẩm Bình cũ", "href": "/quy/1"}],
}
OVER: dict[str, Any] = {"on": date(2025, 7, 1), "until": date(2025, 8, 14), "funds": []}
MEMBER: dict[str, Any] = {
    "site": TREASURER,
    "ended": None,
    "association": {"name": COMMUNE["name"], "href": "/hoi/cam-binh/can-bo"},
    "name": "Nguyễn Thị Hòa",
    "roles": _ROLES,
    "account": {
        "login": "hoa.cambinh",
        "locked_until": _NOON,
        "unlock_href": "/hoi/cam-binh/can-bo/1/mo",
        "sessions_href": "/hoi/cam-binh/can-bo/1/phien",
        "reset_href": "/hoi/cam-binh/can-bo/1/mat-khau",
        "command_id": _COMMAND,
        "tokens": _TOKENS,
    },
    "grant_href": "/hoi/cam-binh/can-bo/1/vai-tro",
    "role_choices": list(Role),
    "exceptions": [{"id": "q1", "name": "Quỹ Khuyến học xã Cẩm Bình"}],
    "command_id": _COMMAND,
    "values": {"role": Role.CASHIER, "since": "2025-06-16"},
    "errors": {
        "role": "Không ai vừa là kế toán vừa là thủ quỹ của một quỹ (Luật Kế toán, điều 52), trừ"
        " khi ban quản lý quỹ quyết định công khai."
    },
    "problem": None,
}
MEMBER_OF_OTHERS: dict[str, Any] = MEMBER | {
    "name": None,
    "roles": [],
    "account": None,
    "grant_href": None,
    "errors": {},
}
