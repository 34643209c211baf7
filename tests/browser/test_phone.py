"""The engineer's day in a real browser against the real server, thin but whole."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.accounts.devices import make_pair_code
from backend.billing.actions import draft_lines
from backend.clients.models import Client
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import Command, PaidWork, Photo, Receipt, ServiceReport
from backend.lib.clock import utc_now
from tests.browser.onphone import (
    as_house,
    draw,
    everything_sent,
    fill_checklist,
    finish_and_sign,
    kept_whole,
    pair,
    photo,
    take_photo,
    tap,
    to_report,
    to_work,
)
from tests.onsite import published_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visit_from_pairing_to_signature(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    fill_checklist(page)
    take_photo(page)
    finish_and_sign(page)
    everything_sent(page)

    with as_house():
        visit.refresh_from_db()
        assert visit.state == Visit.State.COMPLETED
        assert not Receipt.objects.exclude(status=Receipt.Status.APPLIED).exists()
        assert list(Command.objects.order_by("seq").values_list("seq", flat=True)) == list(
            range(1, Command.objects.count() + 1)
        )
        report = ServiceReport.objects.get()
        assert report.state == ServiceReport.State.SIGNED
        assert report.snapshot["photos"][0]["sha256"] == Photo.objects.get().file.sha256  # type: ignore[union-attr]


def test_what_is_done_without_network_arrives_once(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    kept_whole(page)

    phone_context.set_offline(True)
    page.reload()
    to_work(page)
    expect(page.get_by_role("link", name="4 not sent")).to_be_visible()
    page.close()

    reopened = phone_context.new_page()
    reopened.goto(f"{house}/phone/")
    expect(reopened.get_by_role("link", name="4 not sent")).to_be_visible()
    phone_context.set_offline(False)
    everything_sent(reopened)

    with as_house():
        visit.refresh_from_db()
        assert visit.state == Visit.State.WORKING
        types = Command.objects.order_by("seq").values_list("type", flat=True)
        assert list(types) == ["visit.accept", "visit.travel_start", "visit.arrive", "visit.start"]


def test_a_closed_door_needs_its_proof(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    for step in ("Accept visit", "Set off", "I have arrived", "More", "Work is not possible"):
        tap(page, step)
    tap(page, "Nobody opened")
    expect(page.get_by_text("Still needed: a photo, a call")).to_be_visible()
    page.locator("main input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    page.get_by_label("Another number").fill("+377 98 98 00 00")
    page.get_by_label("Another number").blur()
    tap(page, "Tell the office")
    expect(page.get_by_text("Not possible")).to_be_visible()
    everything_sent(page)

    with as_house():
        visit.refresh_from_db()
        assert visit.state == Visit.State.FAILED
        assert visit.failed_for is not None
        assert visit.failed_for.code == "client_absent"
        assert visit.calls.get().number == "+377 98 98 00 00"
        assert Photo.objects.get().file is not None


def test_turning_the_phone_keeps_the_strokes(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    fill_checklist(page)
    to_report(page)
    page.get_by_text("End of the report").scroll_into_view_if_needed()
    tap(page, "Sign")
    draw(page)
    page.set_viewport_size({"width": 740, "height": 360})
    inked = """() => {
        const canvas = document.querySelector("canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0);
    }"""
    page.wait_for_function("() => document.querySelector('canvas').offsetWidth > 400")
    assert page.evaluate(inked)


def test_the_client_reads_and_signs_in_their_own_language(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    with as_house():
        Client.objects.filter(pk=visit.client_id).update(language="uk")
    page = phone_page
    pair(page, house, code)
    to_work(page)
    fill_checklist(page)
    to_report(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Сервісний звіт")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    page.get_by_text("Кінець звіту").scroll_into_view_if_needed()
    tap(page, "Підписати")
    page.get_by_label("Ім’я підписувача").fill("Софія Лоран")
    draw(page)
    tap(page, "Підписати й завершити")
    expect(page.get_by_text("Signed by Софія Лоран")).to_be_visible()
    everything_sent(page)
    with as_house():
        assert ServiceReport.objects.get().snapshot["language"] == "uk"


def test_a_half_typed_note_survives_what_happens_beside_it(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    page.get_by_role("link", name=re.compile("Cooling")).click()
    tap(page, "Fail")
    page.get_by_label("What is wrong? (required)").press_sequentially("Fan is")
    page.locator(".failure input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.locator(".failure figcaption")).to_have_text("Sent")
    expect(page.get_by_label("What is wrong? (required)")).to_have_value("Fan is")


def test_a_wrong_code_is_explained_and_kept_in_the_field(
    house: str, phone_page: Page, code: str
) -> None:
    page = phone_page
    page.goto(f"{house}/phone/")
    page.get_by_label("Pairing code").fill("not-a-code")
    page.locator("footer").get_by_role("button", name="Pair").click()
    expect(page.get_by_role("alert")).to_contain_text("The phone is not paired")
    expect(page.get_by_label("Pairing code")).to_have_value("not-a-code")


def test_the_language_can_be_chosen_before_signing_in(house: str, phone_page: Page) -> None:
    page = phone_page
    page.goto(f"{house}/phone/")
    tap(page, "Українська")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Підключити телефон")


def test_no_target_is_smaller_than_a_gloved_finger(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    small = """[...document.querySelectorAll("a, button, input")].filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && height > 0 && height < 40;
    }).map((element) => element.outerHTML)"""
    for address in ("#/", f"#/visit/{visit.id}", "#/outbox", "#/device"):
        page.goto(f"{house}/phone/{address}")
        page.wait_for_selector("main")
        assert page.evaluate(small) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_what_is_paid_is_said_before_it_is_done(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    """Without a network too: the rows came with the world."""
    page = phone_page
    pair(page, house, code)
    page.get_by_role("link", name=re.compile("Hotel Hermitage")).click()
    to_work(page)
    phone_context.set_offline(True)
    expect(page.locator(".who-pays")).to_contain_text("Covered, clause 3.2")
    page.get_by_role("link", name=re.compile("Parts and time")).click()
    tap(page, "Add a part")
    page.get_by_role("button", name=re.compile("FAN-120")).click()
    tap(page, "One more")
    expect(page.get_by_role("dialog")).to_contain_text("Paid, EUR 69.00")
    tap(page, "Use 2 pcs")
    expect(page.get_by_text(re.compile(r"EUR\s69.00, without VAT"))).to_be_visible()


def offer_two_fans(page: Page) -> None:
    page.get_by_role("link", name="Offer paid work").click()
    page.get_by_label("What would be done?").fill("Two new fans")
    tap(page, "Add a part")
    page.get_by_role("button", name=re.compile("FAN-120")).click()
    tap(page, "One more")
    tap(page, "Offer 2 pcs")
    expect(page.locator(".sums")).to_contain_text(re.compile(r"EUR\s82.80"))
    tap(page, "Show to the client")


def approve_offer(page: Page) -> None:
    page.get_by_label("Signer's name").fill("Sophie Laurent")
    draw(page)
    tap(page, "Approve")
    page.get_by_role("link", name=re.compile("Two new fans")).click()
    expect(page.get_by_text("Approved by Sophie Laurent")).to_be_visible()
    tap(page, "Note its parts as used")
    page.get_by_role("link", name="Back").click()


def test_paid_work_is_offered_approved_and_billed_as_it_was_signed(
    house: str, phone_context: BrowserContext, phone_page: Page, cast: Cast
) -> None:
    """Two fans at 34.50 are 69.00 net, 82.80 with VAT, on the phone as in the office."""
    with as_house():
        visit = published_visit(cast, begin=utc_now())
        code = make_pair_code(cast.engineer.user)
    page = phone_page
    pair(page, house, code)
    page.get_by_role("link", name=re.compile("Hotel Hermitage")).click()
    to_work(page)
    phone_context.set_offline(True)
    offer_two_fans(page)
    approve_offer(page)
    to_report(page)
    expect(page.locator(".paper")).to_contain_text(re.compile(r"Total with VATEUR\s82.80"))
    page.get_by_text("End of the report").scroll_into_view_if_needed()
    tap(page, "Sign")
    page.get_by_label("Signer's name").fill("Sophie Laurent")
    draw(page)
    tap(page, "Sign and finish")
    phone_context.set_offline(False)
    everything_sent(page)

    with as_house():
        offer = PaidWork.objects.get()
        assert (offer.estimate_net, offer.vat) == (Decimal("69.00"), Decimal("13.80"))
        assert (offer.state, offer.approved_by) == ("approved", "Sophie Laurent")
        assert offer.signature is not None
        (signed,) = ServiceReport.objects.get().snapshot["prices"]
        assert (signed["net"], signed["gross"]) == ("69.00", "82.80")
        lines = draft_lines(visit.id)
        assert sum(line.net for line in lines) == Decimal(signed["net"])
        assert {line.kind for line in lines if line.net} == {"part"}


def test_the_day_is_on_the_map_without_a_network(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    kept_whole(page)
    phone_context.set_offline(True)
    page.reload()
    page.get_by_role("link", name="Map of the day").click()
    stop = page.locator("callout-map a.pin")
    expect(stop).to_have_attribute("aria-label", re.compile("1 · .*Hotel Hermitage"))
    stop.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hotel Hermitage, bar")
