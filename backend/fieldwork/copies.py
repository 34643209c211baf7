"""A copy for whoever signed: the sealed PDF by mail, as soon as it is set."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.fieldwork.models import ServiceReport
from backend.files.queries import content_of
from backend.notify.actions import Addressee, Enclosed, tell_address
from backend.notify.letter import in_language_of, letter


def send_signer_copy(report_id: UUID, notice_id: UUID) -> None:
    """Mail the report to its signer: the contact's address, or the one told on site.

    A report nobody signed, one taken back, and a signer without an address get none.
    """
    with transaction.atomic():
        rows = ServiceReport.objects.select_related(
            "signature__contact__user", "file", "visit__object", "client"
        )
        report = rows.get(id=report_id)
        addressee = _addressee(report)
        if addressee is None or report.file is None:
            return
        enclosed = Enclosed(f"{report.number}.pdf", "application/pdf", content_of(report.file))
        subject, body = _written(report, addressee.language)
    tell_address(notice_id, addressee, subject, body, enclosed=enclosed)


def _addressee(report: ServiceReport) -> Addressee | None:
    signature = report.signature
    if signature is None or report.state != ServiceReport.State.SIGNED or report.withdrawn_at:
        return None
    contact = signature.contact
    address = (contact.email if contact else "") or signature.signer_email
    user = contact.user if contact and contact.user and contact.user.is_active else None
    return Addressee(address, report.language, user, report.client_id) if address else None


def _written(report: ServiceReport, language: str) -> tuple[str, str]:
    facts = {"number": report.number, "object": report.visit.object.name}
    name = report.signature.signer_name if report.signature else ""
    with in_language_of(language):
        subject = _("[%(number)s] Service report: %(object)s") % facts
        words = [
            _("The service report %(number)s that you signed is enclosed.") % facts,
            _("Whether the paper is still valid, this page says:"),
        ]
        return subject, letter(name, words, path=reverse("verify", args=[report.snapshot_sha256]))
