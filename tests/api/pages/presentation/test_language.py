"""Numbers in sentences, and Vietnamese where the law asks for it, whatever the page is in."""

import pytest
from flask_babel import gettext

from api.pages.presentation.formatting import Language
from api.pages.presentation.language import in_vietnamese, language, ngettext
from tests.api.pages.furnished import bare_app


@pytest.mark.parametrize(
    "asked, number, said",
    [
        ("vi", 1, "1 suất"),
        ("vi", 7_000, "7.000 suất"),
        ("en", 0, "0 awards"),
        ("en", 1, "1 award"),
        ("en", 7_000, "7,000 awards"),
    ],
)
def test_a_number_has_its_form_and_its_thousands_apart(
    asked: Language, number: int, said: str
) -> None:
    with bare_app().test_request_context("/", query_string={"lang": asked}):
        assert ngettext("%(num)s suất", "%(num)s suất", number) == said
        template = bare_app().jinja_env.from_string(
            "{{ ngettext('%(num)s suất', '%(num)s suất', number) }}"
        )
        assert template.render(number=number) == said


def test_vietnamese_is_spoken_for_a_while_and_no_longer() -> None:
    with bare_app().test_request_context("/", query_string={"lang": "en"}):
        with in_vietnamese():
            assert (language(), gettext("Phiếu thu")) == ("vi", "Phiếu thu")
        assert (language(), gettext("Phiếu thu")) == ("en", "Receipt voucher")


def test_a_failure_in_between_leaves_the_language_as_it_was() -> None:
    with bare_app().test_request_context("/", query_string={"lang": "en"}):
        with pytest.raises(KeyError), in_vietnamese():
            raise KeyError
        assert (language(), gettext("Phiếu thu")) == ("en", "Receipt voucher")
