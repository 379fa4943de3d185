import inspect

import pytest

from api.pages import refusals
from ledger import errors
from ledger.errors import LedgerError
from tests.api.pages.furnished import bare_app

CODES = sorted(
    error.code
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, LedgerError) and error is not LedgerError
)


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


def test_who_lacks_money_is_told_what_there_is() -> None:
    limits: dict[str, int | str] = {"available_dong": 55_000, "asked_dong": 60_000}
    with bare_app().test_request_context("/"):
        told = refusals.sentence_with_limits("insufficient_funds", limits, "vi")
        assert told.replace("\N{NO-BREAK SPACE}", " ") == (
            "Không đủ tiền: có ngày số dư sẽ âm. Hiện có 55.000 đ."
        )
        assert refusals.sentence_with_limits("dated_ahead", {"today": "2024-09-30"}, "vi") == (
            "Không ghi được ngày ở tương lai."
        )
