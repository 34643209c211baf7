"""Words of the checklists' editor: kinds of items, conditions, changes, and where a fault is."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.fieldwork.checklist import items_of
from backend.lib.words import in_language

TYPES: Final[dict[str, Promise]] = {
    "check": _("Tick"),
    "passfail": _("Pass or fail"),
    "number": pgettext_lazy("checklist item", "Number"),
    "meter": _("Meter reading"),
    "choice": _("One of several"),
    "multi": _("Some of several"),
    "text": _("Text"),
    "date": _("Date"),
    "datetime": _("Date and time"),
    "photo": _("Photos"),
    "file": _("Files"),
    "scan": _("Barcode"),
    "signature": _("Signature"),
    "geo": pgettext_lazy("checklist item", "Position"),
    "info": _("Note to read"),
}
OPERATORS: Final[dict[str, Promise]] = {
    "eq": _("is"),
    "ne": _("is not"),
    "gt": _("is more than"),
    "gte": _("is at least"),
    "lt": _("is less than"),
    "lte": _("is at most"),
    "contains": _("contains"),
    "answered": _("is answered"),
    "failed": _("failed"),
}
# What of an item may change from version to version.
FIELDS: Final[dict[str, Promise]] = {
    "title": _("wording"),
    "help": _("help"),
    "type": _("kind"),
    "required": _("required"),
    "allow_na": _("may not apply"),
    "unit": _("unit"),
    "decimals": _("decimals"),
    "min": _("lowest possible"),
    "max": _("highest possible"),
    "ok_min": _("good from"),
    "ok_max": _("good up to"),
    "rollover": _("starts over at"),
    "options": _("options"),
    "max_length": _("longest text"),
    "min_count": _("at least"),
    "max_count": _("at most"),
    "visible_if": _("when it is asked"),
    "on_fail": _("what a failure asks for"),
    "section": _("section"),
}
CHANGES: Final[dict[str, Promise]] = {
    "added": pgettext_lazy("checklist item", "Added"),
    "removed": pgettext_lazy("checklist item", "Removed"),
    "changed": pgettext_lazy("checklist item", "Changed"),
    "moved": pgettext_lazy("checklist item", "Moved"),
}


def named(names: Mapping[str, str]) -> str:
    """A title in the reader's language."""
    return in_language(names, get_language() or "en")


def place_in_words(definition: Mapping[str, Any], path: str) -> str:
    """Where in a checklist a fault is: "sections.0.items.2.ok_min" as section, item, field."""
    steps = path.split(".")
    if len(steps) < 2 or steps[0] != "sections" or not steps[1].isdigit():
        return str(FIELDS.get(steps[0], ""))
    section = definition["sections"][int(steps[1])]
    words = [named(section["title"])]
    if len(steps) > 3 and steps[3].isdigit():
        words.append(named(section["items"][int(steps[3])]["title"]))
    field = next((FIELDS[step] for step in reversed(steps) if step in FIELDS), None)
    return ", ".join([*words, *([str(field)] if field else [])])


def condition_in_words(definition: Mapping[str, Any], condition: Mapping[str, Any] | None) -> str:
    """`visible_if` as a sentence, "" where the item is always asked."""
    if not condition:
        return ""
    items = {item["key"]: item for item in items_of(definition)}
    return _tree(condition, items)


def _tree(condition: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if "all" in condition:
        return _now(" and ").join(_tree(part, items) for part in condition["all"])
    if "any" in condition:
        return _now(" or ").join(_tree(part, items) for part in condition["any"])
    if "not" in condition:
        return _now("not (%(what)s)") % {"what": _tree(condition["not"], items)}
    item = items.get(condition["item"])
    told = {
        "item": named(item["title"]) if item else condition["item"],
        "operator": str(OPERATORS.get(condition["op"], condition["op"])),
        "value": _value(item, condition.get("value", "")),
    }
    return (_now("%(item)s %(operator)s %(value)s") % told).strip()


def _value(item: Mapping[str, Any] | None, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(item, each) for each in value)
    if isinstance(value, bool):
        return _now("ticked") if value else _now("not ticked")
    known = {"pass": _now("Pass"), "fail": _now("Fail"), "na": _now("Not applicable")}
    if item and item["type"] == "passfail":
        return known.get(value, str(value))
    for option in (item or {}).get("options", ()):
        if option["key"] == value:
            return named(option["title"])
    return str(value)
