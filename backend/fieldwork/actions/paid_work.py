"""Paid work on site: proposed with its price, then approved or refused by somebody of the client.

Whoever agrees, on the glass of a phone or in the portal, agrees through `approve`, and what they
agree to is named by the hash of the offer they saw.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.clients.limits import approves_up_to, roles_reaching
from backend.clients.models import Contact
from backend.dispatch.models import Visit
from backend.dispatch.visits import bump_worlds, seated_ids
from backend.fieldwork.bodies import (
    Drawn,
    PaidWorkApproved,
    PaidWorkProposed,
    PaidWorkRefused,
    Signer,
)
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import PaidWork, Signature
from backend.fieldwork.offer import offer_of, offer_sha256
from backend.fieldwork.reach import work_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused


@dataclass(frozen=True)
class Agreement:
    """Who agreed and when; `contact` is None for somebody the client had not named."""

    name: str
    at: datetime
    by: User
    contact: Contact | None = None
    signature: Signature | None = None


@dataclass(frozen=True)
class Refusal:
    """Why not, when and by whom; `contact` where they said so in the portal."""

    reason: str
    at: datetime
    by: User
    contact: Contact | None = None


@transaction.atomic(savepoint=False)
def propose_paid_work(visit: Visit, told: PaidWorkProposed, happening: Happening) -> PaidWork:
    """Work outside the contract with its price by line, reckoned on the phone.

    Refused("offer-sums-differ") where the lines do not add up to the price.
    """
    if told.lines and sum((line.net for line in told.lines), Decimal(0)) != told.estimate_net:
        raise Refused("offer-sums-differ")
    proposal, is_new = PaidWork.objects.get_or_create(
        id=told.proposal_id,
        defaults={
            "visit": visit,
            "work_order": work_of(visit, told.work_order_id),
            "text": told.text,
            "estimate_net": told.estimate_net,
            "vat": told.vat,
            "currency": told.currency,
            "lines": [line.model_dump(mode="json") for line in told.lines],
            "proposed_at": happening.at,
        },
    )
    if proposal.visit_id != visit.id:
        raise Refused("id-reused")
    if is_new:
        net = f"{told.estimate_net} {told.currency}"
        _record(kinds.PAID_WORK_PROPOSED, proposal, happening.by, happening.at, net=net)
    return proposal


@transaction.atomic(savepoint=False)
def approve_on_site(visit: Visit, told: PaidWorkApproved, happening: Happening) -> PaidWork:
    """Somebody of the client agreed on site, with a signature on the glass where there is one.

    Refused("proposal-unknown") and Refused("offer-differs") where they saw another offer.
    """
    proposal = _proposal(visit, told.proposal_id)
    if proposal.approved_at is not None:
        return proposal
    if told.sha256 and told.sha256 != offer_sha256(offer_of(proposal)):
        raise Refused("offer-differs")
    signer = Signer(name=told.name, role=told.role, contact_id=told.contact_id)
    contact = _contact(visit, told.contact_id)
    signature = _signature(visit, told.drawn, signer, contact, happening) if told.drawn else None
    return approve(proposal, Agreement(told.name, happening.at, happening.by, contact, signature))


def approve(proposal: PaidWork, agreed: Agreement) -> PaidWork:
    """Write down that the client agreed; the caller holds the proposal's or its visit's row."""
    proposal.approved_at, proposal.approved_by = agreed.at, agreed.name
    proposal.contact, proposal.signature = agreed.contact, agreed.signature
    proposal.refused_at, proposal.refusal = None, ""
    proposal.save()
    name = agreed.name
    _record(kinds.PAID_WORK_APPROVED, proposal, agreed.by, agreed.at, approved_by=name)
    return proposal


@transaction.atomic(savepoint=False)
def refuse_on_site(visit: Visit, told: PaidWorkRefused, happening: Happening) -> PaidWork:
    """The client does not want it. What was approved before stays approved."""
    proposal = _proposal(visit, told.proposal_id)
    return refuse(proposal, Refusal(told.reason, happening.at, happening.by))


def refuse(proposal: PaidWork, said: Refusal) -> PaidWork:
    """Write down that the client does not want it; the caller holds the row as for `approve`."""
    if proposal.approved_at is not None:
        raise Refused("already-approved")
    if proposal.refused_at is None:
        proposal.refused_at, proposal.refusal = said.at, said.reason
        proposal.contact = said.contact
        proposal.save(update_fields=["refused_at", "refusal", "contact"])
        _record(kinds.PAID_WORK_REFUSED, proposal, said.by, said.at, reason=said.reason)
    return proposal


def approval_doubt(proposal: PaidWork) -> str | None:
    """What a dispatcher should look at: where the client has said who approves how much, an
    approval by somebody else or above it is kept and looked at."""
    place = proposal.visit.object
    reaching = roles_reaching(proposal.visit.client_id, place)
    if not reaching.filter(approves_up_to__isnull=False).exists():
        return None
    limit = approves_up_to(proposal.contact, place) if proposal.contact else None
    return None if limit is not None and proposal.estimate_net <= limit else "approval-over-limit"


def _proposal(visit: Visit, proposal_id: UUID) -> PaidWork:
    proposal = PaidWork.objects.filter(id=proposal_id, visit=visit).first()
    if proposal is None:
        raise Refused("proposal-unknown", proposal_id=str(proposal_id))
    return proposal


def _contact(visit: Visit, contact_id: UUID | None) -> Contact | None:
    """One of the client's contacts; anybody else is a name alone."""
    if contact_id is None:
        return None
    known = Contact.objects.filter(id=contact_id, client_id=visit.client_id, is_active=True)
    return known.first()


def _signature(
    visit: Visit, drawn: Drawn, signer: Signer, contact: Contact | None, happening: Happening
) -> Signature:
    known = Signature.objects.filter(id=drawn.signature_id).first()
    if known and known.visit_id != visit.id:
        raise Refused("id-reused")
    return known or Signature.objects.create(
        id=drawn.signature_id,
        visit=visit,
        signer_name=signer.name,
        signer_role=signer.role,
        contact=contact,
        shown_ms=drawn.shown_ms,
        strokes=drawn.strokes_media_id,
        picture=drawn.png_media_id,
        point=happening.point,
        device=happening.device,
        witness=happening.by,
        signed_at=happening.at,
    )


def _record(kind: str, proposal: PaidWork, by: User, at: datetime, **data: Any) -> None:
    visit = proposal.visit
    journal.record(kind, visit, by=by, happened_at=at, proposal=str(proposal.id), **data)
    bump_worlds(seated_ids(visit))
