"""How a reader likes lists and light: small posts that keep it and go back where they came from."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts import lists
from backend.lib.errors import Invalid, Refused
from backend.web.shared.doors import SignedRequest, signed_in
from backend.web.shared.errors import words_for
from backend.web.shared.language import way_back
from backend.web.shared.toasts import say, say_no


@require_POST
@signed_in
def keep_view(request: SignedRequest, page: str) -> HttpResponse:
    """Keep the list as its address shows it, under a name."""
    told = request.POST
    try:
        lists.keep_view(request.user.pk, page, told.get("name", ""), told.get("query", ""))
        say(request, _("View kept"))
    except (Invalid, Refused) as error:
        say_no(request, words_for(error))
    return _back(request)


@require_POST
@signed_in
def drop_view(request: SignedRequest, page: str) -> HttpResponse:
    """Forget a kept view."""
    lists.drop_view(request.user.pk, page, request.POST.get("name", ""))
    return _back(request)


@require_POST
@signed_in
def choose_columns(request: SignedRequest, page: str) -> HttpResponse:
    """Show the columns that were ticked and leave the others out."""
    shown = set(request.POST.getlist("shown"))
    offered = set(request.POST.getlist("offered"))
    try:
        lists.hide_columns(request.user.pk, page, offered - shown)
    except Invalid as error:
        say_no(request, words_for(error))
    return _back(request)


@require_POST
@signed_in
def choose_theme(request: SignedRequest) -> HttpResponse:
    """Light, dark, or as the device is set."""
    lists.set_theme(request.user.pk, request.POST.get("theme", ""))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(way_back(request))
