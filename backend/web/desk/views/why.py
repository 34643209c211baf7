"""Why a request, or work in its window, is promised what it is, for the office."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backend.accounts.roles import May
from backend.desk import queries
from backend.desk.why import why_request
from backend.lib.clock import utc_now
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.why_request import request_reasons


@may(May.READ_OFFICE)
def why(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Every clause, every counted hour, and who pays for what."""
    card, now = queries.request_card(request.user, request_id), utc_now()
    reasons = request_reasons(why_request(card, now), now, for_staff=True)
    back = reverse("desk:request", args=[card.pk])
    return render(request, "desk/why.html", {"card": card, "back": back, "reasons": reasons})


@may(May.READ_OFFICE)
def why_work(request: SignedRequest, work_order_id: UUID) -> HttpResponse:
    """The same for work in its agreed window, planned without a request or with one."""
    work, now = queries.work_order(request.user, work_order_id), utc_now()
    reasons = request_reasons(why_request(work, now), now, for_staff=True)
    back = reverse("desk:work", args=[work.pk])
    return render(request, "desk/why.html", {"card": work, "back": back, "reasons": reasons})
