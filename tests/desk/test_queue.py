"""The office's queue: its views, pages and counts, in few queries."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from backend.contracts.models import Priority
from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    put_on_wait,
    send_message,
    submit_request,
    triage_request,
)
from backend.desk.models import Request
from backend.desk.queries import urgent_clock
from backend.desk.queue import Narrowed, Queue, View, counts, matching
from backend.lib.errors import NotFound


@pytest.fixture
def theirs(cast: Cast) -> Request:
    """A request of the other client, without any contract."""
    return submit_request(
        NewRequest(cast.pharmacy_object.pk, "Fridge is warm", "stopped"), by=cast.dispatcher
    )


def _page(cast: Cast, narrowed: Narrowed) -> list[Request]:
    """The first page, which must be the beginning of all rows and be counted right."""
    queue = Queue(cast.dispatcher, narrowed)
    page, rows = queue[0:25], list(queue.rows())
    assert page == rows[:25]
    assert queue.count() == len(rows)
    for one, other in zip(page, rows, strict=True):
        assert (one.going_clocks, one.works) == (other.going_clocks, other.works)  # type: ignore[attr-defined]
    return page


def test_it_works(cast: Cast, request_: Request, theirs: Request) -> None:
    found = _page(cast, Narrowed())
    # What has a promise comes before what has none.
    assert found == [request_, theirs]
    urgent = urgent_clock(found[0])
    assert urgent is not None
    assert (urgent.kind, urgent.due_at) == ("response", datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    assert found[0].next_due_at == urgent.due_at  # type: ignore[attr-defined]
    assert urgent_clock(found[1]) is None


def test_views(
    cast: Cast, request_: Request, theirs: Request, friday: time_machine.Traveller
) -> None:
    assert _page(cast, Narrowed(View.NEW)) == [request_, theirs]
    assert _page(cast, Narrowed(View.MINE)) == [theirs]
    assert _page(cast, Narrowed(View.RISK)) == []
    friday.move_to(datetime(2026, 11, 23, 7, tzinfo=UTC))
    assert _page(cast, Narrowed(View.RISK)) == [request_]
    send_message(request_.pk, "We come", by=cast.dispatcher)
    assert _page(cast, Narrowed(View.MINE)) == [request_, theirs]
    assert counts(cast.dispatcher) == {"all": 2, "new": 1, "mine": 2, "risk": 0}


def test_it_is_narrowed(cast: Cast, request_: Request, theirs: Request) -> None:
    put_on_wait(request_.pk, reason_code="client", by=cast.dispatcher)
    assert _page(cast, Narrowed(state=Request.State.WAITING)) == [request_]
    assert _page(cast, Narrowed(state=Request.State.RESOLVED)) == []
    assert _page(cast, Narrowed(client_id=theirs.client_id)) == [theirs]
    assert _page(cast, Narrowed(priority=Priority.CRITICAL)) == [theirs]
    assert _page(cast, Narrowed(priority=Priority.LOW)) == []
    queue = Queue(cast.dispatcher, Narrowed())
    assert list(matching(queue.rows(), "fridge")) == [theirs]


def test_pages(cast: Cast, request_: Request, theirs: Request) -> None:
    queue = Queue(cast.dispatcher, Narrowed())
    assert queue[0:1] == [request_]
    assert queue[1:2] == [theirs]
    assert queue[0:100] == [request_, theirs]


def test_strangers_have_no_queue(cast: Cast) -> None:
    for who in (cast.contact, cast.engineer_user):
        with pytest.raises(NotFound):
            Queue(who, Narrowed())
        with pytest.raises(NotFound):
            counts(who)


@pytest.mark.parametrize("many", [1, 7])
def test_a_page_costs_three_queries(
    cast: Cast, many: int, wish: NewRequest, django_assert_num_queries: object
) -> None:
    for number in range(many):
        made = submit_request(replace(wish, words=f"Drip {number}"), by=cast.dispatcher)
        triage_request(made.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    with django_assert_num_queries(3):  # type: ignore[operator]
        for request in Queue(cast.dispatcher, Narrowed())[0:25]:
            assert str(request.client)
            assert str(request.object)
            assert str(request.equipment)
            assert [work.state for work in request.works] == ["unscheduled"]  # type: ignore[attr-defined]
            assert urgent_clock(request)
