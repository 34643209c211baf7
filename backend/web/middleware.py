"""What every request passes: an id, a content policy, who acts, the reader's language and clock."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from backend.database.principal import acting_as
from backend.lib.errors import CalloutError
from backend.lib.ids import new_id

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Below this the network has nothing to gain that a person would notice.
LONG = 20_000
COMPRESSED = ("text/html", "application/json", "application/geo+json")
# The barcode reader on the phone is WebAssembly.
PHONE_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")


class RequestIdMiddleware:
    """Give every request an id, so that a person can name what went wrong."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = str(new_id())  # type: ignore[attr-defined]
        # PostgreSQL holds no NUL in text; a cookie with one was never ours.
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class LongAnswersMiddleware(GZipMiddleware):
    """Long pages and long JSON leave compressed (docs/decisions/compressed-answers.md)."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Compress what was read with GET, is whole, long, and text."""
        kind = response.get("Content-Type", "").partition(";")[0]
        is_read = request.method == "GET" and response.status_code == 200
        if not is_read or kind not in COMPRESSED or response.streaming:
            return response
        if len(response.content) < LONG:
            return response
        return super().process_response(request, response)


class ContentPolicyMiddleware:
    """Nothing runs, loads or frames us that we did not ship."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        phone = request.path.startswith("/phone/")
        response["Content-Security-Policy"] = PHONE_POLICY if phone else POLICY
        return response


class PrincipalMiddleware:
    """Everything the view reads and writes happens on behalf of the signed-in user."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(request.user.pk if request.user.is_authenticated else None):
            return self.get_response(request)


class LanguageMiddleware:
    """The language and the clock the user chose; strangers get what their browser asks for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        language = chosen or translation.get_language_from_request(request)
        known = {code for code, _name in settings.LANGUAGES}
        language = language if language in known else "en"
        zone = getattr(request.user, "zone", None)
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalMiddleware:
    """Turn an expected no that no view caught into a page with words, never a 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, CalloutError):
            return None
        from backend.web.shared.views import refusal

        return refusal(request, error)
