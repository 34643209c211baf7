"""Reads of step 4: the engineer's world, facts for billing, a report's snapshot, the inbox."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from backend.accounts.models import Device, Role, User
from backend.accounts.roles import May, may
from backend.catalog.models import Named, Part, Reason, WorkType
from backend.database.written import Written
from backend.desk.models import RequestPhoto
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.queries import visits_visible_to
from backend.fieldwork.bundle import bundle_for, etag_of
from backend.fieldwork.models import (
    ChecklistTemplate,
    ChecklistVersion,
    Photo,
    Receipt,
    ServiceReport,
)
from backend.fieldwork.reach import visits_of
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.work_done import parts_by_version, remote_work_done, work_done
from backend.files.models import StoredFile
from backend.lib.errors import NotFound
from backend.lib.words import LANGUAGES

# What a dispatcher has to look at before anybody is billed for it.
HOLDS_BILLING: Final = ("scope-changed", "signature-stale", "told-after-withdrawal")

__all__ = [
    "bundle_for",
    "catalog_for",
    "checklist_definition",
    "checklists_in_use",
    "etag_of",
    "media_for",
    "parts_by_version",
    "receipt_to_review",
    "receipts_after",
    "receipts_to_review",
    "remote_work_done",
    "service_reports_visible_to",
    "snapshot_for",
    "visits_under_review",
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
    return waiting.select_related("command__device__user").order_by("made_at", "id")


def visits_under_review(visit_ids: Collection[UUID]) -> set[UUID]:
    """Those of the visits, or of the records kept beside them, about which a phone sent something
    a dispatcher has not decided on yet: work, its end or a signature."""
    own = Visit.objects.filter(id__in=visit_ids, instead_of__isnull=False)
    told_as = {lost: mine for mine, lost in own.values_list("id", "instead_of_id")}
    asked = {*visit_ids, *told_as}
    waiting = Receipt.objects.filter(review=Receipt.Review.OPEN, code__in=HOLDS_BILLING)
    found = waiting.filter(command__visit_id__in=asked).values_list("command__visit_id", flat=True)
    return {told_as.get(each, each) for each in found if each is not None} & set(visit_ids)


def checklists_in_use() -> QuerySet[ChecklistTemplate]:
    """Forms a work order may ask for: those with a published version that is not retired."""
    live = ChecklistVersion.objects.filter(published_at__isnull=False, retired_at=None)
    return ChecklistTemplate.objects.filter(versions__in=live).distinct()


_CHECKLISTS_IN_USE: Final = Written(checklists_in_use)


def checklist_versions_visible_to(user: User) -> QuerySet[ChecklistVersion]:
    """Every version of every form of site work, for the office."""
    if not may(user, May.READ_OFFICE):
        return ChecklistVersion.objects.none()
    return ChecklistVersion.objects.select_related("template").order_by("template__key", "-number")


def checklists_asked(keys: Collection[str]) -> list[ChecklistTemplate]:
    """The forms in use with these keys."""
    return [each for each in _CHECKLISTS_IN_USE() if each.key in keys] if keys else []


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
        return reports.filter(visit__in=visits_visible_to(user))
    if user.role == Role.ENGINEER:
        return reports.filter(visit__engineers__engineer__user=user)
    return reports


def catalog_for(language: str) -> dict[str, Any]:
    """Parts, kinds of work and reasons a phone chooses from, named in `language`."""
    parts = Part.objects.filter(is_active=True)
    types = WorkType.objects.filter(is_active=True)
    reasons = Reason.objects.filter(is_active=True)
    return {
        "parts": [
            {
                "id": str(p.id),
                "number": p.code,
                "name": p.name_in(language),
                "names": _names(p),
                "unit": p.unit,
            }
            for p in parts
        ],
        "work_types": [
            {"id": str(t.id), "code": t.code, "name": t.name_in(language)} for t in types
        ],
        "reasons": [
            {
                "code": reason.code,
                "used_for": _uses(reason),
                "name": reason.name_in(language),
                "names": _names(reason),
                "needs_photo": reason.needs_photo,
                "needs_note": reason.needs_note,
                "billable": reason.billable,
            }
            for reason in reasons
        ],
    }


def _uses(reason: Reason) -> list[str]:
    """What a reason is for; apps of earlier know declining a visit as "refused"."""
    is_earlier = reason.used_for == Reason.UsedFor.DECLINED
    return [reason.used_for, "refused"] if is_earlier else [reason.used_for]


def _names(row: Named) -> dict[str, str]:
    """In every language of ours: a client's paper is not in the engineer's."""
    return {language: row.name_in(language) for language in LANGUAGES}


def media_for(engineer: Engineer, media_id: UUID) -> StoredFile:
    """A believed file the engineer sent, or one of their visits or of the requests behind them.

    NotFound for any other.
    """
    visits = visits_of(engineer.user_id)
    of_visit = Photo.objects.filter(id=media_id, visit__in=visits)
    of_request = RequestPhoto.objects.filter(
        file_id=media_id, request__work_orders__visit_works__visit__in=visits
    )
    mine = Q(owner_id=engineer.user_id) | Exists(of_visit) | Exists(of_request)
    file = StoredFile.objects.filter(mine, id=media_id, verified_at__isnull=False).first()
    if file is None:
        raise NotFound("file")
    return file


def checklist_definition(sha256: str) -> dict[str, Any]:
    """A published form by its hash; NotFound for any other."""
    if not set(sha256) <= set("0123456789abcdef"):
        raise NotFound("checklist")
    version = ChecklistVersion.objects.filter(sha256=sha256, published_at__isnull=False).first()
    if version is None:
        raise NotFound("checklist")
    definition: dict[str, Any] = version.definition
    return definition
