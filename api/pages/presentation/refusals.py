"""What the pages say to a person when something was refused: one sentence per stable error code."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask_babel import gettext

from api.pages.presentation import formatting
from api.pages.presentation.formatting import Language
from ledger.errors.money import BadAmount
from ledger.values import AMOUNT_DONG_MAX


def N_(text: str) -> str:  # noqa: N802 - the customary mark of a text that is translated later
    """Mark a text for translation and leave it as it is."""
    return text


SENTENCES: Final[dict[str, str]] = {
    # What is not there.
    "not_found": N_("Không tìm thấy."),
    "route_not_found": N_("Không có trang này."),
    "association_not_found": N_("Không có hội này."),
    "association_not_in_period": N_(
        "Hội này thành lập sau kỳ báo cáo, hoặc lúc đó chưa có trong sổ."
    ),
    "association_not_on_day": N_("Ngày ấy hội này chưa thành lập, hoặc không còn hoạt động."),
    "fund_not_found": N_("Không có quỹ này."),
    "account_not_found": N_("Quỹ không có tài khoản này."),
    "purpose_not_found": N_("Quỹ không có mục đích này."),
    "mobilization_not_found": N_("Quỹ không có cuộc vận động này."),
    "disbursement_not_found": N_("Quỹ không có khoản chi này."),
    "donor_not_found": N_("Không có nhà hảo tâm này."),
    "staff_not_found": N_("Không có cán bộ này."),
    "token_not_found": N_("Không có mã truy cập này."),
    "session_not_found": N_("Phiên này đã kết thúc."),
    "entry_not_found": N_("Quỹ không có bút toán này."),
    "debit_not_found": N_("Quỹ không có khoản ghi nợ nào như thế đang chờ quyết định."),
    "credit_not_found": N_("Quỹ không có khoản ghi có nào như thế đang chưa rõ nguồn."),
    "pledge_not_found": N_("Quỹ không có đăng ký ủng hộ nào như thế còn chờ thực hiện."),
    "custody_not_found": N_("Quỹ không giữ hộ khoản tiền này."),
    "transfer_not_found": N_("Không có khoản điều chuyển này."),
    "beneficiary_not_found": N_("Không có người thụ hưởng này."),
    "consent_not_found": N_("Nhà hảo tâm không có văn bản đồng ý này, hoặc đã rút lại."),
    "not_merged": N_("Hai người này không được gộp làm một."),
    "representative_not_found": N_("Không ghi ai là người đại diện theo pháp luật của người này."),
    "erasure_not_found": N_("Không có yêu cầu xóa dữ liệu nào đang chờ về người này."),
    "report_not_found": N_("Không có báo cáo nào như thế được công bố."),
    "document_not_found": N_("Quỹ không lưu tài liệu này."),
    "statement_not_found": N_("Quỹ không lưu sao kê này, hoặc đã hết hạn lưu."),
    "position_not_found": N_("Sổ chưa ghi đến bút toán số này."),
    # What contradicts the book.
    "conflict": N_("Điều này trái với những gì sổ đã ghi."),
    "version_mismatch": N_("Sổ vừa có bút toán mới. Hãy xem lại rồi ghi lần nữa."),
    "command_reused": N_("Biểu mẫu này đã được gửi với nội dung khác. Hãy mở biểu mẫu mới."),
    "already_exists": N_("Đã có rồi."),
    "bank_account_taken": N_("Tài khoản ngân hàng này đã thuộc về một quỹ."),
    "login_taken": N_("Tên đăng nhập này đã có người dùng."),
    "already_reversed": N_("Bút toán này đã được đảo."),
    "already_matched": N_("Bút toán này đã được đối chiếu với một dòng sao kê."),
    "token_stopped": N_("Mã truy cập này đã dừng, không dùng lại được."),
    "memo_code_taken": N_(
        "Một cuộc vận động đang mở của quỹ đã dùng mã này, hoặc một mã dễ nhầm với nó."
    ),
    "transfers_in_transit": N_(
        "Còn tiền điều chuyển đang trên đường từ quỹ này hoặc đến quỹ này. Hãy nhận, ghi trả lại "
        "hoặc đảo bút toán gửi trước khi bàn giao."
    ),
    "transfer_settled": N_("Khoản điều chuyển này đã được nhận, trả lại hoặc đảo."),
    "published_meanwhile": N_("Người khác vừa công bố báo cáo cùng kỳ. Hãy thử lại."),
    "statement_row_recorded": N_("Dòng sao kê này đã có trong sổ."),
    # What a rule forbids.
    "refused": N_("Quy tắc của sổ không cho phép."),
    "forbidden": N_("Bạn không có quyền làm việc này."),
    "enrolled_elsewhere": N_(
        "Người này do hội khác ghi danh: ai quản lý cán bộ của cả hai nơi mới giao được vai trò."
    ),
    "same_person": N_("Người lập, người duyệt và người chi phải là ba người khác nhau."),
    "incompatible_roles": N_(
        "Không ai vừa là kế toán vừa là thủ quỹ của một quỹ (Luật Kế toán, điều 52), trừ khi ban"
        " quản lý quỹ quyết định công khai."
    ),
    "own_award": N_("Không ai được xử lý suất của chính mình."),
    "over_limit": N_("Số tiền vượt hạn mức mà ban quản lý quỹ giao cho vai trò này."),
    "period_is_closed": N_(
        "Sổ đã khóa đến ngày này. Hãy ghi vào ngày mở đầu tiên và nêu ngày phát sinh."
    ),
    "period_is_open": N_("Sổ đang mở vào ngày phát sinh này. Hãy ghi vào đúng ngày đó."),
    "nothing_to_close": N_("Ngày này đã khóa sổ, hoặc chưa qua."),
    "nothing_to_reopen": N_("Sổ không khóa vào ngày này."),
    "debits_undecided": N_("Trong kỳ còn khoản ngân hàng ghi nợ chờ quyết định."),
    "wrong_programme": N_("Tiền này được ủng hộ cho chương trình khác."),
    "class_not_allowed": N_("Tiền này không được ủng hộ cho loại chi này."),
    "category_not_allowed": N_("Tiền này không được ủng hộ cho đối tượng này."),
    "wrong_place": N_("Tiền này được ủng hộ cho nơi khác."),
    "purpose_expired": N_("Tiền của mục đích này đã quá hạn chi."),
    "gift_not_named": N_(
        "Tiền này từ quỹ khác đến: phải nêu quỹ và bút toán mà nhà hảo tâm đã ủng hộ."
    ),
    "not_documented": N_("Việc này phải nêu số quyết định và tài liệu làm căn cứ."),
    "purpose_lost": N_("Tiền có mục đích riêng phải giữ một mục đích riêng ở quỹ nhận."),
    "administration_cap_exceeded": N_(
        "Chi quản lý sẽ vượt tỷ lệ cho phép trên tổng thu trong năm."
    ),
    "bad_restriction": N_("Điều kiện của mục đích chưa đúng."),
    "bad_award_list": N_("Danh sách có dòng chưa đúng."),
    "not_enough_goods": N_("Kho không đủ hiện vật: có ngày số tồn sẽ âm."),
    "entry_drawn_on": N_("Đã có bút toán sau dựa vào bút toán này. Hãy đảo bút toán đó trước."),
    "not_matchable": N_(
        "Bút toán này không làm thay đổi tài khoản ấy, hoặc đã có một dòng sao kê."
    ),
    "wrong_entry": N_("Không làm được việc này với loại bút toán này."),
    "wrong_donor": N_("Khoản này là của nhà hảo tâm khác."),
    "wrong_mobilization": N_("Đăng ký ủng hộ này là cho cuộc vận động khác."),
    "same_account": N_("Hãy chọn hai tài khoản khác nhau."),
    "same_fund": N_("Hãy chọn quỹ khác để điều chuyển."),
    "no_difference": N_(
        "Kiểm kê không có chênh lệch, hoặc sổ đã thay đổi từ khi kiểm kê. Hãy kiểm kê lại."
    ),
    "bad_amount": N_("Phải là số nguyên lớn hơn 0, không quá 1.000.000 tỷ đồng."),
    "balance_too_large": N_("Số dư sẽ vượt quá giới hạn của sổ."),
    "dated_ahead": N_("Không ghi được ngày ở tương lai."),
    "dated_before_fund": N_("Ngày này trước khi quỹ, tài khoản hoặc cuộc vận động bắt đầu."),
    "dated_before_entry": N_("Ngày này trước ngày của bước đứng trước."),
    "bad_parent": N_("Hội cấp trên không đúng."),
    "level_ended": N_("Cấp hội này không còn nữa."),
    "association_ended": N_("Hội đã kết thúc vào ngày này, hoặc đã có quyết định kết thúc."),
    "dated_before_association": N_(
        "Ngày này trước khi hội thành lập, hoặc trước thay đổi gần nhất của hội."
    ),
    "overlapping_validity": N_("Từ ngày này, hoặc từ ngày sau đó, đã có quyết định khác."),
    "bad_shares": N_("Tỷ lệ của các hội kế thừa phải lớn hơn 0 và cộng lại đủ toàn bộ."),
    "wrong_level": N_("Hội kế thừa phải cùng cấp, trừ khi cả cấp kết thúc."),
    "still_inherits": N_("Hội này nhận kế thừa từ hội khác vào ngày này hoặc sau đó."),
    "nothing_to_reorganise": N_("Chưa có hội nào được thành lập hoặc kết thúc."),
    "association_stands": N_(
        "Đến ngày này chưa ghi hội nào kế thừa hội của quỹ, nên quỹ chưa bàn giao được."
    ),
    "wrong_heirs": N_("Mỗi hội kế thừa nhận bàn giao bằng đúng một quỹ đang hoạt động."),
    "handover_unplaced": N_("Chưa có quỹ nào nhận hết tiền của tài khoản này."),
    "fund_has_ended": N_("Quỹ đã bàn giao. Hãy ghi vào sổ của quỹ kế thừa."),
    "fund_in_liquidation": N_(
        "Hội của quỹ đã kết thúc: quỹ chỉ còn ghi các việc thanh lý cho đến khi bàn giao."
    ),
    "wrong_account_kind": N_("Loại tài khoản này không dùng được cho bút toán này."),
    "opening_balance_exists": N_("Số dư đầu kỳ này đã được ghi."),
    "mobilization_is_closed": N_("Cuộc vận động đã kết thúc."),
    "outside_mobilization": N_("Ngày này nằm ngoài thời gian vận động."),
    "bad_figure": N_("Số liệu này nằm ngoài giới hạn cho phép."),
    "bad_window": N_("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
    "insufficient_funds": N_("Không đủ tiền: có ngày số dư sẽ âm."),
    "wrong_disbursement_step": N_("Khoản chi chưa đến, hoặc đã qua bước này."),
    "not_reversible": N_("Bút toán này không đảo được."),
    "wrong_replacement": N_(
        "Bút toán thay thế phải cùng loại, cùng mục đích với bút toán được sửa. Đổi mục đích cần"
        " nhà hảo tâm đồng ý và chủ tài khoản duyệt."
    ),
    "amount_mismatch": N_("Số tiền không khớp."),
    "role_not_held": N_("Người này không giữ vai trò đó."),
    "bad_code": N_("Mã này không dùng được: đã dùng rồi, đã hết hạn, hoặc gõ chưa đúng."),
    "wrong_password": N_("Mật khẩu hiện tại không đúng."),
    "password_given_up": N_(
        "Mật khẩu này đang được đổi hoặc vừa đổi. Hãy dùng mật khẩu mới, hoặc đổi lại lần nữa."
    ),
    "token_outlived": N_("Mã truy cập không cấp được mã khác có hạn dài hơn chính nó."),
    "guessable_password": N_("Mật khẩu này dễ đoán. Hãy chọn mật khẩu khác."),
    "person_is_erased": N_("Thông tin về người này đã được xóa vĩnh viễn."),
    "person_is_restricted": N_("Người này đã yêu cầu xóa dữ liệu: không ghi thêm gì về họ."),
    "kept_by_law": N_("Pháp luật còn buộc lưu chứng từ có tên người này."),
    "consent_incomplete": N_(
        "Chỉ nêu tên khi sự đồng ý còn hiệu lực. Với trẻ em: của người đại diện và, từ bảy tuổi, "
        "của chính trẻ em, bằng văn bản đã lưu, ghi ở trang của trẻ sau khi khoản này đã vào sổ."
    ),
    "merged_with_itself": N_("Phải chọn một người khác."),
    "already_merged": N_("Một trong hai người đã được gộp với người khác."),
    # What is wrong with the request itself.
    "request_error": N_("Yêu cầu không hợp lệ."),
    "bad_request": N_("Máy chủ không đọc được yêu cầu này."),
    "method_not_allowed": N_("Địa chỉ này không nhận cách gửi như thế."),
    "unsupported_media_type": N_("Nội dung gửi lên không đúng loại cần có."),
    "malformed_json": N_("Nội dung gửi lên không phải JSON đúng quy cách."),
    "bad_condition": N_("Điều kiện If-Match của yêu cầu chưa đúng."),
    "bad_idempotency_key": N_("Khóa Idempotency-Key của yêu cầu không dùng được."),
    "bad_min_position": N_("Ledger-Min-Position phải là số của một bút toán."),
    "invalid_request": N_("Có chỗ chưa điền hoặc điền chưa đúng."),
    "document_too_large": N_("Tệp quá lớn. Hãy quét lại với độ phân giải thấp hơn."),
    "unknown_media_type": N_("Tài liệu phải là tệp PDF, PNG, JPEG, CSV hoặc XLSX."),
    "malformed_file": N_("Chưa có tệp nào được gửi, hoặc tệp gửi bị đứt giữa chừng."),
    "unreadable_award_list": N_(
        "Danh sách phải là bảng CSV hoặc XLSX có tiêu đề cột cho người nhận và số tiền."
    ),
    # What is wrong with a statement, or with what was decided of it.
    "statement_error": N_("Không đọc được sao kê này."),
    "empty_file": N_("Tệp trống."),
    "not_csv": N_("Tệp phải là sao kê dạng CSV hoặc XLSX."),
    "broken_statement_workbook": N_("Không đọc được tệp bảng tính này. Hãy tải lại từ ngân hàng."),
    "wrong_encoding": N_("Tệp có chữ không đúng bảng mã. Hãy tải lại từ ngân hàng."),
    "has_nul_bytes": N_("Tệp có byte rỗng, nên không phải sao kê."),
    "line_too_long": N_("Tệp có dòng quá dài, nên không phải sao kê."),
    "too_large": N_("Tệp quá lớn. Hãy tải sao kê theo từng kỳ ngắn hơn."),
    "missing_columns": N_("Tệp thiếu cột của mẫu sao kê ngân hàng này."),
    "other_account": N_("Tệp ghi số của một tài khoản khác, không phải tài khoản đã chọn."),
    "swapped_dates": N_(
        "Ngày và tháng trong tệp có vẻ bị bảng tính đổi chỗ. Hãy tải lại tệp từ ngân hàng."
    ),
    "several_sheets": N_(
        "Có dòng sao kê ở nhiều trang tính. Hãy lưu mỗi trang tính thành một tệp riêng."
    ),
    "ambiguous_columns": N_("Tệp có cột của mẫu sao kê bị lặp lại."),
    "unknown_layout": N_("Chưa có mẫu sao kê của ngân hàng này."),
    "wrong_bank": N_("Mẫu sao kê là của ngân hàng khác."),
    "bad_decision": N_("Có quyết định không hợp với dòng sao kê."),
    "malformed_form": N_("Biểu mẫu có chữ không đọc được. Hãy mở lại biểu mẫu rồi gửi lần nữa."),
    "unauthenticated": N_("Hãy đăng nhập trước."),
    "bad_login": N_("Tên đăng nhập hoặc mật khẩu không đúng."),
    "bad_csrf_token": N_("Phiên làm việc đã hết hạn. Hãy mở lại biểu mẫu rồi gửi lần nữa."),
    "bad_period": N_("Kỳ này không đúng. Hãy viết như 2025, 2025-H1, 2025-Q2, 2025-06, 2024/2025."),
    "bad_as_of": N_("Ngày cần xem không đúng. Hãy nêu ngày như 2025-01-15."),
    "bad_restated": N_("Ngày này không đúng. Hãy nêu ngày như 2025-07-01."),
    "bad_known_at": N_("Thời điểm này không đúng. Hãy nêu bút toán số, hoặc ngày giờ."),
    "bad_cursor": N_("Liên kết đến trang này không còn đúng. Hãy mở lại từ trang đầu."),
    "body_too_large": N_("Nội dung gửi lên quá lớn."),
    "too_many_requests": N_("Bạn gửi quá nhiều yêu cầu. Hãy chờ một lát."),
    # What is our fault, or nobody's.
    "unavailable": N_("Hệ thống đang bận. Hãy thử lại sau ít phút."),
    "store_busy": N_("Sổ đang bận ghi. Hãy gửi lại, khoản này sẽ không bị ghi hai lần."),
    "unreadable_event": N_("Phiên bản phần mềm này không đọc được sổ. Hãy báo người quản trị."),
    "too_many_attempts": N_("Đã thử sai quá nhiều lần. Hãy chờ một lúc rồi thử lại."),
    "keys_unavailable": N_("Kho thông tin cá nhân đang khóa. Hãy báo người quản trị."),
    "rebuild_running": N_("Các trang đang được dựng lại từ sổ. Hãy chờ xong rồi thử lại."),
    "views_outdated": N_(
        "Các trang chưa được dựng lại theo phiên bản mới. Hãy báo người quản trị."
    ),
    "views_newer": N_("Các trang do một phiên bản mới hơn dựng. Hãy báo người quản trị."),
    "projections_behind": N_("Trang đang cập nhật. Hãy tải lại sau giây lát."),
    "internal_error": N_("Hệ thống gặp lỗi."),
}
"""The Vietnamese sentence for each code, which is also the key of its translation."""


_LIMITS: Final[dict[str, str]] = {
    "available_dong": N_("Hiện có %(limit)s."),
    "must_be_dong": N_("Phải là %(limit)s."),
    "limit_dong": N_("Hạn mức là %(limit)s."),
    "least_dong": N_("Ít nhất là %(limit)s."),
    "most_dong": N_("Nhiều nhất là %(limit)s."),
    "drawn_dong": N_("Đã dùng đến %(limit)s."),
    "first_open_on": N_("Sớm nhất là ngày %(limit)s."),
    "expired_on": N_("Hạn cuối là ngày %(limit)s."),
    "began_on": N_("Sớm nhất là ngày %(limit)s."),
    "starts_on": N_("Sớm nhất là ngày %(limit)s."),
    "entry_on": N_("Sớm nhất là ngày %(limit)s."),
    "approved_on": N_("Sớm nhất là ngày %(limit)s."),
    "ends_on": N_("Muộn nhất là ngày %(limit)s."),
    "today": N_("Hôm nay là ngày %(limit)s."),
    "retry_after_seconds": N_("Còn %(limit)s giây."),
}
"""How the figures of a rule are told, the first that a refusal has."""


def sentence(code: str, status: int = 400) -> str:
    """Return what to tell a person about an error code, in the language of the request.

    A code that has no words of its own is told by the family of its HTTP status.
    """
    return gettext(SENTENCES.get(code) or SENTENCES[_family(status)])


def sentence_with_limits(code: str, limits: Mapping[str, int | str], language: Language) -> str:
    """Return the sentence, with the figure of the rule where it tells a person what to do."""
    if code == BadAmount.code and _is_narrow(limits):
        return gettext(
            "Phải là số nguyên từ %(least)s đến %(most)s.",
            least=formatting.grouped(int(limits["least"]), language),
            most=formatting.grouped(int(limits["most"]), language),
        )
    for name, text in _LIMITS.items():
        limit = limits.get(name)
        if limit is not None:
            return f"{sentence(code)} {gettext(text, limit=_written(name, limit, language))}"
    return sentence(code)


def _is_narrow(limits: Mapping[str, int | str]) -> bool:
    """Tell whether an amount is bound by what is left or by awards, not just as all amounts are."""
    most = limits.get("most", AMOUNT_DONG_MAX)
    return "least" in limits and int(most) < AMOUNT_DONG_MAX


def _written(name: str, limit: int | str, language: Language) -> str:
    """Write an amount of đồng, another number, or a date that came as ISO text."""
    if isinstance(limit, int) and not name.endswith("_dong"):
        return str(limit)
    if isinstance(limit, int):
        return formatting.dong(limit, language)
    return formatting.day(date.fromisoformat(limit), language)


def _family(status: int) -> str:
    if status >= 500:  # noqa: PLR2004 - where a server's own errors begin
        return "internal_error"
    known = {401: "unauthenticated", 403: "forbidden", 404: "route_not_found"}
    return known.get(status, "request_error")
