"""Work that waits for other work, as the planner gets it and as a plan keeps to it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from backend.demo.cast import Cast, add_shift
from backend.desk.actions import hold_work, put_after
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work
from backend.dispatch.assemble import assemble_day
from backend.dispatch.models import Visit
from backend.dispatch.order_of_work import Waits, after_only, in_order
from backend.dispatch.planner.day import Stop
from backend.dispatch.plans import Wish
from backend.lib.ids import new_id

from .conftest import MONDAY, at
from .planned import proposed

NewWork = Callable[..., WorkOrder]
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def survey(new_work: NewWork) -> WorkOrder:
    return new_work()


@pytest.fixture
def repair(cast: Cast, new_work: NewWork, survey: WorkOrder) -> WorkOrder:
    """Two hours after the survey; the actions are told so."""
    made = new_work()
    return put_after(made.pk, survey.pk, gap_min=120, by=cast.dispatcher)


def test_it_works(cast: Cast, shift: None, survey: WorkOrder, repair: WorkOrder) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    first, second = Visit.objects.order_by("planned_from")
    assert first.works.get().work_order == survey
    assert second.works.get().work_order == repair
    assert second.planned_from - first.planned_to >= timedelta(hours=2)


def test_two_orders_of_one_object_are_two_trips_where_one_waits(
    shift: None, survey: WorkOrder, repair: WorkOrder
) -> None:
    given = assemble_day(MONDAY, at(6))
    first, second = given.stops
    assert (second.after, second.after_gap_s) == (frozenset({first.id}), 7200)
    assert given.stop_works[second.id] == (repair.pk,)


def test_an_earlier_visit_that_stands_elsewhere_is_waited_for(
    cast: Cast, shift: None, survey: WorkOrder, repair: WorkOrder
) -> None:
    """Monday's plan does not look at Tuesday's visit, which ends at 11:00 in Monaco."""
    add_shift(cast.engineer, TUESDAY)
    begin, end = (at(hour) + timedelta(days=1) for hour in (9, 10))
    assign_work([survey.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    (stop,) = assemble_day(MONDAY, at(6)).stops
    assert (stop.after, stop.not_before_s) == (frozenset(), (24 + 11 + 2) * 3600)


def test_what_is_done_is_waited_for_no_longer_than_the_gap(
    shift: None, survey: WorkOrder, repair: WorkOrder
) -> None:
    WorkOrder.objects.filter(pk=survey.pk).update(state="completed", completed_at=at(8))
    (stop,) = assemble_day(MONDAY, at(6)).stops
    # 08:00 UTC is nine in Monaco, and two hours more.
    assert stop.not_before_s == 11 * 3600


def test_what_was_cancelled_holds_nobody_up(
    shift: None, survey: WorkOrder, repair: WorkOrder
) -> None:
    WorkOrder.objects.filter(pk=survey.pk).update(state="cancelled")
    (stop,) = assemble_day(MONDAY, at(6)).stops
    assert (stop.after, stop.not_before_s) == (frozenset(), 0)


def test_work_that_waits_for_what_nobody_is_planned_for_is_named(
    cast: Cast, shift: None, survey: WorkOrder, repair: WorkOrder, new_work: NewWork
) -> None:
    last = put_after(new_work().pk, repair.pk, by=cast.dispatcher)
    hold_work(survey.pk, reason_code="parts", by=cast.dispatcher)
    plan = proposed(MONDAY, cast.dispatcher)
    assert not plan.changes.exists()
    assert plan.left_alone == [
        {
            "stop": f"new:{waiting.pk}",
            "reasons": [{"code": "waits-for-work", "context": {"number": before.number}}],
        }
        for waiting, before in ((repair, survey), (last, repair))
    ]


def test_a_visit_whose_engineer_has_no_shift_is_named(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    made = assign_work([work.pk], cast.engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher)
    cast.engineer.shifts.all().delete()
    plan = proposed(MONDAY, cast.dispatcher, Wish())
    reason = {"code": "no-shift", "context": {"engineer": str(cast.engineer.pk)}}
    assert plan.left_alone == [{"stop": f"visit:{made.pk}", "reasons": [reason]}]


def stop(name: str, **changes: object) -> Stop:
    return Stop(name, place=0, duration_s=3600, drop_price=1, **changes)  # type: ignore[arg-type]


def test_a_ring_that_visits_of_several_orders_make_is_left_open() -> None:
    """x has orders one and two, y has three: three waits for one, and two for three."""
    one, two, three = new_id(), new_id(), new_id()
    works: dict[str, tuple[UUID, ...]] = {"y": (three,), "x": (one, two)}
    waits = Waits({three: (one, 0), two: (three, 60), one: (two, 0)}, {}, {})
    made = {each.id: each for each in in_order([stop("y"), stop("x")], works, waits, at(0))}
    assert (made["y"].after, made["x"].after) == (frozenset({"x"}), frozenset())


def test_what_a_person_fixed_waits_for_nothing() -> None:
    one, two = new_id(), new_id()
    works = {"a": (one,), "b": (two,)}
    stops = [stop("a"), stop("b", lock_start_s=0)]
    assert in_order(stops, works, Waits({two: (one, 0)}, {}, {}), at(0)) == stops


def test_a_part_of_the_problem_waits_for_the_ends_of_what_it_does_not_hold() -> None:
    waiting = stop("c", after=frozenset({"a", "b"}), after_gap_s=600)
    made = after_only(waiting, {"a", "c"}, {"b": 40_000})
    assert (made.after, made.not_before_s) == (frozenset({"a"}), 40_600)
