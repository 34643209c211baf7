"""The days of a few engineers, read for one question: who could take one more visit, and when.

`assemble` reads a whole day for a plan that may move everything. Here the day stays as it is:
every visit keeps its engineer and its order, and begins when it is planned or later. So a day is
a row of spans, and only the asked engineers' rows are read, as plain values: a dispatcher with a
client on the phone waits for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection

from backend.dispatch import lifecycle
from backend.dispatch.models import Visit
from backend.dispatch.places import Places, span_after
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer

# A visit belongs to the last of somebody's shifts that has begun with it. Who is at work is not on
# call meanwhile.
_SHIFTS: Final = """
select s.id, s.engineer_id, who.name, e.speed_factor, s.starts_at, s.ends_at, s.overtime_min,
    st_x(start.at), st_y(start.at), coalesce(v.drive_factor, 1), coalesce(v.in_traffic, true),
    pauses.earliest, pauses.latest, pauses.minutes, away.since, away.till
from dispatch_shift s
join dispatch_engineer e on e.id = s.engineer_id
join accounts_user who on who.id = e.user_id
left join dispatch_vehiclekind v on v.id = e.vehicle_id
cross join lateral (
    select case when e.starts_from_home and e.home is not null then e.home else e.base end
        ::geometry as at
) start
cross join lateral (
    select array_agg(b.earliest_at order by b.id) as earliest,
        array_agg(b.latest_at order by b.id) as latest,
        array_agg(b.minutes order by b.id) as minutes
    from dispatch_shiftbreak b where b.shift_id = s.id
) pauses
cross join lateral (
    select array_agg(span.since) as since, array_agg(span.till) as till
    from (
        select a.starts_at as since, a.ends_at as till from dispatch_absence a
        where a.engineer_id = s.engineer_id and a.starts_at < s.ends_at and a.ends_at > s.starts_at
        union all
        select work.starts_at, work.ends_at from dispatch_shift work
        where s.kind = 'on_call' and work.kind = 'work' and work.date = s.date
            and work.engineer_id = s.engineer_id
    ) span
) away
where s.id = any(%(shifts)s)
"""
_VISITS: Final = """
select mine.id, visit.id, visit.number, visit.state, place.name,
    st_x(place.point::geometry), st_y(place.point::geometry), place.access_min,
    seat.planned_from, coalesce(seat.actual_to, seat.planned_to), visit.window_to, visit.lock,
    seat.part <> 'lead' or exists (
        select from dispatch_visitengineer along
        where along.visit_id = visit.id and along.part = 'helper'
    ),
    (select min(clock.due_at) from dispatch_visitwork made
        join desk_workorder work on work.id = made.work_order_id
        join desk_slaclock clock on clock.request_id = work.request_id
        where made.visit_id = visit.id and clock.kind = 'arrival' and clock.state = 'running')
from (
    select s.id, s.engineer_id,
        case row_number() over mine when 1 then '-infinity' else s.starts_at end as since,
        lead(s.starts_at, 1, 'infinity') over mine as till
    from dispatch_shift s
    where s.date = %(day)s and s.ends_at > %(now)s and s.engineer_id = any(%(engineers)s)
    window mine as (partition by s.engineer_id order by s.starts_at, s.id)
) mine
join dispatch_visitengineer seat on seat.engineer_id = mine.engineer_id
    and seat.planned_from >= mine.since and seat.planned_from < mine.till
join dispatch_visit visit on visit.id = seat.visit_id
join clients_serviceobject place on place.id = visit.object_id
where visit.date = %(day)s and place.point is not null and mine.id = any(%(shifts)s)
    and (visit.state = any(%(holding)s)
        or (visit.state = any(%(done)s) and seat.actual_to is not null))
order by mine.id, seat.planned_from, seat.id
"""


class Spot(NamedTuple):
    """Degrees, as PostGIS says them: longitude first."""

    x: float
    y: float


@dataclass(frozen=True)
class Busy:
    """One visit of somebody's day: where, from when to when, and how far it may be put off."""

    visit_id: UUID
    number: str
    state: str
    name: str
    spot: Spot
    access_min: int
    planned_from: datetime
    planned_to: datetime
    window_to: datetime | None
    is_fixed: bool
    promised: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether nobody is there any more; `planned_to` is then when they left."""
        return self.state in lifecycle.DONE

    def is_past(self, now: datetime) -> bool:
        """Begun, or fixed for a time gone by: nobody can be sent elsewhere before its end."""
        fixed = self.is_fixed
        past = lifecycle.is_past(self.state, self.planned_from, now, time_is_fixed=fixed)
        return past or self.is_done


class Standing(NamedTuple):
    """When and where somebody can leave for new work; `name` of the object, "" for none."""

    at: datetime
    spot: Spot
    name: str = ""
    is_seen: bool = False


@dataclass(frozen=True)
class Candidate:
    """One shift of the day, and the visits in it; `seen` is where their phone is now."""

    shift_id: UUID
    engineer_id: UUID
    name: str
    speed_factor: float
    shift: tuple[datetime, datetime]
    overtime_min: int
    home: Spot
    breaks: tuple[tuple[datetime, datetime, int], ...]
    away: tuple[tuple[datetime, datetime], ...]
    visits: tuple[Busy, ...]
    seen: Spot | None
    rested: datetime
    drive_factor: float
    in_traffic: bool

    def free(self, now: datetime) -> Standing:
        """From when and where they can leave: the end of what is begun, else where they are.

        That is where their phone is, or the object they left last, or where their day begins.
        """
        past = [each for each in self.visits if each.is_past(now)]
        begun = [each for each in past if not each.is_done]
        from_now = max(self.shift[0], now, self.rested)
        if begun:
            last = max(begun, key=_ends)
            return Standing(max(last.planned_to, from_now), last.spot, last.name)
        if self.seen and self.shift[0] <= now:
            return Standing(from_now, self.seen, is_seen=True)
        if past:
            last = max(past, key=_ends)
            return Standing(from_now, last.spot, last.name)
        return Standing(from_now, self.home)

    def ahead(self, now: datetime) -> tuple[Busy, ...]:
        """The visits that are still to come."""
        return tuple(each for each in self.visits if not each.is_past(now))

    def as_engineer(self, now: datetime, midnight: datetime, places: Places) -> PlannerEngineer:
        """The rest of the day as the planner knows it; work lasts as long as its rows say."""
        free_at, where, *_told = self.free(now)
        hours: tuple[int, int] | None = None
        breaks: tuple[Break, ...] = ()
        if free_at < self.shift[1]:
            hours, breaks = working_hours(
                span_after((free_at, self.shift[1]), midnight),
                [Break(*span_after((a, b), midnight), m * 60) for a, b, m in self.breaks],
                [span_after(each, midnight) for each in self.away],
            )
        return PlannerEngineer(
            id=f"{self.engineer_id}@{self.shift_id}",
            person=str(self.engineer_id),
            start=places.at(*where),
            end=places.at(*self.home),
            shift=hours,
            breaks=breaks,
            overtime_s=self.overtime_min * 60,
            drive_factor=self.drive_factor,
            in_traffic=self.in_traffic,
        )


def candidates(
    shifts: Mapping[UUID, UUID],
    day: date,
    now: datetime,
    *,
    seen: Mapping[UUID, Point],
    rested: Mapping[UUID, datetime],
) -> list[Candidate]:
    """The days of these shifts, given with whose they are, in two queries however many they are.

    `seen` and `rested` are by engineer: where their phone is, and when they have rested.
    """
    asked = {
        "shifts": list(shifts),
        "engineers": list(shifts.values()),
        "day": day,
        "now": now,
        "holding": sorted(lifecycle.HOLDING),
        "done": sorted(lifecycle.DONE),
    }
    rows = _rows(_VISITS, asked)
    busy = {shift: tuple(_busy(mine)) for shift, mine in groupby(rows, key=lambda row: row[0])}
    return [_candidate(row, busy, seen, rested) for row in _rows(_SHIFTS, asked)]


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _busy(rows: Iterator[tuple[Any, ...]]) -> Iterator[Busy]:
    """The visits of one engineer that still take time, in the order in which they come."""
    for row in rows:
        *_told, window_to, lock, of_crew, promised = row
        # The time of each of a crew hangs on that of the others, who are asked apart.
        fixed = lock in (Visit.Lock.TIME, Visit.Lock.BOTH) or of_crew
        visit_id, number, state, name, lon, lat, access_min, begin, end = row[1:10]
        yield Busy(
            visit_id, number, state, name, Spot(lon, lat), access_min, begin, end, window_to, fixed,
            promised,
        )  # fmt: skip


def _candidate(
    row: tuple[Any, ...],
    busy: Mapping[UUID, tuple[Busy, ...]],
    seen: Mapping[UUID, Point],
    rested: Mapping[UUID, datetime],
) -> Candidate:
    shift, who, name, factor, begin, end, overtime_min, lon, lat = row[:9]
    drive_factor, in_traffic, earliest, latest, minutes, gone, back = row[9:]
    here = seen.get(who)
    return Candidate(
        shift,
        who,
        name,
        float(factor),
        (begin, end),
        overtime_min,
        Spot(lon, lat),
        tuple(zip(earliest or (), latest or (), minutes or (), strict=True)),
        tuple(zip(gone or (), back or (), strict=True)),
        busy.get(shift, ()),
        Spot(here.x, here.y) if here else None,
        rested.get(who, begin),
        float(drive_factor),
        in_traffic,
    )


def _ends(busy: Busy) -> datetime:
    return busy.planned_to
