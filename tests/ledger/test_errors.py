"""One tree of errors: permanent codes, and a sentence for each."""

import re

import pytest

from ledger.errors import Conflict, LedgerError, NotFound, Refused, Unavailable
from ledger.errors.money import BadAmount
from tests.ledger.every_error import ERRORS

FAMILIES = (NotFound, Conflict, Refused, Unavailable)


@pytest.mark.parametrize("error", ERRORS.values(), ids=lambda error: error.__name__)
def test_every_error_has_a_code_and_a_sentence(error: type[LedgerError]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", error.code)
    assert re.fullmatch(r"[A-Z].*\.", str(error()))
    assert error is LedgerError or issubclass(error, FAMILIES)


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in ERRORS.values()]
    assert len(set(codes)) == len(codes)


def test_an_error_names_its_fields_and_limits() -> None:
    error = BadAmount("amount_dong", least=1, most=10)
    assert error.code == "bad_amount"
    assert (error.fields, error.limits) == (("amount_dong",), {"least": 1, "most": 10})
    assert str(error) == "An amount is a whole number of đồng, from 1 to 10^15."
