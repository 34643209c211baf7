"""The small marks that come by the dozen: pills of states, chips of clocks, moments, events.

A page holds a hundred of them, so they are written here and not as templates of their own.
"""

from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Final

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.desk.models import SlaClock
from backend.lib.clock import rfc3339, utc_now
from backend.web.shared import durations
from backend.web.shared.history import Event
from backend.web.shared.icons import LEVELS, icon_svg, icon_use
from backend.web.shared.states import state_words

_PILL: Final = '<span class="pill {}" data-state="{}">{}{}</span>\n'
_NO_CHIP: Final = '<span class="quiet">{}</span>\n'
_RUNNING: Final = (
    '<sla-chip class="chip {}" start="{}" due="{}" title="{}"><span class="chip-icons">{}</span>'
    '<span class="chip-target">{}</span> <span class="chip-words">{}</span></sla-chip>\n'
)
_STOPPED: Final = (
    '<span class="chip done {}" title="{}">{}<span class="chip-target">{}</span> {}</span>\n'
)
_MOMENT: Final = (
    '<time class="when" datetime="{}"><span class="when-day">{}</span>{} <time-ago>{}</time-ago>'
    "</time>"
)
_EVENT: Final = (
    '<li class="{}"><span class="timeline-mark">{}</span>'
    "<div><p><strong>{}</strong>{}</p>{}{}</div></li>\n"
)
_BY: Final = ' <span class="quiet">{}</span>'
_TEXT: Final = "<p>{}</p>"
_AT: Final = '<p class="quiet">{}</p>'
# Which of the three is seen, CSS decides by the level, which goes on while the page is open.
_LEVELS: Final = SafeString("".join(icon_use(name) for name in LEVELS))


def pill(subject: str, state: str) -> SafeString:
    """Icon and word of a state of shared/states.py, in the reader's language."""
    return _pill(get_language(), subject, state)


@lru_cache(maxsize=1024)
def _pill(_language: str | None, subject: str, state: str) -> SafeString:
    words = state_words(subject, state)
    return format_html(_PILL, words.meaning, state, icon_svg(words.icon), words.label)


def state_label(subject: str, state: str) -> str:
    """The bare word of a state, in the reader's language."""
    return _label(get_language(), subject, state)


@lru_cache(maxsize=1024)
def _label(_language: str | None, subject: str, state: str) -> str:
    return str(state_words(subject, state).label)


def chip(clock: SlaClock | None) -> SafeString:
    """How long a clock still runs, or how it ended; the words for none where there is no clock."""
    if clock is None:
        return format_html(_NO_CHIP, _("no deadline"))
    target = state_label("sla_target", clock.kind)
    # A missed clock that nobody has stopped still counts the overrun.
    overrunning = clock.state == "missed" and clock.stopped_at is None
    if clock.due_at is None or not (clock.state == "running" or overrunning):
        words = state_words("sla_clock", clock.state)
        icon = icon_svg(words.icon)
        return format_html(_STOPPED, words.meaning, target, icon, target, words.label)
    now, zone = utc_now(), timezone.get_current_timezone()
    return format_html(
        _RUNNING,
        durations.urgency(clock.started_at, clock.due_at, now),
        clock.started_at.astimezone(zone).isoformat(),
        clock.due_at.astimezone(zone).isoformat(),
        target,
        _LEVELS,
        target,
        durations.distance_in_words(clock.due_at, now),
    )


def moment(instant: datetime | None, zone: str = "") -> SafeString:
    """ "today 14:10, in 1 h 20 min" on the clock of `zone`, of the reader where none is given.

    The zone is named when the reader's clock shows something else.
    """
    if instant is None:
        return SafeString("")
    now, reader_zone = utc_now(), timezone.get_current_timezone_name()
    told_in = zone or reader_zone
    foreign: SafeString | str = ""
    if told_in != reader_zone and not durations.same_clock(instant, told_in, reader_zone):
        foreign = format_html(' <span class="zone">{}</span>', durations.zone_name(told_in))
    day, distance = durations.moment_in_words(instant, now, told_in)
    # Each part is a word of ours or escaped: the pattern itself is written a dozen times a page.
    return SafeString(_MOMENT.format(rfc3339(instant), escape(day), foreign, escape(distance)))


def event_line(event: Event, zone: str = "") -> SafeString:
    """A line of a timeline: what happened, who did it, more about it, when."""
    by = format_html(_BY, event.by) if event.by else ""
    text = format_html(_TEXT, linebreaksbr(event.text)) if event.text else ""
    at = format_html(_AT, moment(event.at, zone)) if event.at else ""
    return format_html(_EVENT, event.meaning, icon_svg(event.icon), event.title, by, text, at)
