"""What the worker does for step 4; each takes ids, makes one call and may be repeated."""

from uuid import UUID

from backend.fieldwork import reports, telling


def examine_photo(file_id: UUID, notice_id: UUID) -> None:
    """Consequence of media.received: look at the bytes, say so, set papers that lacked it anew."""
    reports.examine_media(file_id)


def render_service_reports(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed and visit.signed: the PDFs, from their snapshots."""
    reports.render_reports(visit_id)


def tell_visit_done(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed: the client hears of it."""
    telling.tell_visit_done(visit_id, notice_id)


def tell_visit_failed(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.failed: the client hears why nobody could work."""
    telling.tell_visit_failed(visit_id, notice_id)
