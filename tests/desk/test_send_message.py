"""send_message: what people write to each other."""

from datetime import UTC, datetime

import pytest
import time_machine

from backend.catalog.models import Reason
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.actions import put_on_wait, send_message
from backend.desk.models import Message, Request
from backend.lib.errors import Invalid, NotFound


def test_it_works(cast: Cast, request_: Request, friday: time_machine.Traveller) -> None:
    friday.move_to(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    message = send_message(request_.pk, " We come on Monday. ", by=cast.dispatcher)
    assert message.text == "We come on Monday."
    request_.refresh_from_db()
    assert request_.state == "open"
    # Exactly 60 open minutes after the report: a promise kept.
    clock = request_.clocks.get(kind="response")
    assert (clock.state, clock.stopped_at, clock.next_at) == ("met", message.sent_at, None)


def test_one_second_later_is_missed(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    friday.move_to(datetime(2026, 11, 23, 7, 30, 1, tzinfo=UTC))
    send_message(request_.pk, "We come", by=cast.dispatcher)
    clock = request_.clocks.get(kind="response")
    assert (clock.state, clock.breached_at) == ("missed", datetime(2026, 11, 23, 7, 30, tzinfo=UTC))


def test_an_internal_message_answers_nobody(cast: Cast, request_: Request) -> None:
    send_message(request_.pk, "Is Olena free?", by=cast.dispatcher, internal=True)
    request_.refresh_from_db()
    assert (request_.state, request_.clocks.get(kind="response").state) == ("new", "running")
    with acting_as(cast.contact.pk):
        assert not Message.objects.exists()


def test_the_clients_own_words_are_no_answer(cast: Cast, request_: Request) -> None:
    with acting_as(cast.contact.pk):
        send_message(request_.pk, "It drips more", by=cast.contact)
    assert request_.clocks.get(kind="response").state == "running"


def test_the_clients_answer_ends_waiting_for_them(cast: Cast, request_: Request) -> None:
    put_on_wait(request_.pk, reason_code="client", by=cast.dispatcher)
    assert request_.clocks.get(kind="arrival").state == "paused"
    with acting_as(cast.contact.pk):
        send_message(request_.pk, "Key is at the desk", by=cast.contact)
    request_.refresh_from_db()
    assert (request_.state, request_.waiting_for) == ("open", None)
    assert request_.clocks.get(kind="arrival").state == "running"


def test_waiting_for_access_goes_on(cast: Cast, request_: Request) -> None:
    put_on_wait(request_.pk, reason_code="access", by=cast.dispatcher)
    with acting_as(cast.contact.pk):
        send_message(request_.pk, "Thank you", by=cast.contact)
    request_.refresh_from_db()
    assert request_.waiting_for == Reason.objects.get(code="access")


def test_a_stranger_finds_nothing(cast: Cast, request_: Request) -> None:
    with acting_as(cast.stranger.pk), pytest.raises(NotFound):
        send_message(request_.pk, "Hello", by=cast.stranger)


def test_a_contact_writes_nothing_internal(cast: Cast, request_: Request) -> None:
    with acting_as(cast.contact.pk), pytest.raises(NotFound):
        send_message(request_.pk, "Hello", by=cast.contact, internal=True)


@pytest.mark.parametrize("who", ["engineer_user", "biller", "administrator"])
def test_others_do_not_write(cast: Cast, request_: Request, who: str) -> None:
    with pytest.raises(NotFound):
        send_message(request_.pk, "Hello", by=getattr(cast, who))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "blank"), (" \n", "blank"), ("a" * 5001, "too-long"), ("\x00", "not-valid")],
)
def test_bad_text_is_named(cast: Cast, request_: Request, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        send_message(request_.pk, text, by=cast.dispatcher)
    assert (refusal.value.field, refusal.value.code) == ("text", code)
