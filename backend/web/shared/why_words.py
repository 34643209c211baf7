"""The sentences of an explanation: which clause spoke, what came of the clock, what turned it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from babel.lists import format_list
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.contracts.why import ClauseRef, Sentence
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import locale_name, open_time
from backend.web.shared.promise_words import moment_words
from backend.web.shared.states import state_words

SENTENCES: Final[dict[str, Words]] = {
    "clause_won": _("Clause %(clause)s decides."),
    "clause_then": _(
        "Clause %(clause)s decided when the promise was made; what it was chosen by has changed"
        " since."
    ),
    "clause_fewer": _(
        "Clause %(clause)s fits too but says less: clause %(winner)s also names %(selectors)s."
    ),
    "clause_broader": _(
        "Clause %(clause)s fits too and says as much, but more broadly: clause %(winner)s names"
        " %(selectors)s."
    ),
    "clause_silent": _("For another %(selectors)s: clause %(clauses)s."),
    "no_clause": _("No clause of the contract speaks of it."),
    "due": _("Due %(due_at)s if nothing holds it up; %(left_s)s left."),
    "never_due": _("The service hours never add up to what was promised."),
    "overrun": _("It was due %(breached_at)s; %(late_s)s late and still counting."),
    "overrun_paused": _("It was due %(breached_at)s; %(late_s)s late, and it stands still."),
    "due_if_resumed": _(
        "It stands still. If it goes on now it is due %(due_at)s, with %(left_s)s left."
    ),
    "pause_ends": _("The pause has a limit in the contract and ends by itself %(at)s."),
    "met": _("Reached %(ended_at)s, in time, with %(left_s)s to spare."),
    "met_before": _(
        "Reached %(ended_at)s, in time: it was due %(due_at)s, so %(left_s)s were to spare."
    ),
    "missed": _("Reached %(ended_at)s, %(late_s)s late: it was due %(breached_at)s."),
    "cancelled": _("Counting ended %(ended_at)s without a verdict."),
    "breach_withdrawn": _("It had been broken; by what changed %(at)s it no longer is."),
    "breach_told_late": _(
        "It was noted as missed; %(at)s we learned what had happened %(happened_at)s, and the miss"
        " was taken back."
    ),
    "parked": _("This clock cannot be reckoned; the office has been told."),
}

SELECTORS: Final[dict[str, Words]] = {
    "equipment_id": pgettext_lazy("clause names", "unit"),
    "object_id": pgettext_lazy("clause names", "object"),
    "excluded_objects": pgettext_lazy("clause names", "object"),
    "equipment_type": pgettext_lazy("clause names", "equipment type"),
    "object_group": pgettext_lazy("clause names", "group of objects"),
    "client": pgettext_lazy("clause names", "client"),
    "priority": pgettext_lazy("clause names", "priority"),
    "service": pgettext_lazy("clause names", "service"),
    "impact": pgettext_lazy("clause names", "impact"),
    "in_service_hours": pgettext_lazy("clause names", "time of day"),
    "line_kind": pgettext_lazy("clause names", "kind of line"),
    "work_type": pgettext_lazy("clause names", "kind of work"),
}


Names = Mapping[tuple[str, str], str]
"""What clauses name, by selector and id, in the reader's language."""


@dataclass(frozen=True)
class Reader:
    """On which clock, at which moment and with which names sentences are said."""

    now: datetime
    zone: str
    names: Names = field(default_factory=dict)


def say(sentence: Sentence, reader: Reader) -> str:
    """The sentence on the clock of the reader's zone, as the reader's language says it."""
    values = {name: _value(name, value, reader) for name, value in sentence.values.items()}
    return str(SENTENCES[sentence.kind]) % values


def say_all(sentences: Iterable[Sentence], reader: Reader) -> list[str]:
    """Each of them, in order."""
    return [say(sentence, reader) for sentence in sentences]


def listed(words: Sequence[str]) -> str:
    """Several words as a list: "priority and equipment type"."""
    return str(format_list(list(dict.fromkeys(words)), locale=locale_name()))


def seconds_words(seconds: int) -> str:
    """Counted time in hours and minutes; a minute begun is a minute."""
    return open_time(-(-seconds // 60))


def _value(name: str, value: Any, reader: Reader) -> str:
    if isinstance(value, datetime):
        return moment_words(value, reader.now, reader.zone)
    if isinstance(value, ClauseRef):
        return _clause(value, reader.names)
    if name == "clauses":
        return listed([_clause(each, reader.names) for each in value])
    if name == "selectors":
        return listed([str(SELECTORS[each]) for each in value])
    return seconds_words(value) if name.endswith("_s") else str(value)


def _clause(ref: ClauseRef, names: Names) -> str:
    """ "3.2 (priority: High, service)": the clause and what it names."""
    told = [_named(selector, value, names) for selector, value in ref.names]
    return f"{ref.clause} ({', '.join(told)})" if told else ref.clause


def _named(selector: str, value: str | bool, names: Names) -> str:
    if isinstance(value, bool):
        return _now("in service hours") if value else _now("out of service hours")
    if selector in ("priority", "impact"):
        return str(state_words(selector, value).label)
    if selector == "line_kind":
        return choice_word(selector, value)
    return names.get((selector, value)) or str(SELECTORS[selector])
