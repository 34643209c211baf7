"""The letter that says who comes and when. Read in a transaction, sent outside it."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.desk.models import Request
from backend.dispatch.models import Visit
from backend.dispatch.visits import lead_of
from backend.documents.figures import instant_words, zone_words
from backend.notify.actions import tell
from backend.notify.letter import in_language_of, letter


def mail_visit_planned(visit_id: UUID, notice_id: UUID) -> None:
    """Tell the contacts who reported the work that an engineer comes, and between which hours."""
    with transaction.atomic():
        visit = Visit.objects.select_related("object").get(id=visit_id)
        requests = list(_requests(visit))
    # One notice id a visit: the first contact who signs in is the one who is told.
    for request in requests[:1]:
        _mail(visit, request, notice_id)


def _requests(visit: Visit) -> Iterator[Request]:
    works = visit.works.select_related("work_order__request__contact__user")
    for work in works:
        request = work.work_order.request
        if request and request.contact and request.contact.user:
            yield request


def _mail(visit: Visit, request: Request, notice_id: UUID) -> None:
    contact = request.contact
    user = contact.user if contact else None
    if contact is None or user is None:
        return
    with transaction.atomic(), in_language_of(user.language):
        said = {
            "number": request.number,
            "place": visit.object.name,
            "engineer": str(lead_of(visit) or ""),
            "begin": _clock(visit, "planned_from"),
            "end": _clock(visit, "planned_to"),
        }
        subject = _("[%(number)s] A visit is scheduled") % said
        words = (
            _("%(engineer)s comes to %(place)s on %(begin)s and will be done by %(end)s.") % said
        )
        body = letter(contact.name, [words], path=reverse("portal:request", args=[request.pk]))
    tell(notice_id, user, subject, body, client_id=request.client_id, thread=str(request.pk))


def _clock(visit: Visit, which: str) -> str:
    zone, language = visit.object.zone, get_language() or "en"
    when = instant_words(getattr(visit, which), zone, language)
    return f"{when} ({zone_words(zone, language)})"
