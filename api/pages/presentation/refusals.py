"""What the pages say to a person when something was refused: one sentence per stable error code."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask_babel import gettext

from api.pages.presentation import formatting
from api.pages.presentation.formatting import Language


def N_(text: str) -> str:  # noqa: N802 - the customary mark of a text that is translated later
    """Mark a text for translation and leave it as it is."""
    return text


SENTENCES: Final[dict[str, str]] = {
    # What is not there.
    "not_found": N_("Không tìm thấy."),
    "route_not_found": N_("Không có trang này."),
    "association_not_found": N_("Không có hội này."),
    "fund_not_found": N_("Không có quỹ này."),
    "account_not_found": N_("Quỹ không có tài khoản này."),
    "purpose_not_found": N_("Quỹ không có mục đích này."),
    "mobilization_not_found": N_("Quỹ không có cuộc vận động này."),
    "disbursement_not_found": N_("Quỹ không có khoản chi này."),
    "donor_not_found": N_("Không có người ủng hộ này."),
    "staff_not_found": N_("Không có người này trong ban quản lý quỹ."),
    "token_not_found": N_("Không có mã truy cập này."),
    "entry_not_found": N_("Quỹ không có bút toán này."),
    "debit_not_found": N_("Quỹ không có khoản ghi nợ nào như thế đang chờ quyết định."),
    "position_not_found": N_("Sổ chưa ghi đến bút toán số này."),
    # What contradicts the book.
    "conflict": N_("Điều này trái với những gì sổ đã ghi."),
    "version_mismatch": N_("Sổ vừa có bút toán mới. Hãy xem lại rồi ghi lần nữa."),
    "command_reused": N_("Biểu mẫu này đã được gửi với nội dung khác. Hãy mở biểu mẫu mới."),
    "already_exists": N_("Đã có rồi."),
    "bank_account_taken": N_("Tài khoản ngân hàng này đã thuộc về một quỹ."),
    "login_taken": N_("Tên đăng nhập này đã có người dùng."),
    "already_reversed": N_("Bút toán này đã được đảo."),
    "token_stopped": N_("Mã truy cập này đã dừng, không dùng lại được."),
    "statement_row_recorded": N_("Dòng sao kê này đã có trong sổ."),
    # What a rule forbids.
    "refused": N_("Quy tắc của sổ không cho phép."),
    "forbidden": N_("Bạn không có quyền làm việc này."),
    "same_person": N_("Người lập, người duyệt và người chi phải là ba người khác nhau."),
    "bad_amount": N_("Phải là số nguyên lớn hơn 0, không quá 1.000.000 tỷ đồng."),
    "balance_too_large": N_("Số dư sẽ vượt quá giới hạn của sổ."),
    "dated_ahead": N_("Không ghi được ngày ở tương lai."),
    "dated_before_fund": N_("Ngày này trước khi quỹ, tài khoản hoặc cuộc vận động bắt đầu."),
    "dated_before_entry": N_("Ngày này trước ngày của bước đứng trước."),
    "bad_parent": N_("Hội cấp trên không đúng."),
    "wrong_account_kind": N_("Loại tài khoản này không dùng được cho bút toán này."),
    "opening_balance_exists": N_("Số dư đầu kỳ này đã được ghi."),
    "mobilization_is_closed": N_("Cuộc vận động đã kết thúc."),
    "outside_mobilization": N_("Ngày này nằm ngoài thời gian vận động."),
    "bad_window": N_("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
    "insufficient_funds": N_("Không đủ tiền: có ngày số dư sẽ âm."),
    "wrong_disbursement_step": N_("Khoản chi chưa đến, hoặc đã qua bước này."),
    "not_reversible": N_("Bút toán này không đảo được."),
    "wrong_replacement": N_("Bút toán thay thế phải cùng loại với bút toán được sửa."),
    "amount_mismatch": N_("Số tiền không khớp với số tiền phải bằng."),
    "role_not_held": N_("Người này không giữ vai trò đó."),
    "person_is_erased": N_("Thông tin về người này đã được xóa vĩnh viễn."),
    # What is wrong with the request itself.
    "request_error": N_("Yêu cầu không hợp lệ."),
    "invalid_request": N_("Có chỗ chưa điền hoặc điền chưa đúng."),
    "malformed_form": N_("Biểu mẫu có chữ không đọc được. Hãy mở lại biểu mẫu rồi gửi lần nữa."),
    "unauthenticated": N_("Hãy đăng nhập trước."),
    "bad_login": N_("Tên đăng nhập hoặc mật khẩu không đúng."),
    "bad_csrf_token": N_("Phiên làm việc đã hết hạn. Hãy mở lại biểu mẫu rồi gửi lần nữa."),
    "bad_cursor": N_("Liên kết đến trang này không còn đúng. Hãy mở lại từ trang đầu."),
    "body_too_large": N_("Nội dung gửi lên quá lớn."),
    "too_many_requests": N_("Bạn gửi quá nhiều yêu cầu. Hãy chờ một lát."),
    # What is our fault, or nobody's.
    "unavailable": N_("Hệ thống đang bận. Hãy thử lại sau ít phút."),
    "store_busy": N_("Sổ đang bận ghi. Hãy gửi lại, khoản này sẽ không bị ghi hai lần."),
    "keys_unavailable": N_("Kho thông tin cá nhân đang khóa. Hãy báo người quản trị."),
    "projections_behind": N_("Trang đang cập nhật. Hãy tải lại sau giây lát."),
    "internal_error": N_("Hệ thống gặp lỗi."),
}
"""The Vietnamese sentence for each code, which is also the key of its translation."""


_LIMITS: Final[dict[str, str]] = {
    "available_dong": N_("Hiện có %(limit)s."),
    "must_be_dong": N_("Phải là %(limit)s."),
    "began_on": N_("Sớm nhất là ngày %(limit)s."),
    "starts_on": N_("Sớm nhất là ngày %(limit)s."),
    "entry_on": N_("Sớm nhất là ngày %(limit)s."),
    "approved_on": N_("Sớm nhất là ngày %(limit)s."),
    "ends_on": N_("Muộn nhất là ngày %(limit)s."),
    "today": N_("Hôm nay là ngày %(limit)s."),
}
"""How the figures of a rule are told, the first that a refusal has."""


def sentence(code: str, status: int = 400) -> str:
    """Return what to tell a person about an error code, in the language of the request.

    A code that has no words of its own is told by the family of its HTTP status.
    """
    return gettext(SENTENCES.get(code) or SENTENCES[_family(status)])


def sentence_with_limits(code: str, limits: Mapping[str, int | str], language: Language) -> str:
    """Return the sentence, with the figure of the rule where it tells a person what to do."""
    for name, text in _LIMITS.items():
        limit = limits.get(name)
        if limit is not None:
            return f"{sentence(code)} {gettext(text, limit=_written(limit, language))}"
    return sentence(code)


def _written(limit: int | str, language: Language) -> str:
    """Write an amount of đồng, or a date that came as ISO text."""
    if isinstance(limit, int):
        return formatting.dong(limit, language)
    return formatting.day(date.fromisoformat(limit), language)


def _family(status: int) -> str:
    if status >= 500:  # noqa: PLR2004 - where a server's own errors begin
        return "internal_error"
    known = {401: "unauthenticated", 403: "forbidden", 404: "route_not_found"}
    return known.get(status, "request_error")
