"""The tags every page is written with; templates/components/README.md shows each in use."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.accounts.models import Theme
from backend.accounts.queries import is_demo
from backend.documents.figures import money_words
from backend.lib.clock import rfc3339, utc_now
from backend.web.shared import durations
from backend.web.shared.assets import asset_tags
from backend.web.shared.choices import choice_word
from backend.web.shared.icons import icon_svg
from backend.web.shared.navigation import items_for
from backend.web.shared.states import state_words

register = template.Library()


@register.simple_tag
def asset(entry: str, *, optional: bool = False) -> SafeString:
    """`{% asset "web/web.ts" %}`: the style sheets and the script of a frontend entry.

    `optional=True` is for pages that must show even when nothing was built.
    """
    try:
        return asset_tags(entry)
    except ImproperlyConfigured:
        if optional:
            return SafeString("")
        raise


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "pin" %}` beside words, `{% icon "lock" _("Locked") %}` alone."""
    return icon_svg(name, label)


@register.inclusion_tag("components/demo.html")
def demo_notice() -> dict[str, bool]:
    """`{% demo_notice %}`: what is real and what is invented, where the demo company lives."""
    return {"is_demo": is_demo()}


@register.inclusion_tag("components/pill.html")
def pill(subject: str, state: str) -> dict[str, Any]:
    """`{% pill "visit" visit.state %}`: icon and word of a state in shared/states.py."""
    return {"words": state_words(subject, state), "state": state}


@register.simple_tag
def state_word(subject: str, state: str) -> str:
    """The bare word of a state, for sentences and table cells without a pill."""
    return str(state_words(subject, state).label)


@register.simple_tag(name="choice_word")
def choice_word_tag(subject: str, value: str) -> str:
    """`{% choice_word "place" order.place %}`: the words of a choice in shared/choices.py."""
    return choice_word(subject, value)


@register.simple_tag
def when(instant: datetime | None, zone: str = "") -> SafeString:
    """`{% when visit.planned_from object.zone %}`: "today 14:10, in 1 h 20 min".

    Told on the clock of `zone` (the reader's where none is given); the zone is named when the
    reader's clock shows something else.
    """
    if instant is None:
        return SafeString("")
    now, reader_zone = utc_now(), timezone.get_current_timezone_name()
    told_in = zone or reader_zone
    foreign = not durations.same_clock(instant, told_in, reader_zone)
    return format_html(
        '<time class="when" datetime="{}"><span class="when-day">{}</span>{} '
        "<time-ago>{}</time-ago></time>",
        rfc3339(instant),
        durations.day_and_time(instant, now, told_in),
        format_html(' <span class="zone">{}</span>', durations.zone_name(told_in))
        if foreign
        else "",
        durations.distance_in_words(instant, now),
    )


@register.simple_tag
def clock_time(instant: datetime | None, zone: str = "") -> SafeString:
    """`{% clock_time visit.planned_from zone %}`: "14:10" alone, for lanes and windows."""
    if instant is None:
        return SafeString("")
    told_in = zone or timezone.get_current_timezone_name()
    return format_html(
        '<time class="num" datetime="{}">{}</time>',
        rfc3339(instant),
        durations.clock_time(instant, told_in),
    )


@register.filter
def minutes_in_words(minutes: int | None) -> str:
    """`{{ 80|minutes_in_words }}` -> "1 h 20 min"."""
    return "" if minutes is None else durations.length_in_words(minutes)


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> SafeString:
    """`{% money line.net "EUR" %}`, as the reader's language writes money."""
    if amount is None:
        return SafeString("")
    words = money_words(amount, currency, durations.locale_name())
    return format_html('<span class="num">{}</span>', words)


@register.inclusion_tag("components/sla_chip.html")
def sla_chip(clock: Any) -> dict[str, Any]:
    """`{% sla_chip clock %}` for a SlaClock, or for None ("no clock")."""
    if clock is None:
        return {"clock": None}
    now = utc_now()
    level = durations.urgency(clock.started_at, clock.due_at, now)
    # A missed clock that nobody has stopped still counts the overrun.
    overrunning = clock.state == "missed" and clock.stopped_at is None
    return {
        "clock": clock,
        "running": clock.due_at and (clock.state == "running" or overrunning),
        "level": level,
        "distance": durations.distance_in_words(clock.due_at, now) if clock.due_at else "",
        "words": state_words("sla_clock", clock.state),
        "target": state_words("sla_target", clock.kind),
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, hint: str = "", bare: bool = False) -> dict[str, Any]:
    """`{% field form.email %}`: label above, help and control, error under it.

    `hint` stands in the place of the help text; `bare=True` leaves both out.
    """
    words = "" if bare else hint or bound.help_text
    return {"field": bound, "help": words, "kind": bound.widget_type}


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str, label: str, by_itself: str = "") -> SafeString:
    """A column head that sorts by `?sort=key`, then `-key`; the other filters stay in the URL.

    `by_itself` is the order the list has while nobody asks for one.
    """
    request = context["request"]
    now_by = request.GET.get("sort") or by_itself
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if now_by == key else key
    arrow = icon_svg("arrow-down" if now_by == f"-{key}" else "arrow-up")
    return format_html('<a class="sort" href="?{}">{}{}</a>', query.urlencode(), label, arrow)


@register.inclusion_tag("components/heads.html", takes_context=True)
def heads(context: Context, *, pick: bool = False, after: str = "") -> dict[str, Any]:
    """`{% heads %}`: the head row of the `table` (shared/tables.py) on the page.

    `pick=True` begins it with the box that chooses all rows; `after` is a last head without words,
    told to screen readers only.
    """
    listed = context["table"]
    by_itself = listed.table.sorted_by
    sort = listed.sort or by_itself
    columns = [
        {
            "column": column,
            "link": sort_link(context, column.key, str(column.label), by_itself)
            if column.order
            else "",
            "sorted": {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, ""),
        }
        for column in listed.shown
    ]
    return {"columns": columns, "pick": pick, "after": after}


@register.simple_block_tag(takes_context=True, end_name="endcell")
def cell(context: Context, content: str, key: str) -> SafeString:
    """`{% cell "due" %}...{% endcell %}`: a cell of the page's `table`; nothing if left out."""
    listed = context["table"]
    if not listed.shows(key):
        return SafeString("")
    column = listed.by_key[key]
    return format_html(
        '<td class="cell-{} {}" data-label="{}">{}</td>', key, column.css, column.label, content
    )


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """`href="{% query_with page=2 %}"`: this page's query string with some values changed."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/theme.html", takes_context=True)
def theme_choice(context: Context) -> dict[str, Any]:
    """`{% theme_choice %}`: light, dark, or as the device is set; kept with the person."""
    return {"themes": Theme.choices, "user": context["user"], "request": context["request"]}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The links of the signed-in person's role, the present one marked."""
    request = context.get("request")
    user = getattr(request, "user", None)
    path = getattr(request, "path", "")
    return {"items": items_for(user, path) if user and user.is_authenticated else []}
