"""Objects change hands: who ran an object on a day, and the action that hands it over."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.accounts.models import User
from backend.clients.models import Client, Equipment, ObjectTenure, ServiceObject
from backend.database.written import Written
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import Invalid, NotFound

SINCE_EVER: Final = date(2000, 1, 1)
"""When the first known client began, where nobody noted the day."""


def client_on(place: ServiceObject, day: date) -> UUID:
    """The client whose object it was on `day`; today's where no tenure says another."""
    running = next(iter(_RUNNING(object_id=place.pk, day=day)), None)
    return running.client_id if running else place.client_id


def _running(object_id: UUID, day: date) -> QuerySet[ObjectTenure]:
    on_that_day = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    kept = ObjectTenure.objects.filter(on_that_day, object=object_id)
    return kept.only("client_id").order_by("valid_from")


_RUNNING: Final = Written(_running)


class Tenures:
    """Who ran any of `places` on any day, read in one question."""

    def __init__(self, places: Iterable[ServiceObject]) -> None:
        self._kept: dict[UUID, list[ObjectTenure]] = {}
        for kept in ObjectTenure.objects.filter(object__in={place.pk for place in places}):
            self._kept.setdefault(kept.object_id, []).append(kept)

    def client_on(self, place: ServiceObject, day: date) -> UUID:
        """As `client_on`."""
        kept = self._kept.get(place.pk, ())
        return next((each.client_id for each in kept if each.holds_on(day)), place.client_id)


@transaction.atomic
def hand_over(object_id: UUID, to: Client, *, on: date, by: User) -> ObjectTenure:
    """From the day `on` the object, and what stands there of the client's or ours, is `to`'s.

    What was reported before stays with the former client; what they may reach ends. Invalid names
    `client` ("same-client") or `valid_from` ("in-future", "tenures-overlap").
    """
    places = ServiceObject.objects.select_for_update(of=("self",)).select_related("client")
    place = places.filter(pk=object_id).first()
    if place is None:
        raise NotFound("object")
    if to.pk == place.client_id:
        raise Invalid("client", "same-client")
    if on > local_date(utc_now(), place.zone):
        raise Invalid("valid_from", "in-future")
    former = place.client
    _end_running(place, on)
    place.client = to
    place.save(update_fields=["client"])
    # Groups and their contracts are the former client's.
    place.groups.clear()
    Equipment.objects.filter(object=place, client=former).update(client=to)
    tenure = ObjectTenure.objects.create(object=place, client=to, valid_from=on)
    record(
        kinds.OBJECT_HANDED_OVER,
        place,
        by=by,
        client_id=to.pk,
        former=former.name,
        client=to.name,
        day=str(on),
    )
    return tenure


def _end_running(place: ServiceObject, on: date) -> None:
    tenures = ObjectTenure.objects.filter(object=place)
    running = tenures.filter(valid_to=None).first()
    if running is None:
        latest = tenures.order_by("-valid_to").first()
        begin = latest.valid_to if latest and latest.valid_to else SINCE_EVER
        running = ObjectTenure(object=place, client=place.client, valid_from=begin)
    if running.valid_from > on:
        raise Invalid("valid_from", "tenures-overlap", since=str(running.valid_from))
    if running.valid_from == on:
        # It has held no day: a slip of the same day is put right.
        tenures.filter(pk=running.pk).delete()
        return
    running.valid_to = on
    running.save()
