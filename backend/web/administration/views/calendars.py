"""Service hours: the week as windows, the dates that differ, the holidays of a country."""

from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.actions import (
    add_holidays,
    remove_exception,
    save_calendar,
    set_exception,
)
from backend.contracts.models import WorkCalendar
from backend.journal.queries import history_of
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError
from backend.web.administration.calendar_forms import CalendarForm, DayForm, HolidaysForm
from backend.web.administration.cells import history
from backend.web.administration.fields import DAYS, windows_in_words
from backend.web.administration.row_forms import tell_row
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.toasts import say


@may(May.KEEP_CONTRACTS)
def calendars(request: SignedRequest) -> HttpResponse:
    """All calendars with their week."""
    rows = [
        {"row": row, "week": _week(row), "count": len(row.exceptions.all())}
        for row in queries.calendars(request.user)
    ]
    return render(request, "administration/calendars.html", {"rows": rows})


def _week(row: WorkCalendar) -> list[tuple[str, str]]:
    """The open days with their hours, neighbours that keep the same ones as first - last."""
    hours = ((str(words), windows_in_words(row.week.get(day, []))) for day, words in DAYS.items())
    week = []
    for windows, days in groupby(hours, key=itemgetter(1)):
        named = [words for words, _windows in days]
        if windows:
            week.append((" – ".join(dict.fromkeys((named[0], named[-1]))), windows))
    return week


@may(May.KEEP_CONTRACTS)
def new(request: SignedRequest) -> HttpResponse:
    """A new calendar."""
    return _page(request, None)


@may(May.KEEP_CONTRACTS)
def calendar(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """One calendar; POST saves name and week."""
    return _page(request, queries.calendar(request.user, calendar_id))


def _page(request: SignedRequest, row: WorkCalendar | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CalendarForm(data, initial={"name": row.name, "week": row.week} if row else {})
    if data is not None and form.is_valid():
        try:
            saved = save_calendar(
                **form.cleaned_data, by=request.user, calendar_id=row.pk if row else None
            )
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("%(name)s saved") % {"name": saved.name})
            return redirect("administration:calendar", saved.pk)
    return _shown(request, row, form=form)


def _shown(request: SignedRequest, row: WorkCalendar | None, **forms: Form) -> HttpResponse:
    """The page with the form that was refused, the others fresh."""
    kept = {"name": row.name, "week": row.week} if row else {}
    fresh = {
        "form": CalendarForm(initial=kept),
        "day_form": DayForm(),
        "holidays_form": HolidaysForm(),
    }
    context: dict[str, Any] = {**fresh, **forms}
    wrong = any(form.errors for form in forms.values())
    context["row"] = row
    if row is not None:
        context["events"] = history(history_of([row.pk]))
        today = local_date(utc_now(), request.user.zone)
        days = [(each, windows_in_words(each.windows)) for each in row.exceptions.all()]
        context["coming"] = [pair for pair in days if pair[0].date >= today]
        context["past"] = [pair for pair in days if pair[0].date < today][::-1]
    return render(request, "administration/calendar.html", context, status=422 if wrong else 200)


@may(May.KEEP_CONTRACTS)
@require_POST
def set_day(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """Hours of one date."""
    row = queries.calendar(request.user, calendar_id)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            set_exception(row.pk, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("Date saved"))
            return redirect("administration:calendar", row.pk)
    return _shown(request, row, day_form=form)


@may(May.KEEP_CONTRACTS)
@require_POST
def remove_day(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """A date follows its weekday again."""
    row = queries.calendar(request.user, calendar_id)
    form = DayForm({"day": request.POST.get("day", "")})
    if form.is_valid():
        remove_exception(row.pk, form.cleaned_data["day"], by=request.user)
        say(request, _("The date follows its weekday again"))
    return redirect("administration:calendar", row.pk)


@may(May.KEEP_CONTRACTS)
@require_POST
def holidays(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """Close the public holidays of a country in a year."""
    row = queries.calendar(request.user, calendar_id)
    form = HolidaysForm(request.POST)
    if form.is_valid():
        try:
            added = add_holidays(row.pk, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            tell_row(form, error)
        else:
            words = ngettext("%(n)d holiday added", "%(n)d holidays added", added)
            say(request, words % {"n": added})
            return redirect("administration:calendar", row.pk)
    return _shown(request, row, holidays_form=form)
