"""Whether work repeats earlier work on the same unit: proposed by the rule, judged by a person."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import User
from backend.catalog.models import Symptom
from backend.contracts.models import Warranty
from backend.contracts.warranty import FormerWork, RepeatCause, WarrantyKind, repeat_proposed
from backend.desk.actions.locked import locked_request
from backend.desk.models import Request, WorkOrder
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import local_date
from backend.lib.errors import Invalid, NotFound, Refused

EVER: Final = 36_600
"""Days within which any warranty lies."""


@transaction.atomic
def note_symptom(request_id: UUID, symptom: Symptom | None, *, by: User) -> Request:
    """Which group of faults the request is about; work not yet judged is proposed anew."""
    request = locked_request(request_id)
    request.symptom = symptom
    request.save(update_fields=["symptom"])
    for work in request.work_orders.select_for_update(of=("self",)).filter(repeat_cause=""):
        propose_repeat(work)
        work.save(update_fields=["repeat_of"])
    code = symptom.code if symptom else ""
    record(kinds.REQUEST_TRIAGED, request, by=by, symptom=code)
    return request


def propose_repeat(work: WorkOrder) -> None:
    """Set `repeat_of` to the latest work this may repeat, None where there is none; not saved.

    The contract says within how many days, and a warranty of the earlier work may say longer.
    """
    request = work.request
    if work.equipment_id is None or request is None:
        return
    day = local_date(request.reported_at, work.object.zone)
    days = work.contract_version.repeat_days if work.contract_version else 0
    symptom = request.symptom.code if request.symptom else None
    former = list(_former(work))
    under = set(_warranted(former, day))
    proposed = [
        repeat_proposed(former, symptom, day, days),
        repeat_proposed([each for each in former if each.work_order in under], symptom, day, EVER),
    ]
    found = max((each for each in proposed if each), key=lambda each: each.ended_on, default=None)
    work.repeat_of = WorkOrder.objects.get(number=found.work_order) if found else None


@transaction.atomic
def judge_repeat(
    work_order_id: UUID, cause: str, *, by: User, repeat_of: UUID | None = None
) -> WorkOrder:
    """What a person found: the same fault or a bad part costs the client nothing, a new fault is
    billed as any other. `repeat_of` names other earlier work than was proposed.

    Invalid names cause or repeat_of; open lines follow, lines on a paper stay.
    """
    orders = WorkOrder.objects.select_for_update(of=("self",))
    work = orders.select_related("repeat_of").filter(pk=work_order_id).first()
    if work is None:
        raise NotFound("work order")
    if work.state == WorkOrder.State.CANCELLED:
        raise Refused("wrong-state")
    if cause not in list(RepeatCause):
        raise Invalid("cause", "unknown", given=cause)
    if repeat_of is not None:
        work.repeat_of = _earlier(work, repeat_of)
    if work.repeat_of is None:
        raise Invalid("repeat_of", "missing")
    work.repeat_cause = cause
    work.save(update_fields=["repeat_of", "repeat_cause"])
    record(kinds.WORK_REPEAT_JUDGED, work, by=by, repeat_of=work.repeat_of.number, cause=cause)
    return work


def _earlier(work: WorkOrder, repeat_of: UUID) -> WorkOrder:
    found = WorkOrder.objects.filter(pk=repeat_of, made_at__lt=work.made_at).first()
    if found is None or work.equipment_id is None or found.equipment_id != work.equipment_id:
        raise Invalid("repeat_of", "unknown")
    return found


def _former(work: WorkOrder) -> Iterator[FormerWork]:
    """Work on the same unit that was completed before this one was made."""
    done = WorkOrder.objects.filter(
        equipment=work.equipment_id, completed_at__isnull=False, completed_at__lte=work.made_at
    ).exclude(pk=work.pk)
    for order in done.select_related("request__symptom", "object").order_by("-completed_at")[:50]:
        symptom = order.request.symptom if order.request else None
        ended = local_date(order.completed_at or order.made_at, order.object.zone)
        yield FormerWork(order.number, ended, symptom.code if symptom else None)


def _warranted(former: list[FormerWork], day: date) -> QuerySet[Warranty, str]:
    """Numbers of those whose work is still warranted on `day`."""
    rows = Warranty.objects.filter(
        kind=WarrantyKind.WORK, voided_at=None, starts_on__lte=day, until_on__gte=day
    )
    numbers = [each.work_order for each in former]
    return rows.filter(source_number__in=numbers).values_list("source_number", flat=True)
