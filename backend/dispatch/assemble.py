"""The bridge from rows to the planner's problem: engineers, stops and places of some days.

Seconds are counted from local midnight of the first day in the zone of the bases. A stop is the
open work orders of one object, or a visit that is already planned; its id says which.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle, prices
from backend.dispatch.asks import Asks, clearances_held, read_asks, vans_of
from backend.dispatch.crews import lead_seat, seats_of_crew
from backend.dispatch.immovable import around_the_immovable
from backend.dispatch.models import Shift, Visit, VisitEngineer
from backend.dispatch.order_of_work import Waits, after_only, in_order, read_waits
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.problem import DAY_S, PlannerEngineer, Problem, Stop, Weights
from backend.dispatch.planner.standing import Standing
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.prices import points_per_s
from backend.dispatch.roster import (
    BASES_ZONE,
    Days,
    Rights,
    Roster,
    Spans,
    away_in,
    free_from,
    rested_from,
    roster,
    shifts_of,
)
from backend.dispatch.so_far import visits_so_far
from backend.dispatch.stops import (
    grouped,
    is_past,
    running_clocks,
    stop_for,
    stop_of_visit,
)
from backend.dispatch.traffic import traffic_from


@dataclass(frozen=True)
class LeftAlone:
    """What a plan cannot look at, under the id its stop would have, and why: `code` is one of
    "no-shift", "no-lead", "no-place" and "waits-for-work"."""

    stop: str
    code: str
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DayInput:
    """What a plan from `day` on is made from. `points` are (lon, lat), by the problem's places;

    `stop_works` names the work orders of a stop id, `stop_visit` the visit it already is,
    `standing` where it stands, unless it cannot stay there, and `crew_stays` who goes along all
    the same. `left_alone` is what the plan does not look at.
    """

    day: date
    now: datetime
    midnight: datetime
    points: tuple[tuple[float, float], ...]
    engineers: tuple[PlannerEngineer, ...]
    stops: tuple[Stop, ...]
    stop_works: dict[str, tuple[UUID, ...]]
    stop_visit: dict[str, UUID]
    standing: dict[str, Standing] = field(default_factory=dict)
    crew_stays: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    left_alone: tuple[LeftAlone, ...] = ()
    horizon_s: int = 2 * DAY_S
    traffic: tuple[float, ...] = ()

    def problem(self, times: RoadTimes) -> Problem:
        """The planner's problem with driving times on empty roads between `points`."""
        return around_the_immovable(
            Problem(
                engineers=self.engineers,
                stops=self.stops,
                travel_s=times.seconds,
                travel_m=times.metres,
                weights=Weights(travel_price=points_per_s(prices.TRAVEL_PER_H)),
                horizon_s=self.horizon_s,
                traffic=self.traffic,
            )
        )

    def only(self, shifts: Collection[str], stops: Collection[str]) -> "DayInput":
        """The same day with these shifts and stops alone, by id, and with the places they need."""
        crew = [each for each in self.engineers if each.id in shifts]
        left = self.parted(stops)
        places = {each.place for each in left} | {p for e in crew for p in (e.start, e.end)}
        index = {place: number for number, place in enumerate(sorted(places))}
        return replace(
            self,
            points=tuple(self.points[place] for place in index),
            engineers=tuple(replace(e, start=index[e.start], end=index[e.end]) for e in crew),
            stops=tuple(replace(each, place=index[each.place]) for each in left),
            stop_works={each.id: self.stop_works[each.id] for each in left},
            stop_visit={s: visit for s, visit in self.stop_visit.items() if s in stops},
            standing={s: place for s, place in self.standing.items() if s in stops},
            crew_stays={s: stay for s, stay in self.crew_stays.items() if s in stops},
        )

    def parted(self, kept: Collection[str]) -> list[Stop]:
        """The stops of these ids, which wait for others only by when those end as they stand."""
        over = {
            stop.id: self.standing[stop.id].start_s + stop.duration_s
            for stop in self.stops
            if stop.id not in kept and stop.id in self.standing
        }
        return [after_only(each, set(kept), over) for each in self.stops if each.id in kept]

    def stop_named(self, stop_id: str) -> Stop:
        """The stop of that id."""
        return next(stop for stop in self.stops if stop.id == stop_id)

    def at(self, seconds: int) -> datetime:
        """The UTC instant `seconds` after the first midnight."""
        return self.midnight + timedelta(seconds=seconds)


def assemble_day(day: date, now: datetime) -> DayInput:
    """Read everything a plan of `day` needs; runs inside the caller's transaction."""
    return assemble_days(day, day, now)


def assemble_days(
    first: date,
    last: date,
    now: datetime,
    waiting: list[WorkOrder] | None = None,
    crew: Collection[UUID] | None = None,
) -> DayInput:
    """Read everything a plan of the days needs, for all that waits or only for `waiting`, of
    everybody or only of the engineers of the `crew`.

    What lies before `now` is past: a shift begins no earlier, and no earlier than the end of
    what its engineer has begun.
    """
    shifts = shifts_of(first, last, crew)
    days = days_of(first, last, now, shifts)
    return assembled(days, shifts, _visits(first, last, crew), waiting)


def days_of(first: date, last: date, now: datetime, shifts: list[Shift]) -> Days:
    """The days in the zone of the bases."""
    return Days(first, last, shifts[0].engineer.zone if shifts else BASES_ZONE, now)


def assembled(
    days: Days, shifts: list[Shift], visits: Iterable[Visit], waiting: list[WorkOrder] | None
) -> DayInput:
    """The input of a plan of the days from these shifts and visits, and all that waits or only
    what is `waiting`."""
    places, away = Places(), away_in(days)
    off = Roster((), away)
    past, ahead = list[Visit](), list[Visit]()
    for visit in visits:
        is_over = is_past(visit, days.now) and not _must_move(visit, off)
        (past if is_over else ahead).append(visit)
    orders = list(open_work(days.end)) if waiting is None else waiting
    asks = read_asks([*orders, *(w.work_order for visit in ahead for w in visit.works.all())])
    vans = vans_of({each.engineer_id for each in shifts})
    rights = Rights(clearances_held(asks), vans, visits_so_far(shifts, past))
    free = _latest(free_from(past, days.now), rested_from(days))
    known = roster(shifts, days, places, _with_helpers(away, ahead), free, rights)
    given = _Gathered(days, places, replace(known, away=away), asks)
    for visit in ahead:
        given.add_visit(visit)
    planned = [w.work_order for visit in ahead for w in visit.works.all()]
    moved = {work for works in given.works.values() for work in works}
    waits = read_waits([*orders, *planned], moved | {order.id for order in orders})
    for group in grouped(given.able_to_begin(orders, waits), known.shifts):
        given.add_work(group)
    given.stops = in_order(given.stops, given.works, waits, days.midnight)
    return given.day_input()


class _Gathered:
    """Stops as they are found, with the rows they come from."""

    def __init__(self, days: Days, places: Places, known: Roster, asks: Asks) -> None:
        self.days, self.places, self.known, self.asks = days, places, known, asks
        self.stops: list[Stop] = []
        self.works: dict[str, tuple[UUID, ...]] = {}
        self.visits: dict[str, UUID] = {}
        self.standing: dict[str, Standing] = {}
        self.crew_stays: dict[str, tuple[UUID, ...]] = {}
        self.left_alone: list[LeftAlone] = []

    def add_visit(self, visit: Visit) -> None:
        """A visit of somebody whose shift is planned; others' visits are left as they are."""
        lead = lead_seat(visit)
        if lead is None:
            self.leave(f"visit:{visit.id}", "no-lead")
            return
        begin_s = seconds_after(visit.planned_from, self.days.midnight)
        shift = self.known.shift_at(lead.engineer_id, begin_s)
        if shift is None:
            self.leave(f"visit:{visit.id}", "no-shift", engineer=str(lead.engineer_id))
            return
        crew = seats_of_crew(visit, self.known)
        stop = stop_of_visit(visit, self.days, self.places, self.asks, crew)
        if stop is None:
            self.leave(f"visit:{visit.id}", "no-place")
            return
        self.stops.append(stop)
        self.crew_stays[stop.id] = crew.helpers_stay
        self.works[stop.id] = tuple(work.work_order_id for work in visit.works.all())
        self.visits[stop.id] = visit.id
        if not _must_move(visit, self.known):
            self.standing[stop.id] = Standing(shift, begin_s)

    def leave(self, stop_id: str, code: str, **context: str) -> None:
        """Note what the plan does not look at."""
        self.left_alone.append(LeftAlone(stop_id, code, context))

    def able_to_begin(self, orders: list[WorkOrder], waits: Waits) -> list[WorkOrder]:
        """Without those that wait for work nobody is planned for, which are noted, and without
        what waits for them in turn."""
        while stuck := waits.without_earlier(orders):
            for order, number in stuck:
                self.leave(f"new:{order.id}", "waits-for-work", number=number)
                waits.unplanned[order.id] = order.number
            gone = {order.id for order, _number in stuck}
            orders = [order for order in orders if order.id not in gone]
        return orders

    def add_work(self, group: list[WorkOrder]) -> None:
        """Work orders that wait, as one trip."""
        stop = stop_for(f"new:{group[0].id}", group, self.days, self.places)
        stop = replace(stop, **self.asks.of(group, self.days, is_new=True))
        self.stops.append(stop)
        self.works[stop.id] = tuple(order.id for order in group)

    def day_input(self) -> DayInput:
        days = self.days
        horizon_s = seconds_after(days.end, days.midnight) + DAY_S
        return DayInput(
            days.first,
            days.now,
            days.midnight,
            tuple(self.places.index),
            self.known.shifts,
            tuple(self.stops),
            self.works,
            self.visits,
            self.standing,
            self.crew_stays,
            tuple(self.left_alone),
            horizon_s,
            traffic_from(days.midnight, days.zone, horizon_s),
        )


def _latest(*moments: Mapping[UUID, datetime]) -> dict[UUID, datetime]:
    """By engineer, the latest of the moments."""
    known = {who for each in moments for who in each}
    return {who: max(each[who] for each in moments if who in each) for who in known}


def _with_helpers(away: Mapping[UUID, Spans], visits: Iterable[Visit]) -> dict[UUID, Spans]:
    """Absences, and the visits somebody goes along to: those are moved by people only."""
    busy = {who: list(spans) for who, spans in away.items()}
    for visit in visits:
        for seat in visit.engineers.all():
            if seat.part == VisitEngineer.Part.HELPER:
                span = (visit.planned_from, visit.planned_to)
                busy.setdefault(seat.engineer_id, []).append(span)
    return busy


def _must_move(visit: Visit, known: Roster) -> bool:
    """Whether somebody who goes is away, and it is neither begun nor locked to them."""
    return seats_of_crew(visit, known).is_broken


def _visits(first: date, last: date, crew: Collection[UUID] | None) -> Iterable[Visit]:
    """Visits of the days that still take the time of anybody, or of anybody in the crew."""
    works = (
        "works__work_order__object__territory",
        "works__work_order__skills",
        "works__work_order__equipment__type",
        "works__work_order__work_type",
        running_clocks("works__work_order__"),
    )
    held = Visit.objects.filter(date__gte=first, date__lte=last, state__in=lifecycle.HOLDING)
    if crew is not None:
        theirs = VisitEngineer.objects.filter(engineer__in=crew, visit__date__range=(first, last))
        held = held.filter(id__in=theirs.values("visit"))
    joined = held.select_related("object__territory")
    return joined.prefetch_related("engineers__engineer", *works).order_by("id")


def open_work(end: datetime | None) -> QuerySet[WorkOrder]:
    """What waits to be planned and may begin before `end`."""
    waiting = WorkOrder.objects.filter(
        state=WorkOrder.State.UNSCHEDULED,
        place=WorkOrder.Place.ON_SITE,
        object__point__isnull=False,
        client__service_hold=False,
    )
    if end is not None:
        waiting = waiting.filter(
            Q(not_before=None) | Q(not_before__lt=end), Q(window_from=None) | Q(window_from__lt=end)
        )
    joined = ("object__territory", "equipment__type", "work_type", "request")
    waiting = waiting.select_related(*joined).prefetch_related("skills", running_clocks())
    return waiting.order_by("made_at", "id")
