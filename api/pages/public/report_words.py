"""What the members of a report are called in a table of its figures.

A member that is told without a word of its own (`""`) is called as what it stands in. A test asks
for a word for whatever a report comes to tell of.
"""

from typing import Final

import msgspec

from api.pages.presentation.refusals import N_
from projections.reports import beside, money, report
from projections.reports.report import Report

_HELD = {
    "opening": N_("Số dư đầu kỳ"),
    "moved": N_("Thay đổi trong kỳ"),
    "joined": N_("Hội về trực thuộc mang theo"),
    "left": N_("Hội rời đi mang theo"),
    "closing": N_("Số dư cuối kỳ"),
}
_COUNTS = {"suat": N_("Suất"), "luot": N_("Lượt"), "persons": N_("Người"), "amount": N_("Số tiền")}
_SUMS = {"mobilized": N_("Vận động"), "supported": N_("Đã trao"), "cash": N_("Số dư")}
_SINCE, _AS_OF, _SOURCE = N_("Từ ngày"), N_("Đến ngày"), N_("Nguồn")
_EARLIEST, _FIGURES = N_("Sớm nhất đến ngày"), N_("Số báo cáo")
_ESTIMATED, _EXHAUSTIVE = N_("Có số ước tính"), N_("Phân loại không trùng")
_TOTAL, _IN_MONEY, _IN_KIND = N_("Cộng"), N_("Bằng tiền"), N_("Bằng hiện vật")
_DIRECT = N_("Trao trực tiếp")

WORDS: Final[dict[type[msgspec.Struct], dict[str, str]]] = {
    Report: {
        "restated": N_("Đơn vị"),
        "funds": N_("Số quỹ"),
        "cash": N_("Thu, chi bằng tiền"),
        "in_kind": N_("Hiện vật"),
        "transfers": N_("Điều chuyển với quỹ khác"),
        "mobilized": N_("Vận động"),
        "supported": N_("Đã trao"),
        "recipients": N_("Người được nhận"),
        "by_level": N_("Theo cấp hội"),
        "by_unit": N_("Hội trực thuộc"),
        "statistics": N_("Số liệu"),
        "targets": N_("Chỉ tiêu đặt ra"),
        "per_inhabitant": N_("Bình quân mỗi người dân"),
        "from_paper": N_("Làm trên giấy"),
    },
    report.Restated: {"on": N_("Ngày"), "estimated": _ESTIMATED, "shares": N_("Hội được chia")},
    report.SharedUnit: {"share_millionths": N_("Phần triệu")},
    money.Cash: {
        "opening": N_("Số dư đầu kỳ"),
        "opening_recorded": N_("Trong đó ghi khi mở sổ"),
        "receipts": "",
        "transfers_in": N_("Nhận điều chuyển"),
        "transfers_out": N_("Điều chuyển đi"),
        "handovers_in": N_("Nhận bàn giao"),
        "handovers_out": N_("Bàn giao đi"),
        "in_transit_net": N_("Đang chuyển giữa các quỹ"),
        "payments": "",
        "bank_fees": N_("Phí ngân hàng"),
        "refunds": N_("Hoàn trả"),
        "differences": N_("Chênh lệch quỹ"),
        "custodial_net": N_("Thu hộ, chi hộ"),
        "unallocated_net": N_("Thu chưa rõ nguồn"),
        "perimeter": "",
        "closing": N_("Số dư cuối kỳ"),
        "by_account": N_("Tiền đang ở đâu"),
        "by_purpose": N_("Tiền dành cho việc gì"),
    },
    money.Receipts: {"donations": N_("Ủng hộ"), "interest": N_("Tiền lãi")},
    money.Payments: {
        "scholarship": N_("Chi học bổng"),
        "support": N_("Chi hỗ trợ"),
        "award": N_("Chi khen thưởng"),
        "administration": N_("Chi quản lý quỹ"),
    },
    money.Perimeter: {"joined": _HELD["joined"], "left": _HELD["left"]},
    money.HeldIn: _HELD,
    money.HeldFor: _HELD,
    money.InKind: {
        "opening": N_("Trị giá đầu kỳ"),
        "received": N_("Trị giá đã nhận"),
        "issued": N_("Trị giá đã cấp"),
        "handovers_net": N_("Trị giá nhận bàn giao, trừ bàn giao đi"),
        "perimeter": N_("Trị giá"),
        "closing": N_("Trị giá cuối kỳ"),
        "goods": N_("Số lượng"),
    },
    money.GoodsFlow: {
        "opening_milli": N_("Đầu kỳ"),
        "received_milli": N_("Nhận"),
        "issued_milli": N_("Cấp"),
        "handovers_net_milli": N_("Nhận bàn giao, trừ bàn giao đi"),
        "joined_milli": _HELD["joined"],
        "left_milli": _HELD["left"],
        "closing_milli": N_("Cuối kỳ"),
    },
    money.Transfers: {
        "eliminated": N_("Đã loại trừ trong phạm vi"),
        "in_transit": N_("Đang chuyển cuối kỳ"),
    },
    money.Eliminated: {
        "sent": N_("Gửi"),
        "received": N_("Nhận"),
        "handed_over": N_("Bàn giao đi"),
        "taken_over": N_("Nhận bàn giao"),
    },
    money.InTransit: {
        "within": N_("Trong phạm vi"),
        "outgoing": N_("Ra ngoài"),
        "incoming": N_("Từ ngoài vào"),
    },
    money.Legs: {"transfers": N_("Số khoản"), "dong": N_("Số tiền")},
    report.Mobilized: {
        "total": _TOTAL,
        "cash": _IN_MONEY,
        "in_kind": _IN_KIND,
        "direct_aid": _DIRECT,
        "pledged_outstanding": N_("Đăng ký ủng hộ, chưa nhận"),
        "custodial": N_("Thu hộ"),
        "gifts": N_("Số lần ủng hộ"),
    },
    report.Supported: {
        "total": _TOTAL,
        "from_fund": N_("Từ quỹ"),
        "in_kind": _IN_KIND,
        "direct_aid": _DIRECT,
        "by_others": N_("Nơi khác cùng trao"),
        "custodial": N_("Chi hộ"),
        "joint": N_("Số chung, không chia được"),
    },
    beside.JointTotal: {
        "since": _SINCE,
        "as_of": _AS_OF,
        "amount": _COUNTS["amount"],
        "own_share": N_("Phần của quỹ"),
        "lines": N_("Số dòng"),
        "source": _SOURCE,
    },
    report.Recipients: {
        **{name: _COUNTS[name] for name in ("suat", "luot", "persons")},
        "by_class": N_("Loại"),
        "by_category": N_("Đối tượng"),
        "exhaustive": _EXHAUSTIVE,
        "by_others": N_("Nơi khác cùng trao"),
    },
    report.ClassCount: {"suat": _COUNTS["suat"], "luot": _COUNTS["luot"]},
    report.CategoryCount: {name: _COUNTS[name] for name in ("suat", "luot", "amount")},
    beside.RecipientsToldOf: {
        "suat": _COUNTS["suat"],
        "luot": _COUNTS["luot"],
        "lines": N_("Loại"),
        "exhaustive": _EXHAUSTIVE,
    },
    beside.GivenCount: {
        "is_part": N_("Đã tính ở dòng khác"),
        **_COUNTS,
        "figures": _FIGURES,
    },
    report.LevelLine: {
        "estimated": _ESTIMATED,
        "associations": N_("Số hội"),
        "with_fund": N_("Hội có quỹ"),
        **_SUMS,
    },
    report.UnitLine: {
        "is_own": N_("Quỹ của hội"),
        "estimated": _ESTIMATED,
        "funds": N_("Số quỹ"),
        **_SUMS,
    },
    report.StatisticLine: {
        "opening": N_("Đầu kỳ"),
        "added": N_("Tăng thêm"),
        "closing": N_("Cuối kỳ"),
        "permille_of_population": N_("Phần nghìn dân số"),
    },
    report.Counted: {
        "value": N_("Số liệu"),
        "as_of": _AS_OF,
        "as_of_earliest": _EARLIEST,
        "figures": _FIGURES,
        "complete": N_("Đủ các đơn vị"),
        "source": _SOURCE,
    },
    report.Added: {
        "value": N_("Số liệu"),
        "since": _SINCE,
        "as_of": _AS_OF,
        "source": _SOURCE,
    },
    report.TargetLine: {
        "value": N_("Chỉ tiêu"),
        "due_on": N_("Hạn"),
        "set_on": N_("Đặt ngày"),
        "decision_number": N_("Số quyết định"),
        "reached": N_("Đã đạt"),
    },
    report.PerInhabitant: {"population": N_("Dân số"), **_SUMS},
    beside.FromPaper: {
        "associations": N_("Số hội"),
        "summaries": N_("Số báo cáo"),
        "covered": N_("Số báo cáo của ngày đã có sổ"),
        "overlapping": N_("Số báo cáo trùng nhau"),
        "since": _SINCE,
        "as_of": _AS_OF,
        "mobilized": N_("Vận động"),
        "supported": N_("Đã trao"),
        "closing": N_("Còn lại"),
        "recipients": N_("Người được nhận"),
    },
    beside.PaperMobilized: {
        "total": _TOTAL,
        "cash": _IN_MONEY,
        "in_kind": _IN_KIND,
        "direct_aid": _DIRECT,
        "unsplit": N_("Chưa phân loại"),
    },
    beside.PaperClosing: {
        "total": _TOTAL,
        "as_of": _AS_OF,
        "as_of_earliest": _EARLIEST,
        "figures": _FIGURES,
    },
}
"""What each member of each part of a report is called."""
