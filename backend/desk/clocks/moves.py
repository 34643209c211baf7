"""What happens to the clocks of a request or of planned work; callers hold its row locked.

Each move is one entry of the journal for all clocks it said something new to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from backend.contracts.sla import OnChange, Target
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.written_calendar import always_open
from backend.desk.clocks.cache import CACHE, settle
from backend.desk.clocks.facts import TERMS, columns_of, promised_columns, set_terms, take
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now

Subject = Request | WorkOrder
"""Whose promise a clock counts: a request, or planned work without one."""

GOING: Final = (SlaClock.State.RUNNING, SlaClock.State.PAUSED)
_FACTS: Final = ("pauses", "changes", "stopped_at", "cancelled_for")
_PROMISED: Final = (*TERMS, "target_id", "clause", "late_price_per_h")


def start(subject: Subject, terms: SlaTerms) -> list[SlaClock]:
    """One clock a promised target, counting from `reported_at`, or from the beginning of a window;
    none without a contract."""
    now = utc_now()
    is_request = isinstance(subject, Request)
    made = []
    for target in terms.targets:
        clock = SlaClock(client_id=subject.client_id, kind=target.kind, started_at=_begins(subject))
        setattr(clock, "request" if is_request else "work_order", subject)
        set_terms(clock, promised_columns(target))
        settle(clock, now)
        made.append(clock)
    return SlaClock.objects.bulk_create(made)


def start_window(work: WorkOrder, terms: SlaTerms) -> None:
    """The clock of planned work that must be done in its agreed window; none without one."""
    start(work, of_window(work, terms))


def retarget_window(work: WorkOrder, terms: SlaTerms, at: datetime, cause: str) -> bool:
    """The same as `retarget` for work in its agreed window."""
    return retarget(work, of_window(work, terms), at, cause)


def of_window(work: WorkOrder, terms: SlaTerms) -> SlaTerms:
    """The same terms with nothing promised but the agreed window, by the wall clock.

    It lasts from the window's beginning to its end; without a beginning from when the work was
    made, without an end for as long as the contract says. No agreed window, no promise.
    """
    promised = terms.window
    if promised is None or (work.window_from is None and work.window_to is None):
        return replace(terms, targets=())
    target_s = promised.target_s
    if work.window_to is not None:
        target_s = max(int((work.window_to - _begins(work)).total_seconds()), 1)
    whole = replace(promised, target_s=target_s, calendar=always_open(work.object.zone))
    return replace(terms, targets=(whole,))


def _begins(subject: Subject) -> datetime:
    if isinstance(subject, Request):
        return subject.reported_at
    return subject.window_from or subject.made_at


def stop(subject: Subject, kind: str, at: datetime) -> None:
    """The target was reached at `at`. The earliest report counts, however late it comes in."""
    stop_all(subject, (kind,), at)


def stop_all(subject: Subject, of: Iterable[str], at: datetime) -> None:
    """Several targets were reached at once."""
    _tell(subject, kinds.CLOCK_STOPPED, at, tuple(of))


def pause(subject: Subject, reason_code: str, at: datetime) -> None:
    """From `at` the reason holds every clock still going whose contract lets it pause."""
    _tell(subject, kinds.CLOCK_PAUSED, at, reason=reason_code)


def resume(subject: Subject, at: datetime) -> None:
    """At `at` whatever held the clocks is over."""
    _tell(subject, kinds.CLOCK_RESUMED, at)


def cancel(subject: Subject, reason: str, at: datetime, kinds_of: Iterable[str] = ()) -> None:
    """Counting ends without a verdict, for `kinds_of` or for every clock still going."""
    _tell(subject, kinds.CLOCK_CANCELLED, at, tuple(kinds_of), reason=reason[:100])


def reopen(subject: Subject, of: Iterable[str], at: datetime) -> None:
    """Targets thought reached were not; what that does to the count is the rule's to say."""
    _tell(subject, kinds.CLOCK_REOPENED, at, tuple(of))


def updated(request: Request, at: datetime) -> None:
    """The client heard from us: the promise of the next update counts anew from here."""
    _tell(request, kinds.CLOCK_CHANGED, at, (Target.NEXT_UPDATE,))


def retarget(subject: Subject, terms: SlaTerms, at: datetime, cause: str) -> bool:
    """The promise changed at `at` for `cause` (priority | contract | calendar |
    maintenance | object): clocks
    still going follow it, by the change mode of the contract. What is no longer promised is
    cancelled, what is new starts; under a contract that freezes them nothing moves. Answers
    whether anything did."""
    if terms.on_change == OnChange.FROZEN:
        return False
    promised = {str(target.kind): promised_columns(target) for target in terms.targets}
    present = {clock.kind: clock for clock in subject.clocks.all()}
    moved = {
        kind: columns
        for kind, columns in promised.items()
        if kind in present and present[kind].stopped_at is None
        if columns_of(present[kind]) != columns
    }
    if moved:
        told: Mapping[str, Any] = {"mode": terms.on_change, "terms": moved, "cause": cause}
        _tell(subject, kinds.CLOCK_CHANGED, at, tuple(moved), **told)
    gone = {kind for kind in present.keys() - promised.keys() if not present[kind].stopped_at}
    if gone:
        cancel(subject, "not promised any more", at, gone)
    new = start(subject, terms.only(promised.keys() - present.keys()))
    if new:
        at_first = {clock.kind: clock.started_at.isoformat() for clock in new}
        record(kinds.CLOCK_STARTED, subject, by=None, happened_at=at, clocks=at_first)
    return bool(moved or gone or new)


def _tell(subject: Subject, fact: str, at: datetime, of: tuple[str, ...] = (), **data: Any) -> None:
    """Let the clocks of `of`, or all, take a fact, and journal it for those it moved."""
    moved = [clock for clock in _locked(subject, of) if take(clock, fact, at, data)]
    if not moved:
        return
    told = {clock.kind: at.isoformat() for clock in moved}
    record(fact, subject, by=None, happened_at=at, clocks=told, **data)
    now = utc_now()
    written = (*_FACTS, *CACHE, *(_PROMISED if "terms" in data else ()))
    for clock in moved:
        settle(clock, now)
        clock.save(update_fields=written)


def _locked(subject: Subject, of: tuple[str, ...]) -> QuerySet[SlaClock]:
    of_subject = {"request" if isinstance(subject, Request) else "work_order": subject}
    clocks = SlaClock.objects.select_for_update().filter(**of_subject).order_by("id")
    return clocks.filter(kind__in=of) if of else clocks
