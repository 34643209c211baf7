"""A request was taken down at the wrong place: it moves to the right one, and its promise too."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.clients.models import Equipment, ServiceObject
from backend.clients.queries import equipment_at, place_to_report
from backend.contracts.in_force import PromiseFacts
from backend.contracts.terms import sla_terms_for
from backend.desk import clocks
from backend.desk.actions.repeats import propose_repeat
from backend.desk.actions.requests import open_request, reason_words
from backend.desk.actions.terms import decide_payer
from backend.desk.lifecycle import ENDED_WORK
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.journal.queries import history_of
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused

_BOUND: Final = (WorkOrder.State.SCHEDULED, WorkOrder.State.IN_PROGRESS)
"""Work somebody is planned for or is at: it is done where it is."""

_Where = tuple[ServiceObject, Equipment | None]


@dataclass(frozen=True)
class RightPlace:
    """Where the request belongs: an object, and the unit there where it is about one."""

    object_id: UUID
    equipment_id: UUID | None = None


@transaction.atomic
def move_request(request_id: UUID, to: RightPlace, *, reason: str, by: User) -> Request:
    """The request is about another object or unit of the same client. Its clocks follow the
    promise made there, by the change mode of the contract; open work orders move with it.

    The priority is the contract's for the unit there, unless somebody set it by hand. Moved to
    where it is, nothing happens. Refused("wrong-state") once it has ended, Refused("work-is-bound")
    while somebody is planned for it; Invalid names object_id, equipment_id or reason.
    """
    request = open_request(request_id)
    words = reason_words(reason)
    place, unit = _right_place(to, by)
    if (place.pk, unit and unit.pk) == (request.object_id, request.equipment_id):
        return request
    if request.work_orders.filter(state__in=_BOUND).exists():
        raise Refused("work-is-bound")
    former, now = _names((request.object, request.equipment), (place, unit))
    request.object, request.equipment = place, unit
    _promise_anew(request)
    record(kinds.REQUEST_MOVED, request, by=by, former=former, object=now, reason=words)
    return request


def _right_place(to: RightPlace, by: User) -> _Where:
    place = place_to_report(by, to.object_id)
    if place is None:
        raise Invalid("object_id", "unknown")
    if to.equipment_id is None:
        return place, None
    unit = next((each for each in equipment_at(place) if each.pk == to.equipment_id), None)
    if unit is None:
        raise Invalid("equipment_id", "unknown")
    return place, unit


def _names(former: _Where, now: _Where) -> tuple[str, str]:
    """From where to where as the history says it; at one object the units are told apart."""
    if former[0].pk == now[0].pk:
        return str(former[1] or former[0]), str(now[1] or now[0])
    return str(former[0]), str(now[0])


def _promise_anew(request: Request) -> None:
    """Terms, clocks and who pays as they are where the request belongs."""
    by_hand = history_of([request.pk], [kinds.REQUEST_PRIORITISED]).exists()
    facts = PromiseFacts(
        request.object,
        request.equipment,
        request.impact,
        request.reported_at,
        priority=request.priority if by_hand else "",
    )
    if facts.client_id != request.client_id:
        # The conversation so far is the client's own; another client must not come to read it.
        raise Invalid("object_id", "other-client")
    terms, now = sla_terms_for(facts), utc_now()
    request.priority = terms.priority
    request.save(update_fields=["object", "equipment", "priority"])
    clocks.retarget(request, terms, now, "object")
    decide_payer(request, facts, terms)
    known = replace(facts, priority=terms.priority)
    works = request.work_orders.select_for_update(of=("self",)).select_related("work_type")
    for work in works.exclude(state__in=ENDED_WORK):
        _move_work(work, request, known)


def _move_work(work: WorkOrder, request: Request, facts: PromiseFacts) -> None:
    work.request, work.object, work.equipment = request, request.object, request.equipment
    work.priority = request.priority
    work.version += 1
    asked = replace(facts, work_type=work.work_type)
    terms = sla_terms_for(asked)
    decide_payer(work, asked, terms)
    if not work.repeat_cause:
        work.repeat_of = None
        propose_repeat(work)
    work.save(update_fields=["object", "equipment", "priority", "version", "repeat_of"])
    clocks.retarget_window(work, terms, utc_now(), "object")
