"""Service hours: a calendar as its owner wrote it, checked at birth. working_time reckons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.lib.errors import Invalid

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MIN: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """Wall-clock minutes [from_min, to_min) of a day; 1440 is 24:00; an end at or before the
    start runs into the next day, so equal ends are 24 hours."""

    from_min: int
    to_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_min < DAY_MIN:
            raise Invalid("from_min", "not-a-wall-clock", given=self.from_min)
        if not 0 <= self.to_min <= DAY_MIN:
            raise Invalid("to_min", "not-a-wall-clock", given=self.to_min)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Service hours of one zone, one version; immutable, compared by identity.

    `week` holds seven tuples of windows, Monday first. Raises Invalid naming the field for an
    unknown zone, a week that is not seven days, or dates and windows of the wrong kind.
    """

    tz: str
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    breaks: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _zone(self.tz)
        if len(self.week) != len(WEEKDAYS):
            raise Invalid("week", "not-seven-days", given=len(self.week))
        for name, windows in zip(WEEKDAYS, self.week, strict=True):
            _check_windows(f"week.{name}", windows)
        for day in self.holidays:
            _check_date("holidays", day)
        for kind, dated in (("overrides", self.overrides), ("breaks", self.breaks)):
            for day, windows in dated.items():
                _check_date(kind, day)
                _check_windows(f"{kind}.{day}", windows)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows that start on the local date `day`, before its breaks are taken out."""
        if day in self.overrides:
            return self.overrides[day]
        return () if day in self.holidays else self.week[day.weekday()]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise Invalid("tz", "unknown-zone", given=str(name)) from error


def _check_windows(name: str, windows: object) -> None:
    if not isinstance(windows, tuple) or not all(isinstance(w, Window) for w in windows):
        raise Invalid(name, "not-windows")


def _check_date(name: str, day: object) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Invalid(name, "not-a-date", given=str(day))
