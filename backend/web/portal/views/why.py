"""Why a request is promised what it is, in the client's own words."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.desk.queries import request_card
from backend.desk.why import why_request
from backend.lib.clock import utc_now
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.why_request import request_reasons


@may(May.USE_PORTAL)
def why(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Every clause, every counted hour, and who pays for what."""
    card, now = request_card(request.user, request_id), utc_now()
    reasons = request_reasons(why_request(card, now), now, for_staff=False)
    return render(request, "portal/why.html", {"card": card, "reasons": reasons})
