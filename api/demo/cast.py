"""Who plays in the demo: people who do not exist, and what they log in with."""

from dataclasses import dataclass

from ledger.values import Role

PASSWORD = "khuyen-hoc-2024"  # noqa: S105  # known to everybody, of people who do not exist


@dataclass(frozen=True)
class Player:
    """A member of staff: a role in an association, which `where` names."""

    login: str
    name: str
    role: Role
    where: str


CENTRAL = "Hội Khuyến học Việt Nam"
PHU_THO = "Hội Khuyến học tỉnh Phú Thọ"
QUANG_NINH = "Hội Khuyến học tỉnh Quảng Ninh"
HA_TINH = "Hội Khuyến học tỉnh Hà Tĩnh"
VIET_TRI = "Hội Khuyến học phường Việt Trì"
HA_LONG = "Hội Khuyến học phường Hạ Long"
THACH_HA = "Hội Khuyến học xã Thạch Hà"

ADMINISTRATOR = Player("quantri", "Nguyễn Văn A", Role.ADMINISTRATOR, CENTRAL)
TREASURER = Player("ketoan", "Trần Thị B", Role.TREASURER, CENTRAL)
CASHIER = Player("thuquy", "Lê Văn C", Role.CASHIER, CENTRAL)
APPROVER = Player("chutaikhoan", "Phạm Thị D", Role.APPROVER, CENTRAL)
AUDITOR = Player("kiemtra", "Hoàng Văn E", Role.AUDITOR, CENTRAL)
COMMUNE_TREASURER = Player("ketoan.thachha", "Vũ Thị G", Role.TREASURER, THACH_HA)

STAFF = (ADMINISTRATOR, TREASURER, CASHIER, APPROVER, AUDITOR, COMMUNE_TREASURER)

DONORS = {
    "h": "Ông Nguyễn Văn H",
    "k": "Bà Trần Thị K",
    "company": "Công ty TNHH Ví Dụ",
    "school": "Tập thể lớp 12A, Trường THPT Ví Dụ",
}
"""Registered donors, by how the story calls them."""
