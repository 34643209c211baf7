"""The client reports a problem from a shop doorway, on a phone of 360 px, in two languages."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import gettext, override
from PIL import Image
from playwright.sync_api import expect

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import Request
from tests.browser.conftest import the_worker_runs
from tests.browser.watching import NARROW, Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]


def photo() -> dict[str, Any]:
    """A picture as the phone's gallery hands it over."""
    written = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(written, "JPEG")
    return {"name": "ice.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def is_in(language: str, words: str) -> bool:
    """Whether words are written in the letters of a language."""
    return bool(re.search("[а-яіїєґ]" if language == "uk" else "[a-z]", words, re.IGNORECASE))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_problem_is_reported_with_a_photo_and_the_promise_read_first(
    firm: Cast, at_hand: Hand, language: str
) -> None:
    client = at_hand(width=NARROW, is_mobile=True, has_touch=True)
    page = client.page

    # Sophie signs in, chooses her language and finds nothing open yet.
    client.sign_in("contact@example.com")
    page.locator("details.me summary").click()
    page.locator(f".languages button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    with override(language):
        report, where = gettext("Report a problem"), gettext("Where?")
    client.follow(report)
    expect(page.get_by_label(where)).to_have_value(str(firm.hotel_object.pk))

    # She picks the ice machine and says how bad it is; the promise stands there before sending.
    promise = page.locator("#promise")
    page.locator("select[name=equipment_id]").select_option(str(firm.ice_machine.pk))
    page.locator("input[name=impact][value=stopped]").check()
    expect(promise.locator(".promise.good")).to_be_visible()
    expect(promise).to_contain_text("Hotel Hermitage, bar")
    expect(promise).to_contain_text("3.2")
    assert is_in(language, promise.inner_text())
    page.locator("textarea[name=words]").fill("The ice machine stands still")
    page.locator("input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.locator(".previews img")).to_be_visible()
    client.look()

    # She sends it and reads number, status and the same promise.
    page.locator("button[name=ask][value=send]").click()
    page.wait_for_url("**/portal/requests/**")
    client.look()
    with acting_as_system(), transaction.atomic():
        request = Request.objects.get()
        assert request.photos.count() == 1
    expect(page.locator(".page-head")).to_contain_text(request.number)
    expect(page.locator(".page-head [data-state=received]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Hotel Hermitage, bar")
    picture = page.locator(".photos img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.photos img').naturalWidth > 0")

    # What the office answers stands on the same page.
    with acting_as_system(), transaction.atomic():
        triage = Triage(firm.repair.pk, answer="We are coming.")
        triage_request(request.pk, triage, by=firm.dispatcher)
    the_worker_runs()
    page.reload()
    client.look()
    expect(page.locator("#messages")).to_contain_text("We are coming.")


def test_the_open_page_shows_what_is_new_and_keeps_what_is_typed(firm: Cast, at_hand: Hand) -> None:
    with acting_as_system(), transaction.atomic():
        wish = NewRequest(firm.hotel_object.pk, "The bar is flooded", "stopped")
        request = submit_request(wish, by=firm.contact)
    client = at_hand(firm.contact)
    page = client.page
    page.clock.install()
    client.open(f"/portal/requests/{request.pk}/")
    page.get_by_label("Write a message").fill("The water is still")

    # Nothing is new: the server says so, and the page stands as it is.
    with page.expect_response(lambda answer: answer.status == 304):
        page.clock.fast_forward(21_000)

    with acting_as_system(), transaction.atomic():
        triage = Triage(firm.repair.pk, answer="We are coming.")
        triage_request(request.pk, triage, by=firm.dispatcher)
    page.clock.fast_forward(21_000)
    expect(page.locator("#said")).to_contain_text("We are coming.")
    expect(page.get_by_label("Write a message")).to_have_value("The water is still")
    client.look()


def test_what_is_missing_is_named_and_nothing_typed_is_lost(firm: Cast, at_hand: Hand) -> None:
    client = at_hand(firm.contact, width=NARROW, is_mobile=True, has_touch=True)
    page = client.page
    client.open("/portal/new/")
    page.get_by_label("Tell us").fill("The bar is flooded")
    page.locator("input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    client.press("Send request")
    expect(page.get_by_role("alert")).to_contain_text("How bad is it?")
    client.look()
    expect(page.get_by_label("Tell us")).to_have_value("The bar is flooded")
    expect(page.locator(".photos.kept img")).to_be_visible()

    page.locator("input[name=impact][value=partly]").check()
    client.press("Send request")
    page.wait_for_url("**/portal/requests/**")
    expect(page.locator("h1")).to_have_text("The bar is flooded")


def test_every_page_of_the_portal_is_in_order(firm: Cast, at_hand: Hand) -> None:
    client = at_hand(firm.contact)
    for path in (
        "/portal/",
        "/portal/?show=done",
        "/portal/new/",
        "/portal/objects/",
        "/portal/papers/",
        "/portal/papers/?show=reports",
        "/accounts/password/change/",
    ):
        client.open(path)


def test_pages_for_strangers_are_in_order(house: str, at_hand: Hand) -> None:
    stranger = at_hand(width=NARROW)
    stranger.open("/accounts/login/")
    stranger.open("/accounts/password/reset/")
