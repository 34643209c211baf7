"""A client's own places and what stands there."""

from collections.abc import Iterator
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.clients.models import Equipment, ServiceObject
from backend.clients.queries import (
    equipment_visible_to,
    found_by_code,
    objects_reportable_by,
    objects_visible_to,
)
from backend.desk.availability import months_of
from backend.lib.clock import local_date, utc_now
from backend.web.portal.columns import EQUIPMENT
from backend.web.portal.forms import Search
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.durations import share_words

PAGE: Final = 12


@may(May.USE_PORTAL)
def own_objects(request: SignedRequest) -> HttpResponse:
    """Objects with their equipment, each with a way to report a problem; `?q=&page=`."""
    words = _words(request)
    places = _objects(request.user, words)
    if file_asked(request):
        return download(request, "equipment", EQUIPMENT, _units(places))
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    reportable = set(objects_reportable_by(request.user).values_list("pk", flat=True))
    context = {
        "page_obj": page,
        "words": words,
        "reportable": reportable,
    }
    _tell_months([unit for place in page for unit in place.equipment.all()])
    return render(request, "portal/objects.html", context)


def _tell_months(units: list[Equipment]) -> None:
    """How available each unit was this month, in words, where the contract promises a share."""
    now = utc_now()
    months = months_of(units, local_date(now, "UTC"), now)
    for unit in units:
        month = months.get(unit.pk)
        words = _("Available this month: %(reached)s. Promised: %(promised)s.")
        unit.this_month = month and words % {  # type: ignore[attr-defined]
            "reached": share_words(month.reached.availability_ppm),
            "promised": share_words(month.promised.availability_ppm),
        }


def _words(request: SignedRequest) -> str:
    form = Search(request.GET)
    return form.cleaned_data["q"].strip() if form.is_valid() else ""


def _objects(user: User, words: str) -> QuerySet[ServiceObject]:
    mine = equipment_visible_to(user).filter(is_active=True)
    found = found_by_code(user, words) if words else objects_visible_to(user)
    if words and not found.exists():
        named = Q(name__icontains=words) | Q(serial__iexact=words)
        holding = mine.filter(named | Q(inventory_number__iexact=words))
        found = objects_visible_to(user).filter(pk__in=holding.values("object_id"))
    return found.filter(is_active=True).prefetch_related(Prefetch("equipment", mine))


def _units(places: QuerySet[ServiceObject]) -> Iterator[tuple[ServiceObject, Equipment]]:
    """Every piece of equipment beside the place it stands at."""
    return ((place, unit) for place in places for unit in place.equipment.all())
