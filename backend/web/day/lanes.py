"""From the day's rows to the lanes a page draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from backend.dispatch import day_rows
from backend.dispatch.lifecycle import ENDED
from backend.dispatch.models import ShiftBreak, Visit
from backend.dispatch.queries import Day
from backend.dispatch.queries import Lane as Row
from backend.lib.clock import at_wall_clock, utc_now
from backend.web.shared.durations import length_in_words
from backend.web.shared.lanes import Bar, Lane, Stretch

LANE_COLOURS: Final = 12
_USUAL_FROM, _USUAL_TO = 8 * 60, 18 * 60
_LONGEST: Final = 36 * 60


@dataclass(frozen=True)
class _Told:
    """What the bars tell beside their visits: which changed, and by visit orders and promises."""

    changed: set[UUID]
    numbers: Mapping[UUID, list[str]]
    promised: Mapping[UUID, list[datetime]]


def lanes_of(day: Day) -> list[Lane]:
    """A lane for everybody who is on duty or goes somewhere."""
    on_duty = [row for row in day.lanes if row.shift or row.visits]
    shown = [visit.pk for row in on_duty for visit in row.visits]
    told = _Told(
        {visit.pk for visit in day.changed},
        day_rows.numbers_of(day.date),
        day_rows.promised_arrivals(shown),
    )
    return [_lane(day.date, row, told) for row in on_duty]


def off_duty(day: Day) -> list[str]:
    """Names of those without a shift and without a visit."""
    return [str(row.engineer) for row in day.lanes if not (row.shift or row.visits)]


def span_of(lanes: Iterable[Lane]) -> tuple[int, int]:
    """The whole hours that hold every bar and shift, at least 08 to 18."""
    begins, ends = [_USUAL_FROM], [_USUAL_TO]
    for lane in lanes:
        shifts = [each for each in lane.stretches if each.kind == "shift"]
        begins += [each.from_min for each in lane.bars] + [each.from_min for each in shifts]
        ends += [each.to_min for each in lane.bars] + [each.to_min for each in shifts]
    first, last = max(min(begins), 0), min(max(ends), _LONGEST)
    return first // 60 * 60, -(-last // 60) * 60


def now_minute(day: date, zone: str) -> int | None:
    """Minutes since the day's midnight; None on any other day."""
    minute = _minute(utc_now(), day, zone)
    return minute if 0 <= minute < 24 * 60 else None


def lane_index(engineer_ids: Iterable[object]) -> dict[object, int]:
    """The colour of each engineer, the same on lanes and map."""
    return {each: number % LANE_COLOURS for number, each in enumerate(engineer_ids)}


def alert_of(visit: Visit, promised: Iterable[datetime] | None = None) -> str:
    """Why the visit is outlined in red: it stands after a promised arrival; empty otherwise.

    `promised` are the arrivals still awaited, where they are known already.
    """
    if visit.state in ENDED or visit.arrived_at is not None:
        return ""
    if promised is None:
        promised = day_rows.promised_arrivals([visit.pk]).get(visit.pk, [])
    late = [visit.planned_from - due for due in promised]
    most = max(late, default=timedelta())
    if most <= timedelta():
        return ""
    length = length_in_words(int(most.total_seconds() // 60) or 1)
    return _("%(length)s after the promised arrival") % {"length": length}


def _lane(day: date, row: Row, told: _Told) -> Lane:
    zone = row.engineer.zone
    return Lane(
        title=str(row.engineer),
        note=_note(row),
        stretches=[*_shift(day, row, zone), *_away(day, row, zone), *_travel(day, row, zone)],
        bars=[_bar(day, visit, zone, told) for visit in row.visits],
    )


def _note(row: Row) -> str:
    count = len(row.visits)
    visits = ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count}
    if row.shift is None:
        return _("no shift · %(visits)s") % {"visits": visits}
    hours = f"{row.shift.wall_from:%H:%M}–{row.shift.wall_to:%H:%M}"
    return f"{hours} · {visits}"


def _shift(day: date, row: Row, zone: str) -> list[Stretch]:
    if row.shift is None:
        return []
    begin, end = _minute(row.shift.starts_at, day, zone), _minute(row.shift.ends_at, day, zone)
    breaks = [
        Stretch(
            "break",
            _minute(at, day, zone),
            _minute(at, day, zone) + each.minutes,
            pgettext("lane", "Break"),
        )
        for each in row.shift.breaks.all()
        if (at := _break_at(each, row.visits)) is not None
    ]
    return [Stretch("shift", begin, end, _("Shift")), *breaks]


def _break_at(pause: ShiftBreak, visits: Sequence[Visit]) -> datetime | None:
    """The first moment that leaves room for it beside visits and the drives to them, if any."""
    length = timedelta(minutes=pause.minutes)
    taken = [(v.planned_from - timedelta(seconds=v.travel_s), v.planned_to) for v in visits]
    for at in sorted([pause.earliest_at, *(end for _begin, end in taken)]):
        is_free = not any(begin < at + length and at < end for begin, end in taken)
        if is_free and pause.earliest_at <= at <= pause.latest_at:
            return at
    return None


def _away(day: date, row: Row, zone: str) -> list[Stretch]:
    return [
        Stretch(
            "absence",
            max(_minute(each.starts_at, day, zone), 0),
            min(_minute(each.ends_at, day, zone), 24 * 60),
            _("Away"),
        )
        for each in row.away
    ]


def _travel(day: date, row: Row, zone: str) -> list[Stretch]:
    drives = []
    for visit in row.visits:
        begin, length = _minute(visit.planned_from, day, zone), visit.travel_s // 60
        if length:
            words = _("%(length)s of travel") % {"length": length_in_words(length)}
            drives.append(Stretch("travel", begin - length, begin, words))
    return drives


def _bar(day: date, visit: Visit, zone: str, told: _Told) -> Bar:
    place, works = visit.object, told.numbers.get(visit.pk, [])
    return Bar(
        from_min=_minute(visit.planned_from, day, zone),
        to_min=_minute(visit.planned_to, day, zone),
        title=place.client_code or place.name,
        href=reverse("day:visit", args=[visit.pk]),
        state=visit.state,
        note=" · ".join([place.name, *works] if place.client_code else works),
        alert=alert_of(visit, told.promised.get(visit.pk, [])),
        locked=bool(visit.lock),
        changed=visit.pk in told.changed,
    )


def _minute(instant: datetime, day: date, zone: str) -> int:
    return int((instant - _midnight(day, zone)).total_seconds() // 60)


@lru_cache(maxsize=64)
def _midnight(day: date, zone: str) -> datetime:
    return at_wall_clock(day, time(), zone)
