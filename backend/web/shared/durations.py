"""Lengths of time and moments, in the reader's words: "1 h 20 min", "today 14:10, in 9 min"."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_percent
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from backend.documents.figures import locale_of

DAY_MIN = 24 * 60


def locale_name() -> str:
    """The active language as Babel spells it (`uk`, `en_GB`); English where none is active."""
    return _locale_name(get_language() or "en")


@lru_cache(maxsize=64)
def _locale_name(language: str) -> str:
    return str(locale_of(language))


def length_in_words(minutes: int) -> str:
    """`80` -> "1 h 20 min"; the two largest units only, so that a glance is enough."""
    days, rest = divmod(abs(minutes), DAY_MIN)
    hours, mins = divmod(rest, 60)
    if days and hours:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if days:
        return _("%(days)d d") % {"days": days}
    if hours and mins:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": mins}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": mins}


def open_time(minutes: int) -> str:
    """Open time in hours and minutes: a day of it is as long as the service hours make it."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": rest}


def distance_in_words(instant: datetime, now: datetime) -> str:
    """How far `instant` is from `now`: "in 1 h 20 min", "9 min ago", "now"."""
    return _distance(get_language() or "en", round((instant - now).total_seconds() / 60))


@lru_cache(maxsize=4096)
def _distance(_language: str, minutes: int) -> str:
    if minutes == 0:
        return pgettext("moment", "now")
    if minutes > 0:
        return _("in %(length)s") % {"length": length_in_words(minutes)}
    return _("%(length)s ago") % {"length": length_in_words(minutes)}


def day_and_time(instant: datetime, now: datetime, zone: str) -> str:
    """`instant` on the wall clock of `zone`, its day as near words as `now` allows."""
    return _day_and_time(get_language() or "en", instant, now, zone)


def moment_in_words(instant: datetime, now: datetime, zone: str) -> tuple[str, str]:
    """`day_and_time` and `distance_in_words`, for marks that come by the dozen."""
    language = get_language() or "en"
    minutes = round((instant - now).total_seconds() / 60)
    return _day_and_time(language, instant, now, zone), _distance(language, minutes)


def _day_and_time(language: str, instant: datetime, now: datetime, zone: str) -> str:
    place = ZoneInfo(zone)
    local, here = instant.astimezone(place), now.astimezone(place)
    values = {"time": f"{local.hour:02}:{local.minute:02}"}
    days = local.toordinal() - here.toordinal()
    if -1 <= days <= 1:
        return _pattern(language, days) % values
    soon = timedelta() < instant - now < timedelta(days=6)
    parts = "E" if soon else "MMMEd" if local.year == here.year else "yMMMEd"
    return _pattern(language) % {**values, "day": _day_in(language, local.date(), parts)}


@lru_cache(maxsize=64)
def _pattern(_language: str, days: int | None = None) -> str:
    """How a moment so many days from today is told; further away, by its day."""
    match days:
        case 0:
            return pgettext("moment", "today %(time)s")
        case 1:
            return pgettext("moment", "tomorrow %(time)s")
        case -1:
            return pgettext("moment", "yesterday %(time)s")
    return pgettext("moment", "%(day)s %(time)s")


@lru_cache(maxsize=4096)
def _day_in(language: str, day: date, parts: str) -> str:
    """ "Mon" for the parts E, "Mon 2 Mar" for MMMEd, with the year for yMMMEd.

    Days of a list come again and again; what CLDR says of one does not change.
    """
    locale = _locale_name(language)
    if parts == "E":
        return str(format_date(day, "EEE", locale=locale))
    return str(format_skeleton(parts, datetime.combine(day, time()), locale=locale))


def zone_name(zone: str) -> str:
    """The city people know the zone by, for screens read in another zone: "Monaco"."""
    return _city(locale_name(), zone)


@lru_cache(maxsize=1024)
def _city(locale: str, zone: str) -> str:
    return str(get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True))


def same_clock(instant: datetime, zone: str, other: str) -> bool:
    """True when clocks of both zones show the same at `instant`."""
    here, there = instant.astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(other))
    return here.utcoffset() == there.utcoffset()


def clock_time(instant: datetime, zone: str) -> str:
    """`14:10` on the wall clock of `zone`."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def urgency(started_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """`calm` with over a quarter of the time left, then `soon`, and `late` past due."""
    if due_at is None or started_at is None:
        return "calm"
    if now >= due_at:
        return "late"
    return "soon" if (due_at - now) * 4 <= due_at - started_at else "calm"


def share_words(ppm: int) -> str:
    """99.5 % of parts per million, in the reader's language; what is missing is never rounded
    away: 99.9999 stays below 100."""
    hundredths = Decimal(ppm // 100) / 10_000
    return format_percent(hundredths, format="0.00\xa0%", locale=locale_name())
