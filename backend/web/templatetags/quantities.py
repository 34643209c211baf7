"""How much of what, as the reader's language writes it."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.documents.figures import quantity_words
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import locale_name

register = template.Library()


@register.simple_tag
def quantity(amount: Decimal, unit: str) -> SafeString:
    """`{% quantity line.quantity line.unit %}` -> "1.5 h"."""
    words = quantity_words(amount, locale_name())
    return format_html('<span class="num">{}</span> {}', words, choice_word("unit", unit))
