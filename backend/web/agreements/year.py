"""The year of a calendar as twelve small months: what every date is, and how many of each."""

import calendar as months_of
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date, get_day_names, get_month_names
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.contracts.models import CalendarException, WorkCalendar
from backend.contracts.service_hours import DAY_MIN, WEEKDAYS
from backend.web.administration.fields import windows_in_words
from backend.web.shared.durations import locale_name

KINDS: Final[dict[str, Promise]] = {
    "open": _("Open as its weekday"),
    "shut": _("Closed as its weekday"),
    "holiday": _("Closed on this date"),
    "short": _("Shorter than its weekday"),
    "other": _("Other hours on this date"),
}


@dataclass(frozen=True)
class DayCell:
    """One date: its kind (a key of KINDS) and what is to be said of it."""

    date: date
    kind: str
    words: str


@dataclass(frozen=True)
class MonthGrid:
    """One month in rows of seven, Monday first; a cell outside the month is None."""

    name: str
    weeks: Sequence[Sequence[DayCell | None]]


@dataclass(frozen=True)
class YearPicture:
    """Twelve months, the letters of the weekdays, and the kinds there are with their numbers."""

    year: int
    months: Sequence[MonthGrid]
    weekdays: Sequence[str]
    kinds: Sequence[tuple[str, str, int]]


def year_picture(row: WorkCalendar, year: int) -> YearPicture:
    """The year of a calendar with its dates that differ."""
    differing = {each.date: each for each in row.exceptions.all() if each.date.year == year}
    names = get_month_names("wide", "stand-alone", locale_name())
    grids = [
        MonthGrid(str(names[month]).capitalize(), _weeks(row, year, month, differing))
        for month in range(1, 13)
    ]
    counted = Counter(
        cell.kind for grid in grids for week in grid.weeks for cell in week if cell is not None
    )
    kinds = [(kind, str(words), counted[kind]) for kind, words in KINDS.items() if counted[kind]]
    letters = get_day_names("narrow", "stand-alone", locale_name())
    return YearPicture(year, grids, [str(letters[day]) for day in range(7)], kinds)


def kind_of(week: Mapping[str, Sequence[Sequence[str]]], day: date, differs: object) -> str:
    """What a date is beside its weekday; `differs` is its exception or None."""
    usual = _open_min(week.get(WEEKDAYS[day.weekday()], ()))
    if not isinstance(differs, CalendarException):
        return "open" if usual else "shut"
    if not differs.windows:
        return "holiday"
    return "short" if _open_min(differs.windows) < usual else "other"


def _weeks(
    row: WorkCalendar, year: int, month: int, differing: Mapping[date, CalendarException]
) -> list[list[DayCell | None]]:
    return [
        [_cell(row, date(year, month, day), differing) if day else None for day in week]
        for week in months_of.Calendar().monthdayscalendar(year, month)
    ]


def _cell(row: WorkCalendar, day: date, differing: Mapping[date, CalendarException]) -> DayCell:
    differs = differing.get(day)
    kind = kind_of(row.week, day, differs)
    windows = differs.windows if differs else row.week.get(WEEKDAYS[day.weekday()], ())
    told = [
        str(format_date(day, "full", locale=locale_name())),
        differs.name if differs else "",
        windows_in_words(windows) or str(KINDS[kind]),
    ]
    return DayCell(day, kind, ", ".join(each for each in told if each))


def _open_min(windows: Sequence[Sequence[str]]) -> int:
    """How long windows are together; one that ends by its beginning runs past midnight."""
    total = 0
    for begin, end in windows:
        length = _minutes(end) - _minutes(begin)
        total += length if length > 0 else length + DAY_MIN
    return total


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
