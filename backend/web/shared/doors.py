"""The door of a page: strangers are sent to the sign-in, the wrong role finds nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from backend.accounts.models import User
from backend.accounts.roles import May, require

Rest = ParamSpec("Rest")


class SignedRequest(HttpRequest):
    """A request behind the door: somebody of ours, never a stranger."""

    user: User


View = Callable[Concatenate[SignedRequest, Rest], HttpResponse]


def signed_in(view: View[Rest]) -> View[Rest]:
    """Let a view be reached by everybody who signed in, whatever their role."""

    @wraps(view)
    def behind_door(
        request: SignedRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return behind_door


def may(wish: May) -> Callable[[View[Rest]], View[Rest]]:
    """Let a view be reached only by those who are allowed `wish`; others get NotFound."""

    def with_door(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def behind_door(
            request: SignedRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, wish)
            return view(request, *args, **kwargs)

        return behind_door

    return with_door


def posted_from(page: str, *takes: str) -> Callable[[View[Rest]], View[Rest]]:
    """Let a view be reached by POST only, from the form that stands on `page`.

    What it refuses it shows at an address of its own, where a sort link, another language or the
    back button only look: those are led to the page, which `takes` these arguments of the view.
    """

    def with_door(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def behind_door(
            request: SignedRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            asked = f"?{query}" if (query := request.GET.urlencode()) else ""
            where = reverse(page, kwargs={name: kwargs[name] for name in takes})
            return HttpResponseRedirect(where + asked)

        return behind_door

    return with_door
