"""Rows attached to their owners answer as prefetched ones do, without a question."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.clients.models import Client, ServiceObject
from backend.database.attached import attach
from backend.demo.cast import Cast


def test_it_works(cast: Cast) -> None:
    clients = list(Client.objects.order_by("name"))
    places = list(ServiceObject.objects.order_by("name"))
    attach(clients, "service_objects", places, "client_id")
    with CaptureQueriesContext(connection) as seen:
        found = {client.pk: list(client.service_objects.all()) for client in clients}
    assert len(seen) == 0
    for client in clients:
        assert found[client.pk] == [place for place in places if place.client_id == client.pk]


def test_an_owner_of_nothing_is_not_asked_for_again(cast: Cast) -> None:
    place = cast.pharmacy_object
    with CaptureQueriesContext(connection) as seen:
        attach([place], "groups", [])
        assert list(place.groups.all()) == []
    assert len(seen) == 0
