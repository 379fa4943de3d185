"""Which passwords many would guess, and which are good."""

import pytest

from ledger.store.access.passwords import is_guessable

PASSWORD, OTHER = "mười hai con giáp", "cá chép hóa rồng"


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "0987654321",
        "aaaaaaaaaa",
        "ababababab",
        "Password123",
        "QWERTYUIOP",
        "mat-khau-1234",
        "ketoan.hatinh",
        "Ketoan.HaTinh1!",
        "..........",
        "Soquy@2026",
        "Sổ Quỹ 2026!",
        "hoikhuyenhoc2026",
        "2025HoiKhuyenHoc",
        "khuyen-hoc-2024",
        "Hội Khuyến học Hà Tĩnh 1996",
        "S0quy#Hat1nh#01",
        "Viet Nam 2025",
        "thủ quỹ 123456",
        "Đà Nẵng 20-11-2025",
    ],
)
def test_what_many_would_guess_is_no_password(password: str) -> None:
    assert is_guessable(password, "ketoan.hatinh")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        "sổ quỹ con mèo xanh",
        "hội khuyến học " * 100 + "mèo",
        "khuyến học cá vàng 7",
        "Hh7k-Pq2x-9v",
        "một hai ba bốn năm",
        "ketoan.hatinh thích bún bò",
    ],
)
def test_other_passwords_are_good(password: str) -> None:
    assert not is_guessable(password, "ketoan.hatinh")
