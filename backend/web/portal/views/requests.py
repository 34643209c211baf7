"""A client's own requests: the list, one of them, the conversation, taking one back."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing.queries import acts_visible_to
from backend.clients.queries import client_ids_of, objects_visible_to
from backend.desk.actions import cancel_request, send_message
from backend.desk.lifecycle import OPEN_REQUEST
from backend.desk.models import Request
from backend.desk.queries import own_requests, request_card, urgent_clock
from backend.fieldwork.queries import service_reports_visible_to
from backend.files.queries import visible_files
from backend.lib.errors import CalloutError
from backend.web.portal.forms import SORTED_BY, CancelForm, MessageForm, RequestFilter
from backend.web.portal.standing import Standing, coming, standings
from backend.web.portal.timeline import promised, steps_of, timeline_of
from backend.web.shared.csv_file import csv_file
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.forms import tell
from backend.web.shared.states import state_words
from backend.web.shared.toasts import say

PAGE: Final = 20
_BEGUN_WORK: Final = frozenset({"scheduled", "in_progress"})


@may(May.USE_PORTAL)
def own_list(request: SignedRequest) -> HttpResponse:
    """Requests in the client's words; `?show=open|done|all&q=&object=&page=`."""
    asked = _asked(request)
    page = Paginator(_chosen(request.user, asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": page,
        "rows": _rows(request.user, page.object_list),  # type: ignore[arg-type]
        "places": objects_visible_to(request.user),
        "has_any": own_requests(request.user).exists(),
    }
    return render(request, "portal/requests.html", context)


@may(May.USE_PORTAL)
def export(request: SignedRequest) -> HttpResponse:
    """The same list as a file, all pages of it."""
    rows = _rows(request.user, _chosen(request.user, _asked(request)))
    return csv_file("requests.csv", _heads(), [_line(row) for row in rows])


@may(May.USE_PORTAL)
def request_page(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """One request: where it stands, what was promised, who comes, what was said."""
    return _page(request, request_card(request.user, request_id), MessageForm())


@may(May.USE_PORTAL)
@require_POST
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
    return _page(request, card, form, status=422)


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


def _asked(request: SignedRequest) -> dict[str, Any]:
    """What the address asks for; what cannot be read is left out."""
    form = RequestFilter(request.GET)
    form.is_valid()
    told = form.cleaned_data
    return {
        "sort": told.get("sort") or "-reported",
        "show": told.get("show") or "open",
        "q": (told.get("q") or "").strip(),
        "object": told.get("object"),
    }


def _chosen(user: User, asked: dict[str, Any]) -> QuerySet[Request]:
    found = own_requests(user)
    if asked["show"] != "all":
        is_open = Q(state__in=OPEN_REQUEST)
        found = found.filter(is_open if asked["show"] == "open" else ~is_open)
    if asked["object"]:
        found = found.filter(object_id=asked["object"])
    for word in asked["q"].split()[:8]:
        found = found.filter(_matches(word))
    key = asked["sort"]
    column = f"-{SORTED_BY[key[1:]]}" if key.startswith("-") else SORTED_BY[key]
    return found.order_by(column, "-recorded_at")


def _matches(word: str) -> Q:
    return (
        Q(number__iexact=word)
        | Q(number__iendswith=f"-{word}")
        | Q(client_reference__icontains=word)
        | Q(words__icontains=word)
        | Q(object__name__icontains=word)
        | Q(object__client_code__iexact=word)
        | Q(equipment__name__icontains=word)
        | Q(equipment__inventory_number__iexact=word)
    )


def _rows(user: User, requests: Sequence[Request] | QuerySet[Request]) -> list[dict[str, Any]]:
    shown = list(requests)
    standing = standings(user, shown)
    return [
        {"request": each, "word": standing[each.pk].word, "clock": urgent_clock(each)}
        for each in shown
    ]


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Your number"),
        _("Code"),
        _("Object"),
        _("Equipment"),
        _("How bad is it?"),
        _("What was reported"),
        _("Status"),
        _("Reported (UTC)"),
        _("Solved (UTC)"),
    ]


def _line(row: dict[str, Any]) -> list[object]:
    request: Request = row["request"]
    return [
        request.number,
        request.client_reference,
        request.object.client_code,
        request.object.name,
        request.equipment or "",
        state_words("impact", request.impact).label,
        request.words,
        state_words("client_request", row["word"]).label,
        request.reported_at,
        request.resolved_at,
    ]


def _page(
    request: SignedRequest, card: Request, form: MessageForm, status: int = 200
) -> HttpResponse:
    standing = standings(request.user, [card])[card.pk]
    context = {
        "card": card,
        "form": form,
        "standing": standing,
        "steps": steps_of(standing.word),
        "promised": promised(card),
        "coming": coming(standing.visits),
        "events": timeline_of(card, standing),
        "can_cancel": _can_cancel(card),
        "just_sent": request.GET.get("sent") == "1",
        **_papers(request.user, standing),
    }
    return render(request, "portal/request.html", context, status=status)


def _can_cancel(card: Request) -> bool:
    begun = any(work.state in _BEGUN_WORK for work in card.work_orders.all())
    return card.state in OPEN_REQUEST and not begun


def _papers(user: User, standing: Standing) -> dict[str, Any]:
    """Reports of the visits the client knows of, the photos they show, and the acts that list
    them."""
    visits = [visit.pk for visit in standing.visits]
    reports = list(service_reports_visible_to(user).filter(visit__in=visits))
    acts = acts_visible_to(user).filter(reports__visit__in=visits).distinct()
    shown = {UUID(photo["media_id"]) for each in reports for photo in each.snapshot["photos"]}
    photos = visible_files(shown, client_ids_of(user)).exclude(thumb_path="")
    return {"reports": reports, "acts": acts, "work_photos": photos.order_by("taken_at", "id")}
