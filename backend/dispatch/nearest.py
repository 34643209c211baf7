"""Which engineers are worth asking for a road: PostGIS narrows the day's to the nearest few.

Everybody is somewhere, or will be: where their day begins, where their phone was last seen, at
the end of each visit. From each of these the object is so many metres away, and so many minutes
at the speed of `planner.travel` without a road server. The roads themselves decide afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection

from backend.dispatch import lifecycle
from backend.dispatch.planner.travel import DETOUR, SPEED_M_S

# How many of each are asked for at first; the answer shows five.
SOONEST, UNHURRIED, LACKING = 5, 3, 2
# `<->` is PostGIS's nearest-neighbour operator; on geographies it is metres along the ellipsoid.
_SPOTS: Final = """
with asked as (
    select %(point)s::geography as point, %(now)s::timestamptz as now,
        %(opens)s::timestamptz as opens, make_interval(secs => %(access_s)s) as access
), seen as (
    select * from unnest(%(seen_ids)s::uuid[], %(seen_lon)s::float[], %(seen_lat)s::float[])
        as seen (engineer_id, lon, lat)
), duty as (
    select s.engineer_id, s.starts_at, s.ends_at + make_interval(mins => s.overtime_min) as until,
        make_interval(secs => %(work_s)s * e.speed_factor::float) as work,
        coalesce(
            st_setsrid(st_makepoint(seen.lon, seen.lat), 4326)::geography,
            case when e.starts_from_home and e.home is not null then e.home else e.base end
        ) as start,
        not exists (
            select from unnest(%(skills)s::uuid[]) as wanted (skill_id)
            where not exists (
                select from dispatch_engineerskill a
                where a.engineer_id = e.id and a.skill_id = wanted.skill_id
                    and (a.expires_on is null or a.expires_on >= %(day)s)
            )
        ) as able
    from dispatch_shift s
    join dispatch_engineer e on e.id = s.engineer_id and e.is_active
    left join seen on seen.engineer_id = e.id
    cross join asked
    where s.date = %(day)s and s.kind = 'work' and s.ends_at > asked.now
), spots as (
    select engineer_id, starts_at as begun_at, starts_at as free_at, start as point from duty
    union all
    select seat.engineer_id, seat.planned_from, seat.planned_to, place.point
    from dispatch_visit visit
    join dispatch_visitengineer seat on seat.visit_id = visit.id
    join clients_serviceobject place on place.id = visit.object_id
    where visit.date = %(day)s and visit.state = any(%(holding)s) and place.point is not null
), turns as (
    select engineer_id, point, free_at,
        lead(begun_at) over (partition by engineer_id order by begun_at, free_at) as next_at
    from spots
), ways as materialized (
    select turns.engineer_id, turns.next_at,
        greatest(
            asked.opens,
            greatest(turns.free_at, asked.now) + asked.access
                + make_interval(secs => (turns.point <-> asked.point) * %(pace)s)
        ) as ready_at
    from turns cross join asked
    where turns.next_at is null or turns.next_at > asked.now
)
select duty.engineer_id, duty.able, min(ways.ready_at),
    min(ways.ready_at) filter (
        where ways.ready_at + duty.work <= coalesce(ways.next_at, duty.until)
    )
from ways join duty using (engineer_id)
group by duty.engineer_id, duty.able
order by 3, 1
"""


@dataclass(frozen=True)
class Wanted:
    """What has to be done where: `skills` are ids, `opens` the first instant work may start."""

    point: Point
    skills: tuple[UUID, ...]
    work_s: int
    access_s: int
    opens: datetime


@dataclass(frozen=True)
class Near:
    """Somebody on duty: has every skill or not, could be ready at `soonest`, and at `unhurried`
    without making anybody else wait; both reckoned, no road was asked."""

    engineer_id: UUID
    able: bool
    soonest: datetime
    unhurried: datetime | None


def engineers_near(
    wanted: Wanted, day: date, now: datetime, seen: Mapping[UUID, Point]
) -> list[Near]:
    """Everybody on duty after `now`, the soonest first, in one query over the visits of the day.

    `seen` is where phones were last seen; only fresh ones belong in it.
    """
    values: dict[str, Any] = {
        "point": wanted.point.ewkt,
        "now": now,
        "opens": wanted.opens,
        "access_s": wanted.access_s,
        "work_s": wanted.work_s,
        "skills": list(wanted.skills),
        "day": day,
        "holding": sorted(lifecycle.HOLDING),
        "pace": DETOUR / SPEED_M_S,
        "seen_ids": list(seen),
        "seen_lon": [each.x for each in seen.values()],
        "seen_lat": [each.y for each in seen.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPOTS, values)
        return [Near(*row) for row in cursor.fetchall()]


def batches(near: Sequence[Near]) -> list[list[UUID]]:
    """Whom to ask for roads together: the best few, then twice as many, until all were asked.

    The best few are the soonest who have the skills, the soonest of them who need nobody to wait,
    and who lacks a skill but would be sooner than everybody else.
    """
    able = [each for each in near if each.able]
    calm = sorted((each for each in able if each.unhurried), key=_unhurried)
    before = able[0].soonest if able else datetime.max.replace(tzinfo=UTC)
    lacking = [each for each in near if not each.able and each.soonest < before]
    best = [*able[:SOONEST], *calm[:UNHURRIED], *lacking[:LACKING]]
    ranked = [*best, *able, *(each for each in near if not each.able)]
    order = list(dict.fromkeys(each.engineer_id for each in ranked))
    made, begin, size = list[list[UUID]](), 0, len({each.engineer_id for each in best})
    while begin < len(order):
        made.append(order[begin : begin + size])
        begin, size = begin + size, size * 2
    return made


def _unhurried(each: Near) -> tuple[datetime, UUID]:
    assert each.unhurried is not None
    return each.unhurried, each.engineer_id
