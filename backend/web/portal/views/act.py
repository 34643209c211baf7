"""One act of a client: what it charges, line by line, and why each line is what it is."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.billing.queries import act, lines_of_act
from backend.lib.clock import utc_now
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.why_line_words import line_reasons


@may(May.USE_PORTAL)
def act_page(request: SignedRequest, act_id: UUID) -> HttpResponse:
    """The lines of an act with their reasons; the paper itself is its PDF."""
    found, now = act(request.user, act_id), utc_now()
    lines = line_reasons(lines_of_act(found), now, for_staff=False)
    return render(request, "portal/act.html", {"act": found, "lines": lines})
