"""The rows of a reckoning in words: when, what it was, and how much was counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_day_names
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from backend.contracts.clock_facts import OnChange, OnReopen
from backend.contracts.clock_story import Turn
from backend.contracts.counted_time import Cause, CountedTime, EqualDays
from backend.contracts.why import Row
from backend.contracts.working_time import SECOND_US, WEEKDAYS
from backend.web.shared.durations import clock_time, locale_name, open_time
from backend.web.shared.states import state_words
from backend.web.shared.why_words import Reader, listed, seconds_words

MODES: Final[dict[str, Words]] = {
    OnChange.KEEP_ELAPSED: _("Time already used counts"),
    OnChange.RETROACTIVE: _("As if it had always been so"),
    OnChange.RESTART: _("Clocks start again"),
    OnChange.FROZEN: _("Running clocks stay as promised"),
    OnReopen.RESUME: _("The time in between does not count"),
    OnReopen.COUNT_GAP: _("It counts as if it had never stopped"),
    OnReopen.NEW_CYCLE: _("Counting begins anew"),
    OnReopen.IGNORE: _("The clock stays stopped"),
}
"""What a change of terms or a reopening does to the count."""

_CAUSES: Final[dict[Cause, Words]] = {
    Cause.COUNTED: _("service hours"),
    Cause.OUTSIDE: _("outside service hours"),
    Cause.HOLIDAY: _("holiday"),
    Cause.OTHER_HOURS: _("other hours that day"),
    Cause.BREAK: _("break"),
    Cause.MAINTENANCE: _("planned maintenance"),
    Cause.STOPPED: _("thought done, then reopened"),
    Cause.DROPPED: _("no longer counts: counting began anew"),
}
_MINUTE_US: Final = 60 * SECOND_US


@dataclass(frozen=True)
class RowWords:
    """One row as the reader sees it; `counted` is empty where nothing was."""

    when: str
    what: str
    counted: str = ""
    kind: str = "idle"


@dataclass(frozen=True)
class Told:
    """Who reads, and what rows call things by: reasons by code, special days by date, changes by
    the moment they turned the clock."""

    reader: Reader
    reasons: Mapping[str, str] = field(default_factory=dict)
    special_days: Mapping[date, str] = field(default_factory=dict)
    deeds: Mapping[datetime, str] = field(default_factory=dict)


def rows_in_words(rows: Iterable[Row], told: Told) -> list[RowWords]:
    """Each row; minutes are rounded so that they add up to the minutes of the sum."""
    found, sum_us = [], 0
    for row in rows:
        if isinstance(row, Turn):
            found.append(RowWords(_moment(row.at, told), _turn(row, told), kind="turn"))
            continue
        before, sum_us = sum_us // _MINUTE_US, sum_us + row.counted_us
        minutes = sum_us // _MINUTE_US - before
        if isinstance(row, EqualDays):
            found.append(RowWords(_days(row, told), _equal(row), open_time(minutes), "counted"))
        else:
            counted = open_time(minutes) if row.cause is Cause.COUNTED else ""
            kind = "counted" if counted else "idle"
            found.append(RowWords(_span(row, told), _what(row, told), counted, kind))
    return found


def _equal(row: EqualDays) -> str:
    each = open_time(row.each_us // _MINUTE_US)
    words = ngettext("%(count)d day of %(each)s", "%(count)d days of %(each)s", row.days)
    return words % {"count": row.days, "each": each}


def _what(row: CountedTime, told: Told) -> str:
    reasons = listed(sorted(told.reasons.get(code, code) for code in row.reasons))
    if row.cause is Cause.PAUSED:
        held = seconds_words(row.open_us // SECOND_US)
        words = _now("paused: %(reasons)s (%(held)s of service hours)")
        return words % {"reasons": reasons, "held": held}
    if row.cause is Cause.COUNTED and row.reasons:
        if row.used_up:
            words = _now("service hours: the pause the contract allows is used up (%(reasons)s)")
        else:
            words = _now("service hours: the contract allows no pause for this (%(reasons)s)")
        return words % {"reasons": reasons}
    if row.day and (name := told.special_days.get(row.day)):
        words = _now("holiday: %(name)s")
        if row.cause is Cause.OTHER_HOURS:
            words = _now("other hours that day: %(name)s")
        return words % {"name": name}
    return str(_CAUSES[row.cause])


def _turn(turn: Turn, told: Told) -> str:
    """What somebody did, what it changed in the promise and in the count."""
    what = told.deeds.get(turn.at)
    if what is None:
        what = _now("The promise changed") if turn.is_change else _now("Opened again")
    values = {
        "what": what,
        "mode": str(MODES[turn.mode]),
        "before": seconds_words(turn.before.target_s),
        "after": seconds_words(turn.after.target_s),
    }
    if turn.before.target_s != turn.after.target_s:
        return _now("%(what)s: %(after)s instead of %(before)s. %(mode)s.") % values
    return _now("%(what)s. %(mode)s.") % values


def priority_changed(before: str, after: str) -> str:
    """ "Priority changed from Normal to High", as the history says it."""
    values = {
        "before": state_words("priority", before).label,
        "after": state_words("priority", after).label,
    }
    return _now("Priority changed from %(before)s to %(after)s") % values


def _days(row: EqualDays, told: Told) -> str:
    return f"{_day(row.first, told)} – {_day(row.last, told)}"


def _span(row: CountedTime, told: Told) -> str:
    """The stretch on the clock of the zone: one date once, a whole date without its hours."""
    zone = ZoneInfo(told.reader.zone)
    start, end = row.from_at.astimezone(zone), row.to_at.astimezone(zone)
    ends_at_midnight = end.time() == time()
    last = date.fromordinal(end.date().toordinal() - ends_at_midnight)
    closing = "24:00" if ends_at_midnight else clock_time(row.to_at, told.reader.zone)
    opening = clock_time(row.from_at, told.reader.zone)
    if start.date() != last:
        first_words = _at(start.date(), opening, told)
        return f"{first_words} – {_at(last, closing, told)}"
    if ends_at_midnight and start.time() == time():
        return _day(last, told)
    return _at(last, f"{opening}–{closing}", told)


def _moment(at: datetime, told: Told) -> str:
    return _at(
        at.astimezone(ZoneInfo(told.reader.zone)).date(), clock_time(at, told.reader.zone), told
    )


def _at(day: date, clock: str, told: Told) -> str:
    return pgettext("moment", "%(day)s %(time)s") % {"day": _day(day, told), "time": clock}


def _day(day: date, told: Told) -> str:
    same_year = day.year == told.reader.now.astimezone(ZoneInfo(told.reader.zone)).year
    return str(format_skeleton("MMMEd" if same_year else "yMMMEd", day, locale=locale_name()))


def week_in_words(week: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Written service hours of a week: "Mon–Fri 09:00–18:00, Sat 10:00–14:00"; days without
    hours are left out."""
    names = get_day_names("abbreviated", locale=locale_name())
    hours = [
        ", ".join(f"{opening}–{closing}" for opening, closing in week.get(day, ()))
        for day in WEEKDAYS
    ]
    told = []
    for windows, days in groupby(range(len(hours)), key=hours.__getitem__):
        first, *more = days
        if windows:
            named = f"{names[first]}–{names[more[-1]]}" if more else names[first]
            told.append(f"{named} {windows}")
    return listed(told) if told else _now("none")
