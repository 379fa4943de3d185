"""Someone at the pages: opens them, fills forms in as a browser would, follows where they lead.

    def test_a_gift_is_recorded(site):
        visitor = treasurer(site)
        form = visitor.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
        page = visitor.send(form, amount_dong="500.000")
        assert "500.000 đ" in page.words

The read models are caught up before every request, as if their process were quick.
"""

from html.parser import HTMLParser
from io import BytesIO
from typing import NamedTuple, TypeAlias

from werkzeug.test import TestResponse

from ledger.values import Role
from tests.api.site import PASSWORD, Site

REDIRECTIONS_MAX = 3


class Form(NamedTuple):
    """A form of a page: where it is sent, and what stands in it."""

    action: str
    fields: dict[str, str]


Typed: TypeAlias = str | tuple[BytesIO, str] | None
"""What somebody puts into a field: a text, a file with its name, or nothing at all."""


class VisitedPage(HTMLParser):
    """What a browser makes of a response: words, links and forms."""

    def __init__(self, path: str, response: TestResponse) -> None:
        super().__init__()
        self.path = path
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location")
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.choices: list[tuple[str, str]] = []
        """What may be picked, by the name of its field: the values of round buttons, in order."""
        self._texts: list[str] = []
        self._select: str | None = None
        self.feed(response.text)

    @property
    def words(self) -> str:
        """The text of the page, each space a plain one."""
        return " ".join(" ".join(self._texts).split())

    def form(self) -> Form:
        """The form that writes; the one for logging out stands in the frame, before it."""
        return self.forms[-1]

    def link_ending(self, end: str) -> str:
        """The only link that ends so."""
        (link,) = {link for link in self.links if link.endswith(end)}
        return link

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(given.get("action", self.path), {}))
        elif tag == "input" and self.forms:
            self._input(given)
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and self.forms:
            chosen = "selected" in given or self._select not in self.forms[-1].fields
            if chosen:
                self.forms[-1].fields[self._select] = given["value"]

    def handle_data(self, data: str) -> None:
        self._texts.append(data)

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") == "radio":
            self.choices.append((given["name"], given.get("value", "")))
        is_choice = given.get("type") in {"radio", "checkbox"}
        if "name" in given and ("checked" in given or not is_choice):
            self.forms[-1].fields[given["name"]] = given.get("value", "on")


class Visitor:
    """A browser at the pages of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.client = site.app.test_client()
        self.origin: str | None = "http://localhost"

    def open(self, path: str) -> VisitedPage:
        """Open a page, wherever it leads."""
        for _ in range(REDIRECTIONS_MAX):
            page = self.look_at(path)
            if page.location is None:
                return page
            path = page.location
        raise AssertionError(f"{path} leads round and round")

    def look_at(self, path: str) -> VisitedPage:
        """Ask for a page and go nowhere else; no request whatsoever may fail inside."""
        self._site.catch_up()
        return _visited(path, self.client.get(path))

    def send(self, form: Form, **typed: Typed) -> VisitedPage:
        """Send a form with other values in some fields, none for a field left out; go on."""
        page = self.post(form, **typed)
        return page if page.location is None else self.open(page.location)

    def post(self, form: Form, **typed: Typed) -> VisitedPage:
        """Send a form and go nowhere else."""
        fields: dict[str, Typed] = {**form.fields, **typed}
        data = {name: value for name, value in fields.items() if value is not None}
        headers = {} if self.origin is None else {"Origin": self.origin}
        self._site.catch_up()
        return _visited(form.action, self.client.post(form.action, data=data, headers=headers))

    def log_in(self, login: str, password: str = PASSWORD, path: str = "/login") -> VisitedPage:
        """Log in, by the page that one is led to."""
        return self.send(self.open(path).form(), login=login, password=password)

    def come_in(self, login: str, password: str = PASSWORD) -> None:
        """Log in, and do not look at the book yet, to which one is led: it has all the funds."""
        form = self.open("/login").form()
        assert self.post(form, login=login, password=password).location == "/book"


def staff(site: Site, role: Role) -> Visitor:
    """Someone new with a role in the whole tree, logged in."""
    login = f"{role.value}-{site.book.new_id()}"
    site.login_of(role, login)
    visitor = Visitor(site)
    visitor.come_in(login)
    return visitor


def treasurer(site: Site) -> Visitor:
    """Whoever keeps the book, logged in."""
    return staff(site, Role.TREASURER)


def _visited(path: str, response: TestResponse) -> VisitedPage:
    assert response.status_code < 500 or response.status_code == 503, response.text
    return VisitedPage(path, response)
