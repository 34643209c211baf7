"""An object changes hands: the past stays with the former client, the future is the new one's."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from time_machine import travel

from backend.accounts.models import User
from backend.clients.models import ContactRole, ObjectTenure, ServiceObject
from backend.clients.queries import equipment_visible_to, objects_visible_to
from backend.clients.tenure import client_on, hand_over
from backend.contracts.in_force import PromiseFacts
from backend.contracts.terms import sla_terms_for
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, submit_request
from backend.desk.models import Request
from backend.desk.queries import requests_visible_to
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():  # type: ignore[no-untyped-def]
    with travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def taker(cast: Cast) -> User:
    """A contact who speaks for the whole pharmacy."""
    return cast.stranger


def reported(cast: Cast, by: User, words: str) -> Request:
    wish = NewRequest(object_id=cast.hotel_object.pk, words=words, impact="partly")
    return submit_request(wish, by=by)


def handed_over(cast: Cast, on: date = TODAY) -> ObjectTenure:
    return hand_over(cast.hotel_object.pk, cast.pharmacy, on=on, by=cast.administrator)


def test_it_works(cast: Cast) -> None:
    handed_over(cast)
    place = ServiceObject.objects.get(pk=cast.hotel_object.pk)
    assert place.client == cast.pharmacy
    spans = ObjectTenure.objects.filter(object=place).order_by("valid_from")
    assert [(each.client, each.valid_from, each.valid_to) for each in spans] == [
        (cast.hotel, date(2000, 1, 1), TODAY),
        (cast.pharmacy, TODAY, None),
    ]
    cast.ice_machine.refresh_from_db()
    assert cast.ice_machine.client == cast.pharmacy
    entry = Entry.objects.get(kind="object.handed_over")
    assert (entry.data["former"], entry.data["client"]) == (cast.hotel.name, cast.pharmacy.name)


def test_each_day_knows_its_client(cast: Cast) -> None:
    handed_over(cast, date(2026, 11, 10))
    place = ServiceObject.objects.get(pk=cast.hotel_object.pk)
    assert client_on(place, date(2026, 11, 9)) == cast.hotel.pk
    assert client_on(place, date(2026, 11, 10)) == cast.pharmacy.pk


def test_history_stays_and_what_comes_is_the_takers(cast: Cast, taker: User) -> None:
    before = reported(cast, cast.contact, "Before")
    handed_over(cast)
    after = reported(cast, taker, "After")
    assert (before.client, after.client) == (cast.hotel, cast.pharmacy)
    with acting_as(cast.contact.pk):
        assert [each.pk for each in requests_visible_to(cast.contact)] == [before.pk]
        assert not objects_visible_to(cast.contact).exists()
        assert not equipment_visible_to(cast.contact).exists()
    with acting_as(taker.pk):
        assert [each.pk for each in requests_visible_to(taker)] == [after.pk]
        assert cast.hotel_object in objects_visible_to(taker)


def test_the_walls_hold_without_the_queries(cast: Cast, taker: User) -> None:
    before = reported(cast, cast.contact, "Before")
    handed_over(cast)
    after = reported(cast, taker, "After")
    with acting_as(taker.pk):
        assert set(Request.objects.values_list("pk", flat=True)) == {after.pk}
    with acting_as(cast.contact.pk):
        assert set(Request.objects.values_list("pk", flat=True)) == {before.pk}
        # Their papers name the place; what it has become is not theirs to change.
        assert Request.objects.select_related("object").get().object == cast.hotel_object


def test_the_former_client_reports_there_no_more(cast: Cast) -> None:
    handed_over(cast)
    with pytest.raises(NotFound):
        reported(cast, cast.contact, "Too late")


def test_a_role_for_the_object_alone_ends_with_it(cast: Cast) -> None:
    ContactRole.objects.filter(contact__user=cast.contact).update(
        scope="object", object=cast.hotel_object
    )
    assert objects_visible_to(cast.contact).exists()
    handed_over(cast)
    assert not objects_visible_to(cast.contact).exists()


def test_terms_are_those_of_the_client_of_that_day(cast: Cast) -> None:
    handed_over(cast, date(2026, 11, 10))
    place = ServiceObject.objects.get(pk=cast.hotel_object.pk)

    def terms_on(day: int):  # type: ignore[no-untyped-def]
        at = datetime(2026, 11, day, 9, tzinfo=UTC)
        return sla_terms_for(PromiseFacts(place, None, "partly", at)).version

    assert terms_on(9) == cast.contract_version
    assert terms_on(10) is None


@pytest.mark.parametrize(
    ("on", "field", "code"),
    [(date(2026, 11, 21), "valid_from", "in-future"), (date(1999, 1, 1), "valid_from", "overlap")],
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, on: date, field: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        handed_over(cast, on)
    assert refused.value.field == field
    assert not ObjectTenure.objects.exists()


def test_the_same_client_and_an_unknown_object_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="same-client"):
        hand_over(cast.hotel_object.pk, cast.hotel, on=TODAY, by=cast.administrator)
    with pytest.raises(NotFound):
        hand_over(new_id(), cast.hotel, on=TODAY, by=cast.administrator)


def test_the_database_refuses_two_at_once(cast: Cast) -> None:
    handed_over(cast)
    with pytest.raises(IntegrityError, match="one_tenure_at_a_time"), transaction.atomic():
        ObjectTenure.objects.create(
            object=cast.hotel_object, client=cast.hotel, valid_from=date(2026, 11, 19)
        )
