"""The bridge between SlaClock rows and the pure clock of contracts.sla.

A row keeps facts (started, pauses, stopped, cancelled) and a cache of what they mean. Everything
here changes facts and derives the cache again; callers hold the request's row locked.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from backend.contracts.sla import ClockState, ClockTerms, Fact, FactKind, OnChange, replay
from backend.contracts.terms import PromisedTarget, SlaTerms
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
    """A target thought reached was not; what that does to the count is the rule's to say."""
    for clock in _locked(subject, kind):
        if clock.state in ENDED and clock.stopped_at is not None:
            stopped = clock.stopped_at.isoformat()
            reopened = {"kind": "reopen", "at": at.isoformat(), "stopped_at": stopped}
            clock.changes, clock.stopped_at = [*clock.changes, reopened], None
            _save(clock)


def retarget(request: Request, terms: SlaTerms, at: datetime) -> None:
    """The promise changed at `at` (another priority): clocks still going follow it, by the
    change mode of the contract. What is no longer promised is cancelled, what is new starts."""
    promised = {str(target.kind): target for target in terms.targets}
    present = list(_locked(request))
    for clock in present:
        if clock.state not in GOING:
            continue
        if clock.kind in promised:
            _change(clock, promised[clock.kind], terms.on_change, at)
        else:
            clock.cancelled_for, clock.stopped_at = "not promised any more", at
        _save(clock)
    start(request, terms.only(promised.keys() - {clock.kind for clock in present}))


def derive(clock: SlaClock, now: datetime) -> ClockState:
    """Fill the row's cache from its facts as of `now`; nothing is saved.

    A stopped clock keeps the moment that was promised in `due_at`, a paused one has none.
    """
    facts = list(facts_of(clock))
    terms = first_terms_of(clock)
    shown = replay(terms, facts, max(now, clock.stopped_at or now))
    clock.state = SlaClock.State(str(shown.state))
    clock.breached_at, clock.next_at, clock.due_at = shown.breached_at, shown.next_at, shown.due_at
    if clock.state in ENDED and clock.stopped_at is not None:
        before = replay(terms, facts[:-1], clock.stopped_at)
        clock.due_at = before.due_at or before.due_if_resumed_at
    return shown


def first_terms_of(clock: SlaClock) -> ClockTerms:
    """What was promised at the start, before any change."""
    former = [change["before"] for change in clock.changes if change["kind"] == "policy"]
    return _terms(former[0] if former else _written_terms(clock))


def facts_of(clock: SlaClock) -> Iterator[Fact]:
    """What happened to the clock; the last one is its end, where it has one."""
    yield Fact(FactKind.CREATED, clock.started_at)
    for begun, until, reason in clock.pauses:
        yield Fact(FactKind.PAUSE, datetime.fromisoformat(begun), reason)
        if until:
            yield Fact(FactKind.RESUME, datetime.fromisoformat(until), reason)
    policies = [change for change in clock.changes if change["kind"] == "policy"]
    followers = [*(change["before"] for change in policies[1:]), _written_terms(clock)]
    for change, then in zip(policies, followers, strict=False):
        at, mode = datetime.fromisoformat(change["at"]), OnChange(change["mode"])
        yield Fact(FactKind.POLICY, at, to=_terms(then), mode=mode)
    for change in clock.changes:
        if change["kind"] == "reopen":
            yield Fact(FactKind.STOP, datetime.fromisoformat(change["stopped_at"]))
            yield Fact(FactKind.REOPEN, datetime.fromisoformat(change["at"]))
    if clock.stopped_at:
        end = FactKind.CANCEL if clock.cancelled_for else FactKind.STOP
        yield Fact(end, clock.stopped_at)


def _change(clock: SlaClock, target: PromisedTarget, mode: str, at: datetime) -> None:
    before = _written_terms(clock)
    changed = {"kind": "policy", "at": at.isoformat(), "mode": mode, "before": before}
    clock.changes = [*clock.changes, changed]
    clock.target_id, clock.clause = target.id, target.clause
    clock.target_s, clock.pausable = target.target_s, list(target.pausable)
    clock.calendar, clock.late_price_per_h = dict(target.calendar), target.late_price_per_h


def _written_terms(clock: SlaClock) -> dict[str, Any]:
    names = ("calendar", "target_s", "pausable")
    return {name: getattr(clock, name) for name in names}


def _terms(written: dict[str, Any]) -> ClockTerms:
    calendar = calendar_from(written["calendar"])
    return ClockTerms(calendar, written["target_s"], frozenset(written["pausable"]))


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
