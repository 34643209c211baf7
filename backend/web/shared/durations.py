"""Lengths of time and moments, in the reader's words: "1 h 20 min", "today 14:10, in 9 min"."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from backend.documents.figures import locale_of

DAY_MIN = 24 * 60


def locale_name() -> str:
    """The active language as Babel spells it (`uk`, `en_GB`); English where none is active."""
    return str(locale_of(get_language() or "en"))


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
    minutes = round((instant - now).total_seconds() / 60)
    if minutes == 0:
        return pgettext("moment", "now")
    if minutes > 0:
        return _("in %(length)s") % {"length": length_in_words(minutes)}
    return _("%(length)s ago") % {"length": length_in_words(minutes)}


def day_and_time(instant: datetime, now: datetime, zone: str) -> str:
    """`instant` on the wall clock of `zone`, its day as near words as `now` allows."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    values = {"time": format_time(local, "HH:mm", locale=locale_name())}
    near = {
        today: pgettext("moment", "today %(time)s"),
        today + timedelta(days=1): pgettext("moment", "tomorrow %(time)s"),
        today - timedelta(days=1): pgettext("moment", "yesterday %(time)s"),
    }
    if words := near.get(local.date()):
        return words % values
    return pgettext("moment", "%(day)s %(time)s") % {**values, "day": _day(local, now)}


def _day(local: datetime, now: datetime) -> str:
    """ "Mon" within the coming week, else "Mon 2 Mar", with the year when it is another one."""
    if timedelta() < local - now < timedelta(days=6):
        return str(format_date(local, "EEE", locale=locale_name()))
    skeleton = "yMMMEd" if local.year != now.year else "MMMEd"
    return str(format_skeleton(skeleton, local, locale=locale_name()))


def zone_name(zone: str) -> str:
    """The city people know the zone by, for screens read in another zone: "Monaco"."""
    return str(get_timezone_location(ZoneInfo(zone), locale=locale_name(), return_city=True))


def same_clock(instant: datetime, zone: str, other: str) -> bool:
    """True when clocks of both zones show the same at `instant`."""
    here, there = instant.astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(other))
    return here.utcoffset() == there.utcoffset()


def clock_time(instant: datetime, zone: str) -> str:
    """`14:10` on the wall clock of `zone`."""
    return str(format_time(instant.astimezone(ZoneInfo(zone)), "HH:mm", locale=locale_name()))


def urgency(started_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """`calm` with over a quarter of the time left, then `soon`, and `late` past due."""
    if due_at is None or started_at is None:
        return "calm"
    if now >= due_at:
        return "late"
    return "soon" if (due_at - now) * 4 <= due_at - started_at else "calm"
