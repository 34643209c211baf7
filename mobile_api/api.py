"""`mobile/v1` as one django-ninja API; errors of every kind become problem+json here."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from backend.lib.body_faults import code_of_fault, limit_of_fault
from backend.lib.errors import CalloutError
from mobile_api import devices, media, positions, push, world
from mobile_api.problems import Fault, problem, problem_for, sentence_of
from mobile_api.tokens import PhoneToken

log = logging.getLogger(__name__)

# Where ninja found what it could not use, in the words of a JSON pointer.
_PLACES = {"body": "", "query": "/query", "path": "/path", "header": "/header"}

api = NinjaAPI(
    title="Callout mobile/v1",
    version="1",
    description="The wire between Callout and the engineers' phones; docs/sync.md explains it.",
    urls_namespace="mobile-v1",
    auth=PhoneToken(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("/devices", devices.router)
api.add_router("", world.router)
api.add_router("", push.router)
api.add_router("/media", media.router)
api.add_router("", positions.router)


@api.exception_handler(CalloutError)
def expected(request: HttpRequest, error: CalloutError) -> HttpResponse:
    """A rule's or an input's no."""
    return problem_for(request, error)


@api.exception_handler(ValidationError)
def unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What ninja could not read; each fault is named by its place."""
    faults = [_fault(wrong) for wrong in error.errors[:20]]
    return problem(request, 422, "not-valid", sentence_of("not-valid"), faults)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON at all."""
    if error.status_code != 400:
        return problem(request, error.status_code, "not-valid", sentence_of("not-valid"))
    # The whole document is what cannot be used, so the pointer is the empty one.
    words = sentence_of("not-json")
    return problem(request, 422, "not-json", words, [Fault("", "not-json", words)])


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    """More than any of our bodies holds."""
    return problem(request, 413, "body-too-large", sentence_of("body-too-large"))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing of that name."""
    return problem(request, 404, "not-found", sentence_of("not-found"))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is away or overloaded: nothing was kept, the phone sends again."""
    log.warning("database: %s", error)
    return problem(request, 503, "busy", sentence_of("busy"))


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours, told without its inside."""
    log.exception("fault in %s", request.path, exc_info=error)
    return problem(request, 500, "server-fault", sentence_of("server-fault"))


def _fault(wrong: dict[str, Any]) -> Fault:
    source, *steps = wrong["loc"]
    # Ninja names the parameter ("body") before the member.
    path = [str(step) for step in (steps[1:] if source == "body" else steps)]
    pointer = _PLACES.get(str(source), "") + "".join(f"/{step}" for step in path)
    code, context = code_of_fault(wrong["type"]), limit_of_fault(wrong.get("ctx", {}))
    return Fault(pointer, code, sentence_of(code, context))
