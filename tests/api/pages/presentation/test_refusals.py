import pytest

from api.pages.presentation import refusals
from ledger.errors import LedgerError
from tests.api.pages.furnished import bare_app
from tests.ledger.every_error import ERRORS

CODES = sorted(error.code for error in ERRORS.values() if error is not LedgerError)


@pytest.mark.parametrize("code", CODES)
def test_every_error_of_the_ledger_has_words_for_a_person(code: str) -> None:
    assert code in refusals.SENTENCES


def test_no_words_are_kept_for_two_errors() -> None:
    sentences = list(refusals.SENTENCES.values())
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize(
    "status, sentence",
    [
        (400, "Yêu cầu không hợp lệ."),
        (401, "Hãy đăng nhập trước."),
        (403, "Bạn không có quyền làm việc này."),
        (404, "Không có trang này."),
        (405, "Yêu cầu không hợp lệ."),
        (503, "Hệ thống gặp lỗi."),
    ],
)
def test_an_unknown_code_is_told_by_its_status(status: int, sentence: str) -> None:
    with bare_app().test_request_context("/"):
        assert refusals.sentence("never_heard_of", status) == sentence


def test_a_refusal_is_told_in_the_language_of_the_request() -> None:
    with bare_app().test_request_context("/?lang=en"):
        assert refusals.sentence("dated_ahead") == "A date in the future cannot be recorded."


@pytest.mark.parametrize(
    "code, limits, told",
    [
        (
            "insufficient_funds",
            {"available_dong": 55_000, "asked_dong": 60_000},
            "Không đủ tiền: có ngày số dư sẽ âm. Hiện có 55.000 đ.",
        ),
        (
            "amount_mismatch",
            {"must_be_dong": 509_000},
            "Số tiền không khớp với số tiền phải bằng. Phải là 509.000 đ.",
        ),
        (
            "dated_ahead",
            {"today": "2024-09-30"},
            "Không ghi được ngày ở tương lai. Hôm nay là ngày 30/09/2024.",
        ),
        ("already_reversed", {}, "Bút toán này đã được đảo."),
    ],
)
def test_a_refusal_tells_the_figure_that_helps(
    code: str, limits: dict[str, int | str], told: str
) -> None:
    with bare_app().test_request_context("/"):
        sentence = refusals.sentence_with_limits(code, limits, "vi")
        assert sentence.replace("\N{NO-BREAK SPACE}", " ") == told
