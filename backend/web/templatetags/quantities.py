"""How much of what, and which day, as the reader's language writes it."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.documents.figures import quantity_words
from backend.web.shared import durations
from backend.web.shared.choices import choice_word

register = template.Library()


@register.simple_tag
def quantity(amount: Decimal, unit: str) -> SafeString:
    """`{% quantity line.quantity line.unit %}` -> "1.5 h"."""
    words = quantity_words(amount, durations.locale_name())
    return format_html('<span class="num">{}</span> {}', words, choice_word("unit", unit))


@register.filter
def day(value: date | None) -> str:
    """`{{ act.document_date|day }}` -> "Nov 22, 2026"; nothing for no day."""
    return format_date(value, "medium", locale=durations.locale_name()) if value else ""
