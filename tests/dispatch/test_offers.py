"""Offers from few changes to many, never more than asked for; what is locked never moves."""

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work, lock_visit_for_planner, publish_day
from backend.dispatch.models import DayBoard, Engineer, Plan, Visit
from backend.dispatch.plans import Wish
from backend.lib.errors import Refused

from .conftest import MONDAY, at
from .planned import proposed

NewWork = Callable[..., WorkOrder]


@pytest.fixture
def crossing(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: NewWork
) -> tuple[Visit, Visit]:
    """Each engineer goes to both places in turn; each could stay at one of them."""
    hotel, pharmacy = cast.ice_machine, cast.pharmacy_fridge
    made = []
    for hour, whose in ((8, hotel), (10, pharmacy)):
        work = new_work(whose)
        visit = assign_work(
            [work.pk], cast.engineer.pk, begin=at(hour), end=at(hour + 1), by=cast.dispatcher
        )
        made.append(visit)
    new_work(hotel)
    return made[0], made[1]


def test_each_offer_with_more_changes_is_cheaper(cast: Cast, crossing: object) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    counts = [each["changes"] for each in plan.choices]
    totals = [each["cost"]["total"] for each in plan.choices]
    assert counts[0] == 0
    assert counts == sorted(set(counts))
    assert totals == sorted(set(totals), reverse=True)
    assert plan.cost == plan.choices[-1]["cost"]


def test_the_day_as_it_stands_is_told_beside_the_plan(cast: Cast, crossing: object) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    # Base, hotel, pharmacy and base again: three drives of ten minutes, 45 an hour.
    assert plan.cost_before["travel"] == 1_800 * 125
    # What waits is worth 300, and is late from 18:00 to the next morning, 14 hours at 40.
    assert plan.cost_before["undone"] == 3_000_000 + 14 * 3600 * 111
    assert plan.cost["undone"] == 0


def test_another_offer_can_be_chosen_and_accepted(
    cast: Cast, crossing: tuple[Visit, Visit]
) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    plans.choose_offer(plan.pk, 0)
    plan.refresh_from_db()
    assert [each.kind for each in plan.changes.all()] == ["add"]
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    for visit, hour in zip(crossing, (8, 10), strict=True):
        visit.refresh_from_db()
        assert visit.planned_from == at(hour)


def test_an_offer_that_is_not_there_is_refused(cast: Cast, crossing: object) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    with pytest.raises(Refused, match="wrong-state"):
        plans.choose_offer(plan.pk, 77)


def test_no_offer_of_a_day_that_changed_can_be_chosen(cast: Cast, crossing: object) -> None:
    plan = proposed(MONDAY, cast.dispatcher)
    DayBoard.objects.update(version=99)
    with pytest.raises(Refused, match="plan-stale"):
        plans.choose_offer(plan.pk, 0)


def test_nothing_is_planned_over_what_stands_against_the_rules(
    cast: Cast, shift: None, new_work: NewWork
) -> None:
    # From one object to the next in no time: nobody drives so, but a person planned it.
    hours = ((8, cast.ice_machine), (9, cast.pharmacy_fridge))
    for hour, whose in hours:
        work = new_work(whose)
        visit = assign_work(
            [work.pk], cast.engineer.pk, begin=at(hour), end=at(hour + 1), by=cast.dispatcher
        )
        lock_visit_for_planner(visit.pk, "both", by=cast.dispatcher)
    new_work()
    plan = proposed(MONDAY, cast.dispatcher)
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    spans = Visit.objects.order_by("planned_from").values_list("planned_from", "planned_to")
    assert len(spans) == 3
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("seed", range(6))
def test_over_generated_days_the_budget_is_kept_and_locks_hold(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: NewWork, seed: int
) -> None:
    chance = random.Random(seed)
    crew = [cast.engineer, second_engineer]
    for who in crew:
        begin = at(7, 30)
        for _ in range(4):
            work = new_work(chance.choice([cast.ice_machine, cast.pharmacy_fridge]))
            end = begin + timedelta(hours=1)
            assign_work([work.pk], who.pk, begin=begin, end=end, by=cast.dispatcher)
            begin = end + timedelta(minutes=chance.choice([25, 40, 60]))
    publish_day(MONDAY, DayBoard.objects.get(date=MONDAY).version, by=cast.dispatcher)
    for _ in range(3):
        new_work(chance.choice([cast.ice_machine, cast.pharmacy_fridge]))
    locked = chance.choice(list(Visit.objects.all()))
    lock_visit_for_planner(locked.pk, "both", by=cast.dispatcher)
    most = chance.choice([0, 1, 2, 5])
    wish = Wish(Plan.Kind.DAY, most_changes=most)
    plan = proposed(MONDAY, cast.dispatcher, wish, iterations=30, seed=seed)
    stood = {each.pk: _place(each) for each in Visit.objects.all()}
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    moved = [pk for pk, place in stood.items() if _place(Visit.objects.get(pk=pk)) != place]
    assert len(moved) <= most
    assert locked.pk not in moved


def _place(visit: Visit) -> tuple[object, ...]:
    return visit.state in ("withdrawn", "cancelled"), visit.planned_from, visit.engineers.get().pk
