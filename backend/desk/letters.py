"""The letters of the desk, in the reader's language. Read in a transaction, sent outside it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backend.clients.models import Contact
from backend.contracts.coverage import STANDING_TERMS, Verdict
from backend.contracts.sla import Target
from backend.desk.models import Request, SlaClock
from backend.notify.actions import Addressee, tell_address
from backend.notify.letter import in_language_of, letter


def mail_confirmation(request_id: UUID, notice_id: UUID) -> None:
    """Tell the contact that the request is in, what is promised and who pays."""
    _mail(request_id, notice_id, _confirmation)


def mail_resolution(request_id: UUID, notice_id: UUID) -> None:
    """Tell the contact that the request is solved."""
    _mail(request_id, notice_id, _resolution)


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
        f"“{request.words}”",
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


def _promised_lines(request: Request) -> str:
    """One line a target, in the object's zone; standing terms say that nothing is promised."""
    promised = [clock for clock in request.clocks.all() if clock.due_at]
    if not promised:
        return _("No contract with response times covers this; we will propose a time.")
    return "\n".join(_promised_line(clock, request.object.zone) for clock in promised)


def _promised_line(clock: SlaClock, zone: str) -> str:
    words = {
        Target.RESPONSE: pgettext("promise", "Answer by %(moment)s"),
        Target.ARRIVAL: pgettext("promise", "Engineer on site by %(moment)s"),
        Target.RESTORATION: pgettext("promise", "Service restored by %(moment)s"),
        Target.RESOLUTION: pgettext("promise", "Solved by %(moment)s"),
    }
    assert clock.due_at is not None
    return words[Target(clock.kind)] % {"moment": _shown(clock.due_at, zone)}


def _paid_line(request: Request) -> str:
    named = {"clause": request.coverage_clause}
    if request.coverage in (Verdict.COVERED, Verdict.WARRANTY):
        return _("Labour is covered by your contract, clause %(clause)s.") % named
    if request.coverage_clause == STANDING_TERMS:
        return _("The work is paid by our price list.")
    return _("Labour is paid by your contract, clause %(clause)s.") % named


def _shown(moment: datetime, zone: str) -> str:
    """Date, time and zone as the reader's language writes them."""
    local = moment.astimezone(ZoneInfo(zone))
    when = formats.date_format(local, "SHORT_DATETIME_FORMAT", use_l10n=True)
    return f"{when} ({zone})"
