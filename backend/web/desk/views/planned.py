"""Planned work: which object, then what is to be done there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.clients.models import ServiceObject
from backend.clients.queries import equipment_at, service_object
from backend.contracts.models import Priority
from backend.desk.actions import plan_work
from backend.lib.errors import CalloutError, NotFound
from backend.lib.ids import new_id
from backend.web.desk import choices
from backend.web.desk.forms import PlannedForm
from backend.web.desk.views.phone_log import objects_found
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say


@may(May.TRIAGE)
def find_object(request: SignedRequest) -> HttpResponse:
    """Which place is served."""
    return objects_found(request, _("New planned work"), "desk:planned", "desk:planned-object")


@may(May.TRIAGE)
def plan_at(request: SignedRequest, object_id: UUID) -> HttpResponse:
    """The work itself; on POST a work order, and on to its page."""
    place = _place(request.user, object_id)
    data = request.POST if request.method == "POST" else None
    form = PlannedForm(place, equipment_at(place), choices.checklists(), data, initial=_usual())
    if data is not None and form.is_valid():
        try:
            work = plan_work(form.wish(), by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("%(number)s made; planning sees it") % {"number": work.number})
            return redirect("desk:work", work.pk)
    context = {"form": form, "place": place}
    return render(request, "desk/planned.html", context, status=422 if form.errors else 200)


def _place(user: User, object_id: UUID) -> ServiceObject:
    place = service_object(user, object_id)
    if not place.is_active:
        raise NotFound("object")
    return place


def _usual() -> dict[str, Any]:
    return {"priority": Priority.NORMAL.value, "work_order_id": new_id()}
