"""One work order as a stop is made from it, for who waits: three queries that are written once."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.catalog.models import Skill
from backend.database.attached import attach
from backend.database.written import Written
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch.stops import RUNNING
from backend.lib.errors import NotFound


def _work(work_order_id: UUID) -> QuerySet[WorkOrder]:
    named = ("client", "object__territory", "equipment__type", "work_type", "request")
    return WorkOrder.objects.filter(id=work_order_id).select_related(*named).order_by()


def _skills(work_order_id: UUID) -> QuerySet[Skill]:
    return Skill.objects.filter(workorder=work_order_id)


def _clocks(request_id: UUID) -> QuerySet[SlaClock]:
    return SlaClock.objects.filter(RUNNING, request=request_id)


_WORK: Final = Written(_work)
_SKILLS: Final = Written(_skills)
_CLOCKS: Final = Written(_clocks)


def waiting_work(user: User, work_order_id: UUID) -> WorkOrder:
    """The work order with its skills and its request's running clocks, or NotFound."""
    found = _WORK(work_order_id=work_order_id) if may(user, May.READ_OFFICE) else []
    if not found:
        raise NotFound("work order")
    work: WorkOrder = found[0]
    attach([work], "skills", _SKILLS(work_order_id=work_order_id))
    if work.request is not None:
        clocks = _CLOCKS(request_id=work.request.pk)
        work.request.running_clocks = clocks  # type: ignore[attr-defined]
    return work
