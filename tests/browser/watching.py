"""Every page that is opened is watched: nothing complains, leaves the house or sticks out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from backend.accounts.models import User
from backend.demo.cast import PASSWORD

NARROW: Final = 360
# A refusal of ours answers 422, and Chromium tells that to its console by itself.
REFUSED: Final = "status of 422"
# A question that a newer one replaced: htmx tells so as if it were a fault. One that really got
# no answer says "htmx:sendError" as well.
REPLACED: Final = ("htmx:afterRequest", "htmx:sendAbort")
REPORT_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} stopped ${event.blockedURI}`));
"""
# What is wrong with the page as it stands, in words; an empty list where nothing is.
LOOK: Final = """() => {
    const faults = [];
    const told = (element) => element.outerHTML.slice(0, 160);
    const named = (element) => [
        element.textContent, element.getAttribute("aria-label"), element.getAttribute("title"),
        ...[...element.querySelectorAll("img")].map((image) => image.alt),
    ].some((words) => words && words.trim());
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) faults.push(`${headings} h1`);
    if (!document.documentElement.lang) faults.push("no language");
    if (!document.title.trim()) faults.push("no title");
    for (const each of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        const labels = [...(each.labels ?? [])];
        if (!each.getAttribute("aria-label") && !labels.some((label) => label.textContent.trim()))
            faults.push(`no label: ${told(each)}`);
    }
    for (const each of document.querySelectorAll("img:not([alt])"))
        faults.push(`no words for a picture: ${told(each)}`);
    for (const each of document.querySelectorAll("a[href], button, summary"))
        if (!named(each)) faults.push(`no name: ${told(each)}`);
    const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at)))
        faults.push(`twice on the page: #${id}`);
    return faults;
}"""
# What sticks out to the right of a narrow screen, unless it stands in a pane that scrolls.
STICKING_OUT: Final = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => {
        for (let up = element.parentElement; up; up = up.parentElement)
            if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return true;
        return false;
    };
    const out = [...document.body.querySelectorAll("*")].filter(
        (each) => each.getBoundingClientRect().right > width + 0.5 && !scrolls(each));
    return [`page is ${document.documentElement.scrollWidth} wide`,
        ...out.slice(0, 5).map((each) => each.outerHTML.slice(0, 120))];
}"""


@dataclass
class Watched:
    """A page in somebody's hands; `faults` says what was wrong with all they saw."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the house and look at what is there."""
        answer = self.page.goto(self.address + path)
        if answer is not None and answer.status >= 400:
            self._note([f"answered {answer.status}"])
        self.look()

    def look(self) -> None:
        """Judge the page as it stands: its words, and its width on a phone."""
        expect(self.page.locator("h1")).to_be_visible()
        self._note(self.page.evaluate(LOOK))
        before = self.page.viewport_size
        assert before is not None
        if before["width"] != NARROW:
            self.page.set_viewport_size({"width": NARROW, "height": 740})
        self._note(self.page.evaluate(STICKING_OUT))
        self.page.set_viewport_size(before)

    def press(self, name: str, **options: Any) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name, exact=True, **options).click()

    def follow(self, name: str) -> None:
        """Follow the link of that name and look at where it leads."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.look()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in by hand, as a person does."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("form button.primary").click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)
        self.look()

    def fetched(self, link: str) -> bytes:
        """The file behind a link on the page, read with the reader's own session."""
        href = self.page.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.page.request.get(f"{self.address}{href}")
        assert answer.ok, f"{href} answered {answer.status}"
        return answer.body()

    def _note(self, faults: Iterable[str]) -> None:
        path = urlsplit(self.page.url).path
        self.faults.extend(f"{path}: {fault}" for fault in faults)


def watch(page: Page, address: str) -> Watched:
    """Listen to everything the page says and asks for, from now on."""
    watched = Watched(page, address)
    page.add_init_script(REPORT_VIOLATIONS)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_expected(message.text):
            watched._note([f"console: {message.text}"])

    def on_request(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(address + "/"):
            watched._note([f"asked {request.url}"])

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: watched._note([f"thrown: {error}"]))
    return watched


def bring_session(context: BrowserContext, address: str, user: User) -> None:
    """Sign `user` in without the form, which one test of each person already fills."""
    client = Client()
    client.force_login(user, "backend.web.shared.adapter.SessionBackend")
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": address}])


def _is_expected(said: str) -> bool:
    return REFUSED in said or said.startswith(REPLACED)
