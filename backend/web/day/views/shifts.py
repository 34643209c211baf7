"""One engineer's hours on one day."""

from datetime import date, time
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.dispatch.models import Shift
from backend.dispatch.people import ShiftHours, set_shift
from backend.dispatch.queries import engineers_visible_to
from backend.documents.figures import date_words
from backend.lib.errors import NotFound
from backend.web.day.forms import MOST_OVERTIME_MIN, ShiftForm
from backend.web.shared.deeds import Deed, Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.durations import locale_name

USUAL: Final[dict[str, Any]] = {"wall_from": time(8), "wall_to": time(17), "overtime_min": 0}


@may(May.KEEP_CREW)
def shift(request: SignedRequest, day: date, engineer_id: UUID) -> HttpResponse:
    """The shift as it stands, or a usual one for somebody who has none that day."""
    engineer = engineers_visible_to(request.user).filter(pk=engineer_id).first()
    if engineer is None:
        raise NotFound("engineer")

    def set_hours(engineer_id: UUID, told: dict[str, Any], by: User) -> object:
        return set_shift(engineer_id, day, ShiftHours(**told), by=by)

    deed = Deed(_("Shift"), _("Save"), _("Shift saved"), set_hours, ShiftForm, icon="clock")
    words = f"{engineer} · {date_words(day, locale_name(), 'full')}"
    subject = Subject(engineer.pk, words, reverse("day:day", args=[day]))
    return deed_page(
        request, deed, subject, form_for(request, deed, **_hours(request, day, engineer_id))
    )


def _hours(request: SignedRequest, day: date, engineer_id: UUID) -> dict[str, Any]:
    kept = Shift.objects.filter(engineer=engineer_id, date=day, kind=Shift.Kind.WORK).first()
    hours = {name: getattr(kept, name) for name in USUAL} if kept else dict(USUAL)
    more = request.GET.get("more_min", "")
    if more.isdigit():
        hours["overtime_min"] = min(MOST_OVERTIME_MIN, hours["overtime_min"] + int(more))
    return hours
