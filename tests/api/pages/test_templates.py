from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.api.pages.furnished import rendered
from tests.api.pages.samples import PAGES
from tests.api.pages.samples.public import FUND_PAGE
from tests.api.pages.samples.staff import VOUCHER, VOUCHER_VOID

VOID = {"input", "img", "link", "meta", "br", "hr"}
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """The elements of a page in order; elements that do not nest fail at once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, *tags: str) -> list[Attributes]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages of the pages."""
    return str(request.param)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, language: str) -> Page:
    """Every page with a filled context, in both languages."""
    return _page(request.param, language)


@cache
def _page(name: str, language: str) -> Page:
    """Return a page, which the tests look at one after the other and none changes."""
    template, context = PAGES[name]
    return Page(rendered(template, context, language=language))


def test_a_page_says_its_language_and_has_one_title_and_one_heading(
    page: Page, language: str
) -> None:
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("title")) >= 1
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1


def test_a_page_obeys_a_policy_without_inline_style_and_script(page: Page) -> None:
    assert page.all("style") == []
    assert all(script.get("src") for script in page.all("script"))
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_no_request_leaves_the_origin(page: Page) -> None:
    loaded = [a.get("src") for a in page.all("script", "img")]
    loaded += [a.get("href") for a in page.all("link")]
    linked = [a.get("href") for a in page.all("a")] + [a.get("action") for a in page.all("form")]
    for address in [*loaded, *linked]:
        assert address is None or address[0] in "/?#"
        assert address is None or not address.startswith("//")
    assert all("?v=" in str(address) for address in loaded)


def test_ids_are_unique_and_every_reference_finds_one(page: Page) -> None:
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        wanted = " ".join(
            attributes.get(name) or ""
            for name in ("for", "aria-describedby", "aria-labelledby", "data-size", "data-said")
        ).split()
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            wanted.append(str(attributes["href"])[1:])
        assert set(wanted) <= set(ids)


def test_every_field_has_a_label_and_every_image_its_words(page: Page) -> None:
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for tag, attributes in page.elements:
        if tag == "img":
            assert "alt" in attributes
        if tag in {"select", "textarea"} or (
            tag == "input" and attributes.get("type") not in {"hidden", "radio", "checkbox"}
        ):
            assert attributes.get("id") in labelled


def test_every_form_that_writes_carries_the_sessions_token(page: Page) -> None:
    tokens = [field for field in page.all("input") if field.get("name") == "csrf_token"]
    writing = [form for form in page.all("form") if form.get("method") == "post"]
    assert len(tokens) == len(writing)
    assert all(token["value"] == "csrf-for-tests" for token in tokens)


@pytest.mark.parametrize("name", ["donation", "correction", "reversal", "debit", "control"])
def test_a_form_that_records_carries_one_command_id(name: str) -> None:
    template, context = PAGES[name]
    fields = Page(rendered(template, context)).all("input")
    assert [f["value"] for f in fields if f.get("name") == "command_id"] == [context["command_id"]]


@pytest.mark.parametrize(
    "name", ["association", "fund", "entries", "book", "account-book", "corrections", "keeping"]
)
def test_figures_say_as_of_which_position_and_date(name: str) -> None:
    template, context = PAGES[name]
    assert (
        "Tính đến bút toán số 7.123, ngày 30/09/2024." in Page(rendered(template, context)).words()
    )
    assert (
        "As of entry no. 7,123, 30 Sep 2024."
        in Page(rendered(template, context, language="en")).words()
    )


def test_what_people_wrote_is_never_markup() -> None:
    nasty = '<script>alert("1")</script>'
    text = rendered("public/fund.html", FUND_PAGE | {"fund": FUND_PAGE["fund"] | {"name": nasty}})
    assert nasty not in text
    assert "&lt;script&gt;" in text


def test_refused_fields_are_listed_marked_and_kept() -> None:
    template, context = PAGES["donation-refused"]
    page = Page(rendered(template, context))
    amount = next(field for field in page.all("input") if field.get("id") == "amount_dong")
    assert amount["value"] == "12x"
    assert amount["aria-invalid"] == "true"
    assert amount["aria-describedby"] == "amount_dong-error"
    assert page.words().count(context["errors"]["amount_dong"]) == 2
    assert "Lỗi: Ghi khoản ủng hộ" in page.words()


# ----------------------------------------------------------------------------------- vouchers


def test_a_voucher_has_the_seven_elements_of_the_law() -> None:
    words = Page(rendered("book/voucher.html", VOUCHER)).words().replace("\N{NO-BREAK SPACE}", " ")
    for element in (
        "Phiếu thu",
        "Số: PT-2024-00018",
        "Ngày 30 tháng 9 năm 2024",
        "Hội Khuyến học xã Cẩm Bình Quỹ Khuyến học xã Cẩm Bình Địa chỉ:",
        "Họ và tên người nộp Trần Văn Bình Địa chỉ Thôn 3, xã Cẩm Bình",
        "Nội dung Ủng hộ Quỹ Khuyến học xã Cẩm Bình",
        "Số tiền 120.500.000 đ",
        "Bằng chữ Một trăm hai mươi triệu năm trăm nghìn đồng chẵn",
        "Chủ tài khoản (Ký, họ tên) Lê Văn Tám",
        "Người lập phiếu (Ký, họ tên) Nguyễn Thị Hòa",
    ):
        assert element in words


def test_a_voucher_is_in_vietnamese_and_its_translation_beside_it() -> None:
    """Law on Accounting 88/2015, Art. 11: another language only together with Vietnamese."""
    translated = VOUCHER | {"translated": VOUCHER["voucher"] | {"content": "Donation to the fund"}}
    page = Page(rendered("book/voucher.html", translated, language="en"))
    assert {"class": "paper", "lang": "vi"} in page.all("div")
    sheet, beside = page.words().split("What the voucher says", 1)
    for written in ("Phiếu thu", "Địa chỉ:", "120.500.000 đ", "(Ký, họ tên)"):
        assert written in sheet
        assert written not in beside
    assert "Amount 120,500,000 VND" in beside
    assert "One hundred and twenty million five hundred thousand Vietnamese dong" in beside
    assert "Donation to the fund" in beside


def test_a_voided_voucher_says_so_and_names_its_reversal() -> None:
    words = Page(rendered("book/voucher.html", VOUCHER_VOID)).words()
    assert "ĐÃ HỦY" in words
    assert "lý do: sai số tiền; xem bút toán đảo số 7.120" in words
    assert "ĐÃ HỦY" not in Page(rendered("book/voucher.html", VOUCHER)).words()


@pytest.mark.parametrize(
    "series, title, party",
    [
        ("PT", "Phiếu thu", "Họ và tên người nộp"),
        ("BC", "Giấy báo Có", "Họ và tên người nộp"),
        ("PC", "Phiếu chi", "Họ và tên người nhận"),
        ("BN", "Giấy báo Nợ", "Họ và tên người nhận"),
        ("NK", "Phiếu nhập kho", "Họ và tên người giao"),
        ("XK", "Phiếu xuất kho", "Họ và tên người nhận"),
    ],
)
def test_each_series_has_its_own_title_and_party(series: str, title: str, party: str) -> None:
    voucher: dict[str, Any] = VOUCHER["voucher"] | {"series": series}
    words = Page(rendered("book/voucher.html", VOUCHER | {"voucher": voucher})).words()
    assert title in words
    assert party in words
