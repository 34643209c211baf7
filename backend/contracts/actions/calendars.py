"""Service hours: the week, the dates that differ, the holidays of a country.

Clocks copied the calendar they were promised under, so an edit never moves a running promise.
Every edit runs the examples of the contracts that use the calendar: Refused("examples-red") where
it turns one, unless `despite` says why it is made all the same.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.contracts.actions.examples import examples_watched, using_calendar
from backend.contracts.models import CalendarException, WorkCalendar
from backend.contracts.written_calendar import calendar_from
from backend.database.locking import locked, new_or_locked
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid

Windows = Sequence[Sequence[str]]
"""Wall-clock windows of one day, [["08:00", "18:00"], ...]."""


@transaction.atomic
def save_calendar(
    name: str,
    week: Mapping[str, Windows],
    *,
    by: User,
    calendar_id: UUID | None = None,
    despite: str = "",
) -> WorkCalendar:
    """A new calendar, or another name and week for one. Invalid names name or week.<day>."""
    calendar = new_or_locked(WorkCalendar, calendar_id, "calendar")
    calendar.name = _checked_name(name, calendar)
    checked = _checked({"week": dict(week)})["week"]
    with examples_watched(using_calendar(calendar), by=by, despite=despite):
        calendar.week = checked
        calendar.save()
    record(kinds.CALENDAR_CHANGED, calendar, by=by, name=calendar.name, week=calendar.week)
    return calendar


@transaction.atomic
def set_exception(
    calendar_id: UUID, day: date, windows: Windows, *, by: User, name: str = "", despite: str = ""
) -> CalendarException:
    """The hours of one date; no windows means closed."""
    calendar = locked(WorkCalendar, calendar_id, "calendar")
    written = _checked({"overrides": {str(day): [list(window) for window in windows]}})
    with examples_watched(using_calendar(calendar), by=by, despite=despite):
        exception, _made = CalendarException.objects.update_or_create(
            calendar=calendar,
            date=day,
            defaults={"windows": written["overrides"][str(day)], "name": name.strip()[:200]},
        )
    record(
        kinds.CALENDAR_CHANGED,
        calendar,
        by=by,
        name=calendar.name,
        date=str(day),
        windows=exception.windows,
    )
    return exception


@transaction.atomic
def remove_exception(calendar_id: UUID, day: date, *, by: User, despite: str = "") -> None:
    """The date follows its weekday again."""
    calendar = locked(WorkCalendar, calendar_id, "calendar")
    with examples_watched(using_calendar(calendar), by=by, despite=despite):
        removed, _by_model = calendar.exceptions.filter(date=day).delete()
    if removed:
        record(kinds.CALENDAR_CHANGED, calendar, by=by, name=calendar.name, removed=str(day))


@transaction.atomic
def remove_exceptions(
    calendar_id: UUID, days: Collection[date], *, by: User, despite: str = ""
) -> int:
    """Those dates follow their weekdays again, all of them or none; answers how many did not."""
    calendar = locked(WorkCalendar, calendar_id, "calendar")
    differing = calendar.exceptions.filter(date__in=days)
    removed = sorted(str(each.date) for each in differing)
    with examples_watched(using_calendar(calendar), by=by, despite=despite):
        differing.delete()
    for day in removed:
        record(kinds.CALENDAR_CHANGED, calendar, by=by, name=calendar.name, removed=day)
    return len(removed)


@transaction.atomic
def add_holidays(calendar_id: UUID, country: str, year: int, *, by: User, despite: str = "") -> int:
    """Close the public holidays of `country` (two letters) in `year`; answers how many are new.

    They are copied as dates, so a later release of the list changes nothing that was promised;
    a date that already has its own hours keeps them.
    """
    calendar = locked(WorkCalendar, calendar_id, "calendar")
    named = public_holidays(country, year, by.language)
    present = set(calendar.exceptions.values_list("date", flat=True))
    fresh = [
        CalendarException(calendar=calendar, date=day, name=name[:200])
        for day, name in sorted(named.items())
        if day not in present
    ]
    with examples_watched(using_calendar(calendar), by=by, despite=despite):
        CalendarException.objects.bulk_create(fresh)
    record(
        kinds.CALENDAR_CHANGED,
        calendar,
        by=by,
        name=calendar.name,
        holidays_of=country,
        year=year,
        added=len(fresh),
    )
    return len(fresh)


def public_holidays(country: str, year: int, language: str = "en") -> dict[date, str]:
    """The public holidays of a country (two letters) in a year by date, as they would be copied:
    named in `language` where the list has it, else in English or the country's own. Invalid names
    country or year."""
    return _holidays(country, year, language)


def worked_holidays(country: str, year: int, language: str = "en") -> dict[date, str]:
    """Holidays that are working days there, as all of Ukraine's are under martial law: nothing
    closes on them. Errors as `public_holidays`."""
    try:
        return _holidays(country, year, language, categories=("workday",))
    except ValueError:
        # Most countries know no such category.
        return {}


def _holidays(country: str, year: int, language: str, **which: Any) -> dict[date, str]:
    if not 2000 <= year <= 2100:
        raise Invalid("year", "out-of-range", least=2000, most=2100)
    # The calendars of all countries load slowly; only this one question needs them.
    import holidays

    try:
        told = holidays.country_holidays(country.upper()).supported_languages
    except NotImplementedError as fault:
        raise Invalid("country", "unknown", given=country) from fault
    # Left unsaid, the language would be that of the machine.
    spoken = {each.split("_")[0]: each for each in told}
    named = spoken.get(language) or spoken.get("en")
    found = holidays.country_holidays(country.upper(), years=year, language=named, **which)
    return dict(found.items())


def countries_known() -> list[str]:
    """The countries (two letters) whose holidays are known."""
    import holidays

    return sorted(code for code in holidays.list_supported_countries() if len(code) == 2)


def _checked(written: dict[str, Any]) -> dict[str, Any]:
    """The same, after the rule has read it; the zone is the object's and plays no part."""
    calendar_from({"tz": "UTC", **written})
    return written


def _checked_name(name: str, calendar: WorkCalendar) -> str:
    kept = name.strip()
    if not kept:
        raise Invalid("name", "blank")
    if len(kept) > 200:
        raise Invalid("name", "too-long", limit=200)
    if WorkCalendar.objects.filter(name=kept).exclude(pk=calendar.pk).exists():
        raise Invalid("name", "taken")
    return kept
