"""What a client reads of one request: the five steps, the promise kept so far, the history."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.desk.lifecycle import ClientWord
from backend.desk.models import Request, SlaClock
from backend.desk.queries import history_for_client
from backend.lib.clock import utc_now
from backend.web.portal.standing import Standing
from backend.web.shared.durations import length_in_words
from backend.web.shared.history import Event
from backend.web.shared.promise_words import target_sentence, verdict_sentence
from backend.web.shared.states import state_words

STEPS: Final = (
    ClientWord.RECEIVED,
    ClientWord.SCHEDULED,
    ClientWord.ON_THE_WAY,
    ClientWord.IN_WORK,
    ClientWord.DONE,
)
_FREE: Final = ("covered", "warranty")


@dataclass(frozen=True)
class Step:
    """One of the five words: passed, present, or still ahead."""

    word: ClientWord
    is_done: bool
    is_here: bool


@dataclass(frozen=True)
class Kept:
    """One promised moment: its clock, a sentence while it runs, and what it counts."""

    clock: SlaClock
    sentence: str
    words: str


@dataclass(frozen=True)
class Promised:
    """What was promised for a request, and who pays."""

    moments: tuple[Kept, ...]
    coverage: str
    is_covered: bool
    is_presumed: bool


def steps_of(word: ClientWord) -> list[Step]:
    """The five steps with the present one marked; none for what ended without work."""
    if word not in STEPS:
        return []
    here = STEPS.index(word)
    return [Step(each, place < here, place == here) for place, each in enumerate(STEPS)]


def promised(card: Request) -> Promised:
    """The promise as it was made and how it stands; the arrival first."""
    clocks = sorted(card.clocks.all(), key=lambda clock: clock.kind != "arrival")
    version = card.contract_version
    return Promised(
        moments=tuple(Kept(clock, _sentence(card, clock), _counted(clock)) for clock in clocks),
        coverage=verdict_sentence(
            card.coverage, card.coverage_clause, version.contract.number if version else ""
        )
        if card.coverage
        else "",
        is_covered=card.coverage in _FREE,
        is_presumed=card.coverage_presumed,
    )


def _sentence(card: Request, clock: SlaClock) -> str:
    """What is still to come; what was reached or stands still is told by its chip alone."""
    if clock.state != SlaClock.State.RUNNING or clock.due_at is None:
        return ""
    place, zone = card.object.name, card.object.zone
    return target_sentence(clock.kind, place, clock.due_at, utc_now(), zone)


def _counted(clock: SlaClock) -> str:
    length = length_in_words(clock.target_s // 60)
    return _("%(length)s of service hours, clause %(clause)s") % {
        "length": length,
        "clause": clock.clause,
    }


def timeline_of(card: Request, standing: Standing) -> list[Event]:
    """The history in the client's words, the newest on top."""
    steps = history_for_client(card, [visit.pk for visit in standing.visits])
    events = []
    for step in steps:
        words = state_words("client_request", step.word)
        events.append(Event(str(words.label), step.at, icon=words.icon, meaning=words.meaning))
    return events[::-1]
