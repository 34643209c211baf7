"""A query that is written once answers each reader their own values, never those of another."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Role, User
from backend.clients.models import Client
from backend.database.principal import acting_as
from backend.database.written import Written
from backend.demo.cast import Cast


def _named(user_ids: list[UUID], made_before: datetime) -> QuerySet[User]:
    found = User.objects.filter(id__in=user_ids, created_at__lt=made_before)
    return found.only("name", "role").order_by("name")


NAMED = Written(_named)
LATER = datetime(2200, 1, 1, tzinfo=UTC)


def test_it_works(cast: Cast) -> None:
    first, second = [cast.dispatcher.pk, cast.biller.pk], [cast.engineer_user.pk, cast.contact.pk]
    for wanted in (first, second, first):
        found = NAMED(user_ids=wanted, made_before=LATER)
        assert {user.pk for user in found} == set(wanted)
        assert [user.name for user in found] == sorted(user.name for user in found)


def test_every_value_counts(cast: Cast) -> None:
    both = [cast.dispatcher.pk, cast.biller.pk]
    assert len(NAMED(user_ids=both, made_before=LATER)) == 2
    assert NAMED(user_ids=both, made_before=datetime(1999, 1, 1, tzinfo=UTC)) == []
    assert NAMED(user_ids=both[:1], made_before=LATER) == [cast.dispatcher]
    assert NAMED(user_ids=[], made_before=LATER) == []
    assert len(NAMED(user_ids=both * 30, made_before=LATER)) == 2


def test_days_and_choices_count(cast: Cast) -> None:
    def of_role(role: Role, *, on: date, active: bool | None) -> QuerySet[User]:
        found = User.objects.filter(role=role, created_at__date__lte=on)
        return found if active is None else found.filter(is_active=active)

    written = Written(of_role)
    late, early = date(2200, 1, 1), date(1999, 1, 1)
    assert written(role=Role.BILLER, on=late, active=None) == [cast.biller]
    assert written(role=Role.BILLER, on=late, active=False) == []
    assert written(role=Role.BILLER, on=early, active=None) == []
    assert cast.dispatcher in written(role=Role.DISPATCHER, on=late, active=True)
    assert len(written.known) == 3


def test_lists_of_near_lengths_are_one_statement(cast: Cast) -> None:
    written = Written(lambda user_ids: User.objects.filter(id__in=user_ids))
    people = [cast.dispatcher.pk, cast.biller.pk, cast.engineer_user.pk, cast.contact.pk]
    assert [len(written(user_ids=people[:count])) for count in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert len(written.known) == 3


def test_it_is_written_once(cast: Cast) -> None:
    asked = 0

    def of_one(user_id: UUID) -> QuerySet[User]:
        nonlocal asked
        asked += 1
        return User.objects.filter(id=user_id)

    written = Written(of_one)
    with CaptureQueriesContext(connection) as seen:
        for who in (cast.dispatcher, cast.biller, cast.engineer_user):
            assert written(user_id=who.pk) == [who]
    assert (asked, len(seen)) == (1, 3)


def test_what_is_always_the_same_stands_in_the_statement(cast: Cast) -> None:
    def odd(user_id: UUID, active: bool) -> QuerySet[User]:
        found = User.objects.filter(id=user_id, is_active=active, role__in=list(Role)[1:])
        return (
            found.exclude(name="O'Hara 100%s \\")
            .exclude(name__startswith="9%")
            .extra(where=["'%%' <> name"])
        )

    written = Written(odd)
    with CaptureQueriesContext(connection) as seen:
        assert written(user_id=cast.biller.pk, active=True) == [cast.biller]
        assert written(user_id=cast.biller.pk, active=False) == []
    assert "'biller'" in seen[0]["sql"]
    assert "'O''Hara 100%s" in seen[0]["sql"]
    assert [len(statement.params) for statement in written.known.values()] == [1, 1]


def test_the_walls_stand(cast: Cast) -> None:
    written = Written(lambda: Client.objects.order_by("name"))
    assert len(written()) == 2
    with acting_as(cast.contact.pk):
        assert [client.name for client in written()] == ["Hotel Hermitage"]


def test_related_rows_come_along(cast: Cast, django_assert_num_queries: object) -> None:
    written = Written(
        lambda object_id: (
            type(cast.pharmacy_object)
            .objects.filter(id=object_id)
            .select_related("client")
            .only("name", "client__name")
        )
    )
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert written(object_id=cast.pharmacy_object.pk)[0].client.name == "Pharmacie du Port"


def test_what_cannot_be_found_again_is_refused(cast: Cast) -> None:
    with pytest.raises(TypeError, match="user_id cannot be found"):
        Written(lambda user_id: User.objects.all())(user_id=cast.dispatcher.pk)
    with pytest.raises(TypeError, match="cannot stand"):
        Written(lambda name: User.objects.filter(name=name))(name="Ann")
