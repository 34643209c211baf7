"""What an engineer keeps when the office takes a visit away, or is out of reach for long."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.demo.cast import Cast
from backend.dispatch.actions import unassign_visit
from backend.dispatch.models import Visit
from backend.fieldwork.models import FieldNote, Photo, Receipt, ServiceReport
from tests.browser.onphone import (
    as_house,
    everything_sent,
    fill_checklist,
    finish_and_sign,
    kept_whole,
    pair,
    photo,
    tap,
    to_work,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAKEN_OFF = "This visit was taken off your route"
# The clock alone goes on; everything else stays as it is.
DAYS_LATER = """(days) => {
    const real = Date.now, from = Date;
    const late = days * 86400000;
    Date.now = () => real() + late;
    globalThis.Date = class extends from {
        constructor(...given) { given.length ? super(...given) : super(real() + late); }
        static now() { return real() + late; }
    };
}"""


def test_work_at_a_visit_taken_away_meanwhile_is_finished_and_sent(
    house: str,
    phone_context: BrowserContext,
    phone_page: Page,
    cast: Cast,
    visit: Visit,
    code: str,
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    phone_context.set_offline(True)
    to_work(page)
    page.get_by_role("link", name=re.compile("^Photos")).click()
    page.locator("footer input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.locator("figcaption")).to_have_count(1)
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name=re.compile("^Notes")).click()
    page.get_by_label("New note").fill("Half typed when it was taken away")
    with as_house():
        unassign_visit(visit.id, by=cast.dispatcher, reason="Another engineer is nearer")

    phone_context.set_offline(False)
    everything_sent(page)
    # The words stay under the hands of whoever types, though the visit is another one by now.
    expect(page.get_by_label("New note")).to_have_value("Half typed when it was taken away")
    tap(page, "Keep note")
    expect(page.locator("blockquote")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    notice = page.locator(".notice", has_text=TAKEN_OFF)
    expect(notice).to_contain_text("Another engineer is nearer")
    expect(notice).to_contain_text("What you did here is kept")
    fill_checklist(page)
    finish_and_sign(page)
    everything_sent(page)

    with as_house():
        own = Visit.objects.get(instead_of=visit)
        assert own.state == Visit.State.COMPLETED
        assert FieldNote.objects.get().visit == own
        assert Photo.objects.get().file is not None
        report = ServiceReport.objects.get()
        assert report.visit == own
        assert len(report.snapshot["photos"]) == 1
        refused = Receipt.objects.exclude(
            status__in=[Receipt.Status.APPLIED, Receipt.Status.APPLIED_WITH_REVIEW]
        )
        # Accepting and setting off are the office's to judge; all that was done at work counts.
        assert set(refused.values_list("command__type", "status")) == {
            ("visit.accept", "parked"),
            ("visit.travel_start", "parked"),
        }


def test_a_visit_nobody_has_begun_is_named_when_it_goes(
    house: str, phone_page: Page, cast: Cast, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    with as_house():
        unassign_visit(visit.id, by=cast.dispatcher, reason="The client called it off")
    page.evaluate("dispatchEvent(new Event('online'))")
    gone = page.locator(".notice", has_text="A visit was taken off your route")
    expect(gone).to_contain_text("Hotel Hermitage", timeout=20_000)
    expect(gone).to_contain_text("The client called it off")


def test_visits_are_hidden_after_a_fortnight_and_what_was_recorded_is_not(
    house: str,
    phone_context: BrowserContext,
    phone_page: Page,
    visit: Visit,
    code: str,
    tmp_path: Path,
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    kept_whole(page)
    phone_context.set_offline(True)
    to_work(page)
    page.get_by_role("link", name=re.compile("^Notes")).click()
    page.get_by_label("New note").fill("Half typed")
    late = phone_context.new_page()
    late.add_init_script(f"({DAYS_LATER})(15)")
    late.goto(f"{house}/phone/#/visit/{visit.id}")
    page.close()
    expect(late.get_by_role("heading", level=1)).to_have_text("Your visits are hidden")
    expect(late.get_by_text("The office was not reached for 15 days")).to_be_visible()
    assert "Hotel Hermitage" not in late.content()

    with late.expect_download() as saved:
        tap(late, "Save unsent work to a file")
    saved.value.save_as(tmp_path / "rescue.json")
    rescued = json.loads((tmp_path / "rescue.json").read_text())
    assert [one["type"] for one in rescued["commands"]][-1] == "visit.start"
    assert "Half typed" in rescued["drafts"].values()
    late.get_by_role("link", name=re.compile("Sent and unsent")).click()
    expect(late.get_by_text("Work started")).to_be_visible()

    phone_context.set_offline(False)
    tap(late, "Send now")
    everything_sent(late)
    late.goto(f"{house}/phone/#/visit/{visit.id}/notes")
    expect(late.get_by_label("New note")).to_have_value("Half typed")
    with as_house():
        assert Receipt.objects.count() == 4
