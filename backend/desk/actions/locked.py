"""Rows fetched for writing: locked, in one order, or NotFound."""

from collections.abc import Sequence
from uuid import UUID

from backend.catalog.models import Reason
from backend.database.locking import locked
from backend.desk.models import Request, WorkOrder
from backend.lib.errors import Invalid, NotFound


def locked_request(request_id: UUID) -> Request:
    """The request, locked until the transaction ends."""
    return locked(Request, request_id)


def locked_work(work_order_id: UUID) -> WorkOrder:
    """The work order with `request` loaded; the request is locked first, then the work."""
    known = WorkOrder.objects.filter(id=work_order_id).values_list("request_id").first()
    if known is None:
        raise NotFound("work order")
    request = locked_request(known[0]) if known[0] else None
    work = WorkOrder.objects.select_for_update().get(id=work_order_id)
    work.request = request
    return work


def reason_for(field: str, code: str, used_for: Sequence[str]) -> Reason:
    """An active reason by its code; Invalid(field) where it does not fit the use."""
    found = Reason.objects.filter(code=code, used_for__in=list(used_for), is_active=True).first()
    if found is None:
        raise Invalid(field, "unknown", given=code)
    return found
