"""A plan from its request to accepted visits, with the real solver in its child process."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import plans, plans_in_work
from backend.dispatch.actions import assign_work
from backend.dispatch.assemble import DayInput, assemble_day
from backend.dispatch.models import Engineer, Plan, PlanChange, Visit
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.travel import FarPoint, RoadTimes
from backend.lib.errors import Refused

from .conftest import MONDAY, at


def ten_minutes(given: DayInput) -> RoadTimes:
    """Every drive takes ten minutes and five kilometres."""
    size = len(given.points)
    away = 1 - np.eye(size, dtype=np.int64)
    return RoadTimes(away * 600, away * 5000, "roads")


def propose(cast: Cast) -> Plan:
    """Ask for a plan of Monday and solve it here, without the worker."""
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    given = begun[1]
    times = ten_minutes(given)
    solution = solve(given.problem(times), seconds=None, iterations=50, seed=1)
    return plans.store_proposal(plan.pk, given, times, Choices((solution,)))


def test_it_works(cast: Cast, shift: None, work: WorkOrder) -> None:
    plan = propose(cast)
    change = plan.changes.get()
    # The shift begins at 07:00 UTC; ten minutes of road and ten from kerb to machine.
    assert (change.kind, change.engineer, change.planned_from) == ("add", cast.engineer, at(7, 20))
    assert change.planned_to == at(8, 20)
    assert Visit.objects.count() == 0
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    visit = Visit.objects.get()
    work.refresh_from_db()
    assert (visit.state, visit.travel_s, visit.travel_m) == ("planned", 600, 5000)
    assert work.state == WorkOrder.State.SCHEDULED


def test_the_day_begins_at_local_midnight(cast: Cast, shift: None, work: WorkOrder) -> None:
    given = assemble_day(MONDAY, at(6))
    engineer = given.engineers[0]
    # 08:00-17:00 on the wall, lunch of half an hour between 12 and 14.
    assert engineer.shift == (8 * 3600, 17 * 3600)
    lunch = engineer.breaks[0]
    assert (lunch.earliest_s, lunch.latest_s, lunch.duration_s) == (43_200, 50_400, 1800)
    stop = given.stops[0]
    assert (stop.duration_s, stop.access_s, stop.skills) == (3600, 600, {"refrigeration"})
    # Reported 06:00 UTC = 07:00, ten open hours from 08:00: due at 18:00 on the wall.
    assert stop.due_s == 18 * 3600


def test_nothing_is_planned_into_the_past(cast: Cast, shift: None, work: WorkOrder) -> None:
    given = assemble_day(MONDAY, at(10))
    assert given.engineers[0].shift == (11 * 3600, 17 * 3600)
    assert assemble_day(MONDAY, at(17)).engineers[0].shift is None


def test_two_machines_of_one_object_are_one_trip(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    orders = {new_work().pk, new_work().pk}
    given = assemble_day(MONDAY, at(6))
    assert len(given.stops) == 1
    assert set(given.stop_works[given.stops[0].id]) == orders
    assert given.stops[0].duration_s == 2 * 3600


def test_a_day_changed_meanwhile_makes_the_plan_stale(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    new_work()
    other = new_work(cast.pharmacy_fridge)
    plan = propose(cast)
    assign_work([other.pk], cast.engineer.pk, begin=at(14), end=at(15), by=cast.dispatcher)
    with pytest.raises(Refused, match="plan-stale"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)


def test_work_that_vanished_makes_the_plan_stale(cast: Cast, shift: None, work: WorkOrder) -> None:
    plan = propose(cast)
    WorkOrder.objects.filter(pk=work.pk).update(state="on_hold")
    with pytest.raises(Refused, match="plan-stale"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)


def test_some_changes_can_be_accepted(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    new_work()
    new_work(cast.pharmacy_fridge)
    plan = propose(cast)
    chosen = plan.changes.first()
    assert chosen
    plans.accept_plan(plan.pk, by=cast.dispatcher, change_ids=[chosen.pk])
    assert Visit.objects.count() == 1
    assert PlanChange.objects.filter(accepted=False).count() == 1


def test_one_plan_a_day_at_a_time(cast: Cast, shift: None, work: WorkOrder) -> None:
    plans.request_plan(MONDAY, by=cast.dispatcher)
    with pytest.raises(Refused, match="plan-under-way"):
        plans.request_plan(MONDAY, by=cast.dispatcher)


def test_discarded_changes_nothing(cast: Cast, shift: None, work: WorkOrder) -> None:
    plan = propose(cast)
    plans.discard_plan(plan.pk, by=cast.dispatcher)
    assert not Visit.objects.exists()
    with pytest.raises(Refused, match="plan-decided"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)


def test_a_visit_planned_by_hand_is_moved_only_by_acceptance(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    work = new_work()
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(14), end=at(15), by=cast.dispatcher)
    plan = propose(cast)
    assert [change.kind for change in plan.changes.all()] in ([], ["move"])
    visit.refresh_from_db()
    assert visit.planned_from == at(14)


def test_places_off_the_road_are_told_with_the_plan(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    given = begun[1]
    far = (FarPoint(given.engineers[0].start, 260.4), FarPoint(given.stops[0].place, 431.6))
    times = replace(ten_minutes(given), far=far)
    solution = solve(given.problem(times), seconds=None, iterations=20, seed=1)
    kept = plans.store_proposal(plan.pk, given, times, Choices((solution,)))
    assert kept.far_places == [{"name": str(work.object), "m": 432}, {"name": "", "m": 260}]
