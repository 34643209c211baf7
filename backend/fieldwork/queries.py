"""Reads of step 4: the engineer's world, facts for billing, a report's snapshot, the inbox."""

from django.db.models import QuerySet

from backend.accounts.models import Device, Role, User
from backend.clients.queries import clients_visible_to
from backend.fieldwork.bundle import bundle_for, etag_of
from backend.fieldwork.models import Receipt, ServiceReport
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.work_done import work_done

__all__ = [
    "bundle_for",
    "etag_of",
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


def service_reports_visible_to(user: User) -> QuerySet[ServiceReport]:
    """Service reports: a contact's clients', an engineer's own visits', all for the office."""
    reports = ServiceReport.objects.select_related("visit", "client", "file")
    if user.role == Role.CONTACT:
        return reports.filter(client__in=clients_visible_to(user))
    if user.role == Role.ENGINEER:
        return reports.filter(visit__engineers__engineer__user=user)
    return reports
