"""The letters of the desk, in the reader's language. Read in a transaction, sent outside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from backend.clients.limits import who_gets
from backend.clients.models import Contact
from backend.contracts.clause_words import clause_words
from backend.contracts.coverage import Verdict
from backend.contracts.models import Priority
from backend.contracts.sla import Target
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.documents.figures import zone_words
from backend.journal import kinds
from backend.journal.queries import history_of
from backend.notify.actions import Addressee, tell_address
from backend.notify.letter import in_language_of, letter

_PRIORITIES: Final[dict[str, Promise]] = {
    Priority.CRITICAL: pgettext_lazy("priority", "critical"),
    Priority.HIGH: pgettext_lazy("priority", "high"),
    Priority.NORMAL: pgettext_lazy("priority", "normal"),
    Priority.LOW: pgettext_lazy("priority", "low"),
}


def mail_confirmation(request_id: UUID, notice_id: UUID) -> None:
    """Tell the contact that the request is in, what is promised and who pays."""
    _mail(request_id, notice_id, _confirmation)


def mail_resolution(request_id: UUID, notice_id: UUID) -> None:
    """Tell the contact that the request is solved."""
    _mail(request_id, notice_id, _resolution)


def mail_priority_change(request_id: UUID, notice_id: UUID) -> None:
    """Tell the contact that the office sees the matter otherwise, why, and what holds now."""
    _mail(request_id, notice_id, _priority_change)


def mail_missed_promise(subject_id: UUID, notice_id: UUID) -> None:
    """Tell who gets such alerts for the object which promises of a request, or of planned work,
    were not kept."""
    with transaction.atomic():
        subject = _with_promises(Request, subject_id) or _with_promises(WorkOrder, subject_id)
        missed = subject.clocks.exclude(breached_at=None).order_by("due_at") if subject else []
        if subject is None or not missed:
            return
        alerts = who_gets("gets_sla_alerts", subject.client_id, subject.object)
        written = [_alert(subject, list(missed), contact) for contact in alerts]
    for addressee, words, body in written:
        own_id = uuid5(notice_id, addressee.address)
        tell_address(own_id, addressee, words, body, thread=str(subject.pk))


def _with_promises(model: type[Request] | type[WorkOrder], key: UUID) -> Request | WorkOrder | None:
    return model._default_manager.select_related("object", "client").filter(pk=key).first()


def _alert(
    subject: Request | WorkOrder, missed: list[SlaClock], contact: Contact
) -> tuple[Addressee, str, str]:
    user = contact.user if contact.user and contact.user.is_active else None
    language = user.language if user else subject.client.language
    addressee = Addressee(contact.email, language, user, subject.client_id)
    facts = {"number": subject.number, "place": subject.object.name}
    with in_language_of(language):
        paragraphs = [
            _("We have not kept what we promised for %(number)s, %(place)s:") % facts,
            "\n".join(promised_line(clock, subject.object.zone) for clock in missed),
        ]
        is_request = user is not None and isinstance(subject, Request)
        path = reverse("portal:request", args=[subject.pk]) if is_request else ""
        words = _("[%(number)s] A promise was missed") % facts
        return addressee, words, letter(contact.name, paragraphs, path=path)


def _mail(
    request_id: UUID, notice_id: UUID, write: Callable[[Request], tuple[str, list[str]]]
) -> None:
    with transaction.atomic():
        request = Request.objects.select_related("contact__user", "object", "client").get(
            id=request_id
        )
        contact = request.contact
        addressee = _addressee(contact, request) if contact else None
        if contact is None or addressee is None:
            # Somebody who called by phone has no address; the desk tells them.
            return
        with in_language_of(addressee.language):
            subject, paragraphs = write(request)
            path = reverse("portal:request", args=[request.pk])
            body = letter(contact.name, paragraphs, path=path)
    tell_address(notice_id, addressee, subject, body, thread=str(request.pk))


def _addressee(contact: Contact, request: Request) -> Addressee | None:
    user = contact.user
    address = user.email if user and user.is_active else contact.email
    if not address or not contact.is_active:
        return None
    language = user.language if user else request.client.language
    return Addressee(address, language, user, request.client_id)


def _confirmation(request: Request) -> tuple[str, list[str]]:
    subject = _("[%(number)s] Your request has been received") % {"number": request.number}
    paragraphs = [
        _("We have received your request %(number)s for %(place)s.")
        % {"number": request.number, "place": request.object.name},
        _("“%(words)s”") % {"words": request.words},
        _promised_lines(request),
        _paid_line(request),
    ]
    return subject, paragraphs


def _resolution(request: Request) -> tuple[str, list[str]]:
    subject = _("[%(number)s] Your request has been solved") % {"number": request.number}
    at = _shown(request.resolved_at, request.object.zone) if request.resolved_at else ""
    paragraphs = [
        _("Your request %(number)s for %(place)s was solved on %(moment)s.")
        % {"number": request.number, "place": request.object.name, "moment": at},
        _("If something still does not work, write into the request and we go on."),
    ]
    return subject, paragraphs


def _priority_change(request: Request) -> tuple[str, list[str]]:
    subject = _("[%(number)s] The priority of your request has changed")
    changes = history_of([request.pk], [kinds.REQUEST_PRIORITISED])
    reason = [entry.data["reason"] for entry in changes][-1:]
    paragraphs = [
        _("Your request %(number)s for %(place)s is now treated as: %(priority)s.")
        % {
            "number": request.number,
            "place": request.object.name,
            "priority": _PRIORITIES[request.priority],
        },
        *reason,
        _promised_lines(request),
    ]
    return subject % {"number": request.number}, paragraphs


def _promised_lines(request: Request) -> str:
    """One line a target, in the object's zone; standing terms say that nothing is promised."""
    promised = [clock for clock in request.clocks.all() if clock.due_at]
    if not promised:
        return _("No contract with response times covers this; we will propose a time.")
    return "\n".join(promised_line(clock, request.object.zone) for clock in promised)


def promised_line(clock: SlaClock, zone: str) -> str:
    words = {
        Target.RESPONSE: pgettext("promise", "Answer by %(moment)s"),
        Target.ARRIVAL: pgettext("promise", "Engineer on site by %(moment)s"),
        Target.RESTORATION: pgettext("promise", "Service restored by %(moment)s"),
        Target.RESOLUTION: pgettext("promise", "Solved by %(moment)s"),
        Target.NEXT_UPDATE: pgettext("promise", "Next word from us by %(moment)s"),
        Target.MAINTENANCE_WINDOW: pgettext("promise", "Maintenance done by %(moment)s"),
    }
    assert clock.due_at is not None
    return words[Target(clock.kind)] % {"moment": _shown(clock.due_at, zone)}


def _paid_line(request: Request) -> str:
    why = {"why": clause_words(request.coverage_clause, request.coverage)}
    if request.coverage in (Verdict.COVERED, Verdict.WARRANTY):
        return _("You do not pay for labour (%(why)s).") % why
    return _("You pay for labour (%(why)s).") % why


def _shown(moment: datetime, zone: str) -> str:
    """Weekday, date and 24-hour time on the object's clock, with its zone."""
    local = moment.astimezone(ZoneInfo(zone))
    language = get_language() or "en"
    # Days before months, as everywhere the firm works.
    day = format_skeleton("yMMMEd", local, locale={"en": "en_GB"}.get(language, language))
    words = {"date": day, "time": f"{local:%H:%M}", "zone": zone_words(zone, language)}
    return _("%(date)s, %(time)s (%(zone)s)") % words
