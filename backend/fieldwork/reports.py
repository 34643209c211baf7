"""Service reports as papers: rendered from the frozen snapshot, outside any transaction.

A report is one document: it waits until its signature's picture and its photos were looked at.
What has not come after PATIENCE is said to be missing, and a later paper replaces that one.
"""

from datetime import timedelta
from typing import Final, Literal, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from backend.dispatch.models import Visit
from backend.documents.sealing import Sealed
from backend.fieldwork.actions.evidence import chain_evidence
from backend.fieldwork.actions.photos import note_examined
from backend.fieldwork.actions.signatures import keep_unsigned_report
from backend.fieldwork.models import Evidence, ServiceReport, Signature
from backend.fieldwork.paper import Signer, service_report_pdf
from backend.fieldwork.report_data import countries_of
from backend.fieldwork.seals import sealed_paper
from backend.files.actions import examine_file, store_file
from backend.files.models import StoredFile
from backend.files.queries import content_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now

SignedHow = Literal["glass", "paper", "refused", "absent"]
# A phone that signed is on the net: its files follow within minutes, or something is wrong.
PATIENCE: Final = timedelta(hours=1)
ENDED_WITH_WORK = (Visit.State.COMPLETED, Visit.State.PARTIALLY_COMPLETED)


def render_reports(visit_id: UUID) -> list[ServiceReport]:
    """Give every report of the visit its PDF; a visit nobody signed gets an unsigned one.

    A report that has its paper is left alone, so a repeat renders nothing twice; one whose
    files are still on their way gets it with the last of them.
    """
    waiting = _waiting(visit_id)
    return [_keep(report, _rendered(report)) for report in waiting]


def examine_media(file_id: UUID) -> None:
    """Look at a received file, say what was found, and set the papers that waited for it."""
    note_examined(examine_file(file_id))
    refresh_reports(file_id)


def refresh_reports(file_id: UUID) -> list[ServiceReport]:
    """Set what waited for this file, and anew what was set without it: its paper gives way."""
    with transaction.atomic():
        file = StoredFile.objects.get(id=file_id)
        named = Q(snapshot__photos__contains=[{"media_id": str(file.id)}])
        naming = ServiceReport.objects.filter(named | Q(signature__picture=file.id))
        if file.verified_at:
            for stale in naming.filter(file__received_at__lt=file.verified_at):
                _withdraw(stale)
        visit_ids = sorted(naming.filter(file=None).values_list("visit_id", flat=True))
    return [report for visit_id in visit_ids for report in render_reports(visit_id)]


def _withdraw(report: ServiceReport) -> None:
    """The paper gives way to a fuller one; history keeps which file it was."""
    assert report.file is not None
    journal.record(
        kinds.REPORT_WITHDRAWN, report, by=None, number=report.number, sha256=report.file.sha256
    )
    ServiceReport.objects.filter(id=report.id).update(file=None)


@transaction.atomic
def _waiting(visit_id: UUID) -> list[ServiceReport]:
    visit = Visit.objects.select_for_update().get(id=visit_id)
    if visit.state in ENDED_WITH_WORK:
        keep_unsigned_report(visit)
    reports = visit.reports.filter(file=None).select_related("signature", "visit", "client")
    return [report for report in reports if not _lacks_files(report)]


def _lacks_files(report: ServiceReport) -> bool:
    """Whether a file the paper shows is still to come: named, but not looked at yet."""
    if utc_now() - report.made_at >= PATIENCE:
        return False
    named = {UUID(photo["media_id"]) for photo in report.snapshot["photos"]}
    if report.signature and report.signature.picture:
        named.add(report.signature.picture)
    looked_at = Q(verified_at__isnull=False) | Q(problem__gt="")
    return StoredFile.objects.filter(looked_at, id__in=named).count() < len(named)


def _rendered(report: ServiceReport) -> Sealed:
    with transaction.atomic():
        pictures = _pictures(report)
        png = _signature_png(report.signature)
        countries = countries_of(report.visit)
    signer = _signer(report.signature)
    paper = service_report_pdf(
        report.snapshot,
        pictures,
        png,
        signer,
        number=report.number,
        verify_url=f"{settings.PUBLIC_URL}/verify/{report.snapshot_sha256}",
        countries=countries,
    )
    return sealed_paper(paper, str(report.snapshot["issuer"]["name"]))


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
        named=signature.contact_id is not None,
    )


@transaction.atomic
def _keep(report: ServiceReport, sealed: Sealed) -> ServiceReport:
    """Store the paper unless another worker was first or the report changed meanwhile."""
    Visit.objects.select_for_update().get(id=report.visit_id)
    current = ServiceReport.objects.select_for_update().get(id=report.id)
    if current.file_id or current.snapshot_sha256 != report.snapshot_sha256:
        return current
    current.file = store_file(
        sealed.content,
        name=f"{current.number}.pdf",
        mime="application/pdf",
        client_id=current.client_id,
    )
    current.sealed_at, current.seal_level = utc_now(), sealed.level
    current.save(update_fields=["file", "sealed_at", "seal_level"])
    chain_evidence(current.visit_id, Evidence.Kind.PAPER, current.id, current.file.sha256)
    journal.record(kinds.REPORT_RENDERED, current, by=None, number=current.number)
    return current
