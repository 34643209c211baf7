"""Reads of requests and work. A query that takes a user is the permission check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import JSONObject

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.catalog.models import Skill
from backend.clients.queries import reached_by
from backend.database.written import Written
from backend.desk.lifecycle import OPEN_WORK, ClientWord
from backend.desk.models import Message, Request, SlaClock, WorkOrder
from backend.journal import kinds
from backend.journal.models import Entry
from backend.journal.queries import history_of
from backend.lib.errors import NotFound

# A missed clock nobody has stopped still counts its overrun.
COUNTING: Final = (SlaClock.State.RUNNING, SlaClock.State.MISSED)

# What a client reads of the journal, in the order of the story; nothing else leaves the house.
_CLIENT_STEPS: Final[dict[str, ClientWord]] = {
    kinds.REQUEST_SUBMITTED: ClientWord.RECEIVED,
    kinds.REQUEST_REOPENED: ClientWord.RECEIVED,
    kinds.VISIT_PUBLISHED: ClientWord.SCHEDULED,
    kinds.VISIT_TRAVEL_STARTED: ClientWord.ON_THE_WAY,
    kinds.VISIT_ARRIVED: ClientWord.IN_WORK,
    kinds.REQUEST_RESOLVED: ClientWord.DONE,
    kinds.REQUEST_CANCELLED: ClientWord.CANCELLED,
    kinds.REQUEST_REJECTED: ClientWord.REJECTED,
}


@dataclass(frozen=True)
class ClientStep:
    """One line of a client's timeline: a word of theirs and when it became true."""

    word: ClientWord
    at: datetime


def sent_before(user: User, request_id: UUID) -> tuple[str, UUID] | None:
    """The words and the object's id of a request the user sent under this id; None for a new id."""
    known = next(iter(_SENT(user_id=user.pk, request_id=request_id)), None)
    return (known.words, known.object_id) if known else None


def _sent(user_id: UUID, request_id: UUID) -> "QuerySet[Request]":
    own = Request.objects.filter(id=request_id, recorded_by=user_id)
    return own.only("words", "object_id")


_SENT: Final = Written(_sent)


def requests_visible_to(user: User) -> QuerySet[Request]:
    """All requests for the office; those at a contact's own objects; none for an engineer."""
    requests = Request.objects.select_related("client", "object", "equipment__type", "waiting_for")
    if may(user, May.READ_OFFICE):
        return requests
    if not may(user, May.USE_PORTAL):
        return requests.none()
    return requests.filter(reached_by(user))


def request_card(user: User, request_id: UUID) -> Request:
    """One request with its clocks, work orders, photos and the messages the user may read."""
    messages = Message.objects.select_related("author")
    if not may(user, May.READ_OFFICE):
        messages = messages.filter(internal=False)
    found = (
        requests_visible_to(user)
        .select_related("contact", "recorded_by", "contract_version__contract")
        .prefetch_related(
            "clocks",
            "photos__file",
            Prefetch("messages", messages),
            Prefetch("work_orders", WorkOrder.objects.select_related("work_type", "hold_reason")),
            "work_orders__skills",
        )
        .filter(id=request_id)
        .first()
    )
    if found is None:
        raise NotFound("request")
    return found


def own_requests(user: User) -> QuerySet[Request]:
    """A contact's list, the newest first, whatever the state."""
    requests = requests_visible_to(user).prefetch_related("clocks", "work_orders")
    return requests.order_by("-recorded_at")


def urgent_clock(request: Request) -> SlaClock | None:
    """The clock that is due next, from clocks already loaded; None when none runs."""
    loaded: list[SlaClock] | None = getattr(request, "going_clocks", None)
    return next_due(request.clocks.all() if loaded is None else loaded)


def parked_clocks(user: User) -> "QuerySet[SlaClock]":
    """Clocks that cannot be reckoned, for the office; the oldest promise first."""
    parked = SlaClock.objects.exclude(parked_for="").select_related("request", "work_order")
    return parked.order_by("started_at", "id") if may(user, May.READ_OFFICE) else parked.none()


def next_due(clocks: Iterable[SlaClock]) -> SlaClock | None:
    """The one of these clocks that is due next; None when none of them runs."""
    going = [
        (clock.due_at, clock)
        for clock in clocks
        if clock.state in COUNTING and clock.stopped_at is None and clock.due_at
    ]
    return min(going, key=lambda pair: pair[0])[1] if going else None


def work_orders_visible_to(user: User) -> QuerySet[WorkOrder]:
    """All work orders for the office; those at a contact's own objects; none for an engineer."""
    works = WorkOrder.objects.select_related(
        "client", "object", "equipment__type", "work_type", "request"
    )
    if may(user, May.READ_OFFICE):
        return works
    if not may(user, May.USE_PORTAL):
        return works.none()
    return works.filter(reached_by(user))


def work_order(user: User, work_order_id: UUID) -> WorkOrder:
    """One of `work_orders_visible_to`, or NotFound."""
    try:
        return work_orders_visible_to(user).get(id=work_order_id)
    except WorkOrder.DoesNotExist as none:
        raise NotFound("work order") from none


def work_it_may_follow(user: User, work: WorkOrder) -> QuerySet[WorkOrder]:
    """Open work of the same client, what is at the same object first, then the newest."""
    others = work_orders_visible_to(user).filter(client=work.client_id, state__in=OPEN_WORK)
    here = Case(When(object=work.object_id, then=0), default=1)
    return others.exclude(id=work.pk).order_by(here, "-made_at")


def _work_card(work_order_id: UUID) -> "QuerySet[WorkOrder]":
    named = ("client", "object", "equipment", "work_type", "request", "hold_reason", "after")
    named_skill = JSONObject(code="code", names="names")
    skills = Skill.objects.filter(workorder=OuterRef("pk")).values(told=named_skill)
    works = WorkOrder.objects.filter(id=work_order_id).select_related(*named).only(*_OF_A_CARD)
    return works.annotate(told_skills=ArraySubquery(skills)).order_by()


def _clocks_of_request(request_id: UUID, work_order_id: UUID) -> "QuerySet[SlaClock]":
    either = Q(request=request_id) | Q(work_order=work_order_id)
    return SlaClock.objects.filter(either).only(*_OF_A_CLOCK)


def _clocks_of_work(work_order_id: UUID) -> "QuerySet[SlaClock]":
    return SlaClock.objects.filter(work_order=work_order_id).only(*_OF_A_CLOCK)


_OF_A_CARD: Final = (
    "number", "state", "place", "words", "priority", "coverage", "minutes", "window_from",
    "window_to", "checklist_keys", "client__name", "object__name", "object__client_code",
    "object__address", "object__zone", "object__entry_notes", "equipment__name",
    "equipment__serial", "work_type__code", "work_type__names", "request__number",
    "request__recorded_at", "hold_reason__code", "hold_reason__names", "after__number",
    "after__state", "after_gap_min",
)  # fmt: skip
_OF_A_CLOCK: Final = (
    "request_id", "work_order_id", "kind", "state", "clause", "started_at", "stopped_at", "due_at",
    "breached_at",
)  # fmt: skip
_WORK_CARD: Final = Written(_work_card)
_CLOCKS_OF_REQUEST: Final = Written(_clocks_of_request)
_CLOCKS_OF_WORK: Final = Written(_clocks_of_work)


@dataclass(frozen=True)
class WorkCard:
    """A work order as the office reads it; the clocks are its own and its request's."""

    work: WorkOrder
    skills: list[Skill]
    clocks: list[SlaClock]


def work_card(user: User, work_order_id: UUID) -> WorkCard:
    """One work order for the office, with what its page shows and no more, or NotFound."""
    found = _WORK_CARD(work_order_id=work_order_id) if may(user, May.READ_OFFICE) else []
    if not found:
        raise NotFound("work order")
    work: WorkOrder = found[0]
    skills = [Skill(**told) for told in work.told_skills]  # type: ignore[attr-defined]
    if work.request is None:
        clocks = _CLOCKS_OF_WORK(work_order_id=work.pk)
    else:
        clocks = _CLOCKS_OF_REQUEST(request_id=work.request.pk, work_order_id=work.pk)
    for clock in clocks:
        if clock.request_id is not None:
            clock.request = work.request
    return WorkCard(work, skills, clocks)


def like_it_before(user: User, request: Request) -> WorkOrder | None:
    """The last work order a request about such equipment became, for a form to start from."""
    if request.equipment is None:
        return None
    works = work_orders_visible_to(user).filter(
        request__isnull=False, equipment__type_id=request.equipment.type_id
    )
    return works.order_by("-made_at").first()


def history_for_client(request: Request, visit_ids: Iterable[UUID] = ()) -> list[ClientStep]:
    """The timeline in the client's words; a word that follows itself is shown once."""
    steps: list[ClientStep] = []
    for entry in history_of([request.pk, *visit_ids], _CLIENT_STEPS):
        word = _CLIENT_STEPS[entry.kind]
        if not steps or steps[-1].word != word:
            steps.append(ClientStep(word, entry.happened_at))
    return steps


def history_for_staff(user: User, request: Request, more: Iterable[UUID] = ()) -> Sequence[Entry]:
    """Everything noted about the request, its work orders and `more` subjects (visits)."""
    if not may(user, May.READ_OFFICE):
        raise NotFound("history")
    works = request.work_orders.values_list("id", flat=True)
    return list(history_of([request.pk, *works, *more]))
