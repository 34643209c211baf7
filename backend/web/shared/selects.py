"""The lists by which a page is filtered: what Django writes by four templates, written at once."""

from functools import lru_cache
from typing import Any

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def select(bound: BoundField) -> SafeString:
    """A `<select>` of a ChoiceField with the name, label and choices it would have; one of its
    values is chosen. Choices in groups are not for it."""
    field: Any = bound.field
    choices = tuple((str(value), str(words)) for value, words in field.choices)
    label = str(field.widget.attrs.get("aria-label") or "")
    return _written(bound.html_name, str(bound.auto_id), label, str(bound.value() or ""), choices)


@lru_cache(maxsize=512)
def _written(
    name: str, auto_id: str, label: str, chosen: str, choices: tuple[tuple[str, str], ...]
) -> SafeString:
    """From nothing but these words, so that equal ones are written once."""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, _CHOSEN if value == chosen else "", words) for value, words in choices),
    )
    told = format_html(' aria-label="{}"', label) if label else ""
    return format_html('<select name="{}"{} id="{}">{}</select>', name, told, auto_id, options)


_CHOSEN = SafeString(" selected")
