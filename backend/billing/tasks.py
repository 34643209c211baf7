"""What the worker does for step 5; each takes ids, makes one call and may be repeated."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction

from backend.billing import actions, letters, penalty_actions, redeciding
from backend.billing.fees import draft_all_fees
from backend.billing.models import Act
from backend.billing.paper import act_paper, act_pdf
from backend.contracts.recurring import Charged
from backend.lib.clock import utc_now


def draft_lines(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.completed and visit.failed."""
    actions.draft_lines(visit_id)


def draft_remote_lines(work_order_id: UUID, notice_id: UUID) -> None:
    """Consequence of work.closed; work on site has no remote time and gets no line here."""
    actions.draft_remote_lines(work_order_id)


def draft_request_lines(request_id: UUID, notice_id: UUID) -> None:
    """Consequence of request.resolved, for time spent on the request itself."""
    actions.draft_request_lines(request_id)


@shared_task(name="backend.billing.tasks.draft_fees_due")
def draft_fees_due() -> None:
    """By beat: the fees of the month that is over, and those charged ahead for the one begun."""
    first = utc_now().date().replace(day=1)
    draft_all_fees(first - timedelta(days=1), by=None)
    draft_all_fees(first, by=None, charged=[Charged.START])


@shared_task(name="backend.billing.tasks.reckon_penalties_due")
def reckon_penalties_due() -> None:
    """By beat: what broken promises of last month and of this one cost, as proposals."""
    penalty_actions.reckon_all(utc_now().date())


def redecide_lines(contract_id: UUID, notice_id: UUID) -> None:
    """Consequence of contract.activated: a version may have begun in the past."""
    redeciding.redecide_lines(contract_id)


def redecide_work(work_order_id: UUID, notice_id: UUID) -> None:
    """Consequence of work.repeat_judged: a repeat by our fault costs the client nothing."""
    redeciding.redecide_work(work_order_id)


def render_act(act_id: UUID, notice_id: UUID) -> None:
    """Consequence of act.issued: the PDF, set from what was frozen."""
    with transaction.atomic():
        kept = Act.objects.get(id=act_id).frozen
    actions.keep_act_paper(act_id, act_pdf(act_paper(kept)))


def mail_act(act_id: UUID, notice_id: UUID) -> None:
    """Consequence of act.rendered: who gets invoices gets the PDF."""
    letters.mail_act(act_id, notice_id)


@shared_task(name="backend.billing.tasks.render_act_asked")
def render_act_asked(act_id: str) -> None:
    """By whoever opens an act without its PDF; one that is there stays."""
    render_act(UUID(act_id), UUID(act_id))
