"""Texts in one of Unicode's forms, however many marks they have."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.letters import Form, normalized, unmarked

FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
MARKS = "\u0301\u0302\u0323\u031b\u0327\u05b0\u3099"


@given(
    text=st.text(st.sampled_from(f"aeođĐếặ \U0001f600ﬁ{MARKS}"), max_size=30) | st.text(max_size=30)
)
@pytest.mark.parametrize("form", FORMS)
def test_they_are_in_the_form_that_unicode_says(form: Form, text: str) -> None:
    assert normalized(form, text) == normalize(form, text)


@pytest.mark.parametrize("form", FORMS)
def test_a_hundred_thousand_marks_keep_nobody_waiting(form: Form) -> None:
    """They were put in order two at a time; this took minutes, for everybody."""
    tower = "a" + "\u0301" * 50_000 + "\u0323" * 50_000
    found = normalized(form, tower)
    assert found.count("\u0323") + found.count("\u1ea1") == 50_000
    assert normalized(form, found) == found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_without_diacritics_a_text_is_what_one_types_who_has_none(form: Form) -> None:
    assert unmarked(normalize(form, "Ủng hộ ĐỘI, số 0017")) == "ung ho doi, so 0017"


def test_letters_that_stand_for_others_are_taken_apart_where_that_is_asked_for() -> None:
    assert unmarked("ﬁ ấ") == "ﬁ a"
    assert unmarked("ﬁ ấ", "NFKD") == "fi a"
