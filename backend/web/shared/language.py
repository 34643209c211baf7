"""Reading Callout in another language: kept with the user, for strangers in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from backend.accounts.actions import set_language
from backend.lib.errors import Invalid


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and go back to the page it was chosen on."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Invalid("language", "unknown")
    if request.user.is_authenticated:
        set_language(request.user.pk, language)
    # Not `redirect`, which takes a word without a slash for the name of a page.
    answer = HttpResponseRedirect(way_back(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def way_back(request: HttpRequest) -> str:
    """The address the form names, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/") else "/"
