"""A plan in work: heard of, stopped, or ended with words when its worker is silent."""

from datetime import timedelta

import pytest
import time_machine

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import plans, plans_in_work
from backend.dispatch.models import Plan, PlanPart
from backend.dispatch.planner.standing import Choices
from backend.lib.errors import Refused

from .conftest import MONDAY, at
from .planned import proposed, ten_minutes


def asked(cast: Cast) -> Plan:
    return plans.request_plan(MONDAY, by=cast.dispatcher)


def state(plan: Plan) -> tuple[str, str]:
    plan.refresh_from_db()
    return plan.state, plan.failure


@pytest.mark.parametrize(("silent_s", "ended"), [(30, False), (31, True)])
def test_a_worker_silent_for_half_a_minute_has_died(
    cast: Cast, early: time_machine.Traveller, silent_s: int, ended: bool
) -> None:
    plan = asked(cast)
    plans_in_work.begin_plan(plan.pk)
    early.shift(timedelta(seconds=silent_s))
    plans_in_work.end_silent_plans()
    assert (state(plan) == ("failed", "plan-worker-died")) is ended


def test_asking_whether_to_stop_is_a_sign_of_life(
    cast: Cast, early: time_machine.Traveller
) -> None:
    plan = asked(cast)
    plans_in_work.begin_plan(plan.pk)
    early.shift(timedelta(seconds=20))
    assert not plans_in_work.stop_asked(plan.pk)
    early.shift(timedelta(seconds=20))
    plans_in_work.end_silent_plans()
    assert state(plan) == ("solving", "")


@pytest.mark.parametrize(("waited_s", "ended"), [(600, False), (601, True)])
def test_a_plan_no_worker_takes_says_so(
    cast: Cast, early: time_machine.Traveller, waited_s: int, ended: bool
) -> None:
    with time_machine.travel(at(6), tick=False):
        plan = asked(cast)
    Plan.objects.update(requested_at=at(6) - timedelta(seconds=waited_s))
    plans_in_work.end_silent_plans()
    assert (state(plan) == ("failed", "plan-not-taken")) is ended


def test_a_worker_that_comes_back_too_late_is_told_to_stop_and_keeps_nothing(
    cast: Cast, early: time_machine.Traveller, shift: None, work: WorkOrder
) -> None:
    plan = asked(cast)
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    early.shift(timedelta(seconds=40))
    plans_in_work.end_silent_plans()
    assert plans_in_work.stop_asked(plan.pk)
    with pytest.raises(Refused, match="plan-cancelled"):
        plans.store_proposal(plan.pk, begun[1], ten_minutes(begun[1]), Choices(()))
    assert state(plan) == ("failed", "plan-worker-died")


def test_a_wakeup_that_comes_twice_takes_the_plan_once(cast: Cast) -> None:
    plan = asked(cast)
    assert plans_in_work.begin_plan(plan.pk)
    assert plans_in_work.begin_plan(plan.pk) is None
    assert state(plan) == ("solving", "")


def test_a_dead_plan_does_not_keep_the_day(cast: Cast, early: time_machine.Traveller) -> None:
    first = asked(cast)
    plans_in_work.begin_plan(first.pk)
    early.shift(timedelta(minutes=1))
    second = asked(cast)
    assert (state(first)[0], state(second)[0]) == ("failed", "requested")


@pytest.mark.parametrize(("day_after", "kept"), [(7, True), (8, False)])
def test_what_a_plan_was_made_from_is_kept_for_a_week_after_its_day(
    cast: Cast,
    shift: None,
    work: WorkOrder,
    early: time_machine.Traveller,
    *,
    day_after: int,
    kept: bool,
) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    cost = plan.cost["total"]
    PlanPart.objects.create(plan=plan, turn=0, number=0, engineers=1, stops=1, given={})
    early.move_to(at(12) + timedelta(days=day_after))
    assert plans_in_work.forget_old_roads() == (0 if kept else 1)
    plan.refresh_from_db()
    assert (plan.problem is not None, plan.parts.exists()) == (kept, kept)
    assert plan.cost["total"] == cost
