"""The days of a few engineers, read for one question: who could take one more visit, and when.

`assemble` reads a whole day for a plan that may move everything. Here the day stays as it is:
every visit keeps its engineer and its order, and begins when it is planned or later. So a day is
a row of spans, and only the asked engineers' rows are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import F, Prefetch, Q

from backend.dispatch import lifecycle
from backend.dispatch.day_rows import promised_arrivals
from backend.dispatch.models import Absence, EngineerSkill, Shift, Visit, VisitEngineer
from backend.dispatch.places import Places, seconds_after
from backend.dispatch.planner.hours import working_hours
from backend.dispatch.planner.problem import Break, PlannerEngineer
from backend.dispatch.prices import OVERTIME_PER_H, points_per_s
from backend.lib.clock import day_bounds


@dataclass(frozen=True)
class Busy:
    """One visit of somebody's day: where, from when to when, and how far it may be put off."""

    visit_id: UUID
    number: str
    state: str
    name: str
    point: Point
    access_min: int
    planned_from: datetime
    planned_to: datetime
    window_to: datetime | None
    is_fixed: bool
    promised: datetime | None

    def is_past(self, now: datetime) -> bool:
        """Begun, or fixed for a time gone by: nobody can be sent elsewhere before its end."""
        told = self.state != Visit.State.PLANNED or self.is_fixed
        return self.state in lifecycle.UNDER_WAY or (told and self.planned_from < now)


@dataclass(frozen=True)
class Candidate:
    """Somebody's shift of the day, what they lack for the work, and the visits they have."""

    shift: Shift
    missing: frozenset[UUID]
    visits: tuple[Busy, ...]
    away: tuple[tuple[datetime, datetime], ...]
    seen: Point | None

    @property
    def engineer_id(self) -> UUID:
        """Whose day it is."""
        return self.shift.engineer_id

    def free(self, now: datetime) -> tuple[datetime, Point]:
        """From when and where they can leave: the end of what is begun, else where they are."""
        engineer = self.shift.engineer
        begun = [each for each in self.visits if each.is_past(now)]
        if begun:
            last = max(begun, key=lambda each: each.planned_to)
            return max(last.planned_to, now), last.point
        base = engineer.home if engineer.starts_from_home and engineer.home else engineer.base
        return max(self.shift.starts_at, now), self.seen or base

    def since(self, now: datetime) -> str:
        """Where they are busy until they are free; empty for nowhere."""
        begun = [each for each in self.visits if each.is_past(now)]
        return max(begun, key=lambda each: each.planned_to).name if begun else ""

    def ahead(self, now: datetime) -> list[Busy]:
        """The visits that are still to come."""
        return [each for each in self.visits if not each.is_past(now)]

    def as_engineer(self, now: datetime, midnight: datetime, places: Places) -> PlannerEngineer:
        """The rest of the day as the planner knows it; work lasts as long as its rows say."""
        engineer, (free_at, where) = self.shift.engineer, self.free(now)
        home = engineer.home if engineer.starts_from_home and engineer.home else engineer.base
        hours: tuple[int, int] | None = None
        breaks: tuple[Break, ...] = ()
        if free_at < self.shift.ends_at:
            hours, breaks = working_hours(
                _span(free_at, self.shift.ends_at, midnight),
                [
                    Break(*_span(each.earliest_at, each.latest_at, midnight), each.minutes * 60)
                    for each in self.shift.breaks.all()
                ],
                [_span(*each, midnight) for each in self.away],
            )
        return PlannerEngineer(
            id=str(self.engineer_id),
            start=places.of(where),
            end=places.of(home),
            shift=hours,
            breaks=breaks,
            overtime_s=self.shift.overtime_min * 60,
            overtime_price=points_per_s(OVERTIME_PER_H),
        )


def candidates(
    engineer_ids: Sequence[UUID],
    skills: Iterable[UUID],
    day: date,
    *,
    seen: dict[UUID, Point],
) -> list[Candidate]:
    """The days of these engineers, in six queries however many they are."""
    valid = EngineerSkill.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=day), skill__in=list(skills)
    )
    shifts = list(
        Shift.objects.filter(date=day, kind=Shift.Kind.WORK, engineer__in=engineer_ids)
        .select_related("engineer__user")
        .prefetch_related("breaks", Prefetch("engineer__abilities", valid, to_attr="useful"))
    )
    busy, away = _busy(engineer_ids, day), _away(engineer_ids, day)
    wanted = frozenset(skills)
    return [
        Candidate(
            shift,
            wanted - {each.skill_id for each in shift.engineer.useful},  # type: ignore[attr-defined]
            tuple(busy.get(shift.engineer_id, ())),
            tuple(away.get(shift.engineer_id, ())),
            seen.get(shift.engineer_id),
        )
        for shift in shifts
    ]


def _busy(engineer_ids: Sequence[UUID], day: date) -> dict[UUID, list[Busy]]:
    """Their visits of the day that still take time, in the order in which they come."""
    seats = (
        VisitEngineer.objects.filter(
            visit__date=day,
            visit__state__in=lifecycle.HOLDING,
            visit__object__point__isnull=False,
            engineer__in=engineer_ids,
        )
        .order_by("engineer_id", "planned_from", "id")
        .annotate(where=F("visit__object__point"))
        .values_list(
            "engineer_id",
            "visit_id",
            "visit__number",
            "visit__state",
            "visit__object__name",
            "where",
            "visit__object__access_min",
            "planned_from",
            "planned_to",
            "visit__window_to",
            "visit__lock",
            "part",
        )
    )
    rows = list(seats)
    promised = promised_arrivals(row[1] for row in rows)
    return {
        engineer_id: [_as_busy(row, promised.get(row[1], ())) for row in mine]
        for engineer_id, mine in groupby(rows, key=lambda row: row[0])
    }


def _as_busy(row: Sequence[Any], promised: Iterable[datetime]) -> Busy:
    *told, lock, part = row[1:]
    # A helper's time hangs on that of the lead, who is asked apart.
    fixed = lock in (Visit.Lock.TIME, Visit.Lock.BOTH) or part != VisitEngineer.Part.LEAD
    return Busy(*[*told, fixed, min(promised, default=None)])


def _away(engineer_ids: Sequence[UUID], day: date) -> dict[UUID, list[tuple[datetime, datetime]]]:
    begin, end = day_bounds(day, "Europe/Monaco")
    found: dict[UUID, list[tuple[datetime, datetime]]] = {}
    absences = Absence.objects.filter(
        starts_at__lt=end + timedelta(days=1), ends_at__gt=begin, engineer__in=engineer_ids
    )
    for each in absences:
        found.setdefault(each.engineer_id, []).append((each.starts_at, each.ends_at))
    return found


def _span(begin: datetime, end: datetime, midnight: datetime) -> tuple[int, int]:
    return seconds_after(begin, midnight), seconds_after(end, midnight)
