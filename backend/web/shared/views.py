"""Pages that belong to nobody in particular: the door, health, mail on disk, and every no."""

from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from backend.accounts.models import Role
from backend.lib.errors import CalloutError, Invalid, NotFound
from backend.web.shared.errors import words_for

# Where each role begins its day.
FRONT_PAGES = {
    Role.CONTACT: "portal:requests",
    Role.OPERATOR: "desk:queue",
    Role.DISPATCHER: "desk:queue",
    Role.BILLER: "money:lines",
    Role.ADMINISTRATOR: "administration:home",
}


def front_door(request: HttpRequest) -> HttpResponse:
    """Send everyone to the page their day begins on; strangers to the sign-in."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if request.user.role == Role.ENGINEER:
        return redirect("/phone/")
    return redirect(FRONT_PAGES[Role(request.user.role)])


def livez(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, the broker and a worker answer; else 503 naming what does not."""
    parts = {"database": _database_answers(), **_broker_and_worker()}
    ready = all(parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception:
        return False
    return True


def _broker_and_worker() -> dict[str, bool]:
    try:
        alive = cache.get("callout:canary") == "alive"
    except Exception:
        return {"broker": False, "worker": False}
    return {"broker": True, "worker": alive}


def mail(request: HttpRequest) -> HttpResponse:
    """Mail kept on disk while no SMTP server is set, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), reverse=True)[:50] if folder.is_dir() else []
    letters = [{"name": f.name, "text": f.read_text(errors="replace")} for f in files]
    return render(request, "shared/mail.html", {"letters": letters})


def refusal(request: HttpRequest, error: CalloutError) -> HttpResponse:
    """The page for an expected no that no form caught: words, what is kept, a way on."""
    status = 404 if isinstance(error, NotFound) else 422 if isinstance(error, Invalid) else 409
    context = {"words": words_for(error), "status": status}
    template = "404.html" if status == 404 else "shared/refusal.html"
    return render(request, template, context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: nothing was written."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
