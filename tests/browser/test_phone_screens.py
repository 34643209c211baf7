"""Every screen of the app at 360 px: in four languages, in large letters, and judged by axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.dispatch.models import Visit
from tests.browser.onphone import (
    everything_sent,
    fill_checklist,
    pair,
    tap,
    to_report,
    to_work,
)
from tests.browser.test_accessibility import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OF_PHONE = ("", "map", "begin", "device", "looks", "outbox", "pair")
OF_VISIT = (
    "", "photos", "parts", "notes", "found", "closed",
    "offer", "offered", "finish", "report", "sign",
)  # fmt: skip
FORMS = ("restored", "defect", "move", "loaner", "reading", "suggest", "recover", "work")
# What is put into the client's hands speaks the client's language.
HANDED_OVER = ("report", "sign", "offered")
# The screen stands once the frame after the next one is drawn.
GO = """(hash) => new Promise((done) => {
    if (location.hash === hash) return done();
    addEventListener(
        "hashchange", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true }
    );
    location.hash = hash;
})"""
STICKING_OUT = """() => [...document.querySelectorAll("main *, .bar *, .actions *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
    .filter((each) => !each.closest(".days, callout-map"))
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 120))"""

STICKING_OUT_OF_SHEET = """() => [...document.querySelectorAll("dialog *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def ready(house: str, phone_page: Page, visit: Visit, code: str) -> Page:
    """A phone in the middle of a visit, up to the report."""
    page = phone_page
    pair(page, house, code)
    to_work(page)
    fill_checklist(page)
    to_report(page)
    page.get_by_text("End of the report").scroll_into_view_if_needed()
    tap(page, "Sign")
    expect(page.locator("canvas")).to_be_visible()
    everything_sent(page)
    return page


def offer_work(page: Page) -> None:
    """An offer shown to the client and not answered yet."""
    page.get_by_role("link", name="Offer paid work").click()
    page.get_by_label("What would be done?").fill("A new fan")
    tap(page, "Add a part")
    page.get_by_role("button", name=re.compile("FAN-120")).click()
    tap(page, "Offer 1 pcs")
    tap(page, "Show to the client")
    expect(page.locator("canvas")).to_be_visible()
    for _screen in range(2):
        page.get_by_role("link", name="Back", exact=True).click()


def screens(page: Page, visit: Visit) -> Iterator[str]:
    """Go from screen to screen; each is named when it stands."""
    at = f"visit/{visit.id}"
    page.evaluate(GO, f"#/{at}")
    form = page.locator("a[href*='/checklist/']").first.get_attribute("href") or ""
    of_visit = [*(f"{at}/{name}".rstrip("/") for name in OF_VISIT), form.removeprefix("#/")]
    for address in (*OF_PHONE, *of_visit, *(f"{at}/found/{form}" for form in FORMS)):
        page.evaluate(GO, f"#/{address}")
        yield address


def test_no_screen_sticks_out_in_any_language_or_in_large_letters(
    house: str, ready: Page, visit: Visit
) -> None:
    faults = []
    for language in ("en", "uk", "bg", "ru"):
        ready.evaluate("(lang) => localStorage.setItem('callout.language', lang)", language)
        ready.goto(f"{house}/phone/#/")
        ready.reload()
        expect(ready.locator("html")).to_have_attribute("lang", language)
        for letters in ("100%", "150%"):
            ready.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
            for address in screens(ready, visit):
                out = ready.evaluate(STICKING_OUT)
                faults += [f"{language} {letters} {address}: {each}" for each in out]
                if not address.endswith(HANDED_OVER):
                    assert ready.evaluate("document.documentElement.lang") == language
    assert faults == []


def test_how_much_is_unsent_is_in_view_everywhere(
    phone_context: BrowserContext, ready: Page, visit: Visit
) -> None:
    for address in screens(ready, visit):
        badge = ready.locator("header a[href='#/outbox']")
        assert badge.is_visible(), address


def test_axe_finds_nothing_serious_on_any_screen(ready: Page, visit: Visit) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci in frontend/")
    ready.evaluate(AXE.read_text())
    found = []
    for address in screens(ready, visit):
        for scheme in ("light", "dark"):
            ready.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            found += [f"{address} in {scheme}: {fault}" for fault in ready.evaluate(FINDINGS)]
    assert found == []


def open_sheets(page: Page, visit: Visit) -> Iterator[str]:
    """Go from sheet to sheet; each is named when it is up."""
    at = f"#/visit/{visit.id}"
    for screen, words in (
        ("", "Navigate"),
        ("", "More"),
        ("/parts", "Add a part"),
        ("/found", "Ask for a part"),
        ("/report", "No signature"),
    ):
        page.evaluate(GO, at + screen)
        tap(page, words)
        expect(page.get_by_role("dialog")).to_be_visible()
        yield f"{screen} {words}"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_sheets_fit_in_large_letters_and_axe_finds_nothing_serious_on_them(
    ready: Page, visit: Visit
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci in frontend/")
    ready.evaluate(AXE.read_text())
    ready.evaluate("document.documentElement.style.fontSize = '150%'")
    faults = []
    for sheet in open_sheets(ready, visit):
        faults += [f"{sheet}: {each}" for each in ready.evaluate(STICKING_OUT_OF_SHEET)]
        for scheme in ("light", "dark"):
            ready.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            faults += [f"{sheet} in {scheme}: {fault}" for fault in ready.evaluate(FINDINGS)]
    assert faults == []
