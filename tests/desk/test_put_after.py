"""One work order after another: what is kept, and what is refused and why."""

from collections.abc import Callable

import pytest

from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    Triage,
    cancel_work,
    put_after,
    submit_request,
    triage_request,
)
from backend.desk.models import WorkOrder
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id

NewWork = Callable[[], WorkOrder]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_house")]


@pytest.fixture
def new_work(cast: Cast) -> NewWork:
    def make() -> WorkOrder:
        wish = NewRequest(
            object_id=cast.hotel_object.pk,
            equipment_id=cast.ice_machine.pk,
            words="It drips",
            impact="partly",
            channel="phone",
            reported_by="Reception",
        )
        request = submit_request(wish, by=cast.dispatcher)
        return triage_request(request.pk, Triage(cast.repair.pk), by=cast.dispatcher)

    return make


def test_it_works(cast: Cast, new_work: NewWork) -> None:
    first, second = new_work(), new_work()
    put_after(second.pk, first.pk, gap_min=90, by=cast.dispatcher)
    second.refresh_from_db()
    assert (second.after, second.after_gap_min) == (first, 90)
    told = Entry.objects.get(kind="work.put_after")
    assert told.data == {"number": first.number, "gap_min": 90}


def test_it_waits_for_nothing_any_more(cast: Cast, new_work: NewWork) -> None:
    first, second = new_work(), new_work()
    put_after(second.pk, first.pk, gap_min=90, by=cast.dispatcher)
    put_after(second.pk, None, gap_min=90, by=cast.dispatcher)
    second.refresh_from_db()
    assert (second.after, second.after_gap_min) == (None, 0)


def test_the_same_again_is_not_noted_twice(cast: Cast, new_work: NewWork) -> None:
    first, second = new_work(), new_work()
    for _turn in range(2):
        put_after(second.pk, first.pk, by=cast.dispatcher)
    assert Entry.objects.filter(kind="work.put_after").count() == 1


def test_a_circle_is_refused_however_long(cast: Cast, new_work: NewWork) -> None:
    first, second, third = new_work(), new_work(), new_work()
    put_after(second.pk, first.pk, by=cast.dispatcher)
    put_after(third.pk, second.pk, by=cast.dispatcher)
    for earlier in (first, second, third):
        with pytest.raises(Invalid, match="waits-for-itself"):
            put_after(first.pk, earlier.pk, by=cast.dispatcher)


def test_work_that_is_over_is_not_waited_for(cast: Cast, new_work: NewWork) -> None:
    first, second = new_work(), new_work()
    cancel_work(first.pk, reason="Not needed", by=cast.dispatcher)
    with pytest.raises(Invalid, match="work-is-over"):
        put_after(second.pk, first.pk, by=cast.dispatcher)
    with pytest.raises(Refused, match="wrong-state"):
        put_after(first.pk, second.pk, by=cast.dispatcher)


def test_another_clients_work_is_not_waited_for(cast: Cast, new_work: NewWork) -> None:
    first, second = new_work(), new_work()
    WorkOrder.objects.filter(pk=first.pk).update(client=cast.pharmacy)
    with pytest.raises(Invalid, match="foreign-work"):
        put_after(second.pk, first.pk, by=cast.dispatcher)


@pytest.mark.parametrize("gap", [-1, 60 * 24 * 60 + 1])
def test_a_gap_out_of_reason_is_refused(cast: Cast, new_work: NewWork, gap: int) -> None:
    first, second = new_work(), new_work()
    with pytest.raises(Invalid, match="out-of-range"):
        put_after(second.pk, first.pk, gap_min=gap, by=cast.dispatcher)


def test_what_is_not_there_is_not_found(cast: Cast, new_work: NewWork) -> None:
    with pytest.raises(NotFound):
        put_after(new_work().pk, new_id(), by=cast.dispatcher)
    with pytest.raises(NotFound):
        put_after(new_id(), None, by=cast.dispatcher)
