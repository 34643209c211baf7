"""What rows ask of whoever comes, in the planner's words, with the exact numbers."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.clients.models import AccessRule
from backend.demo.cast import Cast, add_shift
from backend.desk.models import Request, WorkOrder
from backend.dispatch import plans
from backend.dispatch.actions import assign_work, lock_visit_for_planner
from backend.dispatch.assemble import assemble_day, assemble_days
from backend.dispatch.models import (
    Clearance,
    Engineer,
    EngineerSkill,
    EngineerWish,
    Plan,
    Shift,
    Visit,
    VisitEngineer,
)
from backend.dispatch.planner.day import PlannerEngineer, Stop
from backend.fieldwork.models import PartRequest, VanStock

from .conftest import MONDAY, at
from .first_asked import asked, barred
from .planned import proposed

HOUR = 3600
SUNDAY = MONDAY - timedelta(days=1)


def olena(cast: Cast) -> PlannerEngineer:
    given = assemble_day(MONDAY, at(6))
    return next(each for each in given.engineers if each.who == str(cast.engineer.pk))


def only_stop() -> Stop:
    (stop,) = assemble_day(MONDAY, at(6)).stops
    return stop


def only_change(cast: Cast) -> Any:
    return proposed(MONDAY, cast.dispatcher).changes.get()


def why_left_out(plan: Plan) -> list[str]:
    assert plan.solution
    return [each["reasons"][0]["code"] for each in plan.solution["unplanned"]]


def test_a_level_too_low_is_a_skill_missing(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    cast.ice_machine.type.least_level = 3
    cast.ice_machine.type.save()
    EngineerSkill.objects.filter(engineer=cast.engineer).update(level=2)
    EngineerSkill.objects.filter(engineer=second_engineer).update(level=3)
    assert only_stop().levels == {"refrigeration": 3}
    assert olena(cast).levels == {"refrigeration": 2}
    assert only_change(cast).engineer == second_engineer


@pytest.mark.parametrize(("days_left", "planned"), [(0, 1), (-1, 0)])
def test_a_certificate_is_good_to_the_end_of_its_last_day(
    cast: Cast, shift: None, work: WorkOrder, days_left: int, planned: int
) -> None:
    last = MONDAY + timedelta(days=days_left)
    EngineerSkill.objects.filter(engineer=cast.engineer).update(expires_on=last)
    assert olena(cast).expires_s == {"refrigeration": 24 * HOUR * (1 + days_left)}
    assert proposed(MONDAY, cast.dispatcher).changes.count() == planned


def test_who_has_no_pass_is_not_sent(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    hotel = cast.hotel_object
    AccessRule.objects.create(object=hotel, kind="pass")
    assert only_stop().clearances == {f"pass:{hotel.pk}"}
    assert why_left_out(proposed(MONDAY, cast.dispatcher)) == ["nobody-may"]
    # One for the whole client opens each of its objects; the last day counts.
    Clearance.objects.create(
        engineer=second_engineer, client=cast.hotel, kind="pass", valid_until=MONDAY
    )
    assert only_change(cast).engineer == second_engineer


def test_a_pass_for_another_object_or_of_another_kind_opens_nothing(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    AccessRule.objects.create(object=cast.hotel_object, kind="induction")
    Clearance.objects.create(engineer=cast.engineer, client=cast.hotel, kind="pass")
    Clearance.objects.create(
        engineer=cast.engineer, client=cast.hotel, object=cast.pharmacy_object, kind="induction"
    )
    assert olena(cast).clearances == frozenset()


def test_nobody_comes_before_the_escort_can_be_ordered(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    AccessRule.objects.create(object=cast.hotel_object, kind="escort", lead_min=240)
    # Made at 07:00 on the wall, four hours before which nobody opens.
    assert only_stop().not_before_s == 11 * HOUR
    assert only_stop().clearances == frozenset()
    assert only_change(cast).planned_from == at(10)


def test_a_visit_that_stands_has_its_escort_ordered(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    AccessRule.objects.create(object=cast.hotel_object, kind="escort", lead_min=240)
    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    assert only_stop().not_before_s == 0


def test_only_who_is_bound_to_a_territory_stays_in_it(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    cast.engineer.territory = cast.monaco
    cast.engineer.save()
    assert olena(cast).territories == frozenset()
    Engineer.objects.update(only_in_territory=True)
    assert olena(cast).territories == {cast.monaco.code}


def test_on_call_is_for_what_is_urgent_enough(cast: Cast, work: WorkOrder) -> None:
    add_shift(cast.engineer, MONDAY)
    Shift.objects.update(kind="on_call", least_priority="critical")
    WorkOrder.objects.update(priority="high")
    assert (olena(cast).least_priority, only_stop().priority) == (3, 2)
    assert why_left_out(proposed(MONDAY, cast.dispatcher)) == ["nobody-may"]
    WorkOrder.objects.update(priority="critical")
    assert only_change(cast).engineer == cast.engineer


def test_nobody_is_on_call_while_at_work(cast: Cast, shift: None) -> None:
    work = Shift.objects.get()
    Shift.objects.create(
        engineer=cast.engineer, kind="on_call", date=MONDAY, wall_from=work.wall_from,
        wall_to="20:00", starts_at=work.starts_at, ends_at=at(19),
    )  # fmt: skip
    spans = [each.shift for each in assemble_day(MONDAY, at(6)).engineers]
    assert sorted(spans) == [(8 * HOUR, 17 * HOUR), (17 * HOUR, 20 * HOUR)]


def test_a_novice_has_few_visits_and_takes_longer(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    Engineer.objects.update(most_stops=1, speed_factor=Decimal("1.5"))
    new_work()
    new_work(cast.pharmacy_fridge)
    plan = proposed(MONDAY, cast.dispatcher)
    change = plan.changes.get()
    assert change.planned_to - change.planned_from == timedelta(minutes=90)
    assert why_left_out(plan) == ["no-capacity"]


def test_a_novice_who_has_had_a_visit_may_have_one_fewer(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    done, work = new_work(cast.pharmacy_fridge), new_work()
    visit = assign_work([done.pk], cast.engineer.pk, begin=at(7), end=at(8), by=cast.dispatcher)
    Engineer.objects.filter(pk=cast.engineer.pk).update(most_stops=2)

    def left(hour: int) -> tuple[int | None, int]:
        given = assemble_day(MONDAY, at(hour))
        return given.engineers[0].most_stops, len(given.stops)

    # Before it begins it is one of the two stops of the plan; begun or done, the plan has one.
    assert left(6) == (2, 2)
    Visit.objects.filter(pk=visit.pk).update(state="working")
    assert left(7) == (1, 1)
    Visit.objects.filter(pk=visit.pk).update(state="completed")
    VisitEngineer.objects.update(actual_from=at(7), actual_to=at(8), holds=False)
    assert left(12) == (1, 1)
    assert [each.name for each in asked(cast, work, 12).first] == [str(cast.engineer)]
    Engineer.objects.filter(pk=cast.engineer.pk).update(most_stops=1)
    assert left(12) == (0, 1)
    # Half an hour of lunch and ten minutes by road.
    assert barred(asked(cast, work, 12)) == [(str(cast.engineer), at(12, 40), [("cap", ())])]


def test_a_visit_counts_for_the_shift_it_was_in(
    cast: Cast, shift: None, new_work: Callable[..., WorkOrder]
) -> None:
    done, work = new_work(cast.pharmacy_fridge), new_work()
    assign_work([done.pk], cast.engineer.pk, begin=at(7), end=at(8), by=cast.dispatcher)
    Visit.objects.update(state="completed")
    VisitEngineer.objects.update(actual_from=at(7), actual_to=at(8), holds=False)
    Engineer.objects.filter(pk=cast.engineer.pk).update(most_stops=1)
    Shift.objects.create(
        engineer=cast.engineer, kind="on_call", date=MONDAY, wall_from="17:00", wall_to="22:00",
        starts_at=at(15), ends_at=at(20), least_priority="low",
    )  # fmt: skip
    # Work is from 08:00 to 17:00 on the clock, which is over at 15:30 UTC.
    given = assemble_day(MONDAY, at(15, 30))
    by_kind = {each.id.split("/")[1]: each.most_stops for each in given.engineers}
    assert by_kind == {"work": 0, "on_call": 1}
    assert [each.name for each in asked(cast, work, 15, 30).first] == [str(cast.engineer)]


def test_the_van_must_hold_what_the_work_waits_for(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    asked = {"unit": "pcs", "state": "reserved", "asked_at": at(5)}
    PartRequest.objects.create(work_order=work, part=cast.part, quantity=Decimal("2.5"), **asked)
    VanStock.objects.create(engineer=cast.engineer, part=cast.part, quantity=2)
    VanStock.objects.create(engineer=second_engineer, part=cast.part, quantity=3)
    assert only_stop().parts == {cast.part.code: 2500}
    assert olena(cast).van == {cast.part.code: 2000}
    assert only_change(cast).engineer == second_engineer


def test_a_part_that_lies_at_the_base_is_taken_along(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    PartRequest.objects.create(
        work_order=work, part=cast.part, quantity=1, unit="pcs", state="received", asked_at=at(5)
    )
    assert only_stop().parts == {}


def test_goods_that_spoil_have_their_own_money(cast: Cast, shift: None, work: WorkOrder) -> None:
    Request.objects.update(spoils_at=at(9))
    stop = only_stop()
    # 10:00 on the wall; 200 an hour are 555 points a second.
    assert (stop.spoils_s, stop.spoil_price) == (10 * HOUR, 555)


def test_a_banned_engineer_is_not_sent_and_a_preferred_one_is(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    EngineerWish.objects.create(client=cast.hotel, engineer=second_engineer, kind="preferred")
    stop = only_stop()
    assert (stop.preferred, stop.preferred_price) == ({str(second_engineer.pk)}, 200_000)
    assert only_change(cast).engineer == second_engineer
    EngineerWish.objects.update(kind="banned")
    assert only_stop().banned == {str(second_engineer.pk)}


def test_a_wish_for_one_object_is_no_wish_for_another(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    EngineerWish.objects.create(
        client=cast.hotel, object=cast.pharmacy_object, engineer=cast.engineer, kind="banned"
    )
    assert only_stop().banned == frozenset()


def test_who_worked_in_the_night_begins_when_rested(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    add_shift(cast.engineer, SUNDAY)
    night = Shift.objects.get(date=SUNDAY)
    Shift.objects.filter(pk=night.pk).update(
        kind="on_call", starts_at=at(0) - timedelta(hours=4), ends_at=at(5), rest_min=11 * 60
    )
    assert olena(cast).shift == (8 * HOUR, 17 * HOUR)
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(0), end=at(1), by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(date=SUNDAY)
    # Done at two on the wall: the day begins at 13:00.
    assert olena(cast).shift == (13 * HOUR, 17 * HOUR)


def test_rest_holds_between_the_shifts_that_are_planned_too(cast: Cast, shift: None) -> None:
    Shift.objects.update(rest_min=660)
    (first,) = assemble_days(MONDAY, MONDAY, at(6)).engineers
    assert first.rest_s == 11 * HOUR


def test_two_go_where_the_kind_of_work_needs_two(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    cast.repair.engineers_needed = 2
    cast.repair.save()
    change = only_change(cast)
    assert {change.engineer_id, *change.helper_ids} == {cast.engineer.pk, second_engineer.pk}


def test_a_crew_that_was_accepted_stays_together_and_takes_both(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    cast.repair.engineers_needed = 2
    cast.repair.save()
    new_work()
    plans.accept_plan(proposed(MONDAY, cast.dispatcher).pk, by=cast.dispatcher)
    visit = Visit.objects.get()
    seats = visit.engineers.values_list("part", "planned_from", "planned_to")
    assert sorted(seats) == [
        (part, visit.planned_from, visit.planned_to) for part in ("helper", "lead")
    ]
    cast.repair.engineers_needed = 1
    cast.repair.save()
    new_work(cast.pharmacy_fridge)
    plan = proposed(MONDAY, cast.dispatcher)
    # Nobody of the crew is sent elsewhere meanwhile, and the crew itself is moved by people only.
    assert [each.kind for each in plan.changes.all()] == ["add"]
    plans.accept_plan(plan.pk, by=cast.dispatcher)
    assert VisitEngineer.objects.count() == 3


def test_who_is_locked_goes_whatever_they_lack(cast: Cast, shift: None, work: WorkOrder) -> None:
    AccessRule.objects.create(object=cast.hotel_object, kind="pass")
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    lock_visit_for_planner(visit.pk, "both", by=cast.dispatcher)
    plan = proposed(MONDAY, cast.dispatcher)
    assert (plan.changes.count(), why_left_out(plan)) == (0, [])
