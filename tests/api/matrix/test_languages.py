"""Nobody meets the other language: every page, form and refusal says its words in one.

What people wrote stays as they wrote it, and is Vietnamese. So two things are looked for that
together leave nothing: a Vietnamese text in the code that no catalogue knows, and a text of the
catalogue on a page of the other language.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import api
from ledger.values import Role
from tests.api.matrix.asking import World
from tests.api.site import open_site
from tests.stores import prepared_store

API = Path(api.__file__).parent
CATALOGUE = API / "translations" / "en" / "LC_MESSAGES" / "messages.po"

VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯàáãèéìíĩòóõùúũýÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝ\u1ea0-\u1ef9]")
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title", "content")
VOUCHER = "paper"
"""Where a voucher stands, which is in Vietnamese on every page."""

OURS = "Sổ Quỹ"
BOTH_WAYS = {OURS, "VND", "Vietcombank"}
FEW = 20
LONG = 14
"""From so many letters on a text is looked for within others, too."""

NOT_SAID = {
    "demo": "the demo's own people and places",
    "award_lists": "headings and marks of lists that people fill in",
    "statements": "headings and words of banks",
    "reorganisations": "a table that has both languages in each heading",
    "cli": "a shell, which says both",
    "documents/hledger.py": "a journal that says both",
    "operations/openapi.py": "documentation, in English with the Vietnamese terms",
    "v1": "the same",
    "pages/presentation/amounts_in_words.py": "numerals of Vietnamese; English ones beside them",
    "pages/presentation/formatting.py": "forms of dates and amounts, a table for each language",
    "pages/presentation/charts.py": "a table for each language",
    "pages/presentation/language.py": "the name of each language in itself",
    "pages/presentation/browsers.py": "the name of a browser",
    "pages/book/receiving/known_donors.py": "titles before the names of people",
}
"""Rooms and files whose Vietnamese literals are no texts of the pages, each with its reason."""


class Spoken(HTMLParser):
    """What a page says in one language: to be seen, and to be heard; a voucher apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.said: list[str] = []
        self._apart = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang")
        if tag == "div" and (self._apart or given.get("class") == VOUCHER):
            self._apart += 1
        if given.get("hreflang") is None:  # but for the link to the other language
            self.said += [words for name in SPOKEN if (words := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._apart:
            self._apart -= 1

    def handle_data(self, data: str) -> None:
        if not self._apart and (words := " ".join(data.split())):
            self.said.append(words)


class Texts:
    """The texts of one language, to be found where the other is spoken."""

    def __init__(self, texts: set[str]) -> None:
        exact = {" ".join(text.split()) for text in texts if "%(" not in text}
        self._exact = exact
        within = [re.escape(text) for text in exact if len(text) >= LONG]
        for text in texts - exact:
            known = [part for part in re.split(r"%\(\w+\)s", text) if len(part.strip()) >= LONG]
            within += [re.escape(" ".join(part.split()).replace("%%", "%")) for part in known]
        self._within = re.compile("|".join(sorted(within, key=len, reverse=True)))
        self._is_one = cache(self._says_one)  # pages have most of their words in common

    def among(self, said: list[str]) -> set[str]:
        return {words for words in said if self._is_one(words)} - BOTH_WAYS

    def _says_one(self, words: str) -> bool:
        return words in self._exact or self._within.search(words) is not None


def catalogue() -> Iterator[tuple[str, str]]:
    """Yield every text in both languages."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            if message.id and isinstance(message.id, str):
                yield message.id, str(message.string)
            elif message.id:
                yield from ((message.id[0], words) for words in message.string or ())


def texts_not_of(language: str) -> Texts:
    """Return the texts of the catalogue that are of the other language only."""
    two = [(vi, en) for vi, en in catalogue() if vi != en]
    if language == "en":
        return Texts({vi for vi, _ in two if VIETNAMESE.search(vi)})
    return Texts({en for _, en in two if len(en) >= LONG})


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Two communes, with everything in one of them; words are no matter of the store."""
    with prepared_store("sqlite") as store, open_site(store) as site:
        yield World(site)


@pytest.mark.parametrize(
    "role, language",
    [
        (None, "en"),
        (Role.TREASURER, "vi"),
        (Role.TREASURER, "en"),
        (Role.APPROVER, "en"),
        (Role.ADMINISTRATOR, "en"),
    ],
)
def test_every_page_and_every_refusal_is_in_the_language_that_was_asked_for(
    world: World, role: Role | None, language: str
) -> None:
    client: FlaskClient = world.visitor(role, world.commune)
    client.set_cookie("lang", language)
    foreign, seen, strange = texts_not_of(language), 0, {}
    for name, answer in world.walk(client):
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, name
        if answer.mimetype == "text/html" and answer.status_code not in {302, 303}:
            page = Spoken(answer.text)
            assert page.language == language, name
            seen += 1
            if found := foreign.among(page.said):
                strange[name] = found
        elif answer.mimetype == "text/csv" and answer.text:
            cells = answer.text.splitlines()[0].lstrip("\ufeff").split(",")
            if found := foreign.among(cells):
                strange[name] = found
    assert seen > FEW
    assert strange == {}


def test_every_vietnamese_text_of_the_code_is_in_the_catalogue() -> None:
    known = {" ".join(text.split()) for text, _ in catalogue()}
    unknown = {
        f"{path.relative_to(API)}: {text}"
        for path in (*API.rglob("*.py"), *API.rglob("*.html"))
        if not any(path.is_relative_to(API / spared) for spared in NOT_SAID)
        for text in (_literals(path) if path.suffix == ".py" else _template_texts(path))
        if VIETNAMESE.search(text.replace(OURS, ""))
        and len(text) > 1
        and " ".join(text.split()) not in known
    }
    assert unknown == set()


def test_what_is_spared_exists() -> None:
    assert [spared for spared in NOT_SAID if not (API / spared).exists()] == []


def _literals(path: Path) -> Iterator[str]:
    """Yield the texts in a module; what documents it is none."""
    tree = ast.parse(path.read_text())
    documenting = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documenting:
            yield str(node.value)


def _template_texts(path: Path) -> Iterator[str]:
    """Yield what a template says without asking anybody, and the literals in its code."""
    template = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    code = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
    yield from code.sub("\n", template).splitlines()
    for asked in code.findall(template):
        yield from (one or other for one, other in re.findall(r"'([^']*)'|\"([^\"]*)\"", asked))
