"""How people type the number of a paper, and what they mean."""

import pytest

from api.papers import read_number
from ledger.values import Series
from projections.papers import Numbered

PT, PC, BN = Series.CASH_RECEIPT, Series.CASH_PAYMENT, Series.BANK_DEBIT


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("PT-2024-00017", {Numbered(17, PT, 2024)}),
        ("  pt 2024 17 ", {Numbered(17, PT, 2024)}),
        ("Số: PT–2024–00017", {Numbered(17, PT, 2024)}),
        ("17/PT/2024", {Numbered(17, PT, 2024)}),
        ("PT202400017", {Numbered(202400017, PT), Numbered(17, PT, 2024)}),
        ("pt17", {Numbered(17, PT)}),
        ("Phiếu thu số 17", {Numbered(17, PT)}),
        ("phieu chi 5/2025", {Numbered(5, PC, 2025)}),
        ("GIẤY BÁO NỢ 3", {Numbered(3, BN)}),
        ("debit advice no. 3", {Numbered(3, BN)}),
        ("17", {Numbered(17)}),
        ("00017", {Numbered(17)}),
        ("17/24", {Numbered(17, None, 2024)}),
        ("2024/2025", {Numbered(2025, None, 2024), Numbered(2024, None, 2025)}),
        ("PT-2024-123456", {Numbered(123456, PT, 2024)}),
    ],
)
def test_a_voucher_is_read_from_as_much_as_is_typed(typed: str, meant: set[Numbered]) -> None:
    read = read_number(typed)
    assert read is not None
    assert set(read.vouchers) == meant


@pytest.mark.parametrize("typed", ["Đ-17", "A 17", "500.000", "1-2-3", "0", "pt 0"])
def test_what_is_no_number_of_a_voucher_may_stand_on_a_handwritten_paper(typed: str) -> None:
    read = read_number(typed)
    assert read is not None
    assert (read.vouchers, bool(read.device_key)) == ((), True)


@pytest.mark.parametrize("typed", ["", "  ", "abc", "PT", "17\x00", "1" * 51, "\u202e17", "x\ny"])
def test_what_nobody_can_mean_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
