"""Draft lines of what was done: visits, and time spent without one."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from backend.billing.agreed import Subject
from backend.billing.drafting import draft_of_remote_time, draft_of_visit, undrafted_remote_time
from backend.billing.models import BillableLine
from backend.billing.warranties import give_warranties
from backend.contracts.quota_counts import Subject as Used
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit
from backend.journal import actions as journal
from backend.journal import kinds


@transaction.atomic
def draft_lines(visit_id: UUID) -> list[BillableLine]:
    """Draft the lines of an ended visit; asked twice, the first draft stays."""
    visit = Visit.objects.select_for_update(of=("self",)).get(id=visit_id)
    kept = list(visit.lines.all())
    if kept:
        return kept
    draft = draft_of_visit(visit)
    lines = BillableLine.objects.bulk_create(draft.lines)
    if not lines:
        return []
    draft.note_uses(Used(visit.id, visit.number))
    give_warranties(visit, lines)
    total = sum((line.net for line in lines), Decimal(0))
    journal.record(kinds.LINES_DRAFTED, visit, by=None, lines=len(lines), net=str(total))
    return lines


@transaction.atomic
def draft_remote_lines(work_order_id: UUID) -> list[BillableLine]:
    """Draft lines for the remote time of a closed work order that has none yet."""
    work = WorkOrder.objects.select_for_update(of=("self",)).get(id=work_order_id)
    return _draft_remote(work)


@transaction.atomic
def draft_request_lines(request_id: UUID) -> list[BillableLine]:
    """Draft lines for the time spent on a resolved request itself, without a work order."""
    request = Request.objects.select_for_update(of=("self",)).get(id=request_id)
    return _draft_remote(request)


def _draft_remote(subject: Subject) -> list[BillableLine]:
    entries = undrafted_remote_time(subject)
    if not entries:
        return []
    draft = draft_of_remote_time(subject, entries)
    lines = BillableLine.objects.bulk_create(draft.lines)
    draft.note_uses(Used(subject.id, subject.number))
    total = sum((line.net for line in lines), Decimal(0))
    journal.record(kinds.LINES_DRAFTED, subject, by=None, lines=len(lines), net=str(total))
    return lines
