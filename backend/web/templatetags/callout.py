"""The tags every page is written with; templates/components/README.md shows each in use."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.accounts.queries import is_demo
from backend.desk.models import SlaClock
from backend.documents.figures import money_words
from backend.lib.clock import rfc3339
from backend.web.shared import durations, marks
from backend.web.shared.assets import asset_tags
from backend.web.shared.choices import choice_word
from backend.web.shared.history import Event
from backend.web.shared.icons import icon_svg, level_symbols
from backend.web.shared.selects import select
from backend.web.templatetags import constants

register = template.Library()
register.tag("translate", constants.translate)
register.tag("url", constants.url)


@register.simple_tag
def asset(entry: str, *, optional: bool = False, whole_in: str = "") -> SafeString:
    """`{% asset "web/web.ts" %}`: the style sheets and the script of a frontend entry.

    `optional=True` is for pages that must show even when nothing was built, `whole_in=language` for
    an entry that goes on at once with files of its own: they are fetched side by side.
    """
    try:
        return asset_tags(entry, whole_in=whole_in)
    except ImproperlyConfigured:
        if optional:
            return SafeString("")
        raise


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "pin" %}` beside words, `{% icon "lock" _("Locked") %}` alone."""
    return icon_svg(name, label)


@register.simple_tag
def drawn_once() -> SafeString:
    """`{% drawn_once %}`: the icons that chips of clocks refer to, in the frame of every page."""
    return level_symbols()


@register.inclusion_tag("components/demo.html")
def demo_notice() -> dict[str, bool]:
    """`{% demo_notice %}`: what is real and what is invented, where the demo company lives."""
    return {"is_demo": is_demo()}


@register.simple_tag
def pill(subject: str, state: str) -> SafeString:
    """`{% pill "visit" visit.state %}`: icon and word of a state in shared/states.py."""
    return marks.pill(subject, state)


@register.simple_tag
def state_word(subject: str, state: str) -> str:
    """The bare word of a state, for sentences and table cells without a pill."""
    return marks.state_label(subject, state)


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
    return marks.moment(instant, zone)


@register.simple_tag
def event_line(event: Event, zone: str = "") -> SafeString:
    """`{% event_line event zone %}`: a line of components/timeline.html."""
    return marks.event_line(event, zone)


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


@register.simple_tag
def sla_chip(clock: SlaClock | None) -> SafeString:
    """`{% sla_chip clock %}` for a SlaClock, or for None ("no clock")."""
    return marks.chip(clock)


@register.simple_tag(name="select")
def select_tag(bound: BoundField) -> SafeString:
    """`{% select form.state %}`: the list of a filter, as `{{ form.state }}` but written faster."""
    return select(bound)


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
    now_by = context["request"].GET.get("sort") or by_itself
    query = query_with(context, page="", sort=f"-{key}" if now_by == key else key)
    arrow = icon_svg("arrow-down" if now_by == f"-{key}" else "arrow-up")
    return format_html('<a class="sort" href="{}">{}{}</a>', query, label, arrow)


@register.tag
def cell(parser: Parser, token: Token) -> "Cell":
    """`{% cell "due" %}...{% endcell %}`: a cell of the page's `table`; nothing if left out."""
    _name, key = token.split_contents()
    content = parser.parse(("endcell",))
    parser.delete_first_token()
    return Cell(key.strip("\"'"), content)


class Cell(template.Node):
    """A cell as it was read; what stands in a column left out is never written."""

    def __init__(self, key: str, nodelist: template.NodeList) -> None:
        self.key, self.nodelist = key, nodelist

    def render(self, context: Context) -> SafeString:
        """The content within the tags of its column."""
        begun = context["table"].begun_cells.get(self.key)
        if begun is None:
            return SafeString("")
        return SafeString(f"{begun}{self.nodelist.render(context)}</td>")


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """`href="{% query_with page=2 %}"`: this page's query string with some values changed."""
    asked = context["request"].GET.lists()
    kept = [(name, each) for name, values in asked if name not in changes for each in values]
    new = [(name, str(value)) for name, value in changes.items() if value not in (None, "")]
    return f"?{urlencode(kept + new)}"
