"""Where the administrator begins: everything that is kept, with how much there is of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.queries import devices
from backend.accounts.roles import May
from backend.contracts.queries import calendars, contracts_visible_to
from backend.journal.deliveries import parked
from backend.web.administration.registers import SECTIONS
from backend.web.administration.registers.register import Register
from backend.web.shared.doors import SignedRequest, may


@may(May.KEEP_CATALOG)
def home(request: SignedRequest) -> HttpResponse:
    """Links by section, each with its count."""
    sections = [
        {"words": words, "links": [_register(each) for each in registers if not each.parent]}
        for words, registers in SECTIONS
    ]
    sections[0]["links"].append(_phones(request))  # type: ignore[attr-defined]
    sections.insert(2, _agreements(request))
    return render(request, "administration/home.html", {"sections": sections, "house": _house()})


def _register(register: Register) -> dict[str, Any]:
    href = reverse("administration:rows", args=[register.slug])
    return {"words": register.title, "href": href, "count": register.rows().count()}


def _house() -> dict[str, Any]:
    return {"href": reverse("administration:house"), "parked": parked().count()}


def _phones(request: SignedRequest) -> dict[str, Any]:
    count = devices(request.user).filter(revoked_at=None).count()
    return {"words": _("Phones"), "href": reverse("desk:phones"), "count": count}


def _agreements(request: SignedRequest) -> dict[str, Any]:
    agreed = contracts_visible_to(request.user).count()
    kept = calendars(request.user).count()
    links = [
        {"words": _("Contracts"), "href": reverse("administration:contracts"), "count": agreed},
        {"words": _("Service hours"), "href": reverse("administration:calendars"), "count": kept},
    ]
    return {"words": _("Agreements"), "links": links}
