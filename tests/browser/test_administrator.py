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


def test_a_draft_is_previewed_overruled_and_put_in_force(firm: Cast, at_hand: Hand) -> None:
    """A red example stands in the way until somebody says why."""
    administrator = at_hand(firm.administrator)
    page = administrator.page
    contract = f"/administration/contracts/{firm.contract.pk}/"
    administrator.open(f"{contract}examples/price/")
    page.get_by_label("The example in words").fill("An hour of labour costs 10")
    page.get_by_label("Work begins").fill("2026-11-16T10:00")
    page.get_by_label("How much then").fill("10")
    administrator.press("Add an example")
    expect(page.locator("#examples")).to_contain_text("something else")
    administrator.look()

    administrator.open(f"{contract}next/")
    page.locator("input[type=date]").fill("2027-01-01")
    administrator.press("Begin version")
    administrator.open(contract)
    administrator.follow("Open the draft")
    administrator.follow("Past requests under the draft")
    expect(page.locator("#previewed")).to_contain_text("No request yet")
    administrator.look()
    administrator.follow("Put in force")
    administrator.press("Put in force")
    page.get_by_label("Why it is put in force all the same").fill("Agreed by phone")
    administrator.press("Put in force")
    expect(page.locator("main")).to_contain_text("An example was red: Agreed by phone")


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
