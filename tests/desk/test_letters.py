"""confirm_request and tell_request_resolved: what the client reads in the mailbox."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core import mail

from backend.accounts.models import User
from backend.clients.models import Contact, ContactRole
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, change_priority, close_work, submit_request
from backend.desk.models import Request, WorkOrder
from backend.desk.tasks import (
    confirm_request,
    sweep_clocks,
    tell_priority_changed,
    tell_promise_missed,
    tell_request_resolved,
)
from backend.reactions import REACTIONS
from tests.desk.conftest import FRIDAY_1730


def test_it_works(cast: Cast, request_: Request) -> None:
    confirm_request(request_.pk, uuid4())
    letter = mail.outbox[0]
    assert letter.to == ["contact@example.com"]
    assert letter.subject == f"[{request_.number}] Your request has been received"
    assert "Good day, Sophie Laurent," in letter.body
    assert "“The ice machine drips”" in letter.body
    # Monday 11:30 in Monaco, as the portal said.
    arrival = next(line for line in letter.body.splitlines() if "on site" in line)
    assert "11:30" in arrival
    assert arrival.endswith("(Monaco)")
    assert "You do not pay for labour (clause 3.2)." in letter.body
    assert str(request_.pk) in letter.body


def test_asked_twice_it_is_one_letter(cast: Cast, request_: Request) -> None:
    notice_id = uuid4()
    confirm_request(request_.pk, notice_id)
    confirm_request(request_.pk, notice_id)
    assert len(mail.outbox) == 1


def test_standing_terms_are_said(cast: Cast) -> None:
    request = submit_request(
        NewRequest(cast.pharmacy_object.pk, "Fridge", "stopped"), by=cast.dispatcher
    )
    Request.objects.filter(pk=request.pk).update(contact=cast.stranger.contact)
    confirm_request(request.pk, uuid4())
    assert "No contract with response times covers this" in mail.outbox[0].body
    assert "You pay for labour (standing terms, no contract)." in mail.outbox[0].body


def test_who_called_has_no_address(cast: Cast) -> None:
    wish = NewRequest(cast.hotel_object.pk, "Drips", "partly", reported_by="Night porter")
    confirm_request(submit_request(wish, by=cast.dispatcher).pk, uuid4())
    assert not mail.outbox


def test_a_contact_who_never_signs_in_gets_it_too(cast: Cast, request_: Request) -> None:
    Contact.objects.filter(user=cast.contact).update(user=None, email="bar@example.com")
    confirm_request(request_.pk, uuid4())
    assert mail.outbox[0].to == ["bar@example.com"]


def test_the_solution_is_told(cast: Cast, work: WorkOrder, friday: time_machine.Traveller) -> None:
    close_work(work.pk, outcome="done", happened_at=FRIDAY_1730, by=cast.engineer_user)
    assert work.request is not None
    tell_request_resolved(work.request.pk, uuid4())
    assert mail.outbox[0].subject == f"[{work.request.number}] Your request has been solved"


def test_another_priority_is_told_with_its_reason(cast: Cast, request_: Request) -> None:
    change_priority(request_.pk, "critical", reason="Wedding on Monday", by=cast.dispatcher)
    tell_priority_changed(request_.pk, uuid4())
    body = mail.outbox[0].body
    assert "is now treated as: critical." in body
    assert "Wedding on Monday" in body
    # 120 open minutes since Friday 17:30 are over on Monday at 09:30.
    assert "09:30" in next(line for line in body.splitlines() if "on site" in line)


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("en", "Your request has been received", "“The ice machine drips”"),
        ("uk", "Вашу заявку прийнято", "«The ice machine drips»"),
        ("bg", "Заявката ви е приета", "„The ice machine drips“"),
        ("ru", "Ваша заявка принята", "«The ice machine drips»"),
    ],
)
def test_the_reader_chooses_the_language(
    cast: Cast, request_: Request, language: str, subject: str, said: str
) -> None:
    User.objects.filter(pk=cast.contact.pk).update(language=language)
    confirm_request(request_.pk, uuid4())
    letter = mail.outbox[0]
    assert letter.subject == f"[{request_.number}] {subject}"
    assert said in letter.body


def test_a_missed_promise_is_told_to_who_gets_alerts(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    """Response was due on Monday 08:30 and arrival at 11:30 in Monaco; at noon both are missed."""
    owner = Contact.objects.create(client=cast.hotel, name="Ана", email="owner@example.com")
    ContactRole.objects.create(
        contact=owner, scope="object", object=cast.hotel_object, gets_sla_alerts=True
    )
    friday.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC))
    sweep_clocks()
    notice_id = uuid4()
    for _again in range(2):
        tell_promise_missed(request_.pk, notice_id)
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.com"]
    assert request_.number in letter.subject
    late = [line for line in letter.body.splitlines() if line.endswith("(Monaco)")]
    assert [("08:30" in late[0]), ("11:30" in late[1])] == [True, True]


def test_nothing_missed_nothing_told(cast: Cast, request_: Request) -> None:
    ContactRole.objects.filter(contact__client=cast.hotel).update(gets_sla_alerts=True)
    tell_promise_missed(request_.pk, uuid4())
    assert not mail.outbox


def test_alerts_follow_from_the_missed_clock() -> None:
    assert "backend.desk.tasks.tell_promise_missed" in REACTIONS["clock.missed"]
