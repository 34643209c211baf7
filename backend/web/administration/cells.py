"""A row of any register as people read it: cells, a heading, and what changed in its history."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, IntegerField, Model
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.words import in_language
from backend.web.administration.terms_changed import terms_changed
from backend.web.administration.words import choices_of, label_of
from backend.web.shared.history import Event, events_of
from backend.web.templatetags.quantities import day


def cell(row: Model, column: str) -> str:
    """The words of one value."""
    value = getattr(row, column)
    words = choices_of(row._meta.model_name or "", column)
    if words is not None and value in words:
        return str(words[value])
    shown = getattr(row, f"get_{column}_display", None)
    return str(shown()) if value and callable(shown) else in_words(value)


def is_number(model: type[Model], column: str) -> bool:
    """Whether a column holds amounts, which stand under each other to the right."""
    field = model._meta.get_field(column)
    return isinstance(field, DecimalField | IntegerField) and not field.choices


def in_words(value: Any) -> str:
    """Any stored value as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        places = max(2, -int(value.normalize().as_tuple().exponent))
        return str(number_format(value, decimal_pos=places))
    if isinstance(value, dict):
        return in_language(value, get_language() or "en") or "–"
    return heading(value) if isinstance(value, Model) else str(value)


def heading(row: Model) -> str:
    """What a row is called in a list or above its page."""
    names = getattr(row, "names", None)
    if isinstance(names, dict) and names:
        return in_language(names, get_language() or "en")
    prices = getattr(row, "price_list", None)
    if prices is not None and hasattr(row, "valid_from"):
        words = {"name": prices, "day": day(row.valid_from)}
        return _("%(name)s from %(day)s") % words
    # Asked first: a user has a contact as well, which another query would fetch for every row.
    contact = getattr(row, "contact", None) if hasattr(row, "scope") else None
    if contact is not None:
        return f"{contact}: {cell(row, 'scope')}"
    entity = getattr(row, "entity", None)
    if entity is not None and not hasattr(row, "code") and not hasattr(row, "name"):
        return str(entity)
    return str(row)


def history(entries: Iterable[Entry]) -> list[Event]:
    """The journal of a row, each entry with the fields it changed."""
    noted = list(entries)
    told = zip(noted, events_of(noted, newest_first=False), strict=True)
    events = [
        replace(event, text=_changes(entry) or _drafted(entry) or event.text)
        for entry, event in told
    ]
    return events[::-1]


def _changes(entry: Entry) -> str:
    changed = entry.data.get("changed")
    if not isinstance(changed, dict):
        return ""
    if entry.data.get("made"):
        return _("Entered for the first time")
    if entry.kind == kinds.CONTRACT_DRAFTED:
        return "\n".join(terms_changed(changed))
    return "\n".join(_change(str(label_of(field)), said) for field, said in changed.items())


def _drafted(entry: Entry) -> str:
    """Which version of a contract was drafted or looked through, and what part of it changed."""
    if entry.kind != kinds.CONTRACT_DRAFTED or "version" not in entry.data:
        return ""
    parts = {
        "service": _("Service"),
        "priority": _("Priority"),
        "policy": _("Promise"),
        "covers": _("Clause"),
        "quota": _("Quota"),
        "penalty": _("Penalty"),
        "fee": _("Fee"),
        "removed": _("Taken out"),
    }
    changed = [words for name, words in parts.items() if name in entry.data]
    version = _("Version %(n)s") % {"n": entry.data["version"]}
    return " · ".join([version, *changed])


def _change(label: str, said: Any) -> str:
    if not (isinstance(said, list) and len(said) == 2):
        return f"{label}: {_plain(said)}"
    return f"{label}: {_plain(said[0])} → {_plain(said[1])}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items()) or "–"
    return in_words(value)
