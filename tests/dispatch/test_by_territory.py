"""A day too large for one search: parts that are rows, searched apart, joined into one proposal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.gis.geos import Point

from backend.clients.models import Equipment, ServiceObject
from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch import by_territory, plans, plans_in_work
from backend.dispatch.actions import assign_work
from backend.dispatch.assemble import assemble_day
from backend.dispatch.models import Engineer, Plan, PlanPart, Visit
from backend.journal.models import Entry
from backend.lib.errors import Refused

from .conftest import MONDAY, at
from .in_parts import begun, proposed_in_parts, searched

DIED = "plan-worker-died"


@pytest.fixture(autouse=True)
def small_parts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three visits are a large day, and two turns are enough."""
    settings.VISITS_A_PART = 1
    monkeypatch.setattr("backend.dispatch.planner.parts.TURNS", 2)


@pytest.fixture
def large(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> list[WorkOrder]:
    """Work in the west, where Olena lives, in the middle, and twice in the east, near Karim."""
    second_engineer.base = Point(7.50, 43.75)
    second_engineer.save()
    return [new_work(_machine(cast, lon)) for lon in (7.41, 7.43, 7.48, 7.49)]


def _machine(cast: Cast, lon: float) -> Equipment:
    place = ServiceObject.objects.create(
        client=cast.hotel, name=f"Shop {lon}", point=Point(lon, 43.74), territory=cast.monaco
    )
    kind = cast.ice_machine.type
    return Equipment.objects.create(client=cast.hotel, object=place, type=kind, name="Ice machine")


def asked(cast: Cast) -> Plan:
    return plans.request_plan(MONDAY, by=cast.dispatcher)


def parts_of(plan: Plan) -> list[tuple[int, int, int, str]]:
    return [*plan.parts.values_list("turn", "engineers", "stops", "state")]


def test_it_works(cast: Cast, large: list[WorkOrder]) -> None:
    plan = proposed_in_parts(asked(cast))
    assert (plan.state, plan.turns, plan.cost["planned"]) == ("proposed", 2, 4)
    assert plan.changes.count() == 4
    assert Visit.objects.count() == 0
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    assert {each.state for each in WorkOrder.objects.all()} == {"scheduled"}


def test_every_turn_has_everybody_once(cast: Cast, large: list[WorkOrder]) -> None:
    plan = asked(cast)
    parts = begun(plan)
    # An hour of work each, the same hours for both: two visits to a part.
    assert parts_of(plan) == [(0, 1, 2, "waiting"), (0, 1, 2, "waiting")]
    searched(parts)
    assert parts_of(plan) == [(0, 1, 2, "solved"), (0, 1, 2, "solved")]
    by_territory.go_on(plan.pk)
    assert [each[0] for each in parts_of(plan)] == [1, 1]
    assert sum(each[2] for each in parts_of(plan)) == 4


def test_bound_engineers_need_one_turn(cast: Cast, large: list[WorkOrder], settings: Any) -> None:
    Engineer.objects.update(territory=cast.monaco, only_in_territory=True)
    settings.VISITS_A_PART = 3
    given = assemble_day(MONDAY, at(6))
    plan = asked(cast)
    plans_in_work.begin_plan(plan.pk)
    by_territory.begin_parts(plan.pk, given)
    plan.refresh_from_db()
    assert plan.turns == 1
    assert [each.territories for each in plan.parts.all()] == [[cast.monaco.code]]


def test_a_small_day_is_one_search(cast: Cast, large: list[WorkOrder], settings: Any) -> None:
    given = assemble_day(MONDAY, at(6))
    assert by_territory.is_too_large(given)
    settings.VISITS_A_PART = 2
    assert not by_territory.is_too_large(given)


def test_what_stands_stays_with_who_it_stands_with(cast: Cast, large: list[WorkOrder]) -> None:
    """Olena was given a visit next to where Karim lives; no part comes between them."""
    far = assign_work([large[3].pk], cast.engineer.pk, begin=at(10), end=at(11), by=cast.dispatcher)
    plan = asked(cast)
    parts = begun(plan)
    while parts:
        for part in plan.parts.all():
            shifts = {each["id"][:36] for each in part.given["engineers"]}
            stops = {each["id"] for each in part.given["stops"]}
            assert (str(cast.engineer.pk) in shifts) == (f"visit:{far.pk}" in stops)
        searched(parts)
        parts = by_territory.go_on(plan.pk)
    plan.refresh_from_db()
    assert plan.choices[0]["changes"] == 0


def test_a_part_is_taken_once_and_the_whole_proposed_once(
    cast: Cast, large: list[WorkOrder]
) -> None:
    plan = asked(cast)
    parts = begun(plan)
    assert by_territory.begin_part(parts[0])
    assert by_territory.begin_part(parts[0]) is None
    PlanPart.objects.update(state="waiting")
    while parts:
        searched(parts)
        again = parts
        parts = by_territory.go_on(plan.pk)
        # A task that comes twice finds the next turn begun, or the plan proposed.
        assert by_territory.go_on(plan.pk) == []
        assert by_territory.begin_part(again[0]) is None
    assert Entry.objects.filter(kind="plan.proposed").count() == 1
    assert plan.changes.count() == 4


def test_nobody_goes_on_before_the_last_part_has_ended(cast: Cast, large: list[WorkOrder]) -> None:
    plan = asked(cast)
    parts = begun(plan)
    searched(parts[:1])
    assert by_territory.go_on(plan.pk) == []
    assert [each[0] for each in parts_of(plan)] == [0, 0]


def test_a_part_that_fails_leaves_its_day_alone_and_the_rest_is_planned(
    cast: Cast, large: list[WorkOrder]
) -> None:
    stands = assign_work(
        [large[0].pk], cast.engineer.pk, begin=at(10), end=at(11), by=cast.dispatcher
    )
    plan = asked(cast)
    west, east = begun(plan)
    by_territory.fail_part(west, "plan-timeout")
    searched([east])
    while parts := by_territory.go_on(plan.pk):
        searched(parts)
    plan.refresh_from_db()
    assert plan.state == "proposed"
    assert {each.engineer for each in plan.changes.all()} == {
        Engineer.objects.get(user__email="karim@example.com")
    }
    failed = plan.parts.get(state="failed")
    assert (failed.failure, failed.engineers) == ("plan-timeout", 1)
    before = (stands.planned_from, stands.version)
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    stands.refresh_from_db()
    assert (stands.planned_from, stands.version) == before


def test_where_every_part_fails_the_plan_does(cast: Cast, large: list[WorkOrder]) -> None:
    plan = asked(cast)
    for part in begun(plan):
        by_territory.fail_part(part, "plan-timeout")
    assert by_territory.go_on(plan.pk) == []
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == ("failed", "plan-timeout")


def test_a_part_whose_worker_died_is_given_to_another_and_fails_after_the_second(
    cast: Cast, large: list[WorkOrder], early: time_machine.Traveller
) -> None:
    plan = asked(cast)
    dead, lives = begun(plan)
    for sent in ([dead], []):
        assert by_territory.begin_part(dead)
        by_territory.begin_part(lives)
        early.shift(timedelta(seconds=31))
        by_territory.part_stop_asked(lives)
        assert by_territory.tend_parts() == (sent, [])
    states = dict(plan.parts.values_list("id", "state"))
    assert states == {dead: "failed", lives: "solving"}
    assert plan.parts.get(id=dead).failure == DIED


def test_a_part_nobody_took_is_sent_again_every_minute(
    cast: Cast, large: list[WorkOrder], early: time_machine.Traveller
) -> None:
    parts = begun(asked(cast))
    early.shift(timedelta(seconds=60))
    assert by_territory.tend_parts() == ([], [])
    early.shift(timedelta(seconds=1))
    sent, _ = by_territory.tend_parts()
    assert sorted(sent) == sorted(parts)
    assert by_territory.tend_parts() == ([], [])


def test_a_worker_that_dies_before_it_goes_on_is_noticed(
    cast: Cast, large: list[WorkOrder]
) -> None:
    plan = asked(cast)
    searched(begun(plan))
    assert by_territory.tend_parts() == ([], [plan.pk])


def test_a_plan_in_parts_ends_when_no_worker_is_heard_of_for_ten_minutes(
    cast: Cast, large: list[WorkOrder], early: time_machine.Traveller
) -> None:
    plan = asked(cast)
    begun(plan)
    early.shift(timedelta(minutes=10))
    plans_in_work.end_silent_plans()
    plan.refresh_from_db()
    assert plan.state == "solving"
    early.shift(timedelta(seconds=1))
    plans_in_work.end_silent_plans()
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == ("failed", "plan-not-taken")


def test_a_part_at_work_keeps_the_plan_alive(
    cast: Cast, large: list[WorkOrder], early: time_machine.Traveller
) -> None:
    plan = asked(cast)
    part, _ = begun(plan)
    by_territory.begin_part(part)
    for _turn in range(3):
        early.shift(timedelta(minutes=5))
        assert not by_territory.part_stop_asked(part)
    plans_in_work.end_silent_plans()
    plan.refresh_from_db()
    assert plan.state == "solving"


def test_stopped_in_its_first_turn_it_proposes_what_it_has(
    cast: Cast, large: list[WorkOrder]
) -> None:
    plan = asked(cast)
    parts = begun(plan)
    work = by_territory.begin_part(parts[0])
    assert work
    assert not by_territory.part_stop_asked(parts[0])
    plans_in_work.ask_to_stop(plan.pk, by=cast.dispatcher)
    assert by_territory.part_stop_asked(parts[0])
    PlanPart.objects.update(state="waiting")
    searched(parts)
    assert by_territory.go_on(plan.pk) == []
    plan.refresh_from_db()
    assert (plan.state, plan.cost["planned"]) == ("proposed", 4)


def test_work_that_came_since_makes_it_stale(
    cast: Cast, large: list[WorkOrder], new_work: Callable[..., WorkOrder]
) -> None:
    plan = proposed_in_parts(asked(cast))
    # A second machine where a visit is planned already: the places are the same.
    new_work(Equipment.objects.filter(object__name="Shop 7.41").get())
    WorkOrder.objects.filter(pk=large[0].pk).update(state="cancelled")
    with pytest.raises(Refused, match="plan-stale"):
        plans.accept_plan(plan.pk, by=cast.dispatcher)
