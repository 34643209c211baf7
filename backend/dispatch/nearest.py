"""Which engineers are worth asking for a road: PostGIS narrows the day's to the nearest few.

Everybody is somewhere, or will be: where their day begins, where their phone was last seen, at
the end of each visit. From each of these the object is so many metres away, and so many minutes
at the speed of `planner.travel` without a road server. The roads themselves decide afterwards.

A person with several shifts on the day is several rows; a visit belongs to the last of them that
has begun with it, as in `roster.Roster.shift_at`. After a visit of a shift that is over somebody
sets off for the next from there, but it counts for the shift it was in, as in `so_far`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection

from backend.dispatch import lifecycle
from backend.dispatch.candidate_day import Question
from backend.dispatch.planner.travel import DETOUR, SPEED_M_S
from backend.dispatch.refusals import Refusal
from backend.dispatch.rights import Ability, Held

# How many of each are asked for at first; the answer shows five. Whoever is asked may also turn out
# to need nobody to wait, so that two more of these are enough.
SOONEST, UNHURRIED, BARRED = 5, 2, 2
# `<->` is PostGIS's nearest-neighbour operator; on geographies it is metres along the ellipsoid.
_SPOTS: Final = """
with asked as (
    select %(point)s::geography as point, %(now)s::timestamptz as now,
        %(opens)s::timestamptz as opens,
        make_interval(secs => %(access_s)s) as access
), seen as (
    select * from unnest(%(seen_ids)s::uuid[], %(seen_lon)s::float[], %(seen_lat)s::float[])
        as seen (engineer_id, lon, lat)
), ability as (
    select held.engineer_id, array_agg(skill.code order by held.id) as codes,
        array_agg(held.level order by held.id) as levels,
        array_agg(held.expires_on order by held.id) as last_days
    from dispatch_engineerskill held
    join catalog_skill skill on skill.id = held.skill_id
    where skill.code = any(%(skills)s)
    group by held.engineer_id
), duty as (
    select s.id, s.engineer_id, s.kind, s.least_priority, s.rest_min, s.starts_at, s.ends_at,
        s.ends_at + make_interval(mins => s.overtime_min) as until,
        make_interval(secs => %(work_s)s * e.speed_factor::float) as work,
        e.user_id, e.most_stops, case when e.only_in_territory then e.territory_id end as bound_to,
        case when s.starts_at <= asked.now
            then st_setsrid(st_makepoint(seen.lon, seen.lat), 4326)::geography end as here,
        case when e.starts_from_home and e.home is not null then e.home else e.base end as start,
        case row_number() over mine when 1 then '-infinity' else s.starts_at end as since,
        lead(s.starts_at, 1, 'infinity') over mine as till,
        case when s.starts_at = s.day_begins then '-infinity' else s.starts_at end as counts_from
    from (
        select *, min(starts_at) over (partition by engineer_id) as day_begins
        from dispatch_shift where date = %(day)s
    ) s
    join dispatch_engineer e on e.id = s.engineer_id and e.is_active
    left join seen on seen.engineer_id = e.id
    cross join asked
    where s.ends_at > asked.now
    window mine as (partition by s.engineer_id order by s.starts_at, s.id)
), visits as materialized (
    select id, object_id, true as is_ahead from dispatch_visit
    where date = %(day)s and state = any(%(holding)s)
    union all
    select id, object_id, false from dispatch_visit
    where date = %(day)s and state = any(%(done)s)
), spots as (
    select id, starts_at as begun_at, starts_at as free_at, coalesce(here, start) as point,
        0 as stops
    from duty
    union all
    select duty.id, coalesce(seat.actual_from, seat.planned_from),
        coalesce(seat.actual_to, seat.planned_to),
        case when seat.actual_to is null then place.point else coalesce(duty.here, place.point) end,
        case when seat.part = 'lead' and seat.planned_from >= duty.counts_from then 1 else 0 end
    from visits visit
    join dispatch_visitengineer seat on seat.visit_id = visit.id
    join clients_serviceobject place on place.id = visit.object_id
    join duty on duty.engineer_id = seat.engineer_id
        and seat.planned_from >= duty.since and seat.planned_from < duty.till
    where place.point is not null and (visit.is_ahead or seat.actual_to is not null)
), turns as (
    select id, point, free_at, stops,
        lead(begun_at) over (partition by id order by begun_at, free_at) as next_at
    from spots
), ways as materialized (
    select turns.id, turns.next_at, turns.stops,
        case when turns.next_at is null or turns.next_at > asked.now then greatest(
            asked.opens,
            greatest(turns.free_at, asked.now) + asked.access
                + make_interval(secs => (turns.point <-> asked.point) * %(pace)s)
        ) end as ready_at
    from turns cross join asked
), best as (
    select duty.id, sum(ways.stops) as stops, min(ways.ready_at) as soonest,
        min(ways.ready_at) filter (
            where ways.ready_at + duty.work <= coalesce(ways.next_at, duty.until)
        ) as unhurried
    from ways join duty using (id)
    group by duty.id
)
select duty.id, duty.engineer_id, who.name,
    extract(epoch from duty.starts_at - %(midnight)s)::int,
    extract(epoch from duty.ends_at - %(midnight)s)::int, best.stops,
    extract(epoch from best.soonest - %(midnight)s)::int,
    extract(epoch from best.unhurried - %(midnight)s)::int,
    duty.kind = 'on_call', duty.least_priority, duty.most_stops, duty.rest_min,
    area.code, ability.codes, ability.levels, ability.last_days
from best
join duty using (id)
join accounts_user who on who.id = duty.user_id
left join catalog_territory area on area.id = duty.bound_to
left join ability on ability.engineer_id = duty.engineer_id
order by best.soonest, duty.id
"""


@dataclass(frozen=True)
class Wanted:
    """What has to be done where: `skills` are codes, `opens` the first instant work may start."""

    point: Point
    skills: tuple[str, ...]
    work_s: int
    access_s: int
    opens: datetime


class OnDuty(NamedTuple):
    """One shift that is not over, in seconds after midnight: `stops` visits so far, ready at
    `soonest_s`, and at `unhurried_s` without making anybody else wait; both reckoned, no road was
    asked."""

    shift_id: UUID
    engineer_id: UUID
    name: str
    starts_s: int
    ends_s: int
    stops: int
    soonest_s: int
    unhurried_s: int | None
    rights: tuple[Any, ...]

    @property
    def held(self) -> Held:
        """What they may do; made when wanted, for most are too far to be asked."""
        is_on_call, least_priority, most_stops, rest_min, territory, *skills = self.rights
        abilities = [Ability(*each) for each in zip(*(each or () for each in skills), strict=True)]
        return Held(abilities, territory, is_on_call, least_priority, most_stops, rest_min)


@dataclass(frozen=True, eq=False)
class Near:
    """Somebody on duty, and `judge`, which says every rule that keeps them from going."""

    duty: OnDuty
    judge: Callable[[OnDuty], tuple[Refusal, ...]]

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """The rules that say no; asked when first wanted, for most are too far to matter."""
        return self.judge(self.duty)

    @property
    def able(self) -> bool:
        """Whether no rule says no."""
        return not self.refusals


def on_duty(wanted: Wanted, asked: Question, seen: Mapping[UUID, Point]) -> list[OnDuty]:
    """Every shift of the day that is not over, the soonest first, in one query over its visits.

    `seen` is where phones were last seen; only fresh ones belong in it.
    """
    values: dict[str, Any] = {
        "point": wanted.point.ewkt,
        "now": asked.now,
        "midnight": asked.midnight,
        "opens": wanted.opens,
        "access_s": wanted.access_s,
        "work_s": wanted.work_s,
        "skills": list(wanted.skills),
        "day": asked.day,
        "holding": sorted(lifecycle.HOLDING),
        "done": sorted(lifecycle.DONE),
        "pace": DETOUR / SPEED_M_S,
        "seen_ids": list(seen),
        "seen_lon": [each.x for each in seen.values()],
        "seen_lat": [each.y for each in seen.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPOTS, values)
        return [OnDuty._make((*row[:8], row[8:])) for row in cursor.fetchall()]


def batches(near: Sequence[Near]) -> Iterator[list[UUID]]:
    """Whose shifts to ask for roads together: the best few, then twice as many, until all who may
    go were asked.

    The best few are the soonest who may go, the soonest of them who need nobody to wait, and who
    may not but would be sooner than these.
    """
    able = list(islice((each.duty for each in near if each.able), SOONEST))
    by_calm = sorted((each for each in near if each.duty.unhurried_s is not None), key=_unhurried)
    calm = list(islice((each.duty for each in by_calm if each.able), UNHURRIED))
    before = calm[0].unhurried_s if calm else None
    barred = (e.duty for e in near if (before is None or e.duty.soonest_s < before) and not e.able)
    sooner = islice(barred, max(BARRED, SOONEST - len(able)))
    asked = list(dict.fromkeys(each.shift_id for each in [*able, *calm, *sooner]))
    known, size = set[UUID](), len(asked)
    others = (each.duty.shift_id for each in near if each.able)
    while asked:
        yield asked
        known.update(asked)
        size *= 2
        asked = list(islice((each for each in others if each not in known), size))


def _unhurried(each: Near) -> tuple[int, UUID]:
    assert each.duty.unhurried_s is not None
    return each.duty.unhurried_s, each.duty.shift_id
