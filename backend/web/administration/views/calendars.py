"""Service hours: the week as windows, the dates that differ, the holidays of a country."""

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.actions import (
    add_holidays,
    countries_known,
    public_holidays,
    save_calendar,
    set_exception,
    worked_holidays,
)
from backend.contracts.models import WorkCalendar
from backend.journal.queries import history_of
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError
from backend.web.administration.calendar_forms import CalendarForm, DayForm, HolidaysForm
from backend.web.administration.cells import history
from backend.web.administration.fields import windows_in_words
from backend.web.administration.words import DAYS
from backend.web.agreements.year import year_picture
from backend.web.shared.doors import SignedRequest, may, posted_from
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
            form.tell(error)
        else:
            say(request, _("%(name)s saved") % {"name": saved.name})
            return redirect("administration:calendar", saved.pk)
    return _shown(request, row, form=form)


def _shown(request: SignedRequest, row: WorkCalendar | None, **forms: Form) -> HttpResponse:
    """The page with the form that was refused, the others fresh."""
    kept = {"name": row.name, "week": row.week} if row else {}
    today = local_date(utc_now(), request.user.zone)
    context: dict[str, Any] = {"row": row, "form": CalendarForm(initial=kept), **forms}
    wrong = any(form.errors for form in forms.values())
    if row is not None:
        context = {**_about(request, row, today), **context}
    return render(request, "administration/calendar.html", context, status=422 if wrong else 200)


def _about(request: SignedRequest, row: WorkCalendar, today: date) -> dict[str, Any]:
    """What the page of a calendar shows beside its week: the year, its dates, who uses it."""
    year = _year_asked(request, today)
    picked = _day_asked(request)
    asked = {"country": request.GET.get("country", ""), "year": year}
    days = [each for each in row.exceptions.all() if each.date.year == year]
    return {
        "day_form": DayForm(initial=_as_it_is(row, picked)),
        "holidays_form": HolidaysForm(initial=asked, countries=countries_known()),
        "year": year_picture(row, year),
        "years": (year - 1, year + 1),
        "picked": picked,
        "days": [(each, windows_in_words(each.windows)) for each in days],
        "contracts": queries.contracts_using(request.user, row),
        "events": history(history_of([row.pk])),
    }


def _year_asked(request: SignedRequest, today: date) -> int:
    asked = request.GET.get("year", "") or request.POST.get("year", "")
    is_year = asked.isdecimal() and 2000 <= int(asked[:5]) <= 2100
    return int(asked) if is_year else today.year


def _day_asked(request: SignedRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _as_it_is(row: WorkCalendar, day: date | None) -> dict[str, Any]:
    """A date as it stands now, so that only what differs need be typed."""
    if day is None:
        return {}
    differs = next((each for each in row.exceptions.all() if each.date == day), None)
    usual = row.week.get(list(DAYS)[day.weekday()], [])
    windows = differs.windows if differs else usual
    name = differs.name if differs else ""
    return {"day": day, "windows": windows_in_words(windows), "name": name}


@may(May.KEEP_CONTRACTS)
@posted_from("administration:calendar", "calendar_id")
def set_day(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """Hours of one date."""
    row = queries.calendar(request.user, calendar_id)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            set_exception(row.pk, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            form.tell(error)
        else:
            say(request, _("Date saved"))
            return redirect(page_of(row, str(form.cleaned_data["day"].year)))
    return _shown(request, row, day_form=form)


@may(May.KEEP_CONTRACTS)
def holidays(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """The public holidays of a country in a year, looked at first; POST closes them."""
    row = queries.calendar(request.user, calendar_id)
    form = HolidaysForm(request.POST or request.GET, countries=countries_known())
    if not form.is_valid():
        return _shown(request, row, holidays_form=form)
    answers = form.cleaned_data
    if request.method == "POST":
        try:
            added = add_holidays(row.pk, by=request.user, **answers)
        except CalloutError as error:
            form.tell(error)
        else:
            words = ngettext("%(n)d holiday added", "%(n)d holidays added", added)
            say(request, words % {"n": added})
            return redirect(page_of(row, request.POST.get("year", "")))
    place = dict(form.fields["country"].choices)[answers["country"]]  # type: ignore[attr-defined]
    context = {
        "row": row,
        "form": form,
        "place": place,
        **answers,
        **_found(request.user, row, answers),
    }
    status = 422 if form.errors else 200
    return render(request, "administration/holidays.html", context, status=status)


def _found(user: User, row: WorkCalendar, answers: dict[str, Any]) -> dict[str, Any]:
    """Every holiday with what the calendar says of the date already, and those that are worked."""
    asked = (answers["country"], answers["year"], user.language)
    present = {each.date: windows_in_words(each.windows) for each in row.exceptions.all()}
    named = sorted(public_holidays(*asked).items())
    found = [(day, name, present.get(day), day in present) for day, name in named]
    worked = sorted(worked_holidays(*asked).items())
    fresh = sum(not there for *_rest, there in found)
    return {"found": found, "fresh": fresh, "worked": worked}


def page_of(row: WorkCalendar, year: str) -> str:
    """The calendar's page at the dates of a year, as typed."""
    address = reverse("administration:calendar", args=[row.pk])
    return f"{address}?year={year}#days" if year.isdecimal() else address
