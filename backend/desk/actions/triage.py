"""The operator's judgement: a request becomes a work order, with who pays decided and copied."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import WorkType
from backend.contracts.in_force import PromiseFacts
from backend.contracts.promise import covered_or_paid
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for
from backend.database.numbers import next_number
from backend.desk import clocks
from backend.desk.actions.asked import (
    AskedWork,
    UsualWork,
    asked_checklists,
    asked_minutes,
    asked_skills,
    asked_words,
    asked_work_type,
    check_window,
    usual_work_on,
)
from backend.desk.actions.conversation import send_message
from backend.desk.actions.locked import locked_request
from backend.desk.actions.repeats import propose_repeat
from backend.desk.lifecycle import RequestMove, request_after
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Refused
from backend.lib.ids import new_id


@dataclass(frozen=True)
class Triage(AskedWork):
    """What the operator decided; `answer` is written to the client at once."""

    needed: bool = True
    answer: str = ""


@transaction.atomic
def triage_request(request_id: UUID, wish: Triage, *, by: User) -> WorkOrder:
    """A work order for the request, ready for planning; the request is open now.

    Refused("service-hold") for a client we do not serve at present, Refused("wrong-state") once
    the request has ended. Invalid names work_type_id, place, words, minutes, skill_ids,
    window_from, window_to or checklist_keys.
    """
    request = locked_request(request_id)
    request.state = Request.State(request_after(request.state, RequestMove.OPEN))
    if request.client.service_hold:
        raise Refused("service-hold", client=request.client.name)
    work, terms = _work_order(request, wish)
    skills = asked_skills(wish, usual_work(request))
    propose_repeat(work)
    work.save(force_insert=True)
    work.skills.set(skills)
    clocks.start_window(work, terms)
    request.save(update_fields=["state"])
    if wish.answer.strip():
        send_message(request.pk, wish.answer, by=by)
    record(
        kinds.REQUEST_TRIAGED,
        request,
        by=by,
        work_order=str(work.pk),
        number=work.number,
        coverage=work.coverage,
        clause=work.coverage_clause,
    )
    return work


def usual_work(request: Request, work_type: WorkType | None = None) -> UsualWork:
    """What work for a request usually asks for."""
    return usual_work_on(request.equipment, work_type)


def _work_order(request: Request, wish: Triage) -> tuple[WorkOrder, SlaTerms]:
    work_type = asked_work_type(wish)
    check_window(wish)
    facts = PromiseFacts(
        request.object,
        request.equipment,
        request.impact,
        request.reported_at,
        work_type=work_type,
        priority=request.priority,
    )
    terms = sla_terms_for(facts)
    decision = covered_or_paid(facts, terms)
    work = WorkOrder(
        id=wish.work_order_id or new_id(),
        number=next_number("WO"),
        request=request,
        client_id=request.client_id,
        object=request.object,
        equipment=request.equipment,
        work_type=work_type,
        place=wish.place,
        words=asked_words(wish, request.words),
        priority=request.priority,
        impact=request.impact,
        checklist_keys=asked_checklists(wish),
        minutes=asked_minutes(wish, usual_work(request, work_type)),
        window_from=wish.window_from,
        window_to=wish.window_to,
        not_before=wish.not_before,
        needed=wish.needed,
        contract_version=terms.version,
        coverage=decision.verdict,
        coverage_clause=decision.clause,
        coverage_presumed=decision.presumed,
    )
    return work, terms
