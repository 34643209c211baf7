"""Engineers as the administrator keeps them: base, territory, skills, and weeks of shifts."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Role, User
from backend.catalog.models import Skill
from backend.catalog.rows import write_row
from backend.contracts.models import Priority
from backend.database.locking import locked, new_or_locked
from backend.dispatch.models import (
    Clearance,
    Engineer,
    EngineerSkill,
    EngineerWish,
    Shift,
    ShiftBreak,
    TrafficHour,
    VehicleKind,
    World,
)
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import at_wall_clock
from backend.lib.errors import Invalid

_MOST_WEEKS: Final = 26
RightT = TypeVar("RightT", EngineerSkill, Clearance, EngineerWish, TrafficHour, VehicleKind)


@dataclass(frozen=True)
class Pattern:
    """The same hours on some weekdays (0 is Monday) for some weeks from a day on."""

    first_day: date
    weeks: int
    weekdays: Collection[int]
    wall_from: time
    wall_to: time
    break_min: int = 0
    overtime_min: int = 0
    kind: str = Shift.Kind.WORK
    least_priority: str = Priority.LOW
    rest_min: int = 0


@transaction.atomic
def save_engineer(
    values: dict[str, Any],
    *,
    by: User,
    engineer_id: UUID | None = None,
    skills: Collection[Skill] | None = None,
) -> Engineer:
    """A new engineer, or one changed; `skills` are all they have, levels already known stay."""
    engineer = new_or_locked(Engineer, engineer_id)
    user = values.get("user")
    if user is not None and user.role != Role.ENGINEER:
        raise Invalid("user", "not-an-engineer")
    write_row(engineer, values, by=by, kind=kinds.CATALOG_CHANGED)
    if engineer_id is None:
        World.objects.create(engineer=engineer)
    if skills is not None:
        _set_skills(engineer, skills, by)
    return engineer


def _set_skills(engineer: Engineer, skills: Collection[Skill], by: User) -> None:
    before = {ability.skill_id: ability for ability in engineer.abilities.select_related("skill")}
    wanted = {skill.pk: skill for skill in skills}
    gone = [ability for key, ability in before.items() if key not in wanted]
    fresh = [skill for key, skill in wanted.items() if key not in before]
    if not gone and not fresh:
        return
    engineer.abilities.filter(pk__in=[ability.pk for ability in gone]).delete()
    EngineerSkill.objects.bulk_create(EngineerSkill(engineer=engineer, skill=s) for s in fresh)
    had = sorted(ability.skill.code for ability in before.values())
    changed = {"skills": [had, sorted(skill.code for skill in wanted.values())]}
    record(kinds.CATALOG_CHANGED, engineer, by=by, row=str(engineer), made=False, changed=changed)


@transaction.atomic
def save_right(
    model: type[RightT], values: dict[str, Any], *, by: User, row_id: UUID | None = None
) -> RightT:
    """A skill's level, a clearance, a wish, an hour's traffic, a vehicle: new, or changed."""
    row = new_or_locked(model, row_id)
    write_row(row, values, by=by, kind=kinds.CATALOG_CHANGED)
    return row


@transaction.atomic
def add_shifts(engineer_id: UUID, pattern: Pattern, *, by: User) -> int:
    """Lay the pattern out as shifts of its kind; answers how many are new.

    A day that has a shift keeps it, so a repeat adds nothing. An end before the beginning is on
    the next morning. Invalid names weeks, weekdays, wall_to or break_min.
    """
    engineer = locked(Engineer, engineer_id)
    _check(pattern)
    days = [pattern.first_day + timedelta(days=turn) for turn in range(pattern.weeks * 7)]
    taken = set(
        engineer.shifts.filter(kind=pattern.kind, date__in=days).values_list("date", flat=True)
    )
    wanted = [day for day in days if day.weekday() in pattern.weekdays and day not in taken]
    shifts = Shift.objects.bulk_create(_shift(engineer, day, pattern) for day in wanted)
    if pattern.break_min:
        ShiftBreak.objects.bulk_create(_middle_break(shift, pattern.break_min) for shift in shifts)
    if shifts:
        laid = {"shifts": [None, f"{wanted[0]} – {wanted[-1]}, {len(shifts)}"]}
        record(kinds.CATALOG_CHANGED, engineer, by=by, row=str(engineer), made=False, changed=laid)
    return len(shifts)


@dataclass(frozen=True)
class ShiftHours:
    """When somebody works on one day, on their own clock; an end before the beginning is on the
    next morning."""

    wall_from: time
    wall_to: time
    overtime_min: int = 0


@transaction.atomic
def set_shift(engineer_id: UUID, day: date, hours: ShiftHours, *, by: User) -> Shift:
    """The engineer works on that day, with these hours: a new shift, or another length of theirs.

    Breaks stay as they are. Invalid names wall_to.
    """
    engineer = locked(Engineer, engineer_id)
    if hours.wall_from == hours.wall_to:
        raise Invalid("wall_to", "not-after-start")
    known = engineer.shifts.filter(date=day, kind=Shift.Kind.WORK).first()
    before = None if known is None else _hours_of(known)
    pattern = Pattern(day, 1, (), hours.wall_from, hours.wall_to)
    fresh = _shift(engineer, day, replace(pattern, overtime_min=hours.overtime_min))
    shift = known or fresh
    for name in ("wall_from", "wall_to", "starts_at", "ends_at", "overtime_min"):
        setattr(shift, name, getattr(fresh, name))
    shift.save()
    changed = {"shifts": [before, _hours_of(shift)]}
    record(kinds.CATALOG_CHANGED, engineer, by=by, row=str(engineer), made=False, changed=changed)
    return shift


def _hours_of(shift: Shift) -> str:
    return f"{shift}, +{shift.overtime_min} min"


def _check(pattern: Pattern) -> None:
    if not 1 <= pattern.weeks <= _MOST_WEEKS:
        raise Invalid("weeks", "out-of-range", least=1, most=_MOST_WEEKS)
    if not pattern.weekdays:
        raise Invalid("weekdays", "blank")
    if pattern.wall_from == pattern.wall_to:
        raise Invalid("wall_to", "not-after-start")
    if not 0 <= pattern.break_min <= 120:
        raise Invalid("break_min", "out-of-range", least=0, most=120)


def _shift(engineer: Engineer, day: date, pattern: Pattern) -> Shift:
    last = day if pattern.wall_to > pattern.wall_from else day + timedelta(days=1)
    return Shift(
        engineer=engineer,
        date=day,
        wall_from=pattern.wall_from,
        wall_to=pattern.wall_to,
        starts_at=at_wall_clock(day, pattern.wall_from, engineer.zone),
        ends_at=at_wall_clock(last, pattern.wall_to, engineer.zone),
        overtime_min=pattern.overtime_min,
        kind=pattern.kind,
        least_priority=pattern.least_priority,
        rest_min=pattern.rest_min,
    )


def _middle_break(shift: Shift, minutes: int) -> ShiftBreak:
    """The pause may begin in the middle third of the shift."""
    third = (shift.ends_at - shift.starts_at) / 3
    begin, end = shift.starts_at + third, shift.ends_at - third
    return ShiftBreak(shift=shift, earliest_at=begin, latest_at=end, minutes=minutes)
