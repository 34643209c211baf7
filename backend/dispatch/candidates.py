"""The days of a few engineers, read for one question: who could take one more visit, and when.

`assemble` reads a whole day for a plan that may move everything. Here the day stays as it is:
every visit keeps its engineer and its order, and begins when it is planned or later. So a day is
a row of spans, and only the asked engineers' rows are read, as plain values: a dispatcher with a
client on the phone waits for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection

from backend.dispatch import lifecycle
from backend.dispatch.models import Visit, VisitEngineer
from backend.dispatch.places import Places, span_after
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer

_SHIFTS: Final = """
select s.engineer_id, who.name, e.speed_factor, s.starts_at, s.ends_at, s.overtime_min,
    st_x(start.at), st_y(start.at),
    array(select b.earliest_at from dispatch_shiftbreak b where b.shift_id = s.id order by b.id),
    array(select b.latest_at from dispatch_shiftbreak b where b.shift_id = s.id order by b.id),
    array(select b.minutes from dispatch_shiftbreak b where b.shift_id = s.id order by b.id),
    array(select a.starts_at from dispatch_absence a where a.engineer_id = s.engineer_id
        and a.starts_at < s.ends_at and a.ends_at > s.starts_at order by a.id),
    array(select a.ends_at from dispatch_absence a where a.engineer_id = s.engineer_id
        and a.starts_at < s.ends_at and a.ends_at > s.starts_at order by a.id),
    array(select wanted from unnest(%(skills)s::uuid[]) as wanted where not exists (
        select from dispatch_engineerskill k
        where k.engineer_id = e.id and k.skill_id = wanted
            and (k.expires_on is null or k.expires_on >= %(day)s)))
from dispatch_shift s
join dispatch_engineer e on e.id = s.engineer_id
join accounts_user who on who.id = e.user_id
cross join lateral (
    select case when e.starts_from_home and e.home is not null then e.home else e.base end
        ::geometry as at
) start
where s.date = %(day)s and s.kind = 'work' and s.engineer_id = any(%(engineers)s)
"""
_VISITS: Final = """
select seat.engineer_id, visit.id, visit.number, visit.state, place.name,
    st_x(place.point::geometry), st_y(place.point::geometry), place.access_min,
    seat.planned_from, seat.planned_to, visit.window_to, visit.lock, seat.part,
    (select min(clock.due_at) from dispatch_visitwork made
        join desk_workorder work on work.id = made.work_order_id
        join desk_slaclock clock on clock.request_id = work.request_id
        where made.visit_id = visit.id and clock.kind = 'arrival' and clock.state = 'running')
from dispatch_visit visit
join dispatch_visitengineer seat on seat.visit_id = visit.id
join clients_serviceobject place on place.id = visit.object_id
where visit.date = %(day)s and visit.state = any(%(holding)s) and place.point is not null
    and seat.engineer_id = any(%(engineers)s)
order by seat.engineer_id, seat.planned_from, seat.id
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

    def is_past(self, now: datetime) -> bool:
        """Begun, or fixed for a time gone by: nobody can be sent elsewhere before its end."""
        return lifecycle.is_past(self.state, self.planned_from, now, time_is_fixed=self.is_fixed)


@dataclass(frozen=True)
class Candidate:
    """Somebody's shift of the day, the skills they lack for the work, and the visits they have."""

    engineer_id: UUID
    name: str
    speed_factor: float
    shift: tuple[datetime, datetime]
    overtime_min: int
    home: Spot
    breaks: tuple[tuple[datetime, datetime, int], ...]
    away: tuple[tuple[datetime, datetime], ...]
    missing: frozenset[UUID]
    visits: tuple[Busy, ...]
    seen: Spot | None

    def since(self, now: datetime) -> Busy | None:
        """What they are busy with until they are free; None for nothing."""
        begun = [each for each in self.visits if each.is_past(now)]
        return max(begun, key=lambda each: each.planned_to, default=None)

    def free(self, now: datetime) -> tuple[datetime, Spot]:
        """From when and where they can leave: the end of what is begun, else where they are."""
        last = self.since(now)
        if last is not None:
            return max(last.planned_to, now), last.spot
        return max(self.shift[0], now), self.seen or self.home

    def ahead(self, now: datetime) -> tuple[Busy, ...]:
        """The visits that are still to come."""
        return tuple(each for each in self.visits if not each.is_past(now))

    def as_engineer(self, now: datetime, midnight: datetime, places: Places) -> PlannerEngineer:
        """The rest of the day as the planner knows it; work lasts as long as its rows say."""
        free_at, where = self.free(now)
        hours: tuple[int, int] | None = None
        breaks: tuple[Break, ...] = ()
        if free_at < self.shift[1]:
            hours, breaks = working_hours(
                span_after((free_at, self.shift[1]), midnight),
                [Break(*span_after((a, b), midnight), m * 60) for a, b, m in self.breaks],
                [span_after(each, midnight) for each in self.away],
            )
        return PlannerEngineer(
            id=str(self.engineer_id),
            start=places.at(*where),
            end=places.at(*self.home),
            shift=hours,
            breaks=breaks,
            overtime_s=self.overtime_min * 60,
        )


def candidates(
    engineer_ids: Sequence[UUID],
    skills: Sequence[UUID],
    day: date,
    *,
    seen: Mapping[UUID, Point],
) -> list[Candidate]:
    """The days of these engineers, in two queries however many they are."""
    asked = {
        "engineers": list(engineer_ids),
        "skills": list(skills),
        "day": day,
        "holding": sorted(lifecycle.HOLDING),
    }
    rows = _rows(_VISITS, asked)
    busy = {who: tuple(_busy(mine)) for who, mine in groupby(rows, key=lambda row: row[0])}
    return [_candidate(row, busy, seen) for row in _rows(_SHIFTS, asked)]


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _busy(rows: Iterator[tuple[Any, ...]]) -> Iterator[Busy]:
    """The visits of one engineer that still take time, in the order in which they come."""
    for row in rows:
        *_told, window_to, lock, part, promised = row
        # A helper's time hangs on that of the lead, who is asked apart.
        fixed = lock in (Visit.Lock.TIME, Visit.Lock.BOTH) or part != VisitEngineer.Part.LEAD
        visit_id, number, state, name, lon, lat, access_min, begin, end = row[1:10]
        yield Busy(
            visit_id, number, state, name, Spot(lon, lat), access_min, begin, end, window_to, fixed,
            promised,
        )  # fmt: skip


def _candidate(
    row: tuple[Any, ...], busy: Mapping[UUID, tuple[Busy, ...]], seen: Mapping[UUID, Point]
) -> Candidate:
    who, name, factor, begin, end, overtime_min, lon, lat = row[:8]
    earliest, latest, minutes, gone, back, missing = row[8:]
    here = seen.get(who)
    return Candidate(
        who,
        name,
        float(factor),
        (begin, end),
        overtime_min,
        Spot(lon, lat),
        tuple(zip(earliest, latest, minutes, strict=True)),
        tuple(zip(gone, back, strict=True)),
        frozenset(missing),
        busy.get(who, ()),
        Spot(here.x, here.y) if here else None,
    )
