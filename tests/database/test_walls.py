"""The second wall: without any filter of ours, PostgreSQL shows a contact only their own."""

from django.db import connection

from backend.clients.models import Client, Equipment
from backend.contracts.models import Contract
from backend.database.principal import acting_as
from backend.demo.cast import Cast


def test_it_works(cast: Cast) -> None:
    with acting_as(cast.contact.pk):
        assert [c.name for c in Client.objects.all()] == ["Hotel Hermitage"]
        assert Equipment.objects.get() == cast.ice_machine
    with acting_as(cast.stranger.pk):
        assert [c.name for c in Client.objects.all()] == ["Pharmacie du Port"]
        assert not Contract.objects.exists()


def test_nobody_sees_nothing(cast: Cast) -> None:
    with acting_as(None):
        assert not Client.objects.exists()


def test_the_application_is_not_the_owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper or rolbypassrls from pg_roles"
            " where rolname = current_user"
        )
        assert cursor.fetchone() == ("callout_app", False)
