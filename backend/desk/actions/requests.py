"""What becomes of a request: its priority, its waiting, and the ways it ends or begins again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import Reason
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import Priority
from backend.contracts.sla import Target
from backend.contracts.terms import sla_terms_for
from backend.desk import clocks
from backend.desk.actions.locked import locked_request, reason_for
from backend.desk.actions.work import UNTIL_RESOLVED, begin_waiting, resume_waiting
from backend.desk.lifecycle import ENDED_WORK, OPEN_REQUEST, RequestMove, request_after
from backend.desk.models import Request
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused

_LONGEST_REASON: Final = 2000


@transaction.atomic
def change_priority(request_id: UUID, priority: str, *, reason: str, by: User) -> Request:
    """Another priority than the contract gave; the clocks still going follow, elapsed time
    stays. The client sees the change, so it needs a reason."""
    request = open_request(request_id)
    if priority not in Priority.values:
        raise Invalid("priority", "unknown", given=priority)
    words = reason_words(reason)
    before = request.priority
    if priority == before:
        return request
    request.priority = Priority(priority)
    request.save(update_fields=["priority"])
    facts = PromiseFacts(
        request.object,
        request.equipment,
        request.impact,
        request.reported_at,
        priority=priority,
    )
    clocks.retarget(request, sla_terms_for(facts), utc_now(), "priority")
    request.work_orders.exclude(state__in=ENDED_WORK).update(priority=priority)
    record(
        kinds.REQUEST_PRIORITISED,
        request,
        by=by,
        before=before,
        after=priority,
        reason=words,
    )
    return request


@transaction.atomic
def put_on_wait(request_id: UUID, *, reason_code: str, by: User) -> Request:
    """The request waits for somebody else; clocks pause where the contract lets the reason."""
    request = locked_request(request_id)
    reason = reason_for("reason", reason_code, (Reason.UsedFor.WAIT,))
    now = utc_now()
    begin_waiting(request, reason, by=by, happened_at=now)
    clocks.pause(request, reason.code, now)
    return request


@transaction.atomic
def resume_request(request_id: UUID, *, by: User) -> Request:
    """What the request waited for is there; its clocks count again."""
    request = locked_request(request_id)
    resume_waiting(request, by=by, happened_at=utc_now())
    return request


@transaction.atomic
def resolve_request_without_work(
    request_id: UUID, *, answer: str, by: User, happened_at: datetime | None = None
) -> Request:
    """Solved by an answer alone. Nobody will arrive, so that clock is cancelled, not missed."""
    request = open_request(request_id)
    words = reason_words(answer, field="answer")
    if request.work_orders.exclude(state__in=ENDED_WORK).exists():
        raise Refused("work-is-open")
    at = happened_at or utc_now()
    _resolve(request, at)
    clocks.stop(request, Target.RESPONSE, at)
    clocks.cancel(request, "resolved without work", at, (Target.ARRIVAL,))
    record(kinds.REQUEST_RESOLVED, request, by=by, happened_at=at, answer=words)
    return request


@transaction.atomic
def cancel_request(request_id: UUID, *, reason: str, by: User) -> Request:
    """Not wanted any more; refused while somebody is at work on it."""
    request = open_request(request_id)
    words = reason_words(reason)
    busy = request.work_orders.filter(state__in=("scheduled", "in_progress"))
    if busy.exists():
        raise Refused("work-is-open")
    for work in request.work_orders.select_for_update().exclude(state__in=ENDED_WORK):
        work.state, work.version = work.State.CANCELLED, work.version + 1
        work.save(update_fields=["state", "version"])
        record(kinds.WORK_CANCELLED, work, by=by, reason=words)
    _end(request, RequestMove.CANCEL)
    clocks.cancel(request, "cancelled", utc_now())
    record(kinds.REQUEST_CANCELLED, request, by=by, reason=words)
    return request


@transaction.atomic
def reopen_request(request_id: UUID, *, reason: str, by: User) -> Request:
    """What was resolved is not; the stretch in between is not counted."""
    request = locked_request(request_id)
    words = reason_words(reason)
    request.resolved_at = None
    _end(request, RequestMove.REOPEN)
    clocks.reopen(request, UNTIL_RESOLVED, utc_now())
    record(kinds.REQUEST_REOPENED, request, by=by, reason=words)
    return request


def open_request(request_id: UUID) -> Request:
    """The request, locked; Refused("wrong-state") once it has ended."""
    request = locked_request(request_id)
    if request.state not in OPEN_REQUEST:
        raise Refused("wrong-state", state=request.state)
    return request


def _resolve(request: Request, at: datetime) -> None:
    request.resolved_at = at
    _end(request, RequestMove.RESOLVE)
    clocks.stop_all(request, UNTIL_RESOLVED, at)


def _end(request: Request, move: RequestMove) -> None:
    request.state = Request.State(request_after(request.state, move))
    request.waiting_for = None
    request.save(update_fields=["state", "waiting_for", "resolved_at"])


def reason_words(words: str, field: str = "reason") -> str:
    """What a person gives as reason; Invalid(field) where nothing is said or far too much."""
    if not words.strip():
        raise Invalid(field, "reason-needed")
    if len(words) > _LONGEST_REASON:
        raise Invalid(field, "too-long", limit=_LONGEST_REASON)
    return words.strip()
