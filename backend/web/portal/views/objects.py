"""A client's own places and what stands there."""

from typing import Final

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
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
from backend.web.portal.forms import Search
from backend.web.shared.csv_file import csv_file
from backend.web.shared.doors import SignedRequest, may

PAGE: Final = 12


@may(May.USE_PORTAL)
def own_objects(request: SignedRequest) -> HttpResponse:
    """Objects with their equipment, each with a way to report a problem; `?q=&page=`."""
    words = _words(request)
    page = Paginator(_objects(request.user, words), PAGE).get_page(request.GET.get("page"))
    reportable = set(objects_reportable_by(request.user).values_list("pk", flat=True))
    context = {"page_obj": page, "words": words, "reportable": reportable}
    return render(request, "portal/objects.html", context)


@may(May.USE_PORTAL)
def export(request: SignedRequest) -> HttpResponse:
    """Every piece of equipment of these objects as a file."""
    heads = [_("Code"), _("Object"), _("Address"), _("Equipment"), _("Kind")]
    heads += [_("Serial number"), _("Inventory number")]
    places = _objects(request.user, _words(request))
    rows = [_line(place, unit) for place in places for unit in place.equipment.all()]
    return csv_file("equipment.csv", heads, rows)


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


def _line(place: ServiceObject, unit: Equipment) -> list[object]:
    kind = unit.type.name_in(get_language() or "en")
    there = [place.client_code, place.name, place.address]
    return [*there, unit.name, kind, unit.serial, unit.inventory_number]
