"""assign_work, move_visit and unassign_visit: who goes where, and what the database refuses."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, move_visit, unassign_visit
from backend.dispatch.models import DayBoard, Engineer, Visit
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused

from .conftest import MONDAY, at


def test_it_works(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    work.refresh_from_db()
    seat = visit.engineers.get()
    assert (visit.date, visit.state, visit.client) == (MONDAY, "planned", cast.hotel)
    assert (seat.engineer, seat.planned_from, seat.planned_to) == (cast.engineer, at(8), at(9))
    assert work.state == WorkOrder.State.SCHEDULED
    assert DayBoard.objects.get(date=MONDAY).version == 1
    assert Entry.objects.filter(kind="visit.planned", subject_id=visit.pk).count() == 1


def test_one_engineer_is_never_in_two_places(
    cast: Cast, new_work: Callable[..., WorkOrder]
) -> None:
    first, second = new_work(), new_work(cast.pharmacy_fridge)
    assign_work([first.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    with pytest.raises(Refused, match="visit-clash"):
        assign_work([second.pk], cast.engineer.pk, begin=at(8, 30), end=at(10), by=cast.dispatcher)
    second.refresh_from_db()
    assert second.state == WorkOrder.State.UNSCHEDULED
    assert Visit.objects.count() == 1


def test_one_visit_may_begin_when_another_ends(
    cast: Cast, new_work: Callable[..., WorkOrder]
) -> None:
    first, second = new_work(), new_work(cast.pharmacy_fridge)
    assign_work([first.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    assign_work([second.pk], cast.engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher)
    assert Visit.objects.count() == 2


def test_planned_work_is_not_planned_twice(cast: Cast, work: WorkOrder) -> None:
    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    with pytest.raises(Refused, match="wrong-state"):
        assign_work([work.pk], cast.engineer.pk, begin=at(10), end=at(11), by=cast.dispatcher)


def test_bad_input_is_named(cast: Cast, work: WorkOrder) -> None:
    with pytest.raises(Invalid) as refusal:
        assign_work([work.pk], cast.engineer.pk, begin=at(9), end=at(9), by=cast.dispatcher)
    assert refusal.value.field == "end"
    with pytest.raises(NotFound):
        assign_work([uuid4()], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)


def test_work_at_two_objects_is_not_one_visit(
    cast: Cast, new_work: Callable[..., WorkOrder]
) -> None:
    orders = [new_work().pk, new_work(cast.pharmacy_fridge).pk]
    with pytest.raises(Invalid, match="several-objects"):
        assign_work(orders, cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)


def test_a_client_on_hold_is_not_served(cast: Cast, work: WorkOrder) -> None:
    cast.hotel.service_hold = True
    cast.hotel.save()
    with pytest.raises(Refused, match="service-hold"):
        assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)


def test_a_visit_moves_to_another_engineer(
    cast: Cast, work: WorkOrder, second_engineer: Engineer
) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    move_visit(visit.pk, second_engineer.pk, begin=at(10), end=at(11), by=cast.dispatcher)
    visit.refresh_from_db()
    assert visit.engineers.get().engineer == second_engineer
    assert visit.planned_from == at(10)


def test_unassigned_work_waits_again(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    unassign_visit(visit.pk, by=cast.dispatcher)
    visit.refresh_from_db()
    work.refresh_from_db()
    assert (visit.state, work.state) == ("cancelled", WorkOrder.State.UNSCHEDULED)
    assert not visit.engineers.get().holds


def test_what_is_under_way_is_not_moved(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(state="working")
    with pytest.raises(Refused, match="wrong-state"):
        unassign_visit(visit.pk, by=cast.dispatcher)
