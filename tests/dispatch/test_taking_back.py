"""An accepted plan taken back: the day as it was, or a refusal that changes nothing."""

from collections.abc import Callable

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.acceptance import make_true
from backend.dispatch.actions import assign_work, move_visit, publish_day
from backend.dispatch.models import DayBoard, Engineer, Plan, PlanChange, Visit
from backend.lib.errors import Refused

from .conftest import MONDAY, at
from .planned import proposed

NewWork = Callable[..., WorkOrder]


@pytest.fixture
def visit(cast: Cast, shift: None, work: WorkOrder) -> Visit:
    """From 09:00 to 10:00, and told."""
    made = assign_work([work.pk], cast.engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher)
    publish_day(MONDAY, DayBoard.objects.get().version, by=cast.dispatcher)
    return Visit.objects.get(pk=made.pk)


def accepted(cast: Cast, visit: Visit, kind: str, **changes: object) -> Plan:
    """A plan whose one change to `visit` was made."""
    plan = Plan.objects.create(
        date=MONDAY, state="accepted", boards={str(MONDAY): 1}, requested_by=cast.dispatcher
    )
    change = PlanChange.objects.create(plan=plan, kind=kind, visit=visit, accepted=True, **changes)
    make_true(change, by=cast.dispatcher)
    return plan


def stands(visit: Visit) -> tuple[object, ...]:
    seats = {str(seat.engineer_id): seat.planned_from for seat in visit.engineers.all()}
    return visit.state, visit.planned_from, visit.planned_to, visit.told, seats


def test_it_works(cast: Cast, shift: None, work: WorkOrder) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    plan = plans.take_back_plan(plan.pk, by=cast.dispatcher)
    work.refresh_from_db()
    assert (plan.state, work.state) == ("proposed", "unscheduled")
    assert Visit.objects.get().state == "cancelled"
    assert [each.accepted for each in plan.changes.all()] == [None]
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    assert Visit.objects.filter(state="planned").count() == 1


def test_a_moved_visit_is_where_and_with_whom_it_was(
    cast: Cast, visit: Visit, second_engineer: Engineer
) -> None:
    before = stands(visit)
    plan = accepted(
        cast, visit, "move", engineer=second_engineer, planned_from=at(11), planned_to=at(12)
    )
    visit.refresh_from_db()
    assert visit.planned_from == at(11)
    plans.take_back_plan(plan.pk, by=cast.dispatcher)
    assert stands(Visit.objects.get()) == before


def test_work_whose_visit_was_taken_away_has_one_again(cast: Cast, visit: Visit) -> None:
    plan = accepted(cast, visit, "remove")
    plans.take_back_plan(plan.pk, by=cast.dispatcher)
    visit.refresh_from_db()
    again = Visit.objects.exclude(pk=visit.pk).get()
    # The engineer was told of the first, which has ended; the second is to be published.
    assert (visit.state, again.state, again.told) == ("withdrawn", "planned", None)
    assert (again.planned_from, again.planned_to) == (at(9), at(10))
    assert again.engineers.get().engineer == cast.engineer
    assert again.works.get().work_order.state == WorkOrder.State.SCHEDULED


def test_what_was_published_since_is_not_taken_back(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    publish_day(MONDAY, DayBoard.objects.get().version, by=cast.dispatcher)
    with pytest.raises(Refused, match="plan-went-on"):
        plans.take_back_plan(plan.pk, by=cast.dispatcher)
    assert Visit.objects.get().state == "published"


def test_where_one_visit_moved_on_none_goes_back(
    cast: Cast, visit: Visit, new_work: NewWork, second_engineer: Engineer
) -> None:
    other = assign_work(
        [new_work().pk], second_engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher
    )
    where = {"engineer": cast.engineer, "planned_from": at(13), "planned_to": at(14)}
    plan = accepted(cast, visit, "move", **where)
    change = PlanChange.objects.create(
        plan=plan,
        kind="move",
        visit=other,
        accepted=True,
        engineer=second_engineer,
        planned_from=at(15),
        planned_to=at(16),
    )
    make_true(change, by=cast.dispatcher)
    move_visit(other.pk, second_engineer.pk, begin=at(10), end=at(11), by=cast.dispatcher)
    with pytest.raises(Refused, match="plan-went-on"):
        plans.take_back_plan(plan.pk, by=cast.dispatcher)
    visit.refresh_from_db()
    assert visit.planned_from == at(13)


def test_a_time_that_somebody_else_has_by_now_is_a_clash(
    cast: Cast, visit: Visit, new_work: NewWork
) -> None:
    plan = accepted(cast, visit, "remove")
    orders = [new_work().pk]
    assign_work(orders, cast.engineer.pk, begin=at(9, 30), end=at(10), by=cast.dispatcher)
    with pytest.raises(Refused, match="visit-clash"):
        plans.take_back_plan(plan.pk, by=cast.dispatcher)
    plan.refresh_from_db()
    assert (plan.state, plan.changes.get().accepted) == ("accepted", True)


def test_a_proposal_is_not_taken_back(cast: Cast, shift: None, work: WorkOrder) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    with pytest.raises(Refused, match="wrong-state"):
        plans.take_back_plan(plan.pk, by=cast.dispatcher)
