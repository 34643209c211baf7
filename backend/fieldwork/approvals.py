"""Paid work proposed on site: the client approves it in the portal within a limit, or refuses."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from backend.accounts.models import User
from backend.clients.limits import approval_limit
from backend.clients.models import Contact
from backend.clients.queries import contact_of
from backend.dispatch.queries import visits_visible_to
from backend.fieldwork.actions.paid_work import Agreement, Refusal, approve, refuse
from backend.fieldwork.models import PaidWork
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused


def proposals_visible_to(user: User) -> QuerySet[PaidWork]:
    """Proposals of visits the user may see, those that wait first, then the latest."""
    proposals = PaidWork.objects.select_related("visit__object", "work_order")
    mine = proposals.filter(visit__in=visits_visible_to(user))
    refused_last = F("refused_at").desc(nulls_first=True)
    return mine.order_by(F("approved_at").desc(nulls_first=True), refused_last, "-proposed_at")


def proposal_visible_to(user: User, proposal_id: UUID) -> PaidWork:
    """One of `proposals_visible_to`, or NotFound."""
    found = proposals_visible_to(user).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound("proposal")
    return found


@transaction.atomic
def approve_proposal(proposal_id: UUID, *, by: User) -> PaidWork:
    """Agree with the price of proposed work; agreed twice, the first stays.

    Refused("may-not-approve") without a role that approves there, Refused("over-limit", limit=,
    estimate=, currency=) above the largest limit of one's roles. Limits are in the proposal's own
    currency.
    """
    proposal, contact = _locked(proposal_id, by)
    if proposal.approved_at is not None:
        return proposal
    limit = _limit(proposal, by)
    if proposal.estimate_net > limit:
        said = {"limit": str(limit), "estimate": str(proposal.estimate_net)}
        raise Refused("over-limit", currency=proposal.currency, **said)
    return approve(proposal, Agreement(contact.name, utc_now(), by, contact))


@transaction.atomic
def refuse_proposal(proposal_id: UUID, *, reason: str, by: User) -> PaidWork:
    """Say no to proposed work, with a reason; refused twice, the first stays, and it may still be
    approved. Whoever approves anything there may refuse whatever it costs.

    Invalid("reason"), Refused("may-not-approve"), Refused("already-approved").
    """
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    proposal, contact = _locked(proposal_id, by)
    _limit(proposal, by)
    return refuse(proposal, Refusal(reason.strip()[:300], utc_now(), by, contact))


def _locked(proposal_id: UUID, by: User) -> tuple[PaidWork, Contact]:
    """A proposal its reader may answer, and who they are to the client."""
    visible = proposals_visible_to(by).values("pk")
    locked = PaidWork.objects.select_for_update(of=("self",)).select_related("visit__object")
    proposal = locked.filter(pk=proposal_id, pk__in=visible).first()
    contact = contact_of(by)
    if proposal is None or contact is None:
        raise NotFound("proposal")
    return proposal, contact


def _limit(proposal: PaidWork, by: User) -> Decimal:
    visit = proposal.visit
    limit = approval_limit(by, visit.client_id, visit.object)
    if limit is None:
        raise Refused("may-not-approve")
    return limit
