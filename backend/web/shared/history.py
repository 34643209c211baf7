"""The journal as people read it: one sentence a kind, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from backend.catalog.models import Reason
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import day_and_time
from backend.web.shared.history_words import DETAILS, SENTENCES, UNTOLD, Sentence
from backend.web.shared.states import STATES, state_words

# Values of an entry that are states or choices, and whose words they take.
_STATES: Final = {
    "before": "priority",
    "after": "priority",
    "priority": "priority",
    "coverage": "coverage",
    "outcome": "outcome",
    "clock": "sla_target",
}
_CHOICES: Final = {"lock": "lock", "kind": "time_kind"}


@dataclass(frozen=True)
class Event:
    """A line of components/timeline.html."""

    title: str
    at: datetime
    by: str = ""
    text: str = ""
    icon: str = "dot"
    meaning: str = "neutral"


def events_of(entries: Iterable[Entry], *, newest_first: bool = True) -> list[Event]:
    """A line an entry, the newest on top; a kind without a sentence shows its bare name. Facts
    of clocks are left out: what happened stands beside them."""
    noted = [entry for entry in entries if entry.kind not in UNTOLD]
    reasons = _reason_names(noted)
    events = [_event(entry, reasons) for entry in noted]
    return events[::-1] if newest_first else events


def _event(entry: Entry, reasons: Mapping[str, str]) -> Event:
    sentence = SENTENCES.get(entry.kind, Sentence(entry.kind))
    values = {key: _in_words(key, value, reasons) for key, value in entry.data.items()}
    return Event(
        title=_filled(sentence.title, values),
        at=entry.happened_at,
        by=entry.actor_name,
        text=_details(values),
        icon=sentence.icon,
        meaning=sentence.meaning,
    )


def _in_words(key: str, value: Any, reasons: Mapping[str, str]) -> str:
    text = str(value) if isinstance(value, str | int | float) else ""
    if key == "planned_from":
        return _moment(text)
    if key in _STATES and text in STATES[_STATES[key]]:
        return str(state_words(_STATES[key], text).label)
    if key in _CHOICES:
        return choice_word(_CHOICES[key], text)
    return reasons.get(text, text) if key == "reason" else text


def _moment(text: str) -> str:
    """An instant of the entry on the reader's own clock."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day_and_time(instant, utc_now(), timezone.get_current_timezone_name())


def _filled(title: Promise | str, values: Mapping[str, str]) -> str:
    """The sentence with its values; the ones an old entry lacks are shown as a dash."""
    return str(title) % _Known(values)


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _details(values: Mapping[str, str]) -> str:
    told = [
        str(words) % {"value": values[key]} for key, words in DETAILS.items() if values.get(key)
    ]
    return "\n".join(told)


def _reason_names(entries: Iterable[Entry]) -> dict[str, str]:
    codes = {str(entry.data["reason"]) for entry in entries if entry.data.get("reason")}
    if not codes:
        return {}
    language = get_language() or "en"
    known = Reason.objects.filter(code__in=codes)
    return {reason.code: reason.name_in(language) for reason in known}
