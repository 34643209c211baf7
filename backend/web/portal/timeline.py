"""What a client reads of one request: the five steps, the promise kept so far, the history."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.desk.lifecycle import ClientWord
from backend.desk.models import Request, SlaClock
from backend.desk.queries import ClientStep, history_for_client
from backend.lib.clock import utc_now
from backend.web.portal.standing import Standing
from backend.web.shared.history import Event
from backend.web.shared.promise_words import moment_words, target_sentence, verdict_sentence
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
    """One promised moment: its clock, a sentence while it runs or what it was promised by after."""

    clock: SlaClock
    sentence: str
    promised_by: str


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
        moments=tuple(_kept(card, clock) for clock in clocks),
        coverage=verdict_sentence(
            card.coverage, card.coverage_clause, version.contract.number if version else ""
        )
        if card.coverage
        else "",
        is_covered=card.coverage in _FREE,
        is_presumed=card.coverage_presumed,
    )


def _kept(card: Request, clock: SlaClock) -> Kept:
    """A clock that runs tells what is to come; one that was reached, what it was due by."""
    now, zone = utc_now(), card.object.zone
    if clock.due_at is None:
        return Kept(clock, "", "")
    if clock.state == SlaClock.State.RUNNING:
        sentence = target_sentence(clock.kind, card.object.name, clock.due_at, now, zone)
        return Kept(clock, sentence, "")
    due = _("promised by %(moment)s") % {"moment": moment_words(clock.due_at, now, zone)}
    return Kept(clock, "", due)


def timeline_of(card: Request, standing: Standing) -> list[Event]:
    """The history in the client's words, the newest on top."""
    steps = history_for_client(card, [visit.pk for visit in standing.visits])
    return [_event(step) for step in reversed(_whole(card, steps))]


def _whole(card: Request, steps: list[ClientStep]) -> list[ClientStep]:
    """What a request brought along from before its journal began is told from its own facts."""
    known = {step.word for step in steps}
    first = ClientStep(ClientWord.RECEIVED, card.reported_at)
    begun = steps if ClientWord.RECEIVED in known else [first, *steps]
    if card.resolved_at is None or ClientWord.DONE in known:
        return begun
    return [*begun, ClientStep(ClientWord.DONE, card.resolved_at)]


def _event(step: ClientStep) -> Event:
    words = state_words("client_request", step.word)
    return Event(str(words.label), step.at, icon=words.icon, meaning=words.meaning)
