"""What the worker does for step 5; each takes ids, makes one call and may be repeated."""

from uuid import UUID

from django.db import transaction

from backend.billing import actions
from backend.billing.models import Act
from backend.billing.paper import act_paper, act_pdf


def draft_lines(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed and visit.failed."""
    actions.draft_lines(visit_id)


def draft_remote_lines(work_order_id: UUID, notice_id: UUID) -> None:
    """Consequence of work.closed; work on site has no remote time and gets no line here."""
    actions.draft_remote_lines(work_order_id)


def draft_request_lines(request_id: UUID, notice_id: UUID) -> None:
    """Consequence of request.resolved, for time spent on the request itself."""
    actions.draft_request_lines(request_id)


def render_act(act_id: UUID, notice_id: UUID) -> None:
    """Consequence of act.issued: the PDF, set from what was frozen."""
    with transaction.atomic():
        kept = Act.objects.get(id=act_id).frozen
    actions.keep_act_paper(act_id, act_pdf(act_paper(kept)))
