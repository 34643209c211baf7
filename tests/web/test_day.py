"""The day's pages: lanes, assigning with clashes explained, plans, publishing, visits."""

import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.accounts.models import Role
from backend.demo.cast import add_shift, user
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch import plans, plans_in_work
from backend.dispatch.actions import assign_work
from backend.dispatch.models import DayBoard, Engineer, Plan, Visit
from backend.dispatch.planner.reasons import CODES
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.travel import NoRoadsError, Roads
from backend.fieldwork.models import PaidWork, PartUse, Signature, TimeEntry
from backend.lib.clock import utc_now
from backend.lib.geo import points_of
from backend.web.day.reasons import Names, reason_in_words
from backend.web.day.views import board
from tests.onsite import published_visit
from tests.web.office import at, built, signed_in, triaged

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

MONDAY = date(2035, 11, 26)
DAY = "2035-11-26"


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


@pytest.fixture
def shift(cast):
    return add_shift(cast.engineer, MONDAY)


def planned(cast, begin: str = "10:00", end: str = "11:00", words: str = "Makes no ice") -> Visit:
    work = triaged(cast, words)
    return assign_work(
        [work.pk], cast.engineer.pk, begin=at(DAY, begin), end=at(DAY, end), by=cast.dispatcher
    )


def chosen(cast, work, **changes: object) -> dict[str, object]:
    told = {"works": [work.pk], "engineer_id": cast.engineer.pk, "begin": "10:00", "minutes": "60"}
    return {**told, **changes}


def test_the_office_reads_the_day_and_others_find_nothing(cast, shift):
    visit = planned(cast)
    addresses = [
        reverse("day:day", args=[MONDAY]),
        reverse("day:map", args=[MONDAY]),
        reverse("day:visit", args=[visit.pk]),
    ]
    for address in addresses:
        for person in (cast.dispatcher, cast.biller, cast.administrator):
            assert signed_in(person).get(address).status_code == 200, address
        for person in (cast.contact, cast.stranger, cast.engineer_user):
            assert signed_in(person).get(address).status_code == 404, address


def test_today_leads_to_the_readers_day(cast, desk):
    answer = desk.get(reverse("day:today"))
    assert answer.status_code == 302
    assert desk.get(answer.url).status_code == 200


@pytest.mark.parametrize("day", ["2026-02-30", "1900-01-01", "9999-12-31", "0000-00-00", "moon"])
def test_a_day_that_is_none_is_not_found(cast, desk, day):
    assert desk.get(f"/day/{day}/").status_code == 404


def test_a_long_list_of_waiting_work_is_shown_in_part(cast, desk, shift, monkeypatch):
    monkeypatch.setattr(board, "WAITING_SHOWN", 1)
    works = [triaged(cast, words) for words in ("Makes no ice", "Leaks", "Hums")]
    address = reverse("day:day", args=[MONDAY])
    part = desk.get(address).content.decode()
    assert part.count("data-selects=") == 1
    assert '<a href="?waiting=all">2 more</a>' in part
    everything = desk.get(address, {"waiting": "all"}).content.decode()
    assert all(f'data-selects="{work.pk}"' in everything for work in works)
    assert 'href="?waiting=all"' not in everything


def test_lanes_show_shift_break_and_visit(cast, desk, shift):
    visit = planned(cast)
    page = desk.get(reverse("day:day", args=[MONDAY]))
    [lane] = page.context["lanes"]
    assert lane.note == "08:00–17:00 · 1 visit"
    strips = [(each.kind, each.from_min, each.to_min) for each in lane.stretches]
    assert strips == [("shift", 480, 1020), ("break", 720, 750)]
    [bar] = lane.bars
    assert (bar.from_min, bar.to_min, bar.state, bar.changed) == (600, 660, "planned", True)
    assert reverse("day:visit", args=[visit.pk]) in page.text
    assert "Publish 1 change" in page.text


@pytest.mark.parametrize(
    ("begin", "end", "travel_s", "pause"),
    [
        # Lunch begins between 12:00 and 14:00 and lasts half an hour.
        ("12:15", "13:00", 0, (13 * 60, 13 * 60 + 30)),
        ("12:40", "13:40", 900, (13 * 60 + 40, 14 * 60 + 10)),
        ("12:40", "13:40", 600, (12 * 60, 12 * 60 + 30)),
        ("11:00", "14:01", 0, None),
    ],
)
def test_a_break_is_shown_where_visits_and_drives_leave_room(
    cast, desk, shift, begin, end, travel_s, pause
):
    times = {"begin": at(DAY, begin), "end": at(DAY, end)}
    assign_work([triaged(cast).pk], cast.engineer.pk, **times, by=cast.dispatcher)
    Visit.objects.update(travel_s=travel_s)
    [lane] = desk.get(reverse("day:day", args=[MONDAY])).context["lanes"]
    shown = [(each.from_min, each.to_min) for each in lane.stretches if each.kind == "break"]
    assert shown == ([pause] if pause else [])


def test_a_day_that_is_over_is_only_read(cast, desk):
    over = date(2026, 1, 5)
    add_shift(cast.engineer, over)
    triaged(cast)
    page = desk.get(reverse("day:day", args=[over])).text
    assert reverse("day:plan-ask", args=[over]) not in page
    assert "Assign chosen" not in page


def test_a_late_visit_is_outlined_with_words(cast, desk, shift):
    work = triaged(cast)
    due = at(DAY, "09:30")
    work.request.clocks.filter(kind="arrival").update(due_at=due, state="running")
    assign_work(
        [work.pk],
        cast.engineer.pk,
        begin=at(DAY, "10:00"),
        end=at(DAY, "11:00"),
        by=cast.dispatcher,
    )
    page = desk.get(reverse("day:day", args=[MONDAY]))
    assert page.context["lanes"][0].bars[0].alert == "30 min after the promised arrival"


def test_an_order_without_a_visit_waits_and_can_be_assigned(cast, desk, shift):
    work = triaged(cast)
    assert work.number in desk.get(reverse("day:day", args=[MONDAY])).text
    answer = desk.post(reverse("day:assign", args=[MONDAY]), chosen(cast, work, minutes=""))
    assert answer.url == reverse("day:day", args=[MONDAY])
    visit = Visit.objects.get()
    assert (visit.planned_from, visit.planned_to) == (at(DAY, "10:00"), at(DAY, "11:00"))


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (("26", "10:00"), ("26", "12:00"), r"26 Nov( 2035)? 10:00–12:00"),
        (("26", "10:00"), ("27", "12:00"), r"26 Nov( 2035)? 10:00–.*27 Nov( 2035)? 12:00"),
        (None, ("27", "12:00"), r"· –.*27 Nov( 2035)? 12:00"),
    ],
)
def test_an_agreed_window_is_told(cast, desk, shift, begin, end, words):
    ends = [at(f"2035-11-{each[0]}", each[1]) if each else None for each in (begin, end)]
    triaged(cast, window_from=ends[0], window_to=ends[1])
    assert re.search(words, desk.get(reverse("day:day", args=[MONDAY])).text)


def test_a_clash_is_explained_and_what_was_typed_stays(cast, desk, shift):
    planned(cast, "10:00", "11:30")
    work = triaged(cast, "Display is dark")
    answer = desk.post(
        reverse("day:assign", args=[MONDAY]), chosen(cast, work, begin="11:00", minutes="45")
    )
    assert answer.status_code == 422
    assert "Olena Koval is already busy: 10:00–11:30." in answer.text
    assert 'value="11:00"' in answer.text
    assert 'value="45"' in answer.text
    assert "checked" in answer.text
    assert Visit.objects.count() == 1


def test_work_of_two_objects_is_no_one_visit(cast, desk, shift):
    here, there = triaged(cast), triaged(cast, "Warm")
    there.object, there.client = cast.pharmacy_object, cast.pharmacy
    there.save()
    told = chosen(cast, here, works=[here.pk, there.pk])
    answer = desk.post(reverse("day:assign", args=[MONDAY]), told)
    assert answer.context["form"].errors.keys() == {"works"}
    assert "One visit goes to one object" in answer.text


def test_a_missing_skill_is_told(cast, desk, shift):
    cast.engineer.abilities.all().delete()
    work = triaged(cast)
    page = desk.post(reverse("day:assign", args=[MONDAY]), chosen(cast, work), follow=True)
    assert "Olena Koval has no valid skill: Refrigeration" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("works", "moon"),
        ("works", []),
        ("engineer_id", "moon"),
        ("begin", "25:00"),
        ("begin", "1\x000:00"),
        ("minutes", "0"),
        ("minutes", "9" * 50),
    ],
)
def test_bad_input_names_its_field(cast, desk, shift, field, value):
    work = triaged(cast)
    answer = desk.post(reverse("day:assign", args=[MONDAY]), chosen(cast, work, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_only_a_dispatcher_changes_the_day(cast, shift):
    visit, work = planned(cast), triaged(cast, "Display is dark")
    biller = signed_in(cast.biller)
    for name, where in [
        ("day:assign", MONDAY),
        ("day:publish", MONDAY),
        ("day:plan-ask", MONDAY),
    ]:
        assert biller.post(reverse(name, args=[where]), chosen(cast, work)).status_code == 404
    assert biller.post(reverse("day:visit-deed", args=[visit.pk, "unassign"])).status_code == 404


def test_publishing_tells_the_day_as_it_was_seen(cast, desk, shift):
    visit = planned(cast)
    address = reverse("day:publish", args=[MONDAY])
    assert visit.number in desk.get(address).text
    version = DayBoard.objects.get().version
    page = desk.post(address, {"version": version - 1}, follow=True)
    assert "Somebody changed this day meanwhile" in page.text
    visit.refresh_from_db()
    assert visit.told is None
    desk.post(address, {"version": version})
    visit.refresh_from_db()
    assert visit.state == "published"
    assert desk.get(reverse("day:day", args=[MONDAY])).context["board"].unpublished == 0


@pytest.mark.parametrize("version", ["", "moon", "9" * 30, "-1"])
def test_a_bad_version_publishes_nothing(cast, desk, shift, version):
    visit = planned(cast)
    assert desk.post(reverse("day:publish", args=[MONDAY]), {"version": version}).status_code == 302
    visit.refresh_from_db()
    assert visit.told is None


def test_a_visit_is_moved_locked_and_taken_away(cast, desk, shift):
    visit = planned(cast)
    deed = lambda name: reverse("day:visit-deed", args=[visit.pk, name])  # noqa: E731
    assert desk.get(deed("move")).context["form"].initial["minutes"] == 60
    told = {"engineer_id": cast.engineer.pk, "day": DAY, "begin": "14:00", "minutes": "90"}
    assert desk.post(deed("move"), told).status_code == 302
    visit.refresh_from_db()
    assert (visit.planned_from, visit.planned_to) == (at(DAY, "14:00"), at(DAY, "15:30"))
    desk.post(deed("lock"), {"lock": "both"})
    visit.refresh_from_db()
    assert visit.lock == "both"
    desk.post(deed("unassign"), {"reason": "Client called off"})
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    page = desk.get(reverse("day:visit", args=[visit.pk])).text
    assert "Visit moved" in page
    assert "Engineer: Olena Koval" in page
    assert re.search(r"From: .*14:00", page)
    assert "Reason: Client called off" in page
    late = desk.post(deed("move"), told)
    assert late.status_code == 422


def test_a_move_into_another_visit_is_explained(cast, desk, shift):
    planned(cast, "10:00", "11:00")
    other = planned(cast, "13:00", "14:00", "Display is dark")
    told = {"engineer_id": cast.engineer.pk, "day": DAY, "begin": "10:30", "minutes": "60"}
    answer = desk.post(reverse("day:visit-deed", args=[other.pk, "move"]), told)
    assert answer.status_code == 422
    assert "Olena Koval is already busy: 10:00–11:00, 13:00–14:00." in answer.text


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31", "moon", ""])
def test_a_move_to_no_day_names_the_field(cast, desk, shift, day):
    visit = planned(cast)
    told = {"engineer_id": cast.engineer.pk, "day": day, "begin": "10:30", "minutes": "60"}
    answer = desk.post(reverse("day:visit-deed", args=[visit.pk, "move"]), told)
    assert "day" in answer.context["form"].errors


def test_the_map_says_where_its_lines_come_from(cast, desk, shift, settings):
    settings.OSRM_URL = ""
    planned(cast)
    triaged(cast, "Display is dark")
    answer = desk.get(reverse("day:map", args=[MONDAY])).json()
    kinds = [feature["properties"]["kind"] for feature in answer["features"]]
    assert kinds == ["base", "visit", "unassigned", "route"]
    assert answer["source"] == "geodesic"
    assert "did not answer" in answer["words"]


def test_a_silent_road_server_is_asked_once(cast, desk, shift, settings, monkeypatch):
    settings.OSRM_URL = "http://127.0.0.1:9"
    asked = []

    def silent(self, service, points, **options):
        if self.url:
            asked.append(service)
            raise NoRoadsError("too-slow")
        raise NoRoadsError("no-server")

    monkeypatch.setattr(Roads, "_ask", silent)
    helper = another_engineer(cast)
    planned(cast)
    work = triaged(cast, "Display is dark")
    span = {"begin": at(DAY, "10:00"), "end": at(DAY, "11:00")}
    assign_work([work.pk], helper.pk, by=cast.dispatcher, **span)
    answer = desk.get(reverse("day:map", args=[MONDAY])).json()
    assert answer["source"] == "geodesic"
    assert asked == ["route"]


def another_engineer(cast) -> Engineer:
    account = user("second@example.com", "Hugo Martin", Role.ENGINEER)
    return Engineer.objects.create(user=account, base=cast.engineer.base, base_name="Base")


def test_the_day_asks_as_often_for_one_visit_as_for_many(cast, desk, shift):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("day:day", args=[MONDAY])).status_code == 200
        return len(asked)

    planned(cast, "08:00", "08:30")
    triaged(cast, "waits")
    count()
    first = count()
    for hour in (9, 10, 11):
        planned(cast, f"{hour:02d}:00", f"{hour:02d}:30", f"visit at {hour}")
        triaged(cast, f"waits {hour}")
    assert count() == first


@pytest.fixture
def proposal(cast, shift):
    """A plan of Olena's Monday for work at the hotel and at the pharmacy."""
    going, other = triaged(cast), triaged(cast, "Warm")
    other.object, other.client = cast.pharmacy_object, cast.pharmacy
    other.save()
    # Promised for that day: work long overdue would cost more than leaving it.
    SlaClock.objects.update(due_at=at(DAY, "16:00"))
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    _plan, given = plans_in_work.begin_plan(plan.pk)
    times = Roads(None).table(points_of(given.points))
    solution = solve(given.problem(times), seconds=1, seed=1)
    kept = plans.store_proposal(plan.pk, given, times, Choices((solution,)))
    return SimpleNamespace(plan=kept, going=going)


def test_a_proposal_is_shown_and_accepted_in_part(cast, desk, proposal):
    address = reverse("day:plan", args=[proposal.plan.pk])
    page = desk.get(address)
    rows = page.context["difference"].changes
    assert {row.change.kind for row in rows} == {"add"}
    assert proposal.going.number in page.text
    assert "estimates" in page.text
    accept = reverse("day:plan-accept", args=[proposal.plan.pk])
    none = desk.post(accept, {}, follow=True)
    assert "Choose at least one change" in none.text
    wanted = next(row for row in rows if proposal.going.pk in row.change.work_order_ids)
    answer = desk.post(accept, {"changes": [wanted.change.pk]})
    assert answer.url == reverse("day:day", args=[MONDAY])
    assert Visit.objects.get().works.get().work_order_id == proposal.going.pk
    again = desk.post(accept, {"all": "1"}, follow=True)
    assert "accepted or discarded this plan meanwhile" in again.text
    assert again.text.count("not accepted") == len(rows) - 1


def test_an_acceptance_is_undone_from_its_toast(cast, desk, proposal):
    accept = reverse("day:plan-accept", args=[proposal.plan.pk])
    undo = reverse("day:plan-take-back", args=[proposal.plan.pk])
    assert f'action="{undo}"' in desk.post(accept, {"all": "1"}, follow=True).text
    page = desk.post(undo, follow=True)
    assert "the plan is open again" in page.text
    assert accept in page.text
    assert not Visit.objects.exclude(state="cancelled").exists()
    assert "present state" in desk.post(undo, follow=True).text


def test_a_plan_of_a_changed_day_is_stale(cast, desk, proposal):
    DayBoard.objects.filter(date=MONDAY).update(version=99)
    accept = reverse("day:plan-accept", args=[proposal.plan.pk])
    page = desk.post(accept, {"all": "1"}, follow=True)
    assert "The day changed since this plan was made" in page.text
    assert not Visit.objects.exists()


def test_a_proposal_is_put_aside(cast, desk, proposal):
    desk.post(reverse("day:plan-discard", args=[proposal.plan.pk]))
    proposal.plan.refresh_from_db()
    assert proposal.plan.state == "discarded"


def test_a_search_shows_progress_and_can_be_stopped(cast, desk, shift):
    answer = desk.post(reverse("day:plan-ask", args=[MONDAY]))
    plan = Plan.objects.get()
    assert answer.url == reverse("day:plan", args=[plan.pk])
    assert desk.post(reverse("day:plan-ask", args=[MONDAY])).url == answer.url
    plans_in_work.note_progress(plan.pk, {"elapsed_s": 1.2, "cost": 1_234_500})
    progress = reverse("day:plan-progress", args=[plan.pk])
    assert "best so far €123.45" in desk.get(progress).text
    assert progress in desk.get(answer.url).text
    desk.post(reverse("day:plan-stop", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.cancel_asked
    assert desk.get(progress)["HX-Redirect"] == answer.url
    assert "Planning was stopped" in desk.get(answer.url).text


_NUMBERS = {
    "engineer": "e1",
    "missing": ["refrigeration"],
    "skills": ["refrigeration", "gas"],
    "start_s": 36_000,
    "by_s": 1_500,
    "extra_cost": 1_234_500,
    "drop_price": 500_000,
}


@pytest.mark.parametrize("code", CODES)
def test_every_reason_of_the_planner_has_its_sentence(code):
    context = {key: _NUMBERS.get(key, ["e1"]) for key in CODES[code]}
    if code == "no-capacity":
        context["engineers"] = 3
    names = Names({"e1": "Olena Koval"}, {"refrigeration": "Refrigeration", "gas": "F-gas"})
    told = reason_in_words(code, context, names)
    assert code not in told
    assert "e1" not in told.split()
    assert "%(" not in told
    if "by_s" in context and code != "no-capacity":
        assert "25 min" in told
    if code == "costs-more-than-leaving":
        assert "€123.45" in told
        assert "€50.00" in told


def test_the_day_says_why_work_waits(cast, desk, shift):
    work = triaged(cast)
    left = {"stop": f"new:{work.pk}", "reasons": [{"code": "nobody-on-duty", "context": {}}]}
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    Plan.objects.filter(pk=plan.pk).update(state="proposed", solution={"unplanned": [left]})
    assert "Nobody is on duty on this day." in desk.get(reverse("day:day", args=[MONDAY])).text


def test_an_assigned_visit_can_be_undone_at_once(cast, desk, shift):
    work = triaged(cast)
    page = desk.post(reverse("day:assign", args=[MONDAY]), chosen(cast, work), follow=True)
    undo = reverse("day:visit-deed", args=[Visit.objects.get().pk, "unassign"])
    assert f'action="{undo}"' in page.text
    desk.post(undo)
    work.refresh_from_db()
    assert work.state == "unscheduled"


def test_a_visit_shows_what_was_sent_from_site(cast, desk, shift):
    visit = planned(cast)
    work = visit.works.get().work_order
    span = {"started_at": at(DAY, "10:05"), "ended_at": at(DAY, "10:50")}
    who = {"user": cast.engineer_user, "engineer": cast.engineer, "rate_class": "standard"}
    TimeEntry.objects.create(kind="work", visit=visit, **span, **who)
    struck_out = {"voided_at": at(DAY, "11:00")}
    TimeEntry.objects.create(kind="wait", visit=visit, **span, **who, **struck_out)
    used = {"quantity": "2", "unit": "pcs", "used_at": at(DAY, "10:30")}
    PartUse.objects.create(visit=visit, work_order=work, part=cast.part, **used)
    signed = {"signed_at": at(DAY, "10:55"), "witness": cast.engineer_user}
    Signature.objects.create(visit=visit, signer_name="Luc", **signed)
    page = desk.get(reverse("day:visit", args=[visit.pk])).text
    for words in ("45 min", "Fan 120 mm", "2</span> pcs", "Signed on the phone: Luc"):
        assert words in page, words
    assert "Waiting" not in page


def test_the_office_reads_what_was_offered_on_site(cast, desk):
    visit = published_visit(cast)
    PaidWork.objects.create(
        id=visit.pk,
        visit=visit,
        work_order=visit.works.get().work_order,
        text="Two new fans",
        estimate_net=Decimal("69.00"),
        currency="EUR",
        proposed_at=visit.planned_from,
        approved_at=visit.planned_from,
        approved_by="Sophie Laurent",
    )
    page = desk.get(reverse("day:visit", args=[visit.pk])).content.decode()
    for said in ("Two new fans", "Approved", "Sophie Laurent", "69.00"):
        assert said in page


def test_more_plans_are_asked_for_in_one_form(cast, desk, shift):
    address = reverse("day:plan-wish", args=[MONDAY])
    assert 'value="repair"' in desk.get(address).text
    nobody = desk.post(address, {"kind": "repair"})
    assert nobody.status_code == 422
    assert "Choose the engineer who is away" in nobody.text
    too_far = desk.post(address, {"kind": "days", "until": "2035-12-10"})
    assert "at most 13 days after this one" in too_far.text
    answer = desk.post(address, {"kind": "days", "until": "2035-11-28", "most_changes": "3"})
    plan = Plan.objects.get()
    assert answer.url == reverse("day:plan", args=[plan.pk])
    assert (plan.kind, str(plan.until), plan.most_changes) == ("days", "2035-11-28", 3)
    assert "Plan several days" in desk.get(answer.url).text
    again = desk.post(address, {"kind": "day"})
    assert "being planned already" in again.text


def test_a_sick_engineer_is_away_at_once_and_the_day_is_repaired(cast, desk, shift):
    told = {"kind": "repair", "engineer_id": str(cast.engineer.pk)}
    desk.post(reverse("day:plan-wish", args=[MONDAY]), told)
    assert Plan.objects.get().engineer == cast.engineer
    assert cast.engineer.absences.get().kind == "sick"


def test_urgent_work_is_asked_for_from_the_day(cast, desk, shift):
    work = triaged(cast)
    WorkOrder.objects.filter(pk=work.pk).update(priority="critical")
    ask = reverse("day:plan-urgent", args=[MONDAY, work.pk])
    assert ask in desk.get(reverse("day:day", args=[MONDAY])).text
    desk.post(ask)
    plan = Plan.objects.get()
    assert (plan.kind, plan.work_order, plan.most_changes) == ("urgent", work, 10)
    WorkOrder.objects.filter(pk=work.pk).update(state="on_hold")
    page = desk.post(ask, follow=True)
    assert Plan.objects.count() == 1
    assert page.redirect_chain[-1][0] == reverse("day:day", args=[MONDAY])


def test_offers_stand_beside_one_another_and_one_is_chosen(cast, desk, proposal):
    plan = proposal.plan
    dearer = {**plan.choices[0], "changes": 0, "cost": {**plan.cost, "total": 1, "travel_m": 0}}
    cheaper = {**plan.choices[0], "changes": 3}
    cheaper["cost"] = {**plan.cost, "total": plan.cost["total"] - 150_000}
    Plan.objects.filter(pk=plan.pk).update(choices=[dearer, cheaper], cost=cheaper["cost"])
    page = desk.get(reverse("day:plan", args=[plan.pk]))
    none, three = page.context["offers"]
    assert (none.changes, none.is_shown, three.is_shown) == (0, False, True)
    assert (three.more_km, three.more_money) == ("+0.0", "+€0.00")
    choose = reverse("day:plan-choose", args=[plan.pk])
    assert choose in page.text
    desk.post(choose, {"changes": "3"})
    plan.refresh_from_db()
    assert plan.changes.count() == 2
    assert "present state" in desk.post(choose, {"changes": "7"}, follow=True).text


def test_a_page_that_waits_for_a_dead_worker_says_so(cast, desk, shift):
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    plans_in_work.begin_plan(plan.pk)
    Plan.objects.update(heard_at=utc_now() - timedelta(minutes=1))
    progress = reverse("day:plan-progress", args=[plan.pk])
    address = reverse("day:plan", args=[plan.pk])
    assert desk.get(progress)["HX-Redirect"] == address
    assert "The worker stopped in the middle of planning" in desk.get(address).text
