"""The shell of the engineers' app. It holds no data: that comes with the phone's own token."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER = "phone/sw.ts"


@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The one page the app lives in."""
    return render(request, "phone/index.html")


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The built worker, never cached, so that a new build is found at once."""
    answer = HttpResponse(_built(WORKER), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/phone/"
    return answer


def _built(entry: str) -> bytes:
    """The built file of a frontend entry."""
    try:
        chunks = json.loads(_read(settings.FRONTEND_DIST / "manifest.json"))
        return _read(settings.FRONTEND_DIST / chunks[entry]["file"])
    except KeyError as missing:
        raise Http404(entry) from missing


@lru_cache(maxsize=8)
def _read(path: Path) -> bytes:
    """A build does not change while the house runs."""
    if not path.is_file():
        raise Http404(path.name)
    return path.read_bytes()
