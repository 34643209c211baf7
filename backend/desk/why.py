"""Why a request, or work of its own, is promised what it is: from rows to the data of an
explanation.

Nothing here decides: selection, replay and coverage are asked again as of the report and say what
they went through.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from backend.contracts.clock_story import Turn
from backend.contracts.coverage import CLAUSE_SELECTORS, CoverageDecision, LineKind
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import CalendarException, SlaTarget, WorkCalendar
from backend.contracts.promise import decisions_for
from backend.contracts.selection import TARGET_SELECTORS
from backend.contracts.sla import Target, story
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for
from backend.contracts.why import ClauseRef, Sentence, WhyDue, why_clause, why_due
from backend.desk.clocks import FACTS, FAULTS, Subject, facts_of, first_terms_of
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal import kinds
from backend.journal.models import Entry
from backend.journal.queries import history_of
from backend.lib.errors import Invalid

_SAME_DEED: Final = timedelta(seconds=30)
"""A change of a clock and the journal's entry of it are written by one action."""

_DEEDS: Final = (
    kinds.REQUEST_PRIORITISED,
    kinds.REQUEST_RETERMED,
    kinds.REQUEST_MOVED,
    kinds.REQUEST_REOPENED,
)
"""What people do that turns clocks."""

_ORDER: Final = {str(target): place for place, target in enumerate(Target)}


@dataclass(frozen=True)
class WhyClock:
    """One clock: which clause promised it, by which hours, and how it was counted."""

    clock: SlaClock
    clauses: tuple[Sentence, ...]
    calendar: WorkCalendar
    special_days: Mapping[date, str]
    due: WhyDue
    causes: Mapping[datetime, Entry]
    """By the moment of a turn, the journal's entry of what changed."""

    def cause_of(self, turn: Turn) -> Entry | None:
        """What somebody did that turned the clock, where the journal knows it."""
        return self.causes.get(turn.at)


@dataclass(frozen=True)
class WhyPaid:
    """Who pays for lines of one kind, and which clauses spoke."""

    kind: LineKind
    decision: CoverageDecision
    clauses: tuple[Sentence, ...]


@dataclass(frozen=True)
class WhyRequest:
    """Everything promised for a request, or for work in its agreed window, with its reasons.
    `set_by_hand` is the journal's entry of the last change of priority, None where the contract's
    rule or the impact gave it."""

    subject: Subject
    set_by_hand: Entry | None
    clocks: tuple[WhyClock, ...]
    paid: tuple[WhyPaid, ...]


def why_request(subject: Subject, now: datetime) -> WhyRequest:
    """The reasons of a request or work order the caller has fetched through the reader, as of
    `now`; of work that came from a request only what its own window promises."""
    terms, decisions = _terms_of(subject)
    told_of = [subject.pk]
    if isinstance(subject, WorkOrder) and subject.request_id is not None:
        told_of.append(subject.request_id)
    entries = list(history_of(told_of, (*_DEEDS, *FACTS, kinds.CLOCK_WITHDRAWN)))
    by_hand = [entry for entry in entries if entry.kind == kinds.REQUEST_PRIORITISED]
    rows = SlaTarget.objects.select_related("policy__calendar", "policy__version__calendar")
    targets = rows.in_bulk([clock.target_id for clock in subject.clocks.all()])
    clocks = sorted(subject.clocks.all(), key=lambda clock: _ORDER[clock.kind])
    return WhyRequest(
        subject,
        by_hand[-1] if by_hand else None,
        tuple(_why(clock, targets[clock.target_id], terms, entries, now) for clock in clocks),
        tuple(WhyPaid(kind, by, _why_paid(by)) for kind, by in decisions),
    )


def _terms_of(
    subject: Subject,
) -> tuple[SlaTerms | None, tuple[tuple[LineKind, CoverageDecision], ...]]:
    """What the contract says of the report today; None and nothing where it cannot say."""
    work = subject if isinstance(subject, WorkOrder) else None
    facts = PromiseFacts(
        subject.object,
        subject.equipment,
        subject.impact,
        _promised_at(subject),
        work_type=work.work_type if work else None,
        priority=subject.priority,
    )
    try:
        terms = sla_terms_for(facts)
        return terms, decisions_for(facts, terms)
    except Invalid:
        return None, ()


def _promised_at(subject: Subject) -> datetime:
    """The moment whose terms hold: of the report, or of planned work when it was made."""
    if isinstance(subject, Request):
        return subject.reported_at
    return subject.request.reported_at if subject.request else subject.made_at


def _why(
    clock: SlaClock,
    target: SlaTarget,
    terms: SlaTerms | None,
    entries: Sequence[Entry],
    now: datetime,
) -> WhyClock:
    calendar = target.policy.calendar or target.policy.version.calendar
    due, turns = _due(clock, entries, now)
    return WhyClock(
        clock=clock,
        clauses=_clauses(clock, terms),
        calendar=calendar,
        special_days=_special_days(calendar),
        due=due,
        causes=_causes(clock.kind, turns, entries),
    )


def _due(
    clock: SlaClock, entries: Sequence[Entry], now: datetime
) -> tuple[WhyDue, tuple[Turn, ...]]:
    """The reckoning of a clock; of one that cannot be reckoned only that it cannot. A window that
    has not begun is told as it will stand at its beginning."""
    kind, seen = Target(clock.kind), max(now, clock.started_at)
    try:
        told = story(first_terms_of(clock), facts_of(clock), max(seen, clock.stopped_at or seen))
        due = why_due(kind, told, seen, was_due=clock.due_at)
    except FAULTS:
        return WhyDue(kind, clock.target_s, 0, "", (Sentence("parked"),), (), ()), ()
    late = _withdrawn(clock, entries)
    return replace(due, outcome=(*due.outcome, *late)), told.turns


def _withdrawn(clock: SlaClock, entries: Sequence[Entry]) -> Iterator[Sentence]:
    """A miss that was noted and taken back, because what had happened was told late."""
    if clock.breached_at is not None:
        return
    for entry in entries:
        if entry.kind == kinds.CLOCK_WITHDRAWN and entry.data.get("clock") == clock.kind:
            told = [fact for fact in entries if _tells_late(fact, entry, clock.kind)]
            for fact in told[-1:]:
                happened_at = datetime.fromisoformat(fact.data["clocks"][clock.kind])
                values = {"at": entry.recorded_at, "happened_at": happened_at}
                yield Sentence("breach_told_late", values)


def _tells_late(fact: Entry, withdrawn: Entry, kind: str) -> bool:
    """Whether `fact` of a clock became known with the withdrawal, after it had happened."""
    at = fact.data.get("clocks", {}).get(kind)
    together = abs(fact.recorded_at - withdrawn.recorded_at) <= _SAME_DEED
    return bool(at and together and datetime.fromisoformat(at) < fact.recorded_at)


def _clauses(clock: SlaClock, terms: SlaTerms | None) -> tuple[Sentence, ...]:
    """How the clock's clause was chosen; the clause alone where the register or the contract
    would choose another one today."""
    promised = (*terms.targets, terms.window) if terms else ()
    same = next((each for each in promised if each and each.id == clock.target_id), None)
    if same is None or same.choice is None:
        return (Sentence("clause_then", {"clause": ClauseRef(clock.clause)}),)
    return why_clause(same.choice, TARGET_SELECTORS)


def _why_paid(decision: CoverageDecision) -> tuple[Sentence, ...]:
    return why_clause(decision.weighed, CLAUSE_SELECTORS) if decision.weighed else ()


def _special_days(calendar: WorkCalendar) -> dict[date, str]:
    """What the calendar calls its holidays and days of other hours."""
    named = CalendarException.objects.filter(calendar=calendar).exclude(name="")
    return dict(named.values_list("date", "name"))


def _causes(kind: str, turns: Iterable[Turn], entries: Sequence[Entry]) -> dict[datetime, Entry]:
    """What somebody did at each turn, else the clock's own entry of it."""
    causes: dict[datetime, Entry] = {}
    for turn in turns:
        of_clock = [
            entry
            for entry in entries
            if entry.kind == kinds.CLOCK_CHANGED
            and entry.data["clocks"].get(kind) == turn.at.isoformat()
        ]
        by_people = [
            entry
            for entry in entries
            if entry.kind in _DEEDS and abs(entry.happened_at - turn.at) <= _SAME_DEED
        ]
        for entry in (*of_clock[:1], *by_people[:1]):
            causes[turn.at] = entry
    return causes
