"""Where the engineer is, who looked, and the way to the next stop."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.demo.cast import Cast, add_shift
from backend.dispatch.models import Shift, Visit
from backend.fieldwork.models import Position, PositionLook
from backend.lib.clock import utc_now
from tests.browser.onphone import as_house, everything_sent, pair, tap

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_position_is_told_during_a_shift_and_the_bar_says_so(
    house: str, phone_page: Page, cast: Cast, code: str
) -> None:
    now = utc_now()
    with as_house():
        shift = add_shift(cast.engineer, now.date())
        Shift.objects.filter(pk=shift.pk).update(
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
        )
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    page.get_by_role("link", name="Phone and settings").click()
    expect(page.get_by_text("Your position is not shown to the office.")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/positions")):
        tap(page, "Show my position during shifts")
    shown = page.get_by_role("link", name="Your position is shown to the office now.")
    expect(shown).to_be_visible()
    with as_house():
        assert Position.objects.get().engineer == cast.engineer
    tap(page, "Stop showing my position")
    expect(shown).to_have_count(0)


def test_the_engineer_sees_who_looked_where_they_were(
    house: str, phone_context: BrowserContext, phone_page: Page, cast: Cast, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    page.get_by_role("link", name="Phone and settings").click()
    page.get_by_role("link", name="Who looked").click()
    expect(page.get_by_text("Nobody looked", exact=True)).to_be_visible()
    expect(page.get_by_text("for 30 days")).to_be_visible()
    with as_house():
        PositionLook.objects.create(engineer=cast.engineer, by=cast.dispatcher, at=utc_now())
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Who looked").click()
    expect(page.locator("p.row")).to_contain_text(cast.dispatcher.name)
    phone_context.set_offline(True)
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Who looked").click()
    expect(page.get_by_text("There is no connection to the server.")).to_be_visible()


def test_the_way_is_found_with_the_app_that_was_chosen(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    phone_context.route(re.compile("openstreetmap|waze"), lambda route: route.abort())
    pair(page, house, code)
    tap(page, "Navigate")
    page.get_by_role("dialog").get_by_role("link", name="Waze").click()
    way = page.get_by_role("link", name="Navigate", exact=True)
    expect(way).to_have_attribute("href", re.compile("^https://waze.com/ul"))
    page.get_by_role("link", name="Phone and settings").click()
    tap(page, "OpenStreetMap")
    page.get_by_role("link", name="Back", exact=True).click()
    expect(way).to_have_attribute("href", re.compile("openstreetmap.org/directions"))
    page.get_by_role("link", name="Phone and settings").click()
    tap(page, "Ask each time")
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_role("button", name="Navigate", exact=True)).to_be_visible()
