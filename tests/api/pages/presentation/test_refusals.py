import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import api
import ledger
import projections
from api.errors import CODES
from api.pages.presentation import refusals
from ledger.errors import LedgerError
from ledger.values import AMOUNT_DONG_MAX
from tests.api.pages.furnished import bare_app

AT_A_COMMAND_LINE = re.compile(r"api\.(cli|demo|reorganisations)\.|ledger\.store\.backups\.")
"""Modules whose errors are told by `soquy` only, in its own words."""


def every_error(below: type[LedgerError] = LedgerError) -> Iterator[type[LedgerError]]:
    yield below
    for each in below.__subclasses__():
        yield from every_error(each)


def every_code() -> set[str]:
    """Return the code of every error there is, in whatever module, and of plain HTTP."""
    for package in (api, ledger, projections):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name not in {"api.wsgi", "api.serving.gunicorn", "api.cli.__main__"}:
                import_module(module.name)
    told = {
        error.code
        for error in every_error()
        if error is not LedgerError
        and error.__module__.startswith(("api.", "ledger.", "projections."))
        and not AT_A_COMMAND_LINE.match(error.__module__)
    }
    return {*told, *CODES.values()}


def test_every_code_has_words_for_a_person_and_no_other_has() -> None:
    assert every_code() == refusals.SENTENCES.keys()


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
            "Số tiền không khớp. Phải là 509.000 đ.",
        ),
        (
            "dated_ahead",
            {"today": "2024-09-30"},
            "Không ghi được ngày ở tương lai. Hôm nay là ngày 30/09/2024.",
        ),
        (
            "bad_amount",
            {"least": 1, "most": 3_000_000},
            "Phải là số nguyên từ 1 đến 3.000.000.",
        ),
        (
            "bad_amount",
            {"least": 1, "most": AMOUNT_DONG_MAX},
            "Phải là số nguyên lớn hơn 0, không quá 1.000.000 tỷ đồng.",
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
