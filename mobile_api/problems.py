"""Errors as RFC 9457 problem+json: a lasting code, sentences in the caller's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string

from backend.lib.errors import CalloutError, Invalid, NotFound

# Refusals that HTTP or tus has a number of its own for; any other refusal is a conflict.
STATUSES: Final = {
    "token-missing": 401,
    "token-unknown": 401,
    "sign-in-needed": 401,
    "device-revoked": 403,
    "no-engineer": 403,
    "app-too-old": 426,
    "upload-expired": 410,
    "upload-too-long": 413,
    "checksum-differs": 460,
    "upload-busy": 423,
    "body-too-large": 413,
    "busy": 503,
    "files-away": 503,
    "disk-full": 507,
}
# Faults of the input that are not simply "unprocessable".
INPUT_STATUSES: Final = {"file-too-big": 413, "file-type": 415, "unknown-checksum": 400}


@dataclass(frozen=True)
class Fault:
    """One place in what was sent that cannot be used."""

    pointer: str
    code: str
    message: str


def sentence(error: CalloutError) -> str:
    """The words of an error in the active language; the faces share one table of them."""
    words: str = import_string(settings.ERROR_WORDS)(error)
    return words


def sentence_of(code: str, context: Mapping[str, object] = {}) -> str:
    """The words of a code that was kept without its error."""
    return sentence(CalloutError(code, **{str(name): value for name, value in context.items()}))


def status_of(error: CalloutError) -> int:
    """The HTTP status an error is answered with."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Invalid):
        return INPUT_STATUSES.get(error.code, 422)
    return STATUSES.get(error.code, 409)


def problem_for(request: HttpRequest, error: CalloutError) -> JsonResponse:
    """The answer to an expected no; an Invalid names its field as a JSON pointer."""
    words = sentence(error)
    faults = []
    if isinstance(error, Invalid):
        pointer = "/" + error.field.replace(".", "/")
        faults = [Fault(pointer, error.code, words)]
    extra = {name: error.context[name] for name in ("last_seq", "offset") if name in error.context}
    return problem(request, status_of(error), error.code, words, faults, **extra)


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    faults: Iterable[Fault] = (),
    **extra: Any,
) -> JsonResponse:
    """A problem document; the request's id lets a person name what went wrong."""
    body = {
        "type": f"/problems/{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "request_id": getattr(request, "request_id", ""),
        "errors": [vars(fault) for fault in faults],
        **extra,
    }
    answer = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = "5"
    return answer


def title_of(status: int) -> str:
    """HTTP's own words; tus has one number that HTTP does not know."""
    return "Checksum Mismatch" if status == 460 else HTTPStatus(status).phrase
