"""What the house stands on, and the consequences it gave up."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.desk.queries import parked_clocks
from backend.journal.deliveries import parked, try_again
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.house_state import all_parts
from backend.web.shared.toasts import say

MOST_SHOWN = 50


@may(May.KEEP_CATALOG)
def house(request: SignedRequest) -> HttpResponse:
    """Each part with its state in words; below, what failed five times and what stands still."""
    given_up = {"deliveries": parked()[:MOST_SHOWN], "count": parked().count()}
    standing = {"clocks": parked_clocks(request.user)[:MOST_SHOWN]}
    shown = {"parts": all_parts(), **given_up, **standing}
    return render(request, "administration/house.html", shown)


@require_POST
@may(May.KEEP_CATALOG)
def again(request: SignedRequest, delivery_id: UUID) -> HttpResponse:
    """Let a consequence that was given up be tried again."""
    try_again(delivery_id)
    say(request, _("It is tried again within seconds."))
    return redirect("administration:house")
