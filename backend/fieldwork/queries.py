"""Reads of step 4: the engineer's world, facts for billing, a report's snapshot, the inbox."""

from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import Device, Role, User
from backend.clients.queries import clients_visible_to
from backend.fieldwork.bundle import bundle_for, etag_of
from backend.fieldwork.models import (
    ChecklistTemplate,
    ChecklistVersion,
    Receipt,
    ServiceReport,
)
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.work_done import work_done
from backend.lib.errors import NotFound

__all__ = [
    "bundle_for",
    "checklists_in_use",
    "etag_of",
    "receipt_to_review",
    "receipts_after",
    "receipts_to_review",
    "service_reports_visible_to",
    "snapshot_for",
    "work_done",
]


def receipts_after(device: Device, seq: int, limit: int = 500) -> list[Receipt]:
    """What became of a phone's commands after `seq`, in their order."""
    rows = Receipt.objects.select_related("command").filter(
        command__device=device, command__seq__gt=seq
    )
    return list(rows.order_by("command__seq")[:limit])


def receipts_to_review(user: User) -> QuerySet[Receipt]:
    """The office's inbox: parked commands and applied ones somebody should look at."""
    if user.role in (Role.CONTACT, Role.ENGINEER):
        return Receipt.objects.none()
    waiting = Receipt.objects.filter(review=Receipt.Review.OPEN)
    return waiting.select_related("command__device__user").order_by("made_at")


def checklists_in_use() -> QuerySet[ChecklistTemplate]:
    """Forms a work order may ask for: those with a published version that is not retired."""
    live = ChecklistVersion.objects.filter(published_at__isnull=False, retired_at=None)
    return ChecklistTemplate.objects.filter(versions__in=live).distinct()


def receipt_to_review(user: User, receipt_id: UUID) -> Receipt:
    """One of `receipts_to_review`, or NotFound."""
    found = receipts_to_review(user).filter(id=receipt_id).first()
    if found is None:
        raise NotFound("command")
    return found


def service_reports_visible_to(user: User) -> QuerySet[ServiceReport]:
    """Service reports: a contact's clients', an engineer's own visits', all for the office."""
    reports = ServiceReport.objects.select_related("visit", "client", "file")
    if user.role == Role.CONTACT:
        return reports.filter(client__in=clients_visible_to(user))
    if user.role == Role.ENGINEER:
        return reports.filter(visit__engineers__engineer__user=user)
    return reports
