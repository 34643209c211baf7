"""One work order: what is to be done, when it was tried, what it costs."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.billing.queries import lines_of_work
from backend.desk import queries
from backend.desk.models import WorkOrder
from backend.desk.queries import WorkCard, next_due
from backend.dispatch.models import Visit
from backend.dispatch.queries import engineers_visible_to, visits_listed
from backend.dispatch.why import left_out
from backend.fieldwork.queries import checklists_asked
from backend.journal.queries import told_of
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import NotFound
from backend.lib.words import in_language
from backend.web.day.reasons import names_of, reasons_in_words
from backend.web.day.relaxed import Where, numbered, relaxed_in_words, stops_named
from backend.web.desk.deeds import WORK_DEEDS, AfterForm, offered_for_work
from backend.web.shared.deeds import Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.history import Event, events_of
from backend.web.shared.moments import on_the_clock_of


@may(May.READ_OFFICE)
def work_page(request: SignedRequest, work_order_id: UUID) -> HttpResponse:
    """Everything about one work order."""
    card = queries.work_card(request.user, work_order_id)
    work, visits = card.work, visits_listed(request.user, [work_order_id])
    may_plan = is_allowed(request.user, May.PLAN)
    may_triage = is_allowed(request.user, May.TRIAGE)
    deeds = offered_for_work(work)
    context = {
        "work": work,
        "visits": visits,
        "clocks": card.clocks,
        "has_window": any(clock.work_order_id for clock in card.clocks),
        "lines": lines_of_work(request.user, work.pk),
        "events": _history(work, visits),
        "deeds": deeds,
        "may_triage": may_triage,
        "can_note_time": may_triage and any(name == "time" for name, _deed in deeds),
        "can_plan": may_plan and _is_plannable(work),
        **(_left_out(request.user, work) if may_plan and _is_plannable(work) else {}),
    }
    return render(request, "desk/work.html", {**context, **_catalog_words(card), **_day_of(card)})


def _is_plannable(work: WorkOrder) -> bool:
    """Somebody has to go there, and nobody is planned yet."""
    waits = work.state == WorkOrder.State.UNSCHEDULED
    return waits and work.place == WorkOrder.Place.ON_SITE


def _left_out(user: User, work: WorkOrder) -> dict[str, object]:
    """Why the newest plan left it out, and what would place it."""
    told = left_out(work.pk, local_date(utc_now(), work.object.zone))
    if told is None:
        return {}
    names = numbered(names_of(engineers_visible_to(user)), stops_named([told]))
    page = reverse("desk:work", args=[work.pk])
    where = Where(told["day"], f"new:{work.pk}", page)
    return {
        "why_left_out": reasons_in_words(told["reasons"], names),
        "relaxed": relaxed_in_words(told.get("relaxations") or (), names, where),
        "is_open": True,
    }


def _history(work: WorkOrder, visits: list[Visit]) -> list[Event]:
    subjects = [work.pk, work.request_id, *(visit.pk for visit in visits)]
    return events_of(told_of([each for each in subjects if each]))


def _day_of(card: WorkCard) -> dict[str, date]:
    """The day the form to assign starts from: when it is wanted or due, today at the earliest;
    and the first on which somebody may go there."""
    work = card.work
    clock = next_due(card.clocks)
    wanted = work.window_from or (clock and clock.due_at) or utc_now()
    soonest = max(work.window_from or utc_now(), utc_now())
    zone = work.object.zone
    return {
        "assign_on": local_date(max(wanted, utc_now()), zone),
        "first_on": local_date(soonest, zone),
    }


def _catalog_words(card: WorkCard) -> dict[str, object]:
    """Names of catalog rows in the reader's language."""
    work = card.work
    language = get_language() or "en"
    return {
        "work_type": work.work_type.name_in(language),
        "hold_reason": work.hold_reason and work.hold_reason.name_in(language),
        "skills": [skill.name_in(language) for skill in card.skills],
        "checklists": [
            in_language(each.names, language) for each in checklists_asked(work.checklist_keys)
        ],
    }


@may(May.TRIAGE)
def deed(request: SignedRequest, work_order_id: UUID, name: str) -> HttpResponse:
    """One of the small forms: remote time, hold, release, cancel."""
    work = queries.work_order(request.user, work_order_id)
    wanted = WORK_DEEDS.get(name)
    if wanted is None:
        raise NotFound("page")
    subject = Subject(work.pk, work.number, reverse("desk:work", args=[work.pk]))
    if name == "window":
        form = form_for(request, wanted, **_window(request, work))
        on_the_clock_of(form, work.object.zone)
        return deed_page(request, wanted, subject, form)
    gap_h = f"{round(work.after_gap_min / 60, 2):g}" if work.after_gap_min else None
    form = form_for(request, wanted, earlier_id=work.after_id or "", gap_h=gap_h)
    if isinstance(form, AfterForm):
        form.offer(_may_follow(request.user, work))
    return deed_page(request, wanted, subject, form)


def _may_follow(user: User, work: WorkOrder) -> list[tuple[str, str]]:
    """Work this may wait for, and what it waits for now."""
    open_work = {str(each.pk): each for each in queries.work_it_may_follow(user, work)[:200]}
    if work.after_id and str(work.after_id) not in open_work:
        open_work[str(work.after_id)] = queries.work_order(user, work.after_id)
    language = get_language() or "en"
    return [
        (key, f"{each.number} · {each.work_type.name_in(language)} · {each.object}")
        for key, each in open_work.items()
    ]


def _window(request: SignedRequest, work: WorkOrder) -> dict[str, datetime | None]:
    """The window as it stands, or with the end that the address proposes."""
    try:
        ends = datetime.fromisoformat(request.GET.get("window_to", ""))
    except ValueError:
        ends = None
    told = ends if ends and ends.tzinfo else work.window_to
    return {"window_from": work.window_from, "window_to": told}
