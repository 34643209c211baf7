"""Assigning and moving from a form, with a clash told in times instead of a bare no."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.catalog.models import Skill
from backend.dispatch import actions
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.queries import busy_spans
from backend.lib.clock import local_date
from backend.lib.errors import Invalid, Refused
from backend.web.day.forms import AssignForm
from backend.web.shared.durations import clock_time


def assign_explained(form: AssignForm, day: date, *, by: User) -> Visit:
    """The visit a valid form asks for; a clash says when the engineer is busy."""
    begin, end = form.span(day, form.usual_minutes)
    try:
        return actions.assign_work(
            form.work_order_ids, form.engineer.pk, begin=begin, end=end, by=by
        )
    except Refused as error:
        raise _explained(error, form.engineer, begin) from error
    except Invalid as error:
        # The form calls its work orders `works`, as addresses do.
        raise Invalid("works", error.code, **error.context) from error


def move_explained(
    visit_id: UUID, engineer: Engineer, begin: datetime, end: datetime, *, by: User
) -> Visit:
    """Another engineer or time for a visit; a clash says when the engineer is busy."""
    try:
        return actions.move_visit(visit_id, engineer.pk, begin=begin, end=end, by=by)
    except Refused as error:
        raise _explained(error, engineer, begin) from error


def _explained(error: Refused, engineer: Engineer, begin: datetime) -> Refused:
    if error.code != "visit-clash":
        return error
    spans = busy_spans(engineer.pk, local_date(begin, engineer.zone))
    return Refused("engineer-busy", engineer=str(engineer), times=_times(spans, engineer.zone))


def _times(spans: Iterable[tuple[datetime, datetime]], zone: str) -> str:
    told = [f"{clock_time(begin, zone)}–{clock_time(end, zone)}" for begin, end in spans]
    return ", ".join(told) or _("on the day before or after")


def lacking_skills(engineer: Engineer, work_order_ids: list[UUID], day: date) -> list[str]:
    """Names of skills the work asks for and the engineer has not on that day."""
    valid = Q(expires_on=None) | Q(expires_on__gte=day)
    held = engineer.abilities.filter(valid).values_list("skill_id", flat=True)
    wanted = Skill.objects.filter(workorder__in=work_order_ids).exclude(id__in=list(held))
    return [skill.name_in(get_language() or "en") for skill in wanted.distinct()]
