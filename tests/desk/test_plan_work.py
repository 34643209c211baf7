"""Work nobody reported: a work order without a request, promised its window by its service.

The cast's contract serves repairs of cold equipment; here it also serves maintenance, done in its
agreed window. Tuesday night, 24 November 2026, 01:00 to 04:00 UTC.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from backend.catalog.models import WorkType
from backend.clients.models import Client
from backend.contracts.models import Service, SlaPolicy
from backend.demo.cast import Cast
from backend.desk.actions import (
    PlannedWork,
    cancel_work,
    close_work,
    note_missed_clocks,
    plan_work,
    rebuild_clocks,
)
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch.assemble import assemble_day
from backend.journal.models import Entry
from backend.lib.errors import Invalid, Refused
from backend.lib.ids import new_id
from tests.agreed import revised

pytestmark = pytest.mark.usefixtures("friday")
NIGHT, MORNING = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (1, 4))


@pytest.fixture
def maintenance(cast: Cast) -> WorkType:
    """A kind of work the contract serves, in its window: two hours where no end is agreed."""
    kind = WorkType.objects.create(code="round", names={"en": "Round"}, default_minutes=90)
    with revised(cast.contract_version) as version:
        service = Service.objects.create(version=version, code="rounds")
        service.work_types.add(kind)
        policy = SlaPolicy.objects.create(version=version, clause="5.1", service=service)
        policy.targets.create(kind="maintenance_window", target_min=120)
    return kind


def wish(cast: Cast, kind: WorkType, **change: Any) -> PlannedWork:
    told: dict[str, Any] = {
        "work_type_id": kind.pk,
        "object_id": cast.hotel_object.pk,
        "equipment_id": cast.ice_machine.pk,
        "words": "Clean the condenser",
        "window_from": NIGHT,
        "window_to": MORNING,
    }
    return PlannedWork(**{**told, **change})


def test_it_works(cast: Cast, maintenance: WorkType, friday: time_machine.Traveller) -> None:
    work = plan_work(wish(cast, maintenance), by=cast.dispatcher)
    work.refresh_from_db()
    assert (work.request, work.client, work.state) == (None, cast.hotel, "unscheduled")
    assert (work.words, work.priority, work.impact) == ("Clean the condenser", "normal", "")
    assert work.number.startswith("WO-")
    assert (work.coverage, work.coverage_clause) == ("covered", "3.2")
    assert list(work.skills.all()) == [cast.refrigeration]
    assert work.minutes == cast.ice_machine.type.default_minutes
    entry = Entry.objects.get(kind="work.planned")
    assert (entry.subject_id, entry.data["number"]) == (work.pk, work.number)


@pytest.mark.parametrize(
    ("begin", "end", "started", "due"),
    [
        (NIGHT, MORNING, NIGHT, MORNING),
        # Without an end the contract's two hours count, by the wall clock.
        (NIGHT, None, NIGHT, NIGHT.replace(hour=3)),
        # Without a beginning it is promised from when it was made.
        (None, MORNING, datetime(2026, 11, 20, 16, 30, tzinfo=UTC), MORNING),
    ],
)
def test_its_service_promises_the_window(
    cast: Cast,
    maintenance: WorkType,
    friday: time_machine.Traveller,
    begin: datetime | None,
    end: datetime | None,
    started: datetime,
    due: datetime,
) -> None:
    work = plan_work(wish(cast, maintenance, window_from=begin, window_to=end), by=cast.dispatcher)
    clock = SlaClock.objects.get(work_order=work)
    assert (clock.kind, clock.clause, clock.state) == ("maintenance_window", "5.1", "running")
    assert (clock.started_at, clock.due_at) == (started, due)
    assert [each for some in rebuild_clocks(NIGHT, only_check=True) for each in some] == []


@pytest.mark.parametrize(("minute", "state"), [(0, "met"), (1, "missed")])
def test_done_in_its_window_it_is_kept(
    cast: Cast,
    maintenance: WorkType,
    friday: time_machine.Traveller,
    minute: int,
    state: str,
) -> None:
    work = plan_work(wish(cast, maintenance), by=cast.dispatcher)
    friday.move_to(MORNING.replace(hour=6))
    note_missed_clocks(MORNING.replace(hour=6))
    done = MORNING.replace(minute=minute)
    close_work(work.pk, outcome="done", happened_at=done, by=cast.engineer_user)
    assert SlaClock.objects.get(work_order=work).state == state


def test_other_work_and_work_without_a_window_are_promised_nothing(
    cast: Cast, maintenance: WorkType
) -> None:
    plan_work(wish(cast, cast.repair), by=cast.dispatcher)
    plan_work(wish(cast, maintenance, window_from=None, window_to=None), by=cast.dispatcher)
    assert not SlaClock.objects.exists()


def test_cancelled_its_clock_ends_without_a_verdict(cast: Cast, maintenance: WorkType) -> None:
    work = plan_work(wish(cast, maintenance), by=cast.dispatcher)
    cancel_work(work.pk, reason="They sold it", by=cast.dispatcher)
    assert SlaClock.objects.get(work_order=work).state == "cancelled"


def test_planning_sees_it(cast: Cast, maintenance: WorkType) -> None:
    tuesday = date(2026, 11, 24)
    work = plan_work(wish(cast, maintenance, window_from=None), by=cast.dispatcher)
    problem = assemble_day(tuesday, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert str(work.pk) in str(problem)


def test_the_same_id_answers_the_first_one(cast: Cast, maintenance: WorkType) -> None:
    told = wish(cast, maintenance, work_order_id=new_id())
    first = plan_work(told, by=cast.dispatcher)
    assert plan_work(told, by=cast.dispatcher) == first
    assert WorkOrder.objects.count() == 1
    with pytest.raises(Invalid) as refused:
        plan_work(
            wish(
                cast,
                maintenance,
                work_order_id=first.pk,
                object_id=cast.pharmacy_object.pk,
                equipment_id=None,
            ),
            by=cast.dispatcher,
        )
    assert refused.value.field == "work_order_id"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("object_id", uuid4()),
        ("equipment_id", uuid4()),
        ("work_type_id", uuid4()),
        ("words", " "),
        ("words", "a\x00b"),
        ("priority", "urgent"),
        ("place", "moon"),
        ("minutes", 0),
        ("skill_ids", (uuid4(),)),
        ("window_to", NIGHT),
        ("checklist_keys", ("k" * 61,)),
    ],
)
def test_bad_input_names_its_field(
    cast: Cast, maintenance: WorkType, field: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        plan_work(wish(cast, maintenance, **{field: value}), by=cast.dispatcher)
    assert refused.value.field == field
    assert not WorkOrder.objects.exists()


def test_a_client_on_hold_is_refused(cast: Cast, maintenance: WorkType) -> None:
    Client.objects.filter(pk=cast.hotel.pk).update(service_hold=True)
    with pytest.raises(Refused) as refused:
        plan_work(wish(cast, maintenance), by=cast.dispatcher)
    assert refused.value.code == "service-hold"


def test_without_a_contract_it_is_paid_and_promised_nothing(
    cast: Cast, maintenance: WorkType
) -> None:
    told = wish(cast, maintenance, object_id=cast.pharmacy_object.pk, equipment_id=None)
    work = plan_work(told, by=cast.dispatcher)
    assert (work.contract_version, work.coverage) == (None, "paid")
    assert not SlaClock.objects.exists()
