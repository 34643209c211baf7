"""change_priority, waiting, resolving without work, cancelling, reopening."""

from datetime import UTC, datetime

import pytest
import time_machine

from backend.contracts.models import WorkCalendar
from backend.contracts.working_time import WEEKDAYS
from backend.demo.cast import Cast
from backend.desk.actions import (
    cancel_request,
    change_priority,
    close_work,
    put_on_wait,
    reopen_request,
    resolve_request_without_work,
    resume_request,
    set_work_scheduled,
)
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from tests.agreed import revised

MONDAY_0900 = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONDAY_1000 = datetime(2026, 11, 23, 9, tzinfo=UTC)


def clock(request: Request, kind: str) -> SlaClock:
    return request.clocks.get(kind=kind)


def test_it_works(cast: Cast, request_: Request, friday: time_machine.Traveller) -> None:
    changed = change_priority(
        request_.pk, "critical", reason="Wedding on Monday", by=cast.dispatcher
    )
    assert changed.priority == "critical"
    # 120 open minutes since 17:30 on Friday: 30 then, 90 on Monday.
    assert clock(request_, "arrival").due_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    entry = Entry.objects.get(kind="request.prioritised")
    assert (entry.data["before"], entry.data["after"]) == ("high", "critical")
    assert entry.data["reason"] == "Wedding on Monday"


def test_a_new_priority_takes_the_work_along(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    change_priority(work.request.pk, "low", reason="It can wait", by=cast.dispatcher)
    work.refresh_from_db()
    assert work.priority == "low"


def test_a_breach_does_not_lie_before_the_change(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    """At Monday 11:00, 210 minutes have passed: fine for high, over the 120 of critical."""
    friday.move_to(datetime(2026, 11, 23, 10, tzinfo=UTC))
    change_priority(request_.pk, "critical", reason="Worse now", by=cast.dispatcher)
    arrival = clock(request_, "arrival")
    assert (arrival.state, arrival.breached_at) == (
        "running",
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    )


def test_a_retroactive_contract_counts_as_if_always(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    with revised(cast.contract_version) as version:
        version.on_change = "retroactive"
    friday.move_to(datetime(2026, 11, 23, 10, tzinfo=UTC))
    change_priority(request_.pk, "critical", reason="Worse now", by=cast.dispatcher)
    breached = clock(request_, "arrival").breached_at
    assert breached == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_other_hours_count_from_the_change(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    """30 minutes of Friday stay; on Saturday 12:00 local the rest of 120 begins to run."""
    always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    calendar = WorkCalendar.objects.create(name="Always", week=always)
    with revised(cast.contract_version) as version:
        version.policies.filter(priority="critical").update(calendar=calendar)
    friday.move_to(datetime(2026, 11, 21, 11, tzinfo=UTC))
    change_priority(request_.pk, "critical", reason="Worse now", by=cast.dispatcher)
    due = clock(request_, "arrival").due_at
    assert due == datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    # A second change back: 30 more minutes were counted by 11:30, 180 of 240 are left from Monday.
    friday.move_to(datetime(2026, 11, 21, 11, 30, tzinfo=UTC))
    change_priority(request_.pk, "high", reason="Calmer", by=cast.dispatcher)
    due = clock(request_, "arrival").due_at
    assert due == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_priority_needs_a_reason(cast: Cast, request_: Request) -> None:
    with pytest.raises(Invalid) as refusal:
        change_priority(request_.pk, "low", reason=" ", by=cast.dispatcher)
    assert (refusal.value.field, refusal.value.code) == ("reason", "reason-needed")
    with pytest.raises(Invalid) as refusal:
        change_priority(request_.pk, "dire", reason="So it is", by=cast.dispatcher)
    assert refusal.value.field == "priority"


def test_waiting_pauses_and_resuming_counts_again(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    friday.move_to(MONDAY_0900)
    put_on_wait(request_.pk, reason_code="client", by=cast.dispatcher)
    assert {c.state for c in request_.clocks.all()} == {"paused"}
    friday.move_to(MONDAY_1000)
    resume_request(request_.pk, by=cast.dispatcher)
    # One hour of Monday did not count: 11:30 becomes 12:30.
    assert clock(request_, "arrival").due_at == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    entries = Entry.objects.filter(subject_id=request_.pk)
    assert list(entries.values_list("kind", flat=True)) == [
        "request.submitted",
        "request.waiting",
        "clock.paused",
        "clock.resumed",
        "request.resumed",
    ]


def test_a_reason_for_something_else_is_unknown(cast: Cast, request_: Request) -> None:
    with pytest.raises(Invalid) as refusal:
        put_on_wait(request_.pk, reason_code="lunch", by=cast.dispatcher)
    assert refusal.value.field == "reason"


def test_solved_by_an_answer_cancels_the_arrival(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    friday.move_to(datetime(2026, 11, 23, 7, 15, tzinfo=UTC))
    resolve_request_without_work(request_.pk, answer="Switch at the back", by=cast.dispatcher)
    states = {c.kind: c.state for c in request_.clocks.all()}
    assert states == {"response": "met", "arrival": "cancelled", "resolution": "met"}
    assert clock(request_, "arrival").cancelled_for == "resolved without work"
    assert Request.objects.get().state == "resolved"


def test_open_work_must_end_first(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    with pytest.raises(Refused) as refusal:
        resolve_request_without_work(work.request.pk, answer="Switch", by=cast.dispatcher)
    assert refusal.value.code == "work-is-open"


def test_cancelling_takes_the_waiting_work_along(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    cancel_request(work.request.pk, reason="Sold the machine", by=cast.dispatcher)
    work.refresh_from_db()
    assert (work.state, Request.objects.get().state) == ("cancelled", "cancelled")
    assert set(SlaClock.objects.values_list("state", "due_at", "next_at")) == {
        ("cancelled", None, None)
    }


def test_planned_work_is_not_cancelled_away(cast: Cast, work: WorkOrder) -> None:
    assert work.request is not None
    set_work_scheduled([work.pk], by=cast.dispatcher)
    with pytest.raises(Refused) as refusal:
        cancel_request(work.request.pk, reason="Sold", by=cast.dispatcher)
    assert refusal.value.code == "work-is-open"


def test_reopening_does_not_count_the_gap(
    cast: Cast, work: WorkOrder, friday: time_machine.Traveller
) -> None:
    assert work.request is not None
    friday.move_to(MONDAY_1000)
    close_work(work.pk, outcome="done", happened_at=MONDAY_0900, by=cast.engineer_user)
    reopen_request(work.request.pk, reason="Drips again", by=cast.dispatcher)
    # 90 minutes were counted until Monday 09:00; the hour until 10:00 was not; 390 are left.
    resolution = clock(work.request, "resolution")
    assert resolution.due_at == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    assert Request.objects.get().state == "open"


def test_an_ended_request_refuses(cast: Cast, request_: Request) -> None:
    cancel_request(request_.pk, reason="Works", by=cast.dispatcher)
    for late in (
        lambda: cancel_request(request_.pk, reason="Again", by=cast.dispatcher),
        lambda: change_priority(request_.pk, "low", reason="So", by=cast.dispatcher),
        lambda: put_on_wait(request_.pk, reason_code="client", by=cast.dispatcher),
        lambda: reopen_request(request_.pk, reason="So", by=cast.dispatcher),
    ):
        with pytest.raises(Refused) as refusal:
            late()
        assert refusal.value.code == "wrong-state"
