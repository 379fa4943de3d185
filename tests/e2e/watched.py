"""A page in a real browser on which nothing may go wrong unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.e2e.begun import LOGIN, PASSWORD, Begun
from tests.stores import StoreKind

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SCREENSHOTS = Path(__file__).parent.parent.parent / "var" / "screenshots"
PHONE, DESK = 390, 1280
_HEIGHTS = {PHONE: 844, DESK: 900}


@dataclass(frozen=True, kw_only=True)
class House:
    """A served book."""

    url: str
    begun: Begun
    store_kind: StoreKind

    @property
    def fund_url(self) -> str:
        """The public page of the fund."""
        return f"{self.url}/funds/{self.begun.fund_id}"


class Watched:
    """Someone at a browser, and everything the browser complained of."""

    def __init__(self, house: House, context: BrowserContext, width: int) -> None:
        self._house = house
        self._width = width
        self._shots = 0
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        self.page.on("requestfailed", self._check_failure)
        self.page.on("request", self._check_origin)
        self.page.on("response", self._check_status)

    def open(self, path: str = "") -> None:
        """Open an address of the house."""
        self.page.goto(path if path.startswith("http") else f"{self._house.url}{path}")

    def follow(self, name: str) -> None:
        """Click the first link or button of this name and wait for where it leads."""
        target = self.page.get_by_role("link", name=name).or_(
            self.page.get_by_role("button", name=name)
        )
        with self.page.expect_navigation():
            target.first.click()

    def log_in(self, login: str = LOGIN) -> None:
        """Log in, as the treasurer unless it is said, from wherever one is."""
        self.page.get_by_label("Tên đăng nhập").fill(login)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()

    def look(self, name: str) -> str:
        """Keep a picture of the page, check that it fits, and return its words."""
        self._shots += 1
        where = SCREENSHOTS / f"{self._house.store_kind}-{self._width}-{self._shots}-{name}.png"
        where.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=where, full_page=True)
        print(f"screenshot: {where}")  # noqa: T201  # whoever runs the test wants to look
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self._width, f"{name} scrolls sideways: {wide} pixels"
        return words(self.page)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser tells of every page that came with an error's status, as a refused form does.
        if "the server responded with a status of 422" not in message.text:
            self._complain(f"console: {message.text}")

    def _complain(self, what: str) -> None:
        self.complaints.append(what)

    def _check_origin(self, request: Request) -> None:
        here = urlsplit(self._house.url).netloc
        if urlsplit(request.url).netloc != here:
            self._complain(f"left the origin: {request.url}")

    def _check_failure(self, request: Request) -> None:
        # Whatever a page still loads when one leaves it is broken off by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"failed: {request.failure} {request.url}")

    def _check_status(self, response: Response) -> None:
        if response.status >= 500:
            self._complain(f"{response.status}: {response.url}")


def words(page: Page) -> str:
    """The text of a page, each space a plain one."""
    return " ".join(page.locator("body").inner_text().split())


@contextmanager
def watched(
    house: House, browser: Browser, width: int, *, with_script: bool = True
) -> Iterator[Watched]:
    """Sit down at a browser as wide as a phone or a desk; all must be well when one gets up."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHTS[width]},
        java_script_enabled=with_script,
        locale="vi-VN",
        is_mobile=width == PHONE,
        has_touch=width == PHONE,
    )
    someone = Watched(house, context, width)
    yield someone
    context.close()
    assert someone.complaints == []
