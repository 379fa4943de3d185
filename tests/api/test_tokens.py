"""A token is one text that says whose it is, which one, and proves it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.tokens import Token
from ledger.values import StaffId, TokenId
from tests.builders import an_id

tokens = st.builds(
    Token.make,
    st.uuids().map(StaffId),
    st.uuids().map(TokenId),
    st.binary(min_size=32, max_size=32),
)


@given(tokens)
def test_what_is_written_is_read_again(token: Token) -> None:
    text = str(token)
    assert Token.parse(text) == token
    assert len(text) == 89
    assert text.isascii()


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="sq_"):
        Token.parse(text)


@given(tokens, st.integers(0, 88), st.characters())
def test_no_character_can_be_another(token: Token, at: int, other: str) -> None:
    text = str(token)
    spoilt = text[:at] + other + text[at + 1 :]
    if spoilt != text:
        with suppress(ValueError):
            assert Token.parse(spoilt) != token


def test_two_tokens_are_never_the_same() -> None:
    staff_id, token_id = StaffId(an_id("staff")), TokenId(an_id("token"))
    assert Token.make(staff_id, token_id).secret != Token.make(staff_id, token_id).secret


@given(tokens)
def test_a_token_that_is_printed_keeps_its_secret(token: Token) -> None:
    assert token.secret not in repr(token)
