import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import api

TRANSLATIONS = Path(api.__file__).parent / "translations"
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES"
TextId = str | tuple[str, ...] | list[str]


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def texts_in_use() -> set[str]:
    """Return every text that templates and code mark as translatable."""
    found = extract_from_dir(
        TRANSLATIONS.parent,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        options_map={"**/templates/**.html": {"trimmed": "true"}},
    )
    return {first_of(text) for _, _, text, _, _ in found}


def first_of(text: TextId) -> str:
    return text if isinstance(text, str) else text[0]


def translations_of(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    return {
        first_of(message.id): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalog
        if message.id
    }


def test_every_text_has_its_english_words(english: Catalog) -> None:
    translated = {text for text, words in translations_of(english).items() if all(words)}
    assert texts_in_use() - translated == set()


def test_no_translation_is_left_of_a_text_that_is_gone(english: Catalog) -> None:
    assert set(translations_of(english)) - texts_in_use() == set()


def test_no_translation_is_only_a_guess(english: Catalog) -> None:
    assert [message.id for message in english if message.fuzzy] == []


def test_a_translation_uses_the_same_placeholders(english: Catalog) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]")
    for text, words in translations_of(english).items():
        for word in words:
            assert sorted(placeholder.findall(word)) == sorted(placeholder.findall(text))


def test_the_compiled_catalogue_is_the_one_that_people_edit(english: Catalog) -> None:
    """`pybabel compile -d api/translations` brings them together."""
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert translations_of(compiled) == translations_of(english)
