"""Pull: the engineer's world whole, the catalog, forms by their hash, the server's config."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import get_language
from ninja import Router

from backend.fieldwork.queries import bundle_for, catalog_for, checklist_definition, etag_of
from backend.fieldwork.report_data import consent_text
from backend.fieldwork.snapshot import words_sha256
from backend.lib.clock import rfc3339, utc_now
from backend.lib.errors import Refused
from backend.lib.words import LANGUAGES
from backend.notify.web_push import public_key
from mobile_api import limits
from mobile_api.schemas import Bundle, Catalog, Config
from mobile_api.tokens import device_of, engineer_of, in_transaction, on_behalf, world_of

router = Router(tags=["world"])


@router.get("/bundle", response={200: Bundle, 304: None})
@on_behalf
def bundle(request: HttpRequest) -> HttpResponse:
    """Everything the phone needs, or 304 when it has it: then one query answered."""
    device, engineer = device_of(request), engineer_of(request)
    refuse_old_app(request)
    language = get_language() or "en"
    etag = etag_of(engineer, language, world_of(engineer), utc_now())
    if etag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        answer = JsonResponse(_world(request, language))
    answer["ETag"], answer["X-Last-Seq"] = etag, str(device.last_seq)
    answer["Cache-Control"] = "private, no-cache"
    return _packed(request, answer)


@in_transaction
def _world(request: HttpRequest, language: str) -> dict[str, Any]:
    said = bundle_for(engineer_of(request), language)
    ack = {"last_seq": device_of(request).last_seq}
    return {**said, "server_time": rfc3339(utc_now()), "ack": ack}


@router.get("/catalog", response={200: Catalog, 304: None})
@in_transaction
def catalog(request: HttpRequest) -> HttpResponse:
    """Parts, kinds of work and reasons in the reader's language."""
    said = catalog_for(get_language() or "en")
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    etag = f'W/"{digest[:32]}"'
    known = etag in request.headers.get("If-None-Match", "")
    answer = HttpResponse(status=304) if known else JsonResponse(said)
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return _packed(request, answer)


def _packed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Gzipped for whoever takes it: the world comes to a van by a thin network.

    Nobody can make another's browser ask with a phone's token, so the size tells no secret.
    """
    GZipMiddleware(lambda _request: answer).process_response(request, answer)
    return answer


@router.get("/checklists/{sha256}", response={200: dict})
@in_transaction
def checklist(request: HttpRequest, sha256: str) -> HttpResponse:
    """A published form; it never changes under its hash."""
    answer = JsonResponse(checklist_definition(sha256))
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@router.get("/config", response=Config)
@in_transaction
def config(request: HttpRequest) -> dict[str, Any]:
    """Limits, flags, the oldest app taken, and the texts a signer agrees to."""
    texts = {language: consent_text(language) for language in LANGUAGES}
    return {
        "min_app_build": str(limits.MIN_APP_BUILD),
        "limits": {
            "commands": limits.MOST_COMMANDS,
            "command_bytes": limits.MOST_COMMAND_BYTES,
            "chunk_bytes": limits.CHUNK_BYTES,
            "file_bytes": settings.MAX_PHOTO_BYTES,
            "positions": limits.MOST_POSITIONS,
            "offline_reading_days": limits.OFFLINE_READING_DAYS,
        },
        "flags": {},
        "push_key": public_key(),
        "consents": [
            {"sha256": words_sha256(text), "lang": language, "text": text}
            for language, text in texts.items()
        ],
    }


def refuse_old_app(request: HttpRequest) -> None:
    """426 for an app that could not show today's world; its push is still taken."""
    build = device_of(request).app_build
    if build.isdigit() and int(build) < limits.MIN_APP_BUILD:
        raise Refused("app-too-old")
