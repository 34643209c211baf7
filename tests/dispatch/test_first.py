"""Who can get there first: the soonest, what it costs the others, and one click to assign it.

Every drive takes ten minutes, from the kerb to the machine are ten more; shifts are 07:00-16:00
UTC. So an engineer at the base who is free at 07:00 works from 07:20.
"""

from collections.abc import Callable

import pytest
from django.contrib.gis.geos import Point as Place
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.clients.models import ServiceObject
from backend.demo.cast import Cast
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch.actions import Room, assign_making_room, assign_work
from backend.dispatch.candidate_day import Offer
from backend.dispatch.first import who_first
from backend.dispatch.models import Absence, DayBoard, Engineer, TrafficHour, Visit
from backend.dispatch.planner.travel import Roads
from backend.lib.errors import NotFound, Refused

from .conftest import MONDAY, at
from .first_asked import TenMinutes, asked


def told(offer: Offer) -> tuple[str, object, object]:
    return offer.name, offer.arrive, offer.begin


@pytest.fixture
def busy(cast: Cast, shift: None, new_work: Callable[..., WorkOrder]) -> Visit:
    """At the pharmacy from 08:00 to 09:00 UTC."""
    other = new_work(cast.pharmacy_fridge)
    return assign_work([other.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)


def test_it_works(cast: Cast, shift: None, work: WorkOrder) -> None:
    answer = asked(cast, work)
    [offer] = answer.first
    assert told(offer) == (str(cast.engineer), at(7, 10), at(7, 20))
    assert (offer.end, offer.drive_s, offer.extra_travel_s) == (at(8, 20), 600, 1200)
    # Reported 07:00 on the wall, ten open hours from 08:00: promised until 18:00.
    assert (offer.late_s, offer.put_off, offer.after, offer.is_seen) == (0, (), "", False)
    [near] = answer.on_duty
    assert (near.able, answer.unhurried, answer.barred, answer.source) == (True, (), (), "roads")


def test_who_is_there_first_makes_a_visit_wait(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    answer = asked(cast, work)
    [first], [calm] = answer.first, answer.unhurried
    assert told(first) == (str(cast.engineer), at(7, 10), at(7, 20))
    [late] = first.put_off
    # 08:20 and twenty minutes of road and way in: forty minutes later than planned.
    assert (late.visit_id, late.begin, late.by_s, late.late_s) == (busy.pk, at(8, 40), 2400, 0)
    assert (calm.begin, calm.after, calm.put_off) == (at(9, 20), "Pharmacie du Port", ())


def test_one_click_moves_what_waits_and_assigns(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    answer = asked(cast, work)
    offer = answer.first[0]
    moves = {each.visit_id: each.begin for each in offer.put_off}
    room = Room(cast.engineer.pk, MONDAY, answer.version, offer.begin, offer.end, moves)
    visit = assign_making_room([work.pk], room, by=cast.dispatcher)
    busy.refresh_from_db()
    assert (visit.planned_from, visit.planned_to) == (at(7, 20), at(8, 20))
    assert (busy.planned_from, busy.planned_to) == (at(8, 40), at(9, 40))
    with pytest.raises(Refused, match="day-changed"):
        assign_making_room([work.pk], room, by=cast.dispatcher)


def test_nothing_moves_where_the_work_cannot_be_assigned(
    cast: Cast, busy: Visit, work: WorkOrder
) -> None:
    WorkOrder.objects.filter(pk=work.pk).update(state="on_hold")
    version = DayBoard.objects.get(date=MONDAY).version
    room = Room(cast.engineer.pk, MONDAY, version, at(7, 20), at(8, 20), {busy.pk: at(8, 40)})
    with pytest.raises(Refused, match="wrong-state"):
        assign_making_room([work.pk], room, by=cast.dispatcher)
    busy.refresh_from_db()
    assert busy.planned_from == at(8)


def test_what_is_fixed_does_not_wait(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    Visit.objects.filter(pk=busy.pk).update(lock=Visit.Lock.TIME)
    [offer] = asked(cast, work).first
    assert (offer.begin, offer.put_off) == (at(9, 20), ())


def test_an_agreed_window_is_not_broken(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    Visit.objects.filter(pk=busy.pk).update(window_to=at(8, 39))
    assert asked(cast, work).first[0].begin == at(9, 20)
    Visit.objects.filter(pk=busy.pk).update(window_to=at(8, 40))
    assert asked(cast, work).first[0].begin == at(7, 20)


def test_a_promise_that_waiting_breaks_is_told(
    cast: Cast, shift: None, work: WorkOrder, new_work: Callable[..., WorkOrder]
) -> None:
    assign_work([work.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    SlaClock.objects.filter(request=work.request, kind="arrival").update(due_at=at(8, 30))
    other = new_work(cast.pharmacy_fridge)
    [offer] = asked(cast, other).first
    # At the hotel from 08:40 instead of 08:00. The pharmacy has no contract, so no promise.
    assert (offer.put_off[0].late_s, offer.late_s) == (600, None)


def test_arriving_after_the_promise_is_told(cast: Cast, shift: None, work: WorkOrder) -> None:
    SlaClock.objects.filter(request=work.request, kind="arrival").update(due_at=at(7))
    assert asked(cast, work).first[0].late_s == 1200


def test_who_is_at_work_leaves_when_it_ends(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    Visit.objects.filter(pk=busy.pk).update(state="working")
    [offer] = asked(cast, work, 8, 30).first
    assert (offer.begin, offer.after) == (at(9, 20), "Pharmacie du Port")
    # It takes longer than planned: nobody knows for how long, so from now.
    assert asked(cast, work, 9, 30).first[0].begin == at(9, 50)


def test_the_soonest_comes_first(
    cast: Cast, busy: Visit, work: WorkOrder, second_engineer: Engineer
) -> None:
    Visit.objects.filter(pk=busy.pk).update(lock=Visit.Lock.TIME)
    assert [each.begin for each in asked(cast, work).first] == [at(7, 20), at(9, 20)]


def test_an_absence_is_no_time_to_be_sent(cast: Cast, shift: None, work: WorkOrder) -> None:
    Absence.objects.create(engineer=cast.engineer, starts_at=at(6), ends_at=at(9))
    assert asked(cast, work).first[0].begin == at(9, 20)
    Absence.objects.update(ends_at=at(20))
    assert asked(cast, work).first == ()


def test_nobody_is_sent_after_the_shift(cast: Cast, shift: None, work: WorkOrder) -> None:
    # An hour of overtime is allowed: until 17:00. Home again at 17:00 means gone by 15:30.
    assert asked(cast, work, 15, 30).first[0].overtime_s == 3600
    assert asked(cast, work, 15, 31).first == ()
    over = asked(cast, work, 17)
    assert (over.on_duty, over.first) == ((), ())


def test_a_fresh_position_says_who_is_near(cast: Cast, shift: None, work: WorkOrder) -> None:
    place = cast.hotel_object.point
    assert place
    seen = {cast.engineer.pk: Place(place.x, place.y, srid=4326)}
    # Already there: no drive and no way in.
    [offer] = asked(cast, work, 8, seen=lambda: seen).first
    assert (offer.begin, offer.after, offer.is_seen) == (at(8), "", True)
    # Where the phone is an hour before the shift says nothing of where the day begins.
    [early] = asked(cast, work, 6, seen=lambda: seen).first
    assert (early.begin, early.is_seen) == (at(7, 20), False)


def test_who_left_an_object_is_still_there(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    place = cast.hotel_object
    Visit.objects.filter(pk=busy.pk).update(state="completed", object=place)
    busy.engineers.update(actual_from=at(7, 30), actual_to=at(8, 5), holds=False)
    # It was planned until 09:00 and is over since 08:05.
    [offer] = asked(cast, work, 8, 10).first
    assert (offer.begin, offer.after, offer.put_off) == (at(8, 10), place.name, ())
    # A phone that was seen elsewhere knows better.
    seen = {cast.engineer.pk: Place(7.41, 43.73, srid=4326)}
    [offer] = asked(cast, work, 8, 10, seen=lambda: seen).first
    assert (offer.begin, offer.after, offer.is_seen) == (at(8, 30), "", True)


def test_who_is_at_work_is_not_where_the_phone_is(cast: Cast, busy: Visit, work: WorkOrder) -> None:
    Visit.objects.filter(pk=busy.pk).update(state="en_route")
    place = cast.hotel_object.point
    assert place
    seen = {cast.engineer.pk: Place(place.x, place.y, srid=4326)}
    [offer] = asked(cast, work, 8, 30, seen=lambda: seen).first
    assert (offer.begin, offer.after) == (at(9, 20), "Pharmacie du Port")


def test_roads_are_as_slow_as_plans_have_them(cast: Cast, shift: None, work: WorkOrder) -> None:
    TrafficHour.objects.bulk_create(TrafficHour(hour=hour, factor="1.5") for hour in range(24))
    [offer] = asked(cast, work).first
    # A quarter of an hour of road and ten minutes of way in.
    assert (offer.arrive, offer.begin, offer.drive_s) == (at(7, 15), at(7, 25), 900)


def test_an_object_that_is_closed_asks_nobody(cast: Cast, shift: None, work: WorkOrder) -> None:
    ServiceObject.objects.update(access_hours={"tue": [["09:00", "18:00"]]})
    with CaptureQueriesContext(connection) as queries:
        answer = asked(cast, work)
    assert (answer.first, len(answer.on_duty)) == ((), 1)
    assert not [each for each in queries if "dispatch_shiftbreak" in each["sql"]]
    ServiceObject.objects.update(access_hours={"mon": [["09:00", "18:00"]]})
    # 09:00 on the wall is 08:00 UTC; nobody stands before the door before.
    [offer] = asked(cast, work).first
    assert (offer.arrive, offer.begin) == (at(7, 50), at(8))


def test_work_that_waits_for_nobody_is_refused(cast: Cast, busy: Visit) -> None:
    with pytest.raises(Refused, match="wrong-state"):
        asked(cast, busy.works.get().work_order)


def test_others_find_nothing(cast: Cast, shift: None, work: WorkOrder) -> None:
    with pytest.raises(NotFound):
        who_first(cast.engineer_user, work.pk, MONDAY, at(6), roads=TenMinutes(None))


def test_a_silent_road_server_is_said(cast: Cast, shift: None, work: WorkOrder) -> None:
    silent = Roads(None)
    answer = who_first(cast.dispatcher, work.pk, MONDAY, at(6), roads=silent)
    assert (answer.source, answer.no_roads, len(answer.first)) == ("geodesic", "no-server", 1)


def test_the_number_of_queries_does_not_grow(
    cast: Cast, busy: Visit, work: WorkOrder, second_engineer: Engineer
) -> None:
    with CaptureQueriesContext(connection) as queries:
        asked(cast, work)
    told = [each["sql"] for each in queries if "set_config" not in each["sql"]]
    told = [each for each in told if "SAVEPOINT" not in each]
    # The order with skills and clocks; access rules, wishes and parts; who is on duty, the board,
    # who rests; then the shifts of a few, their visits, and traffic.
    assert len(told) == 12, told
