"""The pages in Debian's Chromium, under the strictest policy they must obey."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Response, render_template
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from api.pages.presentation.formatting import read_dong
from tests.api.pages.furnished import new_app, rendered
from tests.api.pages.samples import PAGES
from tests.api.pages.samples.staff import VOUCHER

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'"


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Serve every sample page on the loopback address."""
    app = new_app()
    app.add_url_rule(
        "/<name>", view_func=lambda name: render_template(PAGES[name][0], **PAGES[name][1])
    )

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the browser found wrong in the tab."""
    return []


@pytest.fixture(scope="module")
def tab(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """One tab for all tests: a process for each would cost more than what they look at."""
    context = browser.new_context()
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()


@pytest.fixture
def page(tab: Page, complaints: list[str]) -> Iterator[Page]:
    """An empty page as wide as a small phone, on which nothing may go wrong unseen."""
    tab.set_viewport_size({"width": 360, "height": 740})
    yield tab
    tab.goto("about:blank")
    found, complaints[:] = list(complaints), []
    assert found == []


def test_without_a_network_what_was_typed_stays_where_it_is(page: Page, origin: str) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    told = page.locator("[data-offline]")
    assert told.is_hidden()
    page.fill("[name=donor_name]", "Lê Thị Mất Mạng")
    page.context.set_offline(True)
    try:
        page.click("main form .button[type=submit]:has-text('Ghi vào sổ')")
        assert told.is_visible()
        assert page.url == f"{origin}/donation?lang=vi"
        assert page.input_value("[name=donor_name]") == "Lê Thị Mất Mạng"
        for button in page.locator("main form button[type=submit]").all():
            assert button.is_enabled()
    finally:
        page.context.set_offline(False)
    told.wait_for(state="hidden")


def test_enter_records_a_gift_and_looks_for_nobody(page: Page, origin: str) -> None:
    """The button that looks for a donor stands before the one that records."""
    page.goto(f"{origin}/donation")
    page.route("**/quy/**", lambda route: route.fulfill(body="ok", content_type="text/html"))
    page.fill("[name=donor_name]", "Lê Thị Vội")
    with page.expect_request(lambda request: request.method == "POST") as sending:
        page.press("[name=donor_name]", "Enter")
    page.get_by_text("ok").wait_for()
    page.unroute_all()
    sent = sending.value.post_data or ""
    assert [name in sent for name in ("donor_name=", "find_donor", "then=")] == [True, False, False]


def test_a_voucher_that_was_recorded_to_be_printed_is_printed_once(
    browser: Browser, origin: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    now = rendered("book/voucher.html", VOUCHER | {"prints": True})
    asked = f"{origin}/voucher?lang=vi&then=print"
    page.route(asked, lambda route: route.fulfill(body=now, content_type="text/html"))
    page.goto(asked)
    assert page.evaluate("window.printed") == 1
    assert page.url == f"{origin}/voucher?lang=vi"
    page.reload()
    assert page.evaluate("window.printed") == 0
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_phone_or_desk(page: Page, origin: str, name: str) -> None:
    """Nor where everything on a phone is drawn twice as large, which makes it half as wide."""
    for language in "vi", "en":
        page.goto(f"{origin}/{name}?lang={language}")
        for width in 180, 360, 768, 1280:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", ["book", "donation", "debit", "login", "recorded"])
def test_what_a_thumb_must_hit_is_large(page: Page, origin: str, name: str) -> None:
    page.goto(f"{origin}/{name}")
    controls = page.locator("main :is(.button, .choice, select, input[type=text], .entry__acts a)")
    assert controls.count() > 0
    for control in controls.all():
        if control.is_visible():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 44


@pytest.mark.parametrize("name", ["association", "fund", "book", "disbursements", "staff"])
def test_a_link_in_a_line_of_its_own_is_as_high_as_a_thumb(
    page: Page, origin: str, name: str
) -> None:
    page.goto(f"{origin}/{name}")
    links = page.locator("main :is(.sheet > h2, .sheet__head, tbody th, .eyebrow) > a")
    assert links.count() > 0
    for link in links.all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44, link.inner_text()


def test_the_largest_amount_is_seen_as_a_whole_on_a_phone(page: Page, origin: str) -> None:
    page.goto(f"{origin}/donation")
    amount = page.locator("#amount_dong")
    amount.fill("1000000000000000")
    assert amount.evaluate("field => field.scrollWidth <= field.clientWidth")
    amount.fill("5000000")
    assert amount.evaluate("field => field.className") == ""


def test_an_amount_is_grouped_and_told_while_it_is_typed(page: Page, origin: str) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    amount = page.get_by_label("Số tiền hoặc trị giá")
    size = page.locator("#amount_dong-size")
    assert amount.input_value() == "120.500.000"
    assert size.inner_text() == "120 triệu 500 nghìn đồng"
    amount.fill("")
    amount.press_sequentially("2000050")
    assert amount.input_value() == "2.000.050"
    assert size.inner_text() == "2 triệu 50 đồng"
    amount.press("Home")
    amount.press_sequentially("1")
    assert amount.input_value() == "12.000.050"
    amount.press_sequentially("3")  # the caret stayed behind the 1
    assert amount.input_value() == "132.000.050"


def test_an_amount_is_grouped_also_where_a_phones_keyboard_composes_it(
    page: Page, origin: str
) -> None:
    """What a keyboard composes it writes once more when it is taken from it before it is done."""
    page.goto(f"{origin}/donation?lang=vi")
    amount = page.get_by_label("Số tiền hoặc trị giá")
    amount.fill("")
    keyboard = page.context.new_cdp_session(page)
    for digit in "1500000":
        keyboard.send(
            "Input.imeSetComposition", {"text": digit, "selectionStart": 1, "selectionEnd": 1}
        )
        keyboard.send("Input.insertText", {"text": digit})
    assert amount.input_value() == "1.500.000"


def paste(page: Page, text: str) -> None:
    """Copy a text where it stands, and put it into the field of the amount."""
    donor, amount = page.get_by_label("Họ và tên"), page.get_by_label("Số tiền hoặc trị giá")
    donor.fill(text)
    donor.press("ControlOrMeta+a")
    donor.press("ControlOrMeta+c")
    amount.press("ControlOrMeta+a")
    amount.press("ControlOrMeta+v")


@pytest.mark.parametrize(
    "text", ["1.500.000,00", "1,500,000.00", "15000.00", "-500", "200k", "1.5"]
)
@pytest.mark.parametrize("how", ["pasted", "typed"])
def test_what_is_no_whole_number_stays_as_it_is(
    page: Page, origin: str, text: str, how: str
) -> None:
    """The digits alone would be another amount: of "1.500.000,00", a hundred times as much."""
    page.goto(f"{origin}/donation?lang=vi")
    amount = page.get_by_label("Số tiền hoặc trị giá")
    if how == "pasted":
        paste(page, text)
        assert amount.input_value() == text
    else:
        amount.fill("")
        amount.press_sequentially(text)
        with pytest.raises(ValueError, match="whole number"):
            read_dong(amount.input_value())
    assert page.locator("#amount_dong-size").inner_text() == ""


@pytest.mark.parametrize(
    "text", ["1500000", "1.500.000", "1,500,000", "1 500 000 đ", "1.500.000 VND"]
)
def test_a_whole_number_is_set_apart_however_it_is_written(
    page: Page, origin: str, text: str
) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    paste(page, text)
    assert page.get_by_label("Số tiền hoặc trị giá").input_value() == "1.500.000"
    assert page.locator("#amount_dong-size").inner_text() == "1 triệu 500 nghìn đồng"


def test_marks_may_be_typed_and_what_is_taken_out_again_is_set_apart_anew(
    page: Page, origin: str
) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    amount = page.get_by_label("Số tiền hoặc trị giá")
    amount.fill("")
    amount.press_sequentially("1.500.000")
    assert amount.input_value() == "1.500.000"
    amount.press("Backspace")
    assert amount.input_value() == "150.000"
    amount.press("Home")
    amount.press("Delete")
    assert amount.input_value() == "50.000"


def test_a_date_is_told_in_words_that_no_locale_turns_round(page: Page, origin: str) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    date = page.get_by_label("Ngày nhận")
    said = page.locator("#effective_on-said")
    assert said.inner_text() == "Thứ Hai, 30 tháng 9, 2024"
    date.fill("2024-06-11")
    assert said.inner_text() == "Thứ Ba, 11 tháng 6, 2024"
    date.fill("")
    assert said.inner_text() == ""


def test_goods_are_asked_for_only_when_goods_came(page: Page, origin: str) -> None:
    page.goto(f"{origin}/donation?lang=vi")
    item = page.get_by_label("Tên hiện vật")
    assert not item.is_visible()
    page.get_by_label("Hiện vật", exact=False).first.check()
    assert item.is_visible()


def test_the_print_button_shows_only_where_it_works(browser: Browser, origin: str) -> None:
    for script in True, False:
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{origin}/voucher?lang=vi")
        assert page.get_by_role("button", name="In", exact=True).is_visible() == script
        context.close()


@pytest.mark.parametrize("name, pages", [("voucher", 1), ("voucher-two-copies", 1)])
def test_a_voucher_prints_on_one_sheet(
    page: Page, origin: str, name: str, pages: int, tmp_path: Path
) -> None:
    page.goto(f"{origin}/{name}")
    paper = tmp_path / "voucher.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    assert paper.read_bytes().count(b"/Type /Page\n") == pages
