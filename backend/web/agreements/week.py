"""Service hours as a picture: seven rows of a day each, and the dates that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.contracts.models import CalendarException, WorkCalendar
from backend.contracts.service_hours import DAY_MIN, WEEKDAYS
from backend.web.administration.fields import windows_in_words
from backend.web.administration.words import DAYS

HOURS: Final = (0, 6, 12, 18, 24)
SHOWN_DATES: Final = 6


@dataclass(frozen=True)
class OpenBar:
    """An open stretch of a day; x and width are shares of its twenty-four hours."""

    x: str
    width: str
    words: str


@dataclass(frozen=True)
class DayRow:
    """One weekday: its name, its open stretches, and its hours in words."""

    name: str
    bars: Sequence[OpenBar]
    words: str


@dataclass(frozen=True)
class WeekPicture:
    """The week of one calendar; `coming` are the next dates that differ, `more` how many follow."""

    calendar: WorkCalendar
    days: Sequence[DayRow]
    coming: Sequence[tuple[CalendarException, str]]
    more: int
    clauses: Sequence[str] = ()

    @property
    def ticks(self) -> list[tuple[str, int]]:
        """Where the hours of the scale stand."""
        return [(_share(hour * 60), hour) for hour in HOURS]


def week_picture(calendar: WorkCalendar, today: date, clauses: Sequence[str] = ()) -> WeekPicture:
    """The week as written; `clauses` are those that go by it instead of the contract's hours."""
    ahead = [each for each in calendar.exceptions.all() if each.date >= today]
    ahead.sort(key=lambda each: each.date)
    coming = [(each, windows_in_words(each.windows)) for each in ahead[:SHOWN_DATES]]
    return WeekPicture(calendar, days_of(calendar.week), coming, len(ahead) - len(coming), clauses)


def days_of(week: Mapping[str, Sequence[Sequence[str]]]) -> list[DayRow]:
    """Monday to Sunday; what runs past midnight goes on in the next row."""
    stretches: dict[str, list[tuple[int, int, str]]] = {day: [] for day in WEEKDAYS}
    for at, day in enumerate(WEEKDAYS):
        for begin, end in week.get(day, ()):
            words = f"{begin}-{end}"
            from_min, to_min = _minutes(begin), _minutes(end)
            if to_min > from_min:
                stretches[day].append((from_min, to_min, words))
                continue
            stretches[day].append((from_min, DAY_MIN, words))
            if to_min:
                stretches[WEEKDAYS[(at + 1) % 7]].append((0, to_min, words))
    return [
        DayRow(
            str(DAYS[day]),
            [OpenBar(_share(a), _share(b - a), words) for a, b, words in sorted(stretches[day])],
            windows_in_words(week.get(day, ())),
        )
        for day in WEEKDAYS
    ]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _share(minutes: int) -> str:
    return f"{minutes * 100 / DAY_MIN:.3f}%"
