"""Photos a command named whose bytes never came: the dispatchers hear of it after a day, once a
visit; the visit and the report say which are missing all along."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.database.principal import SYSTEM_ID
from backend.dispatch.models import Visit
from backend.fieldwork.models import Photo
from backend.lib.clock import utc_now
from backend.notify.actions import tell
from backend.notify.letter import in_language_of, letter

MISSING_AFTER: Final = timedelta(hours=24)
# What is older was told long ago.
TOLD_WITHIN: Final = timedelta(days=14)


def tell_missing_media() -> int:
    """Mail every dispatcher about each visit that waits for files since a day; how many visits."""
    with transaction.atomic():
        visits = list(_visits())
        people = list(User.objects.filter(role=Role.DISPATCHER, is_active=True).order_by("pk"))
        letters = [each for visit in visits for each in _letters(visit, people)]
    for notice_id, person, subject, body in letters:
        tell(notice_id, person, subject, body)
    return len(visits)


def _visits() -> QuerySet[Visit]:
    now = utc_now()
    waiting = Photo.objects.filter(
        file=None, captured_at__lt=now - MISSING_AFTER, captured_at__gt=now - TOLD_WITHIN
    )
    of_them = Visit.objects.filter(photos__in=waiting).select_related("object").distinct()
    return of_them.order_by("number")


def _letters(visit: Visit, people: list[User]) -> Iterator[tuple[UUID, User, str, str]]:
    counted = visit.photos.aggregate(named=Count("id"), came=Count("file"))
    facts = {"visit": visit.number, "object": visit.object.name, **counted}
    for person in people:
        notice_id = uuid5(SYSTEM_ID, f"missing-media:{visit.id}:{person.pk}")
        with in_language_of(person.language):
            subject = _("%(visit)s: files have not arrived") % facts
            words = _(
                "Of %(named)s files named at %(object)s only %(came)s have arrived in a day. "
                "They are still on the phone: ask the engineer to open the app with a network."
            )
            path = reverse("day:visit", args=[visit.pk])
            yield notice_id, person, subject, letter(person.name, [words % facts], path=path)
