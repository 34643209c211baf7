"""Work nobody reported: planned maintenance, an installation, a round; a work order of its own."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from backend.accounts.models import User
from backend.clients.models import Equipment, ServiceObject
from backend.clients.queries import equipment_at, place_to_report
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import Priority
from backend.contracts.promise import covered_or_paid
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for
from backend.database.numbers import next_number
from backend.desk import clocks
from backend.desk.actions.asked import (
    AskedWork,
    asked_checklists,
    asked_minutes,
    asked_skills,
    asked_words,
    asked_work_type,
    check_window,
    usual_work_on,
)
from backend.desk.models import WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused
from backend.lib.ids import new_id


@dataclass(frozen=True, kw_only=True)
class PlannedWork(AskedWork):
    """Which work, where and on what; its words are needed, nobody else said any. The priority is
    what planning weighs it by."""

    object_id: UUID
    equipment_id: UUID | None = None
    priority: str = Priority.NORMAL


@transaction.atomic
def plan_work(wish: PlannedWork, *, by: User) -> WorkOrder:
    """A work order without a request, ready for planning, promised what the contract's service for
    such work says: done in its agreed window.

    Asked again with the same `work_order_id` it answers the first one. Refused("service-hold") for
    a client we do not serve at present; Invalid names object_id, equipment_id, priority or a field
    of `AskedWork`.
    """
    place, unit = _where(wish, by)
    known = WorkOrder.objects.filter(id=wish.work_order_id).first() if wish.work_order_id else None
    if known is not None:
        return _first(known, place)
    work, terms = _work_order(wish, place, unit)
    skills = asked_skills(wish, usual_work_on(unit))
    try:
        with transaction.atomic():
            work.save(force_insert=True)
    except IntegrityError as fault:
        return _made_meanwhile(work, place, fault)
    work.skills.set(skills)
    clocks.start_window(work, terms)
    record(kinds.WORK_PLANNED, work, by=by, number=work.number, coverage=work.coverage)
    return work


def _where(wish: PlannedWork, by: User) -> tuple[ServiceObject, Equipment | None]:
    """An object in use of a client we serve, and a unit that stands there."""
    place = place_to_report(by, wish.object_id)
    if place is None:
        raise Invalid("object_id", "unknown")
    if place.client.service_hold:
        raise Refused("service-hold", client=place.client.name)
    if wish.equipment_id is None:
        return place, None
    unit = next((each for each in equipment_at(place) if each.pk == wish.equipment_id), None)
    if unit is None:
        raise Invalid("equipment_id", "unknown")
    return place, unit


def _made_meanwhile(work: WorkOrder, place: ServiceObject, fault: Exception) -> WorkOrder:
    known = WorkOrder.objects.filter(id=work.pk).first()
    if known is None:
        # The id may be another client's; a stranger cannot tell.
        raise Invalid("work_order_id", "taken") from fault
    return _first(known, place)


def _first(known: WorkOrder, place: ServiceObject) -> WorkOrder:
    """The second of two clicks answers the first one's work order."""
    if known.object_id != place.pk or known.request_id is not None:
        raise Invalid("work_order_id", "taken")
    return known


def _work_order(
    wish: PlannedWork, place: ServiceObject, unit: Equipment | None
) -> tuple[WorkOrder, SlaTerms]:
    work_type = asked_work_type(wish)
    check_window(wish)
    if wish.priority not in Priority.values:
        raise Invalid("priority", "unknown", given=wish.priority)
    now = utc_now()
    facts = PromiseFacts(place, unit, "", now, work_type=work_type, priority=wish.priority)
    terms = sla_terms_for(facts)
    decision = covered_or_paid(facts, terms)
    work = WorkOrder(
        id=wish.work_order_id or new_id(),
        number=next_number("WO"),
        client_id=facts.client_id,
        object=place,
        equipment=unit,
        work_type=work_type,
        place=wish.place,
        words=asked_words(wish),
        priority=wish.priority,
        checklist_keys=asked_checklists(wish),
        minutes=asked_minutes(wish, usual_work_on(unit, work_type)),
        window_from=wish.window_from,
        window_to=wish.window_to,
        not_before=wish.not_before,
        contract_version=terms.version,
        coverage=decision.verdict,
        coverage_clause=decision.clause,
        coverage_presumed=decision.presumed,
        made_at=now,
    )
    return work, terms
