"""Days that cannot be planned as asked: what the page says of each, in words."""

from datetime import date

import pytest
from django.urls import reverse

from backend.demo.cast import add_shift
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work
from backend.dispatch.models import EngineerSkill, Shift, Visit
from tests.dispatch.planned import proposed
from tests.web.office import at, built, signed_in, triaged

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

MONDAY = date(2035, 11, 26)
DAY = "2035-11-26"


def page(cast) -> str:
    """The plan of Monday, as its page shows it."""
    plan = proposed(MONDAY, cast.dispatcher)
    return signed_in(cast.dispatcher).get(reverse("day:plan", args=[plan.pk])).text


def test_nobody_on_duty(cast):
    triaged(cast)
    told = page(cast)
    assert "Nobody is on duty on this day." in told
    board = signed_in(cast.dispatcher).get(reverse("day:day", args=[MONDAY])).text
    assert "Nobody works on this day" in board
    assert "No engineer has a shift. Choose another day, or add shifts." in board


def test_nothing_to_do(cast):
    add_shift(cast.engineer, MONDAY)
    assert "The day is already as good as the planner can make it." in page(cast)


def test_work_nobody_has_the_skill_for(cast):
    add_shift(cast.engineer, MONDAY)
    EngineerSkill.objects.all().delete()
    triaged(cast)
    told = page(cast)
    assert "Nobody on duty has the skill: Refrigeration." in told
    assert f"Fits if {cast.engineer} is given what is missing: Refrigeration." in told


def test_hours_that_end_before_every_shift(cast):
    add_shift(cast.engineer, MONDAY)
    work = triaged(cast)
    early, late = at(DAY, "06:00"), at(DAY, "07:00")
    WorkOrder.objects.filter(pk=work.pk).update(window_from=early, window_to=late)
    told = page(cast)
    assert "Its hours end before anybody starts;" in told
    # On duty from 08:00, ten minutes of road and ten from the kerb: 08:20 instead of 07:00.
    assert f"Fits if its hours end 1 h 20 min later; {cast.engineer} would go." in told


def test_a_visit_that_stands_against_the_rules_stays_and_says_why(cast):
    add_shift(cast.engineer, MONDAY)
    work = triaged(cast)
    begin, end = at(DAY, "10:00"), at(DAY, "11:00")
    visit = assign_work([work.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    EngineerSkill.objects.all().delete()
    told = page(cast)
    assert "Stays as it stands, and why" in told
    assert visit.number in told
    assert f"{cast.engineer} lacks: Refrigeration." in told
    assert "Left out, and why" not in told


def test_a_visit_whose_engineer_has_no_shift_is_left_to_people(cast):
    add_shift(cast.engineer, MONDAY)
    work = triaged(cast)
    begin, end = at(DAY, "10:00"), at(DAY, "11:00")
    visit = assign_work([work.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(lock=Visit.Lock.ENGINEER)
    Shift.objects.all().delete()
    told = page(cast)
    assert "Stays as it stands, and why" in told
    assert visit.number in told
    assert f"{cast.engineer} has no shift then; the plan leaves the visit as it is." in told
    assert reverse("day:shift", args=[MONDAY, cast.engineer.pk]) in told
    visit.refresh_from_db()
    assert (visit.state, visit.planned_from) == ("planned", begin)
