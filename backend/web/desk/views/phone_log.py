"""A client calls: find the place, see the promise, note the request."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.clients.models import ServiceObject
from backend.clients.queries import (
    equipment_visible_to,
    found_by_code,
    objects_visible_to,
    service_object,
)
from backend.contracts.promise import Promise, promise_for
from backend.desk.actions import submit_request
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError, NotFound
from backend.lib.ids import new_id
from backend.web.desk.forms import FindObject, PhoneLog
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.forms import tell
from backend.web.shared.promise_words import coverage_sentences, target_sentences
from backend.web.shared.toasts import say

MOST_FOUND = 20


@may(May.ANSWER_REQUESTS)
def find_object(request: SignedRequest) -> HttpResponse:
    """Which place the caller means; on to the call."""
    return objects_found(request, _("Log a call"), "desk:log", "desk:log-object")


def objects_found(request: SignedRequest, title: str, here: str, onward: str) -> HttpResponse:
    """Objects by the client's shop number, else by name, address or client; each leads `onward`."""
    form = FindObject(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = _found(request.user, words)
    in_part = request.headers.get("HX-Request") == "true"
    template = "desk/log_found.html" if in_part else "desk/log.html"
    context = {"form": form, "found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    asked = {"words": words, "title": title, "here": here, "onward": onward}
    return render(request, template, {**context, **asked})


def _found(user: User, words: str) -> list[ServiceObject]:
    if not words:
        return list(objects_visible_to(user).filter(is_active=True)[: MOST_FOUND + 1])
    found = found_by_code(user, words).filter(is_active=True)
    if not found.exists():
        begun = Q(client_code__istartswith=words) | Q(client__name__icontains=words)
        found = objects_visible_to(user).filter(begun, is_active=True)
    return list(found[: MOST_FOUND + 1])


@may(May.ANSWER_REQUESTS)
def log_request(request: SignedRequest, object_id: UUID) -> HttpResponse:
    """The call itself; on POST a request, and on to its page."""
    place = service_object(request.user, object_id)
    data = request.POST if request.method == "POST" else None
    form = _form(request.user, place, data, initial={"request_id": new_id()})
    if data is not None and form.is_valid():
        try:
            made = submit_request(form.wish(), by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("%(number)s noted") % {"number": made.number})
            return redirect("desk:request", made.pk)
    may_triage = is_allowed(request.user, May.TRIAGE)
    context = {"form": form, "place": place, "may_triage": may_triage}
    return render(request, "desk/log_object.html", context, status=422 if form.errors else 200)


@may(May.ANSWER_REQUESTS)
def promise(request: SignedRequest, object_id: UUID) -> HttpResponse:
    """What the contract promises for what is typed so far."""
    place = service_object(request.user, object_id)
    form = _form(request.user, place, request.GET)
    form.is_valid()
    promised = _promised(request.user, place, form.cleaned_data)
    if promised is None:
        return render(request, "desk/log_promise.html", {})
    targets = target_sentences(promised, place.name, utc_now())
    context = {"promised": promised, "targets": targets, "payment": coverage_sentences(promised)}
    return render(request, "desk/log_promise.html", context)


def _promised(user: User, place: ServiceObject, told: dict[str, Any]) -> Promise | None:
    """The promise for what could be read; None until the caller says how bad it is."""
    if not told.get("impact"):
        return None
    units = {str(unit.pk): unit for unit in _units(user, place)}
    unit = units.get(told.get("equipment_id") or "")
    return promise_for(place, unit, told["impact"], told.get("reported_at") or utc_now())


def _form(user: User, place: ServiceObject, data: Any, **kwargs: Any) -> PhoneLog:
    if not place.is_active:
        raise NotFound("object")
    return PhoneLog(place, _units(user, place), data, **kwargs)


def _units(user: User, place: ServiceObject) -> list[Any]:
    return list(equipment_visible_to(user).filter(object=place, is_active=True))
