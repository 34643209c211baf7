"""Reporting a problem: place, equipment, impact, words, photos, and the promise before sending."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.contracts.promise import promise_for
from backend.desk.actions import submit_request
from backend.desk.models import Request
from backend.desk.queries import sent_before
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError, NotFound
from backend.lib.ids import new_id
from backend.web.portal.forms import ReportForm
from backend.web.portal.kept_photos import MOST_PHOTOS, KeptPhotos, unsealed
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.forms import tell
from backend.web.shared.promise_words import coverage_sentences, target_sentences
from backend.web.shared.toasts import say


@dataclass(frozen=True)
class Told:
    """A promise in sentences, or why none can be told; nothing yet while something is missing."""

    moments: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    is_covered: bool = False
    problem: str = ""


@may(May.USE_PORTAL)
def new(request: SignedRequest) -> HttpResponse:
    """The form; the button `ask` says what for: choices, the promise, or sending."""
    if request.method != "POST":
        photos = KeptPhotos(request.user)
        return _page(request, ReportForm(request.user, initial=_prefilled(request)), photos)
    form, photos = _filled_in(request)
    if request.POST.get("ask") not in ("choices", "promise"):
        made = _sent(form, photos, request.user)
        if made is not None:
            say(request, _("%(number)s sent") % {"number": made.number})
            return redirect(reverse("portal:request", args=[made.pk]) + "?sent=1")
        return _page(request, form, photos, status=422)
    # The question was about one part of the form; what is not filled in yet is no mistake.
    unbound = ReportForm(request.user, initial=form.data.dict())  # type: ignore[attr-defined]
    return _page(request, unbound, photos)


@may(May.USE_PORTAL)
def choice(request: SignedRequest) -> HttpResponse:
    """The equipment of the place just chosen; the page asks for the promise once it is there."""
    form = ReportForm(request.user, initial={**request.GET.dict(), "equipment_id": ""})
    return render(request, "portal/new_equipment.html", {"form": form})


@may(May.USE_PORTAL)
def promise(request: SignedRequest) -> HttpResponse:
    """What is promised for what is chosen so far."""
    form = ReportForm(request.user, initial=request.GET.dict())
    return render(request, "portal/new_promise.html", {"form": form, "told": _told(form)})


def _prefilled(request: SignedRequest) -> dict[str, Any]:
    """What a link of ours names: an object and its equipment."""
    return {
        "request_id": str(new_id()),
        "object_id": request.GET.get("object", ""),
        "equipment_id": request.GET.get("equipment", ""),
    }


def _filled_in(request: SignedRequest) -> tuple[ReportForm, KeptPhotos]:
    """The form as it was sent, its photos taken in whatever else has to be mended."""
    data = request.POST.copy()
    photos = unsealed(data.get("kept", ""), request.user)
    photos = photos.without(data.getlist("drop")).with_more(request.FILES.getlist("photos"))
    data["kept"] = photos.sealed()
    form = ReportForm(request.user, data)
    form.is_valid()
    for words in photos.refused:
        form.add_error("photos", words)
    return form, photos


def _sent(form: ReportForm, photos: KeptPhotos, user: User) -> Request | None:
    """The new request, or None where the form says what to mend."""
    if form.errors:
        return None
    try:
        return submit_request(form.wish(_id_for(form, user), photos), by=user)
    except NotFound:
        raise
    except CalloutError as error:
        tell(form, error)
        return None


def _id_for(form: ReportForm, user: User) -> UUID:
    """The form's own id, so that sending twice makes one request; going back and writing
    something else makes another."""
    told = form.cleaned_data
    wanted: UUID = told["request_id"]
    known = sent_before(user, wanted)
    if known is None:
        return wanted
    words, object_id = known
    same = words == told["words"].strip() and str(object_id) == told["object_id"]
    return wanted if same else new_id()


def _told(form: ReportForm) -> Told | None:
    """The promise for what is chosen so far; None while place or impact is missing."""
    if form.place is None or not form.chosen_impact:
        return None
    now = utc_now()
    try:
        promised = promise_for(form.place, form.unit, form.chosen_impact, now)
    except CalloutError as error:
        return Told(problem=words_for(error))
    moments = target_sentences(promised, form.place.name, now)
    coverage = coverage_sentences(promised)
    return Told(tuple(moments), tuple(coverage), not promised.headline.is_charged)


def _page(
    request: SignedRequest, form: ReportForm, photos: KeptPhotos, status: int = 200
) -> HttpResponse:
    left = MOST_PHOTOS - len(photos.ids)
    context = {"form": form, "told": _told(form), "photos": photos, "photos_left": left}
    return render(request, "portal/new.html", context, status=status)
