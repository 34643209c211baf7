"""Work done from afar: the time of whoever helped, on a work order or on the request itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.contracts.sla import Target
from backend.desk import clocks
from backend.desk.actions import close_work
from backend.desk.actions.locked import locked_request, locked_work
from backend.desk.lifecycle import OPEN_REQUEST, OPEN_WORK
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer
from backend.fieldwork.actions.times import check_span
from backend.fieldwork.models import TimeEntry
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused

USUAL_RATE_CLASS: Final = "standard"
"""The rate class of people of the office, who have none of their own."""
_LONGEST_NOTE: Final = 2000


@dataclass(frozen=True)
class RemoteTime:
    """Minutes of remote help up to `ended_at` (aware; None is now), with what was done."""

    minutes: int
    ended_at: datetime | None = None
    note: str = ""


@transaction.atomic
def record_time_on_work(
    work_order_id: UUID, told: RemoteTime, *, by: User, done: bool = False
) -> TimeEntry:
    """Keep remote time on a work order; `done` also closes it, which may resolve the request.

    Refused("not-remote-work") for work on site, whose time belongs to a visit. Invalid names
    minutes, ended_at or note.
    """
    work = locked_work(work_order_id)
    if work.place != WorkOrder.Place.REMOTE:
        raise Refused("not-remote-work", number=work.number)
    if work.state not in OPEN_WORK:
        raise Refused("wrong-state", state=work.state)
    entry = _kept(told, by, work_order=work)
    if work.request is not None:
        _answered(work.request, entry)
    _record(work, entry, told, by)
    if done:
        close_work(work.pk, outcome="done", happened_at=entry.ended_at, by=by)
    return entry


@transaction.atomic
def record_time_on_request(request_id: UUID, told: RemoteTime, *, by: User) -> TimeEntry:
    """Keep remote time on an open request that needed no work order."""
    request = locked_request(request_id)
    if request.state not in OPEN_REQUEST:
        raise Refused("wrong-state", state=request.state)
    entry = _kept(told, by, request=request)
    _answered(request, entry)
    _record(request, entry, told, by)
    return entry


def _kept(told: RemoteTime, by: User, **subject: WorkOrder | Request) -> TimeEntry:
    if told.minutes < 1:
        raise Invalid("minutes", "out-of-range", least=1, most=24 * 60)
    if len(told.note) > _LONGEST_NOTE:
        raise Invalid("note", "too-long", limit=_LONGEST_NOTE)
    ended_at = told.ended_at or utc_now()
    if ended_at.tzinfo is None:
        raise Invalid("ended_at", "not-an-instant")
    started_at = ended_at - timedelta(minutes=told.minutes)
    check_span(started_at, ended_at)
    engineer = Engineer.objects.filter(user=by).first()
    return TimeEntry.objects.create(
        kind=TimeEntry.Kind.WORK,
        engineer=engineer,
        user=by,
        started_at=started_at,
        ended_at=ended_at,
        rate_class=engineer.rate_class if engineer else USUAL_RATE_CLASS,
        **subject,
    )


def _answered(request: Request, entry: TimeEntry) -> None:
    """Who helps has answered: the promise of a response is kept from when they began."""
    at = max(entry.started_at, request.reported_at)
    clocks.stop(request, Target.RESPONSE, at)
    clocks.updated(request, at)


def _record(subject: WorkOrder | Request, entry: TimeEntry, told: RemoteTime, by: User) -> None:
    record(
        kinds.TIME_LOGGED,
        subject,
        by=by,
        happened_at=entry.ended_at,
        time=str(entry.id),
        of=entry.kind,
        minutes=told.minutes,
        text=told.note.strip(),
    )
