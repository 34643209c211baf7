"""What a plan of each kind looks at: whole days, a day's visits only, or who is near."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.assemble import DayInput, assemble_days, assembled, days_of, open_work
from backend.dispatch.models import Plan, VisitEngineer
from backend.dispatch.nearby import MOST_ASKED, nearest_shifts
from backend.dispatch.places import engineer_id_of, seconds_after
from backend.dispatch.roster import Roster, shifts_of

SPARE = 2
"""So many more days are read than are asked for: some may turn out to be over already."""


def assemble_plan(plan: Plan, now: datetime) -> DayInput:
    """What a plan of this kind is made from; runs inside the caller's transaction.

    A repair looks at visits only; what is urgent looks at itself and the nearest engineers.
    """
    if plan.kind == Plan.Kind.REPAIR:
        return assemble_days(plan.date, plan.last_date, now, [])
    if plan.kind == Plan.Kind.URGENT:
        return _assemble_urgent(plan.date, now, list(open_work(None).filter(plan=plan)))
    return assemble_days(plan.date, plan.last_date, now)


def _assemble_urgent(day: date, now: datetime, urgent: list[WorkOrder]) -> DayInput:
    """What is urgent beside the days of the nearest who may do it.

    Who they are is found without the visits: to read a city's whole day takes longer than to
    make room in six days of it.
    """
    shifts = shifts_of(day, day)
    empty = assembled(days_of(day, day, now, shifts), shifts, (), urgent)
    near = nearest_shifts(
        empty.points, empty.engineers, empty.stops, _spots(empty), MOST_ASKED + SPARE
    )
    crew = {engineer_id_of(shift) for shift in near}
    return _nearest_only(assemble_days(day, day, now, urgent, crew))


def _spots(given: DayInput) -> Mapping[str, list[tuple[float, float]]]:
    """By shift, (lon, lat) of where its engineer works at some time of the day."""
    known, found = Roster(given.engineers), defaultdict[str, list[tuple[float, float]]](list)
    seats = VisitEngineer.objects.filter(
        part=VisitEngineer.Part.LEAD,
        visit__date=given.day,
        visit__state__in=lifecycle.HOLDING,
        visit__object__point__isnull=False,
    )
    told = seats.values_list("engineer_id", "visit__planned_from", "visit__object__point")
    for engineer_id, begin, point in told:
        shift = known.shift_at(engineer_id, seconds_after(begin, given.midnight))
        if shift and point:
            found[shift].append((point.x, point.y))
    return found


def _nearest_only(given: DayInput) -> DayInput:
    """The input without engineers far from what is new, and without what stands with those."""
    spots = defaultdict[str, list[tuple[float, float]]](list)
    for stop in given.stops:
        if stop.id in given.standing:
            spots[given.standing[stop.id].engineer].append(given.points[stop.place])
    fresh = [stop for stop in given.stops if stop.id not in given.stop_visit]
    near = nearest_shifts(given.points, given.engineers, fresh, spots)
    stops = [
        stop
        for stop in given.stops
        if stop in fresh or (stop.id in given.standing and given.standing[stop.id].engineer in near)
    ]
    engineers = [each for each in given.engineers if each.id in near]
    places = {each.place for each in stops} | {each.start for each in engineers}
    index = {place: number for number, place in enumerate(sorted(places))}
    kept = {stop.id for stop in stops}
    return replace(
        given,
        points=tuple(given.points[place] for place in index),
        engineers=tuple(replace(e, start=index[e.start], end=index[e.end]) for e in engineers),
        stops=tuple(replace(each, place=index[each.place]) for each in given.parted(kept)),
        stop_works={stop: works for stop, works in given.stop_works.items() if stop in kept},
        stop_visit={stop: visit for stop, visit in given.stop_visit.items() if stop in kept},
        standing={stop: place for stop, place in given.standing.items() if stop in kept},
        # Visits of those who are not asked stay as they are, which nobody has to be told.
        left_alone=tuple(each for each in given.left_alone if each.stop.startswith("new:")),
    )
