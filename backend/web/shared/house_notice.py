"""The line on top of every office page while a part of the house stands still."""

from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.house_state import felt_absence


@may(May.READ_OFFICE)
def house_notice(request: SignedRequest) -> HttpResponse:
    """A notice naming the part that is away; nothing while all work."""
    away = felt_absence()
    if away is None:
        return HttpResponse()
    words = {"meaning": "warn", "title": away.label, "text": away.absence}
    return render(request, "components/notice.html", words)
