"""From the sign-in to a triaged request and a published day without touching a mouse."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from backend.demo.cast import ZONE, Cast
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit
from backend.lib.clock import local_date, utc_now
from tests.browser.conftest import next_monday
from tests.browser.test_dispatcher import as_house, request_of, visit_at_ten
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]
MOST_STEPS = 80
# What a person who tabs on sees and hears of the element they are on.
ON: str = """() => {
    const on = document.activeElement;
    const words = on.getAttribute("aria-label") || on.labels?.[0]?.textContent || on.textContent;
    const ring = getComputedStyle(on);
    const seen = ring.outlineStyle !== "none" || ring.boxShadow !== "none";
    return [words.trim().replace(/\\s+/g, " "), seen];
}"""


def tab_to(page: Page, words: str) -> None:
    """Tab on until the focus is on what says `words`; every step must be seen."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        said, is_seen = page.evaluate(ON)
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert is_seen, f"the focus cannot be seen on {said!r}"
        if said.startswith(words):
            return
    raise AssertionError(f"{words!r} is not reached by Tab")


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("dispatcher@example.com")
    tab_to(page, "Password")
    page.keyboard.type("callout-demo-2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_from_sign_in_to_triage(firm: Cast, at_hand: Hand) -> None:
    first, second = request_of(firm, "Makes no ice"), request_of(firm, "Door does not close")
    dispatcher = at_hand()
    page = dispatcher.page
    sign_in(page, dispatcher.address)

    # The keys are told, and the dialog gives the focus back.
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("Next row")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    # j and k walk the rows, and Enter opens the one the focus is on.
    page.keyboard.press("j")
    expect(page.locator("tbody tr.here")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("tbody tr").nth(1).locator("a")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("tbody tr").nth(0).locator("a")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type(second.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={second.number}**")
    expect(page.get_by_role("link", name=first.number)).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/requests/{second.pk}/")

    # Triage: the kind of work by its first letters, then Enter on the button.
    tab_to(page, "Make a work order")
    page.keyboard.press("Enter")
    page.wait_for_url("**/triage/")
    tab_to(page, "Kind of work")
    page.keyboard.type("Rep")
    tab_to(page, "Make the work order")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/requests/{second.pk}/")
    with as_house():
        assert WorkOrder.objects.get().request_id == second.pk


def test_a_day_is_published(firm: Cast, at_hand: Hand) -> None:
    visit = visit_at_ten(firm)
    dispatcher = at_hand(firm.dispatcher)
    page = dispatcher.page
    dispatcher.open(f"/day/{next_monday()}/")

    # The sheet takes the focus; Enter on its button publishes and the page says so.
    tab_to(page, "Publish 1 change")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Will be told")
    tab_to(page, "Publish 1 change")
    page.keyboard.press("Enter")
    expect(page.locator(".page-head")).to_contain_text("Published", timeout=20_000)
    assert state_of(visit.pk) == "published"


def test_a_moment_is_typed_in_words(firm: Cast, at_hand: Hand) -> None:
    dispatcher = at_hand(firm.dispatcher, timezone_id="America/New_York")
    page = dispatcher.page
    dispatcher.open(f"/desk/log/{firm.hotel_object.pk}/")
    tab_to(page, "Trading stopped")
    page.keyboard.press("Space")
    tab_to(page, "What the client says")
    page.keyboard.type("Makes no ice")
    tab_to(page, "Goods spoil by")
    page.keyboard.type("soon")
    expect(page.get_by_text("This is no moment yet.")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("tomorrow 9")
    tomorrow = local_date(utc_now(), ZONE) + timedelta(days=1)
    expect(page.locator(".moment-told").first).to_contain_text("09:00")
    expect(page.locator(".moment-told").first).to_contain_text("Monaco")
    expect(page.locator("[name=spoils_at]")).to_have_value(f"{tomorrow}T09:00")
    tab_to(page, "Note the request")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/requests/**")
    with as_house():
        kept = Request.objects.get().spoils_at
    assert kept == datetime.combine(tomorrow, time(9), ZoneInfo(ZONE))


def test_without_scripts_a_moment_is_the_browsers_own(firm: Cast, at_hand: Hand) -> None:
    dispatcher = at_hand(firm.dispatcher, java_script_enabled=False)
    page = dispatcher.page
    page.goto(f"{dispatcher.address}/desk/log/{firm.hotel_object.pk}/")
    expect(page.get_by_label("Goods spoil by")).to_have_attribute("type", "datetime-local")


def test_the_days_of_a_month_are_reached_by_keys(firm: Cast, at_hand: Hand) -> None:
    visit = ended_visit_of(firm)
    biller = at_hand(firm.biller)
    page = biller.page
    biller.open(f"/money/month/?month={visit.date:%Y-%m}")
    tab_to(page, "As a table")
    page.keyboard.press("Enter")
    tab_to(page, "1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/day/{visit.date}/")


def test_a_menu_closes_and_a_column_goes_by_keys(firm: Cast, at_hand: Hand) -> None:
    request_of(firm)
    dispatcher = at_hand(firm.dispatcher)
    page = dispatcher.page
    dispatcher.open("/desk/")
    tab_to(page, "Columns")
    page.keyboard.press("Enter")
    tab_to(page, "What")
    page.keyboard.press("Space")
    tab_to(page, "Show")
    page.keyboard.press("Enter")
    expect(page.locator("th.cell-what")).to_have_count(0)
    expect(page.locator("th.cell-due")).to_have_count(1)
    tab_to(page, "Views")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Keep this view as")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Keep this view as")).to_be_hidden()


def ended_visit_of(firm: Cast) -> Visit:
    """A visit of the coming Monday, as if it were over."""
    visit = visit_at_ten(firm)
    with as_house():
        Visit.objects.filter(pk=visit.pk).update(state="completed")
    return visit


def state_of(visit_id: UUID) -> str:
    with as_house():
        state: str = Visit.objects.get(pk=visit_id).state
        return state
