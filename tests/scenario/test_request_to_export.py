"""The whole product in one story: a request travels from the portal to the billing export.

Every step is a use-case of one person, told in the order it happens. Monday 23 November 2026;
Monaco is at UTC+1; the contract's service hours are weekdays 08-18.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from httpx import WSGITransport

from backend.accounts.devices import make_pair_code
from backend.billing import actions as billing
from backend.billing.models import BillableLine
from backend.billing.queries import lines_in_view
from backend.database.principal import acting_as, acting_as_system
from backend.demo.cast import Cast, add_shift
from backend.demo.company import furnish
from backend.demo.walk.phone import Phone
from backend.demo.walk.repair import arrive, finish, next_visit
from backend.demo.walk.repair import work as work_on_it
from backend.desk.actions import (
    NewRequest,
    Triage,
    rebuild_clocks,
    submit_request,
    triage_request,
)
from backend.desk.models import SlaClock
from backend.dispatch import plans, plans_in_work
from backend.dispatch.actions import publish_day
from backend.dispatch.models import DayBoard, Visit
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.travel import geodesic_times
from backend.fieldwork.models import ServiceReport
from backend.files import storage
from backend.journal import kinds, queries
from backend.lib.clock import utc_now
from backend.reactions import sweep
from backend.wsgi import application

MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0) -> datetime:
    """A UTC instant on that Monday."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """Time stands still until the story moves it."""
    with time_machine.travel(at(7, 30), tick=False) as clock:
        yield clock


@pytest.fixture
def house(cast: Cast, settings: Any, tmp_path: Any) -> Cast:
    """The cast with its catalogue, checklists and papers' series, and Olena on shift on Monday."""
    settings.MEDIA_ROOT = tmp_path
    furnish(cast)
    add_shift(cast.engineer, MONDAY)
    return cast


@pytest.fixture
def wire() -> Iterator[WSGITransport]:
    """The phone's way to the house inside this process and this test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGITransport(app=application)
    for signal in signals:
        signal.connect(close_old_connections)


def the_worker_runs() -> None:
    """Carry out every consequence that journal entries ask for, and what follows from those."""
    for _round in range(3):
        sweep()


def test_one_request_from_the_portal_to_the_export(
    house: Cast, clock: Any, wire: WSGITransport
) -> None:
    # 08:30 on the wall. Sophie, contact of the hotel, reports that the ice machine is warm and
    # goods are at risk. By contract C-104 that is high: answer within 60 open minutes, arrival
    # within 240, solved within 480, all counted from 08:30 in service hours 08-18.
    with acting_as(house.contact.pk):
        wish = NewRequest(
            object_id=house.hotel_object.pk,
            equipment_id=house.ice_machine.pk,
            impact="goods_at_risk",
            words="The ice machine is warm",
        )
        request = submit_request(wish, by=house.contact)
    due = {c.kind: c.due_at for c in SlaClock.objects.filter(request=request)}
    assert request.priority == "high"
    assert due == {"response": at(8, 30), "arrival": at(11, 30), "resolution": at(15, 30)}
    assert (request.coverage, request.coverage_clause) == ("covered", "3.2")

    # The worker confirms by mail, with number and promise.
    the_worker_runs()
    assert [m.to for m in mail.outbox] == [["contact@example.com"]]
    assert request.number in mail.outbox[0].subject

    # 08:45. Marc, the dispatcher, makes a work order of it: an hour of refrigeration.
    clock.move_to(at(7, 45))
    triage = Triage(house.repair.pk, checklist_keys=("cold-repair",), answer="We are coming.")
    work = triage_request(request.pk, triage, by=house.dispatcher)
    assert (work.state, work.minutes, work.coverage) == ("unscheduled", 60, "covered")

    # He asks for a plan of the day. Olena can be there by road in minutes, so nothing is late.
    plan = plans.request_plan(MONDAY, by=house.dispatcher)
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    times = geodesic_times(begun[1].points)
    solution = solve(begun[1].problem(times), seconds=None, iterations=50, seed=1)
    plan = plans.store_proposal(plan.pk, begun[1], times, Choices((solution,)))
    assert plan.cost["lateness"] == plan.cost["undone"] == 0
    assert not Visit.objects.exists()

    # He accepts the difference and publishes the day; Sophie hears who comes and when.
    plans.accept_plan(plan.pk, by=house.dispatcher)
    publish_day(MONDAY, DayBoard.objects.get(date=MONDAY).version, by=house.dispatcher)
    mail.outbox.clear()
    the_worker_runs()
    assert "Olena Koval" in mail.outbox[0].body

    # Olena pairs her phone by a one-time code and pulls her world.
    with acting_as_system():
        code = make_pair_code(house.engineer_user)
    phone = Phone("http://testserver", code, transport=wire)
    bundle, _size = phone.bundle()
    visit = next_visit(bundle, request.number)
    assert phone.unchanged()

    # 10:00. She is there; the arrival clock stops well before 12:30.
    clock.move_to(at(9))
    arrive(phone, visit)
    arrival = SlaClock.objects.get(request=request, kind="arrival")
    assert (arrival.state, arrival.stopped_at) == ("met", at(9))

    # 11:00. Checklist, photo, one fan, an hour of work; the client signs what she read.
    clock.move_to(at(10))
    bundle, _size = phone.bundle()
    visit = next(v for v in bundle["visits"] if v["id"] == visit["id"])
    work_on_it(phone, bundle, visit, "FAN-120")
    finish(phone, bundle, visit)

    # The last needed work order is done: the request is resolved, five hours before its time.
    request.refresh_from_db()
    assert (request.state, request.resolved_at) == ("resolved", at(10))
    resolution = SlaClock.objects.get(request=request, kind="resolution")
    assert (resolution.state, resolution.stopped_at) == ("met", at(10))

    # The worker sets the service report from what was signed and drafts the lines.
    the_worker_runs()
    report = ServiceReport.objects.get(visit_id=visit["id"])
    assert report.state == "signed"
    assert report.file
    assert storage.read(report.file.path).startswith(b"%PDF-")

    # Inès, the biller, sees labour, call-out and travel at zero by clause 3.2 and one fan at
    # 34.50 by clause 4.1.
    lines = lines_in_view(house.biller, "judge").filter(visit_id=visit["id"])
    said = {line.kind: (line.verdict, line.clause, line.net) for line in lines}
    assert said == {
        "labour": ("covered", "3.2", Decimal("0.00")),
        "call_out": ("covered", "3.2", Decimal("0.00")),
        "travel": ("covered", "3.2", Decimal("0.00")),
        "part": ("paid", "4.1", Decimal("34.50")),
    }
    assert lines.get(kind="labour").quantity == Decimal("1.000")

    # She agrees and issues the act: 34.50 and 20 % of it, the first of its series.
    billing.approve_lines([line.pk for line in lines], by=house.biller)
    act = billing.issue_act([line.pk for line in lines], by=house.biller)
    assert act.number == "ACT-2026-00001"
    assert (act.net, act.vat, act.gross) == (Decimal("34.50"), Decimal("6.90"), Decimal("41.40"))
    assert list(act.reports.all()) == [report]
    the_worker_runs()
    act.refresh_from_db()
    assert act.file
    assert storage.read(act.file.path).startswith(b"%PDF-")

    # At the month's end she exports: lines, act and file agree to the cent.
    batch = billing.export_acts(
        house.our_entity, date(2026, 11, 1), date(2026, 11, 30), by=house.biller
    )
    rows = list(csv.DictReader(io.StringIO(storage.read(batch.file.path).decode("utf-8-sig"))))
    assert {row["act"] for row in rows} == {"ACT-2026-00001"}
    assert sum(Decimal(row["gross"]) for row in rows) == act.gross == batch.totals[0][1]
    assert {line.state for line in BillableLine.objects.filter(act=act)} == {"exported"}

    # Every clock is what the journal makes of it.
    assert [each for some in rebuild_clocks(utc_now(), only_check=True) for each in some] == []

    # Every step is history that a person can read.
    told = [entry.kind for entry in queries.history_of([request.pk, work.pk, visit["id"]])]
    for kind in (
        kinds.REQUEST_SUBMITTED,
        kinds.REQUEST_TRIAGED,
        kinds.VISIT_PLANNED,
        kinds.VISIT_PUBLISHED,
        kinds.VISIT_ARRIVED,
        kinds.VISIT_SIGNED,
        kinds.VISIT_COMPLETED,
        kinds.REQUEST_RESOLVED,
        kinds.LINES_DRAFTED,
    ):
        assert kind in told
