"""One visit: who goes, when, what for, and what became of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.dispatch.models import Visit
from backend.dispatch.queries import engineers_visible_to, visit_card
from backend.dispatch.why import others_for
from backend.fieldwork.queries import service_reports_visible_to
from backend.journal.queries import history_of
from backend.lib.errors import NotFound
from backend.web.day.deeds import VISIT_DEEDS, WITHDRAW_REPORT, offered_for
from backend.web.day.forms import MoveForm
from backend.web.day.lanes import alert_of
from backend.web.day.on_site import on_site
from backend.web.day.reasons import names_of
from backend.web.day.relaxed import Other, numbered, others_in_words
from backend.web.shared.deeds import Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.history import events_of


@may(May.READ_OFFICE)
def visit_page(request: SignedRequest, visit_id: UUID) -> HttpResponse:
    """Everything about one visit."""
    visit = visit_card(request.user, visit_id)
    may_plan = is_allowed(request.user, May.PLAN)
    context = {
        "visit": visit,
        "alert": alert_of(visit),
        "travel_min": round(visit.travel_s / 60),
        "travel_km": round(visit.travel_m / 1000, 1),
        "on_site": on_site(visit),
        "reports": service_reports_visible_to(request.user).filter(visit=visit),
        "others": _others(request.user, visit),
        "events": events_of(history_of([visit.pk])),
        "deeds": offered_for(visit.state) if may_plan else [],
        "may_withdraw": is_allowed(request.user, May.REVIEW_COMMANDS),
    }
    return render(request, "day/visit.html", context)


def _others(user: User, visit: Visit) -> list[Other]:
    """What the next best engineers would have cost, in words."""
    told = others_for(visit)
    if not told:
        return []
    names = names_of(engineers_visible_to(user))
    return others_in_words(told, numbered(names, [each["late"] for each in told]))


@may(May.PLAN)
def deed(request: SignedRequest, visit_id: UUID, name: str) -> HttpResponse:
    """One of the small forms: move, lock, unassign."""
    visit = visit_card(request.user, visit_id)
    wanted = VISIT_DEEDS.get(name)
    if wanted is None:
        raise NotFound("page")
    subject = Subject(visit.pk, str(visit), reverse("day:visit", args=[visit.pk]))
    is_move = wanted.form is MoveForm
    form = _move_form(request, visit) if is_move else form_for(request, wanted, lock=visit.lock)
    # A visit that was taken away has nothing left to do; its day has.
    onward = reverse("day:day", args=[visit.date]) if name == "unassign" else ""
    return deed_page(request, wanted, subject, form, onward)


@may(May.REVIEW_COMMANDS)
def withdraw(request: SignedRequest, report_id: UUID) -> HttpResponse:
    """Take a service report back, and say why."""
    report = service_reports_visible_to(request.user).filter(id=report_id).first()
    if report is None:
        raise NotFound("report")
    subject = Subject(report.pk, report.number, reverse("day:visit", args=[report.visit_id]))
    return deed_page(request, WITHDRAW_REPORT, subject, form_for(request, WITHDRAW_REPORT))


def _move_form(request: SignedRequest, visit: Visit) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    return MoveForm(engineers_visible_to(request.user), data, initial=_as_it_stands(visit))


def _as_it_stands(visit: Visit) -> dict[str, Any]:
    lead = next((seat.engineer for seat in visit.engineers.all() if seat.part == "lead"), None)
    zone = lead.zone if lead else visit.object.zone
    with timezone.override(zone):
        begin = timezone.localtime(visit.planned_from)
    return {
        "engineer_id": str(lead.pk) if lead else "",
        "day": begin.date(),
        "begin": begin.time(),
        "minutes": int((visit.planned_to - visit.planned_from).total_seconds() // 60),
    }
