"""submit_request: the first step of the story."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from backend.clients.models import ContactRole, Equipment, ObjectGroup, ServiceObject
from backend.contracts.models import Contract
from backend.database.principal import acting_as
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, submit_request
from backend.desk.models import Request
from backend.files.models import StoredFile
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound

from .conftest import FRIDAY_1730


def as_contact(cast: Cast, wish: NewRequest) -> Request:
    with acting_as(cast.contact.pk):
        return submit_request(wish, by=cast.contact)


def test_it_works(cast: Cast, wish: NewRequest, friday: time_machine.Traveller) -> None:
    request = as_contact(cast, wish)

    assert request.number.startswith("REQ-")
    assert (request.state, request.priority) == ("new", "high")
    assert (request.coverage, request.coverage_clause) == ("covered", "3.2")
    assert request.contact == cast.contact.contact
    # 30 open minutes are left on Friday: response 60 -> Monday 08:30, arrival 240 -> 11:30,
    # resolution 480 -> 15:30, in Monaco; one hour less in UTC.
    due = {clock.kind: clock.due_at for clock in request.clocks.all()}
    assert due == {
        "response": datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
        "arrival": datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
        "resolution": datetime(2026, 11, 23, 14, 30, tzinfo=UTC),
    }


def test_the_journal_tells_it(cast: Cast, wish: NewRequest) -> None:
    request = as_contact(cast, wish)
    entry = Entry.objects.get(subject_id=request.pk)
    assert (entry.kind, entry.actor_name) == ("request.submitted", "Sophie Laurent")
    assert entry.client_id == cast.hotel.pk


def test_a_foreign_object_is_not_there(cast: Cast, wish: NewRequest) -> None:
    with pytest.raises(NotFound):
        as_contact(cast, replace(wish, object_id=cast.pharmacy_object.pk, equipment_id=None))


def test_foreign_equipment_is_unknown(cast: Cast, wish: NewRequest) -> None:
    with pytest.raises(Invalid) as refusal:
        as_contact(cast, replace(wish, equipment_id=cast.pharmacy_fridge.pk))
    assert (refusal.value.field, refusal.value.code) == ("equipment_id", "unknown")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"words": "  \n"}, "words", "blank"),
        ({"words": "a" * 5001}, "words", "too-long"),
        ({"words": "zero \x00 byte"}, "words", "not-valid"),
        ({"impact": "dreadful"}, "impact", "unknown"),
        ({"channel": "pigeon"}, "channel", "unknown"),
        ({"reported_by": "a" * 201}, "reported_by", "too-long"),
        ({"reported_at": datetime(1900, 1, 1, tzinfo=UTC)}, "reported_at", "too-early"),
        ({"reported_at": datetime(2100, 1, 1, tzinfo=UTC)}, "reported_at", "in-future"),
        ({"spoils_at": datetime(2020, 1, 1, tzinfo=UTC)}, "spoils_at", "too-early"),
        ({"photos": tuple(uuid4() for _ in range(11))}, "photos", "too-many"),
        ({"photos": (uuid4(),)}, "photos", "unknown"),
    ],
)
def test_bad_input_names_the_field(
    cast: Cast, wish: NewRequest, change: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        as_contact(cast, replace(wish, **change))
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not Request.objects.exists()


def test_five_thousand_letters_are_kept(cast: Cast, wish: NewRequest) -> None:
    assert len(as_contact(cast, replace(wish, words="a" * 5000)).words) == 5000


def test_backdating_over_a_quarter_needs_a_reason(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    called_at = datetime(2026, 11, 20, 16, 14, tzinfo=UTC)
    called = replace(wish, reported_at=called_at, channel="phone", reported_by="Night porter")
    with pytest.raises(Invalid) as refusal:
        submit_request(called, by=cast.dispatcher)
    assert refusal.value.field == "backdating_reason"

    told = submit_request(replace(called, backdating_reason="Voicemail"), by=cast.dispatcher)
    # Clocks start when the client told us: 46 open minutes on Friday, so 240 end at 11:14.
    arrival = told.clocks.get(kind="arrival")
    assert arrival.due_at == datetime(2026, 11, 23, 10, 14, tzinfo=UTC)
    assert told.recorded_at > told.reported_at


def test_a_quarter_of_an_hour_needs_none(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    then = datetime(2026, 11, 20, 16, 15, tzinfo=UTC)
    assert submit_request(replace(wish, reported_at=then), by=cast.dispatcher).reported_at == then


def test_a_repeat_answers_the_first(cast: Cast, wish: NewRequest) -> None:
    again = replace(wish, request_id=uuid4())
    assert as_contact(cast, again).pk == as_contact(cast, again).pk
    assert Request.objects.count() == 1


def test_an_id_of_another_client_is_refused(cast: Cast, wish: NewRequest) -> None:
    theirs = NewRequest(cast.pharmacy_object.pk, "Fridge", "stopped", request_id=uuid4())
    submit_request(theirs, by=cast.dispatcher)
    with pytest.raises(Invalid) as refusal:
        as_contact(cast, replace(wish, request_id=theirs.request_id))
    assert refusal.value.field == "request_id"


def test_photos_of_the_client_are_attached(cast: Cast, wish: NewRequest) -> None:
    mine = stored(cast.hotel.pk)
    assert as_contact(cast, replace(wish, photos=(mine.pk,))).photos.get().file == mine


def test_photos_of_another_client_or_not_yet_believed_are_unknown(
    cast: Cast, wish: NewRequest
) -> None:
    for file in (stored(cast.pharmacy.pk), stored(cast.hotel.pk, verified_at=None)):
        with pytest.raises(Invalid):
            as_contact(cast, replace(wish, photos=(file.pk,)))


def test_without_a_contract_nothing_is_promised(cast: Cast) -> None:
    theirs = NewRequest(cast.pharmacy_object.pk, "Fridge", "stopped")
    with acting_as(cast.stranger.pk):
        request = submit_request(theirs, by=cast.stranger)
    assert (request.priority, request.coverage) == ("critical", "paid")
    assert request.coverage_clause == "standing terms"
    assert not request.clocks.exists()


def test_a_suspended_contract_promises_nothing(cast: Cast, wish: NewRequest) -> None:
    Contract.objects.filter(pk=cast.contract.pk).update(state="suspended")
    assert not as_contact(cast, wish).clocks.exists()


def test_equipment_nobody_entered_is_presumed_covered(cast: Cast, wish: NewRequest) -> None:
    request = as_contact(cast, replace(wish, equipment_id=None))
    assert (request.coverage, request.coverage_presumed) == ("covered", True)


def test_a_contact_of_one_object_reports_only_there(cast: Cast, wish: NewRequest) -> None:
    other = ServiceObject.objects.create(client=cast.hotel, name="Hotel Hermitage, spa")
    role = ContactRole.objects.get(contact__user=cast.contact)
    role.scope, role.object = "object", other
    role.save()
    with pytest.raises(NotFound):
        as_contact(cast, wish)
    assert as_contact(cast, NewRequest(other.pk, "No heat", "partly")).object == other


def test_a_contact_of_a_group_reports_in_it(cast: Cast, wish: NewRequest) -> None:
    role = ContactRole.objects.get(contact__user=cast.contact)
    group = ObjectGroup.objects.create(client=cast.hotel, name="Bars")
    role.scope, role.group = "group", group
    role.save()
    with pytest.raises(NotFound):
        as_contact(cast, wish)
    cast.hotel_object.groups.add(group)
    assert as_contact(cast, wish).object == cast.hotel_object


def test_a_contact_without_the_right_to_report_does_not(cast: Cast, wish: NewRequest) -> None:
    ContactRole.objects.filter(contact__user=cast.contact).update(reports=False)
    with pytest.raises(NotFound):
        as_contact(cast, wish)


@pytest.mark.parametrize("who", ["engineer_user", "biller", "administrator"])
def test_others_do_not_report(cast: Cast, wish: NewRequest, who: str) -> None:
    with pytest.raises(NotFound):
        submit_request(wish, by=getattr(cast, who))


def test_scrapped_equipment_is_unknown(cast: Cast, wish: NewRequest) -> None:
    Equipment.objects.filter(pk=cast.ice_machine.pk).update(is_active=False)
    with pytest.raises(Invalid):
        as_contact(cast, wish)


def test_a_clock_slightly_ahead_is_now(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    ahead = datetime(2026, 11, 20, 16, 31, tzinfo=UTC)
    request = as_contact(cast, replace(wish, reported_at=ahead))
    assert request.reported_at == ahead - timedelta(minutes=1)


def stored(client_id: object, **fields: object) -> StoredFile:
    known = {"verified_at": datetime(2026, 11, 20, tzinfo=UTC), **fields}
    return StoredFile.objects.create(
        client_id=client_id, sha256="0" * 64, size=1, mime="image/jpeg", path="x", **known
    )


def test_what_was_due_before_it_was_noted_is_registered_late(
    cast: Cast, wish: NewRequest, request_: Request
) -> None:
    told = replace(
        wish,
        reported_at=FRIDAY_1730 - timedelta(days=7),
        backdating_reason="Found in the mailbox",
        channel="mail",
    )
    late = submit_request(told, by=cast.dispatcher)
    assert [clock.is_registered_late for clock in late.clocks.all()] == [True] * 3
    assert not any(clock.is_registered_late for clock in request_.clocks.all())
