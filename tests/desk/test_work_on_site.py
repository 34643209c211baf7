"""note_arrival, note_no_access, note_restored, close_work: the engineer's facts move clocks."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine

from backend.demo.cast import Cast
from backend.desk.actions import (
    Triage,
    cancel_work,
    close_work,
    note_arrival,
    note_no_access,
    note_restored,
    set_work_scheduled,
    set_work_unscheduled,
    triage_request,
)
from backend.desk.models import Request, WorkOrder
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused

MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONDAY_1000 = datetime(2026, 11, 23, 9, tzinfo=UTC)
MONDAY_1200 = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_noon(friday: time_machine.Traveller, work: WorkOrder) -> None:
    """Everything below is told on Monday at 12:00, when the phone has signal again."""
    friday.move_to(MONDAY_1200)


def clock(work: WorkOrder, kind: str):  # type: ignore[no-untyped-def]
    assert work.request is not None
    return work.request.clocks.get(kind=kind)


def test_it_works(cast: Cast, work: WorkOrder) -> None:
    set_work_scheduled([work.pk], by=cast.dispatcher)
    note_arrival(work.pk, happened_at=MONDAY_0900, by=cast.engineer_user)
    assert WorkOrder.objects.get().state == "in_progress"
    # Due 11:30, there at 09:00, though the desk learns it at noon.
    assert clock(work, "arrival").state == "met"
    assert clock(work, "arrival").due_at == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)

    close_work(work.pk, outcome="done", happened_at=MONDAY_1000, by=cast.engineer_user)
    request = Request.objects.get()
    assert (request.state, request.resolved_at) == ("resolved", MONDAY_1000)
    resolution = clock(work, "resolution")
    assert (resolution.state, resolution.stopped_at) == ("met", MONDAY_1000)
    assert WorkOrder.objects.get().completed_at == MONDAY_1000
    entry = Entry.objects.get(kind="request.resolved")
    assert (entry.happened_at, entry.recorded_at) == (MONDAY_1000, MONDAY_1200)


def test_the_first_arrival_counts(cast: Cast, work: WorkOrder) -> None:
    note_arrival(work.pk, happened_at=MONDAY_1000, by=cast.engineer_user)
    note_arrival(work.pk, happened_at=MONDAY_0900, by=cast.engineer_user)
    note_arrival(work.pk, happened_at=MONDAY_1200, by=cast.engineer_user)
    assert clock(work, "arrival").stopped_at == MONDAY_0900


def test_a_late_arrival_is_missed(cast: Cast, work: WorkOrder) -> None:
    at = datetime(2026, 11, 23, 10, 30, 1, tzinfo=UTC)
    note_arrival(work.pk, happened_at=at, by=cast.engineer_user)
    assert clock(work, "arrival").state == "missed"


def test_no_access_pauses_what_the_contract_lets(cast: Cast, work: WorkOrder) -> None:
    set_work_scheduled([work.pk], by=cast.dispatcher)
    note_no_access(work.pk, happened_at=MONDAY_0900, by=cast.engineer_user)

    assert WorkOrder.objects.get().state == "unscheduled"
    assert clock(work, "arrival").state == "met"
    resolution = clock(work, "resolution")
    assert (resolution.state, resolution.due_at) == ("paused", None)
    request = Request.objects.get()
    assert (request.state, request.waiting_for.code) == ("waiting", "access")

    # The next arrival ends it: 90 minutes were counted (30 Friday, 60 Monday), 390 are left from
    # Tuesday 08:00, so 14:30 in Monaco.
    tuesday = datetime(2026, 11, 24, 7, tzinfo=UTC)
    with time_machine.travel(tuesday, tick=False):
        note_arrival(work.pk, happened_at=tuesday, by=cast.engineer_user)
    assert clock(work, "resolution").due_at == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert Request.objects.get().state == "open"


def test_a_contract_without_that_pause_goes_on(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    work.request.clocks.update(pausable=[])
    note_no_access(work.pk, happened_at=MONDAY_0900, by=cast.engineer_user)
    assert clock(work, "resolution").state == "running"


@pytest.mark.parametrize("outcome", ["partial", "not_done", "failed"])
def test_what_is_not_done_is_planned_again(cast: Cast, work: WorkOrder, outcome: str) -> None:
    note_arrival(work.pk, happened_at=MONDAY_0900, by=cast.engineer_user)
    close_work(work.pk, outcome=outcome, happened_at=MONDAY_1000, by=cast.engineer_user)
    assert WorkOrder.objects.get().state == "unscheduled"
    assert Request.objects.get().state == "open"
    assert clock(work, "resolution").state == "running"


def test_the_last_needed_work_resolves(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    second = triage_request(work.request.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    optional = triage_request(
        work.request.pk, Triage(cast.repair.pk, needed=False), by=cast.dispatcher
    )
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    assert Request.objects.get().state == "open"
    close_work(second.pk, outcome="done", happened_at=MONDAY_1000, by=cast.engineer_user)
    assert Request.objects.get().state == "resolved"
    optional.refresh_from_db()
    assert optional.state == "unscheduled"


def test_work_that_is_cancelled_may_be_the_last(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    second = triage_request(work.request.pk, Triage(cast.repair.pk), by=cast.dispatcher)
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    cancel_work(second.pk, reason="Not needed", by=cast.dispatcher)
    assert Request.objects.get().state == "resolved"


def test_done_stays_done(cast: Cast, work: WorkOrder) -> None:
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    close_work(work.pk, outcome="partial", happened_at=MONDAY_1000, by=cast.engineer_user)
    assert WorkOrder.objects.get().state == "completed"


def test_somebody_who_comes_to_ended_work_is_no_error(cast: Cast, work: WorkOrder) -> None:
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    note_arrival(work.pk, happened_at=MONDAY_1000, by=cast.engineer_user)
    assert WorkOrder.objects.get().state == "completed"


def test_restored_is_noted(cast: Cast, work: WorkOrder) -> None:
    note_restored(work.pk, how="loaner", happened_at=MONDAY_0900, by=cast.engineer_user)
    entry = Entry.objects.get(kind="service.restored")
    assert (entry.data["how"], entry.happened_at) == ("loaner", MONDAY_0900)
    with pytest.raises(Invalid):
        note_restored(work.pk, how="prayer", happened_at=MONDAY_0900, by=cast.engineer_user)


def test_an_unknown_outcome_is_named(cast: Cast, work: WorkOrder) -> None:
    with pytest.raises(Invalid) as refusal:
        close_work(work.pk, outcome="great", happened_at=MONDAY_0900, by=cast.engineer_user)
    assert refusal.value.field == "outcome"


def test_unknown_work_is_not_there(cast: Cast, work: WorkOrder) -> None:
    with pytest.raises(NotFound):
        note_arrival(uuid4(), happened_at=MONDAY_0900, by=cast.engineer_user)
    with pytest.raises(NotFound):
        set_work_scheduled([work.pk, uuid4()], by=cast.dispatcher)


def test_planning_moves_the_state(cast: Cast, work: WorkOrder) -> None:
    set_work_scheduled([work.pk], by=cast.dispatcher)
    set_work_unscheduled([work.pk], by=cast.dispatcher)
    assert WorkOrder.objects.get().state == "unscheduled"
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    with pytest.raises(Refused):
        set_work_scheduled([work.pk], by=cast.dispatcher)
