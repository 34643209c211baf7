"""Plan days, repair a day, insert what is urgent: one Plan, each kind with a scope of its own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from backend.accounts.models import Role
from backend.demo.cast import Cast, add_shift, user
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work, lock_visit_for_planner, publish_day
from backend.dispatch.assemble import assemble_days
from backend.dispatch.models import (
    Absence,
    DayBoard,
    Engineer,
    EngineerSkill,
    Plan,
    PlanChange,
    Visit,
    World,
)
from backend.dispatch.plans import Wish
from backend.dispatch.repairs import repair_day
from backend.dispatch.scope import assemble_plan
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused

from .conftest import MONDAY, at
from .planned import proposed, solved

TUESDAY = MONDAY + timedelta(days=1)
NewWork = Callable[..., WorkOrder]


def planned(cast: Cast, work: WorkOrder, hour: int, engineer: Engineer | None = None) -> Visit:
    """An hour of work planned by hand."""
    who = engineer or cast.engineer
    return assign_work([work.pk], who.pk, begin=at(hour), end=at(hour + 1), by=cast.dispatcher)


def publish(cast: Cast) -> None:
    publish_day(MONDAY, DayBoard.objects.get(date=MONDAY).version, by=cast.dispatcher)


def test_days_are_one_proposal_with_a_shift_each(cast: Cast, shift: None, work: WorkOrder) -> None:
    add_shift(cast.engineer, TUESDAY)
    given = assemble_days(MONDAY, TUESDAY, at(6))
    olena = str(cast.engineer.pk)
    assert [(each.id, each.shift) for each in given.engineers] == [
        (f"{olena}@2026-11-23/work", (8 * 3600, 17 * 3600)),
        (f"{olena}@2026-11-24/work", (32 * 3600, 41 * 3600)),
    ]
    plan = proposed(MONDAY, cast.dispatcher, Wish(Plan.Kind.DAYS, until=TUESDAY))
    assert sorted(plan.boards) == ["2026-11-23", "2026-11-24"]
    assert plan.changes.get().engineer == cast.engineer
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    assert Visit.objects.get().planned_from == at(7, 20)


def test_work_the_first_day_has_no_room_for_goes_to_the_next(cast: Cast, new_work: NewWork) -> None:
    add_shift(cast.engineer, TUESDAY)
    new_work()
    plan = proposed(MONDAY, cast.dispatcher, Wish(Plan.Kind.DAYS, until=TUESDAY))
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    assert Visit.objects.get().date == TUESDAY


def test_a_change_on_any_of_the_days_makes_the_plan_stale(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    plan = proposed(MONDAY, cast.dispatcher, Wish(Plan.Kind.DAYS, until=TUESDAY))
    DayBoard.objects.filter(date=TUESDAY).update(version=99)
    with pytest.raises(Refused, match="plan-stale"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)


def test_a_range_of_more_than_two_weeks_is_refused(cast: Cast) -> None:
    too_far = Wish(Plan.Kind.DAYS, until=MONDAY + timedelta(days=14))
    with pytest.raises(Invalid, match="out-of-range"):
        plans.request_plan(MONDAY, by=cast.dispatcher, wish=too_far)


def test_days_that_overlap_are_not_planned_twice(cast: Cast) -> None:
    plans.request_plan(
        MONDAY, by=cast.dispatcher, wish=Wish(Plan.Kind.DAYS, until=MONDAY + timedelta(days=3))
    )
    with pytest.raises(Refused, match="plan-under-way"):
        plans.request_plan(TUESDAY, by=cast.dispatcher)


def test_a_sick_engineers_visits_go_to_others_and_nothing_else_is_planned(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: NewWork
) -> None:
    visit = planned(cast, new_work(), 9)
    other = planned(cast, new_work(cast.pharmacy_fridge), 11, second_engineer)
    publish(cast)
    waits = new_work()
    plan = solved(repair_day(cast.engineer.pk, MONDAY, by=cast.dispatcher))
    away = Absence.objects.get()
    assert (away.engineer, away.starts_at, away.ends_at) == (cast.engineer, at(6), at(23))
    change = plan.changes.get()
    assert (change.visit, change.engineer, change.must) == (visit, second_engineer, True)
    # Another engineer than was told: 15 in money, and no more, for within a quarter of an hour
    # it is the time that was told.
    assert change.planned_from == at(8, 45)
    assert plan.cost["changes"] == 150_000
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    for each, begin in ((visit, at(8, 45)), (other, at(11))):
        each.refresh_from_db()
        assert (each.engineers.get().engineer, each.planned_from) == (second_engineer, begin)
    assert not waits.visit_works.exists()


def test_a_lock_to_the_sick_engineer_is_lifted_and_its_time_is_kept(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: NewWork
) -> None:
    visit = planned(cast, new_work(), 9)
    lock_visit_for_planner(visit.pk, "both", by=cast.dispatcher)
    plan = solved(repair_day(cast.engineer.pk, MONDAY, by=cast.dispatcher))
    visit.refresh_from_db()
    assert visit.lock == "time"
    change = plan.changes.get()
    assert (change.engineer, change.planned_from) == (second_engineer, at(9))


def test_nobody_falls_sick_on_a_day_that_is_over(cast: Cast, early: time_machine.Traveller) -> None:
    with pytest.raises(Refused, match="day-is-past"):
        repair_day(cast.engineer.pk, MONDAY - timedelta(days=1), by=cast.dispatcher)


def test_what_is_urgent_bumps_what_can_wait_and_looks_at_nothing_else(
    cast: Cast, shift: None, new_work: NewWork
) -> None:
    add_shift(cast.engineer, TUESDAY)
    full = [planned(cast, new_work(), hour) for hour in range(7, 15)]
    WorkOrder.objects.update(priority="low")
    urgent, waits = new_work(cast.pharmacy_fridge), new_work()
    WorkOrder.objects.filter(pk=urgent.pk).update(priority="critical")
    wish = Wish(Plan.Kind.URGENT, work_order_id=urgent.pk, most_changes=plans.URGENT_MOVES)
    plan = proposed(MONDAY, cast.dispatcher, wish)
    assert (plan.seconds, plan.cost["planned"] + plan.cost["unplanned"]) == (1, len(full) + 1)
    added = plan.changes.get(kind=PlanChange.Kind.ADD)
    assert added.work_order_ids == [urgent.pk]
    bumped = plan.changes.exclude(pk=added.pk)
    assert 1 <= bumped.count() <= 10
    assert waits.pk not in {work for each in bumped for work in each.work_order_ids}


def test_only_the_nearest_who_can_are_asked_for_what_is_urgent(
    cast: Cast, shift: None, new_work: NewWork
) -> None:
    urgent = new_work()
    for number in range(8):
        _colleague(cast, number, skilled=number != 0)
    plan = Plan(kind=Plan.Kind.URGENT, date=MONDAY, work_order=urgent, requested_by=cast.dispatcher)
    plan.boards = {}
    plan.save()
    given = assemble_plan(plan, at(6))
    asked = set(Engineer.objects.filter(pk__in=[each.id for each in given.engineers]))
    # Olena at the base, then five of the seven who know refrigeration, by how near they live.
    assert sorted(str(each) for each in asked) == [
        "Colleague 1", "Colleague 2", "Colleague 3", "Colleague 4", "Colleague 5", "Olena Koval",
    ]  # fmt: skip


def _colleague(cast: Cast, number: int, *, skilled: bool) -> None:
    base = cast.engineer.base.clone()
    base.x += 0.01 * (number + 1)
    engineer = Engineer.objects.create(
        user=user(f"c{number}@example.com", f"Colleague {number}", Role.ENGINEER),
        base=base,
        base_name="Elsewhere",
    )
    World.objects.create(engineer=engineer)
    if skilled:
        EngineerSkill.objects.create(engineer=engineer, skill=cast.refrigeration)
    add_shift(engineer, MONDAY)


def test_what_does_not_wait_cannot_be_urgent(cast: Cast, work: WorkOrder) -> None:
    WorkOrder.objects.update(state="on_hold")
    with pytest.raises(Refused, match="wrong-state"):
        plans.request_plan(
            MONDAY, by=cast.dispatcher, wish=Wish(Plan.Kind.URGENT, work_order_id=work.pk)
        )


def test_a_plan_that_would_begin_in_the_past_is_stale(
    cast: Cast, shift: None, work: WorkOrder, early: time_machine.Traveller
) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    early.move_to(at(7, 21))
    assert utc_now() == at(7, 21)
    with pytest.raises(Refused, match="plan-stale"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)
