"""publish_day: engineers are told the day as it stands, once, by one dispatcher."""

from collections.abc import Callable

import pytest

from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, move_visit, publish_day, unassign_visit
from backend.dispatch.models import DayBoard, Visit, World
from backend.dispatch.queries import day_of
from backend.journal.models import Entry
from backend.lib.errors import Refused

from .conftest import MONDAY, at


def publish(cast: Cast) -> DayBoard:
    return publish_day(MONDAY, DayBoard.objects.get(date=MONDAY).version, by=cast.dispatcher)


def test_it_works(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    world = World.objects.get(engineer=cast.engineer).version
    assert day_of(MONDAY, cast.dispatcher).unpublished == 1
    publish(cast)
    visit.refresh_from_db()
    assert visit.state == "published"
    assert visit.told == {
        "engineers": [str(cast.engineer.pk)],
        "from": "2026-11-23T08:00:00+00:00",
        "to": "2026-11-23T09:00:00+00:00",
        "order": 1,
        "window": [None, None],
    }
    assert World.objects.get(engineer=cast.engineer).version == world + 1
    assert day_of(MONDAY, cast.dispatcher).unpublished == 0


def test_visits_are_numbered_as_they_follow_one_another(
    cast: Cast, new_work: Callable[..., WorkOrder]
) -> None:
    late, soon = new_work(), new_work(cast.pharmacy_fridge)
    for order, hour in ((late, 11), (soon, 8)):
        assign_work(
            [order.pk], cast.engineer.pk, begin=at(hour), end=at(hour + 1), by=cast.dispatcher
        )
    publish(cast)
    orders = Visit.objects.order_by("planned_from").values_list("object__client_code", "order")
    assert list(orders) == [("PP-01", 1), ("HH-01", 2)]


def test_only_the_first_of_two_dispatchers_publishes(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    seen = DayBoard.objects.get(date=MONDAY).version
    move_visit(visit.pk, cast.engineer.pk, begin=at(9), end=at(10), by=cast.dispatcher)
    with pytest.raises(Refused, match="day-changed"):
        publish_day(MONDAY, seen, by=cast.dispatcher)
    assert Visit.objects.get().told is None


def test_published_twice_nobody_is_told_twice(cast: Cast, work: WorkOrder) -> None:
    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    publish(cast)
    publish(cast)
    assert Entry.objects.filter(kind="visit.published").count() == 1


def test_a_published_visit_taken_away_is_withdrawn(cast: Cast, work: WorkOrder) -> None:
    visit = assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    publish(cast)
    unassign_visit(visit.pk, by=cast.dispatcher)
    visit.refresh_from_db()
    assert visit.state == "withdrawn"
