"""How much of what, and which day, as the reader's language writes it."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.documents.figures import date_words, percent_words, price_words, quantity_words
from backend.lib.words import in_language
from backend.web.shared import durations
from backend.web.shared.choices import choice_word
from backend.web.shared.errors import words_of_code

register = template.Library()


@register.simple_tag
def quantity(amount: Decimal, unit: str) -> SafeString:
    """`{% quantity line.quantity line.unit %}` -> "1.5 h"."""
    words = quantity_words(amount, durations.locale_name())
    return format_html('<span class="num">{}</span> {}', words, choice_word("unit", unit))


@register.filter
def amount(value: Decimal) -> str:
    """`{{ shown.night_factor|amount }}` -> "1.5": up to three decimals, none that say nothing."""
    return quantity_words(value, durations.locale_name())


@register.filter
def day(value: date | None) -> str:
    """`{{ act.document_date|day }}` -> "22 Nov 2026"; nothing for no day."""
    return date_words(value, durations.locale_name(), "medium") if value else ""


@register.filter
def full_day(value: date) -> str:
    """`{{ board.date|full_day }}` -> "Sunday, 22 November 2026"."""
    return date_words(value, durations.locale_name(), "full")


@register.filter
def day_of_week(value: date) -> str:
    """`{{ shift.date|day_of_week }}` -> "Sun, 22 Nov 2026"."""
    return str(format_skeleton("yMMMEd", value, locale=durations.locale_name()))


@register.simple_tag
def unit_price(price: Decimal, currency: str) -> SafeString:
    """`{% unit_price item.price "EUR" %}` -> "60.00", with up to four decimals."""
    words = price_words(price, currency, durations.locale_name())
    return format_html('<span class="num">{}</span>', words)


@register.filter
def in_words(names: dict[str, str]) -> str:
    """`{{ item.names|in_words }}`: a name in the reader's language."""
    return in_language(names, durations.locale_name())


@register.simple_tag
def short_moment(instant: datetime, zone: str) -> str:
    """`{% short_moment shift.after row.zone %}` -> "Mon 23 Nov 11:00" on that zone's clock."""
    local = instant.astimezone(ZoneInfo(zone))
    words = str(format_skeleton("MMMEd", local, locale=durations.locale_name()))
    return f"{words} {local:%H:%M}"


@register.simple_tag
def code_words(code: str) -> str:
    """`{% code_words row.problem %}`: the sentence of a refusal."""
    return words_of_code(code)


@register.filter
def month_name(value: date) -> str:
    """`{{ days.begin|month_name }}` -> "October", as it stands inside a sentence."""
    return str(format_date(value, "LLLL", locale=durations.locale_name()))


@register.filter
def percent(value: Decimal | None) -> str:
    """`{{ line.discount_percent|percent }}` -> "12.5%"; nothing for no rate."""
    return "" if value is None else percent_words(value, durations.locale_name())
