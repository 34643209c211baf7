"""From rows to the planner's engineers: one for every shift of the days that are planned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from backend.dispatch.models import Absence, EngineerSkill, Shift, Visit
from backend.dispatch.places import Places, span_after
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer
from backend.dispatch.prices import OVERTIME_PER_H, points_per_s
from backend.lib.clock import day_bounds

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
class Roster:
    """The shifts that are planned, and when each engineer is away from them."""

    shifts: tuple[PlannerEngineer, ...]
    away: Mapping[UUID, Spans] = field(default_factory=dict)

    def shift_at(self, engineer_id: UUID, begin_s: int) -> str | None:
        """The shift of the engineer in which something begins at `begin_s`, or the one before."""
        own = [each for each in self.shifts if each.who == str(engineer_id)]
        begun = [each for each in own if each.shift and each.shift[0] <= begin_s]
        return (begun[-1] if begun else own[0]).id if own else None

    def is_away(self, engineer_id: UUID, begin: datetime, end: datetime) -> bool:
        """Whether the engineer is away at some time between the two."""
        return any(a < end and begin < b for a, b in self.away.get(engineer_id, []))


def shifts_of(first: date, last: date) -> list[Shift]:
    """The shifts that begin on the days, everybody's in the order of time."""
    return list(
        Shift.objects.filter(
            date__gte=first, date__lte=last, kind=Shift.Kind.WORK, engineer__is_active=True
        )
        .select_related("engineer__user")
        .prefetch_related("breaks", _abilities(first))
        .order_by("engineer_id", "starts_at")
    )


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


def roster(
    shifts: Sequence[Shift],
    days: Days,
    places: Places,
    away: Mapping[UUID, Spans],
    free: Mapping[UUID, datetime],
) -> Roster:
    """Everybody's shifts without what lies before now, what they have begun, and absences."""
    many = Counter(each.engineer_id for each in shifts)
    engineers = tuple(
        _planner_engineer(
            shift,
            _shift_id(shift, alone=many[shift.engineer_id] == 1),
            days,
            places,
            free.get(shift.engineer_id, days.now),
            away.get(shift.engineer_id, []),
        )
        for shift in shifts
    )
    return Roster(engineers, away)


def _shift_id(shift: Shift, *, alone: bool) -> str:
    """The engineer's id, and where there are several shifts of theirs, which one."""
    return str(shift.engineer_id) if alone else f"{shift.engineer_id}@{shift.date}/{shift.kind}"


def _abilities(day: date) -> "Prefetch[str, QuerySet[EngineerSkill], str]":
    valid = EngineerSkill.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day))
    return Prefetch("engineer__abilities", valid.select_related("skill"), to_attr="valid_abilities")


def _planner_engineer(
    shift: Shift,
    shift_id: str,
    days: Days,
    places: Places,
    free: datetime,
    away: Spans,
) -> PlannerEngineer:
    """One shift from `free` on, without what its engineer is away for."""
    engineer, midnight = shift.engineer, days.midnight
    start = engineer.home if engineer.starts_from_home and engineer.home else engineer.base
    place = places.of(start)
    hours: tuple[int, int] | None = None
    breaks: tuple[Break, ...] = ()
    if free < shift.ends_at:
        hours, breaks = working_hours(
            span_after((max(shift.starts_at, free), shift.ends_at), midnight),
            [
                Break(*span_after((each.earliest_at, each.latest_at), midnight), each.minutes * 60)
                for each in shift.breaks.all()
            ],
            [span_after(each, midnight) for each in away],
        )
    skills = engineer.valid_abilities  # type: ignore[attr-defined]
    return PlannerEngineer(
        id=shift_id,
        person=str(engineer.id),
        start=place,
        end=place,
        shift=hours,
        skills=frozenset(each.skill.code for each in skills),
        breaks=breaks,
        speed_factor=float(engineer.speed_factor),
        overtime_s=shift.overtime_min * 60,
        overtime_price=points_per_s(OVERTIME_PER_H),
    )
