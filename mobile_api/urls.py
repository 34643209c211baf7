"""Addresses of mobile/v1. Endpoints open their own transactions, so none is opened around them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from backend.lib.clock import utc_now
from mobile_api.api import api
from mobile_api.problems import problem, sentence_of

app_name = "mobile"


def _as_phone_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Every answer carries the server's time; one without a body of ours becomes a problem."""

    @wraps(view)
    @csrf_exempt
    @transaction.non_atomic_requests
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            response = problem(request, 405, "method-unknown", sentence_of("method-unknown"))
            response["Allow"] = allowed
        response["X-Server-Time"] = utc_now().isoformat(timespec="milliseconds")
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return answer


@csrf_exempt
@transaction.non_atomic_requests
def nothing_here(request: HttpRequest, path: str) -> HttpResponse:
    """An address mobile/v1 does not have."""
    return problem(request, 404, "not-found", sentence_of("not-found"))


def _patterns() -> list[URLPattern]:
    found = [
        each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"
    ]
    for pattern in found:
        pattern.callback = _as_phone_view(pattern.callback)
    return found


urlpatterns = [*_patterns(), path("<path:path>", nothing_here, name="nothing")]
