"""What changes under an open request moves its clocks by the contract's change mode, by hand.

High priority: 240 open minutes to arrive, weekdays 08-18 in Monaco, reported Friday 17:30. Seen on
Monday 10:00 local (09:00 UTC): 30 + 120 minutes are counted, and it is due 11:30 local.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from backend.clients.models import ServiceObject
from backend.contracts.actions import (
    NewMaintenance,
    activate_contract,
    add_policy,
    begin_version,
    cancel_maintenance,
    plan_maintenance,
)
from backend.contracts.actions.clause_checks import NewPolicy
from backend.contracts.actions.clauses import remove_clause
from backend.contracts.models import ContractVersion, SlaPolicy, WorkCalendar
from backend.demo.cast import Cast
from backend.desk.actions import (
    NewRequest,
    change_priority,
    follow_calendar,
    follow_contract,
    follow_maintenance,
    follow_register,
    rebuild_clocks,
    submit_request,
)
from backend.desk.models import Request, SlaClock
from backend.journal.models import Entry
from backend.reactions import REACTIONS
from tests.agreed import revised

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def utc(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def another_priority(cast: Cast, request: Request, mode: str) -> None:
    """Critical: 120 open minutes."""
    change_priority(request.pk, "critical", reason="The fish", by=cast.dispatcher)


def another_version(cast: Cast, request: Request, mode: str) -> None:
    """A version from the past with another policy: 60 open minutes."""
    version = begin_version(cast.contract.pk, date(2026, 11, 1), by=cast.administrator)
    ContractVersion.objects.filter(pk=version.pk).update(on_change=mode)
    for policy in SlaPolicy.objects.filter(version=version):
        remove_clause(version.pk, policy.pk, by=cast.administrator)
    add_policy(version.pk, NewPolicy(clause="9.1", targets={"arrival": 60}), by=cast.administrator)
    activate_contract(version.pk, by=cast.administrator)
    assert follow_contract(cast.contract.pk, now=NOW) == 1


def other_hours(cast: Cast, request: Request, mode: str) -> None:
    """Open 08-11 only."""
    hours = WorkCalendar.objects.get(pk=cast.contract_version.calendar_id)
    hours.week = {day: [["08:00", "11:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    hours.save()
    assert follow_calendar(hours.pk, now=NOW) == (0 if mode == "frozen" else 1)
    assert follow_calendar(hours.pk, now=NOW) == 0


def another_zone(cast: Cast, request: Request, mode: str) -> None:
    """The object lies in Kyiv, an hour ahead: Friday 18:30 was after closing."""
    ServiceObject.objects.filter(pk=request.object_id).update(zone="Europe/Kyiv")
    assert follow_register(request.object_id, now=NOW) == (0 if mode == "frozen" else 1)


def maintenance(cast: Cast, request: Request, mode: str) -> None:
    """Nothing counts on Monday 08:30-10:30 local."""
    works = NewMaintenance(utc(7, 30), utc(9, 30), request.object)
    plan_maintenance(cast.contract.pk, works, by=cast.administrator)
    assert follow_maintenance(cast.contract.pk, now=NOW) == (0 if mode == "frozen" else 1)
    assert follow_maintenance(cast.contract.pk, now=NOW) == 0


@pytest.mark.parametrize(
    ("change", "mode", "due", "breached"),
    [
        (another_priority, "keep_elapsed", utc(9), utc(9)),
        (another_priority, "retroactive", utc(8, 30), utc(8, 30)),
        (another_priority, "restart", utc(11), None),
        (another_priority, "frozen", utc(10, 30), None),
        (another_version, "keep_elapsed", utc(9), utc(9)),
        (another_version, "retroactive", utc(7, 30), utc(7, 30)),
        (another_version, "restart", utc(10), None),
        (another_version, "frozen", utc(10, 30), None),
        # 90 minutes are left: 60 until 11:00, 30 from Tuesday 08:00.
        (other_hours, "keep_elapsed", utc(7, 30, 24), None),
        # Friday 17:30 was closed: 120 counted, 60 until 11:00, 60 from Tuesday 08:00.
        (other_hours, "retroactive", utc(8, 0, 24), None),
        # 60 until 11:00, 180 on Tuesday.
        (other_hours, "restart", utc(10, 0, 24), None),
        (other_hours, "frozen", utc(10, 30), None),
        # 90 minutes are left, counted from 10:30.
        (maintenance, "keep_elapsed", utc(11), None),
        # 30 on Friday and 30 until 08:30: 180 are left.
        (maintenance, "retroactive", utc(12, 30), None),
        (maintenance, "restart", utc(13, 30), None),
        (maintenance, "frozen", utc(10, 30), None),
        (another_zone, "keep_elapsed", utc(10, 30), None),
        # Kyiv opened at 06:00 UTC: 180 counted.
        (another_zone, "retroactive", utc(10), None),
        (another_zone, "restart", utc(13), None),
        (another_zone, "frozen", utc(10, 30), None),
    ],
)
def test_the_clock_follows(
    cast: Cast,
    wish: NewRequest,
    friday: time_machine.Traveller,
    change: Callable[[Cast, Request, str], None],
    mode: str,
    due: datetime,
    breached: datetime | None,
) -> None:
    with revised(cast.contract_version) as version:
        version.on_change = mode
    request = submit_request(wish, by=cast.contact)
    friday.move_to(NOW)
    change(cast, request, mode)
    arrival = SlaClock.objects.get(request=request, kind="arrival")
    # A breach is seen once anything was counted past the target; at the change itself it is due.
    assert (arrival.due_at, arrival.breached_at) == (due, breached)
    assert [each for some in rebuild_clocks(NOW, only_check=True) for each in some] == []


def test_maintenance_agreed_before_the_report_never_counts(
    cast: Cast, wish: NewRequest, friday: time_machine.Traveller
) -> None:
    by, contract = cast.administrator, cast.contract.pk
    everywhere = plan_maintenance(contract, NewMaintenance(utc(7, 30), utc(9, 30)), by=by)
    # It is over before the report, at another object, and the same time told twice.
    plan_maintenance(contract, NewMaintenance(utc(7, 0, 2), utc(9, 0, 2)), by=by)
    plan_maintenance(contract, NewMaintenance(utc(8), utc(9), note="The mains"), by=by)
    request = submit_request(wish, by=cast.contact)
    arrival = SlaClock.objects.get(request=request, kind="arrival")
    assert arrival.due_at == utc(12, 30)
    assert [span[0] for span in arrival.calendar["maintenance"]] == [
        "2026-11-23T07:30:00Z",
        "2026-11-23T08:00:00Z",
    ]
    friday.move_to(NOW)
    cancel_maintenance(contract, everywhere.pk, by=by)
    follow_maintenance(contract, now=NOW)
    arrival.refresh_from_db()
    # 60 were counted, and from 10:00 on all counts: 180 are left.
    assert arrival.due_at == utc(12)
    assert [each for some in rebuild_clocks(NOW, only_check=True) for each in some] == []


def test_what_nothing_changed_for_stays_and_says_nothing(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    friday.move_to(NOW)
    assert follow_register(request_.object_id, now=NOW) == 0
    assert follow_calendar(cast.contract_version.calendar_id, now=NOW) == 0
    assert not Entry.objects.filter(kind__in=["clock.changed", "request.retermed"]).exists()


def test_the_request_says_what_it_followed(
    cast: Cast, request_: Request, friday: time_machine.Traveller
) -> None:
    friday.move_to(NOW)
    other_hours(cast, request_, "keep_elapsed")
    told = Entry.objects.get(kind="request.retermed")
    assert (told.subject_id, told.data["cause"]) == (request_.pk, "calendar")


def test_the_journal_calls_for_it() -> None:
    assert "backend.desk.tasks.follow_calendar" in REACTIONS["calendar.changed"]
    assert "backend.desk.tasks.follow_register" in REACTIONS["catalog.changed"]
