"""Scopes: what a contact, the office and an engineer see of clients."""

import pytest

from backend.accounts.models import User
from backend.clients import queries
from backend.clients.models import Contact, ContactRole, ObjectGroup, ServiceObject
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.lib.errors import NotFound


def test_it_works(cast: Cast) -> None:
    with acting_as(cast.contact.pk):
        assert list(queries.objects_visible_to(cast.contact)) == [cast.hotel_object]
        assert list(queries.equipment_visible_to(cast.contact)) == [cast.ice_machine]
        assert list(queries.clients_visible_to(cast.contact)) == [cast.hotel]
        assert queries.client_ids_of(cast.contact) == {cast.hotel.pk}
        assert queries.contact_of(cast.contact) == cast.contact.contact


@pytest.mark.parametrize("who", ["dispatcher", "biller", "administrator"])
def test_the_office_sees_all(cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    assert queries.objects_visible_to(user).count() == 2
    assert queries.equipment_visible_to(user).count() == 2
    assert queries.client_ids_of(user) is None
    assert queries.contact_of(user) is None


def test_the_query_holds_without_the_wall(cast: Cast) -> None:
    """As the house, row-level security shows all; the contact's query still does not."""
    assert list(queries.objects_visible_to(cast.contact)) == [cast.hotel_object]
    with pytest.raises(NotFound):
        queries.service_object(cast.contact, cast.pharmacy_object.pk)
    assert list(queries.equipment_visible_to(cast.contact)) == [cast.ice_machine]


def test_an_engineer_sees_nothing_here(cast: Cast) -> None:
    assert not queries.objects_visible_to(cast.engineer_user).exists()
    assert not queries.equipment_visible_to(cast.engineer_user).exists()
    assert not queries.clients_visible_to(cast.engineer_user).exists()


def test_roles_narrow(cast: Cast) -> None:
    spa = ServiceObject.objects.create(client=cast.hotel, name="Spa")
    pool = ServiceObject.objects.create(client=cast.hotel, name="Pool")
    role = ContactRole.objects.get(contact__user=cast.contact)
    role.scope, role.object = "object", spa
    role.save()
    assert list(queries.objects_visible_to(cast.contact)) == [spa]
    group = ObjectGroup.objects.create(client=cast.hotel, name="Water")
    group.service_objects.add(pool, spa)
    ContactRole.objects.create(contact=role.contact, scope="group", group=group)
    assert list(queries.objects_visible_to(cast.contact)) == [pool, spa]


def test_a_contact_who_left_sees_nothing(cast: Cast) -> None:
    Contact.objects.filter(user=cast.contact).update(is_active=False)
    assert not queries.objects_visible_to(cast.contact).exists()
    assert queries.contact_of(cast.contact) is None


def test_an_object_is_found_by_its_shop_number_first(cast: Cast) -> None:
    ServiceObject.objects.create(client=cast.hotel, name="Kiosk near hh-01")
    assert list(queries.found_by_code(cast.dispatcher, "hh-01")) == [cast.hotel_object]
    assert queries.found_by_code(cast.dispatcher, "port").get() == cast.pharmacy_object
    assert not queries.found_by_code(cast.contact, "port").exists()
