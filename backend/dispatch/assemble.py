"""The bridge from rows to the planner's problem: one day's engineers, stops and places.

Seconds are counted from local midnight of the day in the zone of the bases. A stop is the
open work orders of one object, or a visit that is already planned; its id says which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import Absence, EngineerSkill, Shift, Visit
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer, Problem, Stop, Weights
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.stops import (
    Places,
    grouped,
    is_past,
    points_per_s,
    seconds_after,
    stop_for,
    stop_of_visit,
)
from backend.lib.clock import day_bounds

TRAVEL_PRICE_PER_H = Decimal(45)
OVERTIME_PRICE_PER_H = Decimal(60)


@dataclass(frozen=True)
class DayInput:
    """What a plan of `day` is made from. `points` are (lon, lat), indexed by the problem's places;

    `stop_works` names the work orders of a stop id, `stop_visit` the visit it already is.
    """

    day: date
    now: datetime
    midnight: datetime
    points: tuple[tuple[float, float], ...]
    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]
    stop_works: dict[str, tuple[UUID, ...]]
    stop_visit: dict[str, UUID]

    def problem(self, times: RoadTimes) -> Problem:
        """The planner's problem with driving times between `points`."""
        return Problem(
            engineers=self.engineers,
            stops=self.stops,
            travel_s=times.seconds,
            travel_m=times.metres,
            weights=Weights(travel_price=points_per_s(TRAVEL_PRICE_PER_H)),
        )

    def stop_named(self, stop_id: str) -> Stop:
        """The stop of that id."""
        return next(stop for stop in self.stops if stop.id == stop_id)

    def at(self, seconds: int) -> datetime:
        """The UTC instant `seconds` after the day's midnight."""
        return self.midnight + timedelta(seconds=seconds)


def assemble_day(day: date, now: datetime) -> DayInput:
    """Read everything a plan of `day` needs; runs inside the caller's transaction.

    What lies before `now` is past: a shift begins no earlier, and no earlier than the end of
    what its engineer has begun.
    """
    shifts = list(
        Shift.objects.filter(date=day, kind=Shift.Kind.WORK, engineer__is_active=True)
        .select_related("engineer__user")
        .prefetch_related("breaks", _abilities(day))
        .order_by("engineer_id")
    )
    zone = shifts[0].engineer.zone if shifts else "Europe/Monaco"
    midnight = day_bounds(day, zone)[0]
    places = Places()
    away, free_from = _away(day, zone), _free_from(day, now)
    engineers = tuple(
        _planner_engineer(
            shift,
            midnight,
            places,
            free_from.get(shift.engineer_id, now),
            away.get(shift.engineer_id, []),
        )
        for shift in shifts
    )
    return _with_stops(day, midnight, places, engineers, now)


def _with_stops(
    day: date,
    midnight: datetime,
    places: Places,
    engineers: tuple[PlannerEngineer, ...],
    now: datetime,
) -> DayInput:
    stops: list[Stop] = []
    works: dict[str, tuple[UUID, ...]] = {}
    visits: dict[str, UUID] = {}
    known = {engineer.id for engineer in engineers}
    for visit in _visits(day):
        if is_past(visit, now):
            continue
        stop = stop_of_visit(visit, midnight, places, known)
        if stop is not None:
            stops.append(stop)
            works[stop.id] = tuple(work.work_order_id for work in visit.works.all())
            visits[stop.id] = visit.id
    for group in grouped(_open_work(midnight + timedelta(days=1)), engineers):
        stop = stop_for(f"new:{group[0].id}", group, midnight, places)
        stops.append(stop)
        works[stop.id] = tuple(order.id for order in group)
    points = tuple(places.index)
    return DayInput(day, now, midnight, points, engineers, tuple(stops), works, visits)


def _abilities(day: date) -> "Prefetch[str, QuerySet[EngineerSkill], str]":
    valid = EngineerSkill.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day))
    return Prefetch("engineer__abilities", valid.select_related("skill"), to_attr="valid_abilities")


def _away(day: date, zone: str) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """By engineer, when they are away on this day, whole days and parts of one alike."""
    begin, end = day_bounds(day, zone)
    away: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for each in Absence.objects.filter(starts_at__lt=end, ends_at__gt=begin):
        away.setdefault(each.engineer_id, []).append((each.starts_at, each.ends_at))
    return away


def _free_from(day: date, now: datetime) -> dict[UUID, datetime]:
    """When each engineer is through with what they have begun or were told for a time gone by."""
    free: dict[UUID, datetime] = {}
    for visit in _visits(day):
        if is_past(visit, now):
            for seat in visit.engineers.all():
                free[seat.engineer_id] = max(visit.planned_to, now, free.get(seat.engineer_id, now))
    return free


def _planner_engineer(
    shift: Shift,
    midnight: datetime,
    places: Places,
    free_from: datetime,
    away: list[tuple[datetime, datetime]],
) -> PlannerEngineer:
    """One engineer's day from `free_from` on, without what they are away for."""
    engineer = shift.engineer
    start = engineer.home if engineer.starts_from_home and engineer.home else engineer.base
    place = places.of(start)
    hours: tuple[int, int] | None = None
    breaks: tuple[Break, ...] = ()
    if free_from < shift.ends_at:
        hours, breaks = working_hours(
            _span((max(shift.starts_at, free_from), shift.ends_at), midnight),
            [
                Break(*_span((each.earliest_at, each.latest_at), midnight), each.minutes * 60)
                for each in shift.breaks.all()
            ],
            [_span(each, midnight) for each in away],
        )
    return PlannerEngineer(
        id=str(engineer.id),
        start=place,
        end=place,
        shift=hours,
        skills=frozenset(
            each.skill.code
            for each in engineer.valid_abilities  # type: ignore[attr-defined]
        ),
        breaks=breaks,
        speed_factor=float(engineer.speed_factor),
        overtime_s=shift.overtime_min * 60,
        overtime_price=points_per_s(OVERTIME_PRICE_PER_H),
    )


def _span(instants: tuple[datetime, datetime], midnight: datetime) -> tuple[int, int]:
    return seconds_after(instants[0], midnight), seconds_after(instants[1], midnight)


def _visits(day: date) -> Iterable[Visit]:
    """Visits of the day that still take somebody's time."""
    return (
        Visit.objects.filter(date=day, state__in=lifecycle.HOLDING)
        .select_related("object")
        .prefetch_related("engineers", "works__work_order__skills", _clocks("works__work_order__"))
        .order_by("id")
    )


def _clocks(prefix: str = "") -> "Prefetch[str, QuerySet[SlaClock], str]":
    running = SlaClock.objects.filter(state__in=["running", "paused"], due_at__isnull=False)
    return Prefetch(f"{prefix}request__clocks", running, to_attr="running_clocks")


def _open_work(end: datetime) -> list[WorkOrder]:
    """What waits to be planned and may begin before `end`."""
    waiting = WorkOrder.objects.filter(
        Q(not_before=None) | Q(not_before__lt=end),
        Q(window_from=None) | Q(window_from__lt=end),
        state=WorkOrder.State.UNSCHEDULED,
        place=WorkOrder.Place.ON_SITE,
        object__point__isnull=False,
        client__service_hold=False,
    )
    return list(
        waiting.select_related("object").prefetch_related("skills", _clocks()).order_by("made_at")
    )
