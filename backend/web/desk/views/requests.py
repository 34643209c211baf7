"""One request: what the client said, what was promised, the conversation, the work it became."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.desk import queries
from backend.desk.actions import send_message, triage_request, usual_work
from backend.desk.lifecycle import OPEN_REQUEST
from backend.desk.models import Request
from backend.dispatch.queries import visits_listed
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError, NotFound
from backend.web.desk import choices
from backend.web.desk.deeds import REQUEST_DEEDS, offered_for_request
from backend.web.desk.forms import MessageForm, MoveForm, TriageForm
from backend.web.shared.deeds import Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.forms import tell
from backend.web.shared.history import events_of
from backend.web.shared.promise_words import verdict_sentence
from backend.web.shared.toasts import say


@may(May.READ_OFFICE)
def request_page(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Everything about one request."""
    card = queries.request_card(request.user, request_id)
    return _page(request, card, MessageForm())


@may(May.ANSWER_REQUESTS)
@posted_from("desk:request", "request_id")
def message(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """Write to the client, or a note among us."""
    card = queries.request_card(request.user, request_id)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            sent = send_message(card.pk, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("Note added") if sent.internal else _("Message sent to the client"))
            return redirect("desk:request", card.pk)
    return _page(request, card, form, status=422)


def _page(
    request: SignedRequest, card: Request, form: MessageForm, status: int = 200
) -> HttpResponse:
    visits = visits_listed(request.user, [work.pk for work in card.work_orders.all()])
    history = queries.history_for_staff(request.user, card, [visit.pk for visit in visits])
    context = {
        "card": card,
        "form": form,
        "payment": _payment(card),
        "waiting_for": card.waiting_for and card.waiting_for.name_in(get_language() or "en"),
        "visits": visits,
        "events": events_of(history),
        "deeds": offered_for_request(card.state),
        "may_answer": is_allowed(request.user, May.ANSWER_REQUESTS),
        "may_plan": is_allowed(request.user, May.PLAN),
        "today": local_date(utc_now(), card.object.zone),
        "can_triage": card.state in OPEN_REQUEST and is_allowed(request.user, May.TRIAGE),
    }
    return render(request, "desk/request.html", context, status=status)


def _payment(card: Request) -> str:
    contract = card.contract_version.contract.number if card.contract_version else ""
    return verdict_sentence(card.coverage, card.coverage_clause, contract) if card.coverage else ""


@may(May.ANSWER_REQUESTS)
def deed(request: SignedRequest, request_id: UUID, name: str) -> HttpResponse:
    """One of the small forms: priority, wait, resume, remote time, resolve, reopen, cancel."""
    card = queries.request_card(request.user, request_id)
    wanted = REQUEST_DEEDS.get(name)
    if wanted is None:
        raise NotFound("page")
    form = form_for(request, wanted, priority=card.priority)
    return deed_page(request, wanted, _subject(card), form)


@may(May.ANSWER_REQUESTS)
def move(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """To the object or unit it belongs to."""
    card = queries.request_card(request.user, request_id)
    data = request.POST if request.method == "POST" else None
    form = MoveForm(choices.places_of(request.user, card.client_id), data)
    return deed_page(request, REQUEST_DEEDS["move"], _subject(card), form)


def _subject(card: Request) -> Subject:
    return Subject(card.pk, card.number, reverse("desk:request", args=[card.pk]))


@may(May.TRIAGE)
def triage(request: SignedRequest, request_id: UUID) -> HttpResponse:
    """From the operator's judgement to a work order."""
    card = queries.request_card(request.user, request_id)
    data = request.POST if request.method == "POST" else None
    form = TriageForm(
        card.object.zone, choices.checklists(), data, initial=_usual(request.user, card)
    )
    if data is not None and form.is_valid():
        try:
            work = triage_request(card.pk, form.wish(), by=request.user)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("%(number)s made; planning sees it") % {"number": work.number})
            return redirect("desk:request", card.pk)
    context = {"card": card, "form": form}
    return render(request, "desk/triage.html", context, status=422 if form.errors else 200)


def _usual(user: User, card: Request) -> dict[str, Any]:
    """What such equipment usually asks for: its type's skills and minutes, the last work's kind."""
    usual, last = usual_work(card), queries.like_it_before(user, card)
    return {
        "work_type_id": str(last.work_type_id) if last else "",
        "checklist_keys": last.checklist_keys if last else [],
        "words": card.words,
        "minutes": usual.minutes,
        "skill_ids": [str(skill_id) for skill_id in usual.skill_ids],
        "needed": True,
    }
