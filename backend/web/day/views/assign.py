"""Give work to an engineer by form; a clash is explained and what was typed stays."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.dispatch.queries import engineers_visible_to, unassigned_work
from backend.lib.errors import CalloutError
from backend.web.day.forms import AssignForm
from backend.web.day.seating import assign_explained, lacking_skills
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say, warn


@may(May.PLAN)
def assign(request: SignedRequest, day: date) -> HttpResponse:
    """One visit for the chosen work orders of one object."""
    data = request.POST if request.method == "POST" else None
    chosen = {
        "works": request.GET.getlist("works"),
        "engineer_id": request.GET.get("engineer_id", ""),
    }
    form = AssignForm(
        list(unassigned_work()), engineers_visible_to(request.user), data, initial=chosen
    )
    if data is not None and form.is_valid() and _was_assigned(request, form, day):
        return redirect("day:day", day)
    in_sheet = request.headers.get("HX-Request") == "true"
    template = "day/assign_sheet.html" if in_sheet else "day/assign.html"
    context = {"form": form, "day": day}
    return render(request, template, context, status=422 if form.errors else 200)


def _was_assigned(request: SignedRequest, form: AssignForm, day: date) -> bool:
    lacking = lacking_skills(form.engineer, form.work_order_ids, day)
    try:
        visit = assign_explained(form, day, by=request.user)
    except CalloutError as error:
        tell(form, error)
        return False
    values = {"number": visit.number, "engineer": str(form.engineer)}
    undo = reverse("day:visit-deed", args=[visit.pk, "unassign"])
    words = _("%(number)s planned for %(engineer)s; not published yet")
    say(request, words % values, undo_url=undo)
    if lacking:
        values["skills"] = ", ".join(lacking)
        warn(request, _("%(engineer)s has no valid skill: %(skills)s") % values)
    return True
