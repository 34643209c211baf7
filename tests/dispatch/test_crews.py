"""Somebody of a crew is sick: the visit keeps its time and the others, and a seat is taken."""

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work, lock_visit_for_planner
from backend.dispatch.models import Engineer, EngineerSkill, Visit, VisitEngineer
from backend.dispatch.repairs import repair_day
from backend.dispatch.visits import seat_helpers

from .conftest import MONDAY, at, colleague
from .planned import solved


@pytest.fixture
def third_engineer(cast: Cast) -> Engineer:
    return colleague(cast, "Pavel Marek")


@pytest.fixture
def visit(cast: Cast, shift: None, work: WorkOrder, second_engineer: Engineer) -> Visit:
    """Olena leads from 09:00 to 10:00 UTC, Karim goes along."""
    made = assign_work([work.pk], cast.engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher)
    seat_helpers(made, [second_engineer.pk], at(9), at(10))
    return made


def crew(visit: Visit) -> dict[str, str]:
    """Who goes, by name, and as what; all of them from 09:00 to 10:00."""
    seats = VisitEngineer.objects.filter(visit=visit).select_related("engineer__user")
    assert {(each.planned_from, each.planned_to) for each in seats} == {(at(9), at(10))}
    return {each.engineer.user.name: each.part for each in seats}


def repaired(engineer: Engineer, cast: Cast) -> plans.Plan:
    plan = solved(repair_day(engineer.pk, MONDAY, by=cast.dispatcher))
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    return plan


def test_a_sick_helper_is_replaced_and_the_lead_goes_as_planned(
    cast: Cast, visit: Visit, second_engineer: Engineer, third_engineer: Engineer
) -> None:
    plan = repaired(second_engineer, cast)
    change = plan.changes.get()
    assert (change.must, change.engineer, change.helper_ids) == (
        True,
        cast.engineer,
        [third_engineer.pk],
    )
    assert crew(visit) == {str(cast.engineer): "lead", "Pavel Marek": "helper"}


def test_a_sick_lead_is_replaced_and_the_helper_goes_as_planned(
    cast: Cast, visit: Visit, third_engineer: Engineer
) -> None:
    repaired(cast.engineer, cast)
    assert crew(visit) == {"Pavel Marek": "lead", "Karim Haddad": "helper"}


def test_who_takes_the_lead_must_be_able_to(
    cast: Cast, visit: Visit, third_engineer: Engineer
) -> None:
    """Nobody is: the visit is proposed to be taken away, and why is told."""
    EngineerSkill.objects.filter(engineer=third_engineer).delete()
    plan = solved(repair_day(cast.engineer.pk, MONDAY, by=cast.dispatcher))
    assert plan.changes.get().kind == "remove"
    assert plan.solution
    assert [each["stop"] for each in plan.solution["unplanned"]] == [f"visit:{visit.pk}"]


def test_nobody_free_for_the_helpers_seat_leaves_the_visit_and_says_so(
    cast: Cast, visit: Visit, second_engineer: Engineer
) -> None:
    plan = solved(repair_day(second_engineer.pk, MONDAY, by=cast.dispatcher))
    assert not plan.changes.exists()
    assert plan.solution
    (left,) = plan.solution["unplanned"]
    assert (left["stop"], left["reasons"][0]["code"]) == (
        f"visit:{visit.pk}",
        "crew-not-together",
    )


def test_a_crew_that_is_well_stays_as_it_is(
    cast: Cast, visit: Visit, third_engineer: Engineer
) -> None:
    plan = solved(repair_day(third_engineer.pk, MONDAY, by=cast.dispatcher))
    assert not plan.changes.exists()


def test_a_lead_whom_a_person_locked_is_freed_by_the_repair(
    cast: Cast, visit: Visit, third_engineer: Engineer
) -> None:
    lock_visit_for_planner(visit.pk, Visit.Lock.ENGINEER, by=cast.dispatcher)
    repaired(cast.engineer, cast)
    assert crew(visit)["Pavel Marek"] == "lead"
