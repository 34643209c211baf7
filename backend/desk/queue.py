"""The office's queue of requests: its views, its pages, and how many there are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.contracts.models import Priority
from backend.database.written import Written
from backend.desk.lifecycle import OPEN_REQUEST
from backend.desk.models import Message, Request, SlaClock, WorkOrder
from backend.desk.queries import COUNTING
from backend.lib.clock import utc_now
from backend.lib.errors import NotFound

AT_RISK: Final = timedelta(hours=1)
# The first page is what is mostly asked for; it holds no more rows than this.
FIRST_ROWS: Final = 25


class View(StrEnum):
    """Mine: the user wrote into it or took it down. Risk: due within the hour, or missed."""

    ALL = "all"
    NEW = "new"
    MINE = "mine"
    RISK = "risk"


@dataclass(frozen=True)
class Narrowed:
    """What is asked of the queue. Without a state the open ones, of every priority and client."""

    view: View = View.ALL
    state: Request.State | None = None
    priority: Priority | None = None
    client_id: UUID | None = None


class Queue:
    """Requests for a list of the office, the next due first; a Paginator turns its pages.

    A request comes with when it is due (`next_due_at`, None last), the clocks that count
    (`going_clocks`) and its work orders (`works`). NotFound for people outside the office.
    """

    def __init__(self, user: User, narrowed: Narrowed) -> None:
        if not may(user, May.READ_OFFICE):
            raise NotFound("page")
        self.values = _values(user, narrowed)

    def rows(self) -> QuerySet[Request]:
        """All of them, to be searched and sorted otherwise."""
        return _listed(**self.values).prefetch_related(
            Prefetch("clocks", _GOING_CLOCKS, to_attr="going_clocks"),
            Prefetch("work_orders", _WORKS, to_attr="works"),
        )

    def __iter__(self) -> Iterator[Request]:
        return iter(self.rows())

    @cached_property
    def first(self) -> list[Request]:
        """The first rows, without their clocks and work orders."""
        return _FIRST(**self.values)

    def count(self) -> int:
        """How many there are; a short list was counted by reading it."""
        if len(self.first) < FIRST_ROWS:
            return len(self.first)
        counted = _COUNTED(**self.values)
        return int(counted[0]["found"]) if counted else 0

    def __getitem__(self, part: slice) -> list[Request]:
        if part.start or part.stop is None or part.stop > FIRST_ROWS:
            return list(self.rows()[part])
        requests = self.first[part]
        ids = [request.pk for request in requests]
        clocks = _by_request(_CLOCKS(request_ids=ids))
        works = _by_request(_WORKS_OF(request_ids=ids))
        for request in requests:
            # By the names a prefetch would give them.
            vars(request).update(going_clocks=clocks[request.pk], works=works[request.pk])
        return requests


def _values(user: User, narrowed: Narrowed) -> dict[str, Any]:
    """What the written queries are asked with: the reader and the moment only where a view needs
    them."""
    return {
        "view": narrowed.view,
        "state": narrowed.state,
        "priority": narrowed.priority,
        "client_id": narrowed.client_id,
        "user_id": user.pk if narrowed.view is View.MINE else None,
        "late_before": utc_now() + AT_RISK if narrowed.view is View.RISK else None,
    }


def _narrowed(
    view: View,
    state: Request.State | None,
    priority: Priority | None,
    client_id: UUID | None,
    user_id: UUID | None,
    late_before: datetime | None,
) -> QuerySet[Request]:
    found = Request.objects.filter(
        _in_view(view, user_id, late_before), state__in=[state] if state else OPEN_REQUEST
    )
    if priority:
        found = found.filter(priority=priority)
    return found.filter(client_id=client_id) if client_id else found


def _in_view(view: View, user_id: UUID | None, late_before: datetime | None) -> Q:
    """What makes a request one of the view; `all` asks nothing more."""
    if view is View.NEW:
        return Q(state=Request.State.NEW)
    if view is View.MINE:
        wrote = Message.objects.filter(request=OuterRef("pk"), author_id=user_id)
        return Q(recorded_by_id=user_id) | Q(Exists(wrote))
    if view is View.RISK:
        # Few clocks are late: they are found first, by an index, not asked for by each request.
        late = SlaClock.objects.filter(
            request__isnull=False, stopped_at=None, state__in=COUNTING, due_at__lt=late_before
        )
        return Q(pk__in=late.order_by().values("request"))
    return Q()


# A row of a long list is light: no calendars, places or forms of what it names.
_OF_A_ROW: Final = (
    "number", "state", "priority", "impact", "words", "client_reference", "reported_at",
    "client__name", "object__name", "object__client_code", "equipment__name", "equipment__serial",
)  # fmt: skip
_GOING_CLOCKS: Final = SlaClock.objects.filter(
    stopped_at=None, state__in=COUNTING, due_at__isnull=False
).only("request_id", "kind", "state", "started_at", "stopped_at", "due_at")
_WORKS: Final = WorkOrder.objects.only("request_id", "number", "state")


def _listed(**values: Any) -> QuerySet[Request]:
    # A subquery and not a join: what is only counted then needs no clocks, nothing is grouped.
    going = SlaClock.objects.filter(
        request=OuterRef("pk"), stopped_at=None, state__in=COUNTING, due_at__isnull=False
    )
    return (
        _narrowed(**values)
        .select_related("client", "object", "equipment")
        .only(*_OF_A_ROW)
        .annotate(next_due_at=Subquery(going.order_by("due_at").values("due_at")[:1]))
        .order_by(F("next_due_at").asc(nulls_last=True), "recorded_at")
    )


def _counted(**values: Any) -> "QuerySet[Request, Any]":
    whole: QuerySet[Request, Any] = _narrowed(**values).order_by().values(whole=Value(1))
    return whole.annotate(found=Count("pk")).values("found")


def _by_request(rows: list[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found


_FIRST: Final = Written(lambda **values: _listed(**values)[:FIRST_ROWS])
_COUNTED: Final = Written(_counted)
_CLOCKS: Final = Written(lambda request_ids: _GOING_CLOCKS.filter(request__in=request_ids))
_WORKS_OF: Final = Written(lambda request_ids: _WORKS.filter(request__in=request_ids))


def matching(requests: QuerySet[Request], words: str) -> QuerySet[Request]:
    """Those with this number, client, object code or name, client's own number, or words."""
    asked = words.strip()
    if not asked:
        return requests
    return requests.filter(
        Q(number__iexact=asked)
        | Q(number__endswith=f"-{asked}")
        | Q(client_reference__iexact=asked)
        | Q(object__client_code__iexact=asked)
        | Q(object__name__icontains=asked)
        | Q(client__name__icontains=asked)
        | Q(client__code__iexact=asked)
        | Q(words__icontains=asked)
    )


def counts(user: User) -> dict[str, int]:
    """How many open requests each view of the office's queue holds, for its tabs, in one query."""
    if not may(user, May.READ_OFFICE):
        raise NotFound("page")
    counted = _COUNTS(user_id=user.pk, late_before=utc_now() + AT_RISK)
    return counted[0] if counted else dict.fromkeys(View, 0)


def _counts(user_id: UUID, late_before: datetime) -> "QuerySet[Request, Any]":
    open_ones = Request.objects.filter(state__in=OPEN_REQUEST).order_by()
    views = {str(each): Count("pk", filter=_in_view(each, user_id, late_before)) for each in View}
    counted: QuerySet[Request, Any] = open_ones.values(whole=Value(1)).annotate(**views)
    rows: QuerySet[Request, Any] = counted.values(*views)
    return rows


_COUNTS: Final = Written(_counts)
