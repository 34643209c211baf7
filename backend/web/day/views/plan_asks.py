"""Asking the planner: for a day or several, for what a sick engineer leaves, for what is urgent."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.dispatch import plans, repairs
from backend.dispatch.models import Plan
from backend.dispatch.plans_in_work import IN_WORK
from backend.dispatch.queries import engineers_visible_to, plans_visible_to
from backend.lib.errors import CalloutError
from backend.web.day.plan_forms import PlanForm
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say_no


@may(May.PLAN)
@require_POST
def ask(request: SignedRequest, day: date) -> HttpResponse:
    """Ask the planner for a proposal; one that is under way already is shown instead."""
    of_day = plans_visible_to(request.user).filter(date=day, kind=Plan.Kind.DAY)
    running = of_day.filter(state__in=IN_WORK).first()
    if running is not None:
        return redirect("day:plan", running.pk)
    return _asked(request, day, lambda: plans.request_plan(day, by=request.user))


@may(May.PLAN)
@require_POST
def urgent(request: SignedRequest, day: date, work_order_id: UUID) -> HttpResponse:
    """Ask who makes room for one work order at once, and who is bumped by it."""
    wish = plans.Wish(
        Plan.Kind.URGENT, work_order_id=work_order_id, most_changes=plans.URGENT_MOVES
    )
    return _asked(request, day, lambda: plans.request_plan(day, by=request.user, wish=wish))


def _asked(request: SignedRequest, day: date, wanted: Callable[[], Plan]) -> HttpResponse:
    try:
        plan = wanted()
    except CalloutError as error:
        say_no(request, words_for(error))
        return redirect("day:day", day)
    return redirect("day:plan", plan.pk)


@may(May.PLAN)
def wish(request: SignedRequest, day: date) -> HttpResponse:
    """The form with everything the planner can be asked for."""
    data = request.POST if request.method == "POST" else None
    form = PlanForm(day, engineers_visible_to(request.user), data)
    if data is not None and form.is_valid() and (plan := _wished(request, form, day)):
        return redirect("day:plan", plan.pk)
    in_sheet = request.headers.get("HX-Request") == "true"
    template = "day/plan_wish_sheet.html" if in_sheet else "day/plan_wish.html"
    context = {"form": form, "day": day}
    return render(request, template, context, status=422 if form.errors else 200)


def _wished(request: SignedRequest, form: PlanForm, day: date) -> Plan | None:
    told = form.cleaned_data
    most = told["most_changes"]
    try:
        if told["kind"] == Plan.Kind.REPAIR:
            return repairs.repair_day(
                UUID(told["engineer_id"]), day, by=request.user, most_changes=most
            )
        until = told["until"] if told["kind"] == Plan.Kind.DAYS else None
        wanted = plans.Wish(Plan.Kind(told["kind"]), until=until, most_changes=most)
        return plans.request_plan(day, by=request.user, wish=wanted)
    except CalloutError as error:
        tell(form, error)
        return None
