"""The sheet that says who can get there first: its three lists, one click, and its plain noes."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from backend.accounts.models import Role
from backend.demo.cast import add_shift, user
from backend.dispatch.actions import assign_work
from backend.dispatch.candidate_day import Offer, PutOff
from backend.dispatch.models import DayBoard, Engineer, EngineerSkill, Visit
from backend.dispatch.planner.permits import PERMITS
from backend.dispatch.refusals import NO_ROOM
from backend.fieldwork.models import PartRequest, Position
from backend.fieldwork.positions import last_seen
from backend.lib.clock import utc_now
from backend.web.day.first import REFUSALS, row_of
from tests.web.office import at, built, signed_in, triaged

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

MONDAY = date(2035, 11, 26)
DAY = "2035-11-26"


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


@pytest.fixture
def work(cast):
    add_shift(cast.engineer, MONDAY)
    return triaged(cast)


def address(work, day=MONDAY) -> str:
    return reverse("day:first", args=[day, work.pk])


def offered(page) -> dict[str, object]:
    """What the first form of the page sends."""
    row = page.context["rows"].first[0]
    told = {"engineer_id": row.offer.engineer_id, "version": page.context["answer"].version}
    return {
        **told,
        "begin": row.offer.begin.isoformat(),
        "end": row.offer.end.isoformat(),
        "waits": row.waits,
    }


def test_the_sheet_says_who_and_one_click_sends(cast, desk, work):
    page = desk.get(address(work), headers={"HX-Request": "true"})
    assert "<html" not in page.text
    assert str(cast.engineer) in page.text
    answer = desk.post(reverse("day:first-send", args=[MONDAY, work.pk]), offered(page))
    assert answer.url == reverse("day:day", args=[MONDAY])
    visit = Visit.objects.get()
    assert visit.engineers.get().engineer == cast.engineer
    # The same click again: the day is another, and the work has somebody.
    again = desk.post(reverse("day:first-send", args=[MONDAY, work.pk]), offered(page))
    assert again.url == address(work)
    assert Visit.objects.count() == 1


def test_who_waits_is_told_and_waits(cast, desk, work):
    other = triaged(cast, "Leaks")
    begin, end = at(DAY, "08:05"), at(DAY, "09:05")
    visit = assign_work(
        [work.pk], cast.engineer.pk, begin=at(DAY, "10:00"), end=at(DAY, "11:00"),
        by=cast.dispatcher,
    )  # fmt: skip
    # An hour and a half later there is no room before it.
    Visit.objects.filter(pk=visit.pk).update(planned_from=begin, planned_to=end)
    visit.engineers.update(planned_from=begin, planned_to=end)
    page = desk.get(address(other))
    [row] = page.context["rows"].first
    assert row.costs
    assert f"{visit.number} {visit.object.name} begins" in page.text
    assert page.context["rows"].unhurried
    desk.post(reverse("day:first-send", args=[MONDAY, other.pk]), offered(page))
    visit.refresh_from_db()
    assert visit.planned_from > begin


def test_nobody_on_duty_lacking_skills_and_straight_roads_are_said_in_words(
    cast, desk, work, settings
):
    settings.OSRM_URL = ""
    nobody = desk.get(address(work, date(2035, 11, 27))).text
    assert "Nobody is on duty on this day any more." in nobody
    assert "reckoned from straight distances" in desk.get(address(work)).text
    EngineerSkill.objects.all().delete()
    page = desk.get(address(work)).text
    assert "Nobody on duty has the skill: Refrigeration." in page
    assert "Who cannot go" in page
    assert "lacks: Refrigeration" in page


def test_every_rule_of_the_planner_has_words(cast):
    # New work is locked to nobody.
    assert {*PERMITS, "cap", "part", NO_ROOM} - {"lock-engineer"} == set(REFUSALS)


def test_a_level_too_low_and_a_missing_part_are_said_with_what_is_asked(cast, desk, work):
    cast.ice_machine.type.least_level = 3
    cast.ice_machine.type.save()
    PartRequest.objects.create(
        work_order=work,
        part=cast.part,
        quantity=1,
        unit="pcs",
        state="asked",
        asked_at=work.made_at,
    )
    page = desk.get(address(work)).text
    assert "lacks: Refrigeration from level 3" in page
    assert f"has too few in the van: {cast.part.code}" in page


def test_a_phone_that_was_seen_is_said(cast, desk, work):
    with time_machine.travel(at(DAY, "09:00"), tick=False):
        Position.objects.create(engineer=cast.engineer, point="POINT(7.43 43.74)", at=utc_now())
        page = signed_in(cast.dispatcher).get(address(work)).text
    assert "by road from where their phone is" in page


def test_an_offer_that_cannot_be_read_changes_nothing(cast, desk, work):
    told = offered(desk.get(address(work)))
    send = reverse("day:first-send", args=[MONDAY, work.pk])
    for wrong in ({"begin": "soon"}, {"waits": ["moon@noon"]}, {"engineer_id": "7"}):
        assert desk.post(send, {**told, **wrong}).url == address(work)
    assert not Visit.objects.exists()
    DayBoard.objects.update(version=7)
    desk.post(send, told)
    assert not Visit.objects.exists()


def test_it_is_offered_where_work_waits(cast, desk, work):
    pages = [
        reverse("day:day", args=[MONDAY]),
        reverse("desk:work", args=[work.pk]),
        reverse("desk:request", args=[work.request_id]),
    ]
    for page in pages:
        assert f"/first/{work.pk}/" in desk.get(page).text, page
        assert f"/first/{work.pk}/" not in signed_in(cast.biller).get(page).text, page


def test_only_a_fresh_position_of_today_counts(cast):
    noon = datetime(2035, 11, 26, 12, tzinfo=UTC)
    for minute, lon in ((40, 7.41), (50, 7.42), (30, 7.43)):
        Position.objects.create(
            engineer=cast.engineer,
            point=f"POINT({lon} 43.73)",
            at=noon.replace(hour=11, minute=minute),
        )
    with time_machine.travel(noon, tick=False):
        assert last_seen(noon, MONDAY)[cast.engineer.pk].x == 7.42
    assert last_seen(noon.replace(minute=6), MONDAY) == {}
    assert last_seen(noon, date(2035, 11, 27)) == {}


def karim(cast) -> Engineer:
    """Somebody more on duty, who knows nothing and goes along."""
    person = user("karim@example.com", "Karim Haddad", Role.ENGINEER)
    made = Engineer.objects.create(user=person, base=cast.engineer.base, base_name="Port")
    add_shift(made, MONDAY)
    return made


def test_two_who_go_together_are_sent_with_one_click(cast, desk, work):
    cast.repair.engineers_needed = 2
    cast.repair.save()
    other = karim(cast)
    page = desk.get(address(work))
    row = page.context["rows"].first[0]
    [along] = row.offer.helpers
    assert f"{row.offer.name} leads, with {along.name}" in page.text
    sent = {**offered(page), "helper_id": [along.engineer_id]}
    assert desk.post(reverse("day:first-send", args=[MONDAY, work.pk]), sent).url == reverse(
        "day:day", args=[MONDAY]
    )
    seats = Visit.objects.get().engineers.values_list("engineer_id", "part")
    assert dict(seats) == {row.offer.engineer_id: "lead", along.engineer_id: "helper"}
    assert {row.offer.engineer_id, along.engineer_id} == {cast.engineer.pk, other.pk}


@pytest.mark.parametrize("along", ["nobody", "the lead"])
def test_a_crew_that_cannot_be_read_changes_nothing(cast, desk, work, along):
    sent = offered(desk.get(address(work)))
    sent["helper_id"] = [sent["engineer_id"] if along == "the lead" else along]
    answer = desk.post(reverse("day:first-send", args=[MONDAY, work.pk]), sent, follow=True)
    assert "Nothing was changed; choose again." in answer.text
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("waiting", "shown", "folded"), [(5, 5, 0), (6, 4, 2)])
def test_who_waits_the_worst_is_shown_and_the_others_are_folded(waiting, shown, folded):
    now = datetime(2035, 11, 26, 8, tzinfo=UTC)
    late = [
        PutOff(uuid4(), f"VIS-{each}", "Hotel", now, by_s=600, late_s=60 * each)
        for each in range(waiting)
    ]
    offer = Offer(uuid4(), "Olena", now, now, now, 600, 0, 0, 0, tuple(late), "", False)
    row = row_of(offer, "Europe/Monaco")
    assert (len(row.costs), len(row.more)) == (shown, folded)
    numbers = [words.split()[0] for words in [*row.costs, *row.more]]
    assert numbers == [f"VIS-{each}" for each in reversed(range(waiting))]
    assert len(row.waits) == waiting
