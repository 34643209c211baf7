"""The operator's judgement: a request becomes a work order, with who pays decided and copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.catalog.models import Skill, WorkType
from backend.contracts.promise import covered_or_paid
from backend.contracts.terms import PromiseFacts, SlaTerms, sla_terms_for
from backend.database.numbers import next_number
from backend.desk import clocks
from backend.desk.actions.conversation import send_message
from backend.desk.actions.locked import locked_request
from backend.desk.actions.repeats import propose_repeat
from backend.desk.lifecycle import RequestMove, request_after
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, Refused
from backend.lib.ids import new_id

LONGEST_WORK_MIN: Final = 24 * 60
_LONGEST_WORDS: Final = 5000


@dataclass(frozen=True)
class Triage:
    """What the operator decided. None means the usual: words of the request, skills and minutes
    of the equipment's type. Moments are aware; `answer` is written to the client at once."""

    work_type_id: UUID
    place: str = WorkOrder.Place.ON_SITE
    words: str | None = None
    minutes: int | None = None
    skill_ids: tuple[UUID, ...] | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    not_before: datetime | None = None
    checklist_keys: tuple[str, ...] = ()
    needed: bool = True
    answer: str = ""
    work_order_id: UUID | None = None


@dataclass(frozen=True)
class UsualWork:
    """What a triage form starts from."""

    minutes: int
    skill_ids: tuple[UUID, ...]


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
    skills = _skills(request, wish)
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
    """Minutes and skills by the type of the equipment, minutes by the kind of work without."""
    if request.equipment is not None:
        kind = request.equipment.type
        ids = tuple(kind.skills.filter(is_active=True).values_list("id", flat=True))
        return UsualWork(kind.default_minutes, ids)
    return UsualWork(work_type.default_minutes if work_type else 60, ())


def _work_order(request: Request, wish: Triage) -> tuple[WorkOrder, SlaTerms]:
    work_type = _work_type(wish)
    _check_window(wish)
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
        words=_words(request, wish),
        priority=request.priority,
        impact=request.impact,
        checklist_keys=_checklist_keys(wish),
        minutes=_minutes(request, wish, work_type),
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


def _work_type(wish: Triage) -> WorkType:
    work_type = WorkType.objects.filter(id=wish.work_type_id, is_active=True).first()
    if work_type is None:
        raise Invalid("work_type_id", "unknown")
    if wish.place not in WorkOrder.Place.values:
        raise Invalid("place", "unknown", given=wish.place)
    if wish.place == WorkOrder.Place.REMOTE and not work_type.remote_allowed:
        raise Invalid("place", "not-remotely")
    return work_type


def _check_window(wish: Triage) -> None:
    for field in ("window_from", "window_to", "not_before"):
        moment = getattr(wish, field)
        if moment is not None and moment.tzinfo is None:
            raise Invalid(field, "not-an-instant")
    if wish.window_to is None:
        return
    if wish.window_from is not None and wish.window_to <= wish.window_from:
        raise Invalid("window_to", "ends-before-it-begins")
    if wish.window_to <= utc_now():
        raise Invalid("window_to", "too-early")


def _words(request: Request, wish: Triage) -> str:
    words = (wish.words if wish.words is not None else request.words).strip()
    if not words:
        raise Invalid("words", "blank")
    if len(words) > _LONGEST_WORDS:
        raise Invalid("words", "too-long", limit=_LONGEST_WORDS)
    return words


def _minutes(request: Request, wish: Triage, work_type: WorkType) -> int:
    minutes = wish.minutes if wish.minutes is not None else usual_work(request, work_type).minutes
    if not 1 <= minutes <= LONGEST_WORK_MIN:
        raise Invalid("minutes", "out-of-range", least=1, most=LONGEST_WORK_MIN)
    return minutes


def _skills(request: Request, wish: Triage) -> Sequence[Skill]:
    wanted = usual_work(request).skill_ids if wish.skill_ids is None else wish.skill_ids
    skills = list(Skill.objects.filter(id__in=wanted, is_active=True))
    if len(skills) != len(set(wanted)):
        raise Invalid("skill_ids", "unknown")
    return skills


def _checklist_keys(wish: Triage) -> list[str]:
    """Keys of templates a later step reads; a key nobody knows is asked there, not here."""
    keys = [key.strip() for key in wish.checklist_keys if key.strip()]
    for key in keys:
        if len(key) > 60:
            raise Invalid("checklist_keys", "too-long", limit=60)
    return keys
