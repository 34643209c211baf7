"""From rows to the planner's engineers: one for every shift of the days that are planned."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, QuerySet

from backend.database.written import Written
from backend.dispatch.models import Absence, Shift, VehicleKind, Visit, VisitEngineer
from backend.dispatch.places import Places, span_after
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer
from backend.dispatch.prices import OVERTIME_PER_H, points_per_s
from backend.dispatch.rights import Ability, Held
from backend.lib.clock import day_bounds

NOT_WORKED: Final = (Visit.State.DECLINED, Visit.State.CANCELLED, Visit.State.WITHDRAWN)
Spans = list[tuple[datetime, datetime]]

BASES_ZONE = "Europe/Monaco"
"""Where nobody is on duty there is no base to take the zone from."""


@dataclass(frozen=True)
class Days:
    """The days from `first` to `last` in the zone of the bases; `midnight` begins the first."""

    first: date
    last: date
    zone: str
    now: datetime

    @property
    def midnight(self) -> datetime:
        return day_bounds(self.first, self.zone)[0]

    @property
    def end(self) -> datetime:
        return day_bounds(self.last, self.zone)[1]


@dataclass(frozen=True)
class Hours:
    """From when somebody is free, and when they are away."""

    free: datetime
    away: Spans


@dataclass(frozen=True)
class Roster:
    """The shifts that are planned, and when each engineer is away from them."""

    shifts: tuple[PlannerEngineer, ...]
    away: Mapping[UUID, Spans] = field(default_factory=dict)

    @cached_property
    def _by_person(self) -> Mapping[str, list[PlannerEngineer]]:
        found: dict[str, list[PlannerEngineer]] = defaultdict(list)
        for each in self.shifts:
            found[each.who].append(each)
        return found

    def shift_at(self, engineer_id: UUID, begin_s: int) -> str | None:
        """The shift of the engineer in which something begins at `begin_s`, or the one before."""
        own = self._by_person.get(str(engineer_id), [])
        begun = [each for each in own if each.shift and each.shift[0] <= begin_s]
        return (begun[-1] if begun else own[0]).id if own else None

    def is_away(self, engineer_id: UUID, begin: datetime, end: datetime) -> bool:
        """Whether the engineer is away at some time between the two."""
        return any(a < end and begin < b for a, b in self.away.get(engineer_id, []))


@dataclass(frozen=True)
class Rights:
    """What engineers have beside their skills: clearances with their last day, parts in vans, and
    by shift how many visits they have had already."""

    clearances: Mapping[UUID, Mapping[str, date | None]] = field(default_factory=dict)
    vans: Mapping[UUID, Mapping[str, int]] = field(default_factory=dict)
    so_far: Mapping[UUID, int] = field(default_factory=dict)

    def left(self, shift: Shift) -> int | None:
        """How many more visits the shift may have; None: however many."""
        most = shift.engineer.most_stops
        return None if most is None else max(0, most - self.so_far.get(shift.pk, 0))


def shifts_of(first: date, last: date, crew: Collection[UUID] | None = None) -> list[Shift]:
    """The shifts that begin on the days, of everybody or of the `crew`, in the order of time."""
    shifts = Shift.objects.filter(date__gte=first, date__lte=last, engineer__is_active=True)
    if crew is not None:
        shifts = shifts.filter(engineer__in=crew)
    joined = shifts.select_related("engineer__user", "engineer__territory", "engineer__vehicle")
    asked = joined.prefetch_related("breaks", "engineer__abilities__skill")
    return list(asked.order_by("engineer_id", "starts_at"))


def away_in(days: Days) -> dict[UUID, Spans]:
    """By engineer, when they are away on these days, whole days and parts of one alike."""
    away: dict[UUID, Spans] = {}
    for each in Absence.objects.filter(starts_at__lt=days.end, ends_at__gt=days.midnight):
        away.setdefault(each.engineer_id, []).append((each.starts_at, each.ends_at))
    return away


def free_from(past: Sequence[Visit], now: datetime) -> dict[UUID, datetime]:
    """When each engineer is through with what they have begun or were told for a time gone by."""
    free: dict[UUID, datetime] = {}
    for visit in past:
        for seat in visit.engineers.all():
            free[seat.engineer_id] = max(visit.planned_to, now, free.get(seat.engineer_id, now))
    return free


def _with_rest(day: date, since: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(rest_min__gt=0, date__lt=day, ends_at__gt=since)


_WITH_REST: Final = Written(_with_rest)


def rested_from(days: Days) -> dict[UUID, datetime]:
    """When those who worked in a shift that asks for rest, before these days, have rested."""
    before = _WITH_REST(day=days.first, since=days.midnight - timedelta(days=2))
    rested: dict[UUID, datetime] = {}
    for shift in before:
        ends = VisitEngineer.objects.filter(
            engineer=shift.engineer_id,
            planned_from__gte=shift.starts_at,
            planned_from__lt=shift.ends_at,
        ).exclude(visit__state__in=NOT_WORKED)
        last = ends.aggregate(last=Max("planned_to"))["last"]
        if last is not None:
            until = last + timedelta(minutes=shift.rest_min)
            rested[shift.engineer_id] = max(until, rested.get(shift.engineer_id, until))
    return rested


def roster(
    shifts: Sequence[Shift],
    days: Days,
    places: Places,
    away: Mapping[UUID, Spans],
    free: Mapping[UUID, datetime],
    rights: Rights,
) -> Roster:
    """Everybody's shifts without what lies before now, what they have begun, and absences.

    Who is at work is not on call meanwhile.
    """
    many = Counter(each.engineer_id for each in shifts)
    at_work: dict[UUID, Spans] = defaultdict(list)
    for shift in shifts:
        if shift.kind == Shift.Kind.WORK:
            at_work[shift.engineer_id].append((shift.starts_at, shift.ends_at))
    engineers = []
    for shift in shifts:
        who = shift.engineer_id
        busy = at_work[who] if shift.kind == Shift.Kind.ON_CALL else []
        hours = Hours(free.get(who, days.now), [*away.get(who, []), *busy])
        made = _planner_engineer(shift, days, places, hours)
        shift_id = _shift_id(shift, alone=many[who] == 1)
        engineers.append(replace(made, id=shift_id, **_rights(shift, days, rights)))
    return Roster(tuple(engineers), away)


def _shift_id(shift: Shift, *, alone: bool) -> str:
    """The engineer's id, and where there are several shifts of theirs, which one."""
    return str(shift.engineer_id) if alone else f"{shift.engineer_id}@{shift.date}/{shift.kind}"


def _rights(shift: Shift, days: Days, rights: Rights) -> dict[str, Any]:
    """What its engineer may do in the shift, as the planner's fields; the last day is included."""
    engineer = shift.engineer
    bound = engineer.territory if engineer.only_in_territory else None
    held = Held(
        [Ability(a.skill.code, a.level, a.expires_on) for a in engineer.abilities.all()],
        bound.code if bound else None,
        shift.kind == Shift.Kind.ON_CALL,
        shift.least_priority,
        rights.left(shift),
        shift.rest_min,
    )
    cleared, van = rights.clearances.get(engineer.id, {}), rights.vans.get(engineer.id, {})
    return held.fields(cleared, van, days.midnight, days.zone)


def drives_as(vehicle: VehicleKind | None) -> dict[str, Any]:
    """What a vehicle means to the planner; nobody said which: the road server's car."""
    if vehicle is None:
        return {}
    return {"drive_factor": float(vehicle.drive_factor), "in_traffic": vehicle.in_traffic}


def _planner_engineer(shift: Shift, days: Days, places: Places, worked: Hours) -> PlannerEngineer:
    """One shift without what lies before it is free, and what its engineer is away for."""
    engineer, midnight = shift.engineer, days.midnight
    start = engineer.home if engineer.starts_from_home and engineer.home else engineer.base
    place = places.of(start)
    hours: tuple[int, int] | None = None
    breaks: tuple[Break, ...] = ()
    if worked.free < shift.ends_at:
        hours, breaks = working_hours(
            span_after((max(shift.starts_at, worked.free), shift.ends_at), midnight),
            [
                Break(*span_after((each.earliest_at, each.latest_at), midnight), each.minutes * 60)
                for each in shift.breaks.all()
            ],
            [span_after(each, midnight) for each in worked.away],
        )
    return PlannerEngineer(
        id=str(engineer.id),
        person=str(engineer.id),
        start=place,
        end=place,
        shift=hours,
        breaks=breaks,
        speed_factor=float(engineer.speed_factor),
        **drives_as(engineer.vehicle),
        overtime_s=shift.overtime_min * 60,
        overtime_price=points_per_s(OVERTIME_PER_H),
    )
