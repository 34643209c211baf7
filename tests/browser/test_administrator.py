"""The administrator's house at 1440: a new colleague, the catalogue, contracts, calendars."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backend.accounts.models import User
from backend.demo.cast import Cast
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]
SECRET = "a-long-enough-word-7"


def test_a_colleague_is_added_and_can_sign_in(firm: Cast, at_hand: Hand) -> None:
    administrator = at_hand()
    page = administrator.page
    administrator.sign_in("admin@example.com")
    administrator.open("/administration/users/")
    administrator.follow("Add")

    # An address that is taken is named at its field; what was typed stays.
    page.get_by_label("Name").fill("Nadia Fournier")
    page.get_by_label("Mail address").fill("dispatcher@example.com")
    page.get_by_label("Role").select_option(label="Dispatcher")
    page.get_by_label("Password").fill(SECRET)
    administrator.press("Save")
    expect(page.get_by_role("alert")).to_contain_text("Mail address")
    administrator.look()
    expect(page.get_by_label("Name")).to_have_value("Nadia Fournier")

    page.get_by_label("Mail address").fill("nadia@example.com")
    page.get_by_label("Password").fill(SECRET)
    administrator.press("Save")
    expect(page.locator("h1")).to_have_text("Nadia Fournier")
    administrator.look()
    expect(page.locator(".timeline")).to_contain_text("Théo Roux")
    assert User.objects.get(email="nadia@example.com").check_password(SECRET)

    colleague = at_hand()
    colleague.sign_in("nadia@example.com", SECRET)
    expect(colleague.page.locator("h1")).to_have_text("Requests")


def test_every_link_of_the_administration_leads_somewhere(firm: Cast, at_hand: Hand) -> None:
    administrator = at_hand(firm.administrator)
    page = administrator.page
    administrator.open("/administration/")
    links = page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    lists = sorted({href for href in links if href.startswith("/administration/")})
    assert len(lists) > 10
    for href in lists:
        administrator.open(href)


def test_a_contract_its_version_and_its_hours_are_shown(firm: Cast, at_hand: Hand) -> None:
    administrator = at_hand(firm.administrator)
    page = administrator.page
    administrator.open("/administration/contracts/")
    administrator.follow("C-104")
    expect(page.locator("main")).to_contain_text("Hotel Hermitage")
    administrator.follow("Version 1")
    expect(page.locator("main")).to_contain_text("3.2")
    administrator.follow("Weekdays 08-18")
    expect(page.locator("h1")).to_have_text("Weekdays 08-18")


def test_a_holiday_is_added_to_the_service_hours(firm: Cast, at_hand: Hand) -> None:
    administrator = at_hand(firm.administrator)
    page = administrator.page
    administrator.open(f"/administration/calendars/{firm.calendar.pk}/")
    form = page.locator("form", has_text=re.compile("Save date"))
    form.locator("input[type=date]").fill("2027-03-01")
    form.get_by_label("Why").fill("Inventory")
    administrator.press("Save date")
    expect(page.locator("#days")).to_contain_text("Inventory")
    administrator.look()
