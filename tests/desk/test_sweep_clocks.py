"""sweep_clocks: a promise that is broken is noted once, at the moment it was broken."""

from datetime import UTC, datetime

import pytest
import time_machine

from backend.demo.cast import Cast
from backend.desk.actions import note_arrival, note_missed_clocks, put_on_wait
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.desk.tasks import sweep_clocks
from backend.journal.models import Entry

ARRIVAL_DUE = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def test_it_works(cast: Cast, request_: Request, friday: time_machine.Traveller) -> None:
    friday.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC))
    sweep_clocks()
    arrival = request_.clocks.get(kind="arrival")
    assert (arrival.state, arrival.breached_at, arrival.next_at) == ("running", ARRIVAL_DUE, None)
    missed = Entry.objects.filter(kind="clock.missed", subject_id=request_.pk)
    assert {entry.data["clock"]: entry.happened_at for entry in missed} == {
        "response": datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
        "arrival": ARRIVAL_DUE,
    }


def test_twice_is_once(cast: Cast, request_: Request, friday: time_machine.Traveller) -> None:
    late = datetime(2026, 11, 23, 11, tzinfo=UTC)
    friday.move_to(late)
    assert note_missed_clocks(late) == 2
    assert note_missed_clocks(late) == 0
    assert Entry.objects.filter(kind="clock.missed").count() == 2


def test_the_very_moment_is_still_kept(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    SlaClock.objects.exclude(kind="arrival").delete()
    assert note_missed_clocks(ARRIVAL_DUE) == 0
    assert note_missed_clocks(ARRIVAL_DUE.replace(second=1)) == 1


def test_a_paused_clock_is_not_watched(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    put_on_wait(request_.pk, reason_code="client", by=cast.dispatcher)
    assert set(request_.clocks.values_list("state", "next_at")) == {("paused", None)}
    assert note_missed_clocks(datetime(2026, 12, 1, tzinfo=UTC)) == 0


def test_an_arrival_told_late_takes_the_miss_back(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    friday.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC))
    sweep_clocks()
    assert work.request is not None
    note_arrival(work.pk, happened_at=ARRIVAL_DUE, by=cast.engineer_user)
    arrival = work.request.clocks.get(kind="arrival")
    assert (arrival.state, arrival.breached_at) == ("met", None)


@pytest.mark.parametrize("minutes", [0, 600])
def test_one_query_finds_nothing(
    cast: Cast, minutes: int, django_assert_num_queries: object
) -> None:
    # A savepoint, the indexed look, and the savepoint's end.
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert note_missed_clocks(datetime(2026, 11, 23, 11, tzinfo=UTC)) == 0
