"""The sentences of an explanation: which clause spoke, what came of the clock, what turned it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from babel.lists import format_list
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.contracts.why import Sentence
from backend.web.shared.durations import locale_name, open_time
from backend.web.shared.promise_words import moment_words

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
    "missed": _("Reached %(ended_at)s, %(late_s)s late: it was due %(breached_at)s."),
    "cancelled": _("Counting ended %(ended_at)s without a verdict."),
    "breach_withdrawn": _("It had been broken; by what changed %(at)s it no longer is."),
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


def say(sentence: Sentence, now: datetime, zone: str) -> str:
    """The sentence on the clock of `zone`, as the reader's language says it."""
    values = {name: _value(name, value, now, zone) for name, value in sentence.values.items()}
    return str(SENTENCES[sentence.kind]) % values


def say_all(sentences: Iterable[Sentence], now: datetime, zone: str) -> list[str]:
    """Each of them, in order."""
    return [say(sentence, now, zone) for sentence in sentences]


def listed(words: Sequence[str]) -> str:
    """Several words as a list: "priority and equipment type"."""
    return str(format_list(list(dict.fromkeys(words)), locale=locale_name()))


def _value(name: str, value: Any, now: datetime, zone: str) -> str:
    if isinstance(value, datetime):
        return moment_words(value, now, zone)
    if name.endswith("_s"):
        return seconds_words(value)
    if name == "selectors":
        return listed([str(SELECTORS[each]) for each in value])
    return listed(value) if isinstance(value, tuple) else str(value)


def seconds_words(seconds: int) -> str:
    """Counted time in hours and minutes; a minute begun is a minute."""
    return open_time(-(-seconds // 60))
