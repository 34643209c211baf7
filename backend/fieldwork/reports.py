"""Service reports as papers: rendered from the frozen snapshot, outside any transaction."""

from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.dispatch.models import Visit
from backend.fieldwork.actions.photos import note_examined
from backend.fieldwork.actions.signatures import keep_unsigned_report
from backend.fieldwork.models import ServiceReport, Signature
from backend.fieldwork.paper import Signer, service_report_pdf
from backend.fieldwork.report_data import countries_of
from backend.files.actions import examine_file, store_file
from backend.files.models import StoredFile
from backend.files.queries import content_of
from backend.journal import actions as journal
from backend.journal import kinds

SignedHow = Literal["glass", "paper", "refused", "absent"]
ENDED_WITH_WORK = (Visit.State.COMPLETED, Visit.State.PARTIALLY_COMPLETED)


def render_reports(visit_id: UUID) -> list[ServiceReport]:
    """Give every report of the visit its PDF; a visit nobody signed gets an unsigned one.

    A report that has its paper is left alone, so a repeat renders nothing twice.
    """
    waiting = _waiting(visit_id)
    return [_keep(report, _rendered(report)) for report in waiting]


def examine_media(file_id: UUID) -> None:
    """Look at a received file, say what was found, and set papers anew that lacked it."""
    note_examined(examine_file(file_id))
    refresh_reports(file_id)


def refresh_reports(file_id: UUID) -> list[ServiceReport]:
    """Render again what was set before this file was believed: its photo or signature is new."""
    with transaction.atomic():
        file = StoredFile.objects.get(id=file_id)
        stale = list(_set_without(file)) if file.verified_at else []
        ServiceReport.objects.filter(id__in=[report.id for report in stale]).update(file=None)
    visit_ids = sorted({report.visit_id for report in stale})
    return [report for visit_id in visit_ids for report in render_reports(visit_id)]


def _set_without(file: StoredFile) -> QuerySet[ServiceReport]:
    """Reports whose snapshot or signature names the file and whose paper is older than its look."""
    named = Q(snapshot__photos__contains=[{"media_id": str(file.id)}])
    mine = ServiceReport.objects.filter(named | Q(signature__picture=file.id))
    return mine.filter(file__received_at__lt=file.verified_at)


@transaction.atomic
def _waiting(visit_id: UUID) -> list[ServiceReport]:
    visit = Visit.objects.select_for_update().get(id=visit_id)
    if visit.state in ENDED_WITH_WORK:
        keep_unsigned_report(visit)
    reports = visit.reports.filter(file=None).select_related("signature", "visit", "client")
    return list(reports)


def _rendered(report: ServiceReport) -> bytes:
    with transaction.atomic():
        pictures = _pictures(report)
        png = _signature_png(report.signature)
        countries = countries_of(report.visit)
    signer = _signer(report.signature)
    return service_report_pdf(
        report.snapshot, pictures, png, signer, number=report.number, countries=countries
    )


def _pictures(report: ServiceReport) -> dict[str, bytes]:
    """The display copies of the snapshot's photos that are believed by now."""
    wanted = [photo["media_id"] for photo in report.snapshot["photos"]]
    files = StoredFile.objects.filter(id__in=wanted, verified_at__isnull=False)
    return {str(file.id): content_of(file, "display") for file in files}


def _signature_png(signature: Signature | None) -> bytes | None:
    if signature is None or signature.picture is None:
        return None
    file = StoredFile.objects.filter(id=signature.picture).exclude(problem__gt="").first()
    return content_of(file) if file else None


def _signer(signature: Signature | None) -> Signer | None:
    if signature is None:
        return None
    return Signer(
        name=signature.signer_name,
        role=signature.signer_role,
        signed_at=signature.signed_at,
        kind=cast(SignedHow, signature.kind),
        reason=signature.reason,
    )


@transaction.atomic
def _keep(report: ServiceReport, pdf: bytes) -> ServiceReport:
    """Store the paper unless another worker was first or the report changed meanwhile."""
    current = ServiceReport.objects.select_for_update().get(id=report.id)
    if current.file_id or current.snapshot_sha256 != report.snapshot_sha256:
        return current
    current.file = store_file(
        pdf,
        name=f"{current.number}.pdf",
        mime="application/pdf",
        client_id=current.client_id,
    )
    current.save(update_fields=["file"])
    journal.record(kinds.REPORT_RENDERED, current, by=None, number=current.number)
    return current
