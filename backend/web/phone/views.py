"""The shell of the engineers' app. It holds no data: that comes with the phone's own token."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.web.shared.assets import files_to_keep

APP = "phone/main.tsx"
WORKER = "phone/sw.ts"


@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The one page the app lives in."""
    return HttpResponse(page_of_app(request))


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The built worker, never cached, and before it what it keeps: a new build is a new worker."""
    worker = _built(WORKER)
    needed, later = files_to_keep(APP)
    told = {"needed": needed, "later": later}
    whole = json.dumps(told) + page_of_app(request)
    build = hashlib.sha256(whole.encode()).hexdigest()[:16]
    shell = f"self.SHELL = {json.dumps({'build': build, **told})};\n"
    answer = HttpResponse(shell.encode() + worker, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/phone/"
    return answer


def page_of_app(request: HttpRequest) -> str:
    """The page as it is served; with the files it names it makes a build."""
    return render_to_string("phone/index.html", request=request)


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
