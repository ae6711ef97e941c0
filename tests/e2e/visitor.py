"""A person in front of a browser of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Response

#: The two screens that every page has to serve.
SIZES = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
TIMEOUT = 10_000  # milliseconds
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@dataclass
class Visitor:
    """One browser context with one page; whatever goes wrong in it is kept in ``problems``."""

    context: BrowserContext
    page: Page
    address: str
    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page, as anybody does."""
        self.open("/cuenta/login/")
        self.page.get_by_label("Correo electrónico").fill(email)
        self.page.get_by_label("Contraseña").fill(password)
        self.page.locator("main").get_by_role("button", name="Iniciar sesión").click()

    def menu(self) -> None:
        """Open the menu where the screen is too small to show it."""
        button = self.page.get_by_role("button", name=re.compile("^Men[uú]$"))
        if button.is_visible():
            button.click()

    def expect(self, *statuses: int) -> None:
        """Do not count answers with these statuses as problems."""
        self.expected.update(statuses)

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about; failed answers are kept by `note_response`."""
        failed = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not failed:
            self.problems.append(f"console: {message.text}")

    def note_request(self, request: Request) -> None:
        """Keep every request to the outside."""
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self.address):
            self.problems.append(f"outside request: {request.url}")

    def note_failure(self, request: Request) -> None:
        """Keep requests that got no answer; those that the browser itself gave up are none."""
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed: {request.url}: {request.failure}")

    def note_response(self, response: Response) -> None:
        """Keep answers that say something is wrong."""
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")


def visitor(browser: Browser, address: str, size: str, *, locale: str = "es-MX", scripts: bool = True) -> Visitor:
    """Open a browser context for one person and watch it."""
    context = browser.new_context(
        **SIZES[size], locale=locale, timezone_id="America/Monterrey", java_script_enabled=scripts
    )
    context.set_default_timeout(TIMEOUT)
    person = Visitor(context, context.new_page(), address)
    context.on("console", person.note_console)
    context.on("weberror", lambda error: person.problems.append(f"script: {error.error}"))
    context.on("request", person.note_request)
    context.on("requestfailed", person.note_failure)
    context.on("response", person.note_response)
    return person


def check_axe(page: Page) -> None:
    """Fail where axe finds anything on the page; where another page takes its place meanwhile, on that one."""
    try:
        found = _axe(page)
    except Error:
        page.wait_for_load_state()
        found = _axe(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def _axe(page: Page) -> AxeResults:
    """Return what axe finds on the page that is shown when it has loaded."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate("options => axe.run(options)", RULES))
