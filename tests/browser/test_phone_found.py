"""What is found or begun on site without the office, and a paper signed by hand."""

import io
import re
from typing import Any

import pytest
import segno
from playwright.sync_api import BrowserContext, Page, expect

from backend.clients.models import Equipment
from backend.demo.cast import Cast
from backend.dispatch.models import Engineer, Visit
from backend.fieldwork.models import (
    Command,
    Defect,
    FieldNote,
    PartRequest,
    Receipt,
    ServiceReport,
    Signature,
)
from tests.browser.onphone import (
    as_house,
    everything_sent,
    fill_checklist,
    pair,
    photo,
    tap,
    to_report,
    to_work,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAKEN = (Receipt.Status.APPLIED, Receipt.Status.APPLIED_WITH_REVIEW)


def open_form(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).click()


def tell(page: Page, told: int) -> None:
    tap(page, "Tell the office")
    expect(page.get_by_role("heading", name="Told so far")).to_be_visible()
    expect(page.locator(".section p.row")).to_have_count(told)


def test_what_is_found_on_site_is_told_without_a_network(
    house: str, phone_context: BrowserContext, phone_page: Page, cast: Cast, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    everything_sent(page)
    phone_context.set_offline(True)
    page.get_by_role("link", name="Found and done here").click()

    open_form(page, "Report a defect")
    page.get_by_label("What is wrong?").fill("Door seal is torn")
    tap(page, "High")
    page.locator("main input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.locator("figcaption")).to_have_count(1)
    tell(page, 1)
    open_form(page, "Leave a loaner")
    tap(page, cast.ice_machine.name)
    tap(page, "In the workshop")
    page.get_by_label("Loaner", exact=True).fill("Ice machine, lent")
    page.get_by_label("Serial number").fill("LN-7")
    tell(page, 4)
    open_form(page, "Read a meter")
    tap(page, cast.ice_machine.name)
    page.get_by_label("Meter", exact=True).fill("cycles")
    page.get_by_label("Reading").fill("12,5")
    tell(page, 5)
    open_form(page, "Take an old part back")
    page.get_by_label("Which part?").fill("Compressor")
    tell(page, 6)
    tap(page, "Ask for a part")
    page.get_by_role("button", name=re.compile("FAN-120")).click()
    tap(page, "Ask for 1 pcs")
    expect(page.locator(".section p.row")).to_have_count(7)
    open_form(page, "Add work here")
    page.get_by_label("What is to be done?").fill("Clean the second machine")
    tell(page, 8)
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_text("Clean the second machine")).to_be_visible()

    phone_context.set_offline(False)
    everything_sent(page)
    with as_house():
        assert set(Receipt.objects.values_list("status", flat=True)) <= set(TAKEN)
        defect = Defect.objects.get()
        assert (defect.text, defect.severity) == ("Door seal is torn", "high")
        assert Equipment.objects.get(pk=cast.ice_machine.pk).whereabouts == "workshop"
        assert PartRequest.objects.get().part.code == "FAN-120"
        visit = Visit.objects.get()
        words = set(visit.works.values_list("work_order__words", flat=True))
        assert words == {"Makes no ice", "Clean the second machine"}


def test_work_begins_before_the_office_knows_of_it(
    house: str, phone_context: BrowserContext, phone_page: Page, cast: Cast, code: str
) -> None:
    with as_house():
        Engineer.objects.update(territory=cast.monaco)
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    phone_context.set_offline(True)
    page.get_by_role("link", name="Work without a visit").click()
    page.get_by_label("Name of the object").fill("Hermitage")
    page.get_by_role("button", name=re.compile("Hotel Hermitage, bar")).click()
    page.get_by_label("What is to be done?").fill("Coffee machine leaks")
    page.get_by_label("Who asked for it?").fill("Sophie Laurent")
    tap(page, "Start work")
    expect(page.get_by_text("Coffee machine leaks")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Notes")).click()
    page.get_by_label("New note").fill("Hose replaced")
    tap(page, "Keep note")
    expect(page.locator("blockquote")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()

    phone_context.set_offline(False)
    everything_sent(page)
    expect(page.get_by_text(re.compile("VIS-"))).to_be_visible()
    with as_house():
        born = Visit.objects.get(born_on_phone=True)
        assert born.state == Visit.State.WORKING
        assert FieldNote.objects.get().visit == born
        assert list(Command.objects.order_by("seq").values_list("type", flat=True)) == [
            "visit.open",
            "note.add",
        ]


def test_a_paper_signed_by_hand_ends_the_visit(
    house: str, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    fill_checklist(page)
    to_report(page)
    tap(page, "No signature")
    tap(page, "Signed on paper")
    page.get_by_role("dialog").get_by_label("Signer's name").fill("Sophie Laurent")
    page.get_by_role("dialog").locator("input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.get_by_text("Signed on paper by Sophie Laurent")).to_be_visible()
    everything_sent(page)
    with as_house():
        visit.refresh_from_db()
        assert visit.state == Visit.State.COMPLETED
        assert Signature.objects.get().kind == Signature.Kind.PAPER
        assert ServiceReport.objects.get().state == ServiceReport.State.SIGNED


def test_a_code_is_read_from_a_picture(house: str, phone_page: Page, cast: Cast, code: str) -> None:
    """By the reader that comes with the app: this browser has none of its own."""
    page = phone_page
    pair(page, house, code)
    to_work(page)
    page.get_by_role("link", name="Found and done here").click()
    open_form(page, "Correct the equipment list")
    tap(page, "Scan a code")
    page.get_by_role("dialog").locator("input[type=file]").set_input_files([qr_code("SN-4711")])  # type: ignore[list-item]
    expect(page.get_by_label("Serial number")).to_have_value("SN-4711")


def qr_code(words: str) -> dict[str, Any]:
    written = io.BytesIO()
    segno.make(words).save(written, kind="png", scale=8)
    return {"name": "code.png", "mimeType": "image/png", "buffer": written.getvalue()}
