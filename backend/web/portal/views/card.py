"""One request of a client: where it stands, the conversation, taking it back."""

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing.queries import acts_visible_to
from backend.clients.queries import client_ids_of
from backend.desk.actions import cancel_request, send_message
from backend.desk.lifecycle import OPEN_REQUEST
from backend.desk.models import Request
from backend.desk.queries import request_card
from backend.fieldwork.queries import service_reports_visible_to
from backend.files.queries import visible_files
from backend.lib.errors import CalloutError
from backend.web.portal.forms import CancelForm, MessageForm
from backend.web.portal.standing import Standing, coming, standings
from backend.web.portal.timeline import promised, steps_of, timeline_of
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say

_BEGUN_WORK: Final = frozenset({"scheduled", "in_progress"})


@may(May.USE_PORTAL)
def request_page(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """One request: where it stands, what was promised, who comes, what was said.

    The open page asks for itself by htmx and names the version it shows; nothing new is 304.
    """
    shown = _shown(request, request_card(request.user, request_id))
    known = request.headers.get("If-None-Match", "")
    if "HX-Request" in request.headers and known == f'"{shown["version"]}"':
        return HttpResponseNotModified()
    return render(request, "portal/request.html", {**shown, "form": MessageForm()})


@may(May.USE_PORTAL)
@posted_from("portal:request", "request_id")
def message(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Write to us about this request."""
    card = request_card(request.user, request_id)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            send_message(card.pk, form.cleaned_data["text"], by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("Message sent"))
            return redirect("portal:request", card.pk)
    context = {**_shown(request, card), "form": form}
    return render(request, "portal/request.html", context, status=422)


@may(May.USE_PORTAL)
def cancel(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Take a request back while nobody has begun on it."""
    card = request_card(request.user, request_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            cancel_request(card.pk, reason=form.cleaned_data["reason"], by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("%(number)s cancelled") % {"number": card.number})
            return redirect("portal:request", card.pk)
    context = {"card": card, "form": form}
    return render(request, "portal/cancel.html", context, status=422 if form.errors else 200)


def _shown(request: SignedRequest, card: Request) -> dict[str, Any]:
    """All the page shows but the form, and the version of it."""
    standing = standings(request.user, [card])[card.pk]
    papers = _papers(request.user, standing)
    return {
        "card": card,
        "standing": standing,
        "steps": steps_of(standing.word),
        "promised": promised(card),
        "coming": coming(standing.visits),
        "events": timeline_of(card, standing),
        "can_cancel": _can_cancel(card),
        "just_sent": request.GET.get("sent") == "1",
        "version": _version(card, standing, papers),
        **papers,
    }


def _version(card: Request, standing: Standing, papers: dict[str, Any]) -> str:
    """Another one as soon as others change what the page says; the passing of time is no change,
    because the page counts that by itself."""
    facts = [
        (get_language(), card.state, card.priority, card.coverage, standing.word),
        [(clock.pk, clock.state, clock.due_at) for clock in card.clocks.all()],
        [(work.pk, work.state) for work in card.work_orders.all()],
        [(each.pk, each.state, each.told, each.arrived_at) for each in standing.visits],
        [said.pk for said in card.messages.all()],
        [(paper.pk, paper.state, paper.file_id) for paper in (*papers["reports"], *papers["acts"])],
        [photo.pk for photo in papers["work_photos"]],
    ]
    return sha256(repr(facts).encode()).hexdigest()[:16]


def _can_cancel(card: Request) -> bool:
    begun = any(work.state in _BEGUN_WORK for work in card.work_orders.all())
    return card.state in OPEN_REQUEST and not begun


def _papers(user: User, standing: Standing) -> dict[str, Any]:
    """Reports of the visits the client knows of, the photos they show, and the acts that list
    them."""
    visits = [visit.pk for visit in standing.visits]
    reports = list(service_reports_visible_to(user).filter(visit__in=visits))
    acts = list(acts_visible_to(user).defer("frozen").filter(reports__visit__in=visits).distinct())
    shown = {UUID(photo["media_id"]) for each in reports for photo in each.snapshot["photos"]}
    photos = visible_files(shown, client_ids_of(user)).exclude(thumb_path="")
    return {"reports": reports, "acts": acts, "work_photos": photos.order_by("taken_at", "id")}
