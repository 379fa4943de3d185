import pytest
from flask import render_template_string
from flask.testing import FlaskClient

from tests.api.pages.furnished import bare_app, new_app


@pytest.fixture
def client() -> FlaskClient:
    """A browser's view of pages that show their language and the way to English."""
    app = new_app()
    app.add_url_rule(
        "/", endpoint="home", view_func=lambda: render_template_string("{{ language() }}")
    )
    app.add_url_rule(
        "/quy/<fund_id>",
        endpoint="fund",
        view_func=lambda fund_id: render_template_string(
            "{{ link_in('en') | safe }}", fund_id=fund_id
        ),
    )
    return app.test_client()


def test_pages_are_vietnamese_whatever_the_browser_prefers(client: FlaskClient) -> None:
    assert client.get("/", headers={"Accept-Language": "en"}).text == "vi"


def test_a_language_once_chosen_is_remembered(client: FlaskClient) -> None:
    assert client.get("/?lang=en").text == "en"
    assert client.get("/").text == "en"
    assert client.get("/?lang=vi").text == "vi"
    assert client.get("/").text == "vi"


def test_an_unknown_language_is_passed_over_and_not_remembered(client: FlaskClient) -> None:
    answer = client.get("/?lang=fr")
    assert answer.text == "vi"
    assert "Set-Cookie" not in answer.headers


def test_caches_are_told_that_the_cookie_matters(client: FlaskClient) -> None:
    assert "Cookie" in client.get("/").headers["Vary"]


def test_the_default_language_is_a_setting() -> None:
    app = bare_app(default_language="en")
    with app.test_request_context("/"):
        assert render_template_string("{{ _('Số dư') }}") == "Balance"


def test_a_text_is_in_the_language_of_each_request_whoever_asked_before() -> None:
    app = bare_app()
    said = []
    for asked in ("vi", "en", "vi", "en"):
        with app.test_request_context(f"/?lang={asked}"):
            said.append(render_template_string("{{ _('Số dư') }}"))
    assert said == ["Số dư", "Balance", "Số dư", "Balance"]


def test_what_is_put_into_a_text_is_escaped_unless_it_is_markup() -> None:
    told = "{{ _('Bút toán %(entry)s: %(number)s', entry=entry, number='<b>1</b>' | safe) }}"
    with bare_app().test_request_context("/"):
        shown = render_template_string(told, entry="<script>")
    assert shown == "Bút toán &lt;script&gt;: <b>1</b>"


def test_a_link_to_the_other_language_keeps_the_question(client: FlaskClient) -> None:
    link = client.get("/quy/1?period=2024-09&lang=vi&cursor=x").text
    assert link == "/quy/1?period=2024-09&cursor=x&lang=en"


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "///elsewhere.example"])
def test_a_link_to_the_other_language_never_leaves_the_origin(path: str) -> None:
    app = bare_app()
    with app.test_request_context(path):
        app.preprocess_request()
        link = render_template_string("{{ link_in('en') | safe }}")
    assert link.startswith("/")
    assert not link.startswith("//")


@pytest.mark.parametrize(
    "name",
    ["soquy.css", "soquy.js", "mark.svg", "icon-180.png", "fonts/OFL.txt"],
)
def test_assets_are_served_under_an_address_of_their_content(name: str) -> None:
    app = bare_app()
    with app.test_request_context("/"):
        address = render_template_string("{{ asset(name) }}", name=name)
    assert address.startswith(f"/static/{name}?v=")
    with app.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert answer.data


def test_every_font_the_stylesheet_names_is_there() -> None:
    client = bare_app().test_client()
    with client.get("/static/soquy.css") as answer:
        style = answer.data.decode()
    fonts = [part.partition('")')[0] for part in style.split('url("')[1:]]
    assert len(fonts) == 9
    for font in fonts:
        with client.get(f"/static/{font}") as answer:
            assert answer.data[:4] == b"wOF2"
