"""The bridge between SlaClock rows and the pure clock of contracts.sla.

A row keeps facts (started, pauses, stopped, cancelled) and a cache of what they mean. Everything
here changes facts and derives the cache again; callers hold the request's row locked.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from backend.contracts.sla import ClockState, ClockTerms, Fact, FactKind, due_at, replay
from backend.contracts.terms import SlaTerms
from backend.contracts.working_time import Stretch
from backend.contracts.written_calendar import calendar_from
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.lib.clock import utc_now

Subject = Request | WorkOrder
"""Whose promise a clock counts: a request, or planned work without one."""

GOING: Final = (SlaClock.State.RUNNING, SlaClock.State.PAUSED)
ENDED: Final = (SlaClock.State.MET, SlaClock.State.MISSED)


def start(request: Request, terms: SlaTerms) -> list[SlaClock]:
    """One clock a promised target, counting from `reported_at`; none without a contract."""
    clocks = [
        SlaClock(
            client_id=request.client_id,
            request=request,
            kind=target.kind,
            target_id=target.id,
            clause=target.clause,
            target_s=target.target_s,
            late_price_per_h=target.late_price_per_h,
            calendar=dict(target.calendar),
            pausable=list(target.pausable),
            started_at=request.reported_at,
        )
        for target in terms.targets
    ]
    now = utc_now()
    for clock in clocks:
        derive(clock, now)
    return SlaClock.objects.bulk_create(clocks)


def stop(subject: Subject, kind: str, at: datetime) -> None:
    """The target was reached at `at`. The earliest report counts, however late it comes in."""
    for clock in _locked(subject, kind):
        reached = max(at, clock.started_at)
        if not clock.cancelled_for and (clock.stopped_at is None or reached < clock.stopped_at):
            clock.stopped_at = reached
            _save(clock)


def pause(subject: Subject, reason_code: str, at: datetime) -> None:
    """From `at` the reason holds every clock still going whose contract lets it pause."""
    for clock in _locked(subject):
        if clock.state in GOING and reason_code in clock.pausable:
            begun = max(at, clock.started_at).isoformat()
            clock.pauses = [*clock.pauses, [begun, None, reason_code]]
            _save(clock)


def resume(subject: Subject, at: datetime) -> None:
    """At `at` whatever held the clocks is over."""
    for clock in _locked(subject):
        if any(until is None for _, until, _ in clock.pauses):
            clock.pauses = [_ended(spell, at) for spell in clock.pauses]
            _save(clock)


def cancel(subject: Subject, reason: str, at: datetime, kinds: Iterable[str] = ()) -> None:
    """Counting ends without a verdict, for `kinds` or for every clock still going."""
    wanted = list(kinds)
    for clock in _locked(subject):
        if clock.state in GOING and (not wanted or clock.kind in wanted):
            clock.cancelled_for, clock.stopped_at = reason[:100], max(at, clock.started_at)
            _save(clock)


def reopen(subject: Subject, kind: str, at: datetime) -> None:
    """A target thought reached was not: the stretch since it stopped is not counted."""
    for clock in _locked(subject, kind):
        if clock.state in ENDED and clock.stopped_at is not None:
            gap = [clock.stopped_at.isoformat(), at.isoformat(), REOPENED]
            clock.pauses, clock.stopped_at = [*clock.pauses, gap], None
            _save(clock)


def retarget(request: Request, terms: SlaTerms) -> None:
    """The promise changed (another priority): clocks still going count to the new targets.

    Elapsed time stays; what is no longer promised is cancelled, what is newly promised starts.
    """
    promised = {str(target.kind): target for target in terms.targets}
    present = list(_locked(request))
    for clock in present:
        target = promised.get(clock.kind)
        if clock.state not in GOING:
            continue
        if target is None:
            clock.cancelled_for, clock.stopped_at = "not promised any more", utc_now()
        else:
            clock.target_id, clock.clause = target.id, target.clause
            clock.target_s, clock.pausable = target.target_s, list(target.pausable)
            clock.calendar, clock.late_price_per_h = dict(target.calendar), target.late_price_per_h
        _save(clock)
    start(request, terms.only(promised.keys() - {clock.kind for clock in present}))


def derive(clock: SlaClock, now: datetime) -> ClockState:
    """Fill the row's cache from its facts as of `now`; nothing is saved.

    A stopped clock keeps the moment that was promised in `due_at`, a paused one has none.
    """
    shown = replay(terms_of(clock), facts_of(clock), max(now, clock.stopped_at or now))
    clock.state = SlaClock.State(str(shown.state))
    clock.breached_at, clock.next_at = shown.breached_at, shown.next_at
    clock.due_at = _promised(clock) if clock.state in ENDED else shown.due_at
    return shown


def terms_of(clock: SlaClock) -> ClockTerms:
    """What was promised, as it was copied to the row."""
    pausable = frozenset([*clock.pausable, REOPENED])
    return ClockTerms(calendar_from(clock.calendar), clock.target_s, pausable)


def facts_of(clock: SlaClock) -> Iterator[Fact]:
    """What happened to the clock, in the order it was noted."""
    yield Fact(FactKind.CREATED, clock.started_at)
    for begun, until, reason in clock.pauses:
        yield Fact(FactKind.PAUSE, datetime.fromisoformat(begun), reason)
        if until:
            yield Fact(FactKind.RESUME, datetime.fromisoformat(until), reason)
    if clock.stopped_at:
        end = FactKind.CANCEL if clock.cancelled_for else FactKind.STOP
        yield Fact(end, clock.stopped_at)


REOPENED: Final = "reopened"
"""The stretch between a resolution and its withdrawal pauses the clock under every contract."""


def _promised(clock: SlaClock) -> datetime | None:
    terms = terms_of(clock)
    pauses = [
        Stretch(datetime.fromisoformat(begun), until and datetime.fromisoformat(until))
        for begun, until, reason in clock.pauses
        if reason in terms.pausable
    ]
    return due_at(terms.calendar, clock.started_at, clock.target_s, pauses)


def _ended(spell: list[str | None], at: datetime) -> list[str | None]:
    begun, until, reason = spell
    if until is not None or begun is None:
        return spell
    return [begun, max(at, datetime.fromisoformat(begun)).isoformat(), reason]


def _locked(subject: Subject, kind: str = "") -> QuerySet[SlaClock]:
    of_subject = {"request" if isinstance(subject, Request) else "work_order": subject}
    clocks = SlaClock.objects.select_for_update().filter(**of_subject).order_by("id")
    return clocks.filter(kind=kind) if kind else clocks


def _save(clock: SlaClock) -> None:
    derive(clock, utc_now())
    clock.save()
