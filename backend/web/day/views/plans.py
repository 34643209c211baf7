"""Plans of a day: asked for, watched, compared with today, accepted or put aside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.dispatch import plans, plans_in_work
from backend.dispatch.models import Plan
from backend.dispatch.plans_in_work import IN_WORK
from backend.dispatch.queries import plans_visible_to
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError, NotFound, Refused
from backend.web.day.difference import difference_of
from backend.web.day.offers import offer_rows
from backend.web.day.parts import PartsInWords, parts_in_words, parts_not_planned
from backend.web.day.places import source_in_words
from backend.web.day.plan_forms import AcceptForm, OfferForm
from backend.web.day.reasons import money_of
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.toasts import say, say_no


@may(May.PLAN)
def plan_page(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """The search while it runs, then the difference it proposes."""
    plans_in_work.end_silent_plans()
    plan = _plan(request.user, plan_id)
    context = {"plan": plan, **_progress(plan)}
    if plan.state in IN_WORK:
        return render(request, "day/plan_waits.html", context)
    context |= {
        "difference": difference_of(plan, request.user),
        "failure_words": words_for(Refused(plan.failure)) if plan.failure else "",
        "is_open": plan.state == Plan.State.PROPOSED,
        "offers": offer_rows(plan),
        "again": _again(plan),
        "source_words": source_in_words(plan.travel_source),
        "not_planned": parts_not_planned(plan),
    }
    return render(request, "day/plan.html", context)


def _again(plan: Plan) -> str:
    """Where the same is asked once more; several days and repairs are asked for in their form."""
    if plan.kind == Plan.Kind.DAY:
        return reverse("day:plan-ask", args=[plan.date])
    if plan.kind == Plan.Kind.URGENT:
        return reverse("day:plan-urgent", args=[plan.date, plan.work_order_id])
    return ""


@may(May.PLAN)
def progress(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """The part of the page that asks again every second; sends on once there is an answer."""
    plans_in_work.end_silent_plans()
    plan = _plan(request.user, plan_id)
    if plan.state in IN_WORK:
        return render(request, "components/progress.html", _progress(plan))
    return HttpResponse(headers={"HX-Redirect": reverse("day:plan", args=[plan.pk])})


@may(May.PLAN)
@require_POST
def stop(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """End the search; the best plan so far is proposed."""
    plan = plans_in_work.ask_to_stop(_plan(request.user, plan_id).pk, by=request.user)
    return redirect("day:plan", plan.pk)


@may(May.PLAN)
@require_POST
def choose(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Show the offer with more or fewer changes instead."""
    plan = _plan(request.user, plan_id)
    form = OfferForm(request.POST)
    try:
        plans.choose_offer(plan.pk, form.cleaned_data["changes"] if form.is_valid() else -1)
    except CalloutError as error:
        say_no(request, words_for(error))
    return redirect("day:plan", plan.pk)


@may(May.PLAN)
@require_POST
def accept(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Make the chosen changes, or all with `all`; what no longer fits is explained."""
    plan = _plan(request.user, plan_id)
    form = AcceptForm([change.pk for change in plan.changes.all()], request.POST)
    takes_all = "all" in request.POST
    if not takes_all and not form.is_valid():
        say_no(request, " ".join(str(words) for words in form.errors["changes"]))
        return redirect("day:plan", plan.pk)
    chosen = None if takes_all else [UUID(key) for key in form.cleaned_data["changes"]]
    try:
        made = plans.accept_plan(plan.pk, by=request.user, change_ids=chosen)
    except CalloutError as error:
        say_no(request, words_for(error))
        return redirect("day:plan", plan.pk)
    _say_made(request, made)
    return redirect("day:day", plan.date)


def _say_made(request: SignedRequest, plan: Plan) -> None:
    count = plan.changes.filter(accepted=True).count()
    words = ngettext(
        "%(count)d change made; not published yet",
        "%(count)d changes made; not published yet",
        count,
    )
    say(request, words % {"count": count}, undo_url=reverse("day:plan-take-back", args=[plan.pk]))


@may(May.PLAN)
@require_POST
def take_back(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Undo the acceptance: the day is as it was, and the proposal is open again."""
    plan = _plan(request.user, plan_id)
    try:
        plans.take_back_plan(plan.pk, by=request.user)
    except CalloutError as error:
        say_no(request, words_for(error))
    else:
        say(request, _("Undone; the day is as it was, and the plan is open again"))
    return redirect("day:plan", plan.pk)


@may(May.PLAN)
@require_POST
def discard(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Put the proposal aside; the day stays as it is."""
    plan = _plan(request.user, plan_id)
    try:
        plans.discard_plan(plan.pk, by=request.user)
    except CalloutError as error:
        say_no(request, words_for(error))
    else:
        say(request, _("Plan discarded; the day is as it was"))
    return redirect("day:day", plan.date)


def _plan(user: User, plan_id: UUID) -> Plan:
    known = plans_visible_to(user).select_related("engineer__user", "work_order")
    plan = known.filter(id=plan_id).first()
    if plan is None:
        raise NotFound("plan")
    return plan


def _progress(plan: Plan) -> dict[str, object]:
    """What components/progress.html takes."""
    parts = parts_in_words(plan)
    context = _of_parts(parts) if parts else _of_one_search(plan)
    return {
        **context,
        "poll_url": reverse("day:plan-progress", args=[plan.pk]),
        "cancel_url": "" if plan.cancel_asked else reverse("day:plan-stop", args=[plan.pk]),
    }


def _of_parts(parts: PartsInWords) -> dict[str, object]:
    return {"words": parts.words, "value": parts.ended, "max": parts.of, "lines": parts.lines}


def _of_one_search(plan: Plan) -> dict[str, object]:
    elapsed = min(int((utc_now() - plan.requested_at).total_seconds()), plan.seconds)
    values = {"elapsed": elapsed, "seconds": plan.seconds}
    words = _("Searching for %(elapsed)d s of %(seconds)d s") % values
    if plan.state == Plan.State.REQUESTED:
        words = _("In the queue; the planner begins within seconds")
    if "cost" in plan.progress:
        best = {"cost": money_of(plan.progress["cost"])}
        words = f"{words} · {_('best so far %(cost)s') % best}"
    every = "250ms" if plan.kind == Plan.Kind.URGENT else "1s"
    return {"words": words, "value": elapsed, "max": plan.seconds, "every": every}
