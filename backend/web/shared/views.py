"""Pages that belong to nobody in particular: the door, and every no of the house."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from backend.accounts.models import Role
from backend.lib.errors import CalloutError, Invalid, NotFound
from backend.web.shared.errors import words_for

# A no that passes by itself, or that only more room for files can mend.
STATUSES = {"files-away": 503, "disk-full": 507}
# Where each role begins its day.
FRONT_PAGES = {
    Role.CONTACT: "portal:requests",
    Role.OPERATOR: "desk:queue",
    Role.DISPATCHER: "desk:queue",
    Role.BILLER: "money:lines",
    Role.ADMINISTRATOR: "administration:home",
}


def front_door(request: HttpRequest) -> HttpResponse:
    """Send everyone to the page their day begins on; strangers to the sign-in."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if request.user.role == Role.ENGINEER:
        return redirect("/phone/")
    return redirect(FRONT_PAGES[Role(request.user.role)])


def refusal(request: HttpRequest, error: CalloutError) -> HttpResponse:
    """The page for an expected no that no form caught: words, what is kept, a way on."""
    status = 404 if isinstance(error, NotFound) else 422 if isinstance(error, Invalid) else 409
    status = STATUSES.get(error.code, status)
    context = {"words": words_for(error), "status": status}
    template = "404.html" if status == 404 else "shared/refusal.html"
    return render(request, template, context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: nothing was written."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
