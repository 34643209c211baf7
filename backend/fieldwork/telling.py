"""What a client is told of a visit: that it is done, or why nobody could work; and what our
dispatchers are told of the client's answer to an offer."""

from collections.abc import Callable
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.clients.limits import who_gets
from backend.dispatch.models import Visit
from backend.fieldwork.models import PaidWork
from backend.notify.actions import Addressee, tell_address
from backend.notify.letter import in_language_of, letter

Letter = Callable[[Visit, str], tuple[str, str]]


def tell_visit_done(visit_id: UUID, notice_id: UUID) -> None:
    """Mail the contacts who report for the object that the work was done."""
    _tell(visit_id, notice_id, _done)


def tell_visit_failed(visit_id: UUID, notice_id: UUID) -> None:
    """Mail them that nobody could work, and why."""
    _tell(visit_id, notice_id, _failed)


def tell_offer_refused(visit_id: UUID, notice_id: UUID) -> None:
    """Mail the dispatchers who refused which paid work in the portal, and why; what was refused
    on site the engineer knows."""
    with transaction.atomic():
        answered = PaidWork.objects.select_related("visit__object", "contact")
        refused = answered.filter(visit=visit_id, contact__isnull=False, approved_at=None)
        offer = refused.exclude(refused_at=None).order_by("-refused_at").first()
        people = list(User.objects.filter(role=Role.DISPATCHER, is_active=True).order_by("pk"))
        letters = [_of_refusal(offer, person) for person in people] if offer else []
    for addressee, subject, body in letters:
        tell_address(uuid5(notice_id, addressee.address), addressee, subject, body)


def _of_refusal(offer: PaidWork, person: User) -> tuple[Addressee, str, str]:
    visit, said_by = offer.visit, offer.contact
    facts = {
        "name": said_by.name if said_by else "",
        "text": offer.text,
        "object": visit.object.name,
        "reason": offer.refusal,
        "visit": visit.number,
    }
    with in_language_of(person.language):
        subject = _("%(visit)s: the client refused paid work") % facts
        words = _("%(name)s refused “%(text)s” at %(object)s: %(reason)s") % facts
        body = letter(person.name, [words], path=reverse("day:visit", args=[visit.pk]))
        return Addressee(person.email, person.language, person, visit.client_id), subject, body


def _tell(visit_id: UUID, notice_id: UUID, write: Letter) -> None:
    with transaction.atomic():
        visit = Visit.objects.select_related("object", "client", "failed_for").get(id=visit_id)
        letters = [
            (addressee, _in_language(visit, addressee.language, write))
            for addressee in _addressees(visit)
        ]
    for addressee, (subject, body) in letters:
        tell_address(uuid5(notice_id, addressee.address), addressee, subject, body)


def _addressees(visit: Visit) -> list[Addressee]:
    """Contacts whose role reaches the object, each once."""
    return [
        Addressee(
            contact.email,
            contact.user.language if contact.user else visit.client.language,
            contact.user,
            visit.client_id,
        )
        for contact in who_gets("reports", visit.client_id, visit.object)
    ]


def _in_language(visit: Visit, language: str, write: Letter) -> tuple[str, str]:
    """Subject and body; the link leads to the request the visit was for."""
    ordered = visit.works.order_by("work_order__number")
    asked = ordered.exclude(work_order__request=None).values_list("work_order__request", flat=True)
    path = reverse("portal:request", args=[asked[0]]) if asked else reverse("portal:requests")
    with in_language_of(language):
        subject, words = write(visit, language)
        return subject, letter("", words.split("\n\n"), path=path)


def _done(visit: Visit, language: str) -> tuple[str, str]:
    subject = _("%(visit)s is done: %(object)s") % _facts(visit)
    body = _(
        "The visit %(visit)s to %(object)s has ended.\n\n"
        "Work orders: %(works)s.\n"
        "The service report is kept with your request."
    )
    return subject, body % _facts(visit)


def _failed(visit: Visit, language: str) -> tuple[str, str]:
    reason = visit.failed_for.name_in(language) if visit.failed_for else ""
    facts = {**_facts(visit), "reason": reason}
    subject = _("%(visit)s could not take place: %(object)s") % facts
    body = _(
        "The engineer could not work at %(object)s: %(reason)s.\n\n"
        "Work orders: %(works)s.\n"
        "Answer with a time that suits you; the work is planned again."
    )
    return subject, body % facts


def _facts(visit: Visit) -> dict[str, str]:
    works = visit.works.select_related("work_order").order_by("work_order__number")
    numbers = ", ".join(work.work_order.number for work in works)
    return {"visit": visit.number, "object": visit.object.name, "works": numbers}
