"""The dispatcher's desk and day at 1440: queue, triage, plan, publish, assign by hand, map."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from threading import Thread
from uuid import UUID

import pytest
from django.core import mail
from django.db import connections, transaction
from playwright.sync_api import Page, expect

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import Request, WorkOrder
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Plan, Visit
from backend.dispatch.tasks import solve_plan
from backend.lib.clock import at_wall_clock
from tests.browser.conftest import next_monday, the_worker_runs
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]


@contextmanager
def as_house() -> Iterator[None]:
    """Row-level security asks every transaction who is there."""
    with acting_as_system(), transaction.atomic():
        yield


def request_of(firm: Cast, words: str = "Makes no ice") -> Request:
    """Sophie reports it in the portal, so she is told what becomes of it."""
    wish = NewRequest(
        object_id=firm.hotel_object.pk,
        equipment_id=firm.ice_machine.pk,
        impact="goods_at_risk",
        words=words,
    )
    with as_house():
        return submit_request(wish, by=firm.contact)


def work_of(firm: Cast, words: str = "Makes no ice") -> WorkOrder:
    request = request_of(firm, words)
    with as_house():
        return triage_request(request.pk, Triage(firm.repair.pk), by=firm.dispatcher)


def visit_at_ten(firm: Cast) -> Visit:
    """An hour of Olena's Monday, planned and told to nobody."""
    work = work_of(firm, "Display is dark")
    begin = at_wall_clock(next_monday(), time(10), firm.engineer.zone)
    end = begin + timedelta(hours=1)
    with as_house():
        return assign_work([work.pk], firm.engineer.pk, begin=begin, end=end, by=firm.dispatcher)


@contextmanager
def planner_at_work(plan_id: UUID) -> Iterator[None]:
    """The worker's own task, beside the browser that watches its progress."""

    def solve() -> None:
        with acting_as_system():
            solve_plan(str(plan_id))
        connections.close_all()

    thread = Thread(target=solve)
    thread.start()
    yield
    thread.join()


def assign_by_form(page: Page, work: WorkOrder, begin: str) -> None:
    page.get_by_role("checkbox", name=work.number).check()
    page.locator(".assign-bar select").select_option(label="Olena Koval")
    page.locator(".assign-bar input[type=time]").fill(begin)
    page.get_by_role("button", name="Assign chosen").click()


def test_a_request_becomes_a_work_order(firm: Cast, at_hand: Hand) -> None:
    request = request_of(firm)
    dispatcher = at_hand()
    page = dispatcher.page
    dispatcher.sign_in("dispatcher@example.com")
    dispatcher.open("/desk/")
    row = page.locator("tr", has_text=request.number)
    expect(row.locator("sla-chip")).to_be_visible()
    expect(row).to_contain_text("Hotel Hermitage")
    dispatcher.follow(request.number)

    dispatcher.follow("Make a work order")
    page.get_by_label("Kind of work").select_option(label="Repair")
    page.get_by_label("Answer to the client").fill("We are coming.")
    dispatcher.press("Make the work order")
    expect(page.locator("main")).to_contain_text(re.compile(r"WO-\d+"))
    dispatcher.look()
    with as_house():
        work = WorkOrder.objects.get()
        assert (work.request_id, work.state) == (request.pk, "unscheduled")
    dispatcher.open(f"/desk/work/{work.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(work.number)


def test_a_day_is_planned_compared_accepted_and_published(firm: Cast, at_hand: Hand) -> None:
    works = [work_of(firm, words) for words in ("Makes no ice", "Door does not close")]
    day = next_monday()
    dispatcher = at_hand(firm.dispatcher)
    page = dispatcher.page
    dispatcher.open(f"/day/{day}/")
    expect(page.locator(".waiting li")).to_have_count(2)

    # The search shows how far it is, then sends her on to the difference.
    dispatcher.press("Plan")
    page.wait_for_url("**/day/plans/**")
    expect(page.locator(".progress")).to_contain_text("In the queue")
    dispatcher.look()
    with as_house():
        plan = Plan.objects.get()
    with planner_at_work(plan.pk):
        expect(page.locator(".progress")).to_contain_text(re.compile("Searching for . s of 8 s"))
        expect(page.locator("h1")).to_have_text("Proposed plan", timeout=30_000)
    dispatcher.look()
    for work in works:
        expect(page.locator("#changes")).to_contain_text(work.number)
    expect(page.locator(".sums .total")).to_be_visible()

    # She accepts all of it; nothing is told yet.
    page.get_by_role("button", name=re.compile("^Accept (all )?[0-9]+ change")).click()
    page.wait_for_url(f"**/day/{day}/")
    expect(page.locator(".toasts")).to_contain_text("not published yet")
    expect(page.locator(".lane-bar").first).to_be_visible()
    dispatcher.look()

    # The sheet says who will be told what; publishing tells them.
    page.get_by_role("link", name=re.compile("^Publish [0-9]+ change")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Will be told")
    sheet.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.locator(".page-head")).to_contain_text("Published")
    with as_house():
        assert {visit.state for visit in Visit.objects.all()} == {"published"}
    the_worker_runs()
    assert any("Olena Koval" in letter.body for letter in mail.outbox)


def test_work_is_assigned_by_form_and_a_clash_is_explained(firm: Cast, at_hand: Hand) -> None:
    work = work_of(firm)
    standing = visit_at_ten(firm)
    dispatcher = at_hand(firm.dispatcher)
    page = dispatcher.page
    dispatcher.open(f"/day/{next_monday()}/")
    expect(page.locator(".lane-bar")).to_have_count(1)
    assign_by_form(page, work, "10:30")

    # The database says no; the page says why, and what was typed stands.
    expect(page.get_by_role("alert")).to_contain_text("Olena Koval is already busy: 10:00–11:00.")
    dispatcher.look()
    expect(page.get_by_label("From")).to_have_value("10:30")
    expect(page.get_by_role("checkbox", name=re.compile(work.number))).to_be_checked()
    page.get_by_label("From").fill("11:30")
    dispatcher.press("Assign")
    page.wait_for_url(f"**/day/{next_monday()}/")
    expect(page.locator(".lane-bar")).to_have_count(2)

    # A toast can take it back; the order waits again and the standing visit stays.
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".lane-bar")).to_have_count(1)
    expect(page.locator(".waiting")).to_contain_text(work.number)
    dispatcher.open(f"/day/visits/{standing.pk}/")
    expect(page.locator("h1")).to_contain_text(standing.number)


def test_the_map_shows_the_day_without_a_word_in_the_console(firm: Cast, at_hand: Hand) -> None:
    visit_at_ten(firm)
    dispatcher = at_hand(firm.dispatcher)
    page = dispatcher.page
    with page.expect_response("**/maps/monaco.pmtiles") as tiles:
        dispatcher.open(f"/day/{next_monday()}/")
    assert tiles.value.status == 206
    canvas = page.locator("callout-map canvas.maplibregl-canvas")
    expect(canvas).to_be_visible()
    expect(page.locator("callout-map .map-credit")).to_contain_text("OpenStreetMap")
    expect(page.locator("callout-map .maplibregl-marker").first).to_be_visible()


def test_every_page_of_the_office_is_in_order(firm: Cast, at_hand: Hand) -> None:
    request, visit = request_of(firm), visit_at_ten(firm)
    dispatcher = at_hand(firm.dispatcher)
    for path in (
        "/desk/?view=all",
        "/desk/log/",
        f"/desk/log/{firm.hotel_object.pk}/",
        f"/desk/requests/{request.pk}/",
        f"/desk/requests/{request.pk}/triage/",
        f"/desk/requests/{request.pk}/cancel/",
        "/desk/review/",
        "/desk/phones/",
        f"/day/{next_monday()}/assign/",
        f"/day/{next_monday()}/publish/",
        f"/day/visits/{visit.pk}/",
        f"/day/visits/{visit.pk}/move/",
    ):
        dispatcher.open(path)
