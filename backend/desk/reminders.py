"""Who is to see to a promise is told while it can still be kept, in their own working hours.

The hours are those our entity reads reminders in, on each person's own clock; somebody who is off
now is told when the next working day begins, unless the promise has ended by then.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.contracts.as_rules import calendar_for
from backend.contracts.in_force import our_entity_for
from backend.contracts.models import StandingTerms, WorkCalendar
from backend.contracts.working_time import next_open
from backend.desk.letters import promised_line
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.lib.clock import utc_now
from backend.lib.errors import NotYet
from backend.notify.actions import Addressee, tell_address
from backend.notify.letter import in_language_of, letter

Letter = tuple[Addressee, str, str]


def mail_reminders(subject_id: UUID, notice_id: UUID) -> None:
    """Tell every dispatcher who works now; raises NotYet while some have yet to begin."""
    now = utc_now()
    later: list[datetime] = []
    with transaction.atomic():
        subject = subject_of(subject_id)
        running = list(_running(subject)) if subject else []
        if subject is None or not running:
            return
        hours = _office_hours(subject)
        letters = list(_written(subject, running, hours, now, later))
    for addressee, words, body in letters:
        own_id = uuid5(notice_id, addressee.address)
        tell_address(own_id, addressee, words, body, thread=str(subject.pk))
    if later:
        raise NotYet(min(later))


def subject_of(subject_id: UUID) -> Request | WorkOrder | None:
    """The request or planned work with what a letter says of it."""
    rows = ("object", "client", "contract_version__contract__our_entity")
    request = Request.objects.select_related(*rows).filter(pk=subject_id).first()
    return request or WorkOrder.objects.select_related(*rows).filter(pk=subject_id).first()


def _running(subject: Request | WorkOrder) -> Iterator[SlaClock]:
    """Clocks that were reminded of and whose promise still stands."""
    for clock in subject.clocks.filter(state=SlaClock.State.RUNNING, breached_at=None):
        if clock.noted and clock.due_at is not None:
            yield clock


def _office_hours(subject: Request | WorkOrder) -> WorkCalendar | None:
    entity = our_entity_for(subject.object, subject.contract_version)
    terms = StandingTerms.objects.select_related("office_hours").filter(entity=entity).first()
    return terms.office_hours if terms else None


def _written(
    subject: Request | WorkOrder,
    running: Sequence[SlaClock],
    hours: WorkCalendar | None,
    now: datetime,
    later: list[datetime],
) -> Iterator[Letter]:
    """A letter for each who works now; when the others begin goes to `later`."""
    for person in User.objects.filter(role=Role.DISPATCHER, is_active=True).order_by("pk"):
        begins = next_open(calendar_for(hours, person.zone), now) if hours else now
        if begins == now:
            yield _letter(subject, running, person)
        elif begins is not None:
            later.append(begins)


def _letter(subject: Request | WorkOrder, running: Sequence[SlaClock], person: User) -> Letter:
    addressee = Addressee(person.email, person.language, person, subject.client_id)
    facts = {"number": subject.number, "place": subject.object.name}
    page = "desk:request" if isinstance(subject, Request) else "desk:work"
    with in_language_of(person.language):
        paragraphs = [
            _("What we promised for %(number)s, %(place)s, is running out:") % facts,
            "\n".join(promised_line(clock, subject.object.zone) for clock in running),
        ]
        words = _("[%(number)s] A promise is running out") % facts
        path = reverse(page, args=[subject.pk])
        return addressee, words, letter(person.name, paragraphs, path=path)
