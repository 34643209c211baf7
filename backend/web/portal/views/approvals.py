"""Work outside the contract that an engineer proposed on site: the client approves or refuses."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.fieldwork.approvals import (
    approve_proposal,
    proposal_visible_to,
    proposals_visible_to,
    refuse_proposal,
)
from backend.lib.errors import CalloutError, Refused
from backend.web.portal.columns import PROPOSALS
from backend.web.portal.forms import RefuseForm
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.errors import words_for
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say, say_no

PAGE_ROWS = 20


@may(May.USE_PORTAL)
def approvals(request: SignedRequest) -> HttpResponse:
    """Proposals at the reader's objects, those that wait first."""
    rows = proposals_visible_to(request.user)
    if file_asked(request):
        return download(request, "approvals", PROPOSALS, rows)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/approvals.html", {"page_obj": page})


@may(May.USE_PORTAL)
@require_POST
def approve(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Agree with one proposal, within the limit of one's roles."""
    try:
        approve_proposal(proposal_id, by=request.user)
    except Refused as error:
        say_no(request, words_for(error))
    else:
        say(request, pgettext("work order", "Approved"))
    return redirect("portal:approvals")


@may(May.USE_PORTAL)
def refuse(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Say no to one proposal, with a reason."""
    offer = proposal_visible_to(request.user, proposal_id)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            refuse_proposal(offer.pk, reason=form.cleaned_data["reason"], by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, pgettext("offer", "Refused"))
            return redirect("portal:approvals")
    context = {"offer": offer, "form": form}
    return render(request, "portal/refuse.html", context, status=422 if form.errors else 200)
