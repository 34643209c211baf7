"""A promise that runs out is told to dispatchers, each in their own working hours."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail

from backend.contracts.models import StandingTerms, WorkCalendar
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, note_missed_clocks, send_message, submit_request
from backend.desk.models import Request
from backend.desk.reminders import mail_reminders
from backend.journal.models import Delivery, Entry
from backend.lib.errors import NotYet
from backend.lib.ids import new_id
from backend.reactions import deliver
from tests.agreed import revised

# Half of the response's 60 open minutes: thirty of Friday from 17:30, which end at closing.
HALF_OF_RESPONSE = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture
def reminded(cast: Cast, wish: NewRequest, friday: time_machine.Traveller) -> Request:
    """Friday 18:00 local: the response is half used up."""
    with revised(cast.contract_version) as version:
        version.policies.update(reminders=[50])
    request = submit_request(wish, by=cast.contact)
    friday.move_to(HALF_OF_RESPONSE)
    assert note_missed_clocks(HALF_OF_RESPONSE) == 0
    return request


def office_hours(cast: Cast) -> None:
    """Our people read reminders on weekdays from 09 to 18."""
    week = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    hours = WorkCalendar.objects.create(name="Office", week=week)
    StandingTerms.objects.filter(entity=cast.our_entity).update(office_hours=hours)


def test_it_works(cast: Cast, reminded: Request) -> None:
    mail_reminders(reminded.pk, new_id())
    (letter,) = [each for each in mail.outbox if each.to == [cast.dispatcher.email]]
    assert letter.subject == f"[{reminded.number}] A promise is running out"
    assert "Answer by" in str(letter.body)
    assert "Engineer on site" not in str(letter.body)


def test_out_of_hours_it_waits_for_the_morning(
    cast: Cast, reminded: Request, friday: time_machine.Traveller
) -> None:
    office_hours(cast)
    entry = Entry.objects.get(kind="clock.reminded")
    deliver(entry.pk)
    delivery = Delivery.objects.get(entry=entry)
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (delivery.state, delivery.attempts, delivery.lease_until) == ("due", 0, monday)
    assert not mail.outbox
    with pytest.raises(NotYet):
        mail_reminders(reminded.pk, new_id())


def test_a_promise_kept_meanwhile_is_not_worth_a_letter(cast: Cast, reminded: Request) -> None:
    send_message(reminded.pk, "We are coming.", by=cast.dispatcher)
    mail_reminders(reminded.pk, new_id())
    assert not mail.outbox
