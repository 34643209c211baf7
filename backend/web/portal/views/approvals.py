"""Work outside the contract that an engineer proposed on site: the client approves its price."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.fieldwork.approvals import approve_proposal, proposals_visible_to
from backend.lib.errors import Refused
from backend.web.portal.columns import PROPOSALS
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.errors import words_for
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
