"""What the worker does for step 4; each takes ids, makes one call and may be repeated."""

from uuid import UUID

from celery import shared_task

from backend.fieldwork import copies, missing_media, reports, reviewing, telling
from backend.fieldwork.actions import evidence, positions


def examine_photo(file_id: UUID, notice_id: UUID) -> None:
    """Consequence of media.received: look at the bytes, say so, set papers that lacked it anew."""
    reports.examine_media(file_id)


def render_service_reports(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed and visit.signed: the PDFs, from their snapshots."""
    reports.render_reports(visit_id)


@shared_task(name="backend.fieldwork.tasks.render_reports_asked")
def render_reports_asked(visit_id: str) -> None:
    """By whoever opens a service report without its PDF; those that are there stay."""
    reports.render_reports(UUID(visit_id))


def tell_visit_done(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed: the client hears of it."""
    telling.tell_visit_done(visit_id, notice_id)


def tell_visit_failed(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.failed: the client hears why nobody could work."""
    telling.tell_visit_failed(visit_id, notice_id)


def send_signer_copy(report_id: UUID, notice_id: UUID) -> None:
    """Consequence of report.rendered: whoever signed gets the sealed PDF."""
    copies.send_signer_copy(report_id, notice_id)


def tell_offer_refused(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of paid_work.refused: the desk hears what the client wrote in the portal."""
    telling.tell_offer_refused(visit_id, notice_id)


@shared_task(name="backend.fieldwork.tasks.close_evidence_days")
def close_evidence_days() -> None:
    """The root over yesterday's chains of evidence."""
    evidence.close_days()


@shared_task(name="backend.fieldwork.tasks.tell_missing_media")
def tell_missing_media() -> None:
    """Photos that were named a day ago and never came."""
    missing_media.tell_missing_media()


@shared_task(name="backend.fieldwork.tasks.forget_old_positions")
def forget_old_positions() -> None:
    """Where phones were is kept for a month."""
    positions.forget_old_positions()


@shared_task(name="backend.fieldwork.tasks.replay_known_now")
def replay_known_now() -> None:
    """After an upgrade, what was parked as unknown is applied."""
    reviewing.replay_known_now()
