"""On from a relaxation to the form that makes it true."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from backend.accounts.roles import May
from backend.web.day.remedies import address_of, asked_of
from backend.web.shared.back import way_back
from backend.web.shared.doors import SignedRequest, may


@may(May.PLAN)
def remedy(
    request: SignedRequest, day: date, kind: str, what: str, stop_id: UUID, engineer_id: UUID
) -> HttpResponse:
    """Find the form when somebody wants it, and lead there."""
    told = {**request.GET.dict(), "page": way_back(request)}
    asked = asked_of(request.user, day, (what, stop_id), engineer_id, told)
    return redirect(address_of(kind, asked))
