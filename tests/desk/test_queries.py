"""Reads of the desk: what each person sees, in how many queries."""

from datetime import UTC, datetime

import pytest
import time_machine

from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk import queries
from backend.desk.actions import (
    NewRequest,
    close_work,
    note_arrival,
    put_on_wait,
    resume_request,
    send_message,
    submit_request,
)
from backend.desk.models import Request, WorkOrder
from backend.lib.errors import NotFound


@pytest.fixture
def theirs(cast: Cast) -> Request:
    """A request of the other client, without any contract."""
    return submit_request(
        NewRequest(cast.pharmacy_object.pk, "Fridge is warm", "stopped"), by=cast.dispatcher
    )


@pytest.mark.parametrize("who", ["dispatcher", "biller", "administrator"])
def test_the_office_sees_all(cast: Cast, request_: Request, theirs: Request, who: str) -> None:
    assert queries.requests_visible_to(getattr(cast, who)).count() == 2


def test_a_contact_sees_their_own(cast: Cast, request_: Request, theirs: Request) -> None:
    """Also without row-level security: the query itself is scoped."""
    assert list(queries.own_requests(cast.contact)) == [request_]
    assert list(queries.own_requests(cast.stranger)) == [theirs]


def test_an_engineer_sees_none(cast: Cast, request_: Request) -> None:
    assert not queries.requests_visible_to(cast.engineer_user).exists()
    assert not queries.work_orders_visible_to(cast.engineer_user).exists()


def test_a_foreign_card_is_not_there(cast: Cast, theirs: Request) -> None:
    with acting_as(cast.contact.pk), pytest.raises(NotFound):
        queries.request_card(cast.contact, theirs.pk)
    with pytest.raises(NotFound):
        queries.request_card(cast.contact, theirs.pk)


def test_internal_messages_stay_inside(cast: Cast, request_: Request) -> None:
    send_message(request_.pk, "Charge him double", by=cast.dispatcher, internal=True)
    send_message(request_.pk, "We come", by=cast.dispatcher)
    mine = queries.request_card(cast.contact, request_.pk)
    assert [message.text for message in mine.messages.all()] == ["We come"]
    office = queries.request_card(cast.dispatcher, request_.pk)
    assert len(office.messages.all()) == 2


@pytest.mark.parametrize("many", [1, 7])
def test_a_contacts_list_costs_three_queries(
    cast: Cast, many: int, wish: NewRequest, django_assert_num_queries: object
) -> None:
    for _number in range(many):
        submit_request(wish, by=cast.dispatcher)
    with acting_as(cast.contact.pk), django_assert_num_queries(3):  # type: ignore[operator]
        assert len(queries.own_requests(cast.contact)) == many


def test_the_clients_timeline_has_their_words(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    assert work.request is not None
    put_on_wait(work.request.pk, reason_code="client", by=cast.dispatcher)
    resume_request(work.request.pk, by=cast.dispatcher)
    send_message(work.request.pk, "Secret", by=cast.dispatcher, internal=True)
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    friday.move_to(monday)
    note_arrival(work.pk, happened_at=monday, by=cast.engineer_user)
    close_work(work.pk, outcome="done", happened_at=monday, by=cast.engineer_user)
    with acting_as(cast.contact.pk):
        request = queries.request_card(cast.contact, work.request.pk)
        steps = queries.history_for_client(request)
    assert [(step.word, step.at.day) for step in steps] == [("received", 20), ("done", 23)]


def test_the_office_reads_everything(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    kinds = [e.kind for e in queries.history_for_staff(cast.dispatcher, work.request)]
    assert kinds == ["request.submitted", "request.triaged"]
    with pytest.raises(NotFound):
        queries.history_for_staff(cast.contact, work.request)
